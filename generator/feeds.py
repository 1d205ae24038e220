"""Feeds: RSS 2.0 of the editions, one item an edition.

Written by hand with one escape function, because every feed library tried loses something that
readers need (authors without mail, content, stable dates). An item's id is a `tag:` that survives
a new title, address or domain; its date is the day on which the edition came into the digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime

from generator import addresses
from generator.pages.editions import edition_name
from generator.pages.index import Index, count
from generator.pages.views import Card
from generator.records import Edition
from generator.settings import Settings
from generator.text.escape import html, xml
from generator.write import File

MAX_ITEMS = 50
"""Editions in the feed; older ones stand on the site."""

MAX_BYTES = 500_000
"""Largest feed that all readers take is 512 KB; some room is left for the channel's head."""

HOUR = time(12, tzinfo=UTC)
"""The hour of an item's day: at midnight, readers in other zones would show the day before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a feed, in plain text but for `content`, which is HTML."""

    guid: str
    title: str
    link: str
    when: datetime
    content: str


def make_feeds(index: Index, settings: Settings) -> Iterator[File]:
    """All feeds of a digest."""
    items = [_edition_item(edition, index, settings) for edition in index.digest.editions]
    newest = sorted(items, key=lambda item: (item.when, item.guid), reverse=True)
    text = render_rss(
        title=f"{settings.site_name}: editions",
        description=settings.site_description,
        page=settings.site_url + addresses.EDITIONS,
        address=settings.site_url + addresses.EDITIONS_FEED,
        language=settings.language,
        items=list(_within_limits(newest)),
    )
    yield File(addresses.EDITIONS_FEED, text.encode())


def render_rss(
    *,
    title: str,
    description: str,
    page: str,
    address: str,
    language: str,
    items: list[Item],
) -> str:
    """An RSS 2.0 document; its only times are those of its items."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">',
        "<channel>",
        f"<title>{xml(title)}</title>",
        f"<link>{xml(page)}</link>",
        f"<description>{xml(description)}</description>",
        f"<language>{xml(language)}</language>",
        f'<atom:link rel="self" type="application/rss+xml" href="{xml(address)}"/>',
    ]
    if items:
        lines.append(f"<lastBuildDate>{rfc822(max(i.when for i in items))}</lastBuildDate>")
    for item in items:
        lines += _render_item(item)
    return "\n".join([*lines, "</channel>", "</rss>", ""])


def _render_item(item: Item) -> Iterable[str]:
    return (
        "<item>",
        f"<title>{xml(item.title)}</title>",
        f"<link>{xml(item.link)}</link>",
        f'<guid isPermaLink="false">{xml(item.guid)}</guid>',
        f"<pubDate>{rfc822(item.when)}</pubDate>",
        f"<description>{xml(item.content)}</description>",
        "</item>",
    )


def rfc822(when: datetime) -> str:
    """A time as RSS wants it: `Thu, 20 Nov 2025 12:00:00 +0000`, in English on any machine."""
    return format_datetime(when)


def edition_added(edition: Edition, index: Index) -> date:
    """The day on which an edition came into the digest.

    That is its capture, but for one imported late: its new papers were added on a later day.
    """
    days = (index.papers[paper].added for paper in edition.papers)
    return max(edition.captured, *(day for day in days if day), edition.captured)


def _edition_item(edition: Edition, index: Index, settings: Settings) -> Item:
    cards = [index.cards[paper] for paper in edition.papers]
    rows = "".join(_row(card, settings) for card in cards)
    return Item(
        guid=f"tag:{settings.tag}:editions/{edition.id}",
        title=f"{edition_name(edition)}: {count(len(cards), 'paper')}",
        link=settings.site_url + addresses.edition(edition.id),
        when=datetime.combine(edition_added(edition, index), HOUR),
        content=f"<ol>{rows}</ol>",
    )


def _row(card: Card, settings: Settings) -> str:
    """A paper in an edition's item: its title as a link, and its sentence."""
    link = f'<a href="{html(settings.site_url + card.title.address)}">{html(card.title.text)}</a>'
    return f"<li>{link}{f'<br>{html(card.sentence)}' if card.sentence else ''}</li>"


def _within_limits(items: Iterable[Item]) -> Iterator[Item]:
    """The first items that fit into a feed; one item is given in any case."""
    size = 0
    for number, item in enumerate(items):
        size += len("".join(_render_item(item)).encode())
        if number and (number >= MAX_ITEMS or size > MAX_BYTES):
            return
        yield item
