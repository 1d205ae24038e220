"""Answers of Semantic Scholar's Graph API: papers in a list, under `data`, alone, or one a line.

A paper holds only the fields that were asked for, and always `paperId`. `publicationDate` is a
whole day without a time, and often missing where `year` is known. An abstract may be null for
legal reasons though the site shows it. `tldr` was written by a machine. Counts are those of the
moment of the answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.dates import parse_iso_date
from generator.ids import parse_arxiv, parse_doi
from generator.records import MORE_UNKNOWN, Author, Day, LinkKind, More, RawEntry
from generator.sources.json_answers import Answer, as_record, read_answer, told_error
from generator.sources.json_paths import key_paths
from generator.sources.json_records import Json, as_mapping, count_of, list_of, text_of
from generator.sources.losses import Losses
from generator.sources.page import (
    Page,
    UnreadableRecordError,
    decode_text,
    fold_paragraphs,
    fold_space,
    read_records,
    refusal,
)

EXPECTED = "a list of papers, alone or under `data`, each with `paperId` and `title`"

_READ = frozenset(
    ("title", "abstract", "authors", "externalIds", "publicationDate", "tldr", "year")
)
_OF_CITATIONS = ("citingPaper", "citedPaper")


def claims(head: str) -> bool:
    """Whether a file that begins so is such an answer; so is one that found nothing."""
    found = key_paths(head)
    keys = ("paperId", *_OF_CITATIONS)
    return any(f"{place}{key}" in found for place in ("", "[].", "data[].") for key in keys) or (
        "total" in found and bool({"data[]", "offset", "token"} & found)
    )


def read(data: bytes, path: str) -> Page:
    """Read an answer; raise `ContentError` when it is none, or one about citations."""
    losses = Losses(path)
    answer = read_answer(decode_text(data, path), path, "data", EXPECTED)
    entries, problems = read_records(
        _papers(answer, path, losses),
        lambda record, line: _read_record(record, line, losses),
        path,
        expected=EXPECTED,
    )
    _tell_what_follows(answer, len(entries) + len(problems), losses)
    return Page(entries=entries, problems=problems, losses=losses.told())


def _papers(answer: Answer, path: str, losses: Losses) -> Iterator[tuple[int, object]]:
    """Pass the papers on; null stands where an id that was asked for is not known."""
    asked = 0
    unknown = 0
    for line, record in answer.records:
        asked += 1
        if record is None:
            unknown += 1
            losses.say(line, "null instead of a paper: Semantic Scholar does not know its id")
            continue
        if isinstance(record, dict) and (about := [key for key in _OF_CITATIONS if key in record]):
            message = f"the file is a list of citations (`{about[0]}`), not of papers"
            raise refusal(path, line, message, "ask `/paper/batch` for these papers and save that")
        yield line, record
    if asked and asked == unknown:
        message = f"all {asked:,} papers are null: Semantic Scholar knows none of their ids"
        raise refusal(path, 1, message, "ask by ids such as `ARXIV:2401.00001` or `DOI:10.1000/1`")


def _tell_what_follows(answer: Answer, papers: int, losses: Losses) -> None:
    """Say so when the answer is one page of several, be it the last."""
    total = count_of(answer.around, "total") or 0
    if total > papers or any(answer.around.get(key) for key in ("next", "token")):
        of_total = f" of {total:,}" if total else ""
        losses.say(0, f"the file holds {papers:,}{of_total} papers: it is a part of the answer")


def _read_record(value: object, line: int, losses: Losses) -> RawEntry:
    record = as_record(value)
    title = fold_space(text_of(record, "title") or "")
    if not title:
        error = told_error(record) or record.get("code")
        raise UnreadableRecordError(
            f"the answer is an error: {str(error)!r}" if error else "the paper has no `title`"
        )
    authors = tuple(_authors(record, line, losses))
    _tell_unread(record, losses)
    return RawEntry(
        title=title,
        abstract=fold_paragraphs(text_of(record, "abstract") or ""),
        line=line,
        published=_published(record, line, losses),
        n_authors=len(authors) or None,
        authors=authors,
        links=tuple(_links(record, line, losses)),
        more=_more(record, losses),
    )


def _tell_unread(record: Json, losses: Losses) -> None:
    for name, value in record.items():
        if name not in _READ and value not in (None, "", [], {}):
            losses.field(name[:60])


def _authors(record: Json, line: int, losses: Losses) -> Iterator[Author]:
    others: set[str] = set()
    for value in list_of(record, "authors"):
        author = as_mapping(value, "an author")
        others |= {key for key in author if key != "name" and author[key] not in (None, "", [], {})}
        if name := fold_space(text_of(author, "name") or ""):
            yield Author(name=name)
        else:
            losses.say(line, "an author has no name: left out")
    for key in sorted(others):
        losses.field(f"authors.{key[:60]}")


def _published(record: Json, line: int, losses: Losses) -> Day | None:
    stamp = (text_of(record, "publicationDate") or "").strip()
    year = count_of(record, "year")
    day = parse_iso_date(stamp)
    if stamp and not day:
        losses.say(line, f"`publicationDate` is not kept: {stamp[:60]!r} is no day")
    if year is not None and (day is None or day.year != year):
        why = f"`publicationDate` is {day}" if day else "it is no whole day"
        losses.say(line, f"`year` is not kept: {year} stands there, and {why}")
    return Day(month=day.month, day=day.day, year=day.year) if day else None


def _links(record: Json, line: int, losses: Losses) -> Iterator[tuple[LinkKind, str]]:
    ids = as_mapping(record.get("externalIds") or {}, "`externalIds`")
    told_arxiv, told_doi = (text_of(ids, key) or "" for key in ("ArXiv", "DOI"))
    arxiv = parse_arxiv(told_arxiv)
    from_doi = parse_arxiv(told_doi)
    doi = None if from_doi else parse_doi(told_doi)
    if found := arxiv or from_doi:
        yield "arxiv", found
    if doi:
        yield "doi", doi
    if told_arxiv and not arxiv:
        losses.say(line, f"`externalIds.ArXiv` is no arXiv id: {told_arxiv[:60]!r}")
    if told_doi and not doi and (from_doi is None or from_doi != found):
        losses.say(line, f"`externalIds.DOI` is not kept: {told_doi[:60]!r}")
    for key in ids:
        if key not in {"ArXiv", "DOI"} and ids[key]:
            losses.field(f"externalIds.{key[:60]}")


def _more(record: Json, losses: Losses) -> More:
    tldr = as_mapping(record.get("tldr") or {}, "`tldr`")
    if tldr.get("model"):
        losses.field("tldr.model")
    summary = fold_space(text_of(tldr, "text") or "")
    return More(summary=summary) if summary else MORE_UNKNOWN
