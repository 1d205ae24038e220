"""What the last build was made of: where none of it has changed, there is nothing to build.

The state is a cache in the build folder. It says by digests what went in and what came out; a site
that was touched since, or a state that is damaged or foreign, is as good as none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, fields
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from generator.problems import Problem, Severity
from generator.tree import Found, list_files
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
    return digest_files(list_files(site))


def digest_files(files: Iterable[Found]) -> str:
    """The same of files that are listed already."""
    lines = "".join(f"{name}\n{size} {changed}\n" for name, size, changed in files)
    return blake2b(lines.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


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
    # Notes come by the thousand, one for each paper that lacks something.
    problems = [{name: getattr(one, name) for name in _FIELDS} for one in built.problems]
    data = {"inputs": built.inputs, "site": built.site, "problems": problems, "said": built.said}
    write_file(path, json.dumps(data).encode(), durable=False)


_FIELDS: Final = tuple(field.name for field in fields(Problem))
