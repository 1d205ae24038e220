"""CSL-JSON, as Zotero and other reference managers export it: a list of items.

Names are split (`family`, `given`, particles) or `literal`; dates are parts or `raw`. Titles may
hold a few tags, and `note` the lines `key: value` of Zotero's field Extra. What is private to the
library it came from (notes, tags, when a page was opened) is never kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from generator.records import ADDRESS_KINDS, Author, Day, RawEntry
from generator.sources.bibliography import (
    NO_DATE,
    PARTIAL_DATE,
    Record,
    find_day,
    is_others,
    make_author,
    make_day,
    strip_tags,
    without_entities,
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
)

EXPECTED = "a list of CSL-JSON items, each with `type` and `title`"

_TYPES = (
    "article(?:-journal|-magazine|-newspaper)?|bill|book|broadcast|chapter|classic|collection"
    "|dataset|document|entry(?:-dictionary|-encyclopedia)?|event|figure|graphic|hearing|interview"
    "|legal_case|legislation|manuscript|map|motion_picture|musical_score|pamphlet"
    "|paper-conference|patent|performance|periodical|personal_communication|post(?:-weblog)?"
    "|regulation|report|review(?:-book)?|software|song|speech|standard|thesis|treaty|webpage"
)
_TYPED = re.compile(rf'"type"\s*:\s*"(?:{_TYPES})"')
_OF_OTHERS = frozenset(("[].paper", "[].paperId", "[].content", "[].authors[]"))
"""Keys of other formats that are lists of records too."""

_IDENTIFIERS = (
    "number",
    "archive_location",
    "URL",
    "container-title",
    "publisher",
    "archive",
    "source",
)
"""Where an identifier may be the whole text, after the DOI and before notes."""

_DIGITS = re.compile(r"\d{1,4}", re.ASCII)
_HEADING = re.compile(r"^\s*<jats:title>\s*abstract\s*</jats:title>", re.IGNORECASE)
_JATS = re.compile(r"<(/?)jats:(\w+)[^<>]*>")


def claims(head: str) -> bool:
    """Whether a file that begins so is a list of such items."""
    found = key_paths(head)
    return "[].type" in found and bool(_TYPED.search(head)) and found.isdisjoint(_OF_OTHERS)


def read(data: bytes, path: str) -> Page:
    """Read an export; raise `ContentError` when it is none."""
    losses = Losses(path)

    def read_record(item: object, line: int) -> RawEntry:
        return _read_item(as_mapping(item, "an item"), line, losses)

    items = json_records(decode_text(data, path), path, EXPECTED)
    entries, problems = read_records(items, read_record, path, expected=EXPECTED)
    return Page(entries=entries, problems=problems, losses=losses.told())


def _read_item(item: Json, line: int, losses: Losses) -> RawEntry:
    record = Record(name for name, value in item.items() if value not in (None, "", [], {}))
    title = fold_space(strip_tags(without_entities(text_of(item, "title") or "")))
    if not title:
        raise UnreadableRecordError(f"the item {_text(item, 'id')[:60]!r} has no `title`")
    names = list(_authors(item))
    authors = tuple(author for author in names if not is_others(author.name))
    is_whole = len(authors) == len(names)
    if not is_whole:
        record.say("the authors end in others who are not named: their number is not known")
    for name in ("title", "abstract", "author"):
        record.keep(name)
    abstract = _JATS.sub(_paragraph, _HEADING.sub("", text_of(item, "abstract") or "", count=1))
    published = _published(item, record)
    _identify(item, record)
    return RawEntry(
        title=title,
        abstract=fold_paragraphs(without_entities(abstract)),
        line=line,
        published=published,
        n_authors=len(authors) or None if is_whole else None,
        authors=authors,
        links=record.close(losses, line),
    )


def _text(item: Json, key: str) -> str:
    """A field as text; a number is one too."""
    value = item.get(key)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _paragraph(tag: re.Match[str]) -> str:
    return "\n\n" if tag[1] and tag[2] in {"p", "title"} else ""


def _authors(item: Json) -> Iterator[Author]:
    for name in list_of(item, "author"):
        author = _author(as_mapping(name, "an author"))
        if author:
            yield author


def _author(name: Json) -> Author | None:
    if literal := _text(name, "literal"):
        return make_author(literal)
    particles = (_text(name, "dropping-particle"), _text(name, "non-dropping-particle"))
    family = " ".join((*particles, _text(name, "family")))
    return make_author(family, _text(name, "given"), _text(name, "suffix"))


def _published(item: Json, record: Record) -> Day | None:
    issued = item.get("issued")
    if not issued:
        return None
    if isinstance(issued, Mapping) and "date-parts" in issued:
        record.keep("issued")
        return _of_parts(issued, record)
    raw = (
        _text(issued, "raw") or _text(issued, "literal") if isinstance(issued, Mapping) else issued
    )
    return find_day(record, [("issued", str(raw) or "?")])


def _of_parts(issued: Json, record: Record) -> Day | None:
    """The one day of `date-parts`; numbers may be written as text."""
    dates = issued["date-parts"]
    parts = dates[0] if isinstance(dates, list) and len(dates) == 1 else None
    numbers = [_number(part) for part in parts] if isinstance(parts, list) else []
    match numbers if not issued.get("circa") else []:
        case [int() as year, int() as month, int() as day]:
            whole = make_day(year, month, day)
            if whole is None:
                record.kind(NO_DATE)
            return whole
        case [int()] | [int(), int()]:
            record.kind(PARTIAL_DATE)
        case _:
            record.kind(NO_DATE)
    return None


def _number(part: object) -> int | None:
    text = str(part)
    return int(text) if _DIGITS.fullmatch(text) else None


def _identify(item: Json, record: Record) -> None:
    is_on_arxiv = "arxiv" in {_text(item, key).casefold() for key in ("archive", "publisher")}
    record.take_doi("DOI", _text(item, "DOI"))
    for name in _IDENTIFIERS:
        bare = is_on_arxiv and name in {"number", "archive_location"}
        if text := _text(item, name):
            record.take(name, text, bare=bare)
    if note := _text(item, "note"):
        record.take_lines("note", note)
    for kind in ADDRESS_KINDS:
        record.take_address(kind, kind, _text(item, kind))
