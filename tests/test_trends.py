"""What a digest's papers show over time: periods, shares, and when a change is one."""

from datetime import date, timedelta

import pytest
from builders import make_digest, make_paper
from hypothesis import given
from hypothesis import strategies as st

from generator.records import Appearance, Assignment, Digest, Edition, Paper, Topic
from generator.trends import (
    CHANGE_OF,
    COUNT_MEDIAN,
    COUNT_STEPS,
    SHARE_PAPERS,
    Change,
    Period,
    difference_interval,
    make_timeline,
    make_trends,
    period_of,
    wilson_interval,
)

NOW = date(2025, 11, 20)
KETTLES = Topic(slug="kettles", name="Kettles", about="Machines that boil water")
POTS = Topic(slug="pots", name="Pots", about="What the water goes into")


def make_papers(day: date | None, number: int, *topics: str, edition: date = NOW) -> list[Paper]:
    """So many papers of one day and of these topics, in one edition."""
    seen = Appearance(listing=f"{edition}.x", edition=edition.isoformat(), position=1, line=1)
    return [
        make_paper(
            f"{'-'.join(topics)}-{day}-{edition}-{at}",
            published=day,
            appearances=(seen,),
            topics=tuple(Assignment(slug=slug, origin="rules", score=9) for slug in topics),
        )
        for at in range(number)
    ]


def make_kettles(*groups: list[Paper]) -> Digest:
    return make_digest([paper for group in groups for paper in group], (KETTLES, POTS))


# Periods


@pytest.mark.parametrize(
    ("period", "name", "end"),
    [
        (Period(date(2025, 12, 1), "month"), "December 2025", date(2026, 1, 1)),
        (Period(date(2024, 10, 1), "quarter"), "Q4 2024", date(2025, 1, 1)),
        (Period(date(2024, 1, 1), "quarter"), "Q1 2024", date(2024, 4, 1)),
        (Period(date(2024, 1, 1), "year"), "2024", date(2025, 1, 1)),
    ],
)
def test_a_period_knows_its_name_and_end(period: Period, name: str, end: date) -> None:
    assert (period.name, period.end) == (name, end)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_a_day_lies_in_its_period(day: date) -> None:
    for step in COUNT_STEPS:
        period = period_of(day, step)
        assert period.start <= day < period.end
        assert period_of(period.end - timedelta(days=1), step) == period


@given(st.lists(st.dates(date(2015, 1, 1), NOW), min_size=1, max_size=60))
def test_a_timeline_has_no_gap_and_ends_with_now(days: list[date]) -> None:
    timeline = make_timeline(days, NOW, COUNT_STEPS, COUNT_MEDIAN)

    assert timeline
    periods = timeline.periods
    assert [p.end for p in periods[:-1]] == [p.start for p in periods[1:]]
    assert periods[-1].start <= NOW < periods[-1].end
    assert len(periods) <= COUNT_STEPS[timeline.step]
    assert sum(timeline.count(days)) == sum(day >= periods[0].start for day in days)


def test_many_papers_are_counted_by_month_and_few_by_year() -> None:
    months = [date(2025, month, 5) for month in range(1, 12)]

    def step_of(number: int) -> str:
        timeline = make_timeline(months * number, NOW, COUNT_STEPS, COUNT_MEDIAN)
        assert timeline
        return timeline.step

    assert (step_of(20), step_of(1)) == ("month", "year")


def test_a_period_that_goes_on_after_now_is_open() -> None:
    days = [date(2025, 11, 1)]
    middle = make_timeline(days, NOW, {"year": 3}, 1)
    end = make_timeline(days, date(2025, 12, 31), {"year": 3}, 1)

    assert middle
    assert end
    assert (middle.is_last_open, end.is_last_open) == (True, False)


def test_now_is_the_newest_edition_and_not_the_newest_paper() -> None:
    trends = make_trends(make_kettles(make_papers(date(2024, 2, 3), 1, "kettles")))

    assert trends.recent
    assert trends.before
    assert (trends.recent.first, trends.recent.last) == (date(2024, 11, 21), NOW)
    assert (trends.before.first, trends.before.last) == (date(2023, 11, 21), date(2024, 11, 20))


def test_a_leap_day_has_a_year_before_it() -> None:
    trends = make_trends(
        make_kettles(make_papers(date(2024, 1, 1), 1, "kettles", edition=date(2024, 2, 29)))
    )

    assert trends.recent
    assert (trends.recent.first, trends.recent.last) == (date(2023, 3, 1), date(2024, 2, 29))


# Topics


def test_papers_are_counted_by_topic_and_period() -> None:
    digest = make_kettles(
        make_papers(date(2024, 5, 1), 3, "kettles"),
        make_papers(date(2025, 5, 1), 2, "kettles", "pots"),
        make_papers(None, 4, "pots"),
    )

    trends = make_trends(digest)
    kettles, pots = trends.topics

    assert (trends.dated, trends.undated, trends.counts) == (5, 4, (3, 2))
    assert (kettles.total, kettles.counts) == (5, (3, 2))
    assert (pots.total, pots.counts) == (6, (0, 2))


