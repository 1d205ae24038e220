"""Which items stand in which feed, and the files that come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, partial

from generator import addresses
from generator.catalogue import ATOM, CHANGES, EDITIONS, JSON, PAPERS, PICKS, RSS, Feed, list_feeds
from generator.changes import Change
from generator.feeds.archive import part_items
from generator.feeds.atom import render_atom, render_entry
from generator.feeds.channel import Channel
from generator.feeds.items import Item, change_item, edition_item, paper_item, picked_item
from generator.feeds.jsonfeed import render_json, render_json_item
from generator.feeds.opml import render_opml
from generator.feeds.rss import render_item, render_rss
from generator.pages.index import Index
from generator.records import Paper
from generator.settings import Settings
from generator.write import File

MAX_ITEMS = 50
"""Items of a feed."""

MAX_PAPERS = 100
"""Items of the feed of all papers: more than a day brings, so that who looks in daily misses none."""

MAX_BYTES = 500_000
"""A feed of 512 KB is the largest that all readers take; some room is left for its head."""


def make_feeds(
    index: Index, settings: Settings, changes: Sequence[Change] | None = None
) -> Iterator[File]:
    """All feeds of a digest, the archive of its papers, and the list of all feeds.

    There is a feed of changes only where a published state says what changed.
    """
    yield from Feeds(index, settings, changes).make()


class Feeds:
    """The feeds of one digest; keeps what several of them share: items, and items rendered."""

    def __init__(self, index: Index, settings: Settings, changes: Sequence[Change] | None) -> None:
        self.index = index
        self.settings = settings
        self.changes = changes
        topics = settings.site_url + addresses.TOPICS
        self._render = {
            RSS: _remembering(partial(render_item, topics=topics)),
            ATOM: _remembering(partial(render_entry, topics=topics)),
            JSON: _remembering(render_json_item),
        }

    def make(self) -> Iterator[File]:
        """Every file of every feed."""
        with_changes = self.changes is not None
        feeds = list(list_feeds(self.index.digest.topics, with_changes=with_changes))
        for feed in feeds:
            files = list(self._files_of(feed))
            yield from files
            yield from self._moved(feed, files)
        for number, items in enumerate(self._parts, start=1):
            yield from self._part(number, items)
        whole = [feed for feed in feeds if not feed.topic]
        groups = ((self.settings.site_name, whole), ("Topics", [f for f in feeds if f.topic]))
        text = render_opml(groups, self.settings)
        yield File(addresses.SUBSCRIPTIONS, text.encode())

    def _moved(self, feed: Feed, files: Iterable[File]) -> Iterator[File]:
        """The feed of a renamed topic at its former addresses: it names its new one, and moves on."""
        for gone in self.index.topics[feed.topic].formerly if feed.topic else ():
            for file in files:
                form = file.path.removeprefix(f"feeds/{feed.stem}.")
                yield File(addresses.feed(addresses.topic_feed(gone), form), file.data)

    def _files_of(self, feed: Feed) -> Iterator[File]:
        papers, items = self._select(feed)
        channel = self._channel(feed, papers)
        most = MAX_PAPERS if feed.stem == PAPERS else MAX_ITEMS
        yield from self._write(channel, self._fit(items[:most]), (RSS, ATOM, JSON))

    def _select(self, feed: Feed) -> tuple[Sequence[Paper], list[Item]]:
        """The papers of a feed, whose newest its head names, and its items, newest first."""
        index = self.index
        if feed.stem == EDITIONS:
            made = (
                edition_item(edition, index, self.settings) for edition in index.editions.values()
            )
            return index.standing.papers, _newest_first(made)
        if feed.stem == PICKS:
            picked = (picked_item(self._items[p.id], p) for p in index.picks if p.id in self._items)
            return index.picks, _newest_first(self._not_ahead(picked))
        if feed.stem == CHANGES:
            return (), [change_item(change, self.settings) for change in self.changes or ()]
        papers = index.by_topic[feed.topic] if feed.topic else index.standing.papers
        found = (self._items[paper.id] for paper in papers if paper.id in self._items)
        return papers, _newest_first(found)

    @cached_property
    def _items(self) -> dict[str, Item]:
        """The items of all papers that feeds may show, by id."""
        papers = self.index.standing.papers
        made = ((paper.id, paper_item(paper, self.index, self.settings)) for paper in papers)
        return {
            paper: item
            for paper, item in made
            if item is not None and item.when.date() <= self._last_day
        }

    def _not_ahead(self, items: Iterable[Item]) -> Iterator[Item]:
        """Without items of later days than the newest capture: readers pin or hide such items."""
        return (item for item in items if item.when.date() <= self._last_day)

    @cached_property
    def _last_day(self) -> date:
        edition = self.index.newest_edition
        return edition.captured if edition else date.max

    @cached_property
    def _parts(self) -> list[list[Item]]:
        placed = ((self.index.papers[paper].number, item) for paper, item in self._items.items())
        return part_items(placed, partial(self._size, forms=(RSS, ATOM)), MAX_BYTES)

    def _part(self, number: int, items: Sequence[Item]) -> Iterator[File]:
        feed = next(iter(list_feeds(())))
        channel = self._head(feed, feed.about, _stem_of(number), number - 1, current=feed.stem)
        yield from self._write(channel, items[::-1], (RSS, ATOM))

    def _channel(self, feed: Feed, papers: Sequence[Paper]) -> Channel:
        about = " ".join((feed.about, *_freshness(papers)))
        older = len(self._parts) if feed.stem == PAPERS else 0
        return self._head(feed, about, feed.stem, older)

    def _head(
        self, feed: Feed, about: str, stem: str, older: int, current: str | None = None
    ) -> Channel:
        settings = self.settings
        return Channel(
            guid=f"tag:{settings.tag}:feeds/{feed.stem}",
            title=feed.title(settings.site_name),
            about=about,
            stem=stem,
            page=feed.page,
            site_url=settings.site_url,
            site_name=settings.site_name,
            language=settings.language,
            older=_stem_of(older) if older else None,
            current=current,
        )

    def _fit(self, items: Sequence[Item]) -> list[Item]:
        """The first items that fit into a feed; one in any case."""
        fitting: list[Item] = []
        size = 0
        for item in items:
            size += self._size(item)
            if fitting and size > MAX_BYTES:
                break
            fitting.append(item)
        return fitting

    def _size(self, item: Item, forms: Iterable[str] = (RSS, ATOM, JSON)) -> int:
        """Bytes of an item in the largest of its forms."""
        return max(len(self._render[form](item).encode()) for form in forms)

    def _write(
        self, channel: Channel, items: Sequence[Item], forms: Iterable[str]
    ) -> Iterator[File]:
        for form in forms:
            text = _RENDER[form](channel, items, map(self._render[form], items))
            yield File(addresses.feed(channel.stem, form), text.encode())


_RENDER = {RSS: render_rss, ATOM: render_atom, JSON: render_json}


def _newest_first(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (item.when, item.guid), reverse=True)


def _stem_of(part: int) -> str:
    return f"archive/{part}"


def _freshness(papers: Sequence[Paper]) -> Iterator[str]:
    """How fresh a feed is, apart from any build."""
    editions = [paper.editions[-1] for paper in papers if paper.editions]
    if editions:
        yield f"Newest edition: {max(editions)}."
    if days := [paper.published for paper in papers if paper.published]:
        yield f"Newest paper: {max(days).isoformat()}."


def _remembering(render: Callable[[Item], str]) -> Callable[[Item], str]:
    """Render each item once: most stand in several feeds. Picks have a time of their own."""
    known: dict[tuple[str, object], str] = {}

    def remember(item: Item) -> str:
        key = (item.guid, item.when)
        if key not in known:
            known[key] = render(item)
        return known[key]

    return remember
