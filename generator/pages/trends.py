"""The page of trends: what a digest's papers show over time, each finding with its figures.

A finding is said in words first, then drawn, then tabled; where there are too few papers to tell,
it says so and draws nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator import addresses
from generator.charts import (
    Bar,
    Chart,
    Column,
    Head,
    HeatRow,
    Move,
    draw_bars,
    draw_columns,
    draw_heat,
    draw_moves,
    percent,
)
from generator.counts import count
from generator.dates import MONTHS, long_date
from generator.pages.editions import edition_ref
from generator.pages.figures import Cell, Table
from generator.pages.index import Index
from generator.pages.views import Page, Ref
from generator.trends import (
    CHANGE_OF,
    CHANGE_PAPERS,
    SHARE_PAPERS,
    EditionTrend,
    Period,
    TopicTrend,
    Trends,
    Verdict,
)

FEWEST_ORGANISATIONS = 3
FEWEST_NAMED = 10
"""With fewer organisations, or fewer papers that name one, there is nothing to compare."""

MOST_ORGANISATIONS = 15
MOST_MOVES = 12
MOST_DISCUSSED = 10

VERDICTS: dict[Verdict, str] = {
    "rising": "rising",
    "falling": "falling",
    "steady": "no clear change",
    "unknown": "too few papers to tell",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One part of the page: what is found, how it was counted, its chart and table."""

    id: str
    heading: str
    says: str
    notes: tuple[str, ...] = ()
    chart: Chart | None = None
    keys: tuple[tuple[str, str], ...] = ()
    table: Table | None = None


def make_trends_page(index: Index) -> Page:
    """What is going on in this digest until its newest edition."""
    trends = index.trends
    edition = index.newest_edition
    return Page(
        address=addresses.TRENDS,
        kind="trends",
        title="Trends",
        description="Topics over time, what is rising, and where this digest's papers come from.",
        updated=edition.captured if edition else None,
        context={
            "until": edition_ref(edition) if edition else None,
            "total": count(len(index.standing.papers), "paper"),
            "findings": (
                _changes(trends, index),
                _topics(trends, index),
                _papers(trends, index),
                _organisations(index),
                _editions(trends),
                _discussed(index),
            ),
        },
    )


# Changes


def _changes(trends: Trends, index: Index) -> Finding:
    moved = [topic for topic in trends.topics if topic.change.verdict in {"rising", "falling"}]
    moved.sort(key=_difference, reverse=True)
    shown = moved if len(moved) <= MOST_MOVES else _strongest(moved)
    says = _what_moved(trends, moved, index)
    moves = [
        Move(
            name=index.topics[topic.slug].name,
            before=topic.change.shares[0],
            after=topic.change.shares[1],
        )
        for topic in shown
    ]
    return Finding(
        id="rising",
        heading="What is rising",
        says=says,
        notes=tuple(_rule(trends)),
        chart=draw_moves(moves, says) if moves else None,
        keys=(("hollow", "the year before"), ("full", "the last year")) if moves else (),
        table=_change_table(trends, index),
    )


def _difference(topic: TopicTrend) -> float:
    before, recent = topic.change.shares
    return recent - before


def _strongest(moved: Sequence[TopicTrend]) -> list[TopicTrend]:
    """Those that moved most, in their order."""
    chosen = sorted(moved, key=lambda topic: -abs(_difference(topic)))[:MOST_MOVES]
    return [topic for topic in moved if topic in chosen]


def _what_moved(trends: Trends, moved: Sequence[TopicTrend], index: Index) -> str:
    if not trends.topics:
        return "This digest has no topics yet."
    change = trends.topics[0].change
    if min(change.recent_of, change.before_of) < CHANGE_OF:
        return (
            f"Too few papers to tell: the last twelve months have "
            f"{count(change.recent_of, 'dated paper')} and the twelve before {change.before_of:,}, "
            f"and each needs {CHANGE_OF}."
        )
    parts = []
    for verdict in ("rising", "falling"):
        group = [topic for topic in moved if topic.change.verdict == verdict]
        group.sort(key=lambda topic: -abs(_difference(topic)))
        if group:
            names = _join([_move_of(topic, index) for topic in group[:3]], len(group) - 3)
            parts.append(f"{names} {'is' if len(group) == 1 else 'are'} {verdict}")
    if not parts:
        return "No topic has changed by more than chance alone may do."
    return f"{'; '.join(parts)}."


def _move_of(topic: TopicTrend, index: Index) -> str:
    before, recent = topic.change.shares
    return f"{index.topics[topic.slug].name} ({percent(before)} → {percent(recent)})"


def _join(names: Sequence[str], more: int = 0) -> str:
    """Names in a sentence: `A, B and C`, `A, B, C and 2 more`."""
    parts = [*names, f"{more} more"] if more > 0 else list(names)
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _rule(trends: Trends) -> Iterator[str]:
    if not trends.recent or not trends.before:
        return
    yield (
        f"A topic's share of the dated papers from {long_date(trends.recent.first)} to "
        f"{long_date(trends.recent.last)} is compared with its share in the twelve months before, "
        "by the papers' own dates. It is rising or falling where the 99 % interval of the "
        "difference (Newcombe's) leaves out zero, and only with at least "
        f"{CHANGE_PAPERS} papers in one of the two years."
    )


