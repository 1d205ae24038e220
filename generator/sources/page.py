"""What a reader makes of a listing's bytes, and what all readers share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import TypeVar

from generator.problems import ContentError, Problem, Severity
from generator.records import Day, RawEntry

Record = TypeVar("Record")

MAX_BYTES = 32 * 2**20
"""Largest listing that is read; a year of answers, some 9,000 papers, stays well below."""

MAX_ENTRIES = 20_000
"""Most entries of a listing: every one of them becomes a page."""

MAX_AUTHORS = 10_000
"""Most authors that are taken; an entry beyond it is left out with a warning."""

MAX_NAME = 500
"""Longest name of an author or organisation; an entry beyond it is left out with a warning."""

MAX_TITLE = 4_000
"""Longest title in characters; an entry beyond it is left out with a warning."""

MAX_ABSTRACT = 20_000
"""Longest abstract in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Entries in the page's order, and what the page tells of its own day.

    `header` is the day printed on top, `stated` the full day that all entries were listed on,
    `neighbours` the days that the page links to, `problems` the entries that could not be read.
    `cut` says why the page seems to end too early: a guess, which matters at import alone.
    `losses` are notes on what the source states and an entry has no place for.
    """

    entries: tuple[RawEntry, ...]
    header: Day | None = None
    stated: date | None = None
    neighbours: tuple[date, ...] = ()
    problems: tuple[Problem, ...] = ()
    cut: Problem | None = None
    losses: tuple[Problem, ...] = ()


class UnreadableRecordError(ValueError):
    """A record that lacks what every entry has, or breaks a limit; says which in a sentence.

    `at` is the line and column of the fault where it is not the record's first, `mend` what to do.
    """

    def __init__(
        self, message: str, *, at: tuple[int, int] | None = None, mend: str | None = None
    ) -> None:
        super().__init__(message)
        self.at = at
        self.mend = mend


LEFT_OUT = "the entry is left out; the others are kept"
"""The hint on an entry that cannot be read, where nobody knows what mends it."""


_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_HTML_TITLE = re.compile(r"<title[^>]*>([^<]{1,200})", re.IGNORECASE)


def decode_text(data: bytes, path: str) -> str:
    """Decode UTF-8 with or without a mark; refuse what is empty, too large or no text."""
    if len(data) > MAX_BYTES:
        raise refusal(
            path,
            0,
            f"the file has {len(data):,} bytes; at most {MAX_BYTES:,} are read",
            "split it into listings of shorter times",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1  # of the bytes after the mark
        message = f"the byte 0x{error.object[error.start]:02x} is not UTF-8 text"
        hint = "if it is text in an older encoding, such as Latin-1, save it again as UTF-8"
        raise refusal(path, line, message, hint) from None
    if not text.strip():
        raise refusal(path, 0, "the file is empty", "fetch or save the page again")
    if _HTML.match(text):
        raise _refuse_html(text, path)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse_html(text: str, path: str) -> ContentError:
    """HTML is what a site answers when it is down or wants to see a person first."""
    title = _HTML_TITLE.search(text)
    named = f" with the title {fold_space(unescape(title[1]))!r}" if title else ""
    return refusal(
        path,
        1,
        f"the file is HTML{named}: an error page, or the code of a page",
        "look at it in a browser; then save the page's text, or fetch the answer as JSON",
    )


def cut_off(path: str, line: int, message: str) -> Problem:
    """The finding that a listing seems to end too early."""
    return Problem(
        path=path,
        line=line,
        column=1,
        rule="cut-listing",
        severity=Severity.WARNING,
        message=message,
        hint="save the page again, to its end; if it does end like that, import it with --whole",
    )


def refusal(path: str, line: int, message: str, hint: str | None = None) -> ContentError:
    """The one error of a file that is not what its reader expects."""
    column = 1 if line else 0
    problem = Problem(
        path=path, line=line, column=column, rule="not-a-listing", message=message, hint=hint
    )
    return ContentError([problem])


def unreadable(
    path: str, line: int, message: str, *, column: int = 1, mend: str | None = None
) -> Problem:
    """The warning for an entry that is left out while the others are kept."""
    return Problem(
        path=path,
        line=line,
        column=column,
        rule="unreadable-entry",
        severity=Severity.WARNING,
        message=message,
        hint=mend or LEFT_OUT,
    )


def read_records(
    records: Iterable[tuple[int, Record]],
    read: Callable[[Record, int], RawEntry],
    path: str,
    *,
    expected: str,
) -> tuple[tuple[RawEntry, ...], tuple[Problem, ...]]:
    """Read each record with the line it begins on; one that cannot be read is a warning.

    Args:
        records: Lines and records, in the source's order.
        read: Makes an entry of a record and its line, or raises `UnreadableRecordError`.
        path: The file, for messages.
        expected: What the file should hold, such as "a list of records, each with `title`".

    Raises:
        ContentError: there are too many records, or not one of them can be read.
    """
    entries: list[RawEntry] = []
    problems: list[Problem] = []
    for number, (line, record) in enumerate(records, start=1):
        refuse_too_many(path, number)
        try:
            entries.append(within_limits(read(record, line)))
        except UnreadableRecordError as error:
            at, column = error.at or (line, 1)
            problems.append(unreadable(path, at, str(error), column=column, mend=error.mend))
    if not entries:
        found = problems[0].message if problems else "it has none"
        hint = "there are no papers in it: fetch it again later, or that of another day"
        raise refusal(path, 1, f"{expected}, was expected; {found}", hint)
    return tuple(entries), tuple(problems)


def within_limits(entry: RawEntry) -> RawEntry:
    """Pass an entry on; raise `UnreadableRecordError` when it breaks a limit."""
    names = [author.name for author in entry.authors]
    if entry.organisation:
        names += [entry.organisation.slug, entry.organisation.name]
    if reason := (
        over_limit(entry.title, entry.abstract)
        or _too_many_authors(len(entry.authors))
        or _over_name_limit(names)
    ):
        raise UnreadableRecordError(reason)
    return entry


def over_limit(title: str, abstract: str) -> str | None:
    """Say which limit an entry breaks, if any."""
    if len(title) > MAX_TITLE:
        return _over("title", title, MAX_TITLE)
    if len(abstract) > MAX_ABSTRACT:
        return _over("abstract", abstract, MAX_ABSTRACT)
    return None


def _over_name_limit(names: Iterable[str]) -> str | None:
    return next((_over("name", name, MAX_NAME) for name in names if len(name) > MAX_NAME), None)


def _too_many_authors(count: int) -> str | None:
    return f"{count:,} authors; at most {MAX_AUTHORS:,} are taken" if count > MAX_AUTHORS else None


def _over(what: str, text: str, limit: int) -> str:
    begin = f"{text[:40]}…"
    return f"the {what} {begin!r} has {len(text):,} characters; at most {limit:,} are taken"


def refuse_too_many(path: str, entries: int) -> None:
    """Refuse a listing of more entries than any has."""
    if entries > MAX_ENTRIES:
        raise refusal(
            path,
            0,
            f"the file has more than {MAX_ENTRIES:,} entries",
            "split it into listings of shorter times",
        )


_PARAGRAPH = re.compile(r"\n[ \t]*\n|\n(?=  +\S)")


def fold_paragraphs(text: str) -> str:
    """Undo hard wrapping; a blank line or an indented one begins a paragraph."""
    return "\n\n".join(filter(None, map(fold_space, _PARAGRAPH.split(text.strip()))))


def fold_space(text: str) -> str:
    """Join hard-wrapped lines: every run of white space becomes one space."""
    return " ".join(text.split())
