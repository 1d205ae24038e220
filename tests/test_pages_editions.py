"""The page of all editions: one list of few, and months as headings once there are many."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from builders import make_digest, make_paper, make_settings
from markdown import Markdown

from generator.pages import Index
from generator.pages.editions import make_edition_pages
from generator.records import Appearance
from generator.render import Renderer, make_environment

ENVIRONMENT = make_environment(Path(__file__).parent.parent / "site_templates")
LAST = date(2026, 1, 3)


def render(editions: int) -> Any:  # noqa: ANN401 - lxml's queries give what they find
    """The page of so many editions, each the day before the next."""
    days = [LAST - timedelta(days=at) for at in range(editions)]
    index = Index(make_digest(make_paper(f"p-{day}", appearances=(seen(day),)) for day in days))
    page = next(page for page in make_edition_pages(index) if page.address == "editions/")
    text = Renderer(ENVIRONMENT, make_settings(), index).render(page).data.decode()
    body = Markdown(extensions=["toc"]).convert(text.split("\n---\n", 1)[1])
    return lxml.html.fromstring(f"<main>{body}</main>")


def seen(day: date) -> Appearance:
    return Appearance(listing=f"{day}.daily-papers", edition=day.isoformat(), position=1, line=9)


def links(element: Any) -> list[str]:  # noqa: ANN401
    return [str(text) for text in element.xpath(".//li/a/text()")]


def test_many_editions_stand_below_their_months_newest_first() -> None:
    page = render(36)
    headings = page.xpath("//h2")

    assert [heading.text for heading in headings] == [
        "January 2026",
        "December 2025",
        "November 2025",
    ]
    assert [heading.getnext().tag for heading in headings] == ["ol"] * 3
    assert [len(links(heading.getnext())) for heading in headings] == [3, 31, 2]
    assert links(headings[0].getnext()) == ["3 January 2026", "2 January 2026", "1 January 2026"]
    assert page.xpath("//li/a/@href")[0] == "../editions/2026-01-03/"
    assert headings[1].get("id") == "december-2025"


@pytest.mark.parametrize("editions", [1, 12])
def test_few_editions_are_one_list(editions: int) -> None:
    page = render(editions)

    assert page.xpath("//h2") == []
    assert len(page.xpath("//ol")) == 1
    assert len(links(page)) == editions


def test_a_digest_without_editions_says_so() -> None:
    assert render(0).xpath("string(//ol)").strip() == "No edition yet."
