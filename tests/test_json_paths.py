"""What the beginning of a JSON text tells of its shape, and where its records stand."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.problems import ContentError
from generator.sources.json_answers import NoJson, json_lines, read_answer
from generator.sources.json_paths import key_paths

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("ab[]{}:\\\"' ,"), inner),
    max_leaves=12,
)
layouts = st.sampled_from([{}, {"indent": 1}, {"separators": (",", ":")}])


@pytest.mark.parametrize(
    ("head", "paths"),
    [
        ('{"id": "a", "n": [1, {"k": 2}]}', {"id", "n", "n[]", "n[].k"}),
        ('[null, {"id": "a"}, {"b": {"c": 1}}]', {"[]", "[].id", "[].b", "[].b.c"}),
        ('{"a": 1}\n{"b": 2}', {"a", "b"}),
        ('{"a": "{\\"b\\": [1]}", "c": "]"}', {"a", "c"}),
        ('{"a": "cut {\\"b\\": ', {"a"}),
        ('{"a": "cut \\', {"a"}),
        ('{"a": {"b', {"a"}),
        ("[" * 100_000, {"[]", "[][]"}),
        ("]]}} {", set()),
        ('A page about "id": {"a": 1}', set()),
        ("", set()),
    ],
)
def test_keys_and_lists_are_named_by_their_way_from_the_top(head: str, paths: set[str]) -> None:
    assert {path for path in key_paths(head) if path.count("[]") <= 2} == paths


@given(json_values, layouts)
def test_a_text_over_many_lines_has_the_paths_of_one_line(
    value: object, layout: dict[str, Any]
) -> None:
    assert key_paths(json.dumps(value, **layout)) == key_paths(json.dumps(value))


@given(st.lists(json_values), st.dictionaries(st.text("ab"), json_values), layouts)
def test_records_under_a_key_are_found_with_their_lines(
    records: list[object], around: dict[str, object], layout: dict[str, Any]
) -> None:
    text = json.dumps({**around, "data": records, "z": 1}, **layout)
    answer = read_answer(text, "a.json", "data", "records")

    assert [record for _, record in answer.records] == records
    assert answer.around == {**around, "z": 1}
    for line, record in answer.records:
        begins = json.dumps(record, **layout).split("\n")[0]
        assert begins in text.split("\n")[line - 1]


@given(st.lists(st.dictionaries(st.text("ab"), st.none() | st.text()), min_size=2, max_size=5))
def test_records_a_line_are_found_with_their_lines(records: list[dict[str, object]]) -> None:
    text = "".join(f"{json.dumps(record)}\n\n" for record in records)

    assert list(read_answer(text, "a.json", "data", "records").records) == [
        (2 * index + 1, record) for index, record in enumerate(records)
    ]


def test_a_line_that_is_no_json_stands_among_the_others_and_says_why() -> None:
    lines = list(json_lines('{"a": 1}\n{"a": 1, "a": 2}\n{"a": NaN}\n{} {}\n', "a.jsonl"))

    assert lines == [
        (1, {"a": 1}),
        (2, NoJson("the line is no JSON: the key 'a' stands twice in a mapping")),
        (3, NoJson("the line is no JSON: NaN is no JSON value")),
        (4, NoJson("the line is no JSON; column 4: Extra data")),
    ]


def test_a_first_line_that_is_no_json_does_not_hide_the_lines_after_it() -> None:
    answer = read_answer('{"a": \n{"a": 1}\n{"a": 2}\n', "a.json", "data", "records")

    assert [isinstance(record, dict) for _, record in answer.records] == [False, True, True]


def test_a_list_of_one_record_a_line_is_a_list() -> None:
    for text in ('[\n{"a": 1}\n]', '{"data": [\n{"a": 1}\n]}'):
        assert list(read_answer(text, "a.json", "data", "records").records) == [(2, {"a": 1})]


def test_a_last_line_without_an_end_is_a_file_cut_off() -> None:
    with pytest.raises(ContentError, match="the file ends within a record"):
        list(json_lines('{"a": 1}\n{"a": ', "a.jsonl"))
