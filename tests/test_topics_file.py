"""The file of topics: its records, its mistakes, and its schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.classify import compile_rules
from generator.content.rules import RULES
from generator.content.schema import topics_schema
from generator.content.topics import parse_topics
from generator.problems import Problem, Severity, render_text, sort_problems
from generator.records import Topic

DATA = Path(__file__).parent / "data" / "topics"
PATH = "content/topics.yml"


def parse(text: str) -> tuple[tuple[Topic, ...], tuple[Problem, ...]]:
    return parse_topics(text.encode(), PATH)


def test_topics_become_records_in_their_order() -> None:
    topics, problems = parse_topics((DATA / "topics.yml").read_bytes(), PATH)
    assert not problems
    assert topics == (
        Topic(
            slug="engines",
            name="Engines & looms",
            about="Machines that compute by weaving: cards, mills and stores",
            rules={
                "analytical engine": 3.0,
                "loom": 1.5,
                "difference engine": -2.0,
                "cards": 0.25,
            },
        ),
        Topic(slug="halting", name="Halting", about="Whether programs end"),
        Topic(
            slug="notes",
            name="Notes",
            about="Remarks on the work of others",
            formerly=("remarks", "marginalia"),
        ),
    )


def test_all_problems_of_an_awful_file_stand_beside_it() -> None:
    topics, problems = parse_topics((DATA / "awful.yml").read_bytes(), PATH)
    found = "\n".join(map(render_text, sort_problems(problems))) + "\n"
    assert found == (DATA / "awful.problems.txt").read_text("utf-8")
    assert [topic.slug for topic in topics] == ["finer"]
    assert all(problem.rule in RULES and problem.hint for problem in problems)


@pytest.mark.parametrize("text", ["", "# none\n", "[]", "~", "{}"])
def test_a_file_without_topics_is_an_error(text: str) -> None:
    topics, (problem,) = parse(text)
    assert topics == ()
    assert problem.rule == "empty-file"


def test_a_file_that_is_no_list_is_told_so() -> None:
    topics, (problem,) = parse("vision: Vision\n")
    assert topics == ()
    assert problem.message == "the topics are a mapping; expected a list"
    assert problem.hint


@pytest.mark.parametrize(
    ("written", "weight"),
    [
        ("3", 3.0),
        ("0.5", 0.5),
        (".25", 0.25),
        ("-2", -2.0),
        ("+1", 1.0),
        ("100", 100.0),
        ("'1'", 1.0),
    ],
)
def test_weights_are_numbers(written: str, weight: float) -> None:
    (topic,), problems = parse(f"[{{slug: a, name: A, about: B, rules: {{loom: {written}}}}}]")
    assert not problems
    assert topic.rules == {"loom": weight}


@pytest.mark.parametrize(
    "written", ["101", "-100.1", "nan", ".inf", "inf", "1e3", "1_0", "0x1", "3,5", "٣", "high", "1" * 400]
)  # fmt: skip
def test_other_weights_are_refused(written: str) -> None:
    topics, problems = parse(f"[{{slug: a, name: A, about: B, rules: {{loom: '{written}'}}}}]")
    assert topics == ()
    assert [problem.rule for problem in problems] == ["bad-weight"]


@pytest.mark.parametrize("slug", ["Vision", "a b", "a_b", "-a", "a--b", "é", "con", "com1", "page"])
def test_slugs_are_safe_as_addresses_and_files(slug: str) -> None:
    _, problems = parse(f"[{{slug: '{slug}', name: A, about: B}}]")
    assert [problem.rule for problem in problems] == ["bad-slug"]


def test_a_slug_names_one_topic_now_and_formerly() -> None:
    text = (
        "- {slug: a, name: A, about: A, formerly: [b, c]}\n"
        "- {slug: b, name: B, about: B, formerly: [c, d, d]}\n"
        "- {slug: a, name: A, about: A}\n"
    )
    _, problems = parse(text)
    assert [(problem.rule, problem.line, problem.column) for problem in problems] == [
        ("duplicate-slug", 2, 10),
        ("duplicate-slug", 2, 43),
        ("duplicate-slug", 2, 49),
        ("duplicate-slug", 3, 10),
    ]


def test_phrases_that_differ_in_case_and_accents_alone_are_a_warning() -> None:
    topics, (problem,) = parse(
        "[{slug: a, name: A, about: B, rules: {Naïve  engine: 1, naive engine: 2}}]"
    )
    assert (problem.rule, problem.severity) == ("duplicate-phrase", Severity.WARNING)
    assert len(topics) == 1


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("scaling law", "scaling laws", "`scaling law`, for case"),
        ("pre-training", "pretraining", "`pretraining`, for case"),
        ("pre training", "pre-training", "`pretraining`, for case"),
        ("labelled", "labeled", "`labeled`, for case"),
        ("PokerBench", "bench", "`bench`, for case"),
        ("C", "C++", "`c`, for signs such as `+` make"),
        ("R&D", "R D", "`r d`, for signs such as `&` make"),
    ],
)
def test_phrases_that_are_found_as_the_same_words_are_a_warning(
    first: str, second: str, why: str
) -> None:
    """The first counts, and nothing else would say so."""
    (topic,), (problem,) = parse(
        f"[{{slug: a, name: A, about: B, rules: {{'{first}': 10, '{second}': -3}}}}]"
    )
    assert (problem.rule, problem.severity) == ("duplicate-phrase", Severity.WARNING)
    assert problem.message == f'the phrase "{second}" says the same as "{first}"'
    assert (problem.hint or "").startswith(f"keep one, the first counts: both are found as {why}")
    (found,) = compile_rules([topic]).phrases.values()
    assert found.weights == ((0, 10.0),)


def test_phrases_that_differ_in_a_word_are_two() -> None:
    _, problems = parse(
        "[{slug: a, name: A, about: B, rules: {'C 3': 1, C: 1, C3: 1, laws of C: 1}}]"
    )
    assert not problems


def test_a_phrase_twice_is_a_duplicate_key() -> None:
    _, problems = parse("[{slug: a, name: A, about: B, rules: {loom: 1, loom: 2}}]")
    assert [problem.rule for problem in problems] == ["duplicate-key"]


def test_editors_accept_what_the_check_accepts() -> None:
    schema = topics_schema()
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load((DATA / "topics.yml").read_bytes()), schema)
    for text in ("{}", "- {slug: a, name: A}", "- {slug: A, name: A, about: A}"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(yaml.safe_load(text), schema)


def test_every_example_of_the_schema_is_accepted() -> None:
    properties = topics_schema()["definitions"]["TopicShape"]["properties"]
    topic = {key: part["examples"][0] for key, part in properties.items()}
    topics, problems = parse(json.dumps([topic]))
    assert not problems
    assert topics[0].slug == topic["slug"]


KEYS = st.sampled_from(["slug", "name", "about", "formerly", "rules", "loom", ""])
ANYTHING = st.recursive(
    st.text(max_size=10) | st.booleans() | st.none() | st.sampled_from(["a", "b-c", "1", "-0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=15,
)


@given(data=st.lists(ANYTHING, max_size=5))
def test_no_mixture_of_keys_and_values_breaks_the_check(data: object) -> None:
    topics, problems = parse(json.dumps(data))
    assert topics or problems
    for problem in problems:
        assert problem.rule in RULES
        assert problem.hint
