"""What was rendered before: pages whose source is the same are taken from the last site.

The state is a cache: it can be deleted at any time, and one that is damaged, foreign or of other
templates, settings or versions is not used. A page is taken only if the last site still has the
very bytes that were rendered: as its size, time of change and number tell, or else its digest.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from generator.sealed import read_sealed, write_sealed

LAST_SITE: Final = "DIGEST_LAST_SITE"
"""In an engine's environment: the site whose pages it may take over."""

RENDERED: Final = "DIGEST_RENDERED"
"""The same for the file that tells of those pages."""

SPARE: Final = "DIGEST_SPARE"
"""The same for what is left of a site that went, with which the new one may begin."""

_TICK: Final = 2_000_000_000
"""Nanoseconds in which a file may be written twice without another time of change (on FAT)."""

Stamp = tuple[int, ...]
"""What tells at the cost of one system call that a file is the same; empty where nothing does."""


@dataclass(frozen=True, slots=True)
class Known:
    """Digests of a page's source and of the HTML that was made of it, and the files' stamps."""

    source: str
    html: str
    source_stamp: Stamp = ()
    html_stamp: Stamp = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """Pages by the path of their source, all made in the same surroundings."""

    surroundings: str
    pages: Mapping[str, Known]
    written: int = 0
    """When the cache was written, in nanoseconds, by the clock of its file system."""

    def trusts(self, stamp: Stamp, file: os.stat_result, *, source: bool) -> bool:
        """Whether a file surely is the one that was stamped.

        As Git does it: one that was written at about the time of the cache, or later, is read
        again, for a second change within a tick of the clock leaves no trace.
        """
        same = stamp == (stamp_source(file) if source else stamp_html(file))
        return same and file.st_mtime_ns + _TICK < self.written


def stamp_source(file: os.stat_result) -> Stamp:
    """The stamp of a source, with the time that nobody can set."""
    return (*stamp_html(file), file.st_ctime_ns)


def stamp_html(file: os.stat_result) -> Stamp:
    """The stamp of a site's file, which gets second names: they change the time of a source's."""
    return (file.st_size, file.st_mtime_ns, file.st_ino, file.st_dev)


def read_rendered(path: Path, surroundings: str) -> Rendered:
    """The cache; an empty one where it is not there, not ours, or of other surroundings."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        rows: Mapping[str, Any] = read_sealed(path, surroundings)
        pages = {
            key: Known(source, html, tuple(source_stamp), tuple(html_stamp))
            for key, (source, html, source_stamp, html_stamp) in rows.items()
        }
        return Rendered(surroundings, pages, path.stat().st_mtime_ns)
    return Rendered(surroundings, {})


def write_rendered(path: Path, rendered: Rendered) -> None:
    """Write the cache whole or not at all."""
    rows = {
        key: (page.source, page.html, page.source_stamp, page.html_stamp)
        for key, page in sorted(rendered.pages.items())
    }
    if not write_sealed(path, rendered.surroundings, rows):
        with suppress(OSError):
            os.utime(path)  # every stamp in it holds now
