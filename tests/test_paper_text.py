"""A paper's page as Markdown that is read as it stands, and the escaping for it."""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import pytest
from builders import make_digest, make_paper, make_settings
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from generator.pages import Index, make_pages
from generator.paper_text import make_paper_text
from generator.records import (
    Assignment,
    Author,
    Link,
    Mention,
    More,
    Note,
    Organisation,
    Paper,
    Related,
    Status,
    Topic,
)
from generator.text.display import as_text
from generator.text.escape import clean
from generator.text.readable import readable, readable_label

GOLDEN = Path(__file__).parent / "data/heads/paper.md.txt"
SETTINGS = make_settings()
TEA = Topic(slug="tea", name="Tea", about="Leaves in water.")
COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PIECES = (
    *"\\`*_~[]()<>!#+-=.:|^&;\"'$1a é",
    *("](", "](x)", "[^1]", "[a]: b", "http://x", "<b>", "<!--", "&amp;", "~~", "__", "**", "1."),
    *("```", "---", "***", "# ", "- ", "> ", "| - |"),
)
texts = st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)).map(clean)


def plain(html: str) -> str:
    """HTML with its quotes as they are."""
    return html.replace("&quot;", '"')


# Escaping


@given(texts.filter(bool))
def test_a_readable_text_is_one_paragraph_of_just_that_text(text: str) -> None:
    assert plain(COMMONMARK.render(readable(text))) == f"<p>{escape(text, quote=False)}</p>\n"


@given(texts.filter(bool))
def test_a_readable_text_is_a_heading_of_just_that_text(text: str) -> None:
    html = COMMONMARK.render(f"# {readable(text)}")

    assert plain(html) == f"<h1>{escape(text, quote=False)}</h1>\n"


@given(texts)
def test_a_label_is_the_words_of_one_link(text: str) -> None:
    html = COMMONMARK.render(f"- [{readable_label(text)}](https://x.example/)")
    link = f'<a href="https://x.example/">{escape(text, quote=False)}</a>'

    assert plain(html) == f"<ul>\n<li>{link}</li>\n</ul>\n"


@pytest.mark.parametrize(
    "text",
    [
        "A loss of 5% (x, y) - and [0, 1]; snake_case, e.g. 3 < 4 & more!",
        "Why $x < y$? See https://x.example/a_b.",
        "TÜLU 3: pushing on",
    ],
)
def test_what_markdown_leaves_alone_is_left_alone(text: str) -> None:
    assert readable(text) == text


# The page


def make_known(**changes: Any) -> Paper:  # noqa: ANN401 - the record's own fields
    values: dict[str, Any] = {
        "title": "KETTLE: Kettles that Wait for $x^2$",
        "abstract": "We present a kettle that waits for $x_1 < y$ degrees, *quietly*.",
        "published": date(2025, 11, 18),
        "published_from": "stated",
        "authors": (Author(name="Ada Lovelace"), Author(name="Alan Turing")),
        "organisation": Organisation(slug="tea", name="The Tea Office"),
        "topics": (Assignment(slug="tea", origin="rules", score=9, because=("kettle",)),),
        "links": (Link(kind="arxiv", value="2511.00001", source="2025-11-20.daily-papers"),),
        "notes": (
            Note(by="ada", on=date(2025, 11, 21), text="**Read** [it](https://x.example/)."),
        ),
        "status": Status(value="withdrawn", on=date(2025, 11, 22), because="It leaks."),
        "related": (Related(id="pots", shared=("kettle", "water")),),
        "mentions": (Mention(id="pots", name="POT"),),
        "mentioned_by": (Mention(id="pots", name="KETTLE"),),
    }
    return make_paper(**(values | changes))


def text_of(paper: Paper) -> str:
    other = make_paper("pots", title="POT: [Pots] of Tea", published=date(2024, 2, 29))
    index = Index(make_digest((paper, other), (TEA,)), SETTINGS.site_url)
    page = next(p for p in make_pages(index, SETTINGS) if p.address == f"papers/{paper.id}/")
    return make_paper_text(page, SETTINGS).data.decode()


def test_a_page_reads_as_it_was_read_and_found_right() -> None:
    assert text_of(make_known()) == GOLDEN.read_text("utf-8")


def test_what_is_not_known_is_absent() -> None:
    text = text_of(make_paper(abstract=""))

    assert "Its listing has no abstract." in text
    assert "- Date: no listing states its date\n" in text
    assert "Topic:" not in text
    assert "## Related papers" not in text


FIELDS = (
    *("title", "abstract", "authors", "organisation", "because", "notes", "status"),
    *("categories", "keywords", "summary"),
)


def change(text: str, field: str) -> dict[str, object]:
    changes: dict[str, object] = {
        "title": text,
        "abstract": text,
        "authors": (Author(name=text),),
        "organisation": Organisation(slug="tea", name=text),
        "topics": (Assignment(slug="tea", origin="rules", score=1, because=(text,)),),
        "notes": (Note(by="ada", on=date(2025, 11, 21), text=text),),
        "status": Status(value="withdrawn", on=date(2025, 11, 22), because=text),
    }
    if field in {"categories", "keywords", "summary"}:
        more: dict[str, Any] = {field: text if field == "summary" else (text, text)}
        return {"more": More(**more)}
    name = "topics" if field == "because" else field
    return {name: changes[name]}


def structure(text: str) -> list[str]:
    """What a Markdown reader makes of a text, without the words."""
    found = []
    for token in COMMONMARK.parse(text):
        found.append(token.type)
        found += [child.type for child in token.children or () if child.type != "text"]
    return [kind for kind in found if kind != "text_special"]


@given(st.sampled_from(FIELDS), texts)
def test_no_text_changes_the_structure_of_a_page(field: str, text: str) -> None:
    tame = text_of(make_known(**change("Tame words", field)))
    hostile = text_of(make_known(**change(f"Words {text} words", field)))

    assert structure(hostile) == structure(tame)


@given(texts.filter(lambda text: as_text(text) != ""))
def test_the_title_comes_out_as_it_is_shown(title: str) -> None:
    first = COMMONMARK.parse(text_of(make_known(title=title)))[1]

    assert "".join(child.content for child in first.children or ()) == as_text(title)
