"""JSON Feed 1.1: the form for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from generator.catalogue import JSON
from generator.feeds.atom import rfc3339
from generator.feeds.channel import Channel
from generator.feeds.items import Item
from generator.text.escape import clean

VERSION = "https://jsonfeed.org/version/1.1"


def render_json(channel: Channel, _items: Sequence[Item], rendered: Iterable[bytes]) -> bytes:
    """A JSON Feed of items that `render_json_item` rendered, one a line."""
    head = {
        "version": VERSION,
        "title": channel.title,
        "home_page_url": channel.site_url + channel.page,
        "feed_url": channel.address(JSON),
        "description": channel.about,
        "language": channel.language,
        "authors": [{"name": channel.site_name, "url": channel.site_url}],
    }
    begin = f'{_dump(head)[:-1]}, "items": [\n'.encode()
    return b"".join((begin, b",\n".join(rendered), b"\n]}\n"))


def render_json_item(item: Item) -> bytes:
    """An item on one line; what only this digest says of it stands under `_paper`."""
    value = {
        "id": item.guid,
        "url": item.link,
        "external_url": item.source,
        "title": clean(item.title),
        "content_html": item.html,
        "content_text": None if item.html else clean(item.title),
        "summary": item.sentence,
        "date_published": rfc3339(item.when),
        "authors": [{"name": name} for name in item.authors] or None,
        "tags": [category.slug for category in item.categories] or None,
        "_paper": item.facts or None,
    }
    return _dump({key: part for key, part in value.items() if part is not None}).encode()


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
