"""No text of strangers changes the structure of a page, its own or another paper's.

Pages are made, rendered and turned into HTML by Python-Markdown as MkDocs does it; what remains of
a page without its text (tags and attributes) must be the same for a hostile text and a tame one.
"""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from builders import make_digest, make_paper
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from text_tables import hostile_texts

from generator.pages import Index, make_pages
from generator.records import (
    Assignment,
    Author,
    Digest,
    Link,
    Note,
    Organisation,
    Pick,
    Status,
    Topic,
)
from generator.render import Renderer, make_environment
from generator.settings import Settings
from generator.text.display import as_text

SETTINGS = Settings(
    site_name="A Digest",
    site_description="What is worth a cup of tea.",
    site_url="https://x.example/",
    tag="x.example,2025",
)
ENVIRONMENT = make_environment(Path(__file__).parent.parent / "site_templates")
DAY = date(2025, 11, 20)
TEA = Topic(slug="tea", name="Tea", about="Leaves in water")
KEYS = {"kind", "updated", "head", "search", "newest"}
INLINE = {"p", "i", "sub", "sup", "code", "a", "math"}
"""What an abstract may be set with; everything inside `math` is left out with it."""

CORPUS_SAMPLE = 120
SPECIMENS = (
    "</title><script>window.ran = 1</script>",
    "ok\n# injected",
    "ok\n=====",
    "---\ntemplate: ../../x.html\n---",
    '!!! danger "Official notice"',
    "{{ config }} {% raw %} {# note #}",
    "</p></div></article><h1>x</h1>",
    "<!-- <math>",
    "\u0002wzxhzdk:0\u0003 \u0002klzzwxh:0001\u0003",
    "safe \u202egnp.exe\u202c",
    "[x](javascript:alert(1)) [1]: javascript:alert(1)",
    '" onmouseover="alert(1)',
    "&lt;b&gt; &amp;amp; &#60;",
    "a\x00b\x0bc\ud800d",
    "$\\href{javascript:alert(1)}{x}$",
    "]]></description></item><item>",
)


def make_index(text: str, field: str) -> Index:
    """Two papers of one edition, day, topic and organisation; `field` of the first is `text`."""
    values: dict[str, Any] = {
        "title": "Kettles",
        "abstract": "We present a kettle that waits until the water has made up its mind.",
        "authors": (Author(name="Ada Lovelace"),),
        "organisation": Organisation(slug="tea", name="Tea"),
        "published": DAY,
        "published_from": "stated",
        "n_authors": 1,
        "topics": (Assignment(slug="tea", origin="rules", score=9, because=("kettle",)),),
        "links": (Link(kind="arxiv", value="2511.00001", source="2025-11-20.daily-papers"),),
    }
    wrap: dict[str, Callable[[], object]] = {
        "authors": lambda: (Author(name=text),),
        "organisation": lambda: Organisation(slug="tea", name=text),
        "because": lambda: (Assignment(slug="tea", origin="rules", score=9, because=(text,)),),
        "status": lambda: Status(value="withdrawn", on=DAY, because=text),
    }
    name = "topics" if field == "because" else field
    first = make_paper("kettles", **(values | {name: wrap.get(field, lambda: text)()}))
    second = make_paper("pots", **values)
    return Index(make_digest((first, second), (TEA,)))


