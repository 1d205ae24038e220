"""BibTeX with slips of the pen: what is broken is named with its place, and nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.problems import ContentError
from generator.records import RawEntry
from generator.sources import bibtex_file
from generator.sources.page import Page

GOOD = "@misc{good, title = {Looms}, year = {2031}}\n"


def read(text: str) -> Page:
    return bibtex_file.read(text.encode(), "export.bib")


COMMA = "the entry 'a' cannot be read: after the value of `{}` a comma was expected, but here stands {!r}"
NAME = "the entry 'a' cannot be read: a field begins with its name, but here stands {!r}"

SLIPS = {
    "the comma after a field": (
        "@misc{a,\n  title = {A kettle}\n  year = 2020\n}\n",
        3,
        COMMA.format("title", "year = 2020"),
    ),
    "the comma after a quoted field": (
        '@misc{a, title = "A {"} kettle" year = "2020"}\n',
        1,
        COMMA.format("title", 'year = "2020"'),
    ),
    "the comma after a field that is not kept": (
        "@misc{a,\n  note = {Of tea}\n\n  title = {A kettle}\n}\n",
        4,
        COMMA.format("note", "title = {A kettle}"),
    ),
    "the comma after a number": (
        "@misc{a, title = {A kettle}, year = 2020 month = 3}\n",
        1,
        COMMA.format("year", "month = 3"),
    ),
    "the comma after a sum": (
        "@misc{a, title = {A } # {kettle} year = 2020}\n",
        1,
        COMMA.format("title", "year = 2020"),
    ),
    "the opening brace of a value": (
        "@misc{a, title = A kettle}, year = {2020}}\n",
        1,
        COMMA.format("title", "kettle"),
    ),
    "the name of a field": ("@misc{a, = {A kettle}}\n", 1, NAME.format("= {A kettle}")),
    "the sign of a comment, which there is not within an entry": (
        "@misc{a,\n  % title = {A pot},\n  title = {A kettle}\n}\n",
        2,
        NAME.format("% title = {A pot}"),
    ),
    "the comma after the key": (
        "@misc{a\n  title = {A kettle}\n}\n",
        1,
        "the entry '@misc{a title =' cannot be read: Expected comma after entry key",
    ),
    "the closing brace of a value": (
        "@misc{a,\n  title = {A kettle,\n  year = {2020}\n}\n\n",
        1,
        "the entry '@misc{a, title = {A kettle, year = {2020} }' cannot be read",
    ),
    "the closing brace of the entry": (
        "@misc{a,\n  title = {A kettle}\n\n",
        1,
        "the entry '@misc{a, title = {A kettle}' cannot be read",
    ),
    "a quote": (
        '@misc{a, title = "A kettle}\n',
        1,
        "the entry '@misc{a, title = \"A kettle}' cannot be read",
    ),
    "the equals sign": (
        "@misc{a, title {A kettle}}\n",
        1,
        "the entry '@misc{a, title' cannot be read: Expected a `=`",
    ),
    "the brace of the entry": (
        "@misc a,\n  title = {A kettle}\n}\n",
        1,
        "the entry '@misc a, title = {A kettle} }' cannot be read: an entry begins with `@type{key,`",
    ),
    "the sign before the type": (
        "misc{a,\n  title = {A kettle}\n}\n",
        1,
        "the entry 'misc{a, title = {A kettle} }' cannot be read: an entry begins with `@type{key,`",
    ),
}
"""What is missing in a text, with the line and the message of the finding."""


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_named_and_the_others_are_read(slip: str) -> None:
    text, line, message = SLIPS[slip]
    page = read(text + GOOD)
    (problem,) = page.problems

    assert (problem.line, problem.message[: len(message)]) == (line, message)
    assert [entry.title for entry in page.entries] == ["Looms"]


def test_the_way_out_of_a_missing_comma_is_told() -> None:
    (problem,) = read("@misc{a, title = {A kettle} year = 2020}\n" + GOOD).problems
    assert problem.hint == "write `,` after the value, or the brace or quote that is missing in it"


def test_lines_are_right_after_a_line_that_ends_with_a_backslash() -> None:
    text = "@misc{a,\n  title = {Kettles},\n  note = {Of\\\\\ntea}\n}\n\n"
    slip = "@misc{b,\n  note = {Of\\\\\ntea},\n  title = {Cups}\n  year = 2020\n}\n"
    page = read(text + GOOD + slip)

    assert [entry.line for entry in page.entries] == [1, 7]
    assert [problem.line for problem in page.problems] == [12]


def test_a_macro_with_a_second_value_is_none() -> None:
    page = read("@string{pots = {Pots}, pans = {Pans}}\n@misc{a, title = pots}\n" + GOOD)

    assert [entry.title for entry in page.entries] == ["Looms"]
    assert "`@string` of 'pots' cannot be resolved" in {loss.message for loss in page.losses}


@pytest.mark.parametrize("word", ["and", "AND", "And", "aNd"])
def test_names_are_joined_by_and_in_any_case(word: str) -> None:
    text = f"@misc{{a, title = {{Looms}}, author = {{Ada Lovelace\n{word} {{Simon {word} Noether}}\t{word} Alan Turing {word}}}}}"
    (entry,) = read(text).entries

    assert [author.name for author in entry.authors] == [
        "Ada Lovelace",
        f"Simon {word} Noether",
        "Alan Turing",
    ]


def test_a_file_of_broken_entries_alone_is_refused_with_the_first_reason() -> None:
    with pytest.raises(ContentError, match="after the value of `title` a comma was expected"):
        read("@misc{a, title = {A kettle} year = 2020}")


# Any entry with any one mark missing


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as text, and where in it marks stand."""

    text: str
    marks: tuple[int, ...]


