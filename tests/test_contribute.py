"""The page for contributors, and the line at the foot of every other page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from builders import make_digest, make_paper, make_settings
from markdown import Markdown

from generator.content.curations import parse_curation
from generator.content.topics import parse_topics
from generator.hosting import CORRECT, TITLES
from generator.pages import Index, make_pages
from generator.pages.contribute import KINDS
from generator.records import Assignment, Digest, Note, Topic
from generator.render import Renderer, make_environment
from generator.settings import Settings

ROOT = Path(__file__).parent.parent
ENVIRONMENT = make_environment(ROOT / "site_templates")
REPOSITORY = "https://github.com/ada/digest"
HOSTED = replace(make_settings(), repository=REPOSITORY)


def make_small(*notes: Note) -> Digest:
    topics = (Assignment(slug="kettles", origin="rules", score=9.0),)
    topic = Topic(slug="kettles", name="Kettles & <pots>", about="Machines that boil water")
    paper = make_paper(title="<b>Kettles & “pots”", topics=topics, notes=notes)
    return make_digest([replace(paper, published=date(2025, 11, 3))], (topic,))


def render(settings: Settings, digest: Digest | None = None, address: str = "contribute/") -> Any:  # noqa: ANN401 - lxml's queries
    index = Index(digest or make_small(), settings.site_url)
    page = next(page for page in make_pages(index, settings) if page.address == address)
    text = Renderer(ENVIRONMENT, settings, index).render(page).data.decode()
    body = Markdown(extensions=["toc"]).convert(text.split("\n---\n", 1)[1])
    return lxml.html.fromstring(f"<main>{body}</main>")


# The page


def test_every_kind_has_an_example_and_says_what_is_taken_and_what_is_not() -> None:
    page = render(HOSTED)

    assert page.xpath("//h3/text()") == [kind.name for kind in KINDS]
    assert page.xpath("//h3/following-sibling::pre[1]/code/text()") == [
        kind.example for kind in KINDS
    ]
    assert len(page.xpath("//dt[.='Taken']")) == len(page.xpath("//dt[.='Not taken']")) == 8


def test_every_form_is_offered_and_leads_to_the_hosting_site() -> None:
    links = render(HOSTED).xpath("//dl//a[contains(@href, 'template=')]")

    assert {(link.text, link.get("href")) for link in links} == {
        (title, f"{REPOSITORY}/issues/new?template={form}") for form, title in TITLES.items()
    }
    assert {link.get("rel") for link in links} == {"nofollow noopener noreferrer"}


def test_the_page_says_where_the_state_of_a_contribution_is_seen() -> None:
    page = render(HOSTED)

    assert page.xpath("//a[.='list of proposed changes']/@href") == [f"{REPOSITORY}/pulls"]
    assert page.xpath("//a[.='<b>Kettles & “pots”']/@href") == ["../papers/kettles-that-wait/"]
    for name in ("CONTRIBUTING.md", "CODE_OF_CONDUCT.md"):
        assert page.xpath(f"//a[@href='{REPOSITORY}/blob/main/{name}']")
        assert (ROOT / name).is_file()


def test_without_a_repository_the_page_links_to_no_hosting_site() -> None:
    page = render(make_settings())

    assert page.xpath("//a[starts-with(@href, 'http')]") == []
    assert "names no public repository" in page.text_content()
    assert page.xpath("//h3/text()") == [kind.name for kind in KINDS]


def test_an_empty_digest_has_the_page_too() -> None:
    assert "such as" not in render(HOSTED, make_digest([])).text_content().split("What you can")[0]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_example_is_right(kind: Any) -> None:  # noqa: ANN401 - a record
    data = kind.example.encode()
    if kind.example.startswith("digest "):
        assert kind.example.startswith("digest import ")
    elif kind.example.startswith("- slug"):
        assert parse_topics(data, "content/topics.yml")[1] == ()
    else:
        assert parse_curation(data, "content/curations/on-engines.yml")[1] == ()


def test_notes_that_were_written_without_reading_are_owned_up_to() -> None:
    note = Note(by="digest", on=date(2025, 11, 21), text="It boils.")

    assert "notes signed digest" in render(HOSTED, make_small(note)).text_content()
    assert "notes signed" not in render(HOSTED).text_content()


def test_the_footer_and_the_page_about_the_digest_lead_to_it() -> None:
    footer = (ROOT / "site_templates/theme/partials/footer.html").read_text("utf-8")

    assert "{{ 'contribute/' | url }}" in footer
    assert render(HOSTED, address="about/").xpath("//a[.='contribute']/@href") == ["../contribute/"]


def test_what_the_form_for_corrections_asks_for_leads_to_it() -> None:
    forms = {kind.name for kind in KINDS if kind.form == CORRECT}

    assert forms == {"A note", "A topic of a paper", "A correction", "A missing link"}


def test_the_page_says_what_a_topic_is_called_and_where_a_new_one_goes() -> None:
    page = render(HOSTED)

    assert "../topics/" in page.xpath("//h2[2]/following-sibling::p[1]/a/@href")
    assert page.xpath("//code[.='content/topics.yml']")


# The line at the foot of pages


def test_a_paper_names_its_ways_in_at_its_foot() -> None:
    (line,) = render(HOSTED, address="papers/kettles-that-wait/").xpath("//p[@class='improve']")

    assert " ".join(line.text_content().split()) == (
        "Improve this page: a topic, a link, a note, a wrong date · Report a mistake · "
        "How to contribute"
    )
    assert line.xpath("a/@href")[-1] == "../../contribute/"
    assert set(line.xpath("a[position() < last()]/@rel")) == {"nofollow noopener noreferrer"}


@pytest.mark.parametrize(
    ("address", "first"),
    [
        ("topics/kettles/", "Propose a change to this topic"),
        ("topics/", "Propose a topic"),
        ("dates/2025/11/", "Suggest a missing paper"),
        ("dates/undated/", "State the date of a paper"),
        ("editions/2025-11-20/", "Suggest a missing paper"),
        ("organisations/", "Suggest a missing paper"),
    ],
)
def test_a_list_has_its_own_way_in_at_its_foot(address: str, first: str) -> None:
    (line,) = render(HOSTED, address=address).xpath("//p[@class='improve']")

    assert line.xpath("a[1]/text()") == [first]
    assert line.getnext() is None


@pytest.mark.parametrize("address", ["papers/kettles-that-wait/", "topics/", "dates/2025/", ""])
def test_without_a_repository_there_is_no_line(address: str) -> None:
    assert render(make_settings(), address=address).xpath("//p[@class='improve']") == []
