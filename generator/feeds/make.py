"""Which items stand in which feed, and the files that come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
    edition_time,
    paper_item,
    picked_item,
)
from generator.feeds.jsonfeed import render_json, render_json_item
from generator.feeds.opml import render_opml
from generator.feeds.rss import render_item, render_rss
from generator.made import Making, read_sizes, write_sizes
from generator.pages.index import Index
from generator.records import Paper
from generator.settings import Settings
from generator.text.sentences import end_sentence
from generator.write import File, Kept

MAX_ITEMS = 50
"""Items of a feed."""

MAX_PAPERS = 100
"""Items of the feed of all papers: more than a day brings, so that who looks in daily misses none."""

KEPT = 2_000
"""Items that are kept, and as many in each form."""

MAX_BYTES = 500_000
"""A feed of 512 KB is the largest that all readers take; some room is left for its head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An item to be: a digest of all that it is made of, and what is known before it is made."""

    key: str
    guid: str
    when: datetime
    make: Callable[[], Item]


def make_feeds(
    index: Index,
    settings: Settings,
    changes: Sequence[Change] | None = None,
    making: Making | None = None,
) -> Iterator[File | Kept]:
    """All feeds of a digest, the archive of its papers, and the list of all feeds.

    There is a feed of changes only where a published state says what changed.
    """
    yield from Feeds(index, settings, changes, making or Making()).make()


class Feeds:
    """The feeds of one digest; keeps what several of them share: items, and items rendered."""

    def __init__(
        self,
        index: Index,
        settings: Settings,
        changes: Sequence[Change] | None,
        making: Making,
    ) -> None:
        self.index = index
        self.settings = settings
        self.changes = changes
        self.making = making
        topics = settings.site_url + addresses.TOPICS
        self._parts = 0
        # Many items stand in several feeds; to keep all of them would fill the memory.
        keep = lru_cache(KEPT)
        self._item = keep(self._make_item)
        self._render: Mapping[str, Callable[[Item], bytes]] = {
            RSS: keep(partial(render_item, topics=topics)),
            ATOM: keep(partial(render_entry, topics=topics)),
            JSON: keep(render_json_item),
        }

    def make(self) -> Iterator[File | Kept]:
        """Every file of every feed."""
        with_changes = self.changes is not None
        feeds = list(list_feeds(self.index.digest.topics, with_changes=with_changes))
        yield from self._archive()
        for feed in feeds:
            yield from self._files_of(feed)
        whole = [feed for feed in feeds if not feed.topic]
        groups = ((self.settings.site_name, whole), ("Topics", [f for f in feeds if f.topic]))
        text = render_opml(groups, self.settings)
        yield File(addresses.SUBSCRIPTIONS, text.encode())

    def _files_of(self, feed: Feed) -> Iterator[File | Kept]:
        papers, drafts = self._select(feed)
        channel = self._channel(feed, papers)
        formerly = self.index.topics[feed.topic].formerly if feed.topic else ()
        key = self.making.keys.of(channel, formerly, [draft.key for draft in drafts])
        make = partial(self._make_files, channel, drafts, formerly)
        yield from self.making.unit(addresses.feed(feed.stem, RSS), key, make)

    def _make_files(
        self, channel: Channel, drafts: Iterable[Draft], formerly: Iterable[str]
    ) -> Iterator[File]:
        """A feed; that of a renamed topic also at its former addresses: it names its new one."""
        for form, data in self._write(channel, self._fit(drafts), (RSS, ATOM, JSON)):
            for stem in (channel.stem, *map(addresses.topic_feed, formerly)):
                yield File(addresses.feed(stem, form), data)

    def _select(self, feed: Feed) -> tuple[Sequence[Paper], list[Draft]]:
        """The papers of a feed, whose newest its head names, and its newest items, newest first."""
        index = self.index
        if feed.stem == EDITIONS:
            return index.standing.papers, _newest_first(self._draft_editions())[:MAX_ITEMS]
        if feed.stem == PICKS:
            picked = map(self._draft_pick, self._shown(index.picks))
            found = [draft for draft in picked if draft.when.date() <= self._last_day]
            return index.picks, _newest_first(found)[:MAX_ITEMS]
        if feed.stem == CHANGES:
            return (), list(map(self._draft_change, (self.changes or ())[:MAX_ITEMS]))
        papers = index.by_topic[feed.topic] if feed.topic else index.standing.papers
        shown = [paper for paper in papers if paper.id in self._times]
        newest = sorted(shown, key=lambda paper: self._times[paper.id], reverse=True)
        most = MAX_PAPERS if feed.stem == PAPERS else MAX_ITEMS
        return papers, list(map(self._draft, newest[:most]))

    @cached_property
    def _times(self) -> Mapping[str, tuple[datetime, str]]:
        """By what the papers that are shown are sorted: each stands in several feeds."""
        return {paper.id: _when(paper) for paper in self._shown(self.index.standing.papers)}

    def _draft(self, paper: Paper) -> Draft:
        keys = self.making.keys
        return Draft(
            # Its citation is made of the paper and the settings alone.
            key=keys.of(keys.facts(paper), self.index.cards[paper.id]),
            guid=paper.id,
            when=_when(paper)[0],
            make=partial(self._item, paper.id),
        )

    def _make_item(self, paper: str) -> Item:
        index = self.index
        return paper_item(
            index.papers[paper], index.cards[paper], index.citations[paper], self.settings
        )

    def _draft_pick(self, paper: Paper) -> Draft:
        draft = self._draft(paper)
        return replace(
            draft,
            when=at_its_time(paper.pick.on, paper.number) if paper.pick else draft.when,
            make=lambda: picked_item(draft.make(), paper),
        )

    def _draft_editions(self) -> Iterator[Draft]:
        for edition in self.index.editions.values():
            when = edition_time(edition, self.index)
            cards = [self.index.cards[paper] for paper in edition.papers]
            yield Draft(
                key=self.making.keys.of(edition, when, cards),
                guid=edition.id,
                when=when,
                make=partial(edition_item, edition, self.index, self.settings),
            )

    def _draft_change(self, change: Change) -> Draft:
        item = change_item(change, self.settings)
        return Draft(
            key=self.making.keys.of(item), guid=item.guid, when=item.when, make=lambda: item
        )

    def _shown(self, papers: Iterable[Paper]) -> Iterator[Paper]:
        """Papers that have a day and are not ahead of the newest capture: readers pin or hide those."""
        return (p for p in papers if p.added and p.added <= self._last_day)

    @cached_property
    def _last_day(self) -> date:
        edition = self.index.newest_edition
        return edition.captured if edition else date.max

    def _archive(self) -> Iterator[File | Kept]:
        """The parts of the archive; how many there are is known when they are made."""
        papers = sorted(self._shown(self.index.standing.papers), key=lambda paper: paper.number)
        placed = ((paper.number, self._draft(paper)) for paper in papers)
        for number, drafts in enumerate(part_items(placed, self._place, MAX_BYTES), start=1):
            self._parts = number
            yield from self._part(number, drafts)

    def _part(self, number: int, drafts: Sequence[Draft]) -> Iterator[File | Kept]:
        feed = next(iter(list_feeds(())))
        channel = self._head(feed, feed.about, _stem_of(number), number - 1, current=feed.stem)
        key = self.making.keys.of(channel, [draft.key for draft in drafts])
        make = partial(self._make_part, channel, drafts)
        sizes = ((draft.key, self._place(draft)) for draft in drafts)
        name = addresses.feed(channel.stem, RSS)
        yield from self.making.unit(name, key, make, lambda: write_sizes(sizes))

    def _make_part(self, channel: Channel, drafts: Sequence[Draft]) -> Iterator[File]:
        items = [draft.make() for draft in drafts[::-1]]
        for form, data in self._write(channel, items, (RSS, ATOM)):
            yield File(addresses.feed(channel.stem, form), data)

    def _place(self, draft: Draft) -> int:
        """The size of an item in the archive; of most it is known from the last run."""
        if draft.key not in self._sizes:
            self._sizes[draft.key] = self._size(draft.make(), (RSS, ATOM))
        return self._sizes[draft.key]

    @cached_property
    def _sizes(self) -> dict[str, int]:
        archive = addresses.feed(_stem_of(0), RSS).partition("0")[0]
        units = self.making.memory.units
        notes = (unit.note for name, unit in units.items() if name.startswith(archive))
        return {key: size for note in notes for key, size in read_sizes(note)}

    def _channel(self, feed: Feed, papers: Sequence[Paper]) -> Channel:
        about = " ".join((end_sentence(feed.about), *_freshness(papers)))
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

    def _fit(self, drafts: Iterable[Draft]) -> list[Item]:
        """The first items that fit into a feed; one in any case."""
        fitting: list[Item] = []
        size = 0
        for item in (draft.make() for draft in drafts):
            size += self._size(item)
            if fitting and size > MAX_BYTES:
                break
            fitting.append(item)
        return fitting

    def _size(self, item: Item, forms: Iterable[str] = (RSS, ATOM, JSON)) -> int:
        """Bytes of an item in the largest of its forms."""
        return max(len(self._render[form](item)) for form in forms)

    def _write(
        self, channel: Channel, items: Sequence[Item], forms: Iterable[str]
    ) -> Iterator[tuple[str, bytes]]:
        """Each form, and the feed in it."""
        for form in forms:
            yield form, _RENDER[form](channel, items, map(self._render[form], items))


_RENDER = {RSS: render_rss, ATOM: render_atom, JSON: render_json}


def _newest_first(drafts: Iterable[Draft]) -> list[Draft]:
    return sorted(drafts, key=lambda draft: (draft.when, draft.guid), reverse=True)


def _stem_of(part: int) -> str:
    return f"archive/{part}"


def _freshness(papers: Sequence[Paper]) -> Iterator[str]:
    """How fresh a feed is, apart from any build."""
    if editions := [found[-1] for paper in papers if (found := paper.editions)]:
        yield f"Newest edition: {max(editions)}."
    if days := [paper.published for paper in papers if paper.published]:
        yield f"Newest paper: {max(days).isoformat()}."


def _when(paper: Paper) -> tuple[datetime, str]:
    return at_its_time(paper.added or date.min, paper.number), paper.id
