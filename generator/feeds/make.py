"""Which items stand in which feed, and the files that come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property, lru_cache, partial

from generator import addresses
from generator.catalogue import ATOM, CHANGES, EDITIONS, JSON, PAPERS, PICKS, RSS, Feed, list_feeds
from generator.changes import Change
from generator.feeds.archive import part_items
from generator.feeds.atom import render_atom, render_entry
from generator.feeds.channel import Channel
from generator.feeds.items import (
    Item,
    at_its_time,
    change_item,
    edition_item,
    paper_item,
    picked_item,
)
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

KEPT = 4_000
"""Items that are kept, and as many in each form."""

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
        self._parts = 0
        # Many items stand in several feeds; to keep all of them would fill the memory.
        keep = lru_cache(KEPT)
        self._item = keep(lambda paper: paper_item(index.papers[paper], index, settings))
        self._bytes = lru_cache(3 * KEPT)(lambda item, form: len(self._render[form](item).encode()))
        self._render: Mapping[str, Callable[[Item], str]] = {
            RSS: keep(partial(render_item, topics=topics)),
            ATOM: keep(partial(render_entry, topics=topics)),
            JSON: keep(render_json_item),
        }

    def make(self) -> Iterator[File]:
        """Every file of every feed."""
        with_changes = self.changes is not None
        feeds = list(list_feeds(self.index.digest.topics, with_changes=with_changes))
        yield from self._archive()
        for feed in feeds:
            files = list(self._files_of(feed))
            yield from files
            yield from self._moved(feed, files)
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
        yield from self._write(channel, self._fit(items), (RSS, ATOM, JSON))

    def _select(self, feed: Feed) -> tuple[Sequence[Paper], list[Item]]:
        """The papers of a feed, whose newest its head names, and its newest items, newest first."""
        index = self.index
        if feed.stem == EDITIONS:
            made = (
                edition_item(edition, index, self.settings) for edition in index.editions.values()
            )
            return index.standing.papers, _newest_first(made)[:MAX_ITEMS]
        if feed.stem == PICKS:
            picked = (
                picked_item(self._item(paper.id), paper) for paper in self._shown(index.picks)
            )
            found = [item for item in picked if item.when.date() <= self._last_day]
            return index.picks, _newest_first(found)[:MAX_ITEMS]
        if feed.stem == CHANGES:
            changes = (self.changes or ())[:MAX_ITEMS]
            return (), [change_item(change, self.settings) for change in changes]
        papers = index.by_topic[feed.topic] if feed.topic else index.standing.papers
        newest = sorted(self._shown(papers), key=_when, reverse=True)
        most = MAX_PAPERS if feed.stem == PAPERS else MAX_ITEMS
        return papers, [self._item(paper.id) for paper in newest[:most]]

    def _shown(self, papers: Iterable[Paper]) -> Iterator[Paper]:
        """Papers that have a day and are not ahead of the newest capture: readers pin or hide those."""
        return (p for p in papers if p.added and p.added <= self._last_day)

    @cached_property
    def _last_day(self) -> date:
        edition = self.index.newest_edition
        return edition.captured if edition else date.max

    def _archive(self) -> Iterator[File]:
        """The parts of the archive; how many there are is known when they are made."""
        papers = sorted(self._shown(self.index.standing.papers), key=lambda paper: paper.number)
        placed = ((paper.number, self._item(paper.id)) for paper in papers)
        size_of = partial(self._size, forms=(RSS, ATOM))
        for number, items in enumerate(part_items(placed, size_of, MAX_BYTES), start=1):
            self._parts = number
            yield from self._part(number, items)

    def _part(self, number: int, items: Sequence[Item]) -> Iterator[File]:
        feed = next(iter(list_feeds(())))
        channel = self._head(feed, feed.about, _stem_of(number), number - 1, current=feed.stem)
        yield from self._write(channel, items[::-1], (RSS, ATOM))

    def _channel(self, feed: Feed, papers: Sequence[Paper]) -> Channel:
        about = " ".join((feed.about, *_freshness(papers)))
        older = self._parts if feed.stem == PAPERS else 0
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
        return max(self._bytes(item, form) for form in forms)

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


def _when(paper: Paper) -> tuple[datetime, str]:
    return at_its_time(paper.added or date.min, paper.number), paper.id