class Skeleton(HTMLParser):
    """Tags and attributes in order, without text; what sets an abstract is left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.heading = ""
        self._stack: list[str] = []
        self._abstract = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._stack.append(tag)
        if ("class", "abstract") in attrs:
            self._abstract = len(self._stack)
        free = self._abstract and len(self._stack) > self._abstract
        if not (free and (tag in INLINE or "math" in self._stack)):
            self.tags.append((tag, tuple((k, self._value(tag, k, v)) for k, v in attrs)))

    def _value(self, tag: str, name: str, value: str | None) -> str | None:
        """Addresses vary with the text, and with it a heading's id and what a card is cited by."""
        if name == "href":
            return ""
        if (tag, name) == ("h1", "id"):
            assert re.fullmatch(r"[\w-]*", value or "")
            return ""
        if (tag, name) == ("span", "title"):
            assert re.fullmatch(r"ctx_ver=[\w.~+%&=-]*", value or "", re.ASCII)
            return ""
        return value

    def handle_endtag(self, tag: str) -> None:
        if tag in self._stack:
            while self._stack.pop() != tag:
                pass
        if len(self._stack) < self._abstract:
            self._abstract = 0

    def handle_data(self, data: str) -> None:
        if self._stack[-1:] == ["h1"]:
            self.heading += data


def render(index: Index) -> dict[str, Skeleton]:
    renderer = Renderer(ENVIRONMENT, SETTINGS, index)
    pages = {}
    for page in make_pages(index, SETTINGS):
        text = renderer.render(page).data.decode()
        front, _, body = text.removeprefix("---\n").partition("\n---\n")
        assert set(yaml.safe_load(front)) <= KEYS
        pages[page.address] = Skeleton(Markdown(extensions=["toc"]).convert(body))
    return pages


@cache
def render_tame(field: str) -> dict[str, Skeleton]:
    return render(make_index("Tame words", field))


def assert_same_structure(hostile: str, field: str) -> None:
    tame = render_tame(field)
    pages = render(make_index(hostile, field))
    assert pages.keys() == tame.keys()
    for address, page in pages.items():
        assert page.tags == tame[address].tags, (address, field, hostile)


FIELDS = ("title", "abstract", "authors", "organisation", "because", "status")


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", SPECIMENS)
def test_no_specimen_changes_a_page(text: str, field: str) -> None:
    assert_same_structure(f"Words {text} words", field)


@pytest.mark.parametrize("text", SPECIMENS)
def test_a_hostile_title_is_shown_as_it_is(text: str) -> None:
    title = f"Words {text} words"
    page = render(make_index(title, "title"))["papers/kettles/"]

    assert page.heading == as_text(title)


@given(st.sampled_from(FIELDS), st.text(min_size=1))
def test_no_text_at_all_changes_a_page(field: str, text: str) -> None:
    assert_same_structure(f"Words {text} words", field)


@pytest.mark.shared
def test_no_text_of_the_hostile_corpora_changes_a_page(shared: Path) -> None:
    texts = random.Random(20251120).sample(sorted(hostile_texts(shared)), CORPUS_SAMPLE)
    for n, text in enumerate(texts):
        assert_same_structure(f"Words {text} words", FIELDS[n % len(FIELDS)])


def test_a_note_keeps_its_markdown_and_loses_what_could_run() -> None:
    text = "**Read** [this](https://x.example/) <script>alert(1)</script> <img src=x onerror=y>"
    note = Note(by="ada", on=DAY, text=text)
    paper = make_paper("kettles", notes=(note,), pick=Pick(by="ada", on=DAY))
    page = render(Index(make_digest((paper,))))["papers/kettles/"]
    tags = dict(page.tags)

    assert "strong" in tags
    assert {"script", "img"}.isdisjoint(tags)
    assert not [name for _, attrs in page.tags for name, _ in attrs if name.startswith("on")]


def test_a_renderer_that_does_not_escape_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: these tests must fail when escaping does."""
    monkeypatch.setattr("generator.render.markdown", lambda text: text)

    with pytest.raises(AssertionError):
        assert_same_structure("Words <b>bold</b> words", "title")


def test_the_digest_of_no_paper_has_its_sections() -> None:
    pages = render(Index(replace(make_digest(()), topics=(TEA,))))

    assert isinstance(make_digest(()), Digest)
    assert {"", "topics/", "dates/", "editions/", "organisations/", "picks/", "about/"} <= set(
        pages
    )
