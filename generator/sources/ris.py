"""RIS, as Zotero and most publishers export it: lines of a tag and a value, from `TY` to `ER`.

rispy reads the tags of a record. Where records begin and end is found here, since rispy knows no
lines, takes two records for one where an `ER` is missing, and drops a last one without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from rispy import RisParser

from generator.problems import Problem
from generator.records import Author, RawEntry
from generator.sources.bibliography import (
    Record,
    find_day,
    first_mark,
    is_others,
    make_author,
    strip_tags,
)
from generator.sources.losses import Losses
from generator.sources.page import (
    MAX_ENTRIES,
    Page,
    UnreadableRecordError,
    cut_off,
    decode_text,
    fold_paragraphs,
    fold_space,
    read_records,
)

EXPECTED = "records of RIS, each from a line `TY  - ` to a line `ER  - `"

Fields = Mapping[str, list[str]]

_TITLES = ("TI", "T1", "CT", "BT")
_ABSTRACTS = ("AB", "N2")
_AUTHORS = ("AU", "A1")
_DATES = ("DA", "PY", "Y1")
_IDENTIFIERS = (
    "AN",
    "M1",
    "M3",
    "C7",
    "JO",
    "JF",
    "JA",
    "J2",
    "T2",
    "UR",
    "LK",
    "L1",
    "L2",
    "PB",
    "DB",
)
"""Where an identifier may be the whole text, the surest first; notes come after all of them."""


class _Tags(dict[str, str]):
    """rispy's names of tags: each tag is its own."""

    def __missing__(self, tag: str) -> str:
        return tag


_PARSER = RisParser(mapping=_Tags(), delimiter_tags_mapping={}, enforce_list_tags=False)


@dataclass(slots=True)
class _Lines:
    """The lines of one record: each begins with a tag, and has those after it that have none."""

    line: int
    tagged: list[list[str]]
    is_ended: bool = False


def claims(head: str) -> bool:
    """Whether a file that begins so is of such records."""
    return first_mark(head) == "ris"


def read(data: bytes, path: str) -> Page:
    """Read an export; raise `ContentError` when it is none."""
    losses = Losses(path)
    records = list(islice(_split(decode_text(data, path), losses), MAX_ENTRIES + 1))

    def read_record(lines: _Lines, line: int) -> RawEntry:
        return _read_record(lines, line, losses)

    entries, problems = read_records(
        ((lines.line, lines) for lines in records), read_record, path, expected=EXPECTED
    )
    return Page(entries=entries, problems=problems, cut=_cut(records, path), losses=losses.told())


def _cut(records: list[_Lines], path: str) -> Problem | None:
    last = records[-1]
    if last.is_ended:
        return None
    return cut_off(path, last.line, "the last record has no end: a line `ER  - ` was expected")


def _split(text: str, losses: Losses) -> Iterator[_Lines]:
    record: _Lines | None = None
    is_outside = False
    for number, line in enumerate(text.split("\n"), start=1):
        tag, _ = _PARSER.parse_line(line)
        if tag == "TY":
            if record:
                losses.say(record.line, "the record has no line `ER  - `; the next one ends it")
                yield record
            record, is_outside = _Lines(number, [[line]]), False
        elif record is None:
            if line.strip() and not is_outside:
                losses.say(number, f"the text from {line[:60]!r} on is no record, and not kept")
            is_outside = is_outside or bool(line.strip())
        elif tag == "ER":
            record.is_ended = True
            yield record
            record = None
        elif tag:
            record.tagged.append([line])
        else:
            record.tagged[-1].append(line)
    if record:
        yield record


def _read_record(lines: _Lines, line: int, losses: Losses) -> RawEntry:
    fields = _fields(lines)
    record = Record(fields)
    title = fold_space(strip_tags(_first(record, fields, _TITLES)))
    if not title:
        raise UnreadableRecordError("the record has no title (`TI` or `T1`)")
    authors, is_whole = _authors(record, fields)
    published = find_day(record, [(tag, fields[tag][0]) for tag in _DATES if tag in fields])
    abstract = fold_paragraphs(_first(record, fields, _ABSTRACTS))
    _identify(record, fields)
    return RawEntry(
        title=title,
        abstract=abstract,
        line=line,
        published=published,
        n_authors=len(authors) or None if is_whole else None,
        authors=authors,
        links=record.close(losses, line),
    )


def _fields(lines: _Lines) -> Fields:
    """Tags and the values of each, in their order; empty ones left out."""
    (parsed,) = _PARSER.parse_lines(iter((*map("\n".join, lines.tagged), "ER  - ")))
    listed = {tag: value if isinstance(value, list) else [value] for tag, value in parsed.items()}
    return {
        tag: kept for tag, values in listed.items() if (kept := [text for text in values if text])
    }


def _first(record: Record, fields: Fields, tags: tuple[str, ...]) -> str:
    """The text of the first of some tags that a record has; another text stays lost."""
    taken = next((tag for tag in tags if tag in fields), None)
    if taken is None:
        return ""
    for tag in tags:
        if set(fields.get(tag, ())) == {fields[taken][0]}:
            record.keep(tag)
    return fields[taken][0]


def _authors(record: Record, fields: Fields) -> tuple[tuple[Author, ...], bool]:
    """The authors, and whether they are all."""
    tag = next((tag for tag in _AUTHORS if tag in fields), "")
    record.keep(tag)
    names = fields.get(tag, [])
    named = [name for name in names if not is_others(name)]
    if len(named) < len(names):
        record.say("the authors end in others who are not named: their number is not known")
    return tuple(filter(None, map(_author, named))), len(named) == len(names)


def _author(name: str) -> Author | None:
    """`Last, First` or `Last, First, Suffix`; a name without a comma is not split."""
    family, _, rest = name.partition(",")
    given, _, suffix = rest.partition(",")
    return make_author(family, given, suffix)


def _identify(record: Record, fields: Fields) -> None:
    for text in fields.get("DO", ()):
        record.take_doi("DO", text)
    for tag in _IDENTIFIERS:
        if tag in fields:
            record.take(tag, "\n".join(fields[tag]))
    if "N1" in fields:
        record.take_lines("N1", "\n".join(fields["N1"]))
