"""The front page and the pages that stand alone: picks, search, about."""

from __future__ import annotations

from collections.abc import Iterator

from generator import addresses
from generator.dates import long_date
from generator.pages.editions import edition_ref
from generator.pages.index import Index, count
from generator.pages.papers import note_views
from generator.pages.topics import topic_count
from generator.pages.views import Page, Ref, Section
from generator.settings import Settings

FRONT_CARDS = 12
"""Papers of the newest edition that the front page shows."""

FRONT_PICKS = 4
"""Picks that the front page shows."""

FRONT_EDITIONS = 5
"""Editions that the front page names."""


def make_front_pages(index: Index, settings: Settings) -> Iterator[Page]:
    """Front page, picks, search and about."""
    yield _make_home(index, settings)
    yield _make_picks(index)
    yield _make_search(index)
    yield _make_about(index)


def _make_home(index: Index, settings: Settings) -> Page:
    edition = index.newest_edition
    newest = index.cards_of(index.papers[paper] for paper in edition.papers) if edition else ()
    return Page(
        address=addresses.HOME,
        kind="home",
        title=settings.site_name,
        description=settings.site_description,
        updated=edition.captured if edition else None,
        context={
            "intro": settings.site_description,
            "edition": edition_ref(edition) if edition else None,
            "newest": (Section(cards=newest[:FRONT_CARDS]),),
            "picks": _picked(index)[:FRONT_PICKS],
            "topics": tuple(topic_count(t, index) for t in index.digest.topics),
            "editions": tuple(map(edition_ref, reversed(index.digest.editions)))[:FRONT_EDITIONS],
            **freshness(index),
        },
    )


def freshness(index: Index) -> dict[str, object]:
    """How fresh the digest is, apart from any build: its newest edition and newest paper."""
    edition, paper = index.newest_edition, index.newest_paper
    return {
        "newest_edition": edition_ref(edition) if edition else None,
        "newest_paper": index.cards[paper.id].title if paper else None,
        "newest_day": Ref(long_date(paper.published), addresses.day(paper.published))
        if paper and paper.published
        else None,
        "total": count(len(index.digest.papers), "paper"),
    }


def _picked(index: Index) -> tuple[tuple[object, ...], ...]:
    return tuple((index.cards[paper.id], paper.pick, note_views(paper)) for paper in index.picks)


def _make_picks(index: Index) -> Page:
    return Page(
        address=addresses.PICKS,
        kind="picks",
        title="Picks",
        description=f"{count(len(index.picks), 'paper')} that curators recommend.",
        updated=max((paper.pick.on for paper in index.picks if paper.pick), default=None),
        context={"picks": _picked(index)},
    )


def _make_search(index: Index) -> Page:
    return Page(
        address=addresses.SEARCH,
        kind="search",
        title="Search",
        description="Search titles and abstracts of all papers of this digest.",
        context={"total": count(len(index.digest.papers), "paper")},
    )


def _make_about(index: Index) -> Page:
    papers = index.digest.papers
    return Page(
        address=addresses.ABOUT,
        kind="about",
        title="About",
        description="How this digest is made, and what its dates and topics mean.",
        context={
            "dated": count(sum(p.published is not None for p in papers), "paper"),
            "inferred": count(
                sum(p.published_from == "year-from-capture" for p in papers), "paper"
            ),
            "repeated": count(sum(len(p.editions) > 1 for p in papers), "paper"),
            "n_editions": count(len(index.digest.editions), "edition"),
            "n_topics": count(len(index.digest.topics), "topic"),
            **freshness(index),
        },
    )
