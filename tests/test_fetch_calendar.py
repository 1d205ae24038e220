"""Which days are asked for."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.fetching.calendar import (
    LOOK_BACK,
    is_working_day,
    may_still_come,
    missed_days,
    parse_span,
)

WEDNESDAY = date(2031, 3, 12)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "first", "last", "days"),
    [
        ("2031-03-12", "2031-03-12", "2031-03-12", 1),
        ("2031-W11", "2031-03-10", "2031-03-16", 7),
        ("2026-W53", "2026-12-28", "2027-01-03", 7),  # not every year has one
        ("2025-W01", "2024-12-30", "2025-01-05", 7),
        ("2031-03", "2031-03-01", "2031-03-31", 31),
        ("2031-12", "2031-12-01", "2031-12-31", 31),
        ("2028-02", "2028-02-01", "2028-02-29", 29),
    ],
)
def test_a_span_is_all_days_of_a_date_a_week_or_a_month(
    text: str, first: str, last: str, days: int
) -> None:
    found = parse_span(text)

    assert found is not None
    assert (str(found[0]), str(found[-1]), len(found)) == (first, last, days)
    assert all(later - earlier == DAY for earlier, later in pairwise(found))


@pytest.mark.parametrize(
    "text",
    [
        *("", "2031", "2031-3", "2031-13", "2031-00", "2031-W54", "2025-W53", "2031-W00"),
        *(
            "2031-02-30",
            "2031-W1",
            "2031-w11",
            "yesterday",
            "２０３１-03",
            "2031-03-12 ",
            "0000-01",
        ),
    ],
)
def test_what_is_no_span_is_none(text: str) -> None:
    assert parse_span(text) is None


@given(st.text(alphabet="0123456789-W", max_size=12))
def test_no_text_is_so_odd_that_it_fails_property(text: str) -> None:
    found = parse_span(text)

    assert found is None or 1 <= len(found) <= 31


def test_the_last_month_of_all_is_no_span_that_fails() -> None:
    assert parse_span("9999-12") is None


def test_missed_are_working_days_without_a_list_and_the_last_ones_whose_lists_may_grow() -> None:
    listed = {date(2031, 3, 10), date(2031, 3, 11), date(2031, 3, 7)}
    days = missed_days(listed, date(2031, 3, 11), date(2031, 3, 5), WEDNESDAY)

    # Thursday and Friday before were missed; the 8th and 9th are a weekend; the 10th may grow.
    assert [str(day) for day in days] == [
        *("2031-03-05", "2031-03-06"),
        *("2031-03-10", "2031-03-11", "2031-03-12"),
    ]


def test_missed_days_begin_thirty_days_before_the_newest_listing_or_today() -> None:
    newest = date(2031, 1, 15)

    assert missed_days((), newest, None, WEDNESDAY)[0] == date(2030, 12, 16)
    assert missed_days((), None, None, WEDNESDAY)[0] == WEDNESDAY - LOOK_BACK
    assert missed_days((), newest, WEDNESDAY + DAY, WEDNESDAY) == ()


@given(
    listed=st.frozensets(st.dates(date(2031, 1, 1), WEDNESDAY)),
    since=st.none() | st.dates(date(2030, 1, 1), WEDNESDAY),
)
def test_missed_days_are_in_order_and_never_to_come_property(
    listed: frozenset[date], since: date | None
) -> None:
    days = missed_days(listed, max(listed, default=None), since, WEDNESDAY)

    assert list(days) == sorted(set(days))
    assert all(is_working_day(day) and day <= WEDNESDAY for day in days)
    assert WEDNESDAY in days


def test_a_list_may_come_a_day_late() -> None:
    assert may_still_come(WEDNESDAY, WEDNESDAY)
    assert may_still_come(WEDNESDAY, WEDNESDAY + DAY)
    assert not may_still_come(WEDNESDAY, WEDNESDAY + 2 * DAY)
