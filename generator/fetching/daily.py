"""Daily Papers by its API: what is asked for a day, and what is made of the answers.

An answer is taken only if it is what that day's should be. Everything is decided from values; the
run asks and keeps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from generator.content.wording import readable
from generator.fetching.answers import Answer
from generator.fetching.calendar import is_working_day, may_still_come
from generator.fetching.refusals import LATER, refuse
from generator.problems import ContentError, Problem
from generator.records import RawEntry
from generator.sources import daily_papers_api
from generator.sources.json_records import json_spans
from generator.sources.page import Page, decode_text

READER: Final = "daily-papers-api"

READERS: Final = frozenset({READER, "daily-papers"})
"""Whose listings are of Daily Papers, by the API or by hand."""

MOST: Final = 100
"""Papers that are asked for at once, as many as the API gives; the next hundred is another page."""

MOST_PAGES: Final = 20

FIELDS: Final = (
    *("paper", "paper.id", "paper.title", "paper.summary", "paper.authors"),
    "paper.publishedAt",
)
"""Fields that every record has had in every year; when one is gone, the source has changed."""

ERRORS: Final = frozenset({"error", "message", "detail"})
"""Fields by which a record is an error in disguise."""

EMPTY: Final = "empty-answer"
"""The rule that a working day has papers."""

Record = tuple[object, str]
"""A record, and its text as it came."""

Lists = Mapping[date, frozenset[str]]
"""The papers of each day, by arXiv id or else by title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One page of a day's list: the answer, and its records or why there are none."""

    answer: Answer
    records: tuple[Record, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_full(self) -> bool:
        """Whether it has as many records as it may, so that another may follow."""
        return len(self.records) >= MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A list that becomes the day's listing; it `replaces` an earlier capture that it holds whole."""

    data: bytes
    papers: frozenset[str]
    replaces: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Nothing to take, and nothing wrong: why, in words."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Answers that are not taken, and every reason.

    `is_empty` if the day has no papers, which only later days can explain.
    """

    problems: tuple[Problem, ...]
    is_empty: bool = False


Verdict = Taken | Left | Refused


def address(base: str) -> str:
    """Where the API answers."""
    return f"{base}/api/daily_papers"


def parameters(day: date, page: int) -> Mapping[str, str | int]:
    """What asks for a page of a day's list; the first is 0."""
    return {"date": day.isoformat(), "limit": MOST, "p": page}


def read_part(answer: Answer) -> Part:
    """The records of a page, as they came."""
    try:
        text = decode_text(answer.body, answer.asked)
        records = tuple(json_spans(text, answer.asked, daily_papers_api.EXPECTED))
    except ContentError as error:
        return Part(answer=answer, problems=refuse(error.problems, answer))
    return Part(answer=answer, records=records)


def judge(parts: Sequence[Part], day: date, known: Lists, today: date) -> Verdict:
    """Decide on the pages of a day's list, all that the source gave.

    `known` are the papers of the days that have a listing, this day's earlier one included.
    """
    asked = parts[0].answer.asked
    if problems := tuple(problem for part in parts for problem in part.problems):
        return Refused(problems=problems)
    if not any(part.records for part in parts):
        return _judge_empty(asked, day, today)
    try:
        found, stated = _read(parts)
    except ContentError as error:
        return Refused(problems=error.problems)
    return _judge_papers(found, day, known, (asked, stated))


def _read(parts: Sequence[Part]) -> tuple[Taken, date | None]:
    """The list of all pages, and the day that its records say they were listed on.

    Raises:
        ContentError: any of them cannot be read, or stands there twice.
    """
    answer, records = parts[0].answer, [record for part in parts for record in part.records]
    if problems := tuple(_check_shape([record for record, _ in records], answer.asked)):
        raise ContentError(problems)
    data = "".join(f"{text}\n" for _, text in records).encode()
    try:
        page = daily_papers_api.read(data, answer.asked)
    except ContentError as error:
        raise ContentError(refuse(error.problems, answer)) from None
    papers = frozenset(map(_name, page.entries))
    if problems := (*refuse(page.problems, answer), *_check_pages(parts, len(papers), page)):
        raise ContentError(problems)
    return Taken(data=data, papers=papers), page.stated


def _name(entry: RawEntry) -> str:
    """What a paper is told by within lists: its arXiv id, or else its title."""
    return entry.arxiv or entry.title


# Empty lists


def _judge_empty(asked: str, day: date, today: date) -> Verdict:
    if not is_working_day(day):
        return Left(reason="no list, as on all weekends")
    if may_still_come(day, today):
        return Left(reason="no list yet")
    return Refused(problems=(_empty(asked, day),), is_empty=True)


def _empty(asked: str, day: date) -> Problem:
    return Problem(
        path=asked,
        rule=EMPTY,
        message=f"the list of {day:%A}, {day}, is empty; working days have papers",
        hint=f"{LATER} Once a later day has a list, this one counts as a day off.",
    )


# Shape


def _check_shape(records: Sequence[object], asked: str) -> Iterator[Problem]:
    """Name the fields that no record has any more, and those that may have taken their place.

    A record that is an error has another shape too; its reader says so, and what it tells.
    """
    there = {path for record in records for path in _paths(record)}
    if there & ERRORS and "paper" not in there:
        return
    gone = [name for name in FIELDS if name not in there]
    if "paper" in gone:
        gone = ["paper"]
    if gone:
        yield Problem(
            path=asked,
            rule="changed-shape",
            message=f"no record has {_show(gone)}, as each had before; "
            f"there are {_show(sorted(there)) or 'no fields at all'}",
            hint="The source has changed: nothing is taken until the reader in "
            "generator/sources/daily_papers_api.py knows the new shape.",
        )


def _paths(record: object) -> Iterator[str]:
    """The fields of a record, and those of its paper with a dot."""
    if isinstance(record, dict):
        yield from record
        inner = record.get("paper")
        yield from (f"paper.{key}" for key in inner) if isinstance(inner, dict) else ()


def _show(names: Sequence[str]) -> str:
    return ", ".join(f"`{readable(name[:40])}`" for name in names[:40])


def _check_pages(parts: Sequence[Part], papers: int, page: Page) -> Iterator[Problem]:
    """A full page is followed by another; one that comes again hides a limit of the source."""
    asked, records = parts[-1].answer.asked, len(page.entries)
    if papers < records:
        message = f"of {records:,} papers {records - papers:,} are there twice"
        if len(parts) > 1:
            message += f": its {len(parts)} pages repeat each other"
        yield Problem(path=asked, rule="repeated-answer", message=message, hint=LATER)
    elif parts[-1].is_full:
        message = f"the list goes on after {records:,} papers; no day has so many"
        yield Problem(path=asked, rule="too-large-answer", message=message, hint=LATER)


# This day's list, or another's


def _judge_papers(
    found: Taken, day: date, known: Lists, said: tuple[str, date | None]
) -> Taken | Left | Refused:
    asked, stated = said
    same = _find_same(found.papers, day, known)
    other = same or (stated if stated != day else None)
    if other and not is_working_day(day):
        return Left(reason=f"no list, as on all weekends; the source gives that of {other}")
    if other:
        return Refused(problems=(_of_another_day(asked, day, other, same),))
    if day in known:
        return _judge_again(found, known[day], asked)
    return found


def _find_same(papers: frozenset[str], day: date, known: Lists) -> date | None:
    """The day that has most of these papers already: a paper stands in the list of one day.

    Not all of them need be the same: the list of a day grows while it is read again and again.
    """
    days = (d for d, there in known.items() if d != day and 2 * len(there & papers) > len(papers))
    return max(days, default=None)


def _of_another_day(asked: str, day: date, other: date, same: date | None) -> Problem:
    seen = "has the papers of" if same else "says that it is that of"
    return Problem(
        path=asked,
        rule="repeated-listing",
        message=f"the list asked for {day} {seen} {other}",
        hint=LATER,
    )


def _judge_again(found: Taken, before: frozenset[str], asked: str) -> Taken | Left | Refused:
    """A list that was captured before may have grown; none shrinks without a word."""
    if gone := sorted(before - found.papers):
        return Refused(problems=(_shrunk(asked, len(before), len(found.papers), gone),))
    if found.papers == before:
        return Left(reason="nothing new")
    return Taken(data=found.data, papers=found.papers, replaces=True)


def _shrunk(asked: str, before: int, now: int, gone: Sequence[str]) -> Problem:
    names = ", ".join(readable(name[:60]) for name in gone[:_SHOWN])
    return Problem(
        path=asked,
        rule="shrunk-answer",
        message=f"the list has {now:,} papers, and {before:,} before; "
        f"gone: {names}{', …' if len(gone) > _SHOWN else ''}",
        hint="The earlier list stays. If the source took papers away on purpose, delete its file "
        "and fetch the day again.",
    )


_SHOWN: Final = 5
