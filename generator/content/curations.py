"""One curation file: bytes → record, with every problem of the file and the places in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING

from generator.content.models import MAX_NOTE, CurationShape
from generator.content.rules import MAX_PROBLEMS, first_problems
from generator.content.shapes import check_shape
from generator.content.wording import readable, show, show_path
from generator.content.yaml import Document, Positions, load
from generator.ids import is_paper_id, parse_arxiv, parse_doi, parse_openreview
from generator.problems import Problem, Severity
from generator.records import (
    ADDRESS_KINDS,
    CURATION,
    ID_KINDS,
    Author,
    Correction,
    Curation,
    Introduction,
    Link,
    Note,
    Pick,
    Status,
)
from generator.slugs import make_slug
from generator.text.notes import is_safe, links_of
from generator.web import refuse_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from generator.content.models import AuthorShape, LinksShape
    from generator.content.yaml import KeyPath, Place, Value

SUFFIX = ".yml"

HOLDS = (
    "write at least one of `topics`, `pick`, `notes`, `links`, `correct`, `status`, "
    "`distinct_from`, `same_as` or `paper`, or delete the file"
)
"""The way out of a file that says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurationFile:
    """What a curation file says, and where."""

    curation: Curation
    document: Document

    @property
    def where(self) -> Positions:
        """Where the file says it: `where.at("pick", "by")`."""
        return self.document.where

    def place_of(self, item: str, *path: str) -> Place:
        """Where an item of a list stands first: `place_of("vision", "topics", "add")`.

        The record names repeated items once, so their indexes there are not those of the file.
        """
        items = self.document.data
        for key in path:
            items = items.get(key) if isinstance(items, dict) else None
        index = items.index(item) if isinstance(items, list) and item in items else 0
        return self.where.at(*path, index)


def parse_curation(data: bytes, path: str) -> tuple[CurationFile | None, tuple[Problem, ...]]:
    """Read a curation file; none where nothing in it can be understood.

    Beside errors, the file holds the parts that have none, so that checks against other content
    can report in the same run; a build must stop on the errors. Not checked here, because it
    takes all content: that papers and topics exist, and where `same_as` leads.
    """
    named = tuple(_check_name(path))
    document, problems = load(data, path)
    problems = (*named, *problems)
    if document is None:
        return None, first_problems(problems, path)
    if not isinstance(document.data, dict) or not document.data:
        return None, first_problems((*problems, *_check_whole(document, data, path)), path)
    shape, misfits = check_shape(CurationShape, document, path, "a curation")
    together = islice(_check_together(document, path), MAX_PROBLEMS + 1)
    problems = (*problems, *misfits, *together)
    file = CurationFile(curation=_to_record(shape, path), document=document)
    return file, first_problems(problems, path)


def paper_of(path: str) -> str:
    """The paper that a curation file is about, by its name alone."""
    return PurePath(path).name.removesuffix(SUFFIX)


def _check_name(path: str) -> Iterator[Problem]:
    name = PurePath(path).name
    if name.endswith(SUFFIX) and is_paper_id(paper_of(path)):
        return
    meant = _meant_name(name)
    yield Problem(
        path=path,
        rule="file-name",
        message=f"the file's name \"{readable(name)}\" is not a paper's id and `{SUFFIX}`",
        hint=f"rename it to {meant}"
        if meant
        else "name it after the paper: the last part of its page's address, and `.yml`",
    )


def _meant_name(name: str) -> str | None:
    """What a file may be called instead, where its name is made of words."""
    match = re.fullmatch(r"([\w .-]*[a-z0-9][\w .-]*)\.(?:ya?ml|txt|md)", name, re.IGNORECASE)
    return (
        f"{match[1] if is_paper_id(match[1]) else make_slug(match[1])}{SUFFIX}" if match else None
    )


def _check_whole(document: Document, data: bytes, path: str) -> Iterator[Problem]:
    if () in document.refused:
        return
    line, column = document.where.at()
    if document.data:
        rule, message = "wrong-type", f"a curation is {show(document.data)}; expected a mapping"
    else:
        rule, message = "empty-file", "the file says nothing"
    is_template = not document.data and any(line.startswith(b"#") for line in data.splitlines())
    hint = f"take the `#` off the lines that you fill in: {HOLDS}" if is_template else HOLDS
    yield Problem(path=path, rule=rule, line=line, column=column, message=message, hint=hint)


