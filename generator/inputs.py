"""Digests of what something is made of: where they are the same, it need not be made again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from importlib.metadata import distributions
from pathlib import Path


def digest_inputs(places: Iterable[Path], words: Iterable[str]) -> str:
    """A digest of files and folders by their bytes, of words, and of all packages by version.

    Hidden files are nobody's input; editors keep theirs so.
    """
    text = "\n".join((*words, *_packages()))
    state = blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16)
    for place in places:
        for name, path in sorted(_files(place)):
            state.update(f"\n{name}\n".encode("utf-8", "surrogateescape"))
            state.update(blake2b(_read(Path(path))).digest())
    return state.hexdigest()


def _read(path: Path) -> bytes:
    """The bytes of a file; of what is none, as a pipe or a link to nowhere, only that it is there."""
    return path.read_bytes() if path.is_file() else b""


@cache
def digest_program() -> str:
    """A digest of this program, and of all packages by version: what was kept by another is not used."""
    return digest_inputs([Path(__file__).parent], [])


@cache
def _packages() -> Sequence[str]:
    return sorted({f"{one.metadata['Name']} {one.version}" for one in distributions()})


def _files(place: Path) -> Iterator[tuple[str, str]]:
    """A file, or all below a folder, by name and path, but for hidden ones and Python's own."""
    if place.is_file():
        yield place.name, str(place)
        return
    for folder, folders, files in os.walk(place):
        folders[:] = [one for one in folders if one != "__pycache__" and not one.startswith(".")]
        within = Path(folder).relative_to(place.parent).as_posix()
        for name in (one for one in files if not one.startswith(".")):
            yield f"{within}/{name}", os.path.join(folder, name)  # noqa: PTH118 - of thousands
