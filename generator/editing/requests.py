"""What a person types: topics by slug or name, links by kind or by their address alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from generator.content.models import MAX_NOTE, Handle
from generator.content.shapes import nearest
from generator.content.wording import show
from generator.editing.changes import (
    AddLink,
    AddNote,
    AddTopic,
    Change,
    RemoveTopic,
    SetPick,
    SetStatus,
)
from generator.editing.typed import State, UnclearError, clean_text, parse_correction, read_line
from generator.ids import parse_arxiv, parse_doi, parse_openreview
from generator.records import ADDRESS_KINDS, ID_KINDS, LinkKind, Paper, Topic
from generator.web import ID_HOSTS, host_of, kind_of, refuse_address

Typed = TypeVar("Typed")
Taken = TypeVar("Taken")

PARSERS: dict[str, Callable[[str], str | None]] = {
    "arxiv": parse_arxiv,
    "doi": parse_doi,
    "openreview": parse_openreview,
}
EXAMPLES = {"arxiv": "2504.13143", "doi": "10.1000/182", "openreview": "AbCdEf1234"}

KINDS: tuple[LinkKind, ...] = (*ID_KINDS, *ADDRESS_KINDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who says it, and on which day."""

    by: str | None
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody wants to say about a paper, as typed.

    `since` is the day on which the paper came to its `status`: no clock knows it.
    """

    topics: tuple[str, ...] = ()
    note: str | None = None
    pick: bool = False
    links: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    status: State | None = None
    because: str | None = None
    since: date | None = None

    @property
    def needs_name(self) -> bool:
        """Whether it takes somebody who signs it."""
        return self.pick or bool(self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLink:
    """A link as it is kept; `told` says so where it was typed in another way."""

    link: AddLink
    told: str | None = None


def changes_of(
    request: Request, paper: Paper | None, topics: Sequence[Topic], signature: Signature
) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """The changes that somebody wants, and what was put right in them.

    Raises `UnclearError` with all that cannot be taken.
    """
    unclear: list[str] = []
    typed = list(_each(request.links, parse_link, unclear))
    changes: list[Change] = list(
        _each(request.topics, lambda text: parse_topic(text, topics, paper), unclear)
    )
    if request.needs_name and not signature.by:
        unclear.append("nobody signs it: pass --by HANDLE, your name on the hosting site")
    elif request.pick and signature.by:
        changes.append(SetPick(by=signature.by, on=signature.on))
    notes = list(_each((request.note,) if request.note else (), clean_text, unclear))
    if signature.by:
        changes.extend(AddNote(by=signature.by, on=signature.on, text=text) for text in notes)
    if request.corrections:
        changes.extend(_each((request.corrections,), parse_correction, unclear))
    if request.status or request.because:
        changes.extend(_each((request,), _status_of, unclear))
    if unclear:
        raise UnclearError("\n".join(unclear))
    changes.extend(one.link for one in typed)
    return tuple(changes), tuple(one.told for one in typed if one.told)


def _status_of(request: Request) -> SetStatus:
    if not (request.status and request.because and request.since):
        raise UnclearError(
            "a status takes all of --status, --because TEXT (the reason, and where it is stated) "
            "and --on DAY (when it came about)"
        )
    because = read_line(MAX_NOTE)(request.because)
    return SetStatus(value=request.status, on=request.since, because=because)


def _each(
    typed: Iterable[Typed], read: Callable[[Typed], Taken], unclear: list[str]
) -> Iterator[Taken]:
    for one in typed:
        try:
            yield read(one)
        except UnclearError as error:
            unclear.append(str(error))


def split_topics(text: str) -> tuple[str, ...]:
    """Topics that stand on one line, with spaces or commas between them."""
    return tuple(text.replace(",", " ").split())


def check_handle(text: str) -> None:
    """Raise `UnclearError` for what is no name on the hosting site; blank says nothing."""
    try:
        TypeAdapter(Handle).validate_python(text or "nobody")
    except ValidationError as error:
        expected = error.errors()[0]["ctx"]["expected"]
        raise UnclearError(f"{show(text)} is not {expected}") from error


def parse_topic(text: str, topics: Sequence[Topic], paper: Paper | None) -> AddTopic | RemoveTopic:
    """Read `+slug`, `-slug`, `slug` or a topic's name instead of the slug."""
    sign, name = ("-", text[1:]) if text[:1] in {"-", "\u2212"} else ("+", text.removeprefix("+"))
    slug = find_topic(name.strip(), topics)
    if sign == "+":
        return AddTopic(slug=slug)
    assigned = paper.topics if paper else ()
    return RemoveTopic(
        slug=slug,
        by_rules=not any(one.slug == slug and one.score is None for one in assigned),
    )


def find_topic(name: str, topics: Sequence[Topic]) -> str:
    """The slug of a topic by slug, former slug or name, case aside."""
    known = {
        word.casefold(): topic.slug
        for topic in reversed(topics)
        for word in (topic.name, *topic.formerly, topic.slug)
    }
    folded = name.casefold()
    if slug := known.get(folded) or known.get("-".join(folded.split())):
        return slug
    near = nearest(name, known) if name else None
    hint = f"did you mean `{known[near]}`?" if near else "content/topics.yml lists them"
    if "," in name:
        hint = "name each by itself"
    raise UnclearError(f"there is no topic {show(name)}; {hint}")


def parse_link(text: str) -> TypedLink:
    """Read `KIND=ADDRESS`, or an address whose host tells its kind."""
    text = text.strip()
    named, equals, value = text.partition("=")
    if equals and named.strip().lower() in KINDS:
        return make_link(cast("LinkKind", named.strip().lower()), value.strip())
    kind = guess_kind(text)
    if kind is None and guess_kind(f"https://{text}"):
        raise UnclearError(f"{show(text)} is no whole address; write {show(f'https://{text}')}")
    if kind is None:
        kinds = ", ".join(KINDS)
        raise UnclearError(f"{show(text)} does not say its kind; write KIND=ADDRESS ({kinds})")
    return make_link(kind, text)


def guess_kind(text: str) -> LinkKind | None:
    """The kind of a link whose address alone says it."""
    if kind := ID_HOSTS.get(host_of(text)):
        return kind
    if parse_arxiv(text):
        return "arxiv"
    if parse_doi(text):
        return "doi"
    return kind_of(text)


def make_link(kind: LinkKind, value: str) -> TypedLink:
    """A link in its canonical form."""
    if kind in ADDRESS_KINDS:
        if refusal := refuse_address(value):
            raise UnclearError(
                f"`{kind}` is {show(value)}; expected {refusal.expected}: {refusal.hint}"
            )
        return TypedLink(link=AddLink(kind=kind, value=value))
    canonical = PARSERS[kind](value)
    if canonical is None:
        raise UnclearError(
            f"`{kind}` is {show(value)}; expected an id such as {EXAMPLES[kind]}, or its address"
        )
    told = None if canonical == value else f"{kind}: {value} is written {canonical}"
    return TypedLink(link=AddLink(kind=kind, value=canonical), told=told)
