"""Writing: files come into being whole or not at all, and unchanged ones are not touched.

The only module that opens files for writing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import BinaryIO

MANIFEST = ".digest-files"
"""Lists what a sync wrote, so that the next one removes only files of the project's own."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to be: its path below the output folder, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What a sync did, in numbers of files."""

    written: int
    unchanged: int
    removed: int


def write_file(path: Path, data: bytes, *, durable: bool = True) -> bool:
    """Write a file whole or not at all; say whether it changed.

    `durable` waits until the disk has it; what can be made again does without.
    """
    if _has(path, data):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with _replacing(path, durable=durable) as file:
        file.write(data)
    return True


def sync(files: Iterable[File], folder: Path) -> Synced:
    """Make a folder hold these files, and take away what an earlier sync left there.

    Files that no sync wrote are never removed. An error leaves a folder from which the next sync
    goes on.
    """
    manifest = folder / MANIFEST
    before = frozenset(_read_manifest(manifest))
    staging = folder / f".new-{os.getpid()}"
    now: dict[str, bool] = {}
    try:
        for file in files:
            now[file.path] = _remake(_inside(folder, file.path), file.data, staging)
    finally:
        names = sorted(before.union(now))
        write_file(manifest, _manifest(names), durable=False)
    stale = sorted(before.difference(now))
    _remove(folder, stale)
    write_file(manifest, _manifest(sorted(now)), durable=False)
    written = sum(now.values())
    return Synced(written=written, unchanged=len(now) - written, removed=len(stale))


def _remake(path: Path, data: bytes, staging: Path) -> bool:
    """Write a file that can be made again, whole or not at all; say whether it changed.

    For the thousands of files of a build: it takes a third of the time of `write_file`, which
    keeps a file's mode and takes a name that no other process can have.
    """
    if _has(path, data):
        return False
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        staging.write_bytes(data)
        staging.replace(path)
    except BaseException:
        staging.unlink(missing_ok=True)
        raise
    return True


@contextmanager
def _replacing(path: Path, *, durable: bool) -> Iterator[BinaryIO]:
    """Give a file beside the target that takes its place when the block ends well."""
    with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
        try:
            yield file  # type: ignore[misc]
            file.flush()
            if durable:
                os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    try:
        Path(file.name).chmod(_mode(path))
        Path(file.name).replace(path)
    except BaseException:
        Path(file.name).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """Keep a file's mode; a new one gets what the user's mask leaves."""
    with suppress(FileNotFoundError):
        return path.stat().st_mode & 0o777
    return 0o666 & ~UMASK


def _read_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


UMASK = _read_umask()
"""Read once: asking for the mask means setting it."""


def _has(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except (FileNotFoundError, NotADirectoryError):
        return False


def _inside(folder: Path, path: str) -> Path:
    """Join a path to the folder; one that would leave it is a fault of the generator."""
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or PurePosixPath(path).is_absolute():
        raise ValueError(f"{path!r} would leave the output folder")
    return folder.joinpath(*parts)


def _read_manifest(path: Path) -> Iterator[str]:
    with suppress(FileNotFoundError):
        for name in path.read_text("utf-8", "replace").splitlines():
            with suppress(ValueError):
                _inside(path.parent, name)
                yield name


def _manifest(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode()


def _remove(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        path = _inside(folder, name)
        with suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()
        with suppress(OSError):
            while path.parent != folder:
                path = path.parent
                path.rmdir()
