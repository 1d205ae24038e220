"""Edits of curations: the change is made, and not a byte of anything else is touched."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content.curations import parse_curation
from generator.content.wording import hidden_in
from generator.content.yaml import Value, load
from generator.editing.changes import (
    AddLink,
    AddNote,
    AddTopic,
    Change,
    Introduce,
    RemovePick,
    RemoveTopic,
    SetCorrection,
    SetPick,
    SetStatus,
)
from generator.editing.edit import CannotEditError, edit
from generator.editing.emit import HiddenCharacterError, entry, flow
from generator.editing.template import NEW_CURATION
from generator.problems import ContentError
from generator.records import Author, Introduction

DATA = Path(__file__).parent / "data" / "editing"
GOLDENS = sorted(path.name.removesuffix(".after.yml") for path in DATA.glob("*.after.yml"))
DAY = date(2025, 12, 1)
NOTE = AddNote(by="ada", on=DAY, text="It waits.")
ALL: tuple[Change, ...] = (
    AddTopic(slug="vision"),
    RemoveTopic(slug="surveys"),
    SetPick(by="alan", on=DAY),
    AddNote(by="ada", on=DAY, text="Waits: until the water has made up its mind."),
    AddLink(kind="arxiv", value="2504.13143"),
    AddLink(kind="code", value="https://github.com/ada/engine"),
    SetStatus(value="withdrawn", on=DAY, because="An error in the proof."),
    SetCorrection(title="On: the Engine", published=DAY, authors=(Author(name="Ada Lovelace"),)),
)


def data_of(text: str) -> Value:
    document, problems = load(text.encode(), "")
    assert document
    assert not problems
    return document.data


# Awkward files


@pytest.mark.parametrize("name", GOLDENS)
def test_an_awkward_file_after_every_kind_of_change_stands_beside_it(name: str) -> None:
    before = (DATA / f"{name}.yml").read_bytes().decode()

    assert edit(before, ALL) == (DATA / f"{name}.after.yml").read_bytes().decode()


@pytest.mark.parametrize("name", GOLDENS)
def test_a_file_that_says_all_already_is_not_touched(name: str) -> None:
    after = (DATA / f"{name}.after.yml").read_bytes().decode()

    assert edit(after, ALL) == after


EDITS: dict[str, tuple[str, Change, str]] = {
    "line ends of another system": (
        "pick: {by: ada, on: 2025-11-21}\r\nnotes:\r\n  - {by: ada, on: 2025-11-21, text: A}\r\n",
        NOTE,
        (
            "pick: {by: ada, on: 2025-11-21}\r\nnotes:\r\n  - {by: ada, on: 2025-11-21, text: A}\r\n"
            "  - by: ada\r\n    on: 2025-12-01\r\n    text: It waits.\r\n"
        ),
    ),
    "lone carriage returns": (
        "topics: {add: [a]}\rlinks: {doi: 10.1/x}\r",
        SetPick(by="ada", on=DAY),
        "topics: {add: [a]}\rlinks: {doi: 10.1/x}\rpick: {by: ada, on: 2025-12-01}\r",
    ),
    "no line break at the end": (
        "topics: {add: [a]}",
        SetPick(by="ada", on=DAY),
        "topics: {add: [a]}\npick: {by: ada, on: 2025-12-01}",
    ),
    "no line break at the end, and nothing left there": (
        "topics: {add: [a]}\r\npick: {by: ada, on: 2025-12-01}",
        RemovePick(),
        "topics: {add: [a]}",
    ),
    "a text that ends with the file": (
        "notes:\n  - {by: a, on: 2025-11-21, text: A}\ncorrect:\n  abstract: |\n    Ends here",
        SetPick(by="ada", on=DAY),
        (
            "pick: {by: ada, on: 2025-12-01}\n"
            "notes:\n  - {by: a, on: 2025-11-21, text: A}\ncorrect:\n  abstract: |\n    Ends here"
        ),
    ),
    "a text that keeps its blank lines": (
        "correct:\n  abstract: |+\n    Ends.\n\n\n# after\n",
        SetPick(by="ada", on=DAY),
        "correct:\n  abstract: |+\n    Ends.\n\n\n# after\npick: {by: ada, on: 2025-12-01}\n",
    ),
    "a mark of the byte order": (
        "\ufefftopics: {add: [a]}\n",
        AddTopic(slug="b"),
        "\ufefftopics: {add: [a, b]}\n",
    ),
    "a mark of the document's start and end": (
        "---\ntopics: {add: [a]}\n...\n",
        SetPick(by="ada", on=DAY),
        "---\ntopics: {add: [a]}\npick: {by: ada, on: 2025-12-01}\n...\n",
    ),
    "quoted keys": (
        '"topics": {\'add\': ["a"]}\n',
        AddTopic(slug="b"),
        '"topics": {\'add\': ["a", b]}\n',
    ),
    "a file in braces": (
        '{"topics": {"add": ["a"]}}',
        SetPick(by="ada", on=DAY),
        '{"topics": {"add": ["a"]}, pick: {by: ada, on: 2025-12-01}}',
    ),
    "empty braces and brackets": (
        "topics: {add: [ ], remove: []}\nlinks: {}\n",
        AddLink(kind="code", value="https://x.example/"),
        "topics: {add: [ ], remove: []}\nlinks: {code: [https://x.example/]}\n",
    ),
    "a comma at the end of a list": (
        "topics: {add: [a, b, ],}\n",
        AddTopic(slug="c"),
        "topics: {add: [a, b, c, ],}\n",
    ),
    "a list over several lines with comments": (
        "topics:\n  add: [\n    a,  # first\n    b  # last\n  ]\n",
        AddTopic(slug="c"),
        "topics:\n  add: [\n    a,  # first\n    b, c  # last\n  ]\n",
    ),
    "a list that is not indented": (
        "notes:\n- by: ada\n  on: 2025-11-21\n  text: A\n# end\n",
        NOTE,
        (
            "notes:\n- by: ada\n  on: 2025-11-21\n  text: A\n"
            "- by: ada\n  on: 2025-12-01\n  text: It waits.\n# end\n"
        ),
    ),
    "a comment that belongs to the block above": (
        "links:\n  doi: 10.1/x\n  # no code yet\n\n# the end\n",
        SetPick(by="ada", on=DAY),
        "links:\n  doi: 10.1/x\n  # no code yet\npick: {by: ada, on: 2025-12-01}\n\n# the end\n",
    ),
    "tabs before comments": (
        "topics:\t{add: [a]}\t# why\npick: {by: ada, on: 2025-11-21}\t\t# mine\n",
        RemovePick(),
        "topics:\t{add: [a]}\t# why\n# mine\n",
    ),
    "the last item of a list": (
        "topics: {add: [a], remove: [b]}\n",
        AddTopic(slug="b"),
        "topics: {add: [a, b]}\n",
    ),
    "the only topic": (
        "topics: {add: [a]}\npick: {by: ada, on: 2025-11-21}\n",
        RemoveTopic(slug="a", by_rules=False),
        "pick: {by: ada, on: 2025-11-21}\n",
    ),
    "an item in the middle": (
        "topics:\n  add:\n    - a  # one\n    - b\n    - c  # three\n",
        RemoveTopic(slug="b", by_rules=False),
        "topics:\n  add:\n    - a  # one\n    - c  # three\n",
    ),
    "another value in the same quotes' place": (
        "links:\n  arxiv: '2401.00001'  # the first version\n",
        AddLink(kind="arxiv", value="2401.00002"),
        'links:\n  arxiv: "2401.00002"  # the first version\n',
    ),
    "a comment between a key and its value": (
        "correct:\n  title:  # cut\n    Old\n  published: 2025-11-01\n",
        SetCorrection(title="New: one"),
        'correct:\n  title:  # cut\n    "New: one"\n  published: 2025-11-01\n',
    ),
    "comments alone": (
        "# Nothing yet.\r\n",
        AddTopic(slug="a"),
        "# Nothing yet.\r\ntopics: {add: [a]}\r\n",
    ),
    "nothing": ("", AddTopic(slug="a"), "topics: {add: [a]}\n"),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_keeps(name: str) -> None:
    before, change, after = EDITS[name]

    assert edit(before, [change]) == after


REFUSED: dict[str, tuple[str, Change, tuple[int, int, str]]] = {
    "a comment inside what would go": (
        "pick:\n  # by me\n  by: ada\n  on: 2025-11-21\nlinks: {doi: 10.1/x}\n",
        RemovePick(),
        (1, 1, "delete `pick`"),
    ),
    "a comment in a header that would change": (
        "correct:\n  title: >-  # cut\n    Old\n",
        SetCorrection(title="New"),
        (2, 3, "set by hand:\ncorrect:\n  title: New"),
    ),
    "a list where a mapping belongs": (
        "links: [a]\n",
        AddLink(kind="doi", value="10.1/x"),
        (1, 1, 'set by hand:\nlinks:\n  doi: "10.1/x"'),
    ),
    "a key without a value": (
        "topics:\n",
        AddTopic(slug="a"),
        (1, 1, "add by hand:\ntopics: {add: [a]}"),
    ),
    "a text that ends with the file, in a list": (
        "notes:\n  - by: a\n    on: 2025-11-21\n    text: |\n      Ends",
        NOTE,
        (
            1,
            1,
            "add by hand:\nnotes:\n  - by: ada\n    on: 2025-12-01\n    text: It waits.",
        ),
    ),
    "a key after a question mark": (
        "? pick\n: {by: ada, on: 2025-11-21}\nlinks: {doi: 10.1/x}\n",
        RemovePick(),
        (1, 3, "delete `pick`"),
    ),
    "the last thing that a file says": (
        "pick: {by: a, on: 2025-11-21}\n",
        RemovePick(),
        (1, 1, "delete it"),
    ),
    "text where the curation belongs": (
        "hello\n",
        AddTopic(slug="a"),
        (1, 1, "add by hand:\ntopics: {add: [a]}"),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_edited_is_said_with_its_place_and_what_to_write(name: str) -> None:
    before, change, (line, column, by_hand) = REFUSED[name]

    with pytest.raises(CannotEditError) as caught:
        edit(before, [change])

    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.by_hand == by_hand


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("topics: &a {add: [b]}\n", "yaml-feature"),
        ("topics: {add: [a]}\ntopics: {add: [b]}\n", "duplicate-key"),
        ("topics: {add: [a}\n", "yaml-syntax"),
        ("topics:\n\tadd: [a]\n", "yaml-syntax"),
        ("a: 1\n---\nb: 2\n", "yaml-feature"),
    ],
)
def test_a_file_that_is_not_read_is_not_edited(text: str, rule: str) -> None:
    with pytest.raises(ContentError) as caught:
        edit(text, [NOTE], path="content/curations/x.yml")

    problem = caught.value.problems[0]
    assert (problem.path, problem.rule) == ("content/curations/x.yml", rule)


def test_a_new_file_names_its_schema_first_and_is_a_good_curation() -> None:
    paper = Introduction(title="On: an Engine", abstract="We weave.", on=DAY)
    made = edit(NEW_CURATION, [Introduce(paper=paper), *ALL])
    file, problems = parse_curation(made.encode(), "content/curations/on-an-engine.yml")

    assert made.startswith("# yaml-language-server: $schema=../schema/curation.schema.json\n")
    assert not problems
    assert file
    assert file.curation.introduces == paper
    assert file.curation.correct.title == "On: the Engine"


# Values


@given(text=st.text(max_size=300), column=st.integers(0, 8))
def test_any_text_is_read_back_as_it_is_or_refused_for_what_nobody_sees(
    text: str, column: int
) -> None:
    try:
        made = entry("text", text, column)
        short = flow([text])
    except HiddenCharacterError:
        assert hidden_in(text)
        return

    assert data_of("\n".join(made) + "\n") == {"text": text}
    assert data_of(short) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "on",
        "No",
        "~",
        "null",
        "1e3",
        "0x1F",
        "2401.00010",
        "- a",
        "a: b",
        "12:30:45",
        "",
        "a #b",
        "{a}",
        "=",
        "<<",
    ],
)
def test_what_another_reader_takes_for_something_else_stands_in_quotes(text: str) -> None:
    assert flow(text)[0] in "'\""


def test_a_long_text_is_folded_and_one_of_several_lines_keeps_them() -> None:
    assert entry("text", "word " * 30 + "end", 4) == [
        "    text: >-",
        "      " + " ".join(["word"] * 19),
        "      " + " ".join(["word"] * 11) + " end",
    ]
    assert entry("text", "One.\n\n- two", 0) == ["text: |-", "  One.", "", "  - two"]


# A thousand files


class Writer:
    """Writes data as YAML in the many ways of people, with a numbered comment wherever one may be."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._comments = 0

    def file(self, data: dict[str, Value]) -> str:
        text = "".join(self._decorate(line) for line in self._mapping(data, 0))
        if self._maybe(0.2):
            text = text.rstrip("\n")
        return text.replace("\n", "\r\n") if self._maybe(0.2) else text

    def _maybe(self, share: float) -> bool:
        return self._chance.random() < share

    def _comment(self) -> str:
        self._comments += 1
        return f"# c{self._comments}: don't [touch], {{me}}"

    def _decorate(self, line: str) -> str:
        if line.startswith("|"):  # the text of a block
            return line[1:] + "\n"
        above = f"{self._indent(line)}{self._comment()}\n" if self._maybe(0.15) else ""
        blank = "\n" if self._maybe(0.1) else ""
        behind = f"  {self._comment()}" if self._maybe(0.2) else ""
        return f"{blank}{above}{line}{behind}\n"

    @staticmethod
    def _indent(line: str) -> str:
        return " " * (len(line) - len(line.lstrip()))

    def _mapping(self, data: dict[str, Value], column: int) -> Iterator[str]:
        for key, value in data.items():
            lead = " " * column + self._key(key) + ":"
            if isinstance(value, str):
                yield from self._text(lead, value, column)
            elif self._maybe(0.5) or not value:
                yield f"{lead} {self._flow(value)}"
            elif isinstance(value, dict):
                yield lead
                yield from self._mapping(value, column + self._chance.choice((1, 2, 4)))
            elif isinstance(value, list):
                yield lead
                yield from self._list(value, column + self._chance.choice((0, 2, 3)))

    def _list(self, items: list[Value], column: int) -> Iterator[str]:
        for item in items:
            if isinstance(item, dict) and self._maybe(0.7):
                width = self._chance.choice((2, 4))
                first, *rest = self._mapping(item, column + width)
                yield " " * column + "-" + " " * (width - 1) + first.lstrip()
                yield from rest
            else:
                yield " " * column + "- " + self._flow(item)

    def _text(self, lead: str, text: str, column: int) -> Iterator[str]:
        if not self._maybe(0.25):
            yield f"{lead} {self._flow(text)}"
            return
        yield f"{lead} {self._chance.choice(('|-', '>-'))}"
        yield f"|{' ' * (column + 3)}{text}"

    def _key(self, key: str) -> str:
        return self._chance.choice((key, key, key, f'"{key}"', f"'{key}'"))

    def _flow(self, value: Value) -> str:
        comma = self._chance.choice((", ", ",", " , "))
        if isinstance(value, dict):
            return (
                "{" + comma.join(f"{self._key(k)}: {self._flow(v)}" for k, v in value.items()) + "}"
            )
        if isinstance(value, list):
            return "[" + comma.join(map(self._flow, value)) + self._chance.choice(("]", " ]"))
        assert isinstance(value, str)
        plain = value if re.fullmatch("[a-z0-9][a-z0-9 -]*", value) else f'"{value}"'
        return self._chance.choice((plain, f'"{value}"', "'" + value.replace("'", "''") + "'"))


