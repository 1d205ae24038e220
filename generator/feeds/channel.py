"""What stands around the items of a feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from generator import addresses
from generator.feeds.items import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A feed's head: `stem` gives its addresses, `page` is the address of what it follows.

    `older` is the part of the archive that goes on where a feed ends; `current` is the stem of the
    feed that an archived one belongs to.
    """

    guid: str
    title: str
    about: str
    stem: str
    page: str
    site_url: str
    site_name: str
    language: str
    older: str | None = None
    current: str | None = None

    def address(self, form: str, stem: str | None = None) -> str:
        """Where the feed is published in a form, or another one of the same archive."""
        return self.site_url + addresses.feed(stem or self.stem, form)

    @property
    def style(self) -> str:
        """The way to the style sheet that shows the feed in a browser."""
        root = addresses.root_from(addresses.feed(self.stem, "xml"))
        return f"{root}{addresses.FEED_STYLE}"


def newest(items: Sequence[Item]) -> datetime | None:
    """The only time that a feed has of its own: that of its newest item."""
    return max((item.when for item in items), default=None)
