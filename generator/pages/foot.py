"""Which pages state in their HTML how fresh the digest is; on all others a script tells it alone.

One more listing must not change every page: not a paper's, nor that of a day, an author or an edition,
of which there are thousands, and no full page of a long list.
"""

from __future__ import annotations

from generator import addresses
from generator.pages.views import Page

TELLING = frozenset(
    {
        *("home", "topics", "topic", "dates", "editions", "organisations", "authors"),
        *("picks", "trends", "about", "data"),
    }
)
"""Kinds of pages that speak of the digest as a whole, or list what comes: there are few of them."""


def tells_newest(page: Page) -> bool:
    """Whether the page's HTML holds the day of the newest listing."""
    return page.kind in TELLING and not addresses.is_part(page.address)