WORDS = ("kettle", "engine #1", "a: b", "it's", "weaves", "50%", "[x]", "y, z", "- w", "on")


def make_data(chance: random.Random) -> dict[str, Value]:
    """A curation's data, of any keys in any order."""

    def words() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, 6)))

    def some(*items: str) -> list[Value]:
        return list(chance.sample(items, chance.randint(1, len(items))))

    sample: dict[str, Callable[[], Value]] = {
        "topics": lambda: {
            key: some(*f"{key[0]}bcd") for key in some("add", "remove") if isinstance(key, str)
        },
        "pick": lambda: {"by": "ada", "on": "2025-11-21"},
        "notes": lambda: [
            {"by": "ada", "on": "2025-11-21", "text": words()} for _ in range(chance.randint(1, 3))
        ],
        "links": lambda: {
            "arxiv": "2401.00001",
            "code": some("https://a.example/", "https://b.example/?a=b"),
        },
        "correct": lambda: {"title": words(), "published": "2025-11-01"},
        "status": lambda: {"is": "withdrawn", "on": "2025-11-02", "because": words()},
        "distinct_from": lambda: some("other-paper", "third-paper"),
    }
    keys = chance.sample(sorted(sample), chance.randint(1, len(sample)))
    return {key: sample[key]() for key in keys}


