"""What a reader makes of a listing's bytes, and what all readers share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import unescape

from generator.problems import ContentError, Problem, Severity
from generator.records import Day, RawEntry

MAX_BYTES = 32 * 2**20
"""Largest listing that is read; a year of answers, some 9,000 papers, stays well below."""

MAX_ENTRIES = 20_000
"""Most entries of a listing: every one of them becomes a page."""

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
    """

    entries: tuple[RawEntry, ...]
    header: Day | None = None
    stated: date | None = None
    neighbours: tuple[date, ...] = ()
    problems: tuple[Problem, ...] = ()
    cut: Problem | None = None


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
        line = data.count(b"\n", 0, error.start) + 1
        raise refusal(path, line, f"the byte 0x{data[error.start]:02x} is not UTF-8 text") from None
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


def unreadable(path: str, line: int, message: str) -> Problem:
    """The warning for an entry that is left out while the others are kept."""
    return Problem(
        path=path,
        line=line,
        column=1,
        rule="unreadable-entry",
        severity=Severity.WARNING,
        message=message,
        hint="the entry is left out; the others are kept",
    )


def over_limit(title: str, abstract: str) -> str | None:
    """Say which limit an entry breaks, if any."""
    if len(title) > MAX_TITLE:
        return _over("title", title, MAX_TITLE)
    if len(abstract) > MAX_ABSTRACT:
        return _over("abstract", abstract, MAX_ABSTRACT)
    return None


def over_name_limit(names: Iterable[str]) -> str | None:
    """Say which name of an entry is too long, if any."""
    return next((_over("name", name, MAX_NAME) for name in names if len(name) > MAX_NAME), None)


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


def fold_space(text: str) -> str:
    """Join hard-wrapped lines: every run of white space becomes one space."""
    return " ".join(text.split())
