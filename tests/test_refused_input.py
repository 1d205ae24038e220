"""Files made to break their readers: each is read or refused, in little memory, with one way out."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from attacks import our_attacks, read
from builders import ABSTRACT, MARK, make_project, page_text, write
from hypothesis import given
from hypothesis import strategies as st

from generator.classify import Phrase, _find, compile_rules
from generator.content.curations import parse_curation
from generator.content.models import MAX_PHRASE_WORDS
from generator.content.topics import parse_topics
from generator.content.yaml import MAX_BYTES as MAX_YAML
from generator.problems import ContentError, Problem
from generator.records import Topic
from generator.slugs import RESERVED, make_paper_id
from generator.sources import READERS
from generator.sources.daily_papers import MAX_LINES
from generator.sources.page import MAX_ABSTRACT, MAX_BYTES, MAX_ENTRIES, MAX_NAME, MAX_TITLE
from generator.sources.strict_json import MAX_DEPTH
from generator.text.notes import note_html, refuse_note
from generator.text.phrases import fold_words
from generator.text.sentences import key_sentence
from generator.web import refuse_address

N = 20_000


VECTORS = read("own_vectors")["yaml"]


def bombs() -> Iterator[tuple[str, str]]:
    """YAML that stopped, crashed or misled other readers."""
    for row in VECTORS:
        yield row["id"], row["y"]
    yield "deep-flow", "[" * 100_000 + "]" * 100_000
    yield "deep-block", "".join(" " * at + "a:\n" for at in range(1_300))
    yield "sexagesimal", "a: 1" + ":59" * 200_000
    yield "huge-int", "a: " + "9" * 5_000
    yield (
        "laughs",
        "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 11)),
    )
    yield (
        "merges",
        "a0: &a0 {k: 1}\n"
        + "\n".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}" for n in range(1, 8)),
    )
    yield "many-anchors", "\n".join(f"- &a{n} x" for n in range(80_000))
    yield "many-keys", "\n".join(f"k{n}: x" for n in range(80_000))
    yield "one-key-often", "a: 1\n" * 100_000
    yield "many-empty-keys", "{" + "?," * 100_000 + "}"
    yield "too-large", "a: " + "x" * MAX_YAML
    yield "long-tag", "!" + "t" * 100_000 + " a"
    yield "long-text", "a: '" + "x" * 900_000 + "'"
    yield "comments", "#\n" * 400_000


HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Categories of characters that a message names and does not hold."""

WHOLE_FILE = {"too-large", "yaml-syntax", "empty-file", "too-many-problems"}
"""Rules that may speak of no line."""

SUITE = [(row["id"], row["yaml"]) for row in read("yaml_test_suite")]
BOMBS = dict(bombs())


def check_findings(problems: tuple[Problem, ...]) -> None:
    """Each names its file and rule, says what is wrong, and what to do."""
    for problem in problems:
        assert problem.path
        assert re.fullmatch(r"[a-z-]+", problem.rule)
        assert 0 < len(problem.message) < 1_000
        assert not HIDDEN & set(map(unicodedata.category, problem.message))
        assert problem.hint
        assert problem.line >= 0
        assert problem.line or problem.rule in WHOLE_FILE, problem


@pytest.mark.parametrize("name", BOMBS)
def test_no_bomb_goes_off_in_a_curation_or_in_topics(name: str) -> None:
    for parse in (parse_curation, parse_topics):
        _, problems = parse(BOMBS[name].encode("utf-8", "surrogatepass"), "content/x.yml")

        assert problems
        assert len(problems) <= 101
        check_findings(problems)


def test_no_file_of_the_yaml_suite_is_taken_for_a_curation_or_topics_without_a_word() -> None:
    assert len(SUITE) == 402
    for name, text in SUITE:
        for parse in (parse_curation, parse_topics):
            _, problems = parse(text.encode(), "content/x.yml")
            assert problems, name
            check_findings(problems)


SEED = 20251120
MANY = 10_000
"""Files that were damaged at random, and titles that were made up, in a slow run."""


def damage(chance: random.Random, text: str) -> bytes:
    """A file that lost a piece, got one of another, or had bytes changed."""
    data = text.encode("utf-8", "surrogatepass")
    for _ in range(chance.randint(1, 4)):
        start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        data = (
            data[:start] + chance.choice((b"", chance.randbytes(3), GOOD[start:end])) + data[end:]
        )
    return data