def make_change(chance: random.Random) -> Change:
    slug = chance.choice("abcdr")
    return chance.choice(
        (
            AddTopic(slug=slug),
            RemoveTopic(slug=slug),
            RemoveTopic(slug=slug, by_rules=False),
            SetPick(by="alan", on=DAY),
            RemovePick(),
            AddNote(
                by="ada", on=DAY, text=" ".join(chance.choices(WORDS, k=chance.randint(1, 40)))
            ),
            AddNote(by="ada", on=DAY, text="One: #1.\n\n  - two\n- three"),
            AddLink(kind="arxiv", value="2504.13143"),
            AddLink(kind="code", value="https://b.example/?a=b"),
            AddLink(kind="demo", value="https://c.example/a,b"),
            SetStatus(value="retracted", on=DAY, because="It's: wrong."),
            SetCorrection(title="A title: of #1"),
        )
    )


def with_change(  # noqa: C901 - one case a kind of change
    data: dict[str, Value], change: Change
) -> dict[str, Value]:
    """What the data should be after a change, told in another way than the code under test does."""
    made = {key: dict(value) if isinstance(value, dict) else value for key, value in data.items()}

    def below(key: str) -> dict[str, Value]:
        part = made.setdefault(key, {})
        assert isinstance(part, dict)
        return part

    def items(key: str, name: str) -> list[Value]:
        found = below(key).get(name) or []
        assert isinstance(found, list)
        return found

    match change:
        case AddTopic(slug=slug):
            below("topics")["remove"] = [one for one in items("topics", "remove") if one != slug]
            below("topics")["add"] = list(dict.fromkeys([*items("topics", "add"), slug]))
        case RemoveTopic(slug=slug, by_rules=by_rules):
            below("topics")["add"] = [one for one in items("topics", "add") if one != slug]
            new = [slug] if by_rules else []
            below("topics")["remove"] = list(dict.fromkeys([*items("topics", "remove"), *new]))
        case SetPick(by=by):
            made["pick"] = {"by": by, "on": "2025-12-01"}
        case RemovePick():
            made.pop("pick", None)
        case AddNote(by=by, text=text):
            notes = made.get("notes") or []
            assert isinstance(notes, list)
            made["notes"] = [*notes, {"by": by, "on": "2025-12-01", "text": text}]
        case AddLink(kind="arxiv", value=value):
            below("links")["arxiv"] = value
        case AddLink(kind=kind, value=value):
            below("links")[kind] = list(dict.fromkeys([*items("links", kind), value]))
        case SetStatus(value=value, because=because):
            made["status"] = {"is": value, "on": "2025-12-01", "because": because}
        case SetCorrection(title=title):
            below("correct")["title"] = title
    return {key: part for key, value in made.items() if (part := without_nothing(value))}


