"""What a filled-in form asks for, as changes of a curation; what cannot be taken, and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar, cast

from generator.content.models import (
    MAX_ABSTRACT,
    MAX_AUTHORS,
    MAX_NAME,
    MAX_NOTE,
    MAX_PHRASE,
    MAX_TITLE,
)
from generator.content.wording import show
from generator.dates import parse_iso_date
from generator.editing.changes import (
    AddLink,
    AddNote,
    AddTopic,
    Change,
    Introduce,
    RemoveTopic,
    SetCorrection,
    SetStatus,
)
from generator.editing.emit import flow, item
from generator.editing.forms import STATES, Filled
from generator.editing.requests import Signature, UnclearError, clean_text, parse_link, parse_topic
from generator.records import Author, Introduction, Paper, Topic
from generator.slugs import make_slug

Taken = TypeVar("Taken")

FIRST_WEIGHT = 5
"""The weight of a phrase that somebody proposed: a hint that needs company."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """The changes that a form asks for, what was put right, and what is left out with why."""

    changes: tuple[Change, ...]
    told: tuple[str, ...]
    left_out: tuple[str, ...]


class _Reading:
    """Takes answers one by one and keeps what could not be taken."""

    def __init__(self, filled: Filled) -> None:
        self.told: list[str] = []
        self.left_out: list[str] = list(filled.odd)
        self._filled = filled

    def take(self, label: str, read: Callable[[str], Taken]) -> Taken | None:
        """An answer as `read` takes it; none where there is none or it cannot be taken."""
        answer = self._filled.answer(label)
        return self._try(label, answer, read) if answer else None

    def take_each(self, label: str, parts: str, read: Callable[[str], Taken]) -> Iterator[Taken]:
        """Each part of an answer, without bullets and numbers before it."""
        for part in re.split(parts, self._filled.answer(label)):
            bare = re.sub(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+", "", part).strip()
            taken = self._try(label, bare, read) if bare else None
            if taken is not None:
                yield taken

    def _try(self, label: str, answer: str, read: Callable[[str], Taken]) -> Taken | None:
        try:
            return read(answer)
        except UnclearError as error:
            self.left_out.append(f"{label}: {error}")
            return None


def understand_correction(
    filled: Filled, paper: Paper, topics: Sequence[Topic], signature: Signature
) -> Understood:
    """What the form for corrections asks for."""
    reading = _Reading(filled)
    changes: list[Change] = [
        *_topics(reading, "Topics to add", "+", topics, paper),
        *_topics(reading, "Topics to remove", "-", topics, paper),
        *_links(reading),
        *_correction(reading),
        *_status(reading),
        *_note(reading, signature),
    ]
    return _understood(reading, changes)


def understand_suggestion(
    filled: Filled, topics: Sequence[Topic], signature: Signature
) -> Understood:
    """What the form for a paper that is missing asks for; without a title it is nothing."""
    reading = _Reading(filled)
    title = reading.take("Title of the paper", _line(MAX_TITLE))
    abstract = reading.take("Abstract", _line(MAX_ABSTRACT))
    published = reading.take("Day of publication", _day)
    authors = _authors(reading, "Authors")
    changes: list[Change] = []
    if title and abstract:
        paper = Introduction(
            title=title,
            abstract=abstract,
            on=signature.on,
            published=published,
            authors=authors,
        )
        changes.append(Introduce(paper=paper))
    changes.extend(_links(reading))
    changes.extend(_topics(reading, "Topics", "+", topics, None))
    changes.extend(_note(reading, signature))
    return _understood(reading, changes)


def _understood(reading: _Reading, changes: Sequence[Change]) -> Understood:
    return Understood(
        changes=tuple(changes), told=tuple(reading.told), left_out=tuple(reading.left_out)
    )


def _topics(
    reading: _Reading,
    label: str,
    sign: Literal["+", "-"],
    topics: Sequence[Topic],
    paper: Paper | None,
) -> Iterator[AddTopic | RemoveTopic]:
    def read(name: str) -> AddTopic | RemoveTopic:
        return parse_topic(sign + name.strip("`").lstrip("+-"), topics, paper)

    return reading.take_each(label, r"[,;\n]", read)


def _links(reading: _Reading) -> Iterator[AddLink]:
    for typed in reading.take_each("Links", r"\s*\n\s*|\s+(?=https?://)", parse_link):
        if typed.told:
            reading.told.append(typed.told)
        yield typed.link


def _correction(reading: _Reading) -> Iterator[SetCorrection]:
    correction = SetCorrection(
        title=reading.take("Right title", _line(MAX_TITLE)),
        abstract=reading.take("Right abstract", _line(MAX_ABSTRACT)),
        published=reading.take("Right day of publication", _day),
        authors=_authors(reading, "Right authors"),
    )
    if correction != SetCorrection():
        yield correction


def _status(reading: _Reading) -> Iterator[SetStatus]:
    value = reading.take("What became of it", _state)
    on = reading.take("Since which day", _day)
    because = reading.take("Where that is stated", _line(MAX_NOTE))
    if value and on and because:
        state = cast("Literal['withdrawn', 'retracted', 'superseded']", value)
        yield SetStatus(value=state, on=on, because=because)
    elif value:
        reading.left_out.append(
            f"What became of it: {value} needs the day and where it is stated too"
        )


def _note(reading: _Reading, signature: Signature) -> Iterator[AddNote]:
    text = reading.take("Note", _paragraphs)
    if text and signature.by:
        yield AddNote(by=signature.by, on=signature.on, text=text)
    elif text:
        reading.left_out.append("Note: nobody signs it; say who by --by HANDLE")


def _authors(reading: _Reading, label: str) -> tuple[Author, ...]:
    """All authors or none: a list that lacks one would be wrong."""
    known = len(reading.left_out)
    names = list(reading.take_each(label, r"\n", _name))
    if len(names) > MAX_AUTHORS:
        reading.left_out.append(f"{label}: more than {MAX_AUTHORS:,} names")
    return tuple(Author(name=name) for name in names) if len(reading.left_out) == known else ()


def _name(text: str) -> str:
    if "," in text:
        raise UnclearError(f"{show(text)} has a comma; names stand one a line, as on the paper")
    return _line(MAX_NAME)(text)


def _line(limit: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        folded = " ".join(clean_text(text).split())
        return _within(folded, limit)

    return read


def _paragraphs(text: str) -> str:
    return _within(clean_text(text), MAX_NOTE)


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise UnclearError(f"it has {len(text):,} characters; at most {limit:,} are allowed")
    return text


def _day(text: str) -> date:
    day = parse_iso_date(text.strip())
    if day is None:
        raise UnclearError(f"{show(text)} is no day of the calendar as YYYY-MM-DD")
    return day


def _state(text: str) -> str:
    state = text.strip().lower()
    if state not in STATES:
        raise UnclearError(f"{show(text)} is none of {', '.join(STATES)}")
    return state


def topic_entry(filled: Filled) -> str:
    """An entry for `topics.yml`, as the form for topics proposes it; a person sets the weights."""
    reading = _Reading(filled)
    name = reading.take("Name of the topic", _line(MAX_NAME)) or ""
    about = reading.take("What belongs to it", _line(MAX_NOTE)) or ""
    phrases = reading.take_each("Words and phrases", r"[,;\n]", _line(MAX_PHRASE))
    lines = item({"slug": make_slug(name), "name": name, "about": about}, 0)
    rules = [f"    {flow(phrase)}: {FIRST_WEIGHT}" for phrase in dict.fromkeys(phrases)]
    return "\n".join([*lines, *(["  rules:"] if rules else []), *rules])
