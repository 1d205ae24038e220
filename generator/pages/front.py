"""The front page and the pages that stand alone: picks, search, saved, about."""

from __future__ import annotations

from collections.abc import Iterator

from generator import addresses
from generator.catalogue import PICKS
from generator.counts import count
from generator.dates import long_date
from generator.pages.citing import citation_alternates, citation_refs
from generator.pages.editions import edition_ref, rank_papers, say_order
from generator.pages.index import Index
from generator.pages.papers import note_views
from generator.pages.topics import topic_count
from generator.pages.views import Front, Page, Ref
from generator.settings import Settings

FRONT_CARDS = 12
"""Papers of the newest edition that the front page shows."""

FEW_CARDS = 6
"""Where it has fewer, papers of earlier editions follow."""

FRONT_PICKS = 4
"""Picks that the front page shows."""

FRONT_EDITIONS = 5
"""Editions that the front page names."""

FRONT_DAYS = 60
"""Days of additions that the front page counts, for readers who come back after a while."""


def make_front_pages(index: Index, settings: Settings) -> Iterator[Page]:
    """Front page, picks, search, saved and about."""
    yield _make_home(index, settings)
    yield _make_picks(index)
    yield _make_search(index)
    yield _make_saved()
    yield _make_about(index)


def _make_home(index: Index, settings: Settings) -> Page:
    edition = index.newest_edition
    return Page(
        address=addresses.HOME,
        kind="home",
        title=settings.site_name,
        description=settings.site_description,
        updated=edition.captured if edition else None,
        context={
            "intro": settings.site_description,
            "fronts": tuple(_fronts(index)),
            "picks": _picked(index)[:FRONT_PICKS],
            "topics": tuple(topic_count(t, index) for t in index.digest.topics),
            "editions": tuple(map(edition_ref, reversed(index.digest.editions)))[:FRONT_EDITIONS],
            "days": tuple((day, len(papers)) for day, papers in index.by_added.items())[
                :FRONT_DAYS
            ],
            **freshness(index),
        },
    )


def _fronts(index: Index) -> Iterator[Front]:
    """The newest edition, and of earlier ones what it has not, till the page has something to read."""
    shown: set[str] = set()
    for edition in reversed(index.digest.editions):
        papers = [
            paper for paper in rank_papers(edition, index) if paper.stands and paper.id not in shown
        ][: FRONT_CARDS - len(shown)]
        if papers or edition is index.newest_edition:
            order = say_order(edition, index)
            yield Front(edition=edition_ref(edition), cards=index.cards_of(papers), order=order)
        shown.update(paper.id for paper in papers)
        if len(shown) >= FEW_CARDS:
            return


def freshness(index: Index) -> dict[str, object]:
    """How fresh the digest is, apart from any build: its newest edition and newest paper."""
    edition, paper = index.newest_edition, index.newest_paper
    return {
        "newest_edition": edition_ref(edition) if edition else None,
        "newest_paper": index.cards[paper.id].title if paper else None,
        "newest_day": Ref(long_date(paper.published), addresses.day(paper.published))
        if paper and paper.published
        else None,
        "total": count(len(index.standing.papers), "paper"),
    }


def _picked(index: Index) -> tuple[tuple[object, ...], ...]:
    return tuple((index.cards[paper.id], paper.pick, note_views(paper)) for paper in index.picks)


def _make_picks(index: Index) -> Page:
    return Page(
        address=addresses.PICKS,
        kind="picks",
        feed=PICKS,
        title="Picks",
        description=f"{count(len(index.picks), 'paper')} that curators recommend.",
        updated=max((paper.pick.on for paper in index.picks if paper.pick), default=None),
        alternates=citation_alternates(addresses.PICKS_CITATIONS),
        context={
            "picks": _picked(index),
            "total_papers": len(index.picks),
            "citation_files": citation_refs(addresses.PICKS_CITATIONS),
        },
    )


def _make_search(index: Index) -> Page:
    return Page(
        address=addresses.SEARCH,
        kind="search",
        title="Search",
        description="Search all papers of this digest by words, names or arXiv ids.",
        context={
            "total": count(len(index.standing.papers), "paper"),
            "topics": tuple((topic.slug, topic.name) for topic in index.digest.topics),
            "years": tuple(_years(index)),
            "has_categories": any(paper.more.categories for paper in index.standing.papers),
        },
    )


def _years(index: Index) -> Iterator[tuple[str, str]]:
    """What a year is called in an address, and what on the page; the newest first."""
    for year in reversed(index.years):
        yield str(year), str(year)
    if index.undated:
        yield "undated", "No date"


def _make_saved() -> Page:
    """The same for everybody: what it lists stands in each reader's browser."""
    return Page(
        address=addresses.SAVED,
        kind="saved",
        title="Saved",
        description="The papers that you saved in this browser.",
    )


def _make_about(index: Index) -> Page:
    papers = index.standing.papers
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
