"""Where texts use the names of systems: what is found of each text, whoever owns the names.

What a text uses depends on that text and on those names alone whose pieces it has. So what was
found of it stays true while no such name comes or goes. Of a use in lower case, unless an owner may
write the name so, it is found only that the text has the word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from generator.records import Paper
from generator.relations.archive import make_print
from generator.relations.characters import Ints, spread
from generator.relations.places import Names, Pieces, Place, mark
from generator.relations.systems import Key, System, parse_system, plain
from generator.relations.texts import Texts
from generator.text.phrases import fold_words
from generator.workers import share_out

AT_ONCE: Final = 256
"""Papers that one turn of a process reads; fewer are not worth one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A text's use of a name.

    `explained` are the last two words that it stands for, if it stands in brackets behind them;
    `is_plain` says that it stands by itself inside a sentence.
    """

    key: Key
    written: str
    is_claim: bool
    is_plain: bool
    explained: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """What was found of texts, in their order.

    `prints` are digests of the texts; `systems` are the systems that titles name, `found` the uses of
    names, and `words` the names that texts have as a word in lower case, packed. `marks` are sums of all
    pieces of the texts: those of text `n` stand from `starts[n]` to `starts[n + 1]`.
    """

    prints: Sequence[bytes]
    systems: Sequence[str]
    found: Sequence[str]
    words: Sequence[str]
    starts: Ints
    marks: npt.NDArray[np.uint32]

    @classmethod
    def nothing(cls) -> Uses:
        """What is known of no texts."""
        none = np.zeros(0, np.uint32)
        starts = np.zeros(1, np.int64)
        return cls(prints=(), systems=(), found=(), words=(), starts=starts, marks=none)

    def system(self, text: int) -> System | None:
        """The system that a title names."""
        packed = self.systems[text]
        return unpack_system(packed) if packed else None

    def of(self, text: int) -> list[str]:
        """The uses of names in a text, equal ones once: packed for `unpack_use`."""
        found = self.found[text]
        return found.split("\n") if found else []

    def all_words(self) -> frozenset[str]:
        """The names that any text has as a word in lower case, each as of `pack_key`."""
        return frozenset(chain.from_iterable(words.split("\n") for words in self.words if words))


_Found = tuple[str, str, bytes]
"""Of a text its uses of names, the names that it has as words, and the marks of its pieces."""


def find_uses(
    papers: Sequence[Paper], last: Uses | None = None, texts: Texts | None = None, jobs: int = 1
) -> Uses:
    """Find the uses of names, and only what may differ from the last time; the result is the same."""
    prints = [make_print(paper.title, paper.abstract) for paper in papers]
    if last and prints == last.prints:
        return last
    last, texts = last or Uses.nothing(), texts or Texts()
    known = {text: at for at, text in enumerate(last.prints)}
    was = np.array([known.get(text, -1) for text in prints], np.int64)
    texts.read([papers[at] for at in np.flatnonzero(was < 0).tolist()], jobs)
    systems = [
        last.systems[at] if at >= 0 else _pack_system(parse_system(_title(texts, paper)))
        for paper, at in zip(papers, was.tolist(), strict=True)
    ]
    names, names_before = _names(systems), _names(last.systems)
    others = {key for key, _ in names.items() ^ names_before.items()}
    was[np.isin(was, _that_have(others, last))] = -1
    new = [papers[at] for at in np.flatnonzero(was < 0).tolist()]
    texts.read(new, jobs)
    # Workers get no papers: what they look at is copied to them.
    read = _Reader(names, [*map(texts.encoded, new)]).read
    found = share_out(range(len(new)), read, lambda at: new[at].id, at_once=AT_ONCE, jobs=jobs)
    return _combine(prints, systems, last, was, found)


def _names(systems: Sequence[str]) -> dict[Key, bool]:
    """The names of systems, and whether one is meant where it is written in lower case."""
    names: dict[Key, bool] = {}
    for system in map(unpack_system, filter(None, systems)):
        names[system.key] = names.get(system.key, False) or system.is_lower
    return names


def _title(texts: Texts, paper: Paper) -> str:
    title, _, _ = texts.of(paper).partition("\n")
    return plain(title)


class _Reader:
    """Finds names in texts of papers, as `Texts` encodes them."""

    def __init__(self, in_lower: Mapping[Key, bool], texts: Sequence[bytes]) -> None:
        self._names = Names(in_lower)
        self._texts = texts
        self._packed = [*map(pack_key, self._names.keys)]

    def read(self, papers: Sequence[int]) -> list[_Found]:
        """What is found of some papers."""
        lines = [line for at in papers for line in self._texts[at].decode().split("\n")]
        pieces = self._names.cut([*map(plain, lines)])
        places, texts, names = self._names.find(pieces)
        found: list[list[str]] = [[] for _ in papers]
        words: list[set[int]] = [set() for _ in papers]
        for text, name in zip(texts.tolist(), names.tolist(), strict=True):
            words[text // 2].add(name)
        for place in places:
            written = pieces.whole[place.start : place.end]
            if written.islower() and not self._names.in_lower[place.name]:
                words[place.text // 2].add(place.name)
            else:
                key = self._packed[place.name]
                found[place.text // 2].append(_use(pieces, place, f"{key}\t{written}"))
        return [
            ("\n".join(dict.fromkeys(uses)), self._pack_words(some), marks)
            for uses, some, marks in zip(found, words, _marks(pieces, len(papers)), strict=True)
        ]

    def _pack_words(self, names: Iterable[int]) -> str:
        return "\n".join(sorted(map(self._packed.__getitem__, names)))


def _marks(pieces: Pieces, papers: int) -> list[bytes]:
    """The marks of each paper's pieces, equal ones once."""
    found = np.sort(pieces.texts // 2 << 32 | pieces.marks)  # np.unique takes longer
    found = found[np.diff(found, prepend=-1) > 0]
    bounds = np.searchsorted(found >> 32, np.arange(papers + 1)).tolist()
    marks = found.astype(np.uint32)
    return [marks[first:last].tobytes() for first, last in pairwise(bounds)]


def _that_have(keys: Collection[Key], last: Uses) -> Ints:
    """The texts that have all pieces of one of these names, and perhaps some more."""
    marks = [frozenset(map(mark, key)) for key in keys]
    wanted = np.array(sorted(frozenset[int]().union(*marks)), np.uint32)
    at = np.flatnonzero(np.isin(last.marks, wanted))
    at = at[np.argsort(last.marks[at], kind="stable")]
    texts = np.searchsorted(last.starts, at, side="right") - 1
    ends = np.searchsorted(last.marks[at], wanted, side="right")
    texts_of = dict(zip(wanted.tolist(), np.split(texts, ends)[:-1], strict=True))
    found = [reduce(_both, (texts_of[mark] for mark in some)) for some in marks]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)


