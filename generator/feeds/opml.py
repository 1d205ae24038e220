"""OPML 2.0: all feeds in one file that feed readers import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator import addresses
from generator.catalogue import RSS, Feed
from generator.settings import Settings
from generator.text.escape import xml


def render_opml(groups: Iterable[tuple[str, Iterable[Feed]]], settings: Settings) -> str:
    """Feeds in named groups, each by its RSS form."""
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<opml version="2.0">',
            f"<head><title>{xml(settings.site_name)}</title></head>",
            "<body>",
            *_groups(groups, settings),
            "</body>",
            "</opml>",
            "",
        )
    )


def _groups(groups: Iterable[tuple[str, Iterable[Feed]]], settings: Settings) -> Iterator[str]:
    for name, feeds in groups:
        yield f'<outline text="{xml(name)}" title="{xml(name)}">'
        yield from (_outline(feed, settings) for feed in feeds)
        yield "</outline>"


def _outline(feed: Feed, settings: Settings) -> str:
    title = xml(feed.title(settings.site_name))
    return (
        f'<outline type="rss" text="{title}" title="{title}"'
        f' xmlUrl="{xml(settings.site_url + addresses.feed(feed.stem, RSS))}"'
        f' htmlUrl="{xml(settings.site_url + feed.page)}"/>'
    )
