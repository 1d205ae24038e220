"""What the last build was made of: where none of it has changed, there is nothing to build.

The state is a cache in the build folder. It says by digests what went in and what came out; a site
that was touched since, or a state that is damaged or foreign, is as good as none.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from generator.problems import Problem, Severity
from generator.write import write_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A build: digests of what went in and of the site, the findings, and what was said of it."""

    inputs: str
    site: str
    problems: tuple[Problem, ...]
    said: str


def digest_site(site: Path) -> str:
    """A digest of a site's files by name, size and time: no byte of them is read."""
    state = blake2b(digest_size=16)
    for name, size, changed in sorted(_entries(str(site), "")):
        state.update(f"{name}\n{size} {changed}\n".encode("utf-8", "surrogateescape"))
    return state.hexdigest()


def _entries(folder: str, within: str) -> Iterator[tuple[str, int, int]]:
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as found:
        for entry in found:
            name = f"{within}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(entry.path, name)
            else:
                status = entry.stat(follow_symlinks=False)
                yield name, status.st_size, status.st_mtime_ns


def read_built(path: Path) -> Built | None:
    """The state of the last build, if there is one that can be read."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        data: Any = json.loads(path.read_bytes())
        problems = tuple(
            Problem(**{**one, "severity": Severity(one["severity"])}) for one in data["problems"]
        )
        return Built(
            inputs=str(data["inputs"]),
            site=str(data["site"]),
            problems=problems,
            said=str(data["said"]),
        )
    return None


def write_built(path: Path, built: Built) -> None:
    """Write the state whole or not at all."""
    write_file(path, json.dumps(asdict(built), indent=1).encode(), durable=False)
