r"""arXiv's metadata, one JSON record a line: its public snapshot, and what tools dump of its API.

A snapshot's record has `id`, `authors_parsed`, `categories` in one text and `versions`, of which
the first tells when the paper was submitted: `update_date` is the day of the record's last change,
and no date of the paper. A dump's record is flat: `arxiv_id` (or `entry_id`) with a version, lists
of `authors` and `categories`, `published_date` (or `published`).

arXiv writes ASCII with TeX accents. Titles and abstracts stay as they came, since TeX is decoded
where they are shown; names are data, and are decoded here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from generator.dates import parse_iso_date
from generator.ids import parse_arxiv, parse_doi
from generator.problems import Problem
from generator.records import MORE_UNKNOWN, Author, Day, LinkKind, More, RawEntry
from generator.sources.arxiv_names import Names, in_line, plain_name, sift, split_author
from generator.sources.categories import part_categories
from generator.sources.json_answers import (
    NoJson,
    as_record,
    decode_line,
    json_lines,
    told_error,
)
from generator.sources.json_paths import key_paths
from generator.sources.json_records import Json, as_mapping, json_records, list_of, text_of
from generator.sources.losses import Losses
from generator.sources.page import (
    Page,
    UnreadableRecordError,
    decode_text,
    fold_paragraphs,
    fold_space,
    read_records,
    unreadable,
    within_limits,
)
from generator.sources.strict_json import StrictDecoder
from generator.sources.withdrawn import withdrawn_by_comment

EXPECTED = "a record a line, each with `id` or `arxiv_id`, `title` and `abstract`"

MAX_LINE = 4 * 2**20
"""Most bytes of a line that `stream` decodes; 3,435 authors take less than a tenth of it."""

_IDS = ("arxiv_id", "id", "entry_id")
_READ = frozenset(
    (
        *("title", "abstract", "summary", "authors", "authors_parsed", "categories"),
        *("primary_category", "versions", "published", "published_date", "doi"),
    )
)
_COMMENTS = ("comments", "comment")
_VERSION = re.compile(r"v\d+$", re.ASCII)
_SPEAKS = re.compile("withdraw", re.IGNORECASE)
"""Without it nothing speaks of a withdrawal: looked for first, since it is quick."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def claims(head: str) -> bool:
    """Whether a file that begins so is a snapshot or a dump."""
    found = key_paths(head)
    return "paperId" not in found and any(
        {f"{place}{key}" for key in keys} <= found
        for place in ("", "[].")
        for keys in (
            ("authors_parsed",),
            ("id", "versions[].created"),
            ("arxiv_id", "title"),
            ("entry_id", "primary_category"),
        )
    )


def read(data: bytes, path: str) -> Page:
    """Read a whole file; raise `ContentError` when it is none, or larger than a listing may be."""
    losses = Losses(path)
    text = decode_text(data, path)
    is_list = text.lstrip()[:1] == "["
    records = json_records(text, path, EXPECTED) if is_list else json_lines(text, path)
    entries, problems = read_records(
        records, lambda record, line: _read_record(record, line, losses), path, expected=EXPECTED
    )
    return Page(entries=entries, problems=problems, losses=losses.told())


def stream(lines: Iterable[bytes], path: str) -> Iterator[tuple[bytes, RawEntry] | Problem]:
    """Read one record at a time, each with the line that holds it; any number of any total size.

    Memory does not grow with the file. A line that cannot be read is a warning, and so is the last
    one of a file that is cut off. Losses are not told: lines that are kept go through `read`.

    Args:
        lines: Lines as a file opened for bytes yields them; blank ones are passed over. One that
            may have no end is for the caller to cut: what is longer than `MAX_LINE` is not decoded.
        path: The file, for messages.
    """
    decoder = StrictDecoder()
    for number, raw in enumerate(lines, start=1):
        if not raw.isspace():
            yield _read_line(decoder, raw, number, path)


def _read_line(
    decoder: StrictDecoder, raw: bytes, number: int, path: str
) -> tuple[bytes, RawEntry] | Problem:
    try:
        record = _decode_bytes(decoder, raw.removeprefix(_BYTE_ORDER_MARK) if number == 1 else raw)
        return raw, within_limits(_read_record(record, number, Losses(path)))
    except UnreadableRecordError as error:
        return unreadable(path, number, str(error))


def _decode_bytes(decoder: StrictDecoder, raw: bytes) -> object:
    if len(raw) > MAX_LINE:
        raise UnreadableRecordError(
            f"the line has {len(raw):,} bytes; at most {MAX_LINE:,} are read"
        )
    try:
        return decode_line(decoder, raw.decode())
    except UnicodeDecodeError as error:
        return NoJson(f"the byte 0x{raw[error.start]:02x} is not UTF-8 text")


def _read_record(value: object, line: int, losses: Losses) -> RawEntry:
    record = as_record(value)
    title = fold_space(text_of(record, "title") or "")
    key = next((key for key in _IDS if record.get(key) is not None), None)
    if not title or key is None:
        raise UnreadableRecordError(_what_is_missing(record, title))
    abstract = text_of(record, "abstract") or text_of(record, "summary") or ""
    names = _names(record, line, losses)
    _tell_unread(record, key, losses)
    return RawEntry(
        title=title,
        abstract=fold_paragraphs(abstract),
        line=line,
        published=_published(record, line, losses),
        n_authors=None if names.others else len(names.authors) or None,
        authors=names.authors,
        links=tuple(_links(record, key, line, losses)),
        more=_more(record, abstract, losses),
    )


