"""Listed text as HTML: mathematics set, addresses linked, and nothing else of it is markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from markdown import Markdown
from text_tables import hostile_texts, rows

from generator.text.display import abstract_paragraphs, as_html, as_text, bare_quotes, link
from generator.text.escape import clean
from generator.text.mathml import to_mathml
from generator.text.tex import repair

MATHML = frozenset(
    [
        "math",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mrow",
        "msub",
        "msup",
        "msubsup",
        "mfrac",
        "msqrt",
        "mroot",
        "mover",
        "munder",
        "munderover",
        "mtable",
        "mtr",
        "mtd",
        "mspace",
        "mstyle",
        "mpadded",
        "mphantom",
    ]
)
INLINE = MATHML | {"i", "sub", "sup", "code", "a"}
ATTRIBUTES = frozenset(
    [
        "href",
        "rel",
        "display",
        "mathvariant",
        "stretchy",
        "fence",
        "separator",
        "accent",
        "accentunder",
        "movablelimits",
        "displaystyle",
        "form",
        "scriptlevel",
        "linethickness",
        "minsize",
        "maxsize",
        "lspace",
        "rspace",
        "width",
        "columnalign",
    ]
)
ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][\w\-.~:/?#%&=+,;!]*)?", re.ASCII)

TEXISH = st.lists(
    st.sampled_from(
        [
            *"ab1 $\\{}()^_~<>&\"'=-",
            "\\frac",
            "\\text",
            "\\href",
            "\\sum",
            "\\left(",
            "\\begin{matrix}",
            "https://a.example/",
            "@",
            "javascript:",
            "\\mathbf",
            "\\unicode{x3c}",
            "\\style",
            "\u202e",
        ]
    )
).map("".join)


class Elements(HTMLParser):
    """Every element with its attributes; opened ones must be closed, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def assert_harmless(page: str) -> None:
    elements = Elements(page)
    assert not elements.open
    for tag, attributes in elements.found:
        assert tag in INLINE
        assert attributes.keys() <= ATTRIBUTES
        assert (attributes.keys() == {"href", "rel"}) == (tag == "a")
        if tag == "a":
            assert ADDRESS.fullmatch(attributes["href"] or "")
            assert attributes["rel"] == "nofollow noopener noreferrer"


@pytest.mark.parametrize(("listed", "expected"), rows("html.tsv"))
def test_listed_text_is_shown_as_html(listed: str, expected: str) -> None:
    assert as_html(listed) == expected


@given(st.text() | TEXISH)
def test_html_of_any_text_is_harmless(text: str) -> None:
    assert_harmless(as_html(text))


@given(TEXISH)
def test_markdown_leaves_the_html_alone(text: str) -> None:
    """Inside an element of a page and in a paragraph of Markdown it says the same."""
    shown = as_html(text)
    if shown and not shown.startswith("<math"):
        raw, inline = (Markdown().convert(page) for page in (f"<p>{shown}</p>", f"x {shown}"))
        assert Elements(raw).found == [("p", {}), *Elements(shown).found]
        assert Elements(inline).found == [("p", {}), *Elements(shown).found]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\\${}^_~`'-:")))
@example("it takes ten times")
def test_text_without_tex_keeps_its_words(text: str) -> None:
    assume(repair(clean(text)) == clean(text))  # `leq` alone is what a listing left of TeX

    assert "".join(Elements(as_html(text)).words) == clean(text) == as_text(text)


def test_hostile_text_is_harmless(shared: Path) -> None:
    for text in hostile_texts(shared):
        assert_harmless(as_html(text))
        assert_harmless(as_html(f"${text}$"))


def test_paragraphs_end_at_blank_lines() -> None:
    assert abstract_paragraphs("One\nline.\n \nTwo $x$ here.\n\n\n") == (
        "One line.",
        "Two <i>x</i> here.",
    )
    assert abstract_paragraphs("") == ()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example",
        "https://user@a.example",
        "https://a.example\\@b.example",
        "https://exаmple.org",
        "https://a.example/é",
        "https://localhost",
        "https://1.2.3.4/x",
        'https://a.example/"onclick=',
        "https://a.example/\n",
        "ftp://a.example",
    ],
)
def test_only_plain_addresses_are_linked(address: str) -> None:
    assert link(address) is None


@pytest.mark.parametrize(
    ("tex", "mathml"),
    [
        (r"\mathbb{R}^n", "<msup><mi>ℝ</mi><mi>n</mi></msup>"),
        (r"\log n", '<mi>log</mi><mspace width=".167em"></mspace><mi>n</mi>'),
        (r"\mathbf{x}", "<mi>𝐱</mi>"),
        (r"\text{ if }x", "<mtext>&#160;if&#160;</mtext><mi>x</mi>"),
        (r"\text{<b>}", "<mtext>&#60;b&#62;</mtext>"),
        (r"\hat{y}", '<mover accent="true"><mi>y</mi><mo>&#94;</mo></mover>'),
    ],
)
def test_formulas_become_mathml(tex: str, mathml: str) -> None:
    assert to_mathml(tex) == f"<math>{mathml}</math>"


@pytest.mark.parametrize(
    "tex",
    [
        "",
        r"\href{javascript:alert(1)}{x}",
        r"\style{color:red}{x}",
        r"\class{a}{b}",
        r"\htmlData{a=b}{x}",
        r"\cssId{a}{b}",
        r"\includegraphics{a.png}",
        r"\def\a{\a\a}\a",
        r"\newcommand{\a}{\a\a}\a",
        r"\rule{99999em}{99999em}",
        r"\hspace{99999em}x",
        r"\method",
        r"\begin{tikzpicture}x\end{tikzpicture}",
        "x_{",
        "x" * 2001,
        "{" * 31 + "}" * 31,
    ],
)
def test_what_is_not_plain_mathematics_is_refused(tex: str) -> None:
    assert to_mathml(tex) is None


def test_a_formula_on_a_line_of_its_own_says_so() -> None:
    assert to_mathml("x", display=True) == '<math display="block"><mi>x</mi></math>'


def test_quotes_are_bare_in_text_and_stay_as_they_are_in_tags() -> None:
    markup = (
        '<a href="https://a.example/&#39;&#34;">it&#39;s &#34;so&#34;</a> &lt;b c=&#39;d&#39;&gt;'
    )

    assert bare_quotes(markup) == (
        """<a href="https://a.example/&#39;&#34;">it's "so"</a> &lt;b c='d'&gt;"""
    )
