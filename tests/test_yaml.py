"""The strict YAML loader: what it takes for what, what it refuses, and that nothing breaks it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml
from attacks import read as corpus
from hypothesis import given
from hypothesis import strategies as st

from generator.content import yaml as strict
from generator.content.rules import MAX_PROBLEMS, RULES
from generator.content.wording import is_hidden, readable
from generator.content.yaml import MAX_BYTES, MAX_DEPTH, Document, load

if TYPE_CHECKING:
    from generator.content.yaml import Value
    from generator.problems import Problem

PATH = "content/x.yml"


@pytest.fixture(params=["libyaml", "python"], autouse=True)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every test runs on both parsers: the result must not depend on which is there."""
    if request.param == "python":
        monkeypatch.setattr(strict, "_LOADER", yaml.SafeLoader)
    elif not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")
    return str(request.param)


def read(text: str) -> tuple[Document | None, tuple[Problem, ...]]:
    return load(text.encode("utf-8", "surrogatepass"), PATH)


def data_of(text: str) -> Value:
    document, problems = read(text)
    assert not problems
    assert document
    return document.data


def findings_of(text: str) -> list[tuple[str, int, int]]:
    return [(problem.rule, problem.line, problem.column) for problem in read(text)[1]]


@pytest.mark.parametrize(
    "written",
    [
        *("2401.00010", "012", "0x1F", "1e3", ".inf", "-7", "1_000", "1:30", "9" * 5000),
        *("no", "Yes", "on", "OFF", "True", "FALSE", "Null", "NULL", "y"),
        *("2025-11-21", "2024-13-45", "2025-11-21T00:00:00Z", "=", "a#b", "a:b", "\u200dx"),
    ],
)
def test_plain_text_stays_as_it_is_written(written: str) -> None:
    assert data_of(f"key: {written}\n") == {"key": written}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ('"true"', "true"),
        ("'~'", "~"),
        ('""', ""),
        ("|\n  null\n", "null\n"),
    ],
)
def test_only_unquoted_true_false_and_null_are_not_text(written: str, value: Value) -> None:
    assert data_of(f"key: {written}\n") == {"key": value}


def test_keys_are_text_whatever_they_look_like() -> None:
    assert data_of("{on: a, true: b, null: c, 1.0: d}") == {
        "on": "a",
        "true": "b",
        "null": "c",
        "1.0": "d",
    }


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n...\n"])
def test_an_empty_file_is_a_document_without_data(text: str) -> None:
    assert data_of(text) is None


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_mark_make_no_difference(end: str) -> None:
    text = "\ufeff" + end.join(["a: b", "c:", "  - d", ""])
    document, problems = read(text)
    assert not problems
    assert document
    assert document.data == {"a": "b", "c": ["d"]}
    assert document.where.at("c", 0) == (3, 5)


def test_places_of_keys_and_values_are_known() -> None:
    document, _ = read("topics:\n  add: [vision, 'data']\nnotes:\n- by: ada\n  text: |\n    Long\n")
    assert document
    where = document.where
    assert where.at() == (1, 1)
    assert where.at_key("topics", "add") == (2, 3)
    assert where.at("topics", "add", 1) == (2, 17)
    assert where.at("notes", 0) == (4, 3)
    assert where.at("notes", 0, "text") == (5, 9)


def test_the_place_of_what_does_not_exist_is_that_of_what_would_hold_it() -> None:
    document, _ = read("topics:\n  add: [vision]\n")
    assert document
    assert document.where.at("topics", "add", 7) == (2, 8)
    assert document.where.at("picks", 0, "by") == (1, 1)
    assert document.where.at_key("topics", "add", 0) == (2, 9)


