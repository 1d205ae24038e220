"""The pages of topics: all of them, each, and each by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from generator import addresses
from generator.counts import count
from generator.pages.citing import citation_alternates, citation_refs
from generator.pages.index import Index, newest_added
from generator.pages.lists import PER_PAGE, make_pagers, split_list
from generator.pages.sparklines import Sparkline, make_sparklines
from generator.pages.subscribe import row_id
from generator.pages.views import Card, Page, Pager, Ref, Section
from generator.records import Paper, Topic

NEWEST = 50
"""How many papers the page of a long topic shows before it refers to its years."""

MAX_NEIGHBOURS = 5
"""How many neighbouring topics a topic's page names."""

CRUMB = Ref("Topics", addresses.TOPICS)


def make_topic_pages(index: Index) -> Iterator[Page]:
    """The list of topics, then each topic with its years."""
    lines = make_sparklines(index)
    yield _make_topics(index, lines)
    for topic in index.digest.topics:
        papers = index.by_topic[topic.slug]
        years = _years(topic.slug, papers)
        yield _make_topic(topic, papers, years, lines.get(topic.slug), index)
        yield from _make_years(topic, papers, years, index)


def _make_topics(index: Index, lines: Mapping[str, Sparkline]) -> Page:
    rows = tuple(
        (
            topic_count(topic, index),
            topic.about,
            _span(index.by_topic[topic.slug]),
            lines.get(topic.slug),
        )
        for topic in index.digest.topics
    )
    without = sum(not paper.topics for paper in index.standing.papers)
    return Page(
        address=addresses.TOPICS,
        kind="topics",
        title="Topics",
        description=f"The {count(len(rows), 'topic')} of this digest.",
        context={
            "rows": rows,
            "without": without,
            "line": next(iter(lines.values()), None),
            "trends": Ref("Trends", addresses.TRENDS),
        },
    )


def topic_count(topic: Topic, index: Index) -> Ref:
    """A link to a topic with the number of its papers."""
    return Ref(topic.name, addresses.topic(topic.slug), len(index.by_topic[topic.slug]))


def _span(papers: Sequence[Paper]) -> str:
    """The years that papers span, such as `2021 to 2025`."""
    years = [paper.published.year for paper in papers if paper.published]
    if not years:
        return ""
    return str(years[0]) if years[0] == years[-1] else f"{years[-1]} to {years[0]}"


def _years(slug: str, papers: Sequence[Paper]) -> tuple[Ref, ...]:
    """A link to each year of a topic, newest first, then to its papers without a date."""
    years = groupby(papers, key=lambda paper: paper.published and paper.published.year)
    return tuple(
        Ref(
            str(year) if year else "Without a date",
            addresses.topic_year(slug, year),
            sum(1 for _ in group),
        )
        for year, group in years
    )


def _make_topic(
    topic: Topic,
    papers: Sequence[Paper],
    years: Sequence[Ref],
    line: Sparkline | None,
    index: Index,
) -> Page:
    is_long = len(papers) > PER_PAGE
    cards = index.cards_of(papers)
    stem = addresses.topic_citations(topic.slug)
    sections = (
        (Section(cards=cards[:NEWEST], heading=f"The newest {NEWEST}"),)
        if is_long
        else tuple(_by_year(cards, years))
    )
    return Page(
        address=addresses.topic(topic.slug),
        kind="topic",
        feed=addresses.topic_feed(topic.slug),
        title=topic.name,
        description=topic.about,
        updated=newest_added(papers),
        crumbs=(CRUMB,),
        alternates=citation_alternates(stem),
        context={
            "topic": topic,
            "total": count(len(papers), "paper"),
            "years": tuple(replace(year, text=_lower_first(year.text)) for year in years),
            "line": line,
            "neighbours": _neighbours(topic.slug, index),
            "follow": Ref("Subscribe", addresses.SUBSCRIBE),
            "feed_row": row_id(addresses.topic_feed(topic.slug)),
            "sections": sections,
            "total_papers": len(papers),
            "citation_files": citation_refs(stem),
            "pager": Pager(),
        },
    )


def _by_year(cards: Sequence[Card], years: Sequence[Ref]) -> Iterator[Section]:
    start = 0
    for year in years:
        end = start + (year.count or 0)
        yield Section(cards=tuple(cards[start:end]), heading=year)
        start = end


def _neighbours(slug: str, index: Index) -> tuple[Ref, ...]:
    return tuple(map(index.topic_ref, index.neighbours.get(slug, ())[:MAX_NEIGHBOURS]))


def _make_years(
    topic: Topic, papers: Sequence[Paper], years: Sequence[Ref], index: Index
) -> Iterator[Page]:
    """One list a year, with links to the years before and after."""
    pagers = make_pagers({year.address: year for year in reversed(years)}, "Years")
    start = 0
    for year in years:
        chosen = papers[start : start + (year.count or 0)]
        start += len(chosen)
        for part in split_list(year.address, index.cards_of(chosen)):
            yield Page(
                address=part.address,
                kind="topic_year",
                feed=addresses.topic_feed(topic.slug),
                title=f"{topic.name}: {_lower_first(year.text)}",
                description=part.describe(
                    f"{count(len(chosen), 'paper')} on {topic.name}: {year.text}."
                ),
                updated=part.updated,
                crumbs=(CRUMB, index.topic_ref(topic.slug)),
                context={
                    "topic": topic,
                    "total": part.total(count(len(chosen), "paper")),
                    "sections": (Section(cards=part.cards),),
                    "part": part,
                    "pager": part.beside(pagers[year.address]),
                },
            )


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
