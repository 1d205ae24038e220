"""How phrases are found in a paper, how they are weighed, and which topics a paper gets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.assemble import assemble
from generator.classify import ENOUGH, NEAR_BEST, classify, compile_rules
from generator.content.load import Content, load_content
from generator.records import Assignment, Topic
from generator.scoring import parse_labels, score_rules, take_half
from generator.text.phrases import fold_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def topic(slug: str, rules: Mapping[str, float]) -> Topic:
    return Topic(slug=slug, name=slug.title(), about="", rules=rules)


def found(rules: Mapping[str, float], title: str, abstract: str = "") -> tuple[str, ...]:
    """The phrases that put a paper into the only topic there is."""
    assignments = classify(compile_rules([topic("only", rules)]), title, abstract)
    return assignments[0].because if assignments else ()


def slugs(topics: list[Topic], title: str, abstract: str = "") -> list[str]:
    return [assignment.slug for assignment in classify(compile_rules(topics), title, abstract)]


def score_of(rules: Mapping[str, float], title: str, abstract: str = "") -> float | None:
    (assignment,) = classify(compile_rules([topic("only", rules)]), title, abstract)
    return assignment.score


@pytest.mark.parametrize(
    "title",
    [
        "Pre-training looms",
        "PRETRAINING a loom",
        "Pre training: the loom",
        "On pre\N{EN DASH}training",
        "Pré-training",
    ],
)
def test_case_accents_hyphens_and_joined_prefixes_make_no_difference(title: str) -> None:
    assert found({"pre-training": 10}, title) == ("pre-training",)


@pytest.mark.parametrize(
    ("phrase", "title"),
    [
        ("weaving machine", "Weaving machines"),
        ("policies", "A policy for looms"),
        ("loss", "Losses of yarn"),
        ("patch", "Patches of cloth"),
        ("bias", "Bias in cutting"),
        ("quantization", "Quantisation of cards"),
        ("optimizing", "Optimising looms"),
        ("labelled cards", "Cards, labeled cards"),
        ("behavior", "Behaviour of looms"),
        ("bench", "LoomBench: trials of looms"),
    ],
)
def test_plurals_and_british_spelling_make_no_difference(phrase: str, title: str) -> None:
    assert found({phrase: 10}, title) == (phrase,)


@pytest.mark.parametrize(
    ("phrase", "title"),
    [
        ("loom", "Heirloom"),
        ("loom", "Looming deadlines"),
        ("weaving machine", "Machine weaving"),
        ("weaving machine", "Weaving a machine"),
        ("RL", "A girl and her URL"),
    ],
)
def test_only_whole_words_in_the_order_given_are_found(phrase: str, title: str) -> None:
    assert found({phrase: 10}, title) == ()


def test_words_of_addresses_say_nothing() -> None:
    rules = {"loom": 16}
    assert found(rules, "https://weaving.example/loom", "github.com/ada/loom") == ()
    assert score_of(rules, "Loom", "A loom: https://weaving.example/loom") == 64


def test_the_longest_phrase_hides_those_inside_it() -> None:
    topics = [
        topic("looms", {"loom": 10}),
        topic("cards", {"loom with punched cards": 10, "cards": 10}),
    ]
    assert slugs(topics, "A loom with punched cards") == ["cards"]
    assert slugs(topics, "A loom, and cards") == ["looms", "cards"]


def test_a_phrase_of_weight_nought_only_hides() -> None:
    rules = {"state space": 10, "state space model": 0}
    assert found(rules, "State space models of yarn") == ()
    assert found(rules, "The state space of yarn") == ("state space",)


def test_a_negative_weight_speaks_against_a_topic() -> None:
    rules: dict[str, float] = {"loom": 10, "cooking": -10}
    assert found(rules, "A loom for cooking") == ()


def test_one_phrase_may_stand_in_several_topics() -> None:
    topics = [topic("looms", {"loom": 10}), topic("weaving", {"loom": 8})]
    assert slugs(topics, "A loom") == ["looms", "weaving"]


def test_the_first_of_two_spellings_of_a_phrase_counts() -> None:
    assert score_of({"pre-training": 10, "pretraining": 1}, "Pretraining") == 30


def test_the_title_counts_most_and_repetition_counts_a_little() -> None:
    rules = {"loom": 16}
    assert score_of(rules, "Loom") == 48
    assert score_of(rules, "Yarn", "A loom.") == 16
    assert score_of(rules, "Yarn", "A loom. Looms!") == 24
    assert score_of(rules, "Yarn", "A loom. Looms! Looms and looms.") == 24
    assert score_of(rules, "Loom", "The loom.") == 64


def test_a_paper_gets_no_topic_below_the_threshold() -> None:
    rules = compile_rules([topic("looms", {"loom": ENOUGH, "yarn": ENOUGH - 0.01})])
    assert classify(rules, "On", "yarn") == ()
    assert classify(rules, "On", "loom") == (
        Assignment(slug="looms", origin="rules", score=ENOUGH, because=("loom",)),
    )
    assert classify(rules, "", "") == ()


def test_further_topics_must_come_near_the_best() -> None:
    best = ENOUGH / NEAR_BEST * 2
    topics = [
        topic("best", {"loom": best}),
        topic("near", {"yarn": best * NEAR_BEST}),
        topic("far", {"silk": best * NEAR_BEST - 0.01}),
    ]
    assert slugs(topics, "On", "Loom, yarn and silk") == ["best", "near"]


def test_a_paper_gets_at_most_three_topics_and_ties_go_by_their_order() -> None:
    topics = [topic(slug, {slug: 10}) for slug in ("wool", "silk", "flax", "hemp")]
    assert slugs(topics, "Hemp, flax, silk, wool") == ["wool", "silk", "flax"]


def test_reasons_are_the_strongest_phrases_as_the_rules_write_them() -> None:
    rules = {"Wool": 3, "silks": 9, "flax": 3, "hemp": 5, "jute": 1, "sisal": 2, "moth": -1}
    title = "Jute, sisal, hemp, flax, silk, wool and a moth"
    assert found(rules, title) == ("silks", "hemp", "Wool", "flax", "sisal")


def test_no_topics_and_no_rules_give_no_topics() -> None:
    assert classify(compile_rules([]), "Loom", "A loom.") == ()
    assert classify(compile_rules([topic("empty", {})]), "Loom", "A loom.") == ()
    assert classify(compile_rules([topic("signs", {"…": 50})]), "… …", "…") == ()


LETTERS = st.text(alphabet="abcdes -'é…", max_size=12)


@given(st.dictionaries(LETTERS, st.integers(-5, 12)), LETTERS, st.text())
def test_scores_are_ordered_reasoned_and_the_same_every_time(
    weights: dict[str, float], title: str, abstract: str
) -> None:
    topics = [topic("one", weights), topic("two", {"a": 9, "b": 7})]
    assignments = classify(compile_rules(topics), title, abstract)
    assert assignments == classify(compile_rules(topics), title, abstract)
    scores = [assignment.score or 0 for assignment in assignments]
    assert scores == sorted(scores, reverse=True)
    assert all(score >= ENOUGH and score == round(score, 2) for score in scores)
    for assignment in assignments:
        rules = weights if assignment.slug == "one" else topics[1].rules
        assert assignment.because
        folded = {fold_words(text) for text in rules}
        assert {fold_words(text) for text in assignment.because} <= folded


@given(st.text())
def test_folded_words_have_neither_space_nor_capitals(text: str) -> None:
    assert all(word and not re.search(r"[\sA-Z]", word) for word in fold_words(text))


# The topics of the first digest, whose definitions and labels lie beside the project


@pytest.fixture(scope="module")
def wanted(shared: Path) -> list[tuple[str, str, str]]:
    """Slug, name and definition of each, in order.

    Read as lines of text: a comma in a name without quotes is none of YAML's there.
    """
    line = re.compile(r"^- \{slug: (.+?), name: (.+?), about: \"(.+)\"\}$", re.MULTILINE)
    return line.findall((shared / "topics.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def first(own_digest: Path, wanted: list[tuple[str, str, str]]) -> Content:
    """The content of the first digest, where the project holds that one."""
    content = load_content(own_digest / "content")
    if not {each.slug for each in content.topics} & {slug for slug, _, _ in wanted}:
        pytest.skip("the topics of the first digest: the project holds another")
    return content


def test_the_topics_keep_their_slugs_names_and_order(
    first: Content, wanted: list[tuple[str, str, str]]
) -> None:
    assert len(wanted) == 31
    assert [(each.slug, each.name, each.about) for each in first.topics] == wanted


def test_no_topic_has_a_phrase_twice(first: Content) -> None:
    for each in first.topics:
        assert each.rules
        folded = [fold_words(text) for text in each.rules]
        assert all(folded)
        assert len(set(folded)) == len(folded), each.slug


def test_the_rules_are_right_for_papers_they_were_not_tuned_on(
    first: Content, shared: Path
) -> None:
    """The bar lies a little below what was measured; lower it never, raise it when you can."""
    text = (shared / "data/topic_labels.jsonl").read_text(encoding="utf-8")
    labels = parse_labels(text, "topic_labels.jsonl", {each.slug for each in first.topics})
    held_out = take_half(labels, "held-out")
    rules = compile_rules(first.topics)
    score = score_rules(held_out, assemble(first).digest.papers, rules)
    assert not score.absent
    assert score.papers == len(held_out) == 72
    assert score.whole.f1 >= 0.82
    assert score.primary_found / score.papers >= 0.88
