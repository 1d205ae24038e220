"""Files that were made before: where what they are made of is the same, they are not made again.

A unit is some files that come of the same values: a page, or the forms of a feed. Its key is a digest
of all those values; what every unit depends on (code, templates, settings, versions) is in the digest
of the surroundings. The state is a cache: it can be deleted at any time, one that is damaged, foreign
or of other surroundings is not used, and a file that has not the bytes that were made is made again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache
from io import BytesIO
from itertools import chain, repeat
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, cast

from markupsafe import Markup

from generator.records import Paper
from generator.sealed import read_sealed, write_sealed
from generator.write import File, Kept, digest_bytes

Read = Callable[[str, str], bytes | None]
"""The bytes of a file by its path, if it is there and they have a digest."""

Bytes = bytes | memoryview


@dataclass(frozen=True, slots=True)
class Unit:
    """Of what some files were made, and digests of what they became, by their paths.

    `links` are the addresses that they lead to; `note` is what their maker wants to know next time.
    """

    key: str
    files: Mapping[str, str]
    links: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """The units of the last run, by name; `read` looks at what is still there of them."""

    surroundings: str = ""
    units: Mapping[str, Unit] = field(default_factory=dict)
    read: Read = lambda _path, _digest: None

    def recall(self, name: str, key: str) -> Unit | None:
        """A unit of the same name and key whose files are all as they were."""
        unit = self.units.get(name)
        if (
            unit
            and unit.key == key
            and all(self.read(*file) is not None for file in unit.files.items())
        ):
            return unit
        return None


NOTHING: Final = Memory()
"""What is remembered at the first run."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a run made, and the names of the units that it found as they were."""

    units: dict[str, Unit] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    def add(self, other: Made) -> None:
        """Take over what another portion made, perhaps in another process."""
        for name, unit in other.units.items():
            self.units[name] = replace(unit, links=_share(unit.links))
        self.kept.update(other.kept)

    def all(self, memory: Memory) -> dict[str, Unit]:
        """All that is to be remembered; those that were kept are in the memory of the last run."""
        return {**{name: memory.units[name] for name in self.kept}, **self.units}


# Keys


class Keys:
    """Digests of values, by which it is known whether they are the same.

    All of a value counts: the types and fields of records, the order of mappings. What is of a type
    whose text would not tell all of it is refused. Papers, and records of the `shared` types, which
    stand in many places, are read once. A record's field that its `repr` leaves out is left out here.
    """

    def __init__(self, shared: Collection[type] = ()) -> None:
        self._shared = frozenset({*shared, Paper})
        # The values are kept too: another one could else get the number of one that is gone.
        self._digests: dict[int, tuple[object, str]] = {}
        self._facts: dict[int, tuple[Paper, str]] = {}

    def of(self, *values: object) -> str:
        """A digest of values.

        Raises:
            TypeError: one of them is neither a record nor plain: text, a number, a day, a list.
        """
        return _digest(self._tell(values))

    def know(self, values: Iterable[object]) -> None:
        """Read papers and values of the shared types now: processes that are forked then know them."""
        for value in values:
            self._shorten(value)

    def facts(self, paper: Paper) -> str:
        """A digest of a paper without its relations, which change when others come."""
        seen = self._facts.get(id(paper))
        if seen is None:
            seen = self._facts[id(paper)] = (paper, _digest(self._tell(_facts(paper))))
        return seen[1]

    def _tell(self, value: object) -> object:
        """A value in plain ones, whose `repr` is quick and tells all."""
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is tuple:
            return tuple([v if type(v) in _PLAIN else self._tell(v) for v in value])  # type: ignore[attr-defined]
        if kind is list:
            return list(map(self._tell, value))  # type: ignore[call-overload]
        if kind is dict:
            return dict(zip(map(self._tell, value), map(self._tell, value.values()), strict=True))  # type: ignore[call-overload, attr-defined]
        return self._shorten(value) if kind in self._shared else self._tell_record(value)

    def _tell_record(self, value: object) -> object:
        name, get = _reader(cast("Hashable", type(value)))
        return (name, *[v if type(v) in _PLAIN else self._tell(v) for v in get(value)])

    def _shorten(self, value: object) -> str:
        seen = self._digests.get(id(value))
        if seen is None:
            seen = self._digests[id(value)] = (value, _digest(self._tell_shared(value)))
        return seen[1]

    def _tell_shared(self, value: object) -> object:
        if isinstance(value, Paper):
            return self.facts(value), self._tell(_relations(value))
        return self._tell_record(value)


def _digest(plain: object) -> str:
    return digest_bytes(repr(plain).encode("utf-8", "surrogatepass"))


_RELATIONS: Final = ("related", "mentions", "mentioned_by")
_relations = attrgetter(*_RELATIONS)
_facts = attrgetter(*(one.name for one in fields(Paper) if one.name not in _RELATIONS))

_PLAIN: Final = frozenset({str, Markup, bytes, int, float, bool, type(None), date, datetime})
"""Types whose `repr` tells all, and which type it is; not what is derived from them."""


@cache
def _reader(kind: Hashable) -> tuple[str, Callable[[object], tuple[object, ...]]]:
    """The name of a type of records, and what reads the fields of one."""
    if not (isinstance(kind, type) and is_dataclass(kind)):
        raise TypeError(f"no digest of {kind}: its text might not tell all of it")
    names = [one.name for one in fields(kind) if one.repr]
    # Asked for one name alone, it gives no tuple.
    return f"{kind.__module__}.{kind.__qualname__}", attrgetter(*names, "__class__.__name__")


