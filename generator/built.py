"""What the last build was made of: where none of it has changed, there is nothing to build.

The state is a cache in the build folder. It says by digests what went in and what came out; a site
that was touched since, or a state that is damaged or foreign, is as good as none.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, fields
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from generator.problems import Problem, Severity
from generator.sealed import read_sealed, write_sealed
from generator.tree import Found, list_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A build: a digest of the site, the findings, and what was said of it."""

    site: str
    problems: tuple[Problem, ...]
    said: str


def digest_site(site: Path) -> str:
    """A digest of a site's files by name, size and time: no byte of them is read."""
    return digest_files(list_files(site))


def digest_files(files: Iterable[Found]) -> str:
    """The same of files that are listed already."""
    lines = "".join(f"{name}\n{size} {changed}\n" for name, size, changed in files)
    return blake2b(lines.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def read_built(path: Path, inputs: str) -> Built | None:
    """The last build, if it was of these inputs and its state is whole."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        data: Any = read_sealed(path, inputs)
        problems = tuple(
            Problem(**{**one, "severity": Severity(one["severity"])}) for one in data["problems"]
        )
        return Built(site=str(data["site"]), problems=problems, said=str(data["said"]))
    return None


def write_built(path: Path, inputs: str, built: Built) -> None:
    """Write the state whole or not at all."""
    # Notes come by the thousand, one for each paper that lacks something.
    problems = [{name: getattr(one, name) for name in _FIELDS} for one in built.problems]
    write_sealed(path, inputs, {"site": built.site, "problems": problems, "said": built.said})


_FIELDS: Final = tuple(field.name for field in fields(Problem))
