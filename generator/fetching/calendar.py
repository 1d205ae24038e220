"""Which days are asked for: those of a date, week or month, and those that were missed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Final

from generator.dates import parse_iso_date

LOOK_BACK: Final = timedelta(days=30)
"""How far before the newest listing missed days are looked for; older ones are asked for by name."""

LATE: Final = timedelta(days=1)
"""How long after a day its list may still come: hours differ by time zone, and lists by mood."""

GROWING: Final = timedelta(days=2)
"""How long after a day its list may still grow, so that it is asked for again."""

SATURDAY: Final = 5

_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


def parse_span(text: str) -> tuple[date, ...] | None:
    """The days of `2025-12-31`, `2025-W38` (ISO 8601) or `2025-09`; none where it is none of them.

    >>> [day.isoformat() for day in parse_span("2025-W01")][:2]
    ['2024-12-30', '2024-12-31']
    """
    if day := parse_iso_date(text):
        return (day,)
    try:
        if match := _WEEK.fullmatch(text):
            first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return tuple(days_between(first, first + timedelta(days=6)))
        if match := _MONTH.fullmatch(text):
            first = date(int(match[1]), int(match[2]), 1)
            after = (first + timedelta(days=31)).replace(day=1)
            return tuple(days_between(first, after - timedelta(days=1)))
    except (ValueError, OverflowError):
        return None
    return None


def days_between(first: date, last: date) -> Iterator[date]:
    """All days from the first to the last, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def missed_days(
    listed: Collection[date], newest: date | None, since: date | None, today: date
) -> tuple[date, ...]:
    """The days to ask for when nobody names any, oldest first.

    Those without a listing since `since`, or since 30 days before the newest listing, and the last
    ones again, whose lists may have grown. `listed` are the days that have a listing of the source.
    """
    first = since or (newest - LOOK_BACK if newest else today - LOOK_BACK)
    return tuple(
        day
        for day in days_between(first, today)
        if is_working_day(day) and (day not in listed or day + GROWING >= today)
    )


def is_working_day(day: date) -> bool:
    """Whether Daily Papers has a list on such a day: it has none at weekends."""
    return day.weekday() < SATURDAY


def may_still_come(day: date, today: date) -> bool:
    """Whether a day is too young to be missed."""
    return day + LATE >= today