# Making


@dataclass(frozen=True, slots=True)
class Rows:
    """What stands before, between and after the rows of a file."""

    begin: bytes = b""
    between: bytes = b""
    end: bytes = b""

    def join(self, rows: Iterable[Bytes]) -> bytes:
        """A file of rows that are there already."""
        return b"".join(self.parts(rows))

    def parts(self, rows: Iterable[Bytes]) -> Iterator[Bytes]:
        """What a file of rows consists of, in order."""
        between = chain([b""], repeat(self.between))
        inner = chain.from_iterable(zip(between, rows, strict=False))
        return chain([self.begin], inner, [self.end])


@dataclass(frozen=True, slots=True)
class Joined:
    """A file of rows, and how many bytes each row takes, by its key."""

    form: Rows
    data: bytes
    sizes: Sequence[tuple[str, int]]

    def rows(self) -> Iterator[tuple[str, Bytes]]:
        """The rows by their keys, in order; none is a copy."""
        view, at = memoryview(self.data), len(self.form.begin)
        for key, size in self.sizes:
            yield key, view[at : at + size]
            at += size + len(self.form.between)

    def note(self) -> str:
        """What the next run needs to know in order to take rows from here."""
        return write_sizes(self.sizes)


@dataclass(frozen=True, slots=True)
class Making:
    """What a portion's files are made with: the memory of the last run, and that for the next one."""

    memory: Memory = NOTHING
    keys: Keys = field(default_factory=Keys)
    made: Made = field(default_factory=Made)

    def recall(self, name: str, key: str) -> Unit | None:
        """A unit whose files are as they would be made; it is remembered on."""
        unit = self.memory.recall(name, key)
        if unit:
            self.made.kept.add(name)
        return unit

    def keep(self, name: str, unit: Unit) -> None:
        """Remember a unit that was made."""
        self.made.units[name] = unit

    def unit(
        self,
        name: str,
        key: str,
        make: Callable[[], Iterable[File]],
        note: Callable[[], str] = str,
    ) -> Iterator[File | Kept]:
        """The files of a unit: made, or as they were where they would be the same.

        `note` is asked when they are made.
        """
        if unit := self.recall(name, key):
            yield from map(Kept, unit.files)
            return
        digests: dict[str, str] = {}
        for file in make():
            digests[file.path] = digest_bytes(file.data)
            yield file
        self.keep(name, Unit(key, digests, note=note()))

    def join(
        self, name: str, form: Rows, makers: Iterable[tuple[str, Callable[[], bytes]]]
    ) -> Joined:
        """The unit `name`, a file of rows: each is cut out of what is there, or made."""
        old = dict(self._last(name, form).rows())
        sizes: list[tuple[str, int]] = []

        def find() -> Iterator[Bytes]:
            for key, make in makers:
                row = old.get(key) or make()
                sizes.append((key, len(row)))
                yield row

        file = BytesIO()  # all rows beside the file would be another hundred megabytes
        file.writelines(form.parts(find()))
        return Joined(form, file.getvalue(), sizes)

    def _last(self, name: str, form: Rows) -> Joined:
        """What the last run made, if it is still there."""
        unit = self.memory.units.get(name)
        data = self.memory.read(name, unit.files.get(name, "")) if unit else None
        if not unit or data is None:
            return Joined(form, b"", ())
        return Joined(form, data, tuple(read_sizes(unit.note)))


def write_sizes(sizes: Iterable[tuple[str, int]]) -> str:
    """A note of how many bytes each of several things takes, by its key."""
    return "\n".join(f"{key} {size}" for key, size in sizes)


def read_sizes(note: str) -> Iterator[tuple[str, int]]:
    """What `write_sizes` wrote."""
    for line in note.splitlines():
        key, _, size = line.partition(" ")
        yield key, int(size)


def unit_of(key: str, files: Iterable[File], links: Iterable[str] = (), note: str = "") -> Unit:
    """What is remembered of files that were just made."""
    return Unit(key, {file.path: digest_bytes(file.data) for file in files}, _share(links), note)


def _share(links: Iterable[str]) -> tuple[str, ...]:
    """Addresses that other units have too: a page has dozens, and each once would take 50 MB."""
    return tuple(map(sys.intern, links))


# The file


def read_memory(path: Path, surroundings: str, read: Read) -> Memory:
    """The memory of the last run; an empty one where that is not there, not ours, or of another world."""
    units: dict[str, Unit] = {}
    with suppress(ValueError, KeyError, TypeError, AttributeError, IndexError):
        data = read_sealed(path, surroundings)
        units = dict(_read_units(data["units"], data["addresses"]))
    return Memory(surroundings, units, read)


def _read_units(
    rows: Mapping[str, Any], addresses: Mapping[int, str]
) -> Iterator[tuple[str, Unit]]:
    for name, (key, files, links, note) in rows.items():
        yield name, Unit(key, files, tuple(map(addresses.__getitem__, links)), note)


def write_memory(path: Path, surroundings: str, units: Mapping[str, Unit]) -> None:
    """Write a memory whole or not at all."""
    places: dict[str, int] = {}
    rows = {name: _row(unit, places) for name, unit in sorted(units.items())}
    write_sealed(path, surroundings, {"units": rows, "addresses": list(places)})


def _row(unit: Unit, places: dict[str, int]) -> tuple[str, Mapping[str, str], list[int], str]:
    """A unit with its links as numbers: most addresses are linked to from many pages."""
    links = [places.setdefault(link, len(places)) for link in unit.links]
    return unit.key, unit.files, links, unit.note
