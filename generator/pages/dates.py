"""The pages by the papers' own dates: years, months, days, and papers without a date.

Years and months are calendars: each cell has a link, its count, and a heat from 0 to `HOTTEST`.
"""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from generator import addresses
from generator.counts import count
from generator.dates import MONTH_NAMES, MONTHS, long_date
from generator.pages.index import Index, newest_added
from generator.pages.lists import make_pagers, split_list
from generator.pages.views import Page, Pager, Ref, Section
from generator.records import Paper

CRUMB = Ref("Dates", addresses.DATES)


def make_date_pages(index: Index) -> Iterator[Page]:
    """All dates, then years, months and days, then papers without a date."""
    yield _make_dates(index)
    yield from _make_years(index)
    yield from _make_months(index)
    yield from _make_days(index)
    yield from _make_undated(index)


HOTTEST = 4
"""Steps of heat: more could not be told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """A day or month of a calendar, by its `name` there.

    `number` is its count, short. Only a screen reader hears `month` and `noun`: the table shows
    them by where a square stands.
    """

    name: str
    month: str
    ref: Ref | None = None
    number: str = ""
    noun: str = ""
    heat: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """A month in weeks from Monday to Sunday; days of its neighbours are `None`."""

    ref: Ref
    weeks: tuple[tuple[Square | None, ...], ...]


def _make_dates(index: Index) -> Page:
    most = max(map(len, index.by_month.values()), default=0)
    years = tuple(
        (year_ref(year, index), tuple(_months(year, most, index))) for year in reversed(index.years)
    )
    dated = sum(index.years.values())
    return Page(
        address=addresses.DATES,
        kind="dates",
        title="Dates",
        description=f"{count(dated, 'paper')} by date, from year to day.",
        context={
            "years": years,
            "month_names": MONTHS,
            "total": count(dated, "paper"),
            "undated": Ref(
                f"{count(len(index.undated), 'paper')} without a date",
                addresses.UNDATED,
                len(index.undated),
            ),
        },
    )


def year_ref(year: int, index: Index) -> Ref:
    """A link to a year with the number of its papers."""
    return Ref(str(year), addresses.year(year), index.years[year])


def month_name(month: date) -> str:
    """A month for people: `September 2025`."""
    return f"{MONTH_NAMES[month.month - 1]} {month.year}"


def _months(year: int, most: int, index: Index) -> Iterator[Square]:
    """The twelve months of a year."""
    for number in range(1, 13):
        month = date(year, number, 1)
        papers = len(index.by_month.get(month, ()))
        square = Square(name=MONTHS[number - 1], month=month_name(month))
        yield _fill(square, addresses.month(month), papers, most)


def _fill(square: Square, address: str, papers: int, most: int) -> Square:
    if not papers:
        return square
    return replace(
        square,
        ref=Ref(square.name, address, papers),
        number=short_count(papers),
        noun="paper" if papers == 1 else "papers",
        heat=heat(papers, most),
    )


def heat(papers: int, most: int) -> int:
    """How full a square is among its fellows: 0 for none, `HOTTEST` for the fullest.

    Of a few papers each is one step, so that a quiet year does not glow.
    """
    return -(-HOTTEST * papers // max(most, HOTTEST))


def short_count(number: int) -> str:
    """A count for a narrow square, never more than there are: `999`, `1.2k`, `12k`.

    >>> [short_count(number) for number in (999, 1234, 12345)]
    ['999', '1.2k', '12k']
    """
    if number < THOUSAND:
        return str(number)
    tenths = number * 10 // THOUSAND
    return f"{tenths / 10:.1f}k" if tenths < HUNDRED else f"{tenths // 10}k"


HUNDRED, THOUSAND = 100, 1000


def _make_years(index: Index) -> Iterator[Page]:
    refs = {year: Ref(str(year), addresses.year(year)) for year in index.years}
    pagers = make_pagers(refs, "Years")
    for year in index.years:
        months = [month for month in index.by_month if month.year == year]
        most = max(len(papers) for day, papers in index.by_day.items() if day.year == year)
        yield Page(
            address=addresses.year(year),
            kind="year",
            title=str(year),
            description=f"{count(index.years[year], 'paper')} of {year}, by month and day.",
            updated=newest_added([p for month in months for p in index.by_month[month]]),
            crumbs=(CRUMB,),
            context={
                "total": count(index.years[year], "paper"),
                "months": tuple(_make_month(month, most, index) for month in months),
                "pager": pagers[year],
            },
        )


def _month_count(month: date, index: Index) -> Ref:
    return Ref(month_name(month), addresses.month(month), len(index.by_month[month]))


def _make_month(month: date, most: int, index: Index) -> MonthView:
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    return MonthView(
        ref=_month_count(month, index),
        weeks=tuple(
            tuple(_square(day, most, index) if day.month == month.month else None for day in week)
            for week in weeks
        ),
    )


def _square(day: date, most: int, index: Index) -> Square:
    papers = len(index.by_day.get(day, ()))
    square = Square(name=str(day.day), month=month_name(day))
    return _fill(square, addresses.day(day), papers, most)


def _make_months(index: Index) -> Iterator[Page]:
    refs = {month: Ref(month_name(month), addresses.month(month)) for month in index.by_month}
    pagers = make_pagers(refs, "Months")
    for month, papers in index.by_month.items():
        for part in split_list(addresses.month(month), index.cards_of(papers)):
            chosen = [index.papers[card.id] for card in part.cards]
            yield Page(
                address=part.address,
                kind="month",
                title=month_name(month),
                description=part.describe(f"{count(len(papers), 'paper')} of {month_name(month)}."),
                updated=part.updated,
                crumbs=(CRUMB, Ref(str(month.year), addresses.year(month.year))),
                context={
                    "total": part.total(count(len(papers), "paper")),
                    "sections": tuple(_by_day(chosen, index)),
                    "part": part,
                    "pager": part.beside(pagers[month]),
                },
            )


def _by_day(papers: Sequence[Paper], index: Index) -> Iterator[Section]:
    for day, group in groupby(papers, key=lambda paper: paper.published):
        if day:
            heading = Ref(long_date(day), addresses.day(day))
            yield Section(cards=index.cards_of(group), heading=heading)


def _make_days(index: Index) -> Iterator[Page]:
    refs = {day: Ref(long_date(day), addresses.day(day)) for day in index.by_day}
    pagers = make_pagers(refs, "Days")
    for day, papers in index.by_day.items():
        month = day.replace(day=1)
        for part in split_list(addresses.day(day), index.cards_of(papers)):
            yield Page(
                address=part.address,
                kind="day",
                title=long_date(day),
                description=part.describe(f"{count(len(papers), 'paper')} of {long_date(day)}."),
                updated=part.updated,
                crumbs=(
                    CRUMB,
                    Ref(str(day.year), addresses.year(day.year)),
                    Ref(month_name(month), addresses.month(month)),
                ),
                context={
                    "total": part.total(count(len(papers), "paper")),
                    "sections": (Section(cards=part.cards),),
                    "part": part,
                    "pager": part.beside(pagers[day]),
                },
            )


def _make_undated(index: Index) -> Iterator[Page]:
    for part in split_list(addresses.UNDATED, index.cards_of(index.undated)):
        yield Page(
            address=part.address,
            kind="undated",
            title="Papers without a date",
            description=part.describe(
                f"{count(len(index.undated), 'paper')} whose listings state no date."
            ),
            updated=part.updated,
            crumbs=(CRUMB,),
            context={
                "total": part.total(count(len(index.undated), "paper")),
                "sections": (Section(cards=part.cards),),
                "part": part,
                "pager": part.beside(Pager()),
            },
        )
