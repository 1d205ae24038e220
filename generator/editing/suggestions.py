"""What a filled-in form asks for, as changes of a curation; what cannot be taken, and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeVar

from generator.content.models import (
    MAX_ABSTRACT,
    MAX_AUTHORS,
    MAX_NAME,
    MAX_NOTE,
    MAX_PHRASE,
    MAX_TITLE,
)
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
from generator.editing.requests import (
    KINDS,
    Signature,
    TypedLink,
    parse_link,
    parse_topic,
)
from generator.editing.typed import (
    UnclearError,
    clean_text,
    read_day,
    read_line,
    read_name,
    read_state,
    read_within,
)
from generator.records import Author, Introduction, Paper, Topic
from generator.slugs import make_slug

Taken = TypeVar("Taken")

_WRAPPED = re.compile(r"<(https?://[^\s<>]+)>|\[[^\[\]\n]{0,200}\]\((https?://[^\s()]+)\)")
"""An address as Markdown writes it."""

_LABELLED = re.compile(
    rf"(?<!\S)({'|'.join(KINDS)})[ \t]{{0,3}}[=:\u2013\u2014-]?[ \t]{{0,3}}(?=https?://)",
    re.IGNORECASE,
)
"""What people write before an address to say what it is."""

FIRST_WEIGHT = 5
"""The weight of a phrase that somebody proposed: a hint that needs company."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """The changes that a form asks for, what was put right, and what is left out with why.

    `missing` is what the form asks of everybody and this one lacks; it leaves nothing out.
    """

    changes: tuple[Change, ...]
    told: tuple[str, ...]
    left_out: tuple[str, ...]
    missing: tuple[str, ...]


class _Reading:
    """Takes answers one by one and keeps what could not be taken."""

    def __init__(self, filled: Filled) -> None:
        self.told: list[str] = []
        self.left_out: list[str] = list(filled.odd)
        self.missing = filled.unmet
        self._filled = filled

    def take(self, label: str, read: Callable[[str], Taken]) -> Taken | None:
        """An answer as `read` takes it; none where there is none or it cannot be taken."""
        answer = self._filled.answer(label)
        return self._try(label, answer, read) if answer else None

    def take_each(
        self,
        label: str,
        parts: str,
        read: Callable[[str], Taken],
        tidy: Callable[[str], str] = str,
    ) -> Iterator[Taken]:
        """Each part of an answer, without bullets and numbers before it."""
        for part in re.split(parts, tidy(self._filled.answer(label))):
            bare = re.sub(r"^\s*(?:[-*+•]|\d{1,3}[.)])(?:\s+|$)", "", part).strip()
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
    title = reading.take("Title of the paper", read_line(MAX_TITLE))
    abstract = reading.take("Abstract", read_line(MAX_ABSTRACT))
    published = reading.take("Day of publication", read_day)
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
        changes=tuple(dict.fromkeys(changes)),
        told=tuple(reading.told),
        left_out=tuple(reading.left_out),
        missing=reading.missing,
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

    return reading.take_each(label, r"[,;\n]", read, partial(_without_commas, topics))


def _without_commas(topics: Sequence[Topic], text: str) -> str:
    """The text with slugs for names of topics that would be taken apart: `Law, medicine & health`."""
    slugs = {topic.name.casefold(): topic.slug for topic in topics if {*",;"} & {*topic.name}}
    for name in sorted(slugs, key=len, reverse=True):
        whole = rf"(?<!\w){re.escape(name)}(?!\w)"
        text = re.sub(whole, slugs[name], text, flags=re.IGNORECASE)
    return text


def _links(reading: _Reading) -> Iterator[AddLink]:
    def read(text: str) -> TypedLink:
        return parse_link(text.rstrip(".,;"))

    # One white space alone: a run of thousands is tried from each of its places.
    parts = r"\n|\s(?=(?:[a-z]{1,20}=)?https?://)"
    for typed in reading.take_each("Links", parts, read, _bare_links):
        if typed.told:
            reading.told.append(typed.told)
        yield typed.link


def _bare_links(text: str) -> str:
    """Links as they are typed on a command line, whatever Markdown or words stand around them."""
    bare = _WRAPPED.sub(lambda match: match[1] or match[2], text)
    return _LABELLED.sub(lambda match: f"{match[1].lower()}=", bare)


def _correction(reading: _Reading) -> Iterator[SetCorrection]:
    correction = SetCorrection(
        title=reading.take("Right title", read_line(MAX_TITLE)),
        abstract=reading.take("Right abstract", read_line(MAX_ABSTRACT)),
        published=reading.take("Right day of publication", read_day),
        authors=_authors(reading, "Right authors"),
    )
    if correction != SetCorrection():
        yield correction


def _status(reading: _Reading) -> Iterator[SetStatus]:
    known = len(reading.left_out)
    value = reading.take("What became of it", read_state)
    is_refused = len(reading.left_out) > known
    on = reading.take("Since which day", read_day)
    because = reading.take("Where that is stated", read_line(MAX_NOTE))
    if value and on and because:
        yield SetStatus(value=value, on=on, because=because)
    elif value:
        reading.left_out.append(
            f"What became of it: {value} needs the day and where it is stated too"
        )
    elif (on or because) and not is_refused:
        reading.left_out.append(
            f"What became of it: not chosen, so the day and where it is stated are not used; "
            f"it is one of {', '.join(STATES)}"
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
    names = list(reading.take_each(label, r"\n", read_name))
    if len(names) > MAX_AUTHORS:
        reading.left_out.append(f"{label}: more than {MAX_AUTHORS:,} names")
    return tuple(Author(name=name) for name in names) if len(reading.left_out) == known else ()


def _paragraphs(text: str) -> str:
    return read_within(clean_text(text), MAX_NOTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedTopic:
    """An entry for `topics.yml`; `same` is the slug of the topic that has its name already."""

    entry: str
    same: str | None
    missing: tuple[str, ...]
    left_out: tuple[str, ...]


def propose_topic(filled: Filled, topics: Sequence[Topic]) -> ProposedTopic:
    """What the form for topics proposes; a person sets the weights."""
    reading = _Reading(filled)
    name = reading.take("Name of the topic", read_line(MAX_NAME)) or ""
    about = reading.take("What belongs to it", read_line(MAX_NOTE)) or ""
    phrases = reading.take_each("Words and phrases", r"[,;\n]", read_line(MAX_PHRASE))
    lines = item({"slug": make_slug(name), "name": name, "about": about}, 0)
    rules = [f"    {flow(phrase)}: {FIRST_WEIGHT}" for phrase in dict.fromkeys(phrases)]
    return ProposedTopic(
        entry="\n".join([*lines, *(["  rules:"] if rules else []), *rules]),
        same=_find_same(name, topics),
        missing=reading.missing,
        left_out=tuple(reading.left_out),
    )


def _find_same(name: str, topics: Sequence[Topic]) -> str | None:
    slug = make_slug(name)
    for topic in topics:
        if slug in {topic.slug, make_slug(topic.name), *topic.formerly}:
            return topic.slug
    return None
