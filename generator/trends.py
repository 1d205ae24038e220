"""What a digest's papers tell over time: figures alone, nothing drawn.

"Now" is the day of the newest edition, so the same content always tells the same. Periods count a
paper by its own date; a paper without one is in no period. A share is always of the dated papers
of the same period, and says something about this digest's listings, not about research at large.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Literal

from generator.dates import MONTH_NAMES
from generator.records import Digest, Edition, Paper

Step = Literal["month", "quarter", "year"]
"""How long a period is."""

Verdict = Literal["rising", "falling", "steady", "unknown"]
"""What two shares tell; `unknown` means too few papers to tell."""

MONTHS_OF: Mapping[Step, int] = {"month": 1, "quarter": 3, "year": 12}

COUNT_STEPS: Mapping[Step, int] = {"month": 24, "quarter": 12, "year": 10}
"""For counts: the steps to try, and how many of the newest periods each shows."""

COUNT_MEDIAN = 12
"""A step is fine enough for counts while half of its periods have so many papers."""

SHARE_STEPS: Mapping[Step, int] = {"quarter": 8, "year": 6}
"""For shares: months are too short to tell more than chance."""

SHARE_PAPERS = 30
"""A share of fewer papers says little: one more paper moves it by more than three points."""

FEWEST_PERIODS = 4
"""A step that gives fewer periods than this is too coarse to show a course."""

CHANGE_PAPERS = 10
"""A topic with fewer papers than this in both years is not judged."""

CHANGE_OF = 50
"""Nor is any topic when a year has fewer dated papers than this."""

CONFIDENCE = 2.576
"""Standard deviations of a 99 % interval: with some thirty topics, chance names one in few years."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month, quarter or year, by its first day."""

    start: date
    step: Step

    @property
    def end(self) -> date:
        """The first day after it."""
        months = self.start.year * 12 + self.start.month - 1 + MONTHS_OF[self.step]
        return date(months // 12, months % 12 + 1, 1)

    @property
    def name(self) -> str:
        """The period for people: `March 2025`, `Q1 2025`, `2025`."""
        match self.step:
            case "month":
                return f"{MONTH_NAMES[self.start.month - 1]} {self.start.year}"
            case "quarter":
                return f"Q{self.start.month // 3 + 1} {self.start.year}"
            case "year":
                return str(self.start.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Periods without a gap, oldest first; the last may not be over on the day `now`."""

    periods: tuple[Period, ...]
    now: date

    @property
    def step(self) -> Step:
        """How long each of its periods is."""
        return self.periods[0].step

    @property
    def is_last_open(self) -> bool:
        """Whether the last period goes on after `now`."""
        return self.periods[-1].end > self.now + timedelta(days=1)

    def count(self, days: Iterable[date]) -> tuple[int, ...]:
        """How many of the days lie in each period; those outside count nowhere."""
        found = Counter(period_of(day, self.step) for day in days)
        return tuple(found[period] for period in self.periods)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    def count(self, days: Iterable[date]) -> int:
        """How many of the days lie in it."""
        return sum(self.first <= day <= self.last for day in days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A topic's papers in the last year and in the year before, each of so many."""

    recent: int
    recent_of: int
    before: int
    before_of: int

    @property
    def shares(self) -> tuple[float, float]:
        """The share before and the share now; 0 of no papers."""
        return _share(self.before, self.before_of), _share(self.recent, self.recent_of)

    @property
    def verdict(self) -> Verdict:
        """Rising or falling only where chance alone would rarely do as much.

        That is where the 99 % interval of the difference of the shares (Newcombe's hybrid of two
        Wilson score intervals, good for few papers too) does not hold 0.
        """
        if min(self.recent_of, self.before_of) < CHANGE_OF:
            return "unknown"
        if max(self.recent, self.before) < CHANGE_PAPERS:
            return "unknown"
        low, high = difference_interval(self)
        return "rising" if low > 0 else "falling" if high < 0 else "steady"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicTrend:
    """One topic: all its papers, those of each period, of each period of shares, and its change."""

    slug: str
    total: int
    counts: tuple[int, ...]
    share_counts: tuple[int, ...]
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionTrend:
    """An edition, or all editions of a month: papers new there, and papers listed before.

    `day` is that of the capture, or the first of the month.
    """

    day: date
    editions: tuple[Edition, ...]
    new: int
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """All figures of one digest; a timeline is `None` where there are no dates to make one of.

    `shares` are the periods with enough papers for a share, each with how many it has.
    """

    dated: int
    undated: int
    timeline: Timeline | None
    counts: tuple[int, ...]
    shares: tuple[tuple[Period, int], ...]
    recent: Span | None
    before: Span | None
    topics: tuple[TopicTrend, ...]
    editions: tuple[EditionTrend, ...]


def make_trends(digest: Digest) -> Trends:
    """Count a digest's papers by period, topic and edition."""
    days = [paper.published for paper in digest.papers if paper.published]
    now = max((edition.captured for edition in digest.editions), default=max(days, default=None))
    timeline = make_timeline(days, now, COUNT_STEPS, COUNT_MEDIAN) if now else None
    shares = tuple(_periods_of_shares(days, now)) if now else ()
    recent, before = _years_until(now) if now else (None, None)
    return Trends(
        dated=len(days),
        undated=len(digest.papers) - len(days),
        timeline=timeline,
        counts=timeline.count(days) if timeline else (),
        shares=shares,
        recent=recent,
        before=before,
        topics=tuple(_topic_trends(digest, timeline, shares, recent, before)),
        editions=tuple(count_editions(digest)),
    )


# Periods


def period_of(day: date, step: Step) -> Period:
    """The period that a day lies in."""
    months = MONTHS_OF[step]
    return Period(date(day.year, (day.month - 1) // months * months + 1, 1), step)


def make_timeline(
    days: Sequence[date], now: date, steps: Mapping[Step, int], enough: int
) -> Timeline | None:
    """The newest periods until now, of the finest step whose periods have enough papers.

    Enough in the median of the periods that are over; the coarsest step is taken in any case.
    """
    if not days:
        return None
    for step, most in steps.items():
        timeline = Timeline(periods=_newest_periods(days, now, step, most), now=now)
        over = timeline.count(days)[: -1 if timeline.is_last_open else None]
        if len(over) >= FEWEST_PERIODS and median(over) >= enough:
            break
    return timeline


def _newest_periods(days: Sequence[date], now: date, step: Step, most: int) -> tuple[Period, ...]:
    first, last = period_of(min(days), step), period_of(max(now, *days), step)
    periods = [last]
    while len(periods) < most and periods[-1] > first:
        periods.append(period_of(periods[-1].start - timedelta(days=1), step))
    return tuple(reversed(periods))


def _periods_of_shares(days: Sequence[date], now: date) -> Iterator[tuple[Period, int]]:
    timeline = make_timeline(days, now, SHARE_STEPS, SHARE_PAPERS)
    if timeline:
        for period, papers in zip(timeline.periods, timeline.count(days), strict=True):
            if papers >= SHARE_PAPERS:
                yield period, papers


def _years_until(now: date) -> tuple[Span, Span]:
    """The twelve months that end now, and the twelve before them."""
    ends = [_years_earlier(now, years) for years in (0, 1, 2)]
    recent, before = (
        Span(first=earlier + timedelta(days=1), last=later) for later, earlier in pairwise(ends)
    )
    return recent, before


def _years_earlier(day: date, years: int) -> date:
    is_leap_day = (day.month, day.day) == (2, 29) and years
    return day.replace(year=day.year - years, day=28 if is_leap_day else day.day)


# Topics


def _topic_trends(
    digest: Digest,
    timeline: Timeline | None,
    shares: Sequence[tuple[Period, int]],
    recent: Span | None,
    before: Span | None,
) -> Iterator[TopicTrend]:
    everything = [paper.published for paper in digest.papers if paper.published]
    recent_of, before_of = (span.count(everything) if span else 0 for span in (recent, before))
    groups = _by_topic(digest)
    for topic in digest.topics:
        papers = groups[topic.slug]
        days = [paper.published for paper in papers if paper.published]
        yield TopicTrend(
            slug=topic.slug,
            total=len(papers),
            counts=timeline.count(days) if timeline else (),
            share_counts=tuple(
                sum(period.start <= day < period.end for day in days) for period, _ in shares
            ),
            change=Change(
                recent=recent.count(days) if recent else 0,
                recent_of=recent_of,
                before=before.count(days) if before else 0,
                before_of=before_of,
            ),
        )


def _by_topic(digest: Digest) -> Mapping[str, Sequence[Paper]]:
    groups: dict[str, list[Paper]] = {topic.slug: [] for topic in digest.topics}
    for paper in digest.papers:
        for assignment in paper.topics:
            groups[assignment.slug].append(paper)
    return groups


# Changes


def difference_interval(change: Change) -> tuple[float, float]:
    """Newcombe's interval of the difference of two shares (1998, method 10), in parts of 1."""
    before, recent = change.shares
    before_low, before_high = wilson_interval(change.before, change.before_of)
    recent_low, recent_high = wilson_interval(change.recent, change.recent_of)
    low = math.hypot(recent - recent_low, before_high - before)
    high = math.hypot(recent_high - recent, before - before_low)
    return recent - before - low, recent - before + high


def wilson_interval(part: int, whole: int) -> tuple[float, float]:
    """Wilson's score interval of a share, in parts of 1; `whole` is not 0."""
    square = CONFIDENCE**2
    share = part / whole
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    spread = math.sqrt(share * (1 - share) / whole + square / (4 * whole**2))
    half = CONFIDENCE * spread / (1 + square / whole)
    return middle - half, middle + half


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


# Editions

MOST_EDITIONS = 16
"""More editions than this are counted by month."""


def count_editions(digest: Digest) -> Iterator[EditionTrend]:
    """How many papers each edition brought and repeated, oldest first; many editions by month.

    Of many months, the newest `MOST_EDITIONS` that have an edition.
    """
    first_in = Counter(paper.editions[0] for paper in digest.papers if paper.editions)
    rows: dict[date, list[Edition]] = {}
    if len(digest.editions) <= MOST_EDITIONS:
        groups = [(edition.captured, [edition]) for edition in digest.editions]
    else:
        for edition in digest.editions:
            rows.setdefault(edition.captured.replace(day=1), []).append(edition)
        groups = list(rows.items())[-MOST_EDITIONS:]
    for day, editions in groups:
        new = sum(first_in[edition.id] for edition in editions)
        listed = sum(len(edition.papers) for edition in editions)
        yield EditionTrend(day=day, editions=tuple(editions), new=new, seen=listed - new)
