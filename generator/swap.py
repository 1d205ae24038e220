"""Putting a new site in the place of the old one, so that there is always a whole one.

A site is built in `site.new`, beside `site`. When it is complete, two renames swap it in, and the
old one, now `site.old`, is removed. A process can be killed between any two steps; what it leaves
is told by which folders exist, and `mend` sets it right at the next start:

| `site` | `site.new` | `site.old` | what happened             | what `mend` does           |
|--------|------------|------------|---------------------------|----------------------------|
| any    | -          | -          | nothing                   | nothing                    |
| any    | yes        | -          | killed while building     | removes the unfinished new |
| -      | yes        | yes        | killed between renames    | finishes the swap          |
| yes    | -          | yes        | killed while removing old | goes on removing it        |
| yes    | yes        | yes        | `mend` itself was killed  | removes new and old        |
| -      | -          | yes        | `site` deleted by hand    | brings the old one back    |

Between the two renames there is no `site` for a moment; a file system has no portable way to
exchange two folders. A folder is removed only if it has our mark or is empty.

To remove ten thousand folders, and to make them again, takes seconds and most of what a disk has to
do for a small change. So the old site's folders, with those files that the new site has too, can be
kept in a place of the caller's, and the next new site begins with what it wants of them. They are a
cache: what is lost of them is made again. They take no room, for the files are second names.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from generator import write
from generator.problems import ContentError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator
    from pathlib import Path

MARK: Final = ".digest-site"
"""A file in every site that this project wrote; without it no folder is replaced or removed.