def test_every_duplicate_key_is_found_with_both_lines() -> None:
    text = "a: 1\nb: {c: 1, c: 2}\na:\n  d: 1\n  d: 2\na: {d: 3}\n"
    document, problems = read(text)
    assert document
    assert document.data == {"a": "1", "b": {"c": "1"}}
    assert [(problem.line, problem.message) for problem in problems] == [
        (2, "the key `c` stands on line 2 and again on line 2"),
        (3, "the key `a` stands on line 1 and again on line 3"),
        (5, "the key `d` stands on line 4 and again on line 5"),
        (6, "the key `a` stands on line 1 and again on line 6"),
    ]


def test_keys_are_compared_as_text_however_they_are_quoted() -> None:
    assert findings_of("a: 1\n'a': 2\n\"\\x61\": 3\n") == [
        ("duplicate-key", 2, 1),
        ("duplicate-key", 3, 1),
    ]


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("a: &x [1]\nb: *x\n", [("yaml-feature", 1, 4), ("yaml-feature", 2, 4)]),
        ("&a [*a]\n", [("yaml-feature", 1, 1), ("yaml-feature", 1, 5)]),
        ("a: {<<: {b: c}}\n", [("yaml-feature", 1, 5)]),
        ("!!python/object/apply:os.system [id]\n", [("yaml-feature", 1, 1)]),
        ("a: !ENV HOME\n", [("yaml-feature", 1, 4)]),
        ("a: ! b\n", [("yaml-feature", 1, 4)]),
        ("? [a]\n: b\n", [("yaml-feature", 1, 3)]),
        ("? {a: b, a: c}\n: [d, &e f]\n", [
            ("yaml-feature", 1, 3), ("duplicate-key", 1, 10), ("yaml-feature", 2, 7),
        ]),
        ("a: 1\n---\nb: 2\n", [("yaml-feature", 2, 1)]),
        ("%YAML 1.1\n---\na: 1\n", [("yaml-feature", 1, 1)]),
        ("%TAG ! tag:example,2025:\n---\na: 1\n", [("yaml-feature", 1, 1)]),
    ],
)  # fmt: skip
def test_what_content_has_no_use_for_is_refused(
    text: str, findings: list[tuple[str, int, int]]
) -> None:
    assert findings_of(text) == findings


def test_a_quoted_merge_sign_is_a_key_like_others() -> None:
    assert data_of("'<<': a\n") == {"<<": "a"}


def test_nothing_is_said_again_about_a_refused_value() -> None:
    document, _ = read("a: [b, *c]\n")
    assert document
    assert document.data == {"a": ["b", None]}
    assert document.refused == {("a", 1)}


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("a: \x07\n", (1, 4)),
        ("a: b\nc: safe \u202egnp.exe\n", (2, 9)),
        ("a\u200bb: c\n", (1, 2)),
        ("# a comment \u2066\n", (1, 13)),
        ("a: b\u2028c\n", (1, 5)),
        ("a: \ufffe\n", (1, 4)),
        ("a: \x85\n", (1, 4)),
        ("a: b\ufeff\n", (1, 5)),
        ('a: "b\\u202e"\n', (1, 4)),
        ('"a\\0": b\n', (1, 1)),
        ("a: \U0001ffff\n", (1, 4)),
    ],
)
def test_hidden_characters_are_refused_raw_and_escaped(text: str, finding: tuple[int, int]) -> None:
    assert findings_of(text) == [("hidden-character", *finding)]


def test_the_joiners_of_scripts_and_emoji_are_text() -> None:
    text = "می\u200cخواهم 👩\u200d💻"
    assert data_of(f"a: {text}\n") == {"a": text}


