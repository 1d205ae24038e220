"""Files that are read again and again, and folders that are watched."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

Value = TypeVar("Value")

Stamp = tuple[int, int, int, int]
"""By what a change of a file is seen without reading it: its number, size and times."""


class Memory:
    """Reads files, and keeps what was made of each until its bytes are others.

    It is a `generator.content.load.Read`: what is made depends on the path and the bytes alone.
    """

    def __init__(self) -> None:
        self._kept: dict[Path, tuple[Stamp, bytes, Any]] = {}

    def __call__(self, path: Path, make: Callable[[bytes], Value], /) -> Value:
        """What was made of the file before, or is made of it now."""
        stamp = _stamp(path.stat())
        known = self._kept.get(path)
        if known and known[0] == stamp:
            value: Value = known[2]
            return value
        data = path.read_bytes()
        value = known[2] if known and known[1] == data else make(data)
        self._kept[path] = (stamp, data, value)
        return value


def look(places: Iterable[Path]) -> Mapping[Path, Stamp]:
    """The stamps of files, and of all files below folders; hidden ones are none of content's."""
    return {
        Path(path): stamp
        for place in places
        for path, stamp in _look_at(str(place))
        if not os.path.basename(path).startswith(".")  # noqa: PTH119 - tens of thousands
    }


def find_changes(before: Mapping[Path, Stamp], now: Mapping[Path, Stamp]) -> tuple[Path, ...]:
    """The files that came, went or were written, in the order of their names."""
    both = before.keys() | now.keys()
    return tuple(sorted(path for path in both if before.get(path) != now.get(path)))


def _look_at(place: str) -> Iterator[tuple[str, Stamp]]:
    with suppress(FileNotFoundError, PermissionError):
        try:
            entries = os.scandir(place)
        except NotADirectoryError:
            yield place, _stamp(os.stat(place))  # noqa: PTH116 - a path as text
            return
        with entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "__pycache__":
                        yield from _look_at(entry.path)
                else:
                    with suppress(FileNotFoundError):  # it has gone meanwhile
                        yield entry.path, _stamp(entry.stat(follow_symlinks=False))


def _stamp(status: os.stat_result) -> Stamp:
    return (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
