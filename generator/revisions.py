"""Content as git has it at a revision, and which files are different since.

Git is asked as a program, with lists of arguments; nothing is checked out, no hook runs, nothing
is fetched. Files come as they are stored, links are left out. A filter runs only where git's own settings
name one, to compare a file that was touched.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from generator.write import File, sync

_QUIET: Final = {
    "GIT_LITERAL_PATHSPECS": "1",  # a folder's name is no pattern
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_REGULAR: Final = frozenset({"100644", "100755"})
_WHAT: Final = {"A": "added", "D": "deleted", "M": "changed", "T": "made another kind of file"}


class RevisionError(Exception):
    """A revision cannot be read; the message says why, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A commit, and the name by which it was asked for."""

    name: str
    commit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A file that is different since a revision: its path in the repository, and what happened.

    `inside` is its path in the content folder, if it lies there.
    """

    path: str
    what: str
    inside: str | None = None


def find_revision(folder: Path, name: str) -> Revision:
    """Find where the work in a folder left `name`: their newest common commit.

    That is the revision itself unless it went on since, as a branch does; what others did there
    is no change of this work.

    Raises:
        RevisionError: there is no git, no repository or no such revision.
    """
    _ask(folder, "rev-parse", "--git-dir", refusal=f"{folder} is in no git repository")
    commit = _ask(
        folder,
        *("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"),
        refusal=f"git knows no revision {name!r} here; a shallow clone lacks older ones",
    )
    try:
        common = _ask(folder, "merge-base", commit.decode().strip(), "HEAD")
    except RevisionError:  # no common past, or a shallow clone that does not know of it
        common = commit
    return Revision(name=name, commit=common.decode().strip())


@contextmanager
def copy_at(place: Path, revision: Revision) -> Iterator[Path]:
    """Give a copy of a folder or file as it was, for as long as the block lasts; it may not be there."""
    place = place.resolve()
    with TemporaryDirectory(prefix="digest-") as temporary:
        copy = Path(temporary, "copy")
        sync(_read_files(place, revision), copy)
        yield copy / place.name


def _read_files(place: Path, revision: Revision) -> Iterator[File]:
    listed = _ask(place.parent, "ls-tree", "-r", "-z", revision.commit, "--", place.name)
    blobs = dict(_blobs(listed))
    wanted = "".join(f"{blob}\n" for blob in blobs.values())
    stored = _ask(place.parent, "cat-file", "--batch", stdin=wanted.encode())
    at = 0
    for name in blobs:
        end = stored.index(b"\n", at)
        size = int(stored[at:end].rsplit(b" ", 1)[1])
        yield File(name, stored[end + 1 : end + 1 + size])
        at = end + size + 2


def _blobs(listed: bytes) -> Iterator[tuple[str, str]]:
    """Paths and names of what is stored, of regular files."""
    for row in filter(None, listed.split(b"\0")):
        facts, path = row.split(b"\t", 1)
        mode, _, blob = facts.decode().split(" ")
        if mode in _REGULAR:
            yield os.fsdecode(path), blob


def changed_files(content: Path, revision: Revision) -> tuple[Changed, ...]:
    """All files of the repository that are different since, new ones included, by path."""
    content = content.resolve()
    home = content.parent
    top = Path(os.fsdecode(_ask(home, "rev-parse", "--show-toplevel")).rstrip("\n"))
    inside = content.relative_to(top.resolve()).as_posix() + "/"
    kept = _ask(
        top, "diff", "--name-status", "--no-renames", "--no-ext-diff", "-z", revision.commit
    )
    new = _ask(top, "ls-files", "--others", "--exclude-standard", "-z")
    found = {**dict.fromkeys(_names(new), "added"), **_statuses(_names(kept))}
    return tuple(
        Changed(path=path, what=what, inside=_below(inside, path))
        for path, what in sorted(found.items())
    )


def _below(folder: str, path: str) -> str | None:
    return path.removeprefix(folder) if path.startswith(folder) else None


def _names(data: bytes) -> list[str]:
    return list(map(os.fsdecode, filter(None, data.split(b"\0"))))


def _statuses(fields: Sequence[str]) -> Mapping[str, str]:
    pairs = zip(fields[1::2], fields[::2], strict=True)
    return {path: _WHAT.get(status, "changed") for path, status in pairs}


def _ask(folder: Path, *arguments: str, stdin: bytes = b"", refusal: str | None = None) -> bytes:
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(
            command, input=stdin, capture_output=True, check=False, env={**os.environ, **_QUIET}
        )
    except FileNotFoundError:
        raise RevisionError("the program `git` is not installed; it tells what changed") from None
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise RevisionError(refusal or f"`git {arguments[0]}` failed: {said[:300]}")
    return done.stdout