WORDS = st.lists(
    st.sampled_from(["kettle", "Über", "2031", "x_1", "a@b", "50", "and", "=", ",", "(", ")", "#"]),
    min_size=1,
    max_size=5,
).map(" ".join)
NAMES = st.lists(st.sampled_from(["author", "year", "note", "doi", "x-y"]), max_size=4, unique=True)


@st.composite
def values(draw: st.DrawFn) -> list[str]:
    """A value in tokens: marks are single characters, other texts come with a space before them."""
    words, inner = draw(WORDS), draw(WORDS)
    quoted = ['"', f" {words} ", "{", f" {inner}", "}", '"']
    braced = ["{", f" {words} ", "{", f" {inner}", "}", f" {words}", "}"]
    plain = ["{", f" {words}", "}"]
    joined = [*plain, "#", " jan ", "#", *quoted]
    return draw(st.sampled_from([quoted, braced, plain, plain, joined]))


@st.composite
def entries(draw: st.DrawFn, number: int) -> Written:
    opened, closed = draw(st.sampled_from([("{", "}"), ("{", "}"), ("(", ")")]))
    gap = draw(st.sampled_from(["\n  ", " ", ""]))
    tokens = ["@", " misc", opened, f" key{number}"]
    for name in ["title", *draw(NAMES)]:
        value = draw(values())
        if name == "title":  # told apart by it
            value = [value[0], f" Number {number} ", *value[1:]]
        tokens += [",", f" {gap}{name} ", "=", *value]
    tokens += [
        *draw(st.sampled_from([[], [","]])),
        f" {draw(st.sampled_from(['', chr(10)]))}",
        closed,
    ]
    return _write(tokens)


def _write(tokens: Sequence[str]) -> Written:
    text, marks = "", []
    for token in tokens:
        if len(token) == 1:
            marks.append(len(text))
            text += token
        else:
            text += token[1:]
    return Written(text, tuple(marks))


@st.composite
def files(draw: st.DrawFn) -> tuple[list[Written], str]:
    written = [draw(entries(number)) for number in range(draw(st.integers(2, 5)))]
    return written, draw(st.sampled_from(["\n\n", "\n", " ", ""]))


def facts(page: Page) -> Iterator[RawEntry]:
    """What the entries say, wherever they stand."""
    return (replace(entry, line=1) for entry in page.entries)


@given(files(), st.data())
def test_one_missing_mark_changes_no_other_entry_and_is_told(
    file: tuple[list[Written], str], data: st.DataObject
) -> None:
    written, between = file
    at = data.draw(st.integers(0, len(written) - 1))
    entry = written[at]
    mark = data.draw(st.sampled_from(entry.marks))
    before = GOOD + "".join(one.text + between for one in written[:at])
    broken = before + entry.text[:mark] + entry.text[mark + 1 :]
    after = "".join(between + one.text for one in written[at + 1 :])
    whole = list(facts(read(GOOD + between.join(one.text for one in written))))
    others = whole[: at + 1] + whole[at + 2 :]
    page = read(broken + after)
    found = list(facts(page))
    first, last = before.count("\n") + 1, broken.count("\n") + 1
    told = [problem for problem in (*page.problems, *page.losses) if problem.line]

    if found != whole:
        assert any(first <= problem.line <= last for problem in told)
        assert found[: at + 1] == others[: at + 1]
        # Where lines begin all entries, those after it are read whatever it looks like.
        assert [one for one in found if one in others] == others or "\n" not in between