def without_nothing(value: Value) -> Value:
    if isinstance(value, dict):
        return {key: part for key, part in value.items() if part}
    return value


def comments_of(text: str) -> list[str]:
    return re.findall(r"# c\d+: don't \[touch\], \{me\}", text)


def changed_ranges(before: str, after: str) -> tuple[str, str]:
    """What was taken out and what was put in, between the longest equal beginning and end."""
    first = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    last = 0
    while last < min(len(before), len(after)) - first and before[-1 - last] == after[-1 - last]:
        last += 1
    return before[first : len(before) - last], after[first : len(after) - last]


def test_a_thousand_curations_are_edited_and_nothing_else_is_touched() -> None:
    refused = 0
    for seed in range(1_000):
        chance = random.Random(seed)
        data = make_data(chance)
        before = Writer(seed).file(data)
        assert data_of(before) == data, before
        change = make_change(chance)
        wanted = with_change(data, change)
        try:
            after = edit(before, [change])
        except CannotEditError:
            refused += 1
            continue
        check_edit(before, after, change, wanted)
    assert refused <= 30  # comments inside what would go, texts that end with the file


def check_edit(before: str, after: str, change: Change, wanted: dict[str, Value]) -> None:
    assert data_of(after) == wanted, (before, change, after)
    assert comments_of(after) == comments_of(before), (before, change, after)
    assert ("\r" in before) == ("\r" in after) or "\n" not in before
    assert before.endswith("\n") == after.endswith("\n"), (before, change, after)
    assert other_lines(after, change) == other_lines(before, change), (before, change, after)
    out, put = changed_ranges(before, after)
    if isinstance(change, AddNote):
        assert not out, (before, change, after)
    if isinstance(change, RemovePick):
        assert not put, (before, change, after)
    if "\r" in before:
        assert "\n" not in after.replace("\r\n", "")