def _both(ones: Ints, others: Ints) -> Ints:
    return np.intersect1d(ones, others, assume_unique=True)


def _combine(
    prints: Sequence[bytes],
    systems: Sequence[str],
    last: Uses,
    was: Ints,
    new: Sequence[_Found],
) -> Uses:
    """What was found before, and what was found now where `was` is -1."""
    added = [np.frombuffer(marks, np.uint32) for *_, marks in new]
    lengths = np.array([*np.diff(last.starts), *map(len, added)], np.int64)
    is_new = was < 0
    at = np.where(is_new, len(last.found) + np.cumsum(is_new) - 1, was)
    found = [*last.found, *(uses for uses, _, _ in new)]
    words = [*last.words, *(some for _, some, _ in new)]
    begins = np.cumsum(lengths) - lengths
    return Uses(
        prints=prints,
        systems=systems,
        found=[found[n] for n in at.tolist()],
        words=[words[n] for n in at.tolist()],
        starts=np.concatenate(([0], np.cumsum(lengths[at]))),
        marks=np.concatenate((last.marks, *added))[spread(begins[at], lengths[at])],
    )


def _use(pieces: Pieces, place: Place, named: str) -> str:
    """Read what stands around a name; in a title, where all is in capitals, it says nothing."""
    if place.text % 2 == 0:
        return f"{named}\t00\t"
    first = max(int(pieces.begins[place.text]), place.start - 80)
    before, behind = pieces.whole[first : place.start], pieces.whole[place.end : place.end + 2]
    last_word = max(0, before.rfind(" ", 0, max(0, len(before) - 2)))
    is_claim = bool(_CLAIM.search(before))
    is_plain = bool(_INSIDE.search(before, last_word)) and not _GOES_ON.match(behind)
    is_bracketed = before.endswith("(") and behind.startswith(")")
    explained = sorted({*fold_words(before)[-2:]}) if is_bracketed else ()
    return f"{named}\t{is_claim:d}{is_plain:d}\t{_GAP.join(explained)}"


_CLAIM = re.compile(
    r"""\b(?:(?:we|paper|work|report)\s(?:\w+ly\s|then\s|also\s)?(?:build|call|construct|contribute|
            create|design|develop|dub|introduce|name|open-source|present|propose|release|term)s?
          |called|coined|dubbed|introducing|named|namely|termed)
        \s(?:(?:an?|the|our|it|this|as|new|novel|benchmark|dataset|framework|method|model|approach|
            system|\w+ly)\s)*["'\u201c]?$""",
    re.IGNORECASE | re.VERBOSE,
)
_INSIDE = re.compile(r"(?:(?<![^\s(])[^\W\dA-Z_][\w\-']*\s|[,;)]\s)[(\"'\u201c]?$|[(/]$")
_GOES_ON = re.compile(r"\s[A-Z]")


_GAP = "\x1f"
"""Between the parts of a name; no text has it, nor a tab or a line's end."""


def _pack_system(system: System | None) -> str:
    return f"{system.name}\t{pack_key(system.key)}" if system else ""


def unpack_system(packed: str) -> System:
    """A system as `Uses` has it."""
    name, _, key = packed.partition("\t")
    return System(name=name, key=tuple(key.split(_GAP)))


def name_of(system: str) -> str:
    """The name of a packed system, as of `pack_key`; none of none."""
    return system.partition("\t")[2]


def pack_key(key: Key) -> str:
    """A name as one text."""
    return _GAP.join(key)


def unpack_use(packed: str) -> Use:
    """A use as `Uses` has it."""
    key, written, flags, explained = packed.split("\t")
    return Use(
        key=tuple(key.split(_GAP)),
        written=written,
        is_claim=flags[0] == "1",
        is_plain=flags[1] == "1",
        explained=frozenset(explained.split(_GAP)) if explained else _NOTHING,
    )


_NOTHING: Final[frozenset[str]] = frozenset()
