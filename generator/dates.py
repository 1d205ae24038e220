"""Dates: days as pages print them, the year that a capture implies, and evidence for that year.

The build never asks what day it is: `today` is an argument that only `digest import` brings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from generator.records import Day

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Months as the page prints them; the digest's own pages spell them out."""

MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

FIRST_YEAR = 1900
"""No listed paper is older; a smaller number is not a year."""

SLACK = timedelta(days=1)
"""A page's dates follow US Eastern time, a capture's its own: they may be a day apart."""

_DAY = re.compile(r"(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2})(?:, (?P<year>\d{4}))?", re.ASCII)


def parse_day(text: str) -> Day | None:
    """Read `Sep 8` or `Sep 8, 2024`; `None` if the text is no such day of any year.

    >>> parse_day("Sep 8, 2024")
    Day(month=9, day=8, year=2024)
    >>> parse_day("Feb 30") is None
    True
    """
    match = _DAY.fullmatch(text.strip())
    if not match or match["month"][:3] not in MONTHS:
        return None
    month = MONTHS.index(match["month"][:3]) + 1
    if not MONTH_NAMES[month - 1].startswith(match["month"]):
        return None
    year = int(match["year"]) if match["year"] else None
    day = Day(month=month, day=int(match["day"]), year=year)
    return day if on_year(day, 2000 if year is None else year) else None


def on_year(day: Day, year: int) -> date | None:
    """The date of a printed day in a year, or `None` (29 February, a year before 1900)."""
    try:
        return date(year, day.month, day.day) if year >= FIRST_YEAR else None
    except ValueError:
        return None


def resolve_day(day: Day, captured: date) -> date | None:
    """The date of a printed day: a listing omits the year when it is the capture's.

    `None` when that date does not exist or is later than the capture: then the page contradicts
    its file's name, and no date is better than a wrong one.
    """
    found = on_year(day, day.year or captured.year)
    return found if found and is_possible(found, captured) else None


def is_possible(day: date, captured: date) -> bool:
    """Whether a paper of this date can stand in a listing of that capture."""
    return day.year >= FIRST_YEAR and day - SLACK <= captured


def parse_iso_date(text: str) -> date | None:
    """Read `YYYY-MM-DD`, and nothing else that Python would take."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def long_date(day: date) -> str:
    """A date for people: `8 September 2025`.

    >>> long_date(date(2025, 9, 8))
    '8 September 2025'
    """
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a page tells about the year of its capture.

    `header` is the day that the page prints on top (a few print its year too), `days` those of its entries, `neighbours` the
    full dates in the page's own links, `known` pairs of a day printed here (if any) and the date
    that another listing has for the same paper. `source_since` is when such pages began.
    """

    header: Day
    days: Sequence[Day] = ()
    neighbours: Sequence[date] = ()
    known: Sequence[tuple[Day | None, date]] = ()
    source_since: date = date(1991, 8, 14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """All capture dates that the evidence allows, oldest first, and what narrowed them down."""

    candidates: tuple[date, ...]
    reasons: tuple[str, ...]


def infer_captured(evidence: Evidence, today: date) -> Inference:
    """Find the capture dates that the evidence allows.

    Every stated year is earlier than the capture's; no paper is later than its capture, also as
    other listings date it; a day without a year lies in the capture's year; today is the latest.
    """
    earliest = max([evidence.source_since, *(known - SLACK for _, known in evidence.known)])
    latest = today + SLACK
    years = range(earliest.year, latest.year + 1)
    dates = (on_year(evidence.header, evidence.header.year or year) for year in years)
    return Inference(
        candidates=tuple(
            found
            for found in dict.fromkeys(filter(None, dates))
            if earliest <= found <= latest and _allows(evidence, found)
        ),
        reasons=tuple(_reasons(evidence, today)),
    )


def _allows(evidence: Evidence, captured: date) -> bool:
    return (
        all(day.year < captured.year for day in evidence.days if day.year)
        and all(resolve_day(day, captured) for day in evidence.days if not day.year)
        and all(_agrees(day, known, captured) for day, known in evidence.known if day)
        and all(abs(captured - near) <= NEAR for near in evidence.neighbours)
    )


def _agrees(day: Day, known: date, captured: date) -> bool:
    """Whether the day, in the capture's year, is the known date give or take the time zone."""
    found = on_year(day, day.year or captured.year)
    return found is not None and abs(found - known) <= SLACK


def _reasons(evidence: Evidence, today: date) -> Iterable[str]:
    stated = [day.year for day in evidence.days if day.year]
    if stated:
        yield f"its papers state years up to {max(stated)}, and a stated year is an earlier one"
    if evidence.neighbours:
        yield f"it links to {evidence.neighbours[0].isoformat()}"
    if evidence.known:
        newest = max(known for _, known in evidence.known)
        yield f"other listings date a paper of it {newest.isoformat()}"
    yield f"today is {today.isoformat()}"


NEAR = timedelta(days=10)
"""How far a page's links to neighbouring days lie from its own day, holidays included."""
