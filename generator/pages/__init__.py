"""Pages as values: what each page is and holds, decided before anything is rendered or written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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

Maker = Callable[[], Iterable[Page]]
"""Makes some pages, which need no other maker's."""

AT_ONCE = 100
"""Papers whose pages are made together."""


def make_pages(index: Index, settings: Settings, *, with_changes: bool = False) -> Iterator[Page]:
    """Every page of the site, front page first; `with_changes` if what changed is told."""
    for _, make in list_makers(index, settings, with_changes=with_changes):
        yield from make()
    yield from make_paper_pages(index.digest.papers, index, settings)


def in_parts(papers: Sequence[Paper]) -> Iterator[Sequence[Paper]]:
    """Papers whose pages are made together."""
    return (papers[start : start + AT_ONCE] for start in range(0, len(papers), AT_ONCE))


def list_makers(
    index: Index, settings: Settings, *, with_changes: bool = False
) -> Iterator[tuple[str, Maker]]:
    """All pages but those of papers, in parts with their names, to be made in any order and process."""
    for name, make in _list_makers(index, settings):
        yield name, lambda make=make: add_ways_in(make(), settings)  # type: ignore[misc]
    yield "trends", lambda: [make_trends_page(index)]
    yield "about the site", lambda: _make_guides(index, settings, with_changes=with_changes)


def _list_makers(index: Index, settings: Settings) -> Iterator[tuple[str, Maker]]:
    yield "front page", partial(make_front_pages, index, settings)
    yield "topics", partial(make_topic_pages, index)
    yield "dates", partial(make_date_pages, index)
    yield "editions", partial(make_edition_pages, index)
    yield "organisations", partial(make_organisation_pages, index)
    yield "authors", partial(make_author_pages, index)


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
    "Page",
    "Redirect",
    "in_parts",
    "list_makers",
    "make_pages",
    "make_redirects",
]