Its name starts with a dot because MkDocs leaves such files alone when it empties a folder.
"""


@dataclass(frozen=True, slots=True)
class Places:
    """The three folders that a swap knows."""

    site: Path
    new: Path
    old: Path

    @classmethod
    def beside(cls, site_dir: Path) -> Places:
        """The places for a site; a link is followed, so that what it points to is replaced."""
        site = site_dir.resolve()
        return cls(site, site.with_name(f"{site.name}.new"), site.with_name(f"{site.name}.old"))


@contextmanager
def alone(site_dir: Path) -> Iterator[None]:
    """Wait until no other build works in the site's folder, and keep others out meanwhile.

    Not before the processes that a killed build started have ended: an orphaned MkDocs would go on
    writing into `site.new`. They must inherit open files for that (`close_fds=False`).
    """
    with write.alone(Places.beside(site_dir).site.parent, inherit=True):
        yield


def prepare(site_dir: Path) -> Path:
    """Mend what an interrupted swap left, and make the empty folder to build the new site in.

    Raises:
        ContentError: a folder in the way was not written by this project.
        OSError: the folder cannot be made.
    """
    mend(site_dir)
    places = Places.beside(site_dir)
    places.new.mkdir(parents=True)
    mark(places.new)
    return places.new


def mark(folder: Path) -> None:
    """Say that the folder is ours to replace.

    In one step: a kill in the middle of writing a text would leave a folder that is nobody's.
    """
    (folder / MARK).touch()


def mend(site_dir: Path) -> None:
    """Set right what a killed build or swap left; see the table above.

    Raises:
        ContentError: one of the folders was not written by this project, and nothing is touched; or
            what was left cannot be removed.
    """
    places = Places.beside(site_dir)
    _refuse_foreign(places)
    if places.old.exists() and not places.site.exists():
        (places.new if places.new.exists() else places.old).rename(places.site)
    for folder in (places.new, places.old):
        try:
            discard(folder)
        except OSError as error:
            raise ContentError([_stuck(folder, error)]) from None


def swap_in(site_dir: Path, spare: Path | None = None) -> None:
    """Put the complete `site.new` in the place of `site`; what it shares with that stays in `spare`.

    Should the second rename fail, the old site goes back to its place. Once the new one stands
    there, nothing is an error any more: what of the old site cannot be removed goes at the next start.

    Raises:
        OSError: the folders cannot be renamed; the old site is still there.
    """
    places = Places.beside(site_dir)
    _flush()
    if places.site.exists():
        places.site.rename(places.old)
    try:
        places.new.rename(places.site)
    except OSError:
        if places.old.exists():
            places.old.rename(places.site)
        raise
    write.flush_folder(places.site.parent)
    if spare and places.old.exists():
        with suppress(OSError):
            _strip(places.old, spare)
    with suppress(OSError):
        discard(places.old)


def _strip(old: Path, spare: Path) -> None:
    """Take out of an old site the files that have no other name, and put the rest into the spare place.

    The mark stays: until the last step this is an old site that is being removed.
    """
    mark = str(old / MARK)
    for entry in chain.from_iterable(map(_walk, _list(str(old)))):
        if not _is_folder(entry) and entry.path != mark and _stat(entry).st_nlink < 2:  # noqa: PLR2004
            os.unlink(entry.path)  # noqa: PTH108 - of ten thousand paths
    if _may_replace(spare):
        discard(spare)
        old.rename(spare)


def take_up(
    spare: Path,
    site_dir: Path,
    folders: Container[str],
    is_wanted: Callable[[str, os.stat_result], bool],
) -> frozenset[str]:
    """Have in a new, empty site what it wants of the spare place, and return the paths of the files.

    `folders` are paths in the site; `is_wanted` is asked of each file by its path, and only the very
    files that belong there may stay: who writes over one writes into the old site too. A folder of the
    root that is not wanted stays in the spare place, for others.

    Raises:
        OSError: the disk refuses; some of all that may be there, and must be removed.
    """
    if not is_ours(spare):
        return frozenset()
    within = len(str(spare)) + 1
    files: list[str] = []
    for top in _list(str(spare)):
        if top.name == MARK or (_is_folder(top) and top.name not in folders):
            continue
        for entry in _walk(top):
            path = entry.path[within:]
            if _is_folder(entry):
                if path not in folders:
                    os.rmdir(entry.path)  # noqa: PTH106 - of ten thousand paths
            elif is_wanted(path, _stat(entry)):
                files.append(path)
            else:
                os.unlink(entry.path)  # noqa: PTH108
        with suppress(FileNotFoundError):  # a file that was not wanted
            os.rename(top.path, site_dir / top.name)  # noqa: PTH104
    return frozenset(files)


def _list(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)


def _walk(entry: os.DirEntry[str]) -> Iterator[os.DirEntry[str]]:
    """All that is in a folder, each folder after what it holds, and itself at last; or a file."""
    if _is_folder(entry):
        for child in _list(entry.path):
            yield from _walk(child)
    yield entry


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)


def _stat(entry: os.DirEntry[str]) -> os.stat_result:
    return entry.stat(follow_symlinks=False)


def is_ours(folder: Path) -> bool:
    """Whether a folder is there, and has our mark."""
    return (folder / MARK).is_file()


def discard(folder: Path) -> None:
    """Remove one of our folders, if it is there.

    The mark goes last: a removal that is killed leaves a folder that still is known as ours.
    """
    if not folder.exists():
        return
    for child in folder.iterdir():
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        elif child.name != MARK:
            child.unlink()
    (folder / MARK).unlink(missing_ok=True)
    folder.rmdir()


def _refuse_foreign(places: Places) -> None:
    problems = [
        Problem(
            path=str(folder),
            rule="site-folder",
            message="is in the way: it is not empty, and this project did not write it",
            hint=f"Choose another folder with --site-dir, or remove or move {folder} yourself.",
        )
        for folder in (places.site, places.new, places.old)
        if not _may_replace(folder)
    ]
    if problems:
        raise ContentError(problems)


def _stuck(folder: Path, error: OSError) -> Problem:
    said = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    return Problem(
        path=str(folder),
        rule="site-folder",
        message=f"is left of an earlier build and cannot be removed ({said})",
        hint=f"Make {folder} writable, or remove it yourself.",
    )


def _may_replace(folder: Path) -> bool:
    if not folder.exists():
        return not folder.is_symlink()
    return folder.is_dir() and (is_ours(folder) or not any(folder.iterdir()))


def _flush() -> None:
    """Have every file on the disk before a name says that the site is complete.

    One call for all files: a flush for each of ten thousand pages would take longer than MkDocs.
    """
    if hasattr(os, "sync"):  # Windows has no such call
        os.sync()
