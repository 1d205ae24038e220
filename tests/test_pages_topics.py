"""The page of a topic: what its lines say, by eye and by ear."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import lxml.html
from builders import make_digest, make_paper, make_settings

from generator.pages import Index, make_pages
from generator.records import Assignment, Topic
from generator.render import Renderer, make_environment

ENVIRONMENT = make_environment(Path(__file__).parent.parent / "site_templates")
KETTLES = Topic(slug="kettles", name="Kettles", about="Machines that boil water")


def render(*days: date | None) -> Any:  # noqa: ANN401 - lxml's queries give what they find
    """The page of a topic with one paper a day named."""
    paper = make_paper(topics=(Assignment(slug="kettles", origin="rules", score=9.0),))
    papers = [replace(paper, id=f"p-{at}", published=day) for at, day in enumerate(days)]
    index = Index(make_digest(papers, (KETTLES,)))
    settings = make_settings()
    page = next(page for page in make_pages(index, settings) if page.address == "topics/kettles/")
    text = Renderer(ENVIRONMENT, settings, index).render(page).data.decode()
    body = text.split("\n---\n", 1)[1]
    return lxml.html.fromstring(f"<main>{body}</main>")


def test_the_count_of_a_year_is_told_from_the_years() -> None:
    page = render(date(2025, 9, 8), date(2025, 9, 9), date(2024, 1, 2), None)
    line = page.xpath("string(//p[@class='topic-facts'])")

    assert line.split("\n")[0] == "4 papers: 2025 (2), 2024 (1), without a date (1)."
    assert "## Without a date" in page.text_content()
