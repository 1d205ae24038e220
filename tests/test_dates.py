"""Dates: what pages print, the year that a capture implies, and the year of a capture."""

from datetime import date, timedelta

import pytest
from builders import TODAY
from hypothesis import given
from hypothesis import strategies as st

from generator.dates import (
    MONTHS,
    SLACK,
    Evidence,
    infer_captured,
    is_possible,
    long_date,
    parse_day,
    parse_iso_date,
    resolve_day,
)
from generator.records import Day

CAPTURED = date(2025, 11, 20)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(days)
def test_reading_a_printed_day_gives_the_day_back(day: date) -> None:
    printed = f"{MONTHS[day.month - 1]} {day.day}"

    assert parse_day(printed) == Day(month=day.month, day=day.day)
    assert parse_day(f"{printed}, {day.year}") == Day(month=day.month, day=day.day, year=day.year)


@given(days)
def test_reading_a_long_date_by_its_parts_gives_the_date_back(day: date) -> None:
    number, month, year = long_date(day).split()

    assert parse_day(f"{month} {number}, {year}") == Day(
        month=day.month, day=day.day, year=day.year
    )
    assert parse_iso_date(day.isoformat()) == day


@pytest.mark.parametrize(
    "text",
    [
        *("", "Nov", "20 Nov", "nov 20", "Nov 0", "Nov 31", "Feb 30", "Feb 29, 2025", "Sept 8x"),
        *("Nov 20, 25", "Nov 20 2025", "Nov 20, 1899", "Novem 20, 2025 4", "Mayo 3", "Jun 8, 0000"),
        "Nov ２０",
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_day(text) is None


@pytest.mark.parametrize("text", ["2025-11-20T00:00", "20251120", "2025-W47-4", "2025-02-29", "x"])
def test_a_date_of_the_content_has_one_form_alone(text: str) -> None:
    assert parse_iso_date(text) is None


# The year of a day in a listing


@pytest.mark.parametrize(
    ("printed", "captured", "found"),
    [
        ("Sep 8", "2025-11-20", "2025-09-08"),
        ("Nov 20", "2025-11-20", "2025-11-20"),
        ("Nov 21", "2025-11-20", "2025-11-21"),  # the other side of the date line
        ("Nov 22", "2025-11-20", None),  # a paper of tomorrow
        ("Dec 30", "2025-01-02", None),  # a page would print last year's year
        ("Dec 30, 2024", "2025-01-02", "2024-12-30"),
        ("Feb 29", "2024-03-01", "2024-02-29"),
        ("Feb 29", "2025-03-01", None),
        ("Feb 29, 2024", "2025-03-01", "2024-02-29"),
        ("Feb 29", "2024-02-28", "2024-02-29"),
        ("Jan 1", "9999-12-31", "9999-01-01"),
        ("Dec 31", "9999-12-31", "9999-12-31"),
        ("Sep 8, 2099", "2025-11-20", None),
    ],
)
def test_a_day_without_year_lies_in_the_captures_year(
    printed: str, captured: str, found: str | None
) -> None:
    day = parse_day(printed)
    assert day

    resolved = resolve_day(day, date.fromisoformat(captured))

    assert resolved == (date.fromisoformat(found) if found else None)


@given(days, days)
def test_no_paper_is_later_than_its_capture_give_or_take_the_time_zone(
    day: date, captured: date
) -> None:
    found = resolve_day(Day(month=day.month, day=day.day), captured)

    assert found is None or (found.year == captured.year and found <= captured + SLACK)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1899, 12, 31), date(2025, 11, 22)])
def test_some_dates_cannot_be_a_papers(day: date) -> None:
    assert not is_possible(day, CAPTURED)


# The year of a capture


def infer(*days: str, header: str = "Nov 20", today: date = TODAY, **more: object) -> list[str]:
    parsed = [day for day in map(parse_day, days) if day]
    top = parse_day(header)
    assert top
    evidence = Evidence(header=top, days=parsed, source_since=date(2023, 5, 4), **more)  # type: ignore[arg-type]
    return [day.isoformat() for day in infer_captured(evidence, today).candidates]


def test_without_evidence_every_year_of_such_pages_is_possible() -> None:
    assert infer() == ["2023-11-20", "2024-11-20", "2025-11-20"]


def test_every_stated_year_is_earlier_than_the_captures() -> None:
    assert infer("Sep 8", "Dec 3, 2023") == ["2024-11-20", "2025-11-20"]
    assert infer("Sep 8", "Dec 3, 2024") == ["2025-11-20"]
    assert infer("Dec 3, 2025") == []
    assert infer("Dec 3, 9999") == []


def test_today_is_the_latest_day() -> None:
    assert infer("Dec 3, 2024", today=date(2025, 11, 19)) == ["2025-11-20"]
    assert infer("Dec 3, 2024", today=date(2025, 11, 18)) == []


def test_a_page_of_new_year_is_taken_before_the_new_year_has_come_everywhere() -> None:
    assert infer("Dec 3, 2025", header="Jan 1", today=date(2025, 12, 31)) == ["2026-01-01"]


def test_a_day_that_the_year_lacks_or_that_is_later_excludes_the_year() -> None:
    assert infer("Feb 29") == ["2024-11-20"]
    assert infer(header="Feb 29") == ["2024-02-29"]
    assert infer("Dec 30") == []


def test_a_paper_that_another_listing_dates_is_not_later_than_the_capture() -> None:
    known = [(None, date(2024, 12, 1))]

    assert infer(known=known) == ["2025-11-20"]


def test_a_day_that_another_listing_dates_tells_the_year() -> None:
    eastern = [(parse_day("Sep 8"), date(2024, 9, 9))]
    another = [(parse_day("Sep 8"), date(2024, 9, 12))]

    assert infer("Sep 8", known=eastern) == ["2024-11-20"]
    assert infer("Sep 8", known=another) == []


def test_links_to_neighbouring_days_tell_the_year() -> None:
    assert infer(neighbours=(date(2024, 11, 19),)) == ["2024-11-20"]


def test_a_year_on_top_of_the_page_is_the_year() -> None:
    assert infer(header="Nov 20, 2024") == ["2024-11-20"]
    assert infer(header="Nov 20, 2026") == []


def test_the_reasons_name_what_was_seen() -> None:
    evidence = Evidence(
        header=Day(month=11, day=20),
        days=[Day(month=12, day=3, year=2024)],
        neighbours=(date(2025, 11, 19),),
        known=[(None, date(2025, 1, 2))],
    )

    reasons = " ".join(infer_captured(evidence, TODAY).reasons)

    assert all(seen in reasons for seen in ("2024", "2025-11-19", "2025-01-02", "2025-11-30"))


@given(st.dates(date(2023, 5, 4), TODAY), st.data())
def test_the_true_day_is_always_among_the_candidates(captured: date, data: st.DataObject) -> None:
    """Days print as pages do: without the year when it is the capture's."""
    first = date(2023, 1, 1)
    published = data.draw(st.lists(st.dates(first, captured), max_size=6))
    printed = [
        Day(month=day.month, day=day.day, year=None if day.year == captured.year else day.year)
        for day in published
    ]
    known = [
        (
            day if day.year is None else None,
            paper + data.draw(st.sampled_from([SLACK, timedelta()])),
        )
        for day, paper in zip(printed, published, strict=True)
    ]
    header = Day(month=captured.month, day=captured.day)

    found = infer_captured(Evidence(header=header, days=printed, known=known), TODAY)

    assert captured in found.candidates
