"""The pages by the papers' own dates: years, months, days, and papers without a date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from generator import addresses
from generator.dates import MONTH_NAMES, long_date
from generator.pages.index import Index, count, newest_added
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


def _make_dates(index: Index) -> Page:
    years = tuple((year_ref(year, index), _months(year, index)) for year in reversed(index.years))
    dated = sum(index.years.values())
    return Page(
        address=addresses.DATES,
        kind="dates",
        title="Dates",
        description=f"{count(dated, 'paper')} by date, from year to day.",
        context={
            "years": years,
            "total": count(dated, "paper"),
            "undated": Ref("Without a date", addresses.UNDATED, len(index.undated)),
        },
    )


def year_ref(year: int, index: Index) -> Ref:
    """A link to a year with the number of its papers."""
    return Ref(str(year), addresses.year(year), index.years[year])


def month_name(month: date) -> str:
    """A month for people: `September 2025`."""
    return f"{MONTH_NAMES[month.month - 1]} {month.year}"


def _months(year: int, index: Index) -> tuple[Ref | str, ...]:
    """The twelve months of a year: a link where there are papers, else the bare name."""
    return tuple(
        Ref(name, addresses.month(month), len(index.by_month[month]))
        if (month := date(year, number, 1)) in index.by_month
        else name
        for number, name in enumerate(MONTH_NAMES, start=1)
    )


def _make_years(index: Index) -> Iterator[Page]:
    refs = {year: Ref(str(year), addresses.year(year)) for year in index.years}
    pagers = make_pagers(refs, "Years")
    for year in index.years:
        months = [month for month in index.by_month if month.year == year]
        yield Page(
            address=addresses.year(year),
            kind="year",
            title=str(year),
            description=f"{count(index.years[year], 'paper')} of {year}, by month and day.",
            updated=newest_added([p for month in months for p in index.by_month[month]]),
            crumbs=(CRUMB,),
            context={
                "total": count(index.years[year], "paper"),
                "months": tuple(
                    (_month_count(month, index), _days(month, index)) for month in months
                ),
                "pager": pagers[year],
            },
        )


def _month_count(month: date, index: Index) -> Ref:
    return Ref(month_name(month), addresses.month(month), len(index.by_month[month]))


def _days(month: date, index: Index) -> tuple[Ref, ...]:
    days = sorted({p.published for p in index.by_month[month] if p.published})
    return tuple(Ref(str(day.day), addresses.day(day), len(index.by_day[day])) for day in days)


def _make_months(index: Index) -> Iterator[Page]:
    refs = {month: Ref(month_name(month), addresses.month(month)) for month in index.by_month}
    pagers = make_pagers(refs, "Months")
    for month, papers in index.by_month.items():
        updated = newest_added(papers)
        for part in split_list(addresses.month(month), index.cards_of(papers)):
            chosen = [index.papers[card.id] for card in part.cards]
            yield Page(
                address=part.address,
                kind="month",
                title=month_name(month),
                description=f"{count(len(papers), 'paper')} of {month_name(month)}.",
                updated=updated,
                crumbs=(CRUMB, Ref(str(month.year), addresses.year(month.year))),
                context={
                    "total": count(len(papers), "paper"),
                    "sections": tuple(_by_day(chosen, index)),
                    "part": part,
                    "pager": pagers[month],
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
        month, updated = day.replace(day=1), newest_added(papers)
        for part in split_list(addresses.day(day), index.cards_of(papers)):
            yield Page(
                address=part.address,
                kind="day",
                title=long_date(day),
                description=f"{count(len(papers), 'paper')} of {long_date(day)}.",
                updated=updated,
                crumbs=(
                    CRUMB,
                    Ref(str(day.year), addresses.year(day.year)),
                    Ref(month_name(month), addresses.month(month)),
                ),
                context={
                    "total": count(len(papers), "paper"),
                    "sections": (Section(cards=part.cards),),
                    "part": part,
                    "pager": pagers[day],
                },
            )


def _make_undated(index: Index) -> Iterator[Page]:
    updated = newest_added(index.undated)
    for part in split_list(addresses.UNDATED, index.cards_of(index.undated)):
        yield Page(
            address=part.address,
            kind="undated",
            title="Papers without a date",
            description=f"{count(len(index.undated), 'paper')} whose listings state no date.",
            updated=updated,
            crumbs=(CRUMB,),
            context={
                "total": count(len(index.undated), "paper"),
                "sections": (Section(cards=part.cards),),
                "part": part,
                "pager": Pager(),
            },
        )
