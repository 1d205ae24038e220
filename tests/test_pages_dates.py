"""The calendar: years and months at a glance, days in real weeks, and every old link still there."""

from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from builders import make_digest, make_paper, make_settings
from hypothesis import given
from hypothesis import strategies as st

from generator import addresses
from generator.pages import Index
from generator.pages.dates import HOTTEST, heat, make_date_pages, short_count
from generator.render import Renderer, make_environment

ENVIRONMENT = make_environment(Path(__file__).parent.parent / "site_templates")


def make_index(*days: date | None) -> Index:
    """One paper a day named."""
    return Index(make_digest(make_paper(f"p-{at}", published=day) for at, day in enumerate(days)))


def render(index: Index, address: str) -> Any:  # noqa: ANN401 - lxml's queries give what they find
    """The body of a page: what is no Markdown in these pages is HTML already."""
    page = next(page for page in make_date_pages(index) if page.address == address)
    renderer = Renderer(ENVIRONMENT, make_settings(), index)
    text = renderer.render(page).data.decode().split("\n---\n", 1)[1]
    return lxml.html.fromstring(f"<div>{text}</div>")


def links(page: Any) -> list[str]:  # noqa: ANN401
    return [str(href) for href in page.xpath("//table//a/@href")]


def test_years_stand_newest_first_and_months_from_january() -> None:
    page = render(make_index(date(2023, 3, 5), date(2025, 1, 2), date(2025, 12, 31)), "dates/")
    rows = page.xpath("//table/tbody/tr")

    assert [row.xpath("string(th/a)") for row in rows] == ["2025", "2023"]
    assert [len(row.xpath("td")) for row in rows] == [12, 12]
    assert [str(name) for name in page.xpath("//thead//th/text()")][:3] == ["Year", "Jan", "Feb"]
    assert links(page) == [
        "../dates/2025/",
        "../dates/2025/01/",
        "../dates/2025/12/",
        "../dates/2023/",
        "../dates/2023/03/",
    ]


def test_a_month_says_its_number_and_all_of_it_to_a_screen_reader() -> None:
    page = render(make_index(date(2025, 9, 8), date(2025, 9, 9)), "dates/")
    link = page.xpath("//td/a")[0]

    assert link.text_content() == "September 2025: 2 papers"
    assert [text.strip() for text in link.xpath("text()")] == ["2"]
    assert page.xpath("string(//tbody//th)") == "2025 2"


def test_papers_without_a_date_are_linked_above_the_calendar() -> None:
    page = render(make_index(None, None, date(2025, 9, 8)), "dates/")

    assert page.xpath("//p[@class='lead']/a/@href") == ["../dates/undated/"]
    assert page.xpath("string(//p[@class='lead']/a)") == "2 papers without a date"
    assert page.xpath("string(//p[@class='lead'])").endswith("listing. 2 papers without a date.")


def test_a_paper_without_a_date_says_when_it_was_listed() -> None:
    (meta,) = render(make_index(None), "dates/undated/").xpath("//*[@class='paper-meta']")

    assert meta.text_content().startswith("no date known, listed 20 November 2025")


def test_a_digest_without_dates_says_so_and_has_no_calendar() -> None:
    page = render(make_index(None), "dates/")

    assert page.xpath("//table") == []
    assert page.xpath("string(//p[@class='empty'])") == "No listing states a date yet."


@pytest.mark.parametrize(
    ("month", "first_row"),
    [
        (date(2025, 9, 1), ["1", "2", "3", "4", "5", "6", "7"]),  # begins on a Monday
        (date(2025, 6, 1), ["", "", "", "", "", "", "1"]),  # begins on a Sunday
        (date(2024, 2, 1), ["", "", "", "1", "2", "3", "4"]),
    ],
)
def test_weeks_begin_on_monday(month: date, first_row: list[str]) -> None:
    page = render(make_index(month), addresses.year(month.year))
    rows = page.xpath("//tbody/tr")

    assert [
        cell.xpath("string(.//span[@class='day'])") for cell in rows[0].xpath("td")
    ] == first_row
    assert {len(row.xpath("td")) for row in rows} == {7}
    assert page.xpath("//thead//abbr/@title")[0] == "Monday"


@given(st.sets(st.dates(date(1999, 1, 1), date(2030, 12, 31)), min_size=1, max_size=40))
def test_property_every_day_with_papers_is_linked_on_its_weekday(days: set[date]) -> None:
    index = make_index(*sorted(days))
    year = max(days).year
    page = render(index, addresses.year(year))

    for day in days:
        cells = page.xpath(f"//td[a[contains(@href, '{addresses.day(day)}')]]")
        assert len(cells) == (day.year == year)
        if cells:
            assert len(cells[0].xpath("preceding-sibling::td")) == day.weekday()


@given(st.dates(date(1999, 1, 1), date(2030, 12, 31)))
def test_property_a_month_shows_each_of_its_days_once(day: date) -> None:
    page = render(make_index(day), addresses.year(day.year))
    shown = [int(number) for number in page.xpath("//td//span[@class='day']/text()")]

    assert shown == list(range(1, monthrange(day.year, day.month)[1] + 1))


def test_a_month_s_table_is_named_by_its_heading() -> None:
    page = render(make_index(date(2025, 9, 8), date(2025, 10, 8)), "dates/2025/")
    names = [
        page.xpath(f"string(//*[@id='{name}']/a)")
        for name in page.xpath("//table/@aria-labelledby")
    ]

    assert names == ["September 2025", "October 2025"]


def test_a_day_says_its_number_and_all_of_it_to_a_screen_reader() -> None:
    page = render(make_index(date(2025, 9, 8)), "dates/2025/")
    link = page.xpath("//td/a")[0]

    assert link.text_content() == "8 September 2025: 1 paper"
    assert link.xpath("span[@class='day']/text() | b/text()") == ["8", "1"]


def test_a_tint_is_never_alone_and_has_few_steps() -> None:
    days = [date(2025, 1, 1) + timedelta(days=at % 40) for at in range(200)]
    page = render(make_index(*days), "dates/2025/")
    tinted = page.xpath("//td[@class]")

    assert {cell.get("class") for cell in tinted} <= {f"heat-{n}" for n in range(1, HOTTEST + 1)}
    assert all(cell.xpath("string(a/b)").isdigit() for cell in tinted)


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_property_heat_grows_with_papers_from_one_to_the_hottest(papers: int, more: int) -> None:
    most = papers + more

    assert 1 <= heat(papers, most) <= heat(most, most) == min(HOTTEST, most)


def test_no_papers_have_no_heat_and_few_papers_little() -> None:
    assert [heat(n, 30) for n in (0, 1, 8, 15, 16, 30)] == [0, 1, 2, 2, 3, 4]
    assert [heat(n, 2) for n in (0, 1, 2)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("number", "text"),
    [(999, "999"), (1000, "1.0k"), (1234, "1.2k"), (9999, "9.9k"), (12345, "12k")],
)
def test_a_count_stays_short_enough_for_its_square(number: int, text: str) -> None:
    assert short_count(number) == text
    assert len(text) <= 4
