"""Facts as people type them, in forms and on command lines: text, days, names, corrections."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal, cast

from generator.content.models import MAX_ABSTRACT, MAX_AUTHORS, MAX_NAME, MAX_TITLE
from generator.content.wording import hidden_in, name_character, show
from generator.dates import parse_iso_date
from generator.editing.changes import FACTS, SetCorrection
from generator.editing.forms import STATES
from generator.records import Author

State = Literal["withdrawn", "retracted", "superseded"]


class UnclearError(ValueError):
    """What was typed cannot be taken; the message says what was expected and the way out."""


def clean_text(text: str) -> str:
    """Text as a file keeps it: line breaks of one kind, none around it, nothing hidden in it."""
    text = "\n".join(line.rstrip() for line in re.split(r"\r\n?|\n", text)).strip()
    for character in sorted(hidden_in(text)):
        raise UnclearError(f"the invisible character {name_character(character)} is in it")
    return text


def read_within(text: str, limit: int) -> str:
    """Text that is not longer than a file may hold."""
    if len(text) > limit:
        raise UnclearError(f"it has {len(text):,} characters; at most {limit:,} are allowed")
    return text


def read_line(limit: int) -> Callable[[str], str]:
    """Make a reader of text that becomes one line."""

    def read(text: str) -> str:
        return read_within(" ".join(clean_text(text).split()), limit)

    return read


def read_day(text: str) -> date:
    """Read a day as `YYYY-MM-DD`."""
    day = parse_iso_date(text.strip())
    if day is None:
        raise UnclearError(f"{show(text)} is no day of the calendar as YYYY-MM-DD")
    return day


def read_state(text: str) -> State:
    """What became of a paper."""
    state = text.strip().lower()
    if state not in STATES:
        raise UnclearError(f"{show(text)} is none of {', '.join(STATES)}")
    return cast("State", state)


def read_name(text: str) -> str:
    """Read one person's or group's name; several on a line cannot be told apart."""
    for character, name in ((",", "comma"), (";", "semicolon")):
        if character in text:
            raise UnclearError(
                f"{show(text)} has a {name}; names stand one a line, as on the paper"
            )
    return read_line(MAX_NAME)(text)


def parse_correction(texts: Iterable[str]) -> SetCorrection:
    """Read each `FIELD=VALUE`; the authors are all of them in their order, with `;` between."""
    facts: dict[str, str] = {}
    for text in texts:
        field, _, value = (part.strip() for part in text.partition("="))
        if field not in FACTS or not value:
            raise UnclearError(f"{show(text)} is no FIELD=VALUE; fields are {', '.join(FACTS)}")
        facts[field] = value
    names = [name.strip() for name in facts.get("authors", "").split(";") if name.strip()]
    if len(names) > MAX_AUTHORS:
        raise UnclearError(f"there are {len(names):,} authors; at most {MAX_AUTHORS:,} are allowed")
    return SetCorrection(
        title=_read(facts.get("title"), read_line(MAX_TITLE)),
        abstract=_read(facts.get("abstract"), read_line(MAX_ABSTRACT)),
        published=read_day(facts["published"]) if "published" in facts else None,
        authors=tuple(Author(name=read_name(name)) for name in names),
    )


def _read(text: str | None, read: Callable[[str], str]) -> str | None:
    return None if text is None else read(text)
