"""What may be changed in a curation, and the steps that do it.

Values are checked by `digest check` like those that a person writes; here they are data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from generator.content.wording import readable, show
from generator.content.yaml import Value
from generator.editing.steps import Append, Delete, Drop, Put, Step
from generator.records import ADDRESS_KINDS, Author, Introduction, LinkKind

FACTS = ("title", "abstract", "published", "authors")
"""What a correction or an introduction states of a paper, in the order of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTopic:
    """The paper belongs to a topic."""

    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveTopic:
    """The paper does not belong to a topic.

    `by_rules` says whether the rules put it there: only then must the curation say that it does
    not; else it is enough that nobody says that it does.
    """

    slug: str
    by_rules: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPick:
    """The paper is worth reading."""

    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePick:
    """Nobody picks the paper any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """Why the paper matters, in Markdown."""

    by: str
    on: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLink:
    """Where the paper, or what belongs to it, is found; an id replaces the one before."""

    kind: LinkKind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStatus:
    """What became of the paper."""

    value: Literal["withdrawn", "retracted", "superseded"]
    on: date
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCorrection:
    """Facts against the listings; what is not given stays as it is."""

    title: str | None = None
    abstract: str | None = None
    published: date | None = None
    authors: tuple[Author, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduce:
    """A paper that no listing has."""

    paper: Introduction


Change: TypeAlias = (
    AddTopic
    | RemoveTopic
    | SetPick
    | RemovePick
    | AddNote
    | AddLink
    | SetStatus
    | SetCorrection
    | Introduce
)


def steps_of(change: Change, data: Value) -> Iterator[Step]:
    """The steps of a change of the data; one whose work is done already changes nothing."""
    match change:
        case AddTopic() | RemoveTopic():
            yield from _steps_of_topic(change)
        case AddNote(by=by, on=on, text=text):
            note: dict[str, Value] = {"by": by, "on": on.isoformat(), "text": text}
            yield Append(path=("notes",), value=note)
        case AddLink(kind=kind, value=value):
            step = Append if kind in ADDRESS_KINDS else Put
            yield step(path=("links", kind), value=value)
        case RemovePick():
            yield Delete(path=("pick",))
        case Introduce(paper=paper):
            yield Put(path=("paper",), value=facts_to_yaml(paper))
            yield Put(path=("on",), value=paper.on.isoformat())
        case _:
            yield from _put_all(data, *_facts_of(change))


def _steps_of_topic(change: AddTopic | RemoveTopic) -> Iterator[Step]:
    here, there = ("add", "remove") if isinstance(change, AddTopic) else ("remove", "add")
    yield Drop(path=("topics", there), value=change.slug)
    if isinstance(change, AddTopic) or change.by_rules:
        yield Append(path=("topics", here), value=change.slug)


def _facts_of(change: SetPick | SetStatus | SetCorrection) -> tuple[str, dict[str, Value]]:
    """The key that a change sets, and what stands below it."""
    match change:
        case SetPick(by=by, on=on):
            return "pick", {"by": by, "on": on.isoformat()}
        case SetStatus(value=value, on=on, because=because):
            return "status", {"is": value, "on": on.isoformat(), "because": because}
        case SetCorrection():
            return "correct", facts_to_yaml(change)


def _put_all(data: Value, key: str, facts: dict[str, Value]) -> Iterator[Step]:
    """Put facts below a key: together where the key is new, else one by one."""
    if isinstance(data, dict) and key in data:
        yield from (Put(path=(key, name), value=value) for name, value in facts.items())
    elif facts:
        yield Put(path=(key,), value=facts)


def facts_to_yaml(stated: SetCorrection | Introduction) -> dict[str, Value]:
    """What is stated of a paper, as a file holds it."""
    values = ((name, getattr(stated, name)) for name in FACTS)
    return {name: _to_yaml(value) for name, value in values if value}


def _to_yaml(value: object) -> Value:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [author_to_yaml(author) for author in value]
    return str(value)


def author_to_yaml(author: Author) -> dict[str, Value]:
    """A person as a file holds one."""
    return {
        name: value
        for name in ("name", "family", "given")
        if (value := getattr(author, name)) is not None
    }


def describe(change: Change) -> str:
    """A change in words, on one line that is safe on a terminal."""
    match change:
        case AddTopic(slug=slug) | RemoveTopic(slug=slug):
            said = f"{'not ' if isinstance(change, RemoveTopic) else ''}the topic {slug}"
        case AddNote(by=by, text=text):
            return f"a note by {readable(by)}: {show(text)}"
        case AddLink(kind=kind, value=value):
            said = f"{kind}: {value}"
        case Introduce(paper=paper):
            return f"a new paper: {show(paper.title)}"
        case RemovePick():
            said = "no pick"
        case _:
            key, facts = _facts_of(change)
            said = f"{key}: {', '.join(facts)}"
    return readable(said)