KEYS: Mapping[type[Change], str] = {
    AddTopic: "topics",
    RemoveTopic: "topics",
    SetPick: "pick",
    RemovePick: "pick",
    AddNote: "notes",
    AddLink: "links",
    SetStatus: "status",
    SetCorrection: "correct",
}
"""The key below which each change writes."""


def other_lines(text: str, change: Change) -> list[str]:
    """Every line that a change has no business with, byte for byte, but for comments' own lines."""
    blocks = re.split(r"(?m)^(?=[^\s#{}-])", text)
    others = (block for block in blocks if not re.match(rf"['\"]?{KEYS[type(change)]}\b", block))
    lines = (line for block in others for line in block.split("\n"))
    return [
        line.rstrip("\r") for line in lines if line.strip() and not line.lstrip().startswith("#")
    ]


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("by: ada", 'by: "ada"'),
        ("# c1", "# c2"),
        ("pick: {", "pick:  {"),
        ("code: [", "demo: ["),
        ("a]}\n", "a]}"),
    ],
)
def test_an_edit_that_touches_anything_else_is_caught(was: str, becomes: str) -> None:
    """The control of the thousand."""
    change = AddTopic(slug="pots")
    before = (
        "topics: {add: [tea]}\n# c1: don't [touch], {me}\npick: {by: ada, on: 2025-11-21}\n"
        "links: {code: [https://x.example/a]}\n"
    )
    data = data_of(before)
    assert isinstance(data, dict)
    after, wanted = edit(before, [change]), with_change(data, change)
    check_edit(before, after, change, wanted)
    assert was in after

    with pytest.raises(AssertionError):
        check_edit(before, after.replace(was, becomes), change, wanted)


def test_many_changes_one_after_the_other_are_the_same_as_all_at_once() -> None:
    for seed in range(100):
        chance = random.Random(seed)
        before = Writer(seed).file(make_data(chance))
        changes: Sequence[Change] = [make_change(chance) for _ in range(4)]
        try:
            together = edit(before, changes)
        except CannotEditError:
            continue
        one_by_one = before
        for change in changes:
            one_by_one = edit(one_by_one, [change])
        assert one_by_one == together
