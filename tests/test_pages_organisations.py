"""Organisations on pages: a slug is an identity, and tells apart those that share a name."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import lxml.html
from builders import make_digest, make_paper, make_settings

from generator.pages import Index
from generator.pages.organisations import make_organisation_pages
from generator.pages.trends import make_trends_page
from generator.records import Organisation, Paper, Status
from generator.render import Renderer, make_environment
from generator.search_documents import make_search_documents

ENVIRONMENT = make_environment(Path(__file__).parent.parent / "site_templates")
TWINS = {"tea": "Tea House", "tea_lab": "Tea house", "pots": "Pot Works"}


def make_index(organisations: dict[str, str] = TWINS, **changes: Any) -> Index:  # noqa: ANN401
    return Index(make_digest(make_from(*item, **changes) for item in organisations.items()))


def make_from(slug: str, name: str, **changes: Any) -> Paper:  # noqa: ANN401
    return make_paper(f"by-{slug}", organisation=Organisation(slug=slug, name=name), **changes)


def render(index: Index, address: str = "organisations/") -> Any:  # noqa: ANN401 - lxml's queries
    page = next(page for page in make_organisation_pages(index) if page.address == address)
    text = Renderer(ENVIRONMENT, make_settings(), index).render(page).data.decode()
    return lxml.html.fromstring(f"<main>{text}</main>")


def test_organisations_of_one_name_are_told_apart_by_their_slugs() -> None:
    page = render(make_index())

    assert {(link.text, link.get("href")) for link in page.xpath("//li/a")} == {
        ("Pot Works", "../organisations/pots/"),
        ("Tea House (tea)", "../organisations/tea/"),
        ("Tea house (tea-lab)", "../organisations/tea-lab/"),
    }


def test_their_pages_and_papers_say_the_same_name() -> None:
    page = render(make_index(), "organisations/tea-lab/")
    meta = page.xpath("string(//p[@class='paper-meta'])")

    assert "# Tea house (tea-lab)" in page.text_content().replace("\\", "")
    assert "Tea house (tea-lab)" in meta


def test_the_search_filters_each_alone() -> None:
    index = make_index()
    documents = (file.data.decode() for file in make_search_documents(index.papers.values(), index))
    found = [
        lxml.html.fromstring(text).xpath("string(//*[@data-pagefind-filter='organisation'])")
        for text in documents
    ]

    assert sorted(found) == ["Pot Works", "Tea House (tea)", "Tea house (tea-lab)"]


def test_the_page_of_trends_tells_them_apart_too() -> None:
    organisations = TWINS | {f"o-{at}": f"Lab {at}" for at in range(20)}
    papers = [
        make_paper(f"{slug}-{at}", organisation=Organisation(slug=slug, name=name))
        for number, (slug, name) in enumerate(organisations.items())
        for at in range(max(1, 9 - number))
    ]
    page = make_trends_page(Index(make_digest(papers)))
    findings: Any = page.context["findings"]
    (finding,) = (one for one in findings if one.id == "organisations")

    assert finding.says.startswith(
        "Tea House (tea, 9), Tea house (tea-lab, 8) and Pot Works (7) are named most"
    )


def test_one_that_no_list_has_is_no_twin() -> None:
    status = Status(value="withdrawn", on=date(2025, 12, 1), because="It never boiled.")
    gone = make_from("tea_lab", "Tea House", status=status)
    index = Index(make_digest([make_from("tea", "Tea House"), gone]))

    assert render(index).xpath("//li/a/text()") == ["Tea House"]
