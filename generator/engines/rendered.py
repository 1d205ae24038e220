"""What was rendered before: pages whose source is the same are taken from the last site.

The state is a cache: it can be deleted at any time, and one that is damaged, foreign or of other
templates, settings or versions is not used. A page is taken only if the last site still has the
very bytes that were rendered.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from generator.write import name_again, write_file

LAST_SITE: Final = "DIGEST_LAST_SITE"
"""In an engine's environment: the site whose pages it may take over."""

RENDERED: Final = "DIGEST_RENDERED"
"""The same for the file that tells of those pages."""

PACKAGES: Final = ("mkdocs", "mkdocs-material", "jinja2", "markdown", "markupsafe")
"""What a page's bytes depend on besides the project's own files."""


@dataclass(frozen=True, slots=True)
class Known:
    """Digests of a page's source and of the HTML that was made of it."""

    source: str
    html: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """Pages by the path of their source, all made in the same surroundings."""

    surroundings: str
    pages: Mapping[str, Known]


def digest(data: bytes) -> str:
    """A short digest of some bytes."""
    return blake2b(data, digest_size=16).hexdigest()


def find_surroundings(settings: str, files: Iterable[Path]) -> str:
    """A digest of all that every page depends on: settings, versions, and templates and code."""
    parts = [settings, *(f"{name} {version(name)}" for name in PACKAGES)]
    found = sorted((path.name, digest(path.read_bytes())) for path in files if path.is_file())
    return digest("\n".join((*parts, *map(" ".join, found))).encode())


def read_rendered(path: Path, surroundings: str) -> Rendered:
    """The cache; an empty one where it is not there, not ours, or of other surroundings."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        data: Any = json.loads(path.read_bytes())
        if data["surroundings"] == surroundings:
            pages = {str(key): Known(str(a), str(b)) for key, (a, b) in data["pages"].items()}
            return Rendered(surroundings, pages)
    return Rendered(surroundings, {})


def write_rendered(path: Path, rendered: Rendered) -> None:
    """Write the cache whole or not at all."""
    pages = {key: (page.source, page.html) for key, page in sorted(rendered.pages.items())}
    data = {"surroundings": rendered.surroundings, "pages": pages}
    write_file(path, json.dumps(data, indent=0).encode(), durable=False)


def take(old: Path, new: Path, wanted: str) -> bool:
    """Put a file of the last site into the new one, if it has the bytes that are wanted.

    It is a second name of the same file where the file system has that: no file of a site is ever
    written in place.
    """
    try:
        if old.is_symlink() or digest(old.read_bytes()) != wanted:
            return False
    except OSError:
        return False
    name_again(old, new)
    return True
