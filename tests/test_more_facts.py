"""What only some sources tell: categories and counts on papers' pages, and what machines wrote."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import assemble_project, make_digest, make_paper, make_project, make_settings
from lxml import html
from markdown import Markdown
from wholes import make_files

from generator.arxiv_categories import NAMES
from generator.hosting import Hosting
from generator.pages import Index, make_pages
from generator.pages.more import READER_NAMES, further_sources
from generator.pages.views import FurtherSource
from generator.paper_text import make_paper_text
from generator.records import CURATION, Digest, Link, More, Paper, Status
from generator.render import Renderer, make_environment
from generator.sources import READERS
from generator.sources.categories import is_category

TEMPLATES = Path(__file__).parent.parent / "site_templates"
SETTINGS = make_settings()
LISTING = "2025-11-20.daily-papers"
LATER = "2025-12-02.daily-papers-api"
SAYS = "Brewing machines conclude"
KEY = "percolatorial"


def code(address: str, source: str) -> Link:
    return Link(kind="code", value=f"https://code.example/{address}", source=source)


def make_known(**changes: Any) -> Paper:  # noqa: ANN401 - the record's own fields
    values: dict[str, Any] = {
        "comments": 3,
        "links": (code("kettle", LISTING),),
        "more": More(
            categories=("stat.ML", "cs.CL", "tea.POT"),
            upvotes=1,
            stars=1_234,
            keywords=(KEY, "cups & <i>lids</i>"),
            summary=f"{SAYS} that <b>tea</b> takes $x^2$ minutes.",
        ),
        "sources": {
            "categories": ("references/2025-12-03.arxiv-api",),
            "upvotes": (LATER, LISTING),
            "stars": (LISTING,),
            "summary": (LISTING,),
            "keywords": (LATER,),
        },
    }
    return make_paper(**(values | changes))


def show(paper: Paper) -> Any:  # noqa: ANN401 - lxml has no types
    index = Index(make_digest((paper,)), SETTINGS.site_url)
    page = next(p for p in make_pages(index, SETTINGS) if p.address == f"papers/{paper.id}/")
    text = Renderer(make_environment(TEMPLATES), SETTINGS, index).render(page).data.decode()
    body = text.removeprefix("---\n").partition("\n---\n")[2]
    return html.fromstring(f"<main>{Markdown(extensions=['toc']).convert(body)}</main>")


def read(paper: Paper) -> str:
    index = Index(make_digest((paper,)), SETTINGS.site_url)
    page = next(p for p in make_pages(index, SETTINGS) if p.address == f"papers/{paper.id}/")
    return make_paper_text(page, SETTINGS).data.decode()


# Links


def test_a_paper_of_arxiv_leads_to_its_pdf_at_once() -> None:
    links = (
        Link(kind="arxiv", value="2511.00001", source="x"),
        Link(kind="code", value="https://code.example/k", source="x"),
    )
    found = show(make_known(links=links)).xpath("//*[@class='links']//a")

    assert [(one.text_content(), one.get("href")) for one in found] == [
        ("arXiv 2511.00001", "https://arxiv.org/abs/2511.00001"),
        ("PDF", "https://arxiv.org/pdf/2511.00001"),
        ("Code code.example/k", "https://code.example/k"),
    ]


# Categories


def test_categories_stand_on_the_page_the_primary_first_with_arxivs_names() -> None:
    (line,) = show(make_known()).xpath("//*[@class='categories']")

    assert line.text_content() == "arXiv stat.ML, cs.CL, tea.POT"
    assert line.xpath("abbr/@title") == ["Machine Learning", "Computation and Language"]
    assert (
        "- arXiv categories: stat.ML (Machine Learning), cs.CL (Computation and Language), tea.POT\n"
    ) in read(make_known())


def test_where_each_fact_comes_from_names_the_categories_too() -> None:
    rows = show(make_known()).xpath("//*[@class='provenance']//tr")

    assert [
        row.xpath("td")[0].text_content().strip()
        for row in rows
        if row.xpath("th")[0].text_content() == "arXiv categories: stat.ML cs.CL tea.POT"
    ] == ["arXiv's API on 3 December 2025"]


def test_a_reference_is_named_by_who_speaks_and_leads_to_its_file_as_it_came() -> None:
    source = "references/2025-12-03.arxiv-api"
    hosting = Hosting(repository="https://host.example/d", branch="main", host="github")
    files = {source: "references/2025/2025-12-03.arxiv-api.xml"}

    assert [*further_sources(make_known(), files, hosting)] == [
        FurtherSource(
            name="arXiv's API on 3 December 2025",
            href=f"https://host.example/d/blob/main/content/{files[source]}",
        )
    ]
    assert [found.href for found in further_sources(make_known(), files, None)] == [""]
    assert [found.href for found in further_sources(make_known(), {}, hosting)] == [""]


def test_where_a_reference_decides_the_date_the_page_says_so() -> None:
    told = {"published": ("references/2025-12-03.arxiv-oai.a-label", LISTING)}
    stated = make_known(published=date(2025, 11, 1), published_from="stated", sources=told)
    (facts,) = show(stated).xpath("//dl[@class='facts']")

    assert "as arXiv's OAI-PMH on 3 December 2025 states it" in facts.text_content()


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (CURATION, "Withdrawn on 3 December 2025: It leaks."),
        (LATER, "Withdrawn, as its listing of 3 December 2025 says: It leaks."),
        (
            "references/2025-12-03.arxiv-api.withdrawn",
            "Withdrawn, as arXiv's API on 3 December 2025 says: It leaks.",
        ),
    ],
)
def test_the_day_on_which_a_source_spoke_is_not_shown_as_that_of_the_withdrawal(
    source: str, says: str
) -> None:
    on = date(2025, 12, 3)
    paper = make_known(status=Status(value="withdrawn", on=on, because="It leaks.", source=source))

    assert show(paper).xpath("//*[@class='status-banner']")[0].text_content() == says
    assert f"**Withdrawn**{says.removeprefix('Withdrawn')}" in read(paper)


def test_every_reader_has_a_name_for_its_references() -> None:
    assert READER_NAMES.keys() == READERS.keys()


def test_the_names_are_of_categories_that_arxiv_has() -> None:
    assert [code for code in NAMES if not is_category(code)] == []
    assert len(NAMES) == 155


@pytest.mark.parametrize(("more", "hidden"), [(More(), 1), (More(categories=("cs.CL",)), 0)])
def test_the_facet_of_categories_shows_where_there_are_any(more: More, hidden: int) -> None:
    index = Index(make_digest((make_paper(more=more),)), SETTINGS.site_url)
    page = next(p for p in make_pages(index, SETTINGS) if p.kind == "search")
    text = Renderer(make_environment(TEMPLATES), SETTINGS, index).render(page).data.decode()

    assert text.count(" hidden><summary>arXiv category") == hidden
    assert "arXiv category" in text


# Counts


def test_upvotes_and_stars_stand_with_the_day_they_are_of() -> None:
    page = show(make_known())

    assert "3 comments · 1 upvote on 2 December 2025" in page.xpath("//p")[0].text_content()
    assert page.xpath("//*[@class='stars']")[0].text_content() == (
        "1,234 stars on 20 November 2025"
    )
    assert "- Upvotes: 1 on 2 December 2025\n" in read(make_known())
    assert "(from 2025-11-20.daily-papers; stars: 1,234 on 20 November 2025)" in read(make_known())


@pytest.mark.parametrize(
    ("links", "starred"),
    [
        ((code("a", CURATION), code("b", LISTING)), ["b"]),
        ((code("a", CURATION),), ["a"]),  # the listing's own, which the curation names first
        ((code("a", CURATION), code("b", CURATION)), []),  # nobody knows which
        ((Link(kind="project", value="https://code.example/a", source=LISTING),), []),
    ],
)
def test_stars_stand_beside_the_repository_that_their_source_names(
    links: tuple[Link, ...], starred: list[str]
) -> None:
    found = show(make_known(links=links)).xpath("//li[*[@class='stars']]/a/@href")

    assert found == [f"https://code.example/{name}" for name in starred]


@pytest.mark.parametrize("number", [None, 0])
def test_no_count_is_shown_where_there_is_nothing_to_count(number: int | None) -> None:
    page = show(make_known(more=More(upvotes=number, stars=number), sources={}))

    assert "upvote" not in page.xpath("//p")[0].text_content()
    assert not page.xpath("//*[@class='stars']")


# What machines wrote


def test_what_a_machine_wrote_stands_in_a_box_that_says_so_as_plain_text() -> None:
    (box,) = show(make_known()).xpath("//aside[@class='machine']")
    label, summary, keywords = box.xpath("p")

    assert label.text_content() == (
        f"Written by a machine (as {LISTING} and {LATER} have it), not by the authors or curators"
    )
    assert label.xpath("a/@href") == ["../../editions/2025-11-20/"]
    assert summary.text_content() == f"{SAYS} that <b>tea</b> takes x² minutes."
    assert keywords.text_content() == f"Keywords: {KEY}, cups & <i>lids</i>"


def test_the_readable_page_labels_it_too() -> None:
    text = read(make_known())

    assert (
        "## Written by a machine\n\nNot by the authors or curators; "
        f"as {LISTING} and {LATER} have it.\n\n{SAYS}"
    ) in text


def make_listed(folder: Path) -> Digest:
    """A digest of an answer of the API that has a machine's words."""
    record = {
        "paper": {
            "id": "3105.10000",
            "title": "Kettles that Wait",
            "summary": "We present a kettle that waits.",
            "authors": [{"name": "Ada Lovelace"}],
            "ai_summary": f"{SAYS}.",
            "ai_keywords": [KEY],
        }
    }
    path = "content/listings/2031/2031-06-01.daily-papers-api.json"
    return assemble_project(make_project(folder, {path: json.dumps([record])})).digest


