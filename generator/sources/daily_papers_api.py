"""The answer of `/api/daily_papers`: a JSON list of records, or the same records one a line.

A record holds the paper twice. `paper.publishedAt` is arXiv's time in UTC; the outer `publishedAt`
is hours earlier and often falls on the day before, so it is never read. Titles and summaries are
hard-wrapped. An author marked `hidden` is an author all the same. `ai_keywords` and `ai_summary`
were written by a machine, and are kept apart from what the authors wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from generator.ids import parse_arxiv
from generator.records import Author, LinkKind, More, Organisation, RawEntry
from generator.sources.json_records import (
    Json,
    as_mapping,
    count_of,
    day_of,
    json_records,
    list_of,
    text_of,
)
from generator.sources.page import (
    Page,
    UnreadableRecordError,
    decode_text,
    fold_paragraphs,
    fold_space,
    read_records,
)

EXPECTED = "a list of records, each with `paper.id`, `paper.title` and `paper.summary`"

_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)

_CLAIMED = re.compile(r"\s*\[?\s*\{.*?\"paper\"\s*:\s*\{", re.DOTALL)


def claims(head: str) -> bool:
    """Whether a file that begins so is such an answer; so is a list with nothing in it."""
    return bool(_CLAIMED.match(head)) or head.strip() == "[]"


def read(data: bytes, path: str) -> Page:
    """Read an answer; raise `ContentError` when it is none."""
    days: set[date | None] = set()

    def read_record(record: object, line: int) -> RawEntry:
        entry = _read_record(record, line)
        days.add(_listed_on(record))
        return entry

    records = json_records(decode_text(data, path), path, EXPECTED)
    entries, problems = read_records(records, read_record, path, expected=EXPECTED)
    stated = days.pop() if len(days) == 1 else None
    return Page(entries=entries, stated=stated, problems=problems)


def _listed_on(record: object) -> date | None:
    """The day of the page that a record was listed on; older records do not say."""
    paper = as_mapping(as_mapping(record, "a record").get("paper"), "`paper`")
    return day_of(paper, "submittedOnDailyAt")


def _read_record(record: object, line: int) -> RawEntry:
    outer = as_mapping(record, "a record")
    told = next((outer[key] for key in ("error", "message", "detail") if key in outer), None)
    if "paper" not in outer and told:
        raise UnreadableRecordError(f"the record is an error: {str(told)[:200]!r}")
    paper = as_mapping(outer.get("paper"), "`paper`")
    title = fold_space(text_of(paper, "title") or text_of(outer, "title") or "")
    if not title:
        raise UnreadableRecordError("the record has no `paper.title`")
    authors = tuple(_authors(paper))
    return RawEntry(
        title=title,
        abstract=fold_paragraphs(text_of(paper, "summary") or text_of(outer, "summary") or ""),
        line=line,
        published=day_of(paper, "publishedAt"),
        n_authors=len(authors) or None,
        authors=authors,
        organisation=_organisation(paper) or _organisation(outer),
        comments=count_of(outer, "numComments"),
        links=tuple(_links(paper)),
        more=_more(paper),
    )


def _more(paper: Json) -> More:
    withdrawn = day_of(paper, "withdrawnAt")
    return More(
        upvotes=count_of(paper, "upvotes"),
        stars=count_of(paper, "githubStars"),
        withdrawn=f"withdrawn on {withdrawn}" if withdrawn else None,
        keywords=tuple(
            filter(
                None,
                (
                    fold_space(word)
                    for word in list_of(paper, "ai_keywords")
                    if isinstance(word, str)
                ),
            )
        ),
        summary=fold_space(text_of(paper, "ai_summary") or "") or None,
    )


def _authors(paper: Json) -> Iterator[Author]:
    for author in list_of(paper, "authors"):
        name = fold_space(text_of(as_mapping(author, "an author"), "name") or "")
        if name:
            yield Author(name=name)


def _organisation(record: Json) -> Organisation | None:
    value = record.get("organization")
    if not isinstance(value, dict):
        return None
    slug = fold_space(text_of(value, "name") or "")
    name = fold_space(text_of(value, "fullname") or "") or slug
    return Organisation(slug=slug, name=name) if slug else None


def _links(paper: Json) -> Iterator[tuple[LinkKind, str]]:
    if arxiv := parse_arxiv(text_of(paper, "id") or ""):
        yield "arxiv", arxiv
    if repository := (text_of(paper, "githubRepo") or "").strip():
        bare = _REPOSITORY.fullmatch(repository)
        yield "code", f"https://github.com/{repository}" if bare else repository
    if project := (text_of(paper, "projectPage") or "").strip():
        yield "project", project
