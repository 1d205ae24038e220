"""A paper that was taken back: its page says so, editions and data keep it, lists leave it out."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from builders import bytes_of, make_digest, make_paper, make_settings
from wholes import make_files

from generator.citations import make_citation_files
from generator.exports import make_exports
from generator.pages import Index, make_pages
from generator.pipeline import add_relations
from generator.records import Assignment, Digest, Organisation, Paper, Pick, Status, Topic
from generator.render import Renderer, make_environment
from generator.search_documents import make_search_documents
from generator.sitemap import Sitemap

TEMPLATES = Path(__file__).parent.parent / "site_templates"
SETTINGS = make_settings()
DAY = date(2025, 11, 18)
GONE = "papers/gone/"
Value = Literal["withdrawn", "retracted", "superseded"]


def paper(name: str, **changes: Any) -> Paper:  # noqa: ANN401 - the record's own fields
    values: dict[str, Any] = {
        "title": f"Kettles that Wait for {name.title()}",
        "published": DAY,
        "published_from": "stated",
        "organisation": Organisation(slug="tea", name="Tea"),
        "topics": (Assignment(slug="tea", origin="rules", score=9, because=("kettle",)),),
    }
    return make_paper(name, **(values | changes))


def digest(value: Value | None, *, alone: bool = False) -> Digest:
    """Papers of one day, topic and organisation; the one named `gone` has the status."""
    status = Status(value=value, on=date(2025, 11, 22), because="It leaks.") if value else None
    gone = paper("gone", status=status, pick=Pick(by="ada", on=DAY))
    others = () if alone else tuple(map(paper, ("milk", "water", "sugar")))
    topic = Topic(slug="tea", name="Tea", about="Leaves in water.")
    return add_relations(make_digest((gone, *others), (topic,)))


def render(found: Digest) -> dict[str, str]:
    index = Index(found, SETTINGS.site_url)
    renderer = Renderer(make_environment(TEMPLATES), SETTINGS, index)
    return {
        page.address: renderer.render(page).data.decode() for page in make_pages(index, SETTINGS)
    }


def pages_with(found: Digest) -> set[str]:
    """Addresses of the pages that lead to the paper, beside its own."""
    link = re.compile(r'href="(?:\.\./)*papers/gone/"|href="(?:\.\./)+gone/"')
    return {address for address, text in render(found).items() if link.search(text)} - {GONE}


EDITION = "editions/2025-11-20/"
LISTS = {
    "",
    "topics/tea/",
    "topics/tea/2025/",
    "dates/2025/11/",
    "dates/2025/11/18/",
    "organisations/tea/",
    "picks/",
}


@pytest.mark.parametrize("value", [None, "superseded"])
def test_a_paper_that_stands_is_in_every_list(value: Value | None) -> None:
    found = pages_with(digest(value))

    assert found >= {EDITION, *LISTS}
    assert [address for address in found if address.startswith("papers/")]


@pytest.mark.parametrize("value", ["withdrawn", "retracted"])
def test_a_paper_that_was_taken_back_is_in_its_edition_alone(value: Value) -> None:
    # Its neighbours in the edition lead to it, as pages of one row do.
    found = {address for address in pages_with(digest(value)) if address != "papers/milk/"}

    assert found == {EDITION}
    assert f'<strong class="status">{value}</strong>' in render(digest(value))[EDITION]


@pytest.mark.parametrize("value", ["withdrawn", "retracted"])
def test_its_page_says_so_and_is_for_no_search(value: Value) -> None:
    text = render(digest(value))[GONE]

    assert f"<strong>{value.capitalize()}</strong> on 22 November 2025: It leaks." in text
    assert '<meta name=\\"robots\\" content=\\"noindex\\">' in text
    index = Index(digest(value))
    addresses = {file.path for file in make_search_documents(index.digest.papers, index)}
    assert addresses
    assert f"{GONE}index.html" not in addresses


def test_the_page_of_a_paper_that_stands_is_for_searches() -> None:
    index = Index(digest("superseded"))
    documents = make_search_documents(index.digest.papers, index)

    assert "noindex" not in render(index.digest)[GONE]
    assert f"{GONE}index.html" in {file.path for file in documents}


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("value", ["withdrawn", "retracted"])
def test_no_link_breaks_even_where_it_was_the_only_paper_of_its_day(
    value: Value, *, alone: bool
) -> None:
    found = digest(value, alone=alone)
    made = list(make_files(found, SETTINGS, TEMPLATES))  # it ends by checking links

    assert made
    assert ("dates/2025/11/18/" in render(found)) is not alone


def test_it_leaves_the_sitemap() -> None:
    index, sitemap = Index(digest("withdrawn"), SETTINGS.site_url), Sitemap()
    for page in make_pages(index, SETTINGS):
        sitemap.note_page(page)
    listed = {address for address, _ in sitemap.entries}

    assert GONE not in listed
    assert "papers/milk/" in listed


def test_data_keep_it_with_its_status() -> None:
    files = bytes_of(make_exports(digest("withdrawn"), SETTINGS))
    records = {one["id"]: one for one in json.loads(files["data/papers.json"])["papers"]}

    assert records["gone"]["status"]["is"] == "withdrawn"
    assert all("gone" not in one["related"] for one in records.values())
    assert records["gone"]["related"]


def test_citations_of_lists_leave_it_out_and_those_of_its_edition_do_not() -> None:
    found = digest("withdrawn")
    index = Index(found, SETTINGS.site_url)
    files = bytes_of(make_citation_files(found, index.citations))
    having = {path for path, text in files.items() if b"{gone," in text and path.endswith(".bib")}

    assert {path.rpartition("/")[2] for path in having} == {"papers.bib", "2025-11-20.bib"}


def test_counts_are_of_papers_that_stand() -> None:
    assert render(digest(None))[""].count("4 papers") > render(digest("withdrawn"))[""].count(
        "4 papers"
    )
    assert "3 papers" in render(digest("withdrawn"))["topics/tea/"]
