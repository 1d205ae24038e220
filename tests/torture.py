"""Makes one file operation fail: the N-th open, write, flush, rename, mkdir, removal below a folder.

Python tells its audit hooks of all of these before it does them, but of writes and flushes; for
those two the functions themselves are replaced. As a program it runs `digest` like that:
`python torture.py FOLDER NUMBER ERRNO COMMAND…`; the count of operations goes to the file
`FOLDER.count`, so that a test knows when it has tried them all.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

EVENTS: Final = {
    *("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.listdir"),
    *("os.scandir", "shutil.rmtree", "fcntl.flock"),
}


class Torture:
    """Counts the operations below a folder, and fails one of them."""

    def __init__(self, folder: Path, number: int, error: int) -> None:
        self.folder = str(folder)
        self.number = number
        self.error = error
        self.count = 0
        self.files: set[int] = set()
        self.failed = ""

    def meet(self, what: str, path: object) -> None:
        """An operation is about to happen."""
        if not isinstance(path, (str, bytes, os.PathLike)):
            return
        if not os.path.abspath(os.fsdecode(path)).startswith(self.folder):  # noqa: PTH100 - `resolve` asks the disk
            return
        self.count += 1
        if self.count == self.number:
            self.failed = f"{what} {os.fsdecode(path)}"
            raise OSError(self.error, os.strerror(self.error), os.fsdecode(path))


_now: list[Torture] = []


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if _now and event in EVENTS and arguments:
        _now[-1].meet(event, arguments[0])


class _Raw(io.FileIO):
    """A file whose writes are operations too; one that fails has written a half."""

    def write(self, data: Any) -> int:  # noqa: ANN401 - anything with bytes
        try:
            _now[-1].meet("write", self.name)
        except OSError:
            super().write(bytes(data)[: len(bytes(data)) // 2])
            raise
        return super().write(data) or 0


def _open(real: Callable[..., Any]) -> Callable[..., Any]:
    def opened(file: Any, mode: str = "r", *args: Any, **options: Any) -> Any:  # noqa: ANN401
        if _now and mode == "wb" and isinstance(file, (str, os.PathLike)):
            return io.BufferedWriter(_Raw(file, "wb"))
        return real(file, mode, *args, **options)

    return opened


def _staged(real: Callable[..., Any]) -> Callable[..., Any]:
    """A temporary file's own object passes writes on; its name is known once it is there."""

    def named(*args: Any, **options: Any) -> Any:  # noqa: ANN401
        file = real(*args, **options)
        write = file.write

        def checked(data: bytes) -> int:
            try:
                _now[-1].meet("write", file.name)
            except OSError:
                write(data[: len(data) // 2])
                raise
            return int(write(data))

        file.write = checked
        return file

    return named


def _flush(real: Callable[[int], None]) -> Callable[[int], None]:
    def flushed(descriptor: int) -> None:
        _now[-1].meet("fsync", Path(f"/proc/self/fd/{descriptor}").readlink())
        real(descriptor)

    return flushed


@contextmanager
def torture(folder: Path, number: int, error: int) -> Iterator[Torture]:
    """Have the operation of that number fail; 0 only counts."""
    if not hasattr(sys, "_digest_torture"):
        sys.addaudithook(_hear)  # never taken away again: it does nothing outside this block
        sys._digest_torture = True  # type: ignore[attr-defined]  # noqa: SLF001
    from generator import write  # noqa: PLC0415 - the command's own module

    made = Torture(folder, number, error)
    real = (io.open, os.fsync, tempfile.NamedTemporaryFile)
    _now.append(made)
    io.open = _open(io.open)
    os.fsync = _flush(os.fsync)  # type: ignore[assignment]
    write.NamedTemporaryFile = _staged(tempfile.NamedTemporaryFile)  # type: ignore[attr-defined]
    try:
        yield made
    finally:
        io.open, os.fsync, write.NamedTemporaryFile = real  # type: ignore[attr-defined]
        _now.remove(made)


def main(arguments: list[str]) -> None:
    """Run a command of `digest` with one failing operation, and tell how many there were."""
    from generator.cli import main as digest  # noqa: PLC0415 - nothing is counted before

    folder, number, error, *command = arguments
    with torture(Path(folder), int(number), int(error)) as counted:
        try:
            digest(command)
        finally:
            Path(f"{folder}.count").write_text(f"{counted.count} {counted.failed}", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