def _check_together(document: Document, path: str) -> Iterator[Problem]:
    """What keys say together, on plain data: other mistakes of the file do not hide these."""
    if not isinstance(document.data, dict):
        return
    for check in _CHECKS:
        for finding in check(document.data, paper_of(path)):
            yield finding.to_problem(path, document.where)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    """A problem of several keys, at the path of the one to change."""

    rule: str
    at: KeyPath
    message: str
    hint: str
    severity: Severity = Severity.ERROR

    def to_problem(self, path: str, where: Positions) -> Problem:
        is_key = len(self.at) == 1
        line, column = (where.at_key if is_key else where.at)(*self.at)
        return Problem(
            path=path,
            rule=self.rule,
            severity=self.severity,
            line=line,
            column=column,
            message=self.message,
            hint=self.hint,
        )


def _check_alone(data: dict[str, Value], _: str) -> Iterator[_Finding]:
    others = [f"`{readable(key)}`" for key in data if key != "same_as"]
    if "same_as" in data and others:
        yield _Finding(
            rule="stands-alone",
            at=("same_as",),
            message=f"`same_as` stands beside {', '.join(others)}",
            hint="keep `same_as` alone here, and say the rest in the file of the paper that stays",
        )


def _check_introduction(data: dict[str, Value], _: str) -> Iterator[_Finding]:
    if "paper" not in data:
        if "on" in data:
            yield _Finding(
                rule="needs-paper",
                at=("on",),
                message="`on` stands without a `paper` that was introduced on that day",
                hint="indent it into `pick`, `status` or a note, or add `paper`",
            )
        return
    if "on" not in data:
        yield _Finding(
            rule="missing-key",
            at=("paper",),
            message="a curation with `paper` has no `on`",
            hint="add `on: 2025-11-21`, the day on which you introduce the paper",
        )
    if not any(_mapping(data, "links").values()):
        yield _Finding(
            rule="needs-link",
            at=("paper",),
            message="a curation with `paper` has no link",
            hint="add where the paper is found, for instance `links: {arxiv: '2504.13143'}`",
        )


def _check_itself(data: dict[str, Value], paper: str) -> Iterator[_Finding]:
    if data.get("same_as") == paper:
        yield _Finding(
            rule="self-reference",
            at=("same_as",),
            message=f"`same_as` names the paper of this file, `{paper}`",
            hint="name the paper that stays; this file has the name of the one that goes",
        )
    for index, other in enumerate(_texts(data, "distinct_from")):
        if other == paper:
            yield _Finding(
                rule="self-reference",
                at=("distinct_from", index),
                message=f"`distinct_from` names the paper of this file, `{paper}`",
                hint="name the other paper with nearly the same title",
            )


def _check_topics(data: dict[str, Value], _: str) -> Iterator[_Finding]:
    topics = _mapping(data, "topics")
    added = set(_texts(topics, "add"))
    for index, slug in enumerate(_texts(topics, "remove")):
        if slug and slug in added:
            yield _Finding(
                rule="contradiction",
                at=("topics", "remove", index),
                message=f"the topic {show(slug)} is both added and removed",
                hint="keep it in one of the two lists",
            )


def _check_repeated(data: dict[str, Value], _: str) -> Iterator[_Finding]:
    topics, links = _mapping(data, "topics"), _mapping(data, "links")
    yield from _repeated(("topics", "add"), _texts(topics, "add"))
    yield from _repeated(("topics", "remove"), _texts(topics, "remove"))
    for kind in ADDRESS_KINDS:
        yield from _repeated(("links", kind), _texts(links, kind))
    yield from _repeated(("distinct_from",), _texts(data, "distinct_from"))


def _repeated(at: KeyPath, items: list[str]) -> Iterator[_Finding]:
    seen: set[str] = set()
    for index, item in enumerate(items):
        if item and item in seen:
            yield _Finding(
                rule="repeated-item",
                at=(*at, index),
                message=f"{show(item)} stands in `{show_path(at)}` already",
                hint="delete it",
                severity=Severity.WARNING,
            )
        seen.add(item)


