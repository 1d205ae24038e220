"""One escape function per output: whatever the text, it stays text there."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from text_tables import hostile_texts

from generator.text.escape import clean, front_matter, html, json_in_html, markdown, xml

ANY = st.text(st.characters(exclude_categories=())) | st.lists(
    st.sampled_from(
        [
            *"#*_`[]()<>!|&;:{}=-+.~^$%@'\"\\/ \n\t1aé",
            "\x02",
            "\u202e",
            "\ud800",
            "\u200d",
            "👩",
            "e\u0301",
            "wzxhzdk:0",
            "<script>",
            "&#x3c;",
            "]]>",
            "1. ",
            "- ",
            "    ",
            "```",
            "---",
            "[TOC]",
            "!!! ",
            "| a |",
        ]
    )
).map("".join)
"""Any text, lone surrogates included, and text made of what is active somewhere."""

EXTENSIONS = (
    *("toc", "tables", "fenced_code", "attr_list", "def_list", "admonition", "footnotes", "abbr"),
    *("smarty", "sane_lists", "nl2br", "md_in_html", "wikilinks", "meta", "legacy_em"),
)
"""More of Python-Markdown than the site uses."""

PLACES = (
    "# {}\n\nbelow",
    "above\n\n{}\n\nbelow",
    "above\n{}\nbelow",
    "- one\n- {}\n- two",
    "1. {}\n2. two",
    "> {}",
    "[{}](x.md)",
    "**{}** and *{}*",
    "| a | b |\n|---|---|\n| {} | c |",
    "<p>{}</p>",
    "<ul>\n<li>{}</li>\n</ul>\n\nbelow",
)


class Reader(HTMLParser):
    """The tags of a page, and its text with white space folded."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.tags.append(f"{tag} {names}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.tags.append(f"comment {data}")

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


RENDERER = Markdown(extensions=list(EXTENSIONS))


def render(source: str) -> Reader:
    return Reader(RENDERER.reset().convert(source))


def test_clean_text_is_one_line_of_what_can_be_seen() -> None:
    assert clean(" a\n\tb \x00c\u2028d\u202ee\u200bf\ufeff ") == "a b c def"
    assert clean("e\u0301 \ud800\ufffe\U000e0041x\u00ad") == "é x"


def test_joiners_stay_where_they_join() -> None:
    family, persian = "👨\u200d👩\u200d👧", "می\u200cخواهم"
    assert clean(f"{family} {persian}") == f"{family} {persian}"
    assert clean("a\u200db\u200cc") == "abc"


def test_accents_do_not_pile_up() -> None:
    assert clean("a" + "\u0331" * 90) == "a" + "\u0331" * 4


@given(ANY)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY)
def test_clean_text_can_be_written_and_seen(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert "  " not in cleaned
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in cleaned)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Plain words, and more", "Plain words, and more"),
        ("State-of-the-art in 1.4 s.", "State-of-the-art in 1.4 s."),
        ("1. x", "1&#46; x"),
        ("- x --", "&#45; x &#45;&#45;"),
        ("a... b", "a&#46;&#46;&#46; b"),
        ("*x* [y](z)", "&#42;x&#42; &#91;y&#93;&#40;z&#41;"),
    ],
)
def test_markdown_stays_readable_where_that_is_safe(text: str, escaped: str) -> None:
    assert markdown(text) == escaped


@given(ANY, st.sampled_from(PLACES))
def test_text_in_markdown_changes_neither_structure_nor_words(text: str, place: str) -> None:
    cleaned = clean(text)
    if cleaned:
        page, same = render(place.replace("{}", markdown(text))), render(place.replace("{}", "x"))
        assert page.tags == same.tags
        expected = render(place.replace("{}", "\uffff")).text.replace("\uffff", cleaned)
        assert page.text == expected


@given(ANY)
def test_html_reads_back_as_the_clean_text(text: str) -> None:
    page = Reader(f"<p title=\"{html(text)}\" lang='{html(text)}'>{html(text)}</p>")
    assert page.tags == ["p ['title', 'lang']"]
    assert page.text == clean(text)


@given(ANY)
def test_xml_reads_back_as_the_clean_text(text: str) -> None:
    root = ET.fromstring(f'<a b="{xml(text)}">{xml(text)}</a>')  # noqa: S314 - our own
    assert (root.get("b"), root.text or "", len(root)) == (clean(text), clean(text), 0)


def test_xml_uses_references_that_feed_validators_take() -> None:
    assert xml("a < b & c > d") == "a &#x3C; b &#x26; c &#x3E; d"


@given(ANY)
def test_front_matter_is_one_line_of_ascii_that_reads_back(text: str) -> None:
    line = front_matter(text)
    assert line.isascii()
    assert len(line.splitlines()) == 1
    assert yaml.safe_load(f"head: {line}\n") == {"head": clean(text)}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | ANY,
    lambda inner: st.lists(inner) | st.dictionaries(ANY, inner),
    max_leaves=20,
)


@given(JSON)
def test_json_in_html_reads_back_and_holds_no_markup(value: object) -> None:
    text = json_in_html(value)  # type: ignore[arg-type]
    assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(text)
    text.encode("utf-8")


def test_json_in_html_does_not_depend_on_the_order_of_keys() -> None:
    assert (
        json_in_html({"b": 1, "a": [None, "</script>"]})
        == '{"a":[null,"\\u003c/script\\u003e"],"b":1}'
    )


def test_json_in_html_refuses_what_json_does_not_have() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_in_html(float("nan"))


def test_hostile_text_stays_text_in_every_output(shared: Path) -> None:
    for text in hostile_texts(shared):
        cleaned = clean(text)
        if cleaned:
            page = render(
                "\n\n".join((f"# {markdown(text)}", markdown(text), f"- {markdown(text)}"))
            )
            assert page.tags == ["h1 ['id']", "p []", "ul []", "li []"]
            assert page.text == " ".join([cleaned] * 3)
        assert Reader(f"<p>{html(text)}</p>").text == cleaned
        ET.fromstring(f"<a>{xml(text)}</a>")  # noqa: S314 - our own
        assert yaml.safe_load(front_matter(text)) == cleaned
