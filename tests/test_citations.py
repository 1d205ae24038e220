"""Citations: right for what is known, silent on what is not, and safe for any text."""

from datetime import date

from builders import make_paper
from hypothesis import given
from hypothesis import strategies as st

from generator.citations import to_bibtex, to_text
from generator.records import Author, Link
from generator.text.bibtex import bibtex

PAGE = "https://x.example/papers/kettles-that-wait/"


def test_all_that_is_known_stands_in_the_citation() -> None:
    paper = make_paper(
        title="Kettles: 100% of {Tea} & more",
        authors=(
            Author(name="Ada Lovelace", family="Lovelace", given="Ada"),
            Author(name="Tea-AI"),
        ),
        published=date(2024, 1, 2),
        links=(Link(kind="arxiv", value="2401.00001", source="x"),),
    )

    assert to_bibtex(paper, PAGE) == (
        "@misc{kettles-that-wait,\n"
        "  title = {{Kettles: 100\\% of \\textbraceleft{}Tea\\textbraceright{} \\& more}},\n"
        "  author = {Lovelace, Ada and {Tea-AI}},\n"
        "  year = {2024},\n"
        "  eprint = {2401.00001},\n"
        "  archiveprefix = {arXiv},\n"
        "  url = {https://arxiv.org/abs/2401.00001},\n"
        "}\n"
    )
    assert to_text(paper, PAGE) == (
        "Ada Lovelace, Tea-AI (2024). Kettles: 100% of {Tea} & more. arXiv:2401.00001. "
        "https://arxiv.org/abs/2401.00001"
    )


def test_what_is_not_known_is_left_out() -> None:
    paper = make_paper(title="Why?")

    assert to_bibtex(paper, PAGE) == (
        f"@misc{{kettles-that-wait,\n  title = {{{{Why?}}}},\n  url = {{{PAGE}}},\n}}\n"
    )
    assert to_text(paper, PAGE) == f"Why? {PAGE}"


@given(st.text())
def test_braces_are_balanced_whatever_a_text_holds(text: str) -> None:
    depth = 0
    for character in bibtex(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