GOOD = b"""\
topics: {add: [tea]}
pick: {by: ada, on: 2025-11-21}
notes:
  - by: ada
    on: 2025-11-21
    text: >-
      The first benchmark that
      waits for tea.
links: {arxiv: "2504.13143", code: [https://code.example/a]}
status: {is: withdrawn, on: 2025-12-01, because: "It leaks."}
"""


@pytest.mark.slow
def test_ten_thousand_damaged_files_are_read_or_refused() -> None:
    chance = random.Random(SEED)
    whole = [GOOD.decode(), *(text for _, text in SUITE), *(row["y"] for row in VECTORS)]
    refused = 0
    for _ in range(MANY):
        data = damage(chance, chance.choice(whole))
        for parse in (parse_curation, parse_topics):
            _, problems = parse(data, "content/x.yml")
            check_findings(problems)
            refused += bool(problems)

    assert MANY < refused < 2 * MANY


def test_a_finding_without_a_way_out_is_caught() -> None:
    """The control of all that is refused here."""
    good = Problem(path="content/x.yml", rule="odd", message="is odd", line=1, hint="Mend it.")
    check_findings((good,))
    for missing in ({"hint": None}, {"path": ""}, {"line": 0}, {"message": ""}, {"rule": "Odd!"}):
        with pytest.raises(AssertionError):
            check_findings((replace(good, **missing),))


# JSON and pages


def record(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"paper": {"id": "2511.00001", "title": "Tea", "summary": ABSTRACT} | changes}


REFUSED: Mapping[str, tuple[str, str]] = {
    "duplicate-key": ('[{"paper": {"title": "a", "title": "b"}}]', "'title' stands twice"),
    "duplicate-key-outside": ('[{"paper": {}, "paper": {}}]', "'paper' stands twice"),
    "nan": ('[{"numComments": NaN}]', "NaN is no JSON value"),
    "infinity": ('[{"numComments": -Infinity}]', "Infinity is no JSON value"),
    "huge-int": (f'[{{"numComments": {"9" * 5_000}}}]', "has 5,000 digits"),
    "huger-int": (f'[{{"numComments": {"9" * 1_000_000}}}]', "has 1,000,000 digits"),
    "huge-float": ('[{"numComments": 1e999}]', "1e999 is larger than any"),
    "deep": ('[{"a": ' + "[" * 100_000, "deep within each other"),
    "deep-and-closed": ("[" * 50_000 + "]" * 50_000, "deep within each other"),
    "deeper-than-any": ('[{"a": ' + "[" * MAX_DEPTH + "]" * MAX_DEPTH + "}]", "deep within"),
    "many": ('{"paper":{"title":"a"}}\n' * (MAX_ENTRIES + 1), f"more than {MAX_ENTRIES:,} entries"),
    "large": (" " * (MAX_BYTES + 1), f"at most {MAX_BYTES:,} are read"),
    "bare-text": ('["a" "b"]', "a comma was expected"),
    "half": ('[{"paper": {"title": "a', "cut off"),
    "commas": ("[" + "," * 100_000, "JSON was expected"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_json_that_parsers_disagree_about_is_refused_with_one_error(name: str) -> None:
    text, says = REFUSED[name]
    with pytest.raises(ContentError) as raised:
        READERS["daily-papers-api"](text.encode(), "content/x.json")

    (problem,) = raised.value.problems
    assert problem.rule == "not-a-listing"
    assert says in problem.message
    assert len(problem.message) < 1_000
    assert problem.hint or "comma" in says


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists))
def test_any_json_is_read_or_refused(value: object) -> None:
    try:
        READERS["daily-papers-api"](json.dumps(value).encode("utf-8", "replace"), "x.json")
    except ContentError as error:
        (problem,) = error.problems
        check_findings((replace(problem, hint=problem.hint or "-"),))


LIMITS: Mapping[str, tuple[dict[str, Any], str]] = {
    "title": ({"title": "x" * (MAX_TITLE + 1)}, "the title 'xxxx"),
    "abstract": ({"summary": "x" * (MAX_ABSTRACT + 1)}, "the abstract 'xxxx"),
    "authors": ({"authors": [{"name": "Ada"}] * 10_001}, "10,001 authors; at most 10,000"),
    "name": ({"authors": [{"name": "x" * (MAX_NAME + 1)}]}, "the name 'xxxx"),
    "organisation": ({"organization": {"name": "x" * (MAX_NAME + 1)}}, "the name 'xxxx"),
}