def _what_is_missing(record: Json, title: str) -> str:
    if error := told_error(record):
        return f"the record is an error: {error!r}"
    return "the record has no `id` or `arxiv_id`" if title else "the record has no `title`"


def _tell_unread(record: Json, key: str, losses: Losses) -> None:
    for name, value in record.items():
        if value and name != key and name not in _READ and name not in _COMMENTS:
            losses.field(name[:60])


def _names(record: Json, line: int, losses: Losses) -> Names:
    if parsed := list_of(record, "authors_parsed"):
        names = sift(_split(parts) for parts in parsed)
        if any(any(parts[3:]) for parts in parsed):
            losses.field("affiliation")
    elif isinstance(written := record.get("authors"), str):
        names = in_line(written)
        if names.asides:
            losses.field("affiliation")
    else:
        names = sift(_listed(one) for one in list_of(record, "authors"))
    for sign in names.signs:
        losses.say(line, f"the author {sign[:60]!r} is not kept: it is no name")
    if names.others:
        losses.say(line, "there are more authors, whom the source does not name: no count is kept")
    return names


def _split(parts: object) -> Author:
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise UnreadableRecordError(
            f"`authors_parsed` must hold lists of text, not {str(parts)[:60]!r}"
        )
    family, given, suffix = (*parts[:3], "", "", "")[:3]
    return split_author(family, given, suffix)


def _listed(author: object) -> Author:
    name = author if isinstance(author, str) else text_of(as_mapping(author, "an author"), "name")
    return Author(name=plain_name(name or ""))


def _links(record: Json, key: str, line: int, losses: Losses) -> Iterator[tuple[LinkKind, str]]:
    told = record[key]
    arxiv = parse_arxiv(told) if isinstance(told, str) else None
    dois = (text_of(record, "doi") or "").split()
    if arxiv is None:
        why = "no arXiv id" if isinstance(told, str) else "a number, whose zeros may be lost"
        losses.say(line, f"`{key}` is {why}: {str(told)[:60]!r}")
        arxiv = next(filter(None, map(parse_arxiv, dois)), None)
    elif _VERSION.search(told):
        losses.field("version")
    if arxiv:
        yield "arxiv", arxiv
    others = [doi for doi in dois if not arxiv or parse_arxiv(doi) != arxiv]
    if doi := _first_doi(others, line, losses):
        yield "doi", doi


def _first_doi(dois: Iterable[str], line: int, losses: Losses) -> str | None:
    """The first DOI of a publisher; arXiv's own says no more than the paper's id."""
    kept: str | None = None
    for told in dois:
        doi = None if parse_arxiv(told) else parse_doi(told)
        if kept is None and doi:
            kept = doi
        elif doi is None or doi != kept:
            why = f"a paper has one, and {kept!r}" if doi else "it is no DOI of a publisher"
            losses.say(line, f"the DOI {told[:80]!r} is not kept: {why}")
    return kept


def _more(record: Json, abstract: str, losses: Losses) -> More:
    categories = _categories(record, losses)
    withdrawn = _withdrawal(record, abstract, losses)
    if not categories and not withdrawn:
        return MORE_UNKNOWN
    return More(categories=categories, withdrawn=withdrawn)


def _withdrawal(record: Json, abstract: str, losses: Losses) -> str | None:
    """What the comment or the abstract says of a withdrawal; any other comment is lost."""
    key = next((key for key in _COMMENTS if record.get(key)), _COMMENTS[0])
    comment = fold_space(text_of(record, key) or "")
    speaks = any(map(_SPEAKS.search, (comment, abstract)))
    withdrawn = withdrawn_by_comment(comment, abstract) if speaks else None
    if comment and withdrawn != comment:
        losses.field(key)
    return withdrawn


def _categories(record: Json, losses: Losses) -> tuple[str, ...]:
    told = record.get("categories")
    listed = told.split() if isinstance(told, str) else list_of(record, "categories")
    primary = text_of(record, "primary_category")
    kept, others = part_categories(one for one in (primary, *listed) if isinstance(one, str))
    if others:
        losses.field("category of MSC or ACM")
    return kept


def _published(record: Json, line: int, losses: Losses) -> Day | date | None:
    stamp = _submitted(record, line, losses)
    if not stamp:
        return None
    try:
        return _parse_time(stamp.strip())
    except (ValueError, OverflowError):
        losses.say(line, f"the time {stamp[:60]!r} cannot be read: the day is not known")
        return None


def _submitted(record: Json, line: int, losses: Losses) -> str | None:
    """When the paper came to arXiv, as the source writes it."""
    versions = list_of(record, "versions")
    if not versions:
        return text_of(record, "published_date") or text_of(record, "published")
    if len(versions) > 1:
        losses.field("versions after the first")
    first = next((one for one in versions if isinstance(one, dict) and _is_first(one)), None)
    if first is None:
        losses.say(line, "`versions` has no v1: the day of submission is not known")
    return text_of(first, "created") if first else None


def _is_first(version: Json) -> bool:
    return bool(version.get("version", "v1") == "v1")


def _parse_time(stamp: str) -> Day | date:
    """A whole day stays a day; a time is the day it falls on in UTC."""
    if day := parse_iso_date(stamp):
        return Day(month=day.month, day=day.day, year=day.year)
    if stamp[:4].isdigit():
        when = datetime.fromisoformat(stamp.removesuffix(" UTC"))
    else:
        when = parsedate_to_datetime(stamp)
    return (when if when.tzinfo is None else when.astimezone(UTC)).date()
