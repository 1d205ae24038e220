"""Pages as values: what each page is and holds, decided before anything is rendered or written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from generator import addresses
from generator.pages.authors import make_author_pages
from generator.pages.contribute import make_contribute_page
from generator.pages.data import make_data_page
from generator.pages.dates import make_date_pages
from generator.pages.editions import make_edition_pages
from generator.pages.front import make_front_pages
from generator.pages.improve import add_ways_in
from generator.pages.index import Index
from generator.pages.organisations import make_organisation_pages
from generator.pages.papers import make_paper_pages
from generator.pages.subscribe import make_subscribe_page
from generator.pages.topics import make_topic_pages
from generator.pages.trends import make_trends_page
from generator.pages.views import Page, Redirect
from generator.records import Paper
from generator.settings import Settings


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes some pages, which need no other maker's.

    `places` are the first parts of all their addresses, which no other maker has. One that `draws`
    uses the library of charts and pictures, which takes 80 MB in every process.
    """

    name: str
    places: tuple[str, ...]
    make: Callable[[], Iterable[Page]]
    draws: bool = False


AT_ONCE = 100
"""Papers whose pages are made together."""


def make_pages(index: Index, settings: Settings, *, with_changes: bool = False) -> Iterator[Page]:
    """Every page of the site, front page first; `with_changes` if what changed is told."""
    for maker in list_makers(index, settings, with_changes=with_changes):
        yield from maker.make()
    yield from make_paper_pages(index.digest.papers, index, settings)


def in_parts(papers: Sequence[Paper]) -> Iterator[Sequence[Paper]]:
    """Papers whose pages are made together."""
    return (papers[start : start + AT_ONCE] for start in range(0, len(papers), AT_ONCE))


def list_makers(index: Index, settings: Settings, *, with_changes: bool = False) -> Iterator[Maker]:
    """All pages but those of papers, in parts to be made in any order and process."""
    for maker in _list_makers(index, settings):
        yield replace(maker, make=partial(_make_with_ways_in, maker, settings))
    yield Maker("trends", ("trends",), lambda: [make_trends_page(index)], draws=True)
    guides = partial(_make_guides, index, settings, with_changes=with_changes)
    yield Maker("about the site", ("subscribe", "contribute", "data"), guides)


def _make_with_ways_in(maker: Maker, settings: Settings) -> Iterable[Page]:
    return add_ways_in(maker.make(), settings)


def _list_makers(index: Index, settings: Settings) -> Iterator[Maker]:
    front = ("", "picks", "search", "saved", "about")
    yield Maker("front page", front, partial(make_front_pages, index, settings))
    yield Maker("topics", ("topics",), partial(make_topic_pages, index), draws=True)
    yield Maker("dates", ("dates",), partial(make_date_pages, index))
    yield Maker("editions", ("editions",), partial(make_edition_pages, index))
    yield Maker("organisations", ("organisations",), partial(make_organisation_pages, index))
    yield Maker("authors", ("authors",), partial(make_author_pages, index))


def _make_guides(index: Index, settings: Settings, *, with_changes: bool) -> Iterator[Page]:
    yield make_subscribe_page(index, settings, with_changes=with_changes)
    yield make_contribute_page(index, settings)
    yield make_data_page(index, with_changes=with_changes)


def make_redirects(index: Index) -> Iterator[Redirect]:
    """Addresses that were promised once: of papers that joined others, of renamed topics."""
    for paper in index.digest.papers:
        for gone in paper.former_ids:
            yield Redirect(address=addresses.paper(gone), target=index.cards[paper.id].title)
    for topic in index.digest.topics:
        for gone in topic.formerly:
            yield Redirect(address=addresses.topic(gone), target=index.topic_ref(topic.slug))


__all__ = [
    "Index",
    "Maker",
    "Page",
    "Redirect",
    "in_parts",
    "list_makers",
    "make_pages",
    "make_redirects",
]