@pytest.mark.parametrize("name", LIMITS)
def test_an_entry_beyond_a_limit_is_left_out_with_its_place_value_and_limit(name: str) -> None:
    changes, says = LIMITS[name]
    lines = [record(title="First"), record(**changes), record(title="Last")]
    text = "\n".join(map(json.dumps, lines))
    page = READERS["daily-papers-api"](text.encode(), "content/x.jsonl")

    assert [entry.title for entry in page.entries] == ["First", "Last"]
    (problem,) = page.problems
    assert (problem.line, str(problem.severity)) == (2, "warning")
    assert says in problem.message
    assert "at most" in problem.message


def test_what_is_just_within_the_limits_is_taken() -> None:
    entry = record(title="x" * MAX_TITLE, summary="y" * MAX_ABSTRACT)
    entry["paper"]["authors"] = [{"name": "z" * MAX_NAME}] * 10_000
    page = READERS["daily-papers-api"](json.dumps([entry]).encode(), "x.json")

    assert not page.problems
    assert page.entries[0].n_authors == 10_000


def test_a_page_of_more_lines_than_any_is_refused() -> None:
    text = page_text(["Tea"]) + "tea\n\n" * MAX_LINES
    with pytest.raises(ContentError, match=r"more than 20,000 lines"):
        READERS["daily-papers"](text.encode(), "x.txt")


def test_a_page_that_is_one_paragraph_of_many_lines_is_read_in_one_go() -> None:
    """Each line once: joined one by one they took a time that grew with their square."""
    text = f"{MARK}Nov 20\n\nTea\n\n" + "leaf\n" * (MAX_LINES - 10) + "\nMilk\n\n" + ABSTRACT
    page = READERS["daily-papers"](text.encode(), "x.txt")

    assert [entry.title for entry in page.entries] == ["Milk"]
    assert "the abstract 'leaf leaf" in page.problems[0].message


# Memory and time: the worst there is, in a process that may have little of both.

