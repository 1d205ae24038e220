"""Pages as values: what each page is and holds, decided before anything is rendered or written."""

from __future__ import annotations

from collections.abc import Iterator

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
from generator.settings import Settings


def make_pages(index: Index, settings: Settings, *, with_changes: bool = False) -> Iterator[Page]:
    """Every page of the site, front page first; `with_changes` if what changed is told."""
    yield from add_ways_in(_make_lists(index, settings), settings)
    yield make_trends_page(index)
    yield make_subscribe_page(index, settings, with_changes=with_changes)
    yield make_contribute_page(index, settings)
    yield make_data_page(index, with_changes=with_changes)
    yield from make_paper_pages(index, settings)


def _make_lists(index: Index, settings: Settings) -> Iterator[Page]:
    yield from make_front_pages(index, settings)
    yield from make_topic_pages(index)
    yield from make_date_pages(index)
    yield from make_edition_pages(index)
    yield from make_organisation_pages(index)
    yield from make_author_pages(index)


def make_redirects(index: Index) -> Iterator[Redirect]:
    """Addresses that were promised once: of papers that joined others, of renamed topics."""
    for paper in index.digest.papers:
        for gone in paper.former_ids:
            yield Redirect(address=addresses.paper(gone), target=index.cards[paper.id].title)
    for topic in index.digest.topics:
        for gone in topic.formerly:
            yield Redirect(address=addresses.topic(gone), target=index.topic_ref(topic.slug))


__all__ = ["Index", "Page", "Redirect", "make_pages", "make_redirects"]