def test_a_year_with_too_few_papers_has_no_shares() -> None:
    digest = make_kettles(
        make_papers(date(2023, 5, 1), SHARE_PAPERS - 1, "kettles"),
        make_papers(date(2024, 5, 1), SHARE_PAPERS, "kettles"),
    )

    shares = make_trends(digest).shares

    assert [(period.name, papers) for period, papers in shares] == [("2024", SHARE_PAPERS)]


def test_a_digest_without_dates_has_no_timeline_and_judges_nothing() -> None:
    trends = make_trends(make_kettles(make_papers(None, 60, "kettles")))

    assert trends.timeline is None
    assert (trends.counts, trends.shares) == ((), ())
    assert {topic.change.verdict for topic in trends.topics} == {"unknown"}


def test_an_empty_digest_has_trends_too() -> None:
    trends = make_trends(Digest(papers=(), topics=(), editions=()))

    assert (trends.timeline, trends.topics, trends.editions) == (None, (), ())


# Changes


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 100, 0.0, 0.0622), (100, 100, 0.9378, 1.0), (50, 100, 0.3753, 0.6247)],
)
def test_wilson_interval_is_the_tabled_one(part: int, whole: int, low: float, high: float) -> None:
    """Of no case in n its upper end is z²/(n + z²), of half of them 1/2 ± z/2/√(n + z²)."""
    assert wilson_interval(part, whole) == pytest.approx((low, high), abs=5e-5)


counts = st.integers(1, 3000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(counts, counts)
def test_the_interval_holds_the_difference_and_turns_with_it(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    there = Change(recent=one[0], recent_of=one[1], before=other[0], before_of=other[1])
    back = Change(recent=other[0], recent_of=other[1], before=one[0], before_of=one[1])
    low, high = difference_interval(there)

    before, recent = there.shares
    assert -1 - 1e-9 <= low <= recent - before <= high <= 1 + 1e-9
    assert difference_interval(back) == pytest.approx((-high, -low))


@pytest.mark.parametrize(
    ("before", "recent", "verdict"),
    [
        ((4, 65), (19, 68), "rising"),
        ((19, 68), (4, 65), "falling"),
        ((12, 65), (21, 68), "steady"),
        ((0, 65), (9, 68), "unknown"),
        ((1, CHANGE_OF - 1), (900, 1000), "unknown"),
        ((900, 1000), (0, CHANGE_OF - 1), "unknown"),
        ((0, 0), (0, 0), "unknown"),
    ],
)
def test_a_topic_is_judged_only_on_enough_papers(
    before: tuple[int, int], recent: tuple[int, int], verdict: str
) -> None:
    change = Change(recent=recent[0], recent_of=recent[1], before=before[0], before_of=before[1])

    assert change.verdict == verdict


def test_chance_alone_is_no_trend() -> None:
    """Of topics that never change, drawn in turn with the same share, none is named."""
    days = [date(2024, 1, 1) + timedelta(days=at) for at in range(690)]
    papers = [
        paper
        for at, day in enumerate(days)
        for paper in make_papers(day, 1, "kettles" if at % 5 else "pots")
    ]

    trends = make_trends(make_kettles(papers))

    assert {topic.change.verdict for topic in trends.topics} == {"steady"}


# Editions


def test_an_edition_counts_what_it_brought_and_what_was_listed_before() -> None:
    old, new = date(2025, 11, 12), NOW
    repeated = make_papers(None, 2, "kettles", edition=old)
    both = [
        make_paper(
            paper.id,
            appearances=(
                *paper.appearances,
                Appearance(listing=f"{new}.x", edition=new.isoformat(), position=1, line=1),
            ),
        )
        for paper in repeated
    ]
    digest = make_kettles(both, make_papers(None, 3, "pots", edition=new))

    rows = make_trends(digest).editions

    assert [(row.day, row.new, row.seen) for row in rows] == [(old, 2, 0), (new, 3, 2)]


def test_many_editions_are_counted_by_month() -> None:
    days = [date(2025, 1, 1) + timedelta(days=7 * at) for at in range(20)]
    digest = make_kettles(*(make_papers(None, 2, "kettles", edition=day) for day in days))

    rows = make_trends(digest).editions

    assert [(row.day.month, len(row.editions), row.new) for row in rows] == [
        (1, 5, 10),
        (2, 4, 8),
        (3, 4, 8),
        (4, 5, 10),
        (5, 2, 4),
    ]


def test_an_edition_without_papers_is_counted() -> None:
    edition = Edition(id="2025-11-20", captured=NOW, label=None, listings=("x",), papers=())

    rows = make_trends(Digest(papers=(), topics=(), editions=(edition,))).editions

    assert [(row.new, row.seen) for row in rows] == [(0, 0)]


@given(st.permutations(range(12)))
def test_trends_do_not_depend_on_the_order_of_papers(order: list[int]) -> None:
    papers = make_papers(date(2025, 1, 1), 6, "kettles") + make_papers(None, 6, "pots")
    one, other = make_kettles(papers), make_kettles([papers[at] for at in order])

    assert make_trends(one) == make_trends(other)