def test_nothing_hidden_is_printable() -> None:
    """A fast question that answers a slow one for most texts."""
    assert not any(chr(n).isprintable() for n in range(0x110000) if is_hidden(chr(n)))


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("title: Orca 2: Teaching\n", (1, 14), "text with a colon and a space in it must stand in quotes"),
        ("a: {b: c: d}\n", (1, 9), "text with a colon and a space in it must stand in quotes"),
        ("a: b\n  c: d\n", (2, 4), "`key: value` cannot stand here"),
        ("a:\n\t- 1\n", (2, 1), "a tab stands where YAML wants spaces"),
        ("by: @ada\n", (1, 5), 'text cannot begin with "@" in YAML'),
        ("a: `b`\n", (1, 4), 'text cannot begin with "`" in YAML'),
        ("a: *b*\n", (1, 4), 'text cannot begin with "*" or "&" in YAML'),
        ('a: "b" c\n', (1, 8), "the text goes on after its closing quote"),
        ("a: {b: 'it's'}\n", (1, 12), "the text goes on after its closing quote"),
        ("a: [b]]\n", (1, 7), "something follows the end of the value"),
        ("a: [b, c\nd: e\n", (2, 2), "what `[` opens on line 1 is not closed where it should be"),
        ("a: {b: c\nd: e\n", (2, 2), "what `{` opens on line 1 is not closed where it should be"),
        ("a: 1\nb: 'c\nd: e\n", (2, 4), "this quote is never closed"),
        ("a: b\nwords\nc: d\n", (2, 1), "this line is neither `key: value` nor an item of a list"),
        ("a:\n   b: c\n  d: e\n", (3, 3), "this line does not fit the indentation of the lines above"),
        ("a:\n  - b: c\n   d: e\n", (3, 4), "this line does not fit the indentation of the lines above"),
        ("a: - b\n", (1, 4), "a list cannot begin behind its key on the same line"),
        ('a: "\\alpha \\sum"\n', (1, 12), "a backslash in double quotes begins an escape that YAML does not know"),
        ('a: "\\xzz"\n', (1, 5), "a backslash in double quotes begins an escape that YAML does not know"),
        ("a: > b\n  c\n", (1, 6), "only an indented text may follow `|` or `>`"),
        ("a: b\n...\nc\n", (3, 1), "something follows the end of the content"),
        ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> main\n", (2, 1), "a merge left two versions of these lines here"),
        ("a: |\n  x\n<<<<<<< HEAD\n  y\n", (3, 1), "a merge left two versions of these lines here"),
    ],
)  # fmt: skip
def test_a_syntax_error_is_told_in_plain_words_at_its_place(
    text: str, place: tuple[int, int], message: str
) -> None:
    document, problems = read(text)
    problem = problems[-1]
    assert document is None
    assert (problem.rule, problem.message) == ("yaml-syntax", message)
    assert (problem.line, problem.column) == place
    assert problem.hint


def test_what_stands_before_a_syntax_error_is_reported_too() -> None:
    assert findings_of("a: &b c\na: d\ne: [\n") == [
        ("yaml-feature", 1, 4),
        ("duplicate-key", 2, 1),
        ("yaml-syntax", 4, 1),
    ]


@pytest.mark.parametrize("text", ["title: Engines are #1\n", "- text: It solves  #3 at last\n"])
def test_text_that_a_comment_cuts_is_an_error(text: str) -> None:
    assert findings_of(text) == [("cut-text", 1, text.index("#") + 1)]


