"""Readers by golden pairs: `data/sources/<reader>/<case>.<suffix>` and its `.expected` beside it.

An expectation is JSON, written by hand from the input, in one of two shapes. What is not known
(`null`, or empty) is left out of it, and nothing else is:

    {"entries": [{"title", "abstract", "line", "published", "n_authors", "authors",
                  "organisation", "comments", "links", "more"}, …],
     "problems": [[line, message], …], "losses": [[line, message], …],
     "stated", "header", "neighbours", "cut"}
    {"refused": [line, message, hint]}

A `published` is "2031-05-01" when it is exact, else [month, day] or [month, day, year]; an author
is a name, or [name, family, given] where the source splits it; an `organisation` is [slug, name].
"""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from generator.problems import ContentError, Problem
from generator.records import Author, Day, RawEntry
from generator.sources import FORMATS, HEAD, READERS, recognise
from generator.sources.page import Page

GOLDEN = Path(__file__).parent / "data" / "sources"
CASES = sorted(path for path in GOLDEN.glob("*/*") if path.suffix != ".expected")

by_case = pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")


def expectation(path: Path) -> Any:  # noqa: ANN401 - whatever JSON holds
    return json.loads(path.with_name(f"{path.name}.expected").read_text("utf-8"))


def what_is_read(path: Path) -> dict[str, Any]:
    """What the folder's reader makes of a case, in the shape of an expectation."""
    try:
        page = READERS[path.parent.name](path.read_bytes(), path.name)
    except ContentError as error:
        (problem,) = error.problems
        assert problem.rule == "not-a-listing"
        return {"refused": [problem.line, problem.message, problem.hint]}
    return show_page(page)


def show_page(page: Page) -> dict[str, Any]:
    return known(
        entries=[show_entry(entry) for entry in page.entries],
        problems=[show_problem(problem) for problem in page.problems],
        losses=[show_problem(loss) for loss in page.losses],
        stated=show_day(page.stated),
        header=show_day(page.header),
        neighbours=[day.isoformat() for day in page.neighbours],
        cut=page.cut and show_problem(page.cut),
    )


def show_entry(entry: RawEntry) -> dict[str, Any]:
    return known(
        title=entry.title,
        abstract=entry.abstract,
        line=entry.line,
        published=show_day(entry.published),
        n_authors=entry.n_authors,
        authors=[show_author(author) for author in entry.authors],
        organisation=entry.organisation and [entry.organisation.slug, entry.organisation.name],
        comments=entry.comments,
        links=[list(link) for link in entry.links],
        more=known(
            **{
                name: list(value) if isinstance(value, tuple) else value
                for name, value in asdict(entry.more).items()
            }
        ),
    )


def show_author(author: Author) -> str | list[str | None]:
    split = author.family is not None or author.given is not None
    return [author.name, author.family, author.given] if split else author.name


def show_day(day: Day | date | None) -> str | list[int] | None:
    if isinstance(day, Day):
        return [day.month, day.day] if day.year is None else [day.month, day.day, day.year]
    return day.isoformat() if day else None


def show_problem(problem: Problem) -> list[int | str]:
    return [problem.line, problem.message]


def known(**values: object) -> dict[str, Any]:
    """Leave out what is not known; a count of zero is known."""
    return {name: value for name, value in values.items() if value or value == 0}


@by_case
def test_each_source_gives_what_a_person_read_in_it(path: Path) -> None:
    assert what_is_read(path) == expectation(path)


@by_case
def test_a_source_that_is_read_is_claimed_by_its_own_reader_alone(path: Path) -> None:
    if "refused" not in expectation(path):
        head = path.read_text("utf-8")[:HEAD]

        assert [name for name in FORMATS if FORMATS[name].claims(head)] == [path.parent.name]
        assert recognise(path.read_bytes(), path.name) == path.parent.name


@by_case
def test_line_ends_and_a_byte_order_mark_of_a_source_do_not_matter(
    path: Path, tmp_path: Path
) -> None:
    folder = tmp_path / path.parent.name
    folder.mkdir()
    windows = folder / path.name
    windows.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    if path.read_bytes().strip():
        assert what_is_read(windows) == expectation(path)


def test_every_source_has_its_expectation_beside_it_and_its_readers_suffix() -> None:
    expected = {path.with_name(f"{path.name}.expected") for path in CASES}

    assert expected == set(GOLDEN.glob("*/*.expected"))
    assert {path.name for path in CASES if path.suffix != FORMATS[path.parent.name].suffix} == set()
