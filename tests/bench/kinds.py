"""The kinds of pages that a site has, and the pages of each that are worth looking at."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from weights import KIND, pages_of

MOVES = frozenset({"redirect"})
"""Kinds of pages that lead on at once: no browser stays on one to be asked about it."""

TAG = re.compile(rb'<[a-z0-9]+(?: class="[^"]*")?')
"""What a page is made of: elements of different classes are different things."""


def pages_by_kind(site: Path) -> Mapping[str, list[Path]]:
    """All pages of a site by what they say that they are."""
    kinds: dict[str, list[Path]] = {}
    for path in pages_of(site):
        found = KIND.search(path.read_bytes())
        kinds.setdefault(found[1].decode() if found else "", []).append(path)
    return kinds


def richest(paths: Iterable[Path]) -> Path:
    """The page with most different things on it, and of such the shortest."""
    return max(paths, key=lambda path: (len(set(TAG.findall(path.read_bytes()))), -size(path)))


def size(path: Path) -> int:
    """Bytes of a page."""
    return path.stat().st_size


def addresses_to_visit(site: Path) -> Mapping[str, str]:
    """Of each kind of page that a browser stays on, the address of the richest."""
    return {
        kind: richest(paths).relative_to(site).as_posix().removesuffix("index.html")
        for kind, paths in sorted(pages_by_kind(site).items())
        if kind not in MOVES
    }
