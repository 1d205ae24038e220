"""Named systems: what titles give before their colon."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from generator.records import Paper
from generator.relations.stopwords import GRAMMAR, PAPERESE
from generator.text.display import as_text
from generator.text.phrases import fold_words
from generator.text.words import fold, without_addresses

LONGEST = 4
"""Words of a name; what is longer before a colon is a sentence."""

SHORTEST = 4
"""Letters and digits of a name whose shape alone can make it distinct; `T2I` and `R1` are short."""

Key = tuple[str, ...]
"""A name's letters and numbers, folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A named system, as the title of its paper has it."""

    name: str
    key: Key

    @property
    def has_number(self) -> bool:
        """Whether the name has a digit."""
        return any(part[0].isdecimal() for part in self.key)

    @property
    def is_lower(self) -> bool:
        """Whether it may be meant where it is written in lower case: it has no capital in front."""
        return not any(initials(self.name))

    @property
    def is_distinct(self) -> bool:
        """Whether nobody writes it by chance: it has a number, a plus, or capitals in odd places."""
        if sum(map(len, self.key)) < SHORTEST:
            return False
        if self.has_number:
            return any(part.isalpha() for part in self.key)
        return self.name.endswith("+") or bool(_ODD.search(_PLURAL.sub("", self.name)))


def initials(text: str) -> list[bool]:
    """Of each run of letters, whether it begins with a capital."""
    return [run[0].isupper() for run in _LETTERS.findall(text)]


_LETTERS = re.compile(r"[^\W\d_]+")

_ODD = re.compile(r"[^\W\d_A-Z][A-Z]|[A-Z]{2}(?:[^\W\d_A-Z]|-\w)|\w-[A-Z]{2}")
"""Capitals inside a word, or several of them on one side of a hyphen."""

_PLURAL = re.compile(r"(?<=[A-Z])s\b")


def parse_system(title: str) -> System | None:
    """The system that a title, given as `plain` text, names, if it names one.

    `Technical Report` is no part of a name, and stands for a colon; of `Words (NAME)` the name is
    `NAME`. A title that announces a survey or a position names a subject.
    """
    head, _, _ = title.partition(": ")
    name = _REPORT.sub("", head)
    if name == title or _SURVEY.search(title):
        return None
    name = brackets[1] if (brackets := _BRACKETS.search(name)) else name.strip()
    if len(name.split()) > LONGEST:
        return None
    key = tuple(map(fold_piece, PIECE.findall(name)))
    if not any(len(part) > 1 for part in key):
        return None
    return System(name=name, key=key)


_REPORT = re.compile(r"\s+Technical Report\b.*", re.IGNORECASE)
_BRACKETS = re.compile(r"\s\(([^()\s]+)\)$")
_SURVEY = re.compile(
    r"\b(?:survey|overview|review|primer|tutorial)s?\b|^(?:position|perspective):", re.IGNORECASE
)


def plain(shown: str) -> str:
    """A text that is plain already, without web addresses and compatibility forms."""
    return unicodedata.normalize("NFKC", without_addresses(shown))


def telling_words(paper: Paper) -> frozenset[str]:
    """The words that say what a paper's system is, without those of grammar and of any paper.

    They are of the title behind the name, if there are any, else of the abstract.
    """
    _, _, rest = plain(as_text(paper.title)).partition(": ")
    found = fold_words(plain(as_text(rest or paper.abstract)))
    return frozenset(found) - GRAMMAR - PAPERESE


def words_of(paper: Paper) -> frozenset[str]:
    """All folded words of a paper."""
    return frozenset(fold_words(plain(as_text(f"{paper.title}\n{paper.abstract}"))))


PIECE = re.compile(r"([^\W\d_]+|\d+(?:\.\d+)*|(?<=\w)\++)")
"""A run of letters, a number with its decimals, or plus signs."""


@lru_cache(maxsize=1 << 17)
def fold_piece(piece: str) -> str:
    """A piece without what spellings differ in."""
    return fold(piece)
