"""RIS, as Zotero and most publishers export it: lines of a tag and a value, from `TY` to `ER`.

rispy reads the tags of a record. Where records begin and end is found here, since rispy knows no
lines, takes two records for one where an `ER` is missing, and drops a last one without it. So are
lines whose tag is written wrongly: it would take them for text of the line before.
"""

from __future__ import annotations

import re
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
    is_suffix,
    make_author,
    strip_tags,
    without_entities,
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


_OF_ONE_LINE = frozenset(("TY", *_AUTHORS, *_DATES, "DO"))
"""Tags whose values no program wraps."""

_MORE_TAGS = ("BT", "CT", "ED", "H1", "H2", "L3", "LK", "SV", "U1", "U2", "U3", "U4", "U5")
_TAG = f"(?:{'|'.join(sorted({*RisParser.DEFAULT_MAPPING, *_MORE_TAGS}))})"
_NEARLY = re.compile(
    rf"\s*+{_TAG}(?:\s*+-(?=\s|$)|\s++-?\s*+$|\s\s++(?=\S)|  -)|[A-Za-z0-9]{{1,4}}  -\s"
)
"""How a line begins that was meant to have a tag: spaces or the hyphen are missing, or letters."""

_WITHIN = re.compile(rf"\S.*?{_TAG}  -(?=\s|$)")
"""A line with another one's tag in it."""


class _Tags(dict[str, str]):
    """rispy's names of tags: each tag is its own."""

    def __missing__(self, tag: str) -> str:
        return tag


_PARSER = RisParser(mapping=_Tags(), delimiter_tags_mapping={}, enforce_list_tags=False)


@dataclass(slots=True)
class _Lines:
    """The lines of one record: each begins with a tag, and has those after it that have none.

    `fault` is the first line that no record can have, with the reason and the way out.
    """

    line: int
    tagged: list[list[str]]
    is_ended: bool = False
    fault: tuple[int, str, str] | None = None

    def add(self, line: str, tag: str | None) -> None:
        if tag == "ER":
            self.is_ended = True
        elif tag or not self.tagged:
            self.tagged.append([line])
        else:
            self.tagged[-1].append(line)


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
        tag = _tag_of(line)
        fault = _find_fault(line, tag, record)
        if tag == "TY" or (record is None and fault):
            if record:
                yield _without_end(record, losses)
            record, is_outside = _Lines(number, []), False
        if record is None:
            if line.strip() and not is_outside:
                losses.say(number, f"the text from {line[:60]!r} on is no record, and not kept")
            is_outside = is_outside or bool(line.strip())
            continue
        record.add(line, tag)
        if fault and not record.fault:
            record.fault = (number, *fault)
        if record.is_ended:
            yield record
            record = None
    if record:
        yield record


def _without_end(record: _Lines, losses: Losses) -> _Lines:
    if not record.fault:
        losses.say(record.line, "the record has no line `ER  - `; the next one ends it")
    return record


def _tag_of(line: str) -> str | None:
    """The tag of a line, if it is written as it must be."""
    tag: str | None = _PARSER.parse_line(line)[0]
    return tag if line[5:6].strip() == "" else None


def _find_fault(line: str, tag: str | None, record: _Lines | None) -> tuple[str, str] | None:
    """Why no record can have a line in this place, and what mends it."""
    here = f"but here stands {fold_space(line)[:60]!r}"
    if not tag and _NEARLY.match(line):
        mend = "write two capitals, two spaces, a hyphen and a space"
        return f"a line with a tag begins as `TI  - ` does, {here}", mend
    if _WITHIN.match(line):
        return f"a tag stands where a line begins, {here}", "begin a new line before the tag"
    if record is None:
        is_left = bool(tag) and tag not in {"TY", "ER"}
        mend = "write `TY  - ` and the kind of work in a line before it"
        return (f"a record begins with `TY  - `, {here}", mend) if is_left else None
    before = record.tagged[-1][0][:2]
    if not tag and line.strip() and before in _OF_ONE_LINE:
        mend = "write each value in one line, after its tag"
        return f"after the line of `{before}` another tag was expected, {here}", mend
    return None


def _read_record(lines: _Lines, line: int, losses: Losses) -> RawEntry:
    if lines.fault:
        at, message, mend = lines.fault
        since = f" of line {line:,}" if at != line else ""
        told = f"the record{since} cannot be read: {message}"
        raise UnreadableRecordError(told, at=(at, 1), mend=mend)
    fields = _fields(lines)
    record = Record(fields)
    title = fold_space(strip_tags(without_entities(_first(record, fields, _TITLES))))
    if not title:
        raise UnreadableRecordError("the record has no title (`TI` or `T1`)")
    authors, is_whole = _authors(record, fields)
    published = find_day(record, [(tag, fields[tag][0]) for tag in _DATES if tag in fields])
    abstract = fold_paragraphs(without_entities(_first(record, fields, _ABSTRACTS)))
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
    if joined := next(filter(_is_joined, named), None):
        record.say_joined(joined, f"write a line `{tag}  - ` for each")
        return (), False
    if len(named) < len(names):
        record.say("the authors end in others who are not named: their number is not known")
    return tuple(filter(None, map(_author, named))), len(named) == len(names)


def _is_joined(name: str) -> bool:
    """Whether a name is several, joined by `;` or by commas."""
    match name.split(","):
        case [_] | [_, _]:
            return ";" in without_entities(name)
        case [_, _, suffix]:
            return not is_suffix(suffix)
    return True


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
