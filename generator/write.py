"""Writing: files come into being whole or not at all, and unchanged ones are not touched.

The only module that opens files for writing. A file is written beside its place, under a name that
begins with `PREFIX`, and then renamed; what a killed process left under such a name is removed by
the next that works in the folder.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

MANIFEST = ".digest-files"
"""Lists what a sync wrote, so that the next one removes only files of the project's own."""

PREFIX = ".digest-new-"
"""Begins the names of files that are being written."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to be: its path below the output folder, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is there already, with the bytes that it is to have."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What a sync did, in numbers of files."""

    written: int
    unchanged: int
    removed: int


@contextmanager
def alone(folder: Path, *, inherit: bool = False) -> Iterator[None]:
    """Wait until no other command works in a folder, and keep others out meanwhile.

    A process that is killed lets go by itself; with `inherit`, not before those that it started
    have ended. Windows knows no such locks; there it is the user's care.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    os.set_inheritable(descriptor, inherit)
    try:
        _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    """Take the lock; say so where somebody else has it, for that may take long."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.stderr.write(f"Waiting for another command that works in {folder}\n")
        fcntl.flock(descriptor, fcntl.LOCK_EX)


@contextmanager
def editing(content: Path) -> Iterator[None]:
    """Be `alone` in a content folder, without what a killed command left half written there."""
    if not content.is_dir():  # nothing to keep to oneself, and nothing to be made by a mistake
        yield
        return
    with alone(content):
        for folder, _, _ in os.walk(content):
            sweep(Path(folder))
        yield


def sweep(folder: Path) -> None:
    """Remove what was being written in a folder when its writer was killed; not below it."""
    for path in folder.glob(f"{PREFIX}*"):
        if path.is_symlink() or path.is_file():
            path.unlink(missing_ok=True)


def write_file(path: Path, data: bytes, *, durable: bool = True) -> bool:
    """Write a file whole or not at all; say whether it changed.

    `durable` waits until the disk has it; what can be made again does without.
    """
    if _has(path, data):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = _stage(path, data, durable=durable)
    _put_in_place(staged, path)
    if durable:
        flush_folder(path.parent)
    return True


def name_again(path: Path, name: Path) -> None:
    """Give a file a second name, or copy it where that cannot be.

    Only for files that are replaced and never written in place: both names have the same bytes.
    """
    try:
        _link_or_copy(path, name)
    except FileNotFoundError:  # made only then: most names have their folder already
        name.parent.mkdir(parents=True, exist_ok=True)
        _link_or_copy(path, name)


def _link_or_copy(path: Path, name: Path) -> None:
    try:
        os.link(path, name)
    except FileNotFoundError:
        raise
    except FileExistsError:  # of an older site, perhaps with the same bytes
        name.unlink()
        _link_or_copy(path, name)
    except OSError:  # another disk, or a file system without second names
        shutil.copyfile(path, name)


def put_in_order(folder: Path) -> None:
    """Give what stands in the folders of a folder its names anew, one after the other.

    Some file systems list names as they came (tmpfs, Btrfs): whoever reads a folder as it is listed
    would find it otherwise each time, where several processes wrote into it, or at several times.
    """
    fresh = folder.with_name(f"{folder.name}.ordered")
    shutil.rmtree(fresh, ignore_errors=True)  # of one that was killed; what lacks is written again
    for part in sorted(path for path in folder.iterdir() if path.is_dir()):
        fresh.mkdir()
        for path in sorted(part.iterdir()):
            shutil.move(path, fresh / path.name)
        part.rmdir()
        fresh.rename(part)


