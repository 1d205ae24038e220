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
from itertools import accumulate

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
    """A named system, as the title of its paper has it."""

    name: str
    key: Key

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
    key = tuple(map(_fold, _PIECE.findall(name)))
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
    if any(sign in shown for sign in _SIGNS):  # few texts have an address, and this is quick
        shown = _ADDRESS.sub(" ", shown)
    return unicodedata.normalize("NFKC", shown)


_SIGNS = ("://", "www.", "github.")
_ADDRESS = re.compile(r"\S+://\S+|\b(?:www\.|github\.)\S+")


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


_PIECE = re.compile(r"([^\W\d_]+|\d+(?:\.\d+)*|(?<=\w)\++)")
"""A run of letters, a number with its decimals, or plus signs."""


@lru_cache(maxsize=1 << 17)
def _fold(piece: str) -> str:
    return fold(piece)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names to look for. `lengths` says, for the first two pieces, how many pieces names have.

    The most come first. A name of one piece stands under that alone. `seconds` has for each first
    piece those that follow it in a name, and `""` where it is a name by itself.
    """

    keys: Collection[Key]
    lengths: Mapping[Key, tuple[int, ...]]
    seconds: Mapping[str, frozenset[str]]


def make_names(keys: Collection[Key]) -> Names:
    """Make names ready to be looked for."""
    lengths: dict[Key, set[int]] = defaultdict(set)
    for key in keys:
        lengths[key[:2]].add(len(key))
    ordered = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
    seconds: dict[str, set[str]] = defaultdict(set)
    for first, *rest in lengths:
        seconds[first].add(rest[0] if rest else "")
    frozen = {first: frozenset(found) for first, found in seconds.items()}
    return Names(keys=keys, lengths=ordered, seconds=frozen)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text has a name."""

    key: Key
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text cut into pieces: `parts` are what stands between them, and they, by turns."""

    text: str
    parts: Sequence[str]
    folded: Sequence[str]


def cut(text: str) -> Pieces:
    """Cut a text into its pieces."""
    parts = _PIECE.split(text)
    return Pieces(text, parts, [*map(_fold, parts[1::2])])


def find_names(names: Names, pieces: Pieces) -> Iterator[Place]:
    """From left to right, the longest name at each place, if it stands there whole."""
    matches = [*_match_all(names, pieces)]
    if not matches:
        return
    bounds = [*accumulate(map(len, pieces.parts))]
    for at, length in matches:
        start, end = bounds[2 * at], bounds[2 * (at + length) - 1]
        if _BEGINS.search(pieces.text, max(0, start - 2), start) and _ENDS.match(pieces.text, end):
            yield Place(tuple(pieces.folded[at : at + length]), start, end)


def _match_all(names: Names, pieces: Pieces) -> Iterator[tuple[int, int]]:
    """From which piece on the longest names stand, and how many pieces they have."""
    folded, seconds = pieces.folded, names.seconds
    following = (*folded[1:], "")
    behind = 0
    for at in [at for at, piece in enumerate(folded) if piece in seconds]:
        found = seconds[folded[at]]
        if at >= behind and (following[at] in found or "" in found):  # few names begin so
            length = _match(names, pieces, at)
            if length:
                behind = at + length
                yield at, length


def _match(names: Names, pieces: Pieces, at: int) -> int:
    """How many pieces the longest name has that begins here."""
    first, *_ = pair = tuple(pieces.folded[at : at + 2])
    for length in (*names.lengths.get(pair, ()), *names.lengths.get((first,), ())):
        key = tuple(pieces.folded[at : at + length])
        # A key has fewer than `length` pieces at the end of the text.
        if key in names.keys and _is_joined(pieces.parts[2 * at + 2 : 2 * (at + len(key)) : 2]):
            return len(key)
    return 0


def _is_joined(between: Sequence[str]) -> bool:
    return all(map(_JOINTS.__contains__, between))


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