PROBE = """
import re, resource, sys
from pathlib import Path
from generator.content.load import load_content
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
problems = load_content(Path(sys.argv[1])).problems
# Not what `resource` tells: that may be the peak of the process which started this one.
peak = re.search(r"VmHWM:\\s+([0-9]+) kB", Path("/proc/self/status").read_text())
print(len(problems), peak[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
def test_all_bombs_together_take_little_memory(tmp_path: Path, repository: Path) -> None:
    content = make_project(tmp_path) / "content"
    for name, text in (*BOMBS.items(), *SUITE):
        write(content / f"curations/{name.lower()}.yml", text.encode("utf-8", "surrogatepass"))
    for at, (text, _) in enumerate(REFUSED.values(), start=1):
        write(content / f"listings/2025/2025-01-{at:02}.daily-papers-api.json", text)
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(content), str(1_000_000_000)],
        env={**os.environ, "PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2_000:]
    problems, kilobytes = map(int, done.stdout.split())
    assert problems > len(BOMBS) + len(SUITE) + len(REFUSED)
    assert kilobytes < 200_000


# Topic rules


class Counting(dict[tuple[str, ...], Phrase]):
    """Phrases that count how often one is looked for, and of how many words."""

    words = 0

    def get(self, key: Any, default: Any = None) -> Any:  # noqa: ANN401 - as a mapping has it
        self.words += len(key)
        return super().get(key, default)


@pytest.mark.parametrize("pattern", [row["p"] for row in read("own_vectors")["regex"]])
def test_a_pattern_in_the_rules_is_words_and_nothing_else(pattern: str) -> None:
    text = f"- slug: a\n  name: A\n  about: A.\n  rules: {{{json.dumps(pattern)}: 3}}\n"
    topics, problems = parse_topics(text.encode(), "content/topics.yml")

    assert problems or fold_words(pattern) == fold_words(next(iter(topics[0].rules)))
    assert not list(_find(compile_rules(topics), fold_words("a" * 5_000 + "!")))


def test_the_worst_rules_look_a_bounded_number_of_times_at_each_word() -> None:
    """Every phrase begins as the text does, and none is in it."""
    worst = {" ".join(["tea"] * n + ["milk"]): 1.0 for n in range(1, MAX_PHRASE_WORDS)}
    rules = compile_rules([Topic(slug="tea", name="Tea", about="", rules=worst)])
    counting = Counting(rules.phrases)
    text = ("tea",) * N
    found = list(
        _find(type(rules)(slugs=rules.slugs, phrases=counting, lengths=rules.lengths), text)
    )

    assert not found
    assert counting.words <= N * MAX_PHRASE_WORDS * (MAX_PHRASE_WORDS + 1) / 2


def test_a_phrase_of_more_words_is_refused() -> None:
    phrase = " ".join(["tea"] * (MAX_PHRASE_WORDS + 1))
    text = f"- slug: a\n  name: A\n  about: A.\n  rules: {{{phrase}: 3}}\n"

    (problem,) = parse_topics(text.encode(), "content/topics.yml")[1]
    assert problem.rule == "too-long"
    assert "at most 12 words" in problem.message


# Notes and sentences: these took seconds, or ended the build


NOTES = {
    "brackets": "[" * 4_900,
    "images": "![[" * 1_600,
    "lists": "* " * 2_400,
    "numbers": "1. " * 1_600,
    "quotes": "> " * 2_400,
    "mixed": "- > 1. * " * 500,
    "stairs": "\n".join("    " * at + "- a" for at in range(45)),
}


@pytest.mark.parametrize("name", NOTES)
def test_a_note_that_markdown_cannot_bear_is_refused_and_shown_as_it_is(name: str) -> None:
    text = f"note\n\n{NOTES[name]}"
    told = f"notes:\n  - by: ada\n    on: 2025-11-21\n    text: {json.dumps(text)}\n"
    _, problems = parse_curation(told.encode(), "content/curations/x.yml")

    assert [(problem.rule, problem.line) for problem in problems] == [("too-deep", 4)]
    assert refuse_note(text)
    assert note_html(text).startswith("<p>note")


def test_notes_as_people_write_them_are_no_trouble() -> None:
    assert not refuse_note(
        "See [this](https://x.example/) and:\n\n- a\n    - b\n        - c\n\n> 1. x"
    )


def test_a_sentence_without_an_end_has_a_key_sentence() -> None:
    assert key_sentence("A.B." * (MAX_ABSTRACT // 4), "Tea")


# Addresses and names


@pytest.mark.parametrize("address", read("own_vectors")["urls_bad"])
def test_no_address_that_hides_where_it_leads_is_taken(address: str) -> None:
    assert refuse_address(address)


def test_no_attack_is_an_address_but_a_plain_one() -> None:
    taken = [attack.text for attack in our_attacks() if refuse_address(attack.text) is None]

    assert [text for text in taken if not re.fullmatch(r"https?://[\w.:/?=&%+#~-]+", text)] == []


def test_every_attack_has_an_id_of_its_own_that_any_file_system_takes() -> None:
    texts = [attack.text for attack in our_attacks()]

    assert len(texts) > 550
    check_ids(texts)


@pytest.mark.slow
def test_ten_thousand_made_up_titles_have_ids_that_any_file_system_takes() -> None:
    """Pieces of attacks, and letters of all alphabets, which are alike more often than titles."""
    chance = random.Random(SEED)
    texts = [attack.text for attack in our_attacks()]
    letters = (
        "aAeE\u0301\u212b\u00c5\u0130\u0131\u00df\ufb01\uff21/\\.:- \0\u202e\u4e2d\u0643\ud83c"
    )
    made = {
        "".join((chance.choice(texts)[: chance.randrange(9)], *chance.choices(letters, k=4)))
        for _ in range(2 * MANY)
    }

    assert len(made) >= MANY
    check_ids(sorted(made)[:MANY])


def check_ids(titles: Sequence[str]) -> None:
    ids: set[str] = set()
    for title in titles:
        ids.add(make_paper_id(title, ids))

    assert len(ids) == len(titles)
    assert len({paper_id.casefold() for paper_id in ids}) == len(ids)
    assert not ids & RESERVED
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", paper_id) for paper_id in ids)
    assert max(map(len, ids)) <= 85
