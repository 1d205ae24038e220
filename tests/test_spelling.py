"""The list of words by which the search page mends slips."""

import json

import pytest
from builders import CAPTURED, make_digest, make_paper

from generator import spelling
from generator.pages.index import Index
from generator.pages.papers import MAX_NAMES
from generator.records import Author, Organisation, Paper, Status
from generator.spelling import make_words_file

WITHDRAWN = Status(value="withdrawn", on=CAPTURED, because="the samovar leaked")


def words_of(*papers: Paper) -> list[str]:
    words: list[str] = json.loads(make_words_file(Index(make_digest(papers))).data)
    return words


def test_the_most_frequent_words_come_first_and_of_equal_ones_the_first_by_letters() -> None:
    papers = [
        make_paper(f"p{number}", title=title)
        for number, title in enumerate(["Tea and Steam", "Steam of the Samovar", "Steam; Kettles!"])
    ]

    assert words_of(*papers) == ["steam", "kettles", "samovar"]


def test_names_count_as_titles_do_and_keep_their_accents() -> None:
    paper = make_paper(
        title="Proof",
        authors=(Author(name="Kurt Gödel"),),
        organisation=Organisation(slug="tea", name="The Tea Laboratory"),
    )

    assert words_of(paper) == ["gödel", "kurt", "laboratory", "proof"]


def test_a_paper_that_stands_no_more_gives_no_words() -> None:
    gone = make_paper("b", title="Withdrawn Claims", status=WITHDRAWN)

    assert words_of(make_paper("a", title="Proof"), gone) == ["proof"]


def test_the_rarest_words_are_left_out_where_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spelling, "MOST_WORDS", 2)
    papers = [make_paper("a", title="Steam Samovar"), make_paper("b", title="Steam and Kettles")]

    assert words_of(*papers) == ["steam", "kettles"]


def test_of_many_authors_the_first_ones_count() -> None:
    names = [f"author{number}" for number in range(MAX_NAMES + 2)]
    paper = make_paper(title="Proof", authors=tuple(Author(name=name) for name in names))

    assert set(words_of(paper)) == {"proof", *names[:MAX_NAMES]}