def files_that_tell(digest: Digest, *, machine_text: bool) -> set[str]:
    """Files that hold any of a machine's words, also inside what is packed."""
    settings = make_settings(machine_text=machine_text)
    return {
        file.path
        for file in make_files(digest, settings, TEMPLATES)
        if any(
            word.encode()
            in (gzip.decompress(file.data) if file.path.endswith(".gz") else file.data)
            for word in (SAYS, KEY)
        )
    }


def test_without_the_setting_nothing_that_a_machine_wrote_is_anywhere(tmp_path: Path) -> None:
    digest = make_listed(tmp_path)

    assert digest.papers[0].more.keywords == (KEY,)
    assert files_that_tell(digest, machine_text=False) == set()


def test_with_the_setting_it_is_on_the_papers_page_and_in_its_record_alone(tmp_path: Path) -> None:
    """In no list, feed, mail, citation or reading file, nor in the head of the page."""
    paper = "papers/kettles-that-wait/"
    settings = make_settings(machine_text=True)
    found = make_listed(tmp_path)
    (page,) = (f for f in make_files(found, settings, TEMPLATES) if f.path == f"{paper}index.md")
    front = page.data.decode().removeprefix("---\n").partition("\n---\n")[0]

    assert files_that_tell(found, machine_text=True) == {
        *(f"{paper}index.md", f"{paper}index.md.txt"),
        *("data/papers.json", "data/papers.jsonl.gz"),
        *("data/editions/2031-06-01.json", "data/topics/kettles.json"),
    }
    assert SAYS not in front
    assert KEY not in front


def test_a_count_without_a_source_has_no_day() -> None:
    page = show(make_known(sources={}))

    assert "1 upvote" in page.xpath("//p")[0].text_content()
    assert page.xpath("//*[@class='stars']")[0].text_content() == "1,234 stars"
    assert date(2025, 11, 20).isoformat() not in page.xpath("//p")[0].text_content()
