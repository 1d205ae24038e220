"""Labels, and the arithmetic of scores worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.classify import compile_rules
from generator.problems import ContentError
from generator.records import Paper, Topic
from generator.scoring import (
    HALVES,
    Label,
    Tally,
    half_of,
    parse_labels,
    render_score,
    score_rules,
    score_topics,
    take_half,
)

DATA = Path(__file__).parent / "data" / "labels"
SLUGS = ("engines", "letters", "numbers")

FOUND = [
    # Both wanted topics found, and a neutral one that counts nowhere.
    (
        Label(title="A", primary="engines", topics=("engines", "numbers"), also_ok=("letters",)),
        ("numbers", "letters", "engines"),
    ),
    # The wanted one first, and one that is wrong.
    (Label(title="B", primary="letters", topics=("letters",)), ("letters", "engines")),
    # Nothing found: two missed.
    (Label(title="C", primary="numbers", topics=("numbers", "letters")), ()),
    # Only a neutral one found: nothing wrong, one missed.
    (Label(title="D", primary="numbers", topics=("numbers",), also_ok=("engines",)), ("engines",)),
]


def read(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


def test_a_file_of_labels_is_read_in_its_order() -> None:
    assert parse_labels(read("good.jsonl"), "good.jsonl", SLUGS) == (
        Label(
            title="Looms That Weave Algebra",
            primary="engines",
            topics=("engines", "numbers"),
            also_ok=("letters",),
        ),
        Label(title="On Computable Ciphers", primary="letters", topics=("letters",)),
    )


def test_every_mistake_in_labels_is_named_with_its_line() -> None:
    with pytest.raises(ContentError) as caught:
        parse_labels(read("awful.jsonl"), "awful.jsonl", SLUGS)
    problems = caught.value.problems
    assert all(problem.hint for problem in problems)
    assert [(problem.line, problem.message) for problem in problems] == [
        (1, "the line is no JSON"),
        (2, """the line holds '["a", "list"]'; expected an object"""),
        (3, "`title` must be text, not None"),
        (4, "`topics` must be a list of topics, not 'engines'"),
        (5, "'steam' is no topic"),
        (6, "the primary topic 'engines' is not among `topics`"),
        (7, "'engines' is both in `topics` and in `also_ok`"),
        (9, "the paper 'TWICE!' is labelled on an earlier line"),
    ]


def test_neutral_topics_are_neither_right_nor_wrong() -> None:
    score = score_topics(FOUND)
    assert score.whole == Tally(right=3, wrong=1, missed=3)
    assert score.by_topic == {
        "engines": Tally(right=1, wrong=1, missed=0),
        "letters": Tally(right=1, wrong=0, missed=1),
        "numbers": Tally(right=1, wrong=0, missed=2),
    }


def test_precision_recall_and_f1_come_from_the_counts_of_all_papers() -> None:
    whole = score_topics(FOUND).whole
    assert whole.precision == pytest.approx(3 / 4)
    assert whole.recall == pytest.approx(3 / 6)
    assert whole.f1 == pytest.approx(0.6)


def test_the_primary_topic_counts_as_first_and_as_found() -> None:
    score = score_topics(FOUND)
    assert (score.papers, score.primary_first, score.primary_found) == (4, 1, 2)


def test_the_score_of_nothing_is_nothing() -> None:
    score = score_topics([])
    assert (score.papers, score.whole.precision, score.whole.recall, score.whole.f1) == (0, 0, 0, 0)
    assert render_score(score).startswith("0 labelled papers\n")


def test_labels_meet_papers_by_title_and_absent_ones_are_named() -> None:
    topics = [
        Topic(slug="engines", name="Engines", about="", rules={"loom": 10}),
        Topic(slug="letters", name="Letters", about="", rules={"cipher": 10}),
    ]
    papers = [
        Paper(id="a", title="Looms that weave algebra", abstract="A loom with cards."),
        Paper(id="b", title="Unlabelled ciphers", abstract=""),
    ]
    score = score_rules(
        [
            Label(title="LOOMS — that weave Algebra!", primary="engines", topics=("engines",)),
            Label(title="On Computable Ciphers", primary="letters", topics=("letters",)),
        ],
        papers,
        compile_rules(topics),
    )
    assert (score.papers, score.primary_first) == (1, 1)
    assert score.absent == ("On Computable Ciphers",)


def test_a_score_reads_as_a_summary_and_a_table() -> None:
    assert render_score(score_topics(FOUND, absent=["On Computable Ciphers"])).splitlines() == [
        "4 labelled papers",
        "precision 0.750, recall 0.500, micro-F1 0.600",
        "primary topic found 0.500, found first 0.250",
        "",
        "topic                     right  wrong  missed     F1",
        "engines                       1      1       0   0.67",
        "letters                       1      0       1   0.67",
        "numbers                       1      0       2   0.50",
        "",
        "not among the papers (1):",
        "  On Computable Ciphers",
    ]


def test_a_label_stays_in_its_half() -> None:
    """Rules that were tuned on one half must never be judged by it later."""
    assert half_of("Looms That Weave Algebra") == "tuned"
    assert half_of("On Computable Ciphers") == "held-out"


@given(st.lists(st.text(min_size=1), unique=True))
def test_every_label_is_in_one_half_whatever_its_spelling(titles: list[str]) -> None:
    labels = [Label(title=title, primary="engines", topics=("engines",)) for title in titles]
    halves = [take_half(labels, half) for half in HALVES]
    assert sorted(title for half in halves for title in (label.title for label in half)) == sorted(
        titles
    )
    assert all(half_of(f" {title} ") == half_of(title) for title in titles)
