"""What crawlers are told: every page that search engines should show, with the day it changed.

Made here and not by MkDocs, which dates every page with the day of the build and writes one file
however many pages there are: https://www.sitemaps.org/protocol.html allows 50,000 in one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter

from generator import addresses
from generator.head import is_for_engines
from generator.pages.views import Page
from generator.settings import Settings
from generator.text.escape import xml
from generator.write import File

MOST_URLS = 50_000
"""In one file; its other limit, 50 MB, is then far."""

_START = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

Entry = tuple[str, date | None]
"""An address, and the day on which its content changed last, if that is known."""


class Sitemap:
    """The pages of a site, noted while they pass one after the other."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def note_page(self, page: Page) -> None:
        """Note a page; redirects and pages without content of their own are left out."""
        if is_for_engines(page):
            self.note(page.address, page.updated)

    def note(self, address: str, updated: date | None) -> None:
        """Note a page that search engines should show."""
        self.entries.append((address, updated))


def make_sitemap(entries: Sequence[Entry], settings: Settings) -> Iterator[File]:
    """The sitemap: one file, or above its limit an index and the parts that this names.

    Pages stand in the order of their addresses.
    """
    entries = sorted(entries, key=itemgetter(0))
    parts = [entries[at : at + MOST_URLS] for at in range(0, len(entries), MOST_URLS)]
    if len(parts) <= 1:
        yield _file(addresses.SITEMAP, "urlset", "url", entries, settings)
        return
    index = [
        (addresses.sitemap_part(number), max(filter(None, (day for _, day in part)), default=None))
        for number, part in enumerate(parts, start=1)
    ]
    yield _file(addresses.SITEMAP, "sitemapindex", "sitemap", index, settings)
    for (address, _), part in zip(index, parts, strict=True):
        yield _file(address, "urlset", "url", part, settings)


def _file(path: str, root: str, element: str, entries: Sequence[Entry], settings: Settings) -> File:
    rows = (
        f"<{element}><loc>{xml(settings.site_url + address)}</loc>"
        f"{f'<lastmod>{day.isoformat()}</lastmod>' if day else ''}</{element}>\n"
        for address, day in entries
    )
    return File(path, f"{_START}<{root} {_SPACE}>\n{''.join(rows)}</{root}>\n".encode())


def make_robots(settings: Settings) -> File:
    """Everybody may read everything; crawlers look for this file at the root of a host alone."""
    text = f"User-agent: *\nAllow: /\n\nSitemap: {settings.site_url}{addresses.SITEMAP}\n"
    return File(addresses.ROBOTS, text.encode())
