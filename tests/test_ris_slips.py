"""RIS with slips of the pen: what is broken is named with its line, and nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.records import RawEntry
from generator.sources import ris
from generator.sources.page import Page

GOOD = "TY  - GEN\nTI  - Looms\nER  - \n\n"
AS_A_TAG = "a line with a tag begins as `TI  - ` does, but here stands "


def read(text: str) -> Page:
    return ris.read(text.encode(), "export.ris")


@pytest.mark.parametrize(
    ("record", "line", "message"),
    [
        ("TY  - GEN\nTI  - A kettle\nAB - Of tea.\nER  - \n", 3, f"{AS_A_TAG}'AB - Of tea.'"),
        ("TY  - GEN\nTI  -A kettle\nER  - \n", 2, f"{AS_A_TAG}'TI -A kettle'"),
        ("TY  - GEN\nTI  - A kettle\nAB   Of tea.\nER  - \n", 3, f"{AS_A_TAG}'AB Of tea.'"),
        ("TY  - GEN\nTI  - A kettle\n AB  - Of tea.\nER  - \n", 3, f"{AS_A_TAG}'AB - Of tea.'"),
        ("TY  - GEN\nti  - A kettle\nER  - \n", 2, f"{AS_A_TAG}'ti - A kettle'"),
        ("TY  - GEN\nTI  - A kettle\nB  - Of tea.\nER  - \n", 3, f"{AS_A_TAG}'B - Of tea.'"),
        ("TY  - GEN\nTI  - A kettle\nER - \n", 3, f"{AS_A_TAG}'ER -'"),
        ("TY  - GEN\nTI  - A kettle\nER   \n", 3, f"{AS_A_TAG}'ER'"),
        ("TY - GEN\nTI  - A kettle\nER  - \n", 1, f"{AS_A_TAG}'TY - GEN'"),
        ("TY  - GEN\nTI  - A kettleAB  - Of tea.\nER  - \n", 2,
         "a tag stands where a line begins, but here stands 'TI - A kettleAB - Of tea.'"),
        ("TY  - GEN\nTI  - A kettleER  - \n", 2,
         "a tag stands where a line begins, but here stands 'TI - A kettleER -'"),
        ("TY  - GEN\nTI  - A kettle\nAU  - Lovelace, Ada\nTuring, Alan\nER  - \n", 4,
         "after the line of `AU` another tag was expected, but here stands 'Turing, Alan'"),
        ("TY  - GEN\nA kettle\nTI  - A kettle\nER  - \n", 2,
         "after the line of `TY` another tag was expected, but here stands 'A kettle'"),
        ("TY  - GEN\nTI  - A kettle\nPY  - 2020\nSpring\nER  - \n", 4,
         "after the line of `PY` another tag was expected, but here stands 'Spring'"),
        ("TI  - A kettle\nAU  - Lovelace, Ada\nER  - \n", 1,
         "a record begins with `TY  - `, but here stands 'TI - A kettle'"),
        ("TI  - A kettle\nTY  - GEN\nTI  - A pot\nER  - \n", 1,
         "a record begins with `TY  - `, but here stands 'TI - A kettle'"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_line_and_the_others_are_read(
    record: str, line: int, message: str
) -> None:
    page = read(record + GOOD)
    behind = read(GOOD + record)

    assert [(problem.line, problem.message.partition("cannot be read: ")[2]) for problem in page.problems] == [(line, message)]  # fmt: skip
    assert all(problem.hint and problem.hint.startswith(("write", "begin")) for problem in page.problems)  # fmt: skip
    assert [entry.title for entry in page.entries if entry.title != "A pot"] == ["Looms"]
    assert behind.problems[0].line == line + 4
    assert behind.entries[0] == read(GOOD).entries[0]


@pytest.mark.parametrize(
    ("record", "abstract"),
    [
        # Programs wrap long texts, and these have lines and words of their own.
        ("AB  - Of tea,\nand of\n  - cups\n\n  * pots\nAI - based kettles\n", "Of tea, and of\n\n- cups\n\n* pots AI - based kettles"),
        ("AB  - Of tea - or DO-it-yourself\n", "Of tea - or DO-it-yourself"),
        ("AB  - Of tea\nKW  - cups\nLA\npots\n", "Of tea"),
        ("AB  - Of tea\nXX  - a tag of its own\nAU  -\nDO  - \n", "Of tea"),
        # The order within a record is free.
        ("PY  - 2031\nAB  - Of tea\nAU  - Lovelace, Ada\n", "Of tea"),
    ],
)  # fmt: skip
def test_what_harms_nothing_is_read(record: str, abstract: str) -> None:
    page = read(f"TY  - GEN\nTI  - A kettle\n{record}ER  - \n{GOOD}")

    assert page.problems == ()
    assert [(entry.title, entry.abstract) for entry in page.entries] == [
        ("A kettle", abstract),
        ("Looms", ""),
    ]


def test_a_record_without_an_end_is_read_and_told() -> None:
    page = read(f"TY  - GEN\nTI  - A kettle\n{GOOD}ER  - \n")

    assert [entry.title for entry in page.entries] == ["A kettle", "Looms"]
    assert page.problems == ()
    assert [(loss.line, loss.message) for loss in page.losses if loss.line] == [
        (1, "the record has no line `ER  - `; the next one ends it"),
        (7, "the text from 'ER  - ' on is no record, and not kept"),
    ]


# Any record with any one mark missing

TEXTS = st.lists(
    st.sampled_from(["kettle", "Über", "2031", "-", "a-b", "DO", "AI"]), min_size=1, max_size=4
).map(" ".join)
TAGS = st.lists(st.sampled_from(["AU", "AB", "PY", "DO", "KW", "N1", "UR"]), max_size=5)


@st.composite
def records(draw: st.DrawFn) -> tuple[str, tuple[int, ...]]:
    """A record, and where its marks stand: the spaces and the hyphen of each tag, and line ends."""
    number = draw(st.integers(1, 10**6))
    values = [("TY", "GEN"), ("TI", f"Number {number} {draw(TEXTS)}")]
    values += [(tag, draw(TEXTS)) for tag in draw(TAGS)]
    text = ""
    marks: list[int] = []
    for tag, value in (*values, ("ER", "")):
        marks += range(len(text) + 2, len(text) + 6)
        text += f"{tag}  - {value}\n"
        marks.append(len(text) - 1)
    return text, tuple(marks)


def facts(page: Page) -> Iterator[RawEntry]:
    return (replace(entry, line=1) for entry in page.entries)


@given(st.lists(records(), min_size=1, max_size=4), st.sampled_from(["", "\n"]), st.data())
def test_one_missing_mark_changes_no_other_record_and_is_told(
    written: list[tuple[str, tuple[int, ...]]], between: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(written) - 1))
    record, marks = written[at]
    mark = data.draw(st.sampled_from(marks))
    before = GOOD + "".join(text + between for text, _ in written[:at])
    after = "".join(between + text for text, _ in written[at + 1 :])
    broken = record[:mark] + record[mark + 1 :]
    whole = list(facts(read(before + record + after)))
    page = read(before + broken + after)
    found = list(facts(page))
    told = [problem for problem in (*page.problems, *page.losses) if problem.line]
    first = before.count("\n") + 1

    if found != whole:
        assert any(first <= problem.line <= first + record.count("\n") for problem in told)
        assert found[: at + 1] == whole[: at + 1]
        # Where a line of the next record is not one any more, that record is not read either.
        assert set(found) <= set(whole)
        assert found[at + 1 :] in (whole[at + 2 :], whole[at + 3 :])
