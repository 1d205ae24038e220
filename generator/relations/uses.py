"""Where texts use the names of systems: what is found of each text, whoever owns the names.

What a text uses depends on that text and on those names alone whose pieces it has. So what was
found of it stays true while no such name comes or goes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from generator.classify import fold_words
from generator.records import Paper
from generator.relations.archive import make_print
from generator.relations.phrases import Ints
from generator.relations.spoken import spread
from generator.relations.systems import (
    Key,
    Names,
    Place,
    System,
    cut,
    find_names,
    make_names,
    parse_system,
    plain,
)
from generator.relations.texts import Texts
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

    `prints` are digests of the texts; `systems` and `found` are the systems that titles name and the
    names that texts use, packed. `marks` are sums of all pieces of the texts: those of text `n`
    stand from `starts[n]` to `starts[n + 1]`.
    """

    prints: Sequence[bytes]
    systems: Sequence[str]
    found: Sequence[str]
    starts: Ints
    marks: npt.NDArray[np.uint32]

    @classmethod
    def nothing(cls) -> Uses:
        """What is known of no texts."""
        none = np.zeros(0, np.uint32)
        return cls(prints=(), systems=(), found=(), starts=np.zeros(1, np.int64), marks=none)

    def system(self, text: int) -> System | None:
        """The system that a title names."""
        return _unpack_system(self.systems[text])

    def of(self, text: int) -> list[tuple[str, str, str]]:
        """The uses of names in a text, in their order, equal ones once: packed for `unpack_use`.

        Before each stand the name, which is that of `pack_key`, and how the text writes it: most
        uses need no more.
        """
        found = self.found[text]
        lines = found.split("\n") if found else ()
        parts = (line.split("\t", 2) for line in lines)
        return [(key, written, line) for (key, written, _), line in zip(parts, lines, strict=True)]


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
    keys = _keys(systems)
    was[np.isin(was, _that_have(keys ^ _keys(last.systems), last))] = -1
    new = [papers[at] for at in np.flatnonzero(was < 0).tolist()]
    read = _Reader(make_names(keys), texts).read
    found = share_out(new, read, lambda paper: paper.id, at_once=AT_ONCE, jobs=jobs)
    return _combine(prints, systems, last, was, found)


def _keys(systems: Sequence[str]) -> frozenset[Key]:
    parsed = map(_unpack_system, systems)
    return frozenset(system.key for system in parsed if system)


def _title(texts: Texts, paper: Paper) -> str:
    title, _, _ = texts.of(paper).partition("\n")
    return plain(title)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Finds names in the texts of papers."""

    names: Names
    texts: Texts

    def read(self, papers: Sequence[Paper]) -> list[tuple[str, bytes]]:
        """For each paper its uses of names, packed, and the marks of its pieces."""
        return [*map(self._read, papers)]

    def _read(self, paper: Paper) -> tuple[str, bytes]:
        title, abstract = (cut(plain(text)) for text in self.texts.of(paper).split("\n"))
        uses = [_use(title.text, place, is_title=True) for place in find_names(self.names, title)]
        uses += [
            _use(abstract.text, place, is_title=False) for place in find_names(self.names, abstract)
        ]
        pieces = dict.fromkeys((*title.folded, *abstract.folded))
        marks = np.fromiter(map(_mark, pieces), np.uint32, len(pieces))
        return "\n".join(dict.fromkeys(uses)), marks.tobytes()


@lru_cache(maxsize=1 << 17)
def _mark(piece: str) -> int:
    """A number that stands for a piece; where two have the same, more texts are read."""
    return crc32(piece.encode())


def _that_have(keys: Collection[Key], last: Uses) -> Ints:
    """The texts that have all pieces of one of these names, and perhaps some more."""
    marks = [frozenset(map(_mark, key)) for key in keys]
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
    new: Sequence[tuple[str, bytes]],
) -> Uses:
    """What was found before, and what was found now where `was` is -1."""
    added = [np.frombuffer(marks, np.uint32) for _, marks in new]
    lengths = np.array([*np.diff(last.starts), *map(len, added)], np.int64)
    is_new = was < 0
    at = np.where(is_new, len(last.found) + np.cumsum(is_new) - 1, was)
    found = [*last.found, *(uses for uses, _ in new)]
    begins = np.cumsum(lengths) - lengths
    return Uses(
        prints=prints,
        systems=systems,
        found=[found[n] for n in at.tolist()],
        starts=np.concatenate(([0], np.cumsum(lengths[at]))),
        marks=np.concatenate((last.marks, *added))[spread(begins[at], lengths[at])],
    )


def _use(text: str, place: Place, *, is_title: bool) -> str:
    """Read what stands around a name; in a title, where all is in capitals, it says nothing."""
    before, behind = text[max(0, place.start - 80) : place.start], text[place.end : place.end + 2]
    is_bracketed = before.endswith("(") and behind.startswith(")") and not is_title
    last_word = max(0, before.rfind(" ", 0, max(0, len(before) - 2)))
    return _pack_use(
        Use(
            key=place.key,
            written=text[place.start : place.end],
            is_claim=not is_title and bool(_CLAIM.search(before)),
            is_plain=not is_title
            and bool(_INSIDE.search(before, last_word))
            and not _GOES_ON.match(behind),
            explained=frozenset(fold_words(before)[-2:] if is_bracketed else ()),
        )
    )


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
    return f"{system.name}\t{_GAP.join(system.key)}" if system else ""


def _unpack_system(packed: str) -> System | None:
    name, _, key = packed.partition("\t")
    return System(name=name, key=tuple(key.split(_GAP))) if packed else None


def _pack_use(use: Use) -> str:
    flags = f"{use.is_claim:d}{use.is_plain:d}"
    explained = _GAP.join(sorted(use.explained))
    return "\t".join((_GAP.join(use.key), use.written, flags, explained))


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