def _change_table(trends: Trends, index: Index) -> Table | None:
    if not trends.topics or not trends.dated:
        return None
    rows = sorted(trends.topics, key=_difference, reverse=True)
    change = rows[0].change
    return Table(
        caption="Papers of each topic in the last twelve months and in the twelve before",
        head=(
            "Topic",
            f"Year before, of {change.before_of:,}",
            f"Last year, of {change.recent_of:,}",
            "Change",
        ),
        rows=tuple(
            (
                index.topic_ref(topic.slug),
                _part(topic.change.before, change.before_of),
                _part(topic.change.recent, change.recent_of),
                VERDICTS[topic.change.verdict],
            )
            for topic in rows
        ),
    )


def _part(papers: int, of: int) -> str:
    return f"{papers:,} ({percent(papers / of)})" if of else f"{papers:,}"


# Topics


def _topics(trends: Trends, index: Index) -> Finding:
    rows = [topic for topic in trends.topics if any(topic.share_counts)]
    if not rows:
        return Finding(
            id="topics",
            heading="Topics over time",
            says=f"Too few papers to tell: no year has {SHARE_PAPERS} papers with a date and a topic.",
        )
    periods = [period for period, _ in trends.shares]
    totals = [papers for _, papers in trends.shares]
    rows.sort(key=lambda topic: (-sum(topic.share_counts), topic.slug))
    latest = sorted(rows, key=lambda topic: -topic.share_counts[-1])[:3]
    leaders = _join(
        [
            f"{index.topics[topic.slug].name} ({percent(topic.share_counts[-1] / totals[-1])})"
            for topic in latest
        ]
    )
    says = f"In {periods[-1].name}, most papers are on {leaders}."
    heat = [
        HeatRow(
            name=index.topics[topic.slug].name,
            shares=tuple(n / of for n, of in zip(topic.share_counts, totals, strict=True)),
        )
        for topic in rows
    ]
    step = periods[0].step
    return Finding(
        id="topics",
        heading="Topics over time",
        says=says,
        notes=(
            f"Papers on a topic among 100 of the same {step}, by their own dates.",
            "A paper may be in several topics.",
            f"Only {step}s with at least {SHARE_PAPERS} dated papers are shown.",
        ),
        chart=draw_heat(tuple(_heads(periods)), heat, says),
        table=Table(
            caption=f"Papers of each topic by {step}, with their share",
            head=("Topic", *(f"{period.name}, of {of:,}" for period, of in trends.shares)),
            rows=tuple(
                (
                    index.topic_ref(topic.slug),
                    *(_part(n, of) for n, of in zip(topic.share_counts, totals, strict=True)),
                )
                for topic in rows
            ),
        ),
    )


def _heads(periods: Sequence[Period]) -> Iterator[Head]:
    """Years, or quarters with a year over the first of each."""
    year = None
    for period in periods:
        if period.step == "year":
            yield Head(period.name)
            continue
        yield Head(period.name.split()[0], "" if period.start.year == year else period.name[-4:])
        year = period.start.year


# Papers


def _papers(trends: Trends, index: Index) -> Finding:
    heading = "Papers over time"
    timeline = trends.timeline
    if not timeline:
        return Finding(id="papers", heading=heading, says="No listing states a paper's date yet.")
    highest = max(trends.counts)
    best = [p.name for p, n in zip(timeline.periods, trends.counts, strict=True) if n == highest]
    says = f"Most papers are of {_join(best[:3], len(best) - 3)}: {highest:,}"
    says += f"{' each' if len(best) > 1 else ''}."
    columns = [
        Column(
            value=n,
            mark=mark,
            is_open=timeline.is_last_open and period == timeline.periods[-1],
        )
        for period, n, mark in zip(
            timeline.periods, trends.counts, _marks(timeline.periods), strict=True
        )
    ]
    return Finding(
        id="papers",
        heading=heading,
        says=says,
        notes=tuple(_left_out(trends)),
        chart=draw_columns(columns, f"{says} By {timeline.step}.") if len(columns) > 1 else None,
        table=Table(
            caption=f"Papers by {timeline.step}, by their own dates",
            head=(timeline.step.capitalize(), "Papers"),
            rows=tuple(
                (_period_cell(period, index), n)
                for period, n in zip(timeline.periods, trends.counts, strict=True)
            ),
        ),
    )


def _marks(periods: Sequence[Period]) -> Iterator[str]:
    """The year below its first period, as room is small; at least one mark."""
    years = {period.start.year: period for period in reversed(periods)}
    for period in periods:
        yield str(period.start.year) if years[period.start.year] == period else ""


