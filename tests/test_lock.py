"""The register: reading undoes writing, and every contradiction is an error at its line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content.lock import HEADER, Locked, keys_of, parse_lock, render_lock
from generator.slugs import make_slug, title_key

PATH = "content/papers.lock"
texts = st.text(max_size=60)


@st.composite
def registers(draw: st.DrawFn) -> list[Locked]:
    ids = draw(st.lists(texts.map(make_slug), unique=True, max_size=6))
    return [
        Locked(
            id=paper_id,
            added=draw(st.dates()),
            keys=tuple(
                keys_of(
                    draw(st.sampled_from([None, f"2501.{number:05}"])),
                    map(title_key, draw(st.lists(texts, min_size=1, max_size=3))),
                )
            ),
        )
        for number, paper_id in enumerate(ids)
    ]


@given(registers())
def test_reading_a_register_gives_back_what_was_written(lines: list[Locked]) -> None:
    text = render_lock(lines)
    read, problems = parse_lock(text.encode().decode(), PATH)

    assert list(read) == lines
    assert problems == ()
    assert render_lock(read) == text


def test_a_register_from_windows_is_read() -> None:
    text = "# remark\r\n\r\ntea\t2025-11-20\ttitle:tea\r\n"
    (line,), problems = parse_lock(text, PATH)

    assert line == Locked(id="tea", added=date(2025, 11, 20), keys=("title:tea",))
    assert line.line == 3
    assert problems == ()


def test_keys_stand_in_the_order_in_which_they_became_known() -> None:
    line = Locked(id="tea", added=date(2025, 1, 1), keys=("title:a", "arxiv:2501.00001", "title:b"))

    assert (line.arxiv, line.titles) == ("2501.00001", ("a", "b"))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Tea\t2025-11-20\ttitle:tea", "'Tea' is no paper id"),
        ("tea", "a day such as 2025-11-20"),
        ("tea\t2025-13-20\ttitle:tea", "a day such as 2025-11-20"),
        ("tea 2025-11-20 title:tea", "is no paper id"),
        ("tea\t2025-11-20", "keys such as"),
        ("tea\t2025-11-20\t", "keys such as"),
        ("tea\t2025-11-20\ttitle:", "keys such as"),
        ("tea\t2025-11-20\tdoi:10.1000/x", "keys such as"),
        ("tea\t2025-11-20\tarxiv:2501.00001\tarxiv:2501.00002", "several arXiv ids"),
        ("cup\t2025-11-20\ttitle:other", "'cup' stands in line 2 too"),
        ("tea\t2025-11-20\tarxiv:2501.00009", "'arxiv:2501.00009' stands in line 2 too"),
        ("<<<<<<< HEAD", "is no paper id"),
    ],
)
def test_a_line_that_cannot_be_is_an_error(line: str, says: str) -> None:
    text = f"{HEADER}cup\t2025-11-20\tarxiv:2501.00009\n{line}\n"
    read, (problem,) = parse_lock(text, PATH)

    assert [kept.id for kept in read] == ["cup"]
    assert (str(problem.severity), problem.rule, problem.line) == ("error", "bad-lock", 3)
    assert says in problem.message


def test_all_bad_lines_are_reported_in_one_run() -> None:
    _, problems = parse_lock("A\nB\n# remark\nC\n", PATH)

    assert [problem.line for problem in problems] == [1, 2, 4]
