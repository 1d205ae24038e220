"""RSS 2.0, with the extensions that readers and Zotero read: Dublin Core, content, PRISM, archives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from email.utils import format_datetime

from generator.catalogue import RSS
from generator.feeds.channel import Channel, newest
from generator.feeds.items import Item
from generator.text.escape import xml

HEAD = (
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:fh="http://purl.org/syndication/history/1.0"'
    ' xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">'
)


def render_rss(channel: Channel, items: Sequence[Item], rendered: Iterable[bytes]) -> bytes:
    """An RSS document of items that `render_item` rendered."""
    head = "\n".join(_head(channel, items)).encode()
    return b"\n".join((head, *rendered, b"</channel>", b"</rss>", b""))


def _head(channel: Channel, items: Sequence[Item]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<?xml-stylesheet type="text/css" href="{xml(channel.style)}"?>'
    yield HEAD
    yield "<channel>"
    yield f"<title>{xml(channel.title)}</title>"
    yield f"<link>{xml(channel.site_url + channel.page)}</link>"
    yield f"<description>{xml(channel.about)}</description>"
    yield f"<language>{xml(channel.language)}</language>"
    yield _link("self", channel.address(RSS))
    if channel.current:
        yield "<fh:archive/>"
        yield _link("current", channel.address(RSS, channel.current))
    if channel.older:
        yield _link("prev-archive", channel.address(RSS, channel.older))
    if last := newest(items):
        yield f"<lastBuildDate>{rfc822(last)}</lastBuildDate>"


def _link(rel: str, address: str) -> str:
    return f'<atom:link rel="{rel}" type="application/rss+xml" href="{xml(address)}"/>'


def render_item(item: Item, topics: str) -> bytes:
    """An item; `topics` is the absolute address below which its categories have their pages."""
    return "\n".join(("<item>", *_fields(item, topics), "</item>")).encode()


def _fields(item: Item, topics: str) -> Iterator[str]:
    yield f"<title>{xml(item.title)}</title>"
    yield f"<link>{xml(item.link)}</link>"
    yield f'<guid isPermaLink="false">{xml(item.guid)}</guid>'
    yield f"<pubDate>{rfc822(item.when)}</pubDate>"
    for name in item.authors:
        yield f"<dc:creator>{xml(name)}</dc:creator>"
    for category in item.categories:
        yield f'<category domain="{xml(topics)}">{xml(category.slug)}</category>'
    if item.doi:
        yield f"<dc:identifier>doi:{xml(item.doi)}</dc:identifier>"
    if item.published:
        yield f"<prism:publicationDate>{item.published.isoformat()}</prism:publicationDate>"
    if item.summary:
        yield f"<description>{xml(item.summary)}</description>"
    if item.content:
        yield f"<content:encoded>{xml(item.content)}</content:encoded>"


def rfc822(when: datetime) -> str:
    """A time as RSS wants it: `Thu, 20 Nov 2025 12:00:00 +0000`, in English on any machine."""
    return format_datetime(when)
