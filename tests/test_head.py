"""The heads of pages: what programs find in them, whatever the text of strangers is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib
import pytest
from builders import make_digest, make_paper, make_settings
from hypothesis import given
from hypothesis import strategies as st

from generator.catalogue import FORMS
from generator.head import HeadMaker, is_for_engines
from generator.pages import Index, Page, make_pages
from generator.records import Assignment, Author, Link, Note, Paper, Pick, Status, Topic
from generator.settings import Settings
from generator.text.display import as_text
from generator.text.escape import clean

GOLDEN = Path(__file__).parent / "data/heads"
SETTINGS = make_settings()
ROOT = SETTINGS.site_url
DAY = date(2025, 11, 18)
KETTLES = Topic(slug="kettles", name="Kettles & pots", about="Machines that boil water.")
HOSTILE = (
    "</script><script>window.ran = 1</script>",
    '"><meta name="citation_author" content="Nobody">',
    "' onload='x",
    "<!--<script>",
    "]]>&lt;b&gt; &amp;amp;",
    "a\u2028b\x00c\u202ed\ud800e",
)


def make_known(**changes: Any) -> Paper:  # noqa: ANN401 - the record's own fields
    """A paper of which everything is known."""
    values: dict[str, Any] = {
        "abstract": "We present a kettle that waits for $x < y$ degrees.",
        "published": DAY,
        "published_from": "stated",
        "authors": (
            Author(name="Ada Lovelace", family="Lovelace", given="Ada"),
            Author(name="Alan Turing"),
            Author(name="The Kettle Team"),
        ),
        "topics": (Assignment(slug="kettles", origin="rules", score=9, because=("kettle",)),),
        "links": (
            Link(kind="arxiv", value="2511.00001", source="2025-11-20.daily-papers"),
            Link(kind="openreview", value="AbCd123456", source="curation"),
        ),
        "notes": (Note(by="ada", on=date(2025, 11, 21), text="**Read** it: 1 < 2."),),
        "status": Status(value="superseded", on=date(2025, 11, 22), because="It leaks."),
    }
    return make_paper(**(values | changes))


def page_at(index: Index, address: str, settings: Settings = SETTINGS) -> Page:
    return next(page for page in make_pages(index, settings) if page.address == address)


def head_of(
    *papers: Paper, address: str = "papers/kettles-that-wait/", settings: Settings = SETTINGS
) -> str:
    index = Index(make_digest(papers, (KETTLES,)), settings.site_url)
    return HeadMaker(settings, index).make(page_at(index, address, settings))


def parse(head: str) -> Element:
    """The head as a browser reads it; nothing of it may have come to stand elsewhere."""
    page = f"<!doctype html><html><head>{head}</head><body></body></html>"
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    body = tree.find("body")
    assert body is not None
    assert list(body) == []
    assert not (body.text or "").strip()
    found = tree.find("head")
    assert found is not None
    return found


def metas(head: str) -> list[tuple[str, str]]:
    """Name and content of every fact, in order."""
    return [
        (meta.get("name") or meta.get("property") or "", meta.get("content") or "")
        for meta in parse(head).iter("meta")
    ]


def all_of(head: str, name: str) -> list[str]:
    return [content for found, content in metas(head) if found == name]


def links(head: str, rel: str) -> list[Mapping[str, str]]:
    return [link.attrib for link in parse(head).iter("link") if link.get("rel") == rel]


def linked_data(head: str) -> Any:  # noqa: ANN401 - JSON
    (script,) = parse(head).iter("script")
    assert script.get("type") == "application/ld+json"
    return json.loads(script.text or "")


def in_lines(head: str) -> str:
    """A head as a file that can be read and compared: an element a line, JSON indented."""
    before, _, data = head.partition('<script type="application/ld+json">')
    tree = json.loads(data.removesuffix("</script>"))
    lines = before.replace("><", ">\n<")
    return f"{lines}\n{json.dumps(tree, indent=1, ensure_ascii=False)}\n"


# What stands there


@pytest.mark.parametrize(
    ("name", "address"), [("paper", "papers/kettles-that-wait/"), ("topic", "topics/kettles/")]
)
def test_a_head_is_as_it_was_read_and_found_right(name: str, address: str) -> None:
    assert in_lines(head_of(make_known(), address=address)) == (GOLDEN / f"{name}.txt").read_text()


def test_names_are_turned_round_only_where_a_source_splits_them() -> None:
    head = head_of(make_known())

    assert all_of(head, "citation_author") == ["Lovelace, Ada", "Alan Turing", "The Kettle Team"]
    assert linked_data(head)["mainEntity"]["author"] == [
        {
            "@type": "Person",
            "familyName": "Lovelace",
            "givenName": "Ada",
            "name": "Ada Lovelace",
        },
        {"@type": "Person", "name": "Alan Turing"},
        {"@type": "Organization", "name": "The Kettle Team"},
    ]


def test_what_is_not_known_of_a_paper_is_absent() -> None:
    head = head_of(make_paper(abstract="", n_authors=3))
    article = linked_data(head)["mainEntity"]

    assert {name for name, _ in metas(head) if name.startswith("citation_")} == {
        "citation_title",
        "citation_language",
    }
    assert article.keys() == {"@type", "headline", "name"}
    assert links(head, "related") == []


def test_a_doi_of_its_own_goes_before_the_one_that_arxiv_gives() -> None:
    doi = Link(kind="doi", value="10.1000/kettles", source="curation")
    head = head_of(make_known(links=(*make_known().links, doi)))

    assert all_of(head_of(make_known()), "citation_doi") == ["10.48550/arXiv.2511.00001"]
    assert all_of(head, "citation_doi") == ["10.1000/kettles"]
    assert all_of(head, "citation_public_url") == ["https://arxiv.org/abs/2511.00001"]


def test_the_tags_of_reference_managers_can_be_switched_off() -> None:
    head = head_of(make_known(), settings=make_settings(citation_tags=False))

    assert not [name for name, _ in metas(head) if name.startswith(("citation_", "z:"))]
    assert linked_data(head)["mainEntity"]["name"] == "Kettles that Wait"


def test_the_page_never_claims_the_papers_address_or_identifier() -> None:
    head = head_of(make_known())
    data = linked_data(head)

    assert links(head, "cite-as") == []
    assert "url" not in data["mainEntity"]
    assert data["url"] == f"{ROOT}papers/kettles-that-wait/"
    assert [link["href"] for link in links(head, "related")] == data["mainEntity"]["sameAs"]


def test_a_note_is_a_comment_of_its_own_author_in_plain_text() -> None:
    assert linked_data(head_of(make_known()))["comment"] == [
        {
            "@type": "Comment",
            "author": {"@type": "Person", "name": "ada"},
            "datePublished": "2025-11-21",
            "text": "Read it: 1 < 2.",
        }
    ]


def test_a_note_of_the_digests_own_signature_is_by_no_person() -> None:
    signed = make_known(notes=(Note(by="digest", on=DAY, text="It boils."),))
    (comment,) = linked_data(head_of(signed))["comment"]

    assert comment["author"] == {"@type": "Organization", "name": "Kettle Digest", "url": ROOT}


def test_the_front_page_stands_for_the_site_and_its_search() -> None:
    data = linked_data(head_of(make_known(), address=""))

    assert (data["@type"], data["name"], data["url"]) == ("WebSite", "Kettle Digest", ROOT)
    assert data["potentialAction"]["target"] == f"{ROOT}search/?q={{search_term_string}}"


def test_picks_are_a_list_too() -> None:
    pick = Pick(by="ada", on=date(2025, 11, 21))
    entity = linked_data(head_of(make_known(pick=pick), address="picks/"))["mainEntity"]

    assert [item["name"] for item in entity["itemListElement"]] == ["Kettles that Wait"]


def test_a_long_list_is_told_by_its_beginning() -> None:
    papers = [make_paper(f"kettle-{n:03}", title=f"Kettle {n}") for n in range(120)]
    entity = linked_data(head_of(*papers, address="editions/2025-11-20/"))["mainEntity"]

    assert entity["numberOfItems"] == 120
    assert [item["position"] for item in entity["itemListElement"]] == [*range(1, 51)]
    assert entity["itemListElement"][0] == {
        "@type": "ListItem",
        "position": 1,
        "name": "Kettle 0",
        "url": f"{ROOT}papers/kettle-000/",
    }


def test_numbered_pages_and_pages_without_content_are_not_for_engines() -> None:
    papers = [make_paper(f"kettle-{n:03}", title=f"Kettle {n}") for n in range(201)]
    pages = make_pages(Index(make_digest(papers), ROOT), SETTINGS)
    left_out = {page.address for page in pages if not is_for_engines(page)}
    head = head_of(*papers, address="editions/2025-11-20/page/2/")

    assert left_out == {
        "search/",
        "saved/",
        "editions/2025-11-20/page/2/",
        "dates/undated/page/1/",
    }
    assert all_of(head, "robots") == ["noindex"]
    assert all_of(head_of(*papers, address="editions/2025-11-20/"), "robots") == []


def test_a_language_with_a_territory_is_a_locale() -> None:
    for language, locale in (("en", []), ("pt-BR", ["pt_BR"]), ("zh-Hant", [])):
        head = head_of(make_known(), settings=make_settings(language=language))
        assert all_of(head, "og:locale") == locale


# Feeds


def test_a_pages_own_feed_comes_first_and_no_two_have_the_same_title() -> None:
    head = head_of(make_known(), address="topics/kettles/")
    feeds = [link for link in links(head, "alternate") if "feeds/" in link["href"]]
    titles = [link["title"] for link in feeds]

    assert [link["href"] for link in feeds] == [
        "../../feeds/topics/kettles.xml",
        "../../feeds/topics/kettles.atom.xml",
        "../../feeds/topics/kettles.json",
        "../../feeds/papers.xml",
        "../../feeds/editions.xml",
    ]
    assert titles[0] == "Kettle Digest: Kettles & pots (RSS)"
    assert len(set(titles)) == len(titles)


# Text of strangers


@cache
def tame_shape(field: str) -> list[tuple[str, list[str]]]:
    return shape(head_of(hostile_paper("Tame words", field)))


def shape(head: str) -> list[tuple[str, list[str]]]:
    """Elements and the names of their attributes, without what those hold."""
    return [(element.tag, sorted(element.attrib)) for element in parse(head).iter()]


def hostile_paper(text: str, field: str) -> Paper:
    changes: dict[str, object] = {
        "title": text,
        "abstract": text,
        "authors": (Author(name=text),),
        "because": (Assignment(slug="kettles", origin="rules", score=1, because=(text,)),),
        "notes": (Note(by="ada", on=DAY, text=text),),
        "status": Status(value="withdrawn", on=DAY, because=text),
    }
    return make_known(**{"topics" if field == "because" else field: changes[field]})


FIELDS = ("title", "abstract", "authors", "because", "notes", "status")


def assert_stays_text(text: str, field: str) -> None:
    head = head_of(hostile_paper(text, field))
    article = linked_data(head)["mainEntity"]

    assert shape(head) == tame_shape(field)
    if field == "title":
        assert all_of(head, "citation_title") == all_of(head, "og:title") == [as_text(text)]
        assert article["headline"] == as_text(text)
    elif field == "abstract":
        assert all_of(head, "citation_abstract") == [as_text(text)]
        assert article["abstract"] == as_text(text)
    elif field == "authors":
        assert all_of(head, "citation_author") == [as_text(text)]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_specimen_leaves_its_place(text: str, field: str) -> None:
    assert_stays_text(f"Words {text} words", field)


@given(st.sampled_from(FIELDS), st.text(min_size=1))
def test_no_text_at_all_leaves_its_place(field: str, text: str) -> None:
    assert_stays_text(f"Words {text} words", field)


@given(st.text(min_size=1))
def test_no_name_of_a_site_or_topic_leaves_its_place(name: str) -> None:
    settings = make_settings(site_name=f"Words {name}", site_description=f"More {name}")
    topic = Topic(slug="kettles", name=f"Words {name}", about=f"More {name}")
    index = Index(make_digest((make_known(),), (topic,)), ROOT)
    maker = HeadMaker(settings, index)
    for page in make_pages(index, settings):
        head = maker.make(page)
        assert all_of(head, "og:site_name") == [clean(f"Words {name}")]
        assert linked_data(head)["@context"] == "https://schema.org"


# A built site, below a path of its host


def test_the_heads_of_a_site_agree_with_it(built_site: Path) -> None:
    pages = sorted(built_site.rglob("index.html"))
    kinds: dict[str, Path] = {}
    for page in pages:
        kinds.setdefault(page.relative_to(built_site).parts[0], page)

    assert len(kinds) > 8
    for page in kinds.values():
        assert_agrees(page.read_text("utf-8"), page, built_site)


def assert_agrees(html: str, page: Path, site: Path) -> None:
    """Its own address stands in it once in each way, and what it names is there."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    head = tree.find("head")
    assert head is not None
    (canonical,) = (
        link.get("href") for link in head.iter("link") if link.get("rel") == "canonical"
    )
    facts = {meta.get("property"): meta.get("content") or "" for meta in head.iter("meta")}
    assert canonical
    assert facts["og:url"] == canonical
    address = page.relative_to(site).as_posix().removesuffix("index.html")
    root = canonical.removesuffix(address)
    assert (site / facts["og:image"].removeprefix(root)).is_file()
    named = [link for link in head.iter("link") if link.get("rel") in {"alternate", "describedby"}]
    assert len(named) > len(FORMS)
    for link in named:
        target = urljoin(canonical, link.get("href") or "")
        assert target.startswith(root)
        assert (site / target.removeprefix(root)).is_file(), target