def _left_out(trends: Trends) -> Iterator[str]:
    if not trends.timeline:
        return
    yield f"By {trends.timeline.step}, by the papers' own dates."
    if earlier := trends.dated - sum(trends.counts):
        yield f"{_are(earlier, 'earlier paper')} not shown."
    if trends.undated:
        yield f"{_are(trends.undated, 'paper')} without a date."
    if trends.timeline.is_last_open:
        last = trends.timeline.periods[-1].name
        yield f"{last} is drawn lighter: this digest does not have the whole of it."


def _are(number: int, noun: str) -> str:
    return f"{count(number, noun)} {'is' if number == 1 else 'are'}"


def _period_cell(period: Period, index: Index) -> Cell:
    """A link to the page of a month or year that has papers."""
    if period.step == "month" and period.start in index.by_month:
        return Ref(period.name, addresses.month(period.start))
    if period.step == "year" and period.start.year in index.years:
        return Ref(period.name, addresses.year(period.start.year))
    return period.name


# Where papers come from


def _organisations(index: Index) -> Finding:
    heading = "Organisations"
    groups = sorted(index.by_organisation.items(), key=lambda group: (-len(group[1]), group[0]))
    named = sum(len(papers) for _, papers in groups)
    if not named:
        return Finding(
            id="organisations", heading=heading, says="No listing names an organisation yet."
        )
    names = index.organisation_names
    rows = [(names[slug], slug, len(papers)) for slug, papers in groups[:MOST_ORGANISATIONS]]
    is_drawn = len(groups) >= FEWEST_ORGANISATIONS and named >= FEWEST_NAMED
    says = (
        f"{_join([_with_count(name, n) for name, _, n in rows[:3]])} are named most, in the "
        f"{count(named, 'paper')} whose listing names an organisation."
        if is_drawn
        else f"Too few papers to tell: only {named:,} of {len(index.standing.papers):,} name an "
        "organisation."
    )
    more = len(groups) - len(rows)
    return Finding(
        id="organisations",
        heading=heading,
        says=says,
        notes=(f"{count(more, 'more organisation')} with fewer papers not shown.",) if more else (),
        chart=draw_bars([Bar(name=name, value=n) for name, _, n in rows], says)
        if is_drawn
        else None,
        table=Table(
            caption="Papers by organisation, where listed",
            head=("Organisation", "Papers"),
            rows=tuple((Ref(name, addresses.organisation(slug)), n) for name, slug, n in rows),
        ),
    )


def _with_count(name: str, number: int) -> str:
    """A name and its count in brackets; those of a name that ends in some take it in."""
    return f"{name[:-1]}, {number:,})" if name.endswith(")") else f"{name} ({number:,})"


def _editions(trends: Trends) -> Finding:
    heading = "Editions"
    rows = trends.editions
    if not rows:
        return Finding(id="editions", heading=heading, says="There is no edition yet.")
    last = rows[-1]
    says = f"{_edition_name(last)} brought {count(last.new, 'new paper')}"
    says += f" and {last.seen:,} listed before." if last.seen else "."
    bars = [
        Bar(
            name=_edition_name(row),
            value=row.new,
            lesser=row.seen,
            text=f"{row.new:,} + {row.seen:,}" if row.seen else f"{row.new:,}",
        )
        for row in rows
    ]
    return Finding(
        id="editions",
        heading=heading,
        says=says,
        notes=("By the day of capture, which is not the papers' own date.",),
        chart=draw_bars(bars, says),
        keys=(("main", "new"), ("lesser", "listed before"))
        if any(row.seen for row in rows)
        else (),
        table=Table(
            caption="Papers by edition: new ones, and those listed before",
            head=("Edition", "New", "Listed before"),
            rows=tuple((_edition_cell(row), row.new, row.seen) for row in rows),
        ),
    )


def _edition_name(row: EditionTrend) -> str:
    """The day with its label, or the month of several editions."""
    day = row.day
    if len(row.editions) > 1:
        return f"{MONTHS[day.month - 1]} {day.year} ({len(row.editions)} editions)"
    label = row.editions[0].label
    name = f"{row.editions[0].captured.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{name} ({label})" if label else name


def _edition_cell(row: EditionTrend) -> Cell:
    if len(row.editions) > 1:
        return _edition_name(row)
    return Ref(_edition_name(row), addresses.edition(row.editions[0].id))


# Comments


def _discussed(index: Index) -> Finding:
    heading = "Most discussed"
    papers = sorted(
        (paper for paper in index.newest_first if paper.comments), key=lambda p: -(p.comments or 0)
    )
    if not papers:
        return Finding(id="discussed", heading=heading, says="No listing counts comments yet.")
    first = papers[0]
    return Finding(
        id="discussed",
        heading=heading,
        says=f"“{index.cards[first.id].title.text}” has the most comments: {first.comments:,}.",
        notes=(
            "As the newest listing of a paper counts them.",
            f"{len(papers):,} of {count(len(index.standing.papers), 'paper')} have any.",
        ),
        table=Table(
            caption="The papers with most comments",
            head=("Paper", "Comments"),
            rows=tuple(
                (index.cards[paper.id].title, paper.comments or 0)
                for paper in papers[:MOST_DISCUSSED]
            ),
        ),
    )