def _check_encrypted(data: dict[str, Value], _: str) -> Iterator[_Finding]:
    links = _mapping(data, "links")
    for kind in ADDRESS_KINDS:
        for index, address in enumerate(_texts(links, kind)):
            if address.startswith("http://"):
                at = ("links", kind, index)
                yield _Finding(
                    rule="not-canonical",
                    at=at,
                    message=f"`{show_path(at)}` is {show(address)}, which is not encrypted",
                    hint=f"write https://{readable(address.removeprefix('http://'))} "
                    "if the site answers there",
                    severity=Severity.WARNING,
                )


def _check_notes(data: dict[str, Value], _: str) -> Iterator[_Finding]:
    notes = data.get("notes")
    for index, note in enumerate(notes if isinstance(notes, list) else ()):
        text = note.get("text") if isinstance(note, dict) else None
        for address in links_of(text) if isinstance(text, str) and len(text) <= MAX_NOTE else ():
            refusal = None if is_safe(address) else refuse_address(address)
            if refusal:
                yield _Finding(
                    rule="bad-link",
                    at=("notes", index, "text"),
                    message=f"the link to {show(address)} is left out, and its words stay; "
                    f"expected {refusal.expected}",
                    hint=refusal.hint,
                    severity=Severity.WARNING,
                )


def _check_canonical(data: dict[str, Value], _: str) -> Iterator[_Finding]:
    links = _mapping(data, "links")
    for kind in ID_KINDS:
        written = links.get(kind)
        canonical = _PARSERS[kind](written) if isinstance(written, str) else None
        if canonical and canonical != written:
            yield _Finding(
                rule="not-canonical",
                at=("links", kind),
                message=f"`links.{kind}` is {show(written)}, not in its canonical form",
                hint=f"write {canonical}",
                severity=Severity.WARNING,
            )


_PARSERS: dict[str, Callable[[str], str | None]] = {
    "arxiv": parse_arxiv,
    "doi": parse_doi,
    "openreview": parse_openreview,
}

_CHECKS = (
    _check_alone,
    _check_introduction,
    _check_itself,
    _check_topics,
    _check_repeated,
    _check_canonical,
    _check_encrypted,
    _check_notes,
)


def _mapping(data: dict[str, Value], key: str) -> dict[str, Value]:
    """A mapping below a key; empty where something else stands there."""
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _texts(data: dict[str, Value], key: str) -> list[str]:
    """A list's items below a key, those that are not text as blank ones."""
    value = data.get(key)
    items = value if isinstance(value, list) else []
    return [item if isinstance(item, str) else "" for item in items]


def _to_record(shape: CurationShape, path: str) -> Curation:
    topics = shape.topics
    return Curation(
        paper=paper_of(path),
        path=path,
        topics_add=_once(topics.add if topics else ()),
        topics_remove=_once(topics.remove if topics else ()),
        pick=Pick(by=shape.pick.by, on=shape.pick.on) if shape.pick else None,
        notes=tuple(Note(by=note.by, on=note.on, text=note.text) for note in shape.notes),
        links=tuple(_links(shape.links)) if shape.links else (),
        correct=_correction(shape),
        status=_status(shape),
        distinct_from=_once(shape.distinct_from),
        same_as=shape.same_as,
        introduces=_introduction(shape),
    )


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def _links(shape: LinksShape) -> Iterator[Link]:
    for id_kind in ID_KINDS:
        if value := getattr(shape, id_kind):
            yield Link(kind=id_kind, value=value, source=CURATION)
    for kind in ADDRESS_KINDS:
        for address in _once(getattr(shape, kind)):
            yield Link(kind=kind, value=address, source=CURATION)


def _correction(shape: CurationShape) -> Correction:
    if not (correct := shape.correct):
        return Correction()
    return Correction(
        title=correct.title,
        abstract=correct.abstract,
        published=correct.published,
        authors=_authors(correct.authors),
    )


def _status(shape: CurationShape) -> Status | None:
    if not (status := shape.status):
        return None
    return Status(value=status.value, on=status.on, because=status.because)


def _introduction(shape: CurationShape) -> Introduction | None:
    paper = shape.paper
    if not paper or not shape.on:
        return None
    return Introduction(
        title=paper.title,
        abstract=paper.abstract,
        on=shape.on,
        published=paper.published,
        authors=_authors(paper.authors),
    )


def _authors(shapes: list[AuthorShape]) -> tuple[Author, ...]:
    return tuple(Author(name=one.name, family=one.family, given=one.given) for one in shapes)