@pytest.mark.parametrize("text", ["a: b # a comment\n", "a: 'b #1'\n", "a: b#1\n", "a: [b] #1\n"])
def test_other_comments_are_fine(text: str) -> None:
    assert findings_of(text) == []


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        (b"a: caf\xe9\n", ("encoding", 1, 7)),
        (b"a: b\n\xff", ("encoding", 2, 1)),
        ("a: b\n".encode("utf-16"), ("encoding", 1, 1)),
        (b"a: \xed\xa0\x80\n", ("encoding", 1, 4)),
        (b"a" * (MAX_BYTES + 1), ("too-large", 0, 0)),
        (b"- a\n" * 60_000, ("too-large", 0, 0)),
        (b"[" * 100_000 + b"]" * 100_000, ("too-deep", 1, MAX_DEPTH + 2)),
        (b"{a: " * 50_000, ("too-deep", 1, 4 * MAX_DEPTH + 5)),
        (b"1" + b":59" * 200_000, ("too-long", 1, 1)),
    ],
)
def test_files_beyond_a_limit_or_in_another_encoding_are_refused(
    data: bytes, finding: tuple[str, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strict, "MAX_NODES", 50_000)
    document, problems = load(data, PATH)
    assert document is None
    rule, line, column = finding
    assert [problem.rule for problem in problems] == [rule]
    if line:
        assert (problems[0].line, problems[0].column) == (line, column)


def test_reading_ends_when_more_is_wrong_than_anybody_reads() -> None:
    document, problems = read("\n".join(f"- &a{n} x" for n in range(5_000)))
    assert document is None
    assert len(problems) == MAX_PROBLEMS + 1


def test_messages_carry_no_control_characters_of_the_content() -> None:
    _, problems = read('"\\e[31m": 1\n"\\e[31m": 2\n')
    said = "".join(problem.message for problem in problems)
    assert "\x1b" not in said
    assert readable("a\x1b[31m\u202eb") == "a<U+001B>[31m<U+202E>b"


# Vectors of the kinds that kill or mislead usual loaders.
HOSTILE = {
    "nested aliases": "a: &a [x]\n" + "".join(
        f"{chr(n)}: &{chr(n)} [{', '.join(['*' + chr(n - 1)] * 10)}]\n" for n in range(98, 108)
    ),
    "nested merges": "a: &a {x: 1}\n" + "".join(
        f"{chr(n)}: &{chr(n)} {{<<: [{', '.join(['*' + chr(n - 1)] * 10)}]}}\n"
        for n in range(98, 105)
    ),
    "deep block": "".join(" " * n + "a:\n" for n in range(300)),
    "unclosed": '"' + "a" * 900_000,
    "spaces": " " * 900_000,
    "null bytes": "\0" * 10_000,
    "huge escape": '"\\UFFFFFFFF"',
    "surrogate escape": '"\\ud800"',
    "question marks": "? " * 5_000,
    "dashes": "- " * 5_000,
    "brackets": "[}" * 5_000,
    "colons": ":" * 5_000,
    "lone indicators": "&\n*\n!\n|\n>\n%\n@\n",
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_become_problems_or_nothing(text: str) -> None:
    document, problems = read(text)
    assert (document is not None and document.data is None) or problems
    assert_well_formed(problems)


def assert_well_formed(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        assert problem.rule in RULES
        assert problem.hint
        assert problem.line >= 0
        assert not any(is_hidden(character) for character in problem.message + problem.hint)


VISIBLE = st.text(st.characters(exclude_categories=["Cs"])).map(
    lambda text: "".join(filter(lambda character: not is_hidden(character), text))
)
STYLES = st.sampled_from(["'", '"', "|", ">", None])
PLAIN_DATA = st.recursive(
    VISIBLE | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(VISIBLE, inner, max_size=4),
    max_leaves=12,
)


@given(text=VISIBLE, style=STYLES)
def test_any_visible_text_survives_being_written_as_yaml(text: str, style: str | None) -> None:
    written = yaml.safe_dump(
        {"text": text}, default_style=style, allow_unicode=True, width=10_000
    ).replace("!!null ", "")  # fmt: skip
    document, problems = read(written)
    assert not problems, written
    assert document
    assert document.data == {"text": text}


@given(data=PLAIN_DATA, flow=st.booleans())
def test_any_data_survives_being_written_as_yaml(data: Value, *, flow: bool) -> None:
    text = yaml.dump(data, Dumper=_Quoting, default_flow_style=flow, allow_unicode=True)
    document, problems = read(text)
    if depth_of(data) <= MAX_DEPTH:
        assert not problems, text
        assert document
        assert document.data == data


class _Quoting(yaml.SafeDumper):
    """Quotes all text, so that nothing depends on what PyYAML thinks looks like a number."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


_Quoting.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


def depth_of(data: Value) -> int:
    items = list(data.values()) if isinstance(data, dict) else data
    return 1 + max(map(depth_of, items), default=0) if isinstance(items, list) else 0


@given(
    data=st.dictionaries(
        st.from_regex("[a-z]{1,9}", fullmatch=True),
        st.lists(st.from_regex("[a-z]{1,9}", fullmatch=True), min_size=1, max_size=4),
        min_size=1,
    )
)
def test_at_every_place_stands_what_is_said_to_stand_there(data: dict[str, list[str]]) -> None:
    text = yaml.safe_dump(data, default_style=None, default_flow_style=None)
    document, _ = read(text)
    assert document
    lines = text.split("\n")
    for key, items in data.items():
        line, column = document.where.at_key(key)
        assert lines[line - 1][column - 1 :].strip("'\"").startswith(key)
        for index, item in enumerate(items):
            line, column = document.where.at(key, index)
            assert lines[line - 1][column - 1 :].lstrip("'\"").startswith(item)


YAML_LIKE = st.lists(
    st.sampled_from(
        [
            *"abc01:-?[]{},#&*!|>'\"%@`\\~= \t\n\r",
            *("\n  ", "\n- ", ": ", " #", "<<", "---\n", "...\n", "!!str ", "null", "true"),
            *("\u200b", "\u2028", "\ufeff", "é", "\\x", "\\u00", "\0", "😀"),
        ]
    ),
    max_size=60,
).map("".join)


@given(text=YAML_LIKE)
def test_no_text_breaks_the_loader(text: str) -> None:
    document, problems = read(text)
    assert document or problems
    assert_well_formed(problems)


@given(data=st.binary(max_size=200))
def test_no_bytes_break_the_loader(data: bytes) -> None:
    document, problems = load(data, PATH)
    assert document or problems
    assert_well_formed(problems)


@given(text=YAML_LIKE)
def test_reading_is_a_function_of_the_text(text: str) -> None:
    assert read(text) == read(text)


def test_the_known_hostile_vectors_come_out_as_wanted() -> None:
    vectors = corpus("own_vectors")["yaml"]
    assert vectors
    for vector in vectors:
        document, problems = read(vector["y"])
        assert_well_formed(problems)
        match vector["want"]:
            case "refuse":
                # An empty file is data here; what reads it as a curation refuses it.
                assert problems or vector["id"] == "empty", vector["id"]
            case dict() as wanted if vector["id"] != "norway":
                assert document
                assert document.data == wanted
            case "accept":
                assert not problems, vector["id"]


UNLIKE_THE_SUITE = {"652Z", "HM87/01", "JEF9/02", "L24T/01"}
"""Corners of YAML 1.2 (`?` before a word in brackets, trailing spaces) that libyaml reads as 1.1."""


def test_the_yaml_test_suite_is_refused_or_read_as_it_should_be(loader: str) -> None:
    suite = corpus("yaml_test_suite")
    taken, wrong = 0, set()
    for case in suite:
        document, problems = read(case["yaml"])
        assert_well_formed(problems)
        assert document or problems
        if not problems and document and case["json"] and not case["error"]:
            taken += 1
            if not is_alike(document.data, json.loads(case["json"])):
                wrong.add(case["id"])
    if loader == "libyaml":
        assert wrong == UNLIKE_THE_SUITE
    assert taken > 150


def is_alike(ours: Value, theirs: object) -> bool:
    """Whether both have the same shape and texts; numbers are text to us."""
    if isinstance(theirs, dict):
        return (
            isinstance(ours, dict)
            and ours.keys() == theirs.keys()
            and all(is_alike(ours[key], theirs[key]) for key in theirs)
        )
    if isinstance(theirs, list):
        return (
            isinstance(ours, list) and len(ours) == len(theirs) and all(map(is_alike, ours, theirs))
        )
    return ours == theirs if isinstance(theirs, str) else not isinstance(ours, dict | list)