def write_together(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write files of which none means anything without the others: all, or none.

    All are on the disk before the first takes its place, in the order given. A kill between two
    leaves the first ones; an error leaves every file, and every folder, as it was.
    """
    before = [(path, path.read_bytes() if path.exists() else None) for path, _ in files]
    made: list[Path] = []
    staged: list[tuple[Path, Path]] = []
    try:
        for path, data in files:
            if not _has(path, data):
                _make_folder(path.parent, made)
                staged.append((_stage(path, data, durable=True), path))
        for new, path in staged:
            _put_in_place(new, path)
    except BaseException:
        _undo(before, staged, made)
        raise
    for path in dict.fromkeys(path.parent for _, path in staged):
        flush_folder(path)


def _undo(
    before: Iterable[tuple[Path, bytes | None]],
    staged: Iterable[tuple[Path, Path]],
    made: Sequence[Path],
) -> None:
    """Take everything back as far as the disk lets us: what fails here is not worth hiding why."""
    for new, _ in staged:
        with suppress(OSError):
            new.unlink(missing_ok=True)
    for path, data in before:
        with suppress(OSError):
            if data is None:
                path.unlink(missing_ok=True)
            else:
                write_file(path, data)
    for folder in reversed(made):
        with suppress(OSError):
            folder.rmdir()


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it, one by one; note which were not there."""
    missing = [above for above in (folder, *folder.parents) if not above.exists()]
    for above in reversed(missing):
        above.mkdir(exist_ok=True)
        made.append(above)


def sync(files: Iterable[File], folder: Path) -> Synced:
    """Make a folder hold these files, and take away what an earlier sync left there.

    Files that no sync wrote are never removed. An error leaves a folder from which the next sync
    goes on.

    Raises:
        OSError: the disk refuses; or a link below the folder would lead out of it.
    """
    with syncing(folder) as sync_:
        sync_.put_all(files)
    return sync_.done


def may_sync(folder: Path) -> bool:
    """Whether a sync may write into a folder: an earlier one did, or nothing is there to be lost."""
    return not folder.is_dir() or (folder / MANIFEST).is_file() or not any(folder.iterdir())


@contextmanager
def syncing(folder: Path) -> Iterator[Sync]:
    """Make a folder hold the files that are put there meanwhile; the rules of `sync`."""
    with alone(folder):
        sweep(folder)
        run = Sync(folder)
        try:
            yield run
        finally:
            run.keep_names()
        run.finish()


def digest_bytes(data: bytes) -> str:
    """A short digest of some bytes: it tells whether they changed.

    SHA-256, since most processors compute that themselves, twice as fast as anything else here.
    """
    return sha256(data).hexdigest()[:32]


class Sync:
    """One sync. Processes forked from its own may `put` files too, and hand the names back."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._manifest = folder / MANIFEST
        self._before = frozenset(_read_manifest(self._manifest))
        self._places = _Places(folder)
        self._now: dict[str, bool] = {}
        self.done = Synced(written=0, unchanged=0, removed=0)

    def put_all(self, files: Iterable[File | Kept]) -> None:
        """Write files, and note them."""
        for file in files:
            self._now[file.path] = self.put(file)

    def put(self, file: File | Kept) -> bool:
        """Write a file; say whether it changed. Its name is noted by `note`."""
        if isinstance(file, Kept):
            return False
        staging = f"{self._folder}{os.sep}{PREFIX}{os.getpid()}"
        return _remake(self._places.name(file.path), file.data, staging)

    def read(self, path: str, digest: str) -> bytes | None:
        """The bytes of a file, if it is there and they have this digest."""
        data = _read(self._places.name(path))
        return data if data is not None and digest_bytes(data) == digest else None

    def note(self, put: Mapping[str, bool]) -> None:
        """Note files that were put, here or by another process."""
        self._now.update(put)

    def keep_names(self) -> None:
        """Have what was noted, and what was there, on the list of what is ours."""
        names = sorted(self._before.union(self._now))
        write_file(self._manifest, _manifest(names), durable=False)

    def finish(self) -> None:
        """Take away what was not put this time."""
        stale = sorted(self._before.difference(self._now))
        _remove(self._places, stale)
        write_file(self._manifest, _manifest(sorted(self._now)), durable=False)
        written = sum(self._now.values())
        unchanged = len(self._now) - written
        self.done = Synced(written=written, unchanged=unchanged, removed=len(stale))


class _Places:
    """Where files below a folder stand; no link on the way may lead out of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._names = {"": f"{folder}{os.sep}"}

    def find(self, path: str) -> Path:
        """The place of a file; a link in its own place is replaced, not followed."""
        return Path(self.name(path))

    def name(self, path: str) -> str:
        """The place of a file as text: thousands are asked for, and a `Path` of each takes long."""
        if not _is_inside(path):
            raise ValueError(f"{path!r} would leave the output folder")
        folder, _, last = path.rpartition("/")
        return self._name_folder(folder) + last

    def _name_folder(self, folder: str) -> str:
        """A folder as text, with its last slash; each is looked at once."""
        if folder not in self._names:
            above, _, last = folder.rpartition("/")
            name = self._name_folder(above) + last
            if os.path.islink(name):  # noqa: PTH114 - of thousands
                raise OSError(0, "a link stands where a folder of ours should be; remove it", name)
            self._names[folder] = name + os.sep
        return self._names[folder]


def _is_inside(path: str) -> bool:
    """Whether a path stays below its folder; one that would not is a fault of the generator."""
    return not _NO_NAMES.intersection(path.split("/"))


_NO_NAMES = frozenset({"", ".", ".."})


def _remake(name: str, data: bytes, staging: str) -> bool:
    """Write a file that can be made again, whole or not at all; say whether it changed.

    For the thousands of files of a build: it takes less than half the time of `write_file`, which
    keeps a file's mode and takes a name that no other process can have.
    """
    if _read(name, len(data)) == data:
        return False
    try:
        with open(staging, "wb") as file:  # noqa: PTH123 - of thousands
            file.write(data)
        _rename(staging, name)
    except BaseException:
        with suppress(OSError):
            Path(staging).unlink(missing_ok=True)
        raise
    return True


def _read(name: str, size: int | None = None) -> bytes | None:
    """The bytes of a file, and not of a link to one; where a size is given, only if it has that."""
    try:
        found = os.lstat(name)
        if stat.S_ISREG(found.st_mode) and size in {None, found.st_size}:
            with open(name, "rb", buffering=0) as file:  # noqa: PTH123 - of thousands
                data: bytes = file.readall()
            return data
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        pass
    return None


def _rename(staging: str, name: str) -> None:
    try:
        os.replace(staging, name)  # noqa: PTH105 - of thousands
    except FileNotFoundError:  # made only then: most files have their folder already
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(staging, name)  # noqa: PTH105


def _stage(path: Path, data: bytes, *, durable: bool) -> Path:
    """Write a file beside its place; it is whole, and removed again should anything fail."""
    with _beside(path) as file:
        file.write(data)
        file.flush()
        if durable:
            os.fsync(file.fileno())
        Path(file.name).chmod(_mode(path))
    return Path(file.name)


@contextmanager
def _beside(path: Path) -> Iterator[BinaryIO]:
    try:
        beside = NamedTemporaryFile(dir=path.parent, prefix=PREFIX, delete=False)  # noqa: SIM115 - below
    except OSError as error:
        error.filename = str(path)  # the other name means nothing to anybody
        raise
    with beside as file:
        try:
            yield file  # type: ignore[misc]
        except BaseException:
            with suppress(OSError):
                Path(file.name).unlink(missing_ok=True)
            raise


def _put_in_place(staged: Path, path: Path) -> None:
    try:
        staged.replace(path)
    except BaseException:
        with suppress(OSError):
            staged.unlink(missing_ok=True)
        raise


def flush_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, where the file system can do that.

    An error is none of ours: every file is whole whether it goes by its new name or its old one.
    """
    if sys.platform == "win32":  # a folder cannot be opened there
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


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


def _read_manifest(path: Path) -> Iterator[str]:
    with suppress(FileNotFoundError):
        for name in path.read_text("utf-8", "replace").splitlines():
            if _is_inside(name):
                yield name


def _manifest(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode()


def _remove(places: _Places, names: Iterable[str]) -> None:
    for name in names:
        path = places.find(name)
        with suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()
        with suppress(OSError):
            while path.parent != places.folder:
                path = path.parent
                path.rmdir()
