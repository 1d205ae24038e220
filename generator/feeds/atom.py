"""Atom 1.0: the form whose titles and times cannot be misread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from generator.catalogue import ATOM
from generator.feeds.channel import Channel, newest
from generator.feeds.items import Item
from generator.text.escape import xml

HEAD = (
    '<feed xmlns="http://www.w3.org/2005/Atom"'
    ' xmlns:fh="http://purl.org/syndication/history/1.0" xml:lang="{}">'
)

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The time that Atom demands of a feed without items."""


def render_atom(channel: Channel, items: Sequence[Item], rendered: Iterable[bytes]) -> bytes:
    """An Atom document of items that `render_entry` rendered."""
    head = "\n".join(_head(channel, items)).encode()
    return b"\n".join((head, *rendered, b"</feed>", b""))


def _head(channel: Channel, items: Sequence[Item]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<?xml-stylesheet type="text/css" href="{xml(channel.style)}"?>'
    yield HEAD.format(xml(channel.language))
    yield f"<id>{xml(channel.guid)}</id>"
    yield f"<title>{xml(channel.title)}</title>"
    yield f"<subtitle>{xml(channel.about)}</subtitle>"
    yield f"<updated>{rfc3339(newest(items) or NEVER)}</updated>"
    yield f"<author><name>{xml(channel.site_name)}</name></author>"
    yield _link("alternate", "text/html", channel.site_url + channel.page)
    yield _link("self", "application/atom+xml", channel.address(ATOM))
    if channel.current:
        yield "<fh:archive/>"
        yield _link("current", "application/atom+xml", channel.address(ATOM, channel.current))
    if channel.older:
        yield _link("prev-archive", "application/atom+xml", channel.address(ATOM, channel.older))


def _link(rel: str, form: str, address: str) -> str:
    return f'<link rel="{rel}" type="{form}" href="{xml(address)}"/>'


def render_entry(item: Item, topics: str) -> bytes:
    """An entry; `topics` is the absolute address below which its categories have their pages."""
    return "\n".join(("<entry>", *_fields(item, topics), "</entry>")).encode()


def _fields(item: Item, topics: str) -> Iterator[str]:
    when = rfc3339(item.when)
    yield f"<id>{xml(item.guid)}</id>"
    yield f'<title type="text">{xml(item.title)}</title>'
    yield _link("alternate", "text/html", item.link)
    if item.source:
        yield f'<link rel="related" href="{xml(item.source)}"/>'
    yield f"<published>{when}</published>"
    yield f"<updated>{when}</updated>"
    for name in item.authors:
        yield f"<author><name>{xml(name)}</name></author>"
    for category in item.categories:
        yield (
            f'<category term="{xml(category.slug)}" scheme="{xml(topics)}"'
            f' label="{xml(category.name)}"/>'
        )
    if item.content and item.summary:
        yield f'<summary type="html">{xml(item.summary)}</summary>'
    if item.html:
        yield f'<content type="html">{xml(item.html)}</content>'


def rfc3339(when: datetime) -> str:
    """A time in UTC as Atom and JSON Feed want it: `2025-11-20T12:00:00Z`."""
    return when.isoformat().replace("+00:00", "Z")
