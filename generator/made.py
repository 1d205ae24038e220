"""Files that were made before: where what they are made of is the same, they are not made again.

A unit is some files that come of the same values: a paper's page and its text. Its key is a digest of
all those values; what every unit depends on (code, templates, settings, versions) is in the digest of
the surroundings. The state is a cache: it can be deleted at any time, one that is damaged, foreign or
of other surroundings is not used, and a file that has not the bytes that were made is made again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from generator.write import File, digest_bytes, write_file

Has = Callable[[str, str], bool]
"""Whether the file of a path is there, and its bytes have a digest."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Of what some files were made, and digests of what they became, by their paths."""

    key: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Memory:
    """The units of the last run, by name; `has` looks at what is still there of them."""

    surroundings: str = ""
    units: Mapping[str, Unit] = field(default_factory=dict)
    has: Has = lambda _path, _digest: False

    def recall(self, name: str, key: str) -> Unit | None:
        """A unit of the same name and key whose files are all as they were."""
        unit = self.units.get(name)
        if unit and unit.key == key and all(self.has(*file) for file in unit.files.items()):
            return unit
        return None


NOTHING: Final = Memory()
"""What is remembered at the first run."""


def key_of(*values: object) -> str:
    """A digest of values by their `repr`: records of text, numbers and days have one that tells all."""
    return digest_bytes(repr(values).encode("utf-8", "surrogatepass"))


def unit_of(key: str, files: Iterable[File]) -> Unit:
    """What is remembered of files that were just made."""
    return Unit(key, {file.path: digest_bytes(file.data) for file in files})


def read_memory(path: Path, surroundings: str, has: Has) -> Memory:
    """The memory of the last run; an empty one where that is not there, not ours, or of another world."""
    units: dict[str, Unit] = {}
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        data: Any = json.loads(path.read_bytes())
        if data["surroundings"] == surroundings:
            units = {str(name): _unit(*row) for name, row in data["units"].items()}
    return Memory(surroundings, units, has)


def _unit(key: str, files: Mapping[str, str]) -> Unit:
    return Unit(str(key), {str(path): str(digest) for path, digest in files.items()})


def write_memory(path: Path, surroundings: str, units: Mapping[str, Unit]) -> None:
    """Write a memory whole or not at all."""
    rows = {name: (unit.key, unit.files) for name, unit in sorted(units.items())}
    data = {"surroundings": surroundings, "units": rows}
    write_file(path, json.dumps(data, indent=0).encode(), durable=False)
