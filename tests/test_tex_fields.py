"""Fields that an exporter wrote as TeX, as the text that it had before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.sources.tex_fields import decode_field
from generator.text.bibtex import bibtex
from generator.text.escape import clean

DECODED = (
    (r"Lo{\"i}c, Lo\"{\i}c, Lo\"\i c", "Loïc, Loïc, Loïc"),
    (r"{\"O}rsted, {\v Z}i{\r u}, {\k a}, \c{c}, Gau{\ss}, Bart{\l}omiej", "Örsted, Žiů, ą, ç, Gauß, Bartłomiej"),
    (r"S\^{o}n L\'{\^e}, \'{\^{e}}", "Sôn Lế, ế"),
    (r"\AA{} and {\AE}on", "Å and Æon"),
    (r"100\% \& \#1 \_x\_ \$5 \{a\}", "100% & #1 _x_ $5 {a}"),
    (r"1--2---3, ``a'' {``}b{''}", "1\N{EN DASH}2—3, “a” “b”"),
    (r"a-{}-b, '{}'", "a--b, ''"),
    (r"long\textemdash short \textendash{} and \textbackslash backslash", "long—short \N{EN DASH} and \\backslash"),
    (r"x{\^{}}2 and \~{}50, O(n\^{}2), \^{e}", "x^2 and ~50, O(n^2), ê"),
    (r"J.~Doe, ~50\%, a\ b", "J. Doe, ~50%, a b"),
    (r"Non-{{Parametric Adaptation}} for {T}ea", "Non-Parametric Adaptation for Tea"),
    (r"a\\b\par{}c", "a\nb\n\nc"),
    (r"$x^{2}$ and {$\sim$}50", r"$x^{2}$ and $\sim$50"),
    (r"\(a_{1}\) {b}", r"\(a_{1}\) b"),
    (r"$5 and {$}10", "$5 and $10"),
    (r"\$a\_{1}\$", "$a_1$"),
    (r"{\foo} \foobar{a {b} $c$ \"o}[d] {e}", r"\foo \foobar{a {b} $c$ \"o}[d] e"),
    (r"\href[x]{https://a.example/b\_c}{d}", r"\href[x]{https://a.example/b\_c}{d}"),
    (r"https://a.example/b\_c\%20\$d", "https://a.example/b_c%20$d"),
    (r"\'x \, \! \notamacro", r"\'x \, \! \notamacro"),
    ("plain, 50% {", "plain, 50% "),
    ("\\", "\\"),
)  # fmt: skip


@pytest.mark.parametrize(("tex", "text"), DECODED)
def test_what_has_one_meaning_is_decoded_and_the_rest_stays(tex: str, text: str) -> None:
    assert decode_field(tex) == text


@given(st.text())
def test_what_our_own_escaping_wrote_comes_back(text: str) -> None:
    assert decode_field(bibtex(text)) == clean(text)


@given(st.text(st.sampled_from("\\{}$\"'`~-q %_[]()\n")))
def test_no_letter_vanishes_whatever_stands_around_it(tex: str) -> None:
    """No accent composes with a `q`, and no macro is called `q`."""
    assert decode_field(tex).count("q") == tex.count("q")


@given(st.text(st.sampled_from("\\{}$ abc%"), max_size=40))
def test_an_unknown_macro_is_still_there(around: str) -> None:
    assert "\\unknown" in decode_field(f"{around} \\unknown ")
