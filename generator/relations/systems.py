"""Named systems: what titles give before their colon, and the places where texts have such names.

A name is compared by its letters and numbers, one after the other: `Tulu 3` is `TÜLU-3`, and
`Llama 3` is neither `Llama 3.1` nor `Llama`. What hangs on to a name makes another one of it
(`Orca-Math`, `Video-Orca`, `Orca 2`), unless it is a size, a stage of training or a word in lower case
(`Llama-3-8B`, `Tulu-3-SFT`, `Orca-style`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, zip_longest
from typing import NamedTuple

from generator.classify import fold_words
from generator.records import Paper
from generator.relations.stopwords import GRAMMAR, PAPERESE
from generator.text.display import as_text
from generator.text.words import fold

LONGEST = 4
"""Words of a name; what is longer before a colon is a sentence."""

SHORTEST = 4
"""Letters and digits of a name whose shape alone can make it distinct; `T2I` and `R1` are short."""

Key = tuple[str, ...]
"""A name's letters and numbers, folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A named system: the paper whose title names it, and how.

    `telling` are the words that say what it is: of the title behind the name, if there are any,
    else of the abstract.
    """

    paper: Paper
    name: str
    key: Key
    telling: frozenset[str]

    @property
    def has_number(self) -> bool:
        """Whether the name has a digit."""
        return any(part[0].isdecimal() for part in self.key)

    @property
    def is_distinct(self) -> bool:
        """Whether nobody writes it by chance: it has a number, a plus, or capitals in odd places."""
        if sum(map(len, self.key)) < SHORTEST:
            return False
        if self.has_number:
            return any(part.isalpha() for part in self.key)
        return self.name.endswith("+") or bool(_ODD.search(_PLURAL.sub("", self.name)))


_ODD = re.compile(r"[^\W\d_A-Z][A-Z]|[A-Z]{2}(?:[^\W\d_A-Z]|-\w)|\w-[A-Z]{2}")
"""Capitals inside a word, or several of them on one side of a hyphen."""

_PLURAL = re.compile(r"(?<=[A-Z])s\b")


def parse_system(paper: Paper) -> System | None:
    """The system that a paper's title names, if it names one.

    `Technical Report` is no part of a name, and stands for a colon; of `Words (NAME)` the name is
    `NAME`. A title that announces a survey or a position names a subject.
    """
    title = plain(paper.title)
    head, _, rest = title.partition(": ")
    name = _REPORT.sub("", head)
    if name == title or _SURVEY.search(title):
        return None
    name = brackets[1] if (brackets := _BRACKETS.search(name)) else name.strip()
    if len(name.split()) > LONGEST:
        return None
    key = tuple(_fold(found) for found in _PIECE.findall(name))
    if not any(len(part) > 1 for part in key):
        return None
    return System(paper=paper, name=name, key=key, telling=telling_words(rest or paper.abstract))


_REPORT = re.compile(r"\s+Technical Report\b.*", re.IGNORECASE)
_BRACKETS = re.compile(r"\s\(([^()\s]+)\)$")
_SURVEY = re.compile(
    r"\b(?:survey|overview|review|primer|tutorial)s?\b|^(?:position|perspective):", re.IGNORECASE
)


def plain(text: str) -> str:
    """A listed text as plain text, without web addresses."""
    shown = as_text(text)
    if any(sign in shown for sign in _SIGNS):  # few texts have an address, and this is quick
        shown = _ADDRESS.sub(" ", shown)
    return unicodedata.normalize("NFKC", shown)


_SIGNS = ("://", "www.", "github.")
_ADDRESS = re.compile(r"\S+://\S+|\b(?:www\.|github\.)\S+")


def telling_words(text: str) -> frozenset[str]:
    """The folded words of a listed text, without those of grammar and of any paper."""
    return frozenset(fold_words(plain(text))) - GRAMMAR - PAPERESE


def words_of(paper: Paper) -> frozenset[str]:
    """All folded words of a paper."""
    return frozenset(fold_words(plain(f"{paper.title}\n{paper.abstract}")))


class Piece(NamedTuple):
    """A run of letters, a number with its decimals, or plus signs: folded, and its place."""

    folded: str
    start: int
    end: int


_PIECE = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)*|(?<=\w)\++")


@lru_cache(maxsize=1 << 16)
def _fold(piece: str) -> str:
    return fold(piece)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names to look for. `lengths` says, for the first two pieces, how many pieces names have.

    The most come first. A name of one piece stands under that alone. `firsts` are all first pieces.
    """

    keys: Collection[Key]
    lengths: Mapping[Key, tuple[int, ...]]
    firsts: frozenset[str]


def make_names(keys: Collection[Key]) -> Names:
    """Make names ready to be looked for."""
    lengths: dict[Key, set[int]] = defaultdict(set)
    for key in keys:
        lengths[key[:2]].add(len(key))
    ordered = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
    firsts = frozenset(key[0] for key in keys)
    return Names(keys=keys, lengths=ordered, firsts=firsts)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text has a name."""

    key: Key
    start: int
    end: int


def find_names(names: Names, text: str) -> Iterator[Place]:
    """From left to right, the longest name at each place, if it stands there whole."""
    folded = [_fold(found) for found in _PIECE.findall(text)]
    pairs = zip_longest(folded, folded[1:])
    # Few places begin as a name does: only where there are some is it read where pieces stand.
    begins = [at for at, (first, second) in enumerate(pairs) if _may_begin(names, first, second)]
    if not begins:
        return
    places = (found.span() for found in _PIECE.finditer(text))
    pieces = [Piece(piece, *place) for piece, place in zip(folded, places, strict=True)]
    behind = 0
    for at in begins:
        length = _match(names, text, pieces, folded, at) if at >= behind else 0
        if length:
            behind = at + length
            start, end = pieces[at].start, pieces[behind - 1].end
            if _BEGINS.search(text, max(0, start - 2), start) and _ENDS.match(text, end):
                yield Place(tuple(folded[at:behind]), start, end)


def _may_begin(names: Names, first: str, second: str | None) -> bool:
    return first in names.firsts and ((first,) in names.lengths or (first, second) in names.lengths)


def _match(names: Names, text: str, pieces: Sequence[Piece], folded: Sequence[str], at: int) -> int:
    """How many pieces the longest name has that begins here."""
    first, *_ = pair = tuple(folded[at : at + 2])
    for length in (*names.lengths.get(pair, ()), *names.lengths.get((first,), ())):
        key = tuple(folded[at : at + length])
        if key in names.keys and _is_joined(text, pieces[at : at + length]):
            return len(key)  # fewer than `length` at the end of the text
    return 0


def _is_joined(text: str, pieces: Sequence[Piece]) -> bool:
    return all(text[one.end : other.start] in _JOINTS for one, other in pairwise(pieces))


_JOINTS = frozenset(("", *" -_/^'.&\u2010\u2011\u2019", ": "))
_BEGINS = re.compile(r"(?:\A|[^\w\-\u2010\u2011.@#]|\W\W)\Z")
_ENDS = re.compile(
    r"""(?![\w+@]|\.\d)                                 # nothing is glued to it,
        (?![-\u2010\u2011](?!                          # only this hangs on:
            \d+(?:\.\d+)?[Bb]\b|\d{2,}[Mm]\b          #   a size,
          | (?:Base|Chat|Distill|Instruct|Preview|RL|SFT|Thinking|Zero)\b
          | [a-z]))                                    #   a stage of training, a small word,
        (?!\s[vV]?\d+(?:\.\d+)*(?![\w.%]|\s(?:of|times|out)\b))  # and no version follows
    """,
    re.VERBOSE,
)
