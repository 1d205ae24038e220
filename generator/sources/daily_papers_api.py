"""The answer of `/api/daily_papers`: a JSON list of records, or the same records one a line.

A record holds the paper twice. `paper.publishedAt` is arXiv's time in UTC; the outer `publishedAt`
is hours earlier and often falls on the day before, so it is never read. Titles and summaries are
hard-wrapped. An author marked `hidden` is an author all the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from generator.ids import parse_arxiv
from generator.problems import Problem
from generator.records import Author, LinkKind, Organisation, RawEntry
from generator.sources.page import (
    Page,
    decode_text,
    fold_space,
    over_limit,
    over_name_limit,
    refusal,
    refuse_too_many,
    unreadable,
)
from generator.sources.strict_json import StrictDecoder

EXPECTED = "a list of records, each with `paper.id`, `paper.title` and `paper.summary`"

MAX_AUTHORS = 10_000
"""Most authors that are taken; a record beyond it is left out with a warning."""

_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_PARAGRAPH = re.compile(r"\n[ \t]*\n|\n(?=  +\S)")
_SPACE = re.compile(r"[ \t\r\n]*")

Json = Mapping[str, Any]


class UnreadableRecordError(ValueError):
    """A record that lacks what every entry has."""


def read(data: bytes, path: str) -> Page:
    """Read an answer; raise `ContentError` when it is none."""
    text = decode_text(data, path)
    entries: list[RawEntry] = []
    problems: list[Problem] = []
    days: set[date | None] = set()
    for line, record in _records(text, path):
        try:
            entries.append(_read_record(record, line))
            days.add(_listed_on(record))
        except UnreadableRecordError as error:
            problems.append(unreadable(path, line, str(error)))
    if not entries:
        found = problems[0].message if problems else "it has none"
        hint = "there are no papers in it: fetch it again later, or that of another day"
        raise refusal(path, 1, f"{EXPECTED}, was expected; {found}", hint)
    stated = days.pop() if len(days) == 1 else None
    return Page(entries=tuple(entries), stated=stated, problems=tuple(problems))


def _listed_on(record: object) -> date | None:
    """The day of the page that a record was listed on; older records do not say."""
    return _day(
        _mapping(_mapping(record, "a record").get("paper"), "`paper`"), "submittedOnDailyAt"
    )


def _records(text: str, path: str) -> Iterator[tuple[int, object]]:
    """Yield each record with the line it begins on; refuse what is not JSON at all."""
    decoder = StrictDecoder()
    at = _skip_space(text, 0)
    in_list = text[at : at + 1] == "["
    at = _skip_space(text, at + in_list)
    line, counted, records = 1, 0, 0
    while at < len(text) and not (in_list and text[at] == "]"):
        line, counted = line + text.count("\n", counted, at), at
        try:
            record, at = decoder.raw_decode(text, at)
        except ValueError as error:
            _refuse_json(text, path, line, error)
        yield line, record
        records += 1
        refuse_too_many(path, records)
        at = _skip_separator(text, at, path, in_list=in_list)
    if in_list and at >= len(text):
        last = text.count("\n") + 1
        raise refusal(path, last, "the list has no end: the answer is cut off", "fetch it again")


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _skip_separator(text: str, at: int, path: str, *, in_list: bool) -> int:
    """Step over what stands between two records: a comma in a list, else a line break."""
    after = _skip_space(text, at)
    if not in_list or text[after : after + 1] in {"", "]"}:
        return after
    if text[after] != ",":
        line = text.count("\n", 0, after) + 1
        raise refusal(path, line, f"a comma was expected between two records, not {text[after]!r}")
    return _skip_space(text, after + 1)


def _refuse_json(text: str, path: str, line: int, error: Exception) -> NoReturn:
    if isinstance(error, json.JSONDecodeError):
        line = error.lineno
        if error.msg.startswith("Unterminated") or error.pos >= len(text.rstrip()):
            raise refusal(
                path, line, f"the answer is cut off: {error}", "fetch it again, to its end"
            ) from None
    begin = text.lstrip()[:60]
    raise refusal(
        path,
        line,
        f"JSON was expected ({EXPECTED}); {error}; the file begins with {begin!r}",
        "fetch the answer of /api/daily_papers again",
    ) from None


def _read_record(record: object, line: int) -> RawEntry:
    outer = _mapping(record, "a record")
    told = next((outer[key] for key in ("error", "message", "detail") if key in outer), None)
    if "paper" not in outer and told:
        raise UnreadableRecordError(f"the record is an error: {str(told)[:200]!r}")
    paper = _mapping(outer.get("paper"), "`paper`")
    title = fold_space(_text(paper, "title") or _text(outer, "title") or "")
    if not title:
        raise UnreadableRecordError("the record has no `paper.title`")
    abstract = _fold_paragraphs(_text(paper, "summary") or _text(outer, "summary") or "")
    authors = tuple(_authors(paper))
    organisation = _organisation(paper) or _organisation(outer)
    names = (*(author.name for author in authors), *_names(organisation))
    if reason := over_limit(title, abstract) or _too_many(authors) or over_name_limit(names):
        raise UnreadableRecordError(reason)
    return RawEntry(
        title=title,
        abstract=abstract,
        line=line,
        published=_day(paper, "publishedAt"),
        n_authors=len(authors) or None,
        authors=authors,
        organisation=organisation,
        comments=_count(outer, "numComments"),
        links=tuple(_links(paper)),
    )


def _mapping(value: object, what: str) -> Json:
    if not isinstance(value, dict):
        raise UnreadableRecordError(f"{what} must be a mapping, not {str(value)[:60]!r}")
    return value


def _text(record: Json, key: str) -> str | None:
    value = record.get(key)
    if value is not None and not isinstance(value, str):
        raise UnreadableRecordError(f"`{key}` must be text, not {str(value)[:60]!r}")
    return value


def _count(record: Json, key: str) -> int | None:
    value = record.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _day(paper: Json, key: str) -> date | None:
    """The day, in UTC, of a time stamp."""
    stamp = _text(paper, key)
    if not stamp:
        return None
    try:
        when = datetime.fromisoformat(stamp)
        return (when if when.tzinfo is None else when.astimezone(UTC)).date()
    except (ValueError, OverflowError):
        raise UnreadableRecordError(f"`{key}` is no time: {stamp[:60]!r}") from None


def _authors(paper: Json) -> Iterator[Author]:
    listed = paper.get("authors") or []
    if not isinstance(listed, list):
        raise UnreadableRecordError("`paper.authors` must be a list")
    for author in listed:
        name = fold_space(_text(_mapping(author, "an author"), "name") or "")
        if name:
            yield Author(name=name)


def _too_many(authors: Sequence[Author]) -> str | None:
    count = len(authors)
    return f"{count:,} authors; at most {MAX_AUTHORS:,} are taken" if count > MAX_AUTHORS else None


def _organisation(record: Json) -> Organisation | None:
    value = record.get("organization")
    if not isinstance(value, dict):
        return None
    slug = fold_space(_text(value, "name") or "")
    name = fold_space(_text(value, "fullname") or "") or slug
    return Organisation(slug=slug, name=name) if slug else None


def _names(organisation: Organisation | None) -> tuple[str, ...]:
    return (organisation.slug, organisation.name) if organisation else ()


def _links(paper: Json) -> Iterator[tuple[LinkKind, str]]:
    if arxiv := parse_arxiv(_text(paper, "id") or ""):
        yield "arxiv", arxiv
    if repository := (_text(paper, "githubRepo") or "").strip():
        bare = _REPOSITORY.fullmatch(repository)
        yield "code", f"https://github.com/{repository}" if bare else repository
    if project := (_text(paper, "projectPage") or "").strip():
        yield "project", project


def _fold_paragraphs(text: str) -> str:
    """Undo hard wrapping; a blank line or an indented one begins a paragraph."""
    return "\n\n".join(filter(None, map(fold_space, _PARAGRAPH.split(text.strip()))))
