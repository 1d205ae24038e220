"""Curation files: every feature of the format, every mistake, and what no file may do."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content.curations import CurationFile, parse_curation
from generator.content.models import MAX_ABSTRACT, MAX_NOTE, MAX_TITLE
from generator.content.rules import MAX_PROBLEMS, RULES
from generator.content.schema import curation_schema
from generator.content.wording import is_hidden
from generator.content.yaml import load
from generator.problems import Problem, Severity, has_errors, render_text, sort_problems
from generator.records import Curation
from generator.text.notes import note_html
from generator.web import refuse_address

DATA = Path(__file__).parent / "data" / "curations"
GOOD = sorted(path.with_suffix("").name for path in DATA.glob("*.json"))
BAD = sorted(path.name.removesuffix(".problems.txt") for path in DATA.glob("*.problems.txt"))
PATH = "content/curations/on-the-engine.yml"


def read(name: str) -> tuple[CurationFile | None, tuple[Problem, ...]]:
    return parse_curation((DATA / f"{name}.yml").read_bytes(), f"content/curations/{name}.yml")


def parse(text: str, path: str = PATH) -> tuple[CurationFile | None, tuple[Problem, ...]]:
    return parse_curation(text.encode(), path)


def curation_of(text: str) -> Curation:
    file, problems = parse(text)
    assert not problems
    assert file
    return file.curation


def said_of(text: str, path: str = PATH) -> list[str]:
    return [f"{problem.rule}: {problem.message}" for problem in parse(text, path)[1]]


def rules_of(text: str, path: str = PATH) -> list[str]:
    return [problem.rule for problem in parse(text, path)[1]]


def plain(value: object) -> object:
    """A record as JSON has it, without what is not there."""
    if is_dataclass(value):
        pairs = ((field.name, plain(getattr(value, field.name))) for field in fields(value))
        return {name: part for name, part in pairs if part not in (None, [], {})}
    if isinstance(value, date):
        return value.isoformat()
    return [plain(item) for item in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", GOOD)
def test_a_curation_becomes_the_record_beside_it(name: str) -> None:
    file, problems = read(name)
    assert file
    assert plain(file.curation) == json.loads((DATA / f"{name}.json").read_text("utf-8"))
    assert not has_errors(problems)


@pytest.mark.parametrize("name", BAD)
def test_all_problems_of_a_curation_stand_beside_it(name: str) -> None:
    _, problems = read(name)
    found = "\n".join(map(render_text, sort_problems(problems))) + "\n"
    assert found == (DATA / f"{name}.problems.txt").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(set(GOOD) - set(BAD)))
def test_a_good_curation_has_no_problem(name: str) -> None:
    assert read(name)[1] == ()


def test_the_parts_without_a_mistake_can_still_be_checked_against_other_content() -> None:
    file, problems = parse(
        "topics:\n  add: [vision, nonsense]\npick: {by: '@ada', on: 2025-11-21}\nlinks: {code: x}\n"
    )
    assert file
    assert [problem.rule for problem in problems] == ["bad-handle", "wrong-type"]
    assert file.curation.topics_add == ("vision", "nonsense")
    assert file.where.at("topics", "add", 1) == (2, 17)
    assert file.curation.pick is None
    assert file.curation.links == ()


def test_an_item_is_found_in_the_file_though_the_record_names_it_once() -> None:
    file, _ = parse("topics:\n  add: [vision, vision, data]\ndistinct_from: [a]\n")
    assert file
    assert file.curation.topics_add == ("vision", "data")
    assert file.place_of("vision", "topics", "add") == (2, 9)
    assert file.place_of("data", "topics", "add") == (2, 25)
    assert file.place_of("a", "distinct_from") == (3, 17)
    assert file.place_of("gone", "topics", "remove") == (2, 3)


@pytest.mark.parametrize(
    "path", ["content/curations/on-the-engine.yml", "on-the-engine.yml", "x/paper-72726d88.yml"]
)
def test_a_curation_is_about_the_paper_that_its_file_is_named_after(path: str) -> None:
    file, problems = parse("topics: {add: [vision]}", path)
    assert not problems
    assert file
    assert file.curation.path == path
    assert file.curation.paper == Path(path).stem


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("on-the-engine.yaml", "rename it to on-the-engine.yml"),
        ("On-The-Engine.yml", "rename it to on-the-engine.yml"),
        ("On the Engine.YML", "rename it to on-the-engine.yml"),
        ("engine_2.yml", "rename it to engine-2.yml"),
        ("ěngine.yml", "rename it to engine.yml"),
        ("engine.txt", "rename it to engine.yml"),
        ("engine\x1b[2J.yml", "name it after the paper"),
        ("鍋.yml", "name it after the paper"),
        (".yml", "name it after the paper"),
        ("-.yml", "name it after the paper"),
    ],
)
def test_a_file_name_that_is_no_paper_id_is_an_error(name: str, hint: str) -> None:
    _, (problem,) = parse("topics: {add: [vision]}", f"content/curations/{name}")
    assert problem.rule == "file-name"
    assert (problem.line, problem.column) == (0, 0)
    assert problem.hint
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "~", "{}", "''", "[]", "false"])
def test_a_file_that_says_nothing_is_told_what_it_may_say(text: str) -> None:
    file, (problem,) = parse(text)
    assert file is None
    assert problem.rule == "empty-file"
    assert problem.hint
    assert "`topics`" in problem.hint


def test_a_template_of_which_nothing_was_uncommented_is_told_apart_from_an_empty_file() -> None:
    hints = [parse(text)[1][0].hint or "" for text in ("#topics: {add: []}\n", "\n")]

    assert [hint.startswith("take the `#` off") for hint in hints] == [True, False]


@pytest.mark.parametrize("text", ["- topics", "topics", "true"])
def test_a_file_that_is_no_mapping_is_told_so(text: str) -> None:
    file, (problem,) = parse(text)
    assert file is None
    assert problem.rule == "wrong-type"
    assert problem.message.endswith("expected a mapping")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "on: 2025-11-21\npick: {by: ada, on: 2025-11-21}",
            ["needs-paper: `on` stands without a `paper` that was introduced on that day"],
        ),
        (
            "paper: {title: A, abstract: B}",
            [
                "missing-key: a curation with `paper` has no `on`",
                "needs-link: a curation with `paper` has no link",
            ],
        ),
        (
            "paper: {title: A, abstract: B}\non: 2025-11-21\nlinks: {code: []}",
            ["needs-link: a curation with `paper` has no link"],
        ),
        (
            "same_as: on-the-engine",
            ["self-reference: `same_as` names the paper of this file, `on-the-engine`"],
        ),
        (
            "same_as: another-one\nnotes: []\nzebra: 1",
            [
                "unknown-key: a curation has no key `zebra`",
                "stands-alone: `same_as` stands beside `notes`, `zebra`",
            ],
        ),
        ("topics: &t", ["yaml-feature: an anchor (`&t`) is not allowed here"]),
    ],
)
def test_what_keys_say_together_is_checked(text: str, said: list[str]) -> None:
    found = said_of(text)
    assert found[: len(said)] == said
    assert all(line.startswith("wrong-type") for line in found[len(said) :])


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("topic", "did you mean `topics`?"),
        ("Notes", "did you mean `notes`?"),
        ("sameas", "did you mean `same_as`?"),
        ("doi", "`doi` belongs under `links`"),
        ("abstract", "`abstract` belongs under `correct`"),
        ("by", "`by` belongs under `pick`"),
        ("zebra", "known keys: `topics`, `pick`"),
    ],
)
def test_an_unknown_key_comes_with_a_way_out(key: str, hint: str) -> None:
    _, (problem,) = parse(f"{key}: x\n")
    assert problem.rule == "unknown-key"
    assert problem.hint
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize(
    ("written", "limit"),
    [
        ("correct: {{title: {}}}", MAX_TITLE),
        ("correct: {{abstract: {}}}", MAX_ABSTRACT),
        ("notes: [{{by: ada, on: 2025-11-21, text: {}}}]", MAX_NOTE),
        ("status: {{is: withdrawn, on: 2025-11-21, because: {}}}", MAX_NOTE),
    ],
)
def test_text_may_be_as_long_as_its_limit_and_no_longer(written: str, limit: int) -> None:
    assert rules_of(written.format("x" * limit)) == []
    (said,) = said_of(written.format("x" * (limit + 1)))
    assert said.endswith(f"has {limit + 1:,} characters; at most {limit:,} are allowed")


def test_a_paper_may_have_ten_thousand_authors() -> None:
    names = [f"- name: Author {n:07}\n" for n in range(10_001)]
    assert rules_of("correct:\n  authors:\n  " + "  ".join(names[:10_000])) == []
    assert said_of("correct:\n  authors:\n  " + "  ".join(names)) == [
        "too-long: `correct.authors` has 10,001 items; at most 10,000 are allowed"
    ]


@pytest.mark.parametrize(
    ("by", "hint"),
    [
        ("ada", None),
        ("a", None),
        ("Ada-Lovelace-1815", None),
        ("a" * 39, None),
        ("'@ada'", "write ada"),
        ("https://github.com/ada/", "write ada"),
        ("a" * 40, "for instance `by: ada`"),
        ("ada--lovelace", "for instance `by: ada`"),
        ("-ada", "for instance `by: ada`"),
        ("Ada Lovelace", "for instance `by: ada`"),
        ("adá", "for instance `by: ada`"),
    ],
)
def test_a_curator_is_a_github_handle(by: str, hint: str | None) -> None:
    _, problems = parse(f"pick: {{by: {by}, on: 2025-11-21}}")
    assert [problem.hint for problem in problems] == ([hint] if hint else [])


@pytest.mark.parametrize(
    "day",
    [
        "2025-13-01",
        "2025-02-29",
        "2025-2-3",
        "20251121",
        "2025-11-21T10:00",
        "２０２５-11-21",
        "now",
    ],
)
def test_a_date_is_a_day_of_the_calendar(day: str) -> None:
    assert rules_of(f"correct: {{published: {day!r}}}") == ["bad-date"]


@pytest.mark.parametrize(
    ("day", "hint"),
    [
        ("2025-2-3", "write 2025-02-03"),
        ("2025/11/21", "write 2025-11-21"),
        ("21.11.2025", "for instance `published: 2025-04-17`"),
        ("2025-2-30", "for instance `published: 2025-04-17`"),
    ],
)
def test_a_date_that_can_mean_one_day_alone_is_shown_as_it_is_written(day: str, hint: str) -> None:
    (problem,) = parse(f"correct: {{published: {day}}}")[1]

    assert problem.hint == hint


@pytest.mark.parametrize(
    ("written", "kind", "value", "rules"),
    [
        ("2504.13143", "arxiv", "2504.13143", []),
        ("2401.00010", "arxiv", "2401.00010", []),
        ("math/0309136", "arxiv", "math/0309136", []),
        ("https://arxiv.org/abs/2504.13143v2", "arxiv", "2504.13143", ["not-canonical"]),
        ("10.1000/182", "doi", "10.1000/182", []),
        ("https://doi.org/10.1000/ABC", "doi", "10.1000/abc", ["not-canonical"]),
        ("AbCdEf1234", "openreview", "AbCdEf1234", []),
        (
            "'https://openreview.net/forum?id=AbCdEf1234'",
            "openreview",
            "AbCdEf1234",
            ["not-canonical"],
        ),
    ],
)
def test_ids_are_kept_in_their_canonical_form(
    written: str, kind: str, value: str, rules: list[str]
) -> None:
    file, problems = parse(f"links: {{{kind}: {written}}}")
    assert [problem.rule for problem in problems] == rules
    assert not has_errors(problems)
    assert file
    assert [(link.kind, link.value) for link in file.curation.links] == [(kind, value)]
    assert all(problem.hint == f"write {value}" for problem in problems)


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/ada/engine",
        "https://ada.example:8443/a/b.html?c=d&e=%20f#g",
        "https://en.wikipedia.org/wiki/Engine_(machine)",
        "https://a-b.c-d.example/~ada/!$&()*+,;=:@[]",
    ],
)
def test_plain_addresses_are_taken(address: str) -> None:
    assert refuse_address(address) is None
    assert curation_of(f"links: {{code: ['{address}']}}").links[0].value == address


def test_an_address_that_is_not_encrypted_is_taken_with_a_word_of_warning() -> None:
    file, problems = parse("links: {code: ['http://ada.example']}")

    assert file
    assert file.curation.links[0].value == "http://ada.example"
    assert [(p.rule, p.hint) for p in problems] == [
        ("not-canonical", "write https://ada.example if the site answers there")
    ]
    assert not has_errors(problems)


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", " https://ada.example", "ftp://a.example"),
        *("data:text/html,x", "//ada.example/x", "https:/ada.example", "https:ada.example"),
        *("https://", "https://ada", "https://127.0.0.1/", "https://[::1]/", "https://1.2.3.4"),
        *("https://ada@bob.example/", "https://a.example\\@b.example/", "https://a..example/"),
        *("https://xn--80ak6aa92e.com/", "https://a.XN--80ak6aa92e.com/", "https://аda.example/"),
        *("https://a.example/<b>", "https://a.example/'", 'https://a.example/"', "https://-a.b/"),
        *("https://a.example/b c", "https://a.example/b\nc", "https://a.example/b\n", "mailto:a@b"),
        *("https://a.example/%zz", "https://a.example/é", "https://a.example:0/", "HTTPS://a.example"),
        "https://a.example/" + "a" * 2_000,
    ],
)  # fmt: skip
def test_other_addresses_are_refused_with_a_reason(address: str) -> None:
    refusal = refuse_address(address)
    assert refusal
    assert refusal.expected
    assert refusal.hint


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("[a](../papers/x/)", "an address that begins with https://"),
        ("[a](javascript:alert(1))", "an address that begins with https://"),
        ("[a][1]\n\n[1]: data:text/html,x", "an address that begins with https://"),
        ("<https://ada@evil.example/>", "an address without backslashes and without a user name"),
        ("[a](https://b\u00fccher.example/)", "a host name in plain letters a to z"),
    ],
)
def test_a_note_links_to_plain_addresses_alone(note: str, expected: str) -> None:
    written = json.dumps(note, ensure_ascii=False)
    _, (problem,) = parse(f"notes: [{{by: ada, on: 2025-11-21, text: {written}}}]")

    assert (problem.rule, problem.severity) == ("bad-link", Severity.WARNING)
    assert f"is left out, and its words stay; expected {expected}" in problem.message
    assert "href" not in note_html(note)


@pytest.mark.parametrize(
    "note",
    ["[a](https://a.example/?b=c&d#e)", "<ada@a.example>", "see https://b\u00fccher.example/"],
)
def test_a_note_may_link_to_mail_and_name_anything(note: str) -> None:
    written = json.dumps(note, ensure_ascii=False)

    assert curation_of(f"notes: [{{by: ada, on: 2025-11-21, text: {written}}}]").notes


def test_an_address_without_its_scheme_is_shown_with_it() -> None:
    _, (problem,) = parse("links: {code: [github.com/ada/engine]}")
    assert problem.hint == "write https://github.com/ada/engine"


def test_a_key_without_a_value_is_an_error_at_the_key() -> None:
    _, (problem,) = parse("notes: []\ntopics:\n\n# add: [vision]\n")
    assert problem.message == "`topics` is nothing; expected a mapping"
    assert (problem.line, problem.column) == (2, 1)


def test_of_very_many_problems_the_first_are_shown() -> None:
    _, problems = parse("".join(f"key{n}: x\n" for n in range(500)))
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].rule == "too-many-problems"


def test_every_rule_of_curations_is_found_broken_in_a_test() -> None:
    """Rules of whole files and of topics have their tests elsewhere; the awful file has the rest."""
    shown = {problem.rule for name in BAD for problem in read(name)[1]}
    elsewhere = {
        *("file-name", "empty-file", "too-large", "too-deep", "too-many-problems", "encoding"),
        *("yaml-syntax", "too-long", "needs-paper", "needs-link"),
        *("bad-slug", "bad-weight", "duplicate-slug", "duplicate-phrase"),
    }
    assert shown | elsewhere == RULES.keys()
    assert not shown & elsewhere


def test_only_what_loses_nothing_is_a_warning() -> None:
    warnings = {
        problem.rule
        for name in BAD
        for problem in read(name)[1]
        if problem.severity is Severity.WARNING
    }
    assert warnings == {"not-canonical", "repeated-item"}


# What editors see.


@pytest.mark.parametrize("name", GOOD)
def test_editors_accept_what_the_check_accepts(name: str) -> None:
    jsonschema.validate(data_of((DATA / f"{name}.yml").read_text("utf-8")), curation_schema())


def test_editors_accept_an_arxiv_id_that_is_a_number_to_them() -> None:
    jsonschema.validate({"links": {"arxiv": 2504.13143}}, curation_schema())


def data_of(text: str) -> object:
    document, _ = load(text.encode(), PATH)
    assert document
    return document.data


def test_editors_refuse_most_of_what_the_check_refuses() -> None:
    validator = jsonschema.Draft7Validator(curation_schema(["vision"]))
    for text in (
        "{}",
        "zebra: x",
        "topics: {add: vision}",
        "topics: {add: [visoin]}",
        "pick: {by: ada}",
        "pick: {by: '@ada', on: 2025-11-21}",
        "pick: {by: ada, on: today}",
        "status: {is: lost, on: 2025-11-21, because: x}",
        "links: {code: [javascript:alert(1)]}",
        "same_as: x\npick: {by: ada, on: 2025-11-21}",
        "on: 2025-11-21",
        "paper: {title: a, abstract: b}",
    ):
        assert list(validator.iter_errors(data_of(text))), text


def test_every_key_has_a_description_and_an_example_that_the_check_accepts() -> None:
    schema = curation_schema()
    jsonschema.Draft7Validator.check_schema(schema)
    for shape in (schema, *schema["definitions"].values()):
        for key, part in shape["properties"].items():
            assert part["description"], key
            assert part["examples"], key
            assert "default" not in part
            assert "anyOf" not in part
    for key, part in schema["properties"].items():
        more: dict[str, dict[str, object]] = {
            "paper": {"on": "2025-11-21", "links": {"arxiv": "2504.13143"}},
            "on": {"paper": {"title": "A", "abstract": "B"}, "links": {"arxiv": "2504.13143"}},
        }
        text = json.dumps({key: part["examples"][0], **more.get(key, {})})
        assert parse(text)[1] == (), key


def test_the_schema_names_the_topics_that_there_are() -> None:
    shape = curation_schema(iter(["vision", "data"]))["definitions"]["TopicsShape"]
    assert shape["properties"]["add"]["items"]["enum"] == ["vision", "data"]
    assert curation_schema(["a"]) == curation_schema(["a"])


# What nobody thought of.

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(
    lambda text: "".join(filter(lambda character: not is_hidden(character), text))
)
KEYS = st.sampled_from(
    [
        *("topics", "pick", "notes", "links", "correct", "status", "distinct_from", "same_as"),
        *("paper", "on", "add", "remove", "by", "text", "is", "because", "title", "abstract"),
        *("published", "authors", "name", "family", "given", "arxiv", "doi", "code", "zebra", ""),
    ]
)
ANYTHING = st.recursive(
    TEXT | st.booleans() | st.none() | st.sampled_from(["2025-11-21", "ada", "withdrawn"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=15,
)


@given(data=st.dictionaries(KEYS, ANYTHING, max_size=6))
def test_no_mixture_of_keys_and_values_breaks_the_check(data: object) -> None:
    _, problems = parse(json.dumps(data, ensure_ascii=False))
    for problem in problems:
        assert problem.rule in RULES
        assert problem.path == PATH
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.hint
        shown = problem.message + problem.hint
        assert not any(is_hidden(character) or character == "\n" for character in shown)
        assert not any(word in shown for word in ("NoneType", "dict", "str_", "<class"))


@given(text=TEXT.filter(lambda text: bool(text.strip())))
def test_a_note_keeps_its_text(text: str) -> None:
    written = json.dumps(text, ensure_ascii=False)
    curation = curation_of(f"notes:\n- by: ada\n  on: 2025-11-21\n  text: {written}\n")
    assert curation.notes[0].text == text.strip()


@given(title=TEXT.filter(lambda text: bool(text.strip())))
def test_a_title_keeps_its_words(title: str) -> None:
    curation = curation_of(f"correct: {{title: {json.dumps(title, ensure_ascii=False)}}}")
    assert curation.correct.title == " ".join(title.split())


def test_known_bad_addresses_are_refused(shared: Path) -> None:
    vectors = json.loads((shared / "data/security/own_vectors.json").read_text("utf-8"))
    for address in vectors["urls_bad"]:
        assert refuse_address(address), address


def test_naughty_strings_are_notes_or_problems(shared: Path) -> None:
    for text in json.loads((shared / "data/security/blns.json").read_text("utf-8")):
        file, problems = parse(json.dumps({"correct": {"title": text}}, ensure_ascii=False))
        assert problems or (file and file.curation.correct.title == " ".join(text.split()))
        assert {problem.rule for problem in problems} <= {
            *("hidden-character", "empty-text", "too-many-problems")
        }
