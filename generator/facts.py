"""Facts: what is known of a paper when its listings are read together, and who says so.

Where listings disagree, one that states a time wins over one that states a day, then the newest
one wins; a curation wins over all. References fill in what listings leave out, and give an exact
date where listings give a day. What no source states stays unknown.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import Any

from generator.dates import SLACK
from generator.merge import Work, place
from generator.problems import Problem, Severity
from generator.records import (
    ABSTRACT,
    CURATION,
    ID_KINDS,
    MORE_UNKNOWN,
    Appearance,
    Correction,
    Curation,
    Entry,
    Introduction,
    Link,
    More,
    Paper,
    Status,
)
from generator.stated import find_links
from generator.web import same_address

FIELDS: Mapping[str, Callable[[Entry], Any]] = {
    "title": lambda entry: entry.title,
    "abstract": lambda entry: entry.abstract,
    "published": lambda entry: entry.published,
    "organisation": lambda entry: entry.organisation,
    "comments": lambda entry: entry.comments,
    "authors": lambda entry: entry.authors,
    "n_authors": lambda entry: entry.n_authors,
}
"""The facts that listings state, and how an entry states each (falsy: it does not)."""

MORE: Mapping[str, Callable[[Entry], Any]] = {
    field.name: attrgetter(f"more.{field.name}") for field in dataclasses.fields(More)
}
"""The same for what only some sources tell."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value and the listings that state it, the deciding one first."""

    value: Any
    sources: tuple[str, ...]


def make_paper(work: Work, curation: Curation | None) -> Paper:
    """Read all entries of a work together and lay its curation on top."""
    facts = dict(_decide_all(work))
    if curation:
        facts |= _introduced(curation.introduces) if curation.introduces else {}
        facts |= _corrected(curation)
    paper = Paper(
        id=work.id,
        title=facts["title"].value,
        abstract=facts["abstract"].value if "abstract" in facts else "",
        published=_value(facts, "published"),
        published_from=_published_from((*work.references, *work.entries), facts.get("published")),
        n_authors=_value(facts, "n_authors"),
        authors=_value(facts, "authors") or (),
        organisation=_value(facts, "organisation"),
        comments=_value(facts, "comments"),
        appearances=tuple(map(_appearance, work.entries)),
        listed=work.entries[0].listing.captured if work.entries else None,
        added=work.added,
        number=work.number,
        links=merge_links(work, curation, _value(facts, "abstract") or ""),
        former_ids=work.former_ids,
        status=_withdrawn(work),
        more=_more(facts),
        sources={name: fact.sources for name, fact in facts.items()},
    )
    return _with_curation(paper, curation) if curation else paper


def _decide_all(work: Work) -> Iterator[tuple[str, Fact]]:
    entries = (*work.references, *work.entries)
    is_more = any(entry.more is not MORE_UNKNOWN for entry in entries)
    fields = (*FIELDS.items(), *MORE.items()) if is_more else FIELDS.items()
    if len(entries) == 1:
        yield from _state_all(entries[0], fields)
        return
    for name, read in fields:
        if fact := _decide(entries, read, exact=name == "published"):
            yield name, fact


def _state_all(
    entry: Entry, fields: Iterable[tuple[str, Callable[[Entry], Any]]]
) -> Iterator[tuple[str, Fact]]:
    """What the only entry of a paper states: most papers have but one."""
    sources = (entry.listing.source,)
    for name, read in fields:
        value = read(entry)
        if value not in _NOTHING:
            yield name, Fact(value, sources)


_NOTHING: tuple[Any, ...] = (None, "", ())


def _decide(entries: Sequence[Entry], read: Callable[[Entry], Any], *, exact: bool) -> Fact | None:
    """Take the value of the entry that decides, and name all that agree with it.

    The last entry that states the fact decides; where an exact time counts, the last that has one.
    """
    stating = [entry for entry in entries if read(entry) not in _NOTHING]
    if not stating:
        return None
    # `max` takes the first of those that are equal.
    deciding = max(reversed(stating), key=lambda entry: exact and entry.timed)
    value = read(deciding)
    agreeing = [entry.listing.source for entry in stating if read(entry) == value]
    return Fact(value, tuple(dict.fromkeys((deciding.listing.source, *agreeing))))


def _more(facts: Mapping[str, Fact]) -> More:
    known = {name: facts[name].value for name in MORE if name in facts}
    return More(**known) if known else MORE_UNKNOWN


def _withdrawn(work: Work) -> Status | None:
    """What the newest source to speak of a withdrawal says, in its words and dated by its day."""
    telling = [entry for entry in (*work.references, *work.entries) if entry.more.withdrawn]
    if not telling:
        return None
    newest = max(telling, key=place)
    return Status(
        value="withdrawn",
        on=newest.listing.captured,
        because=newest.more.withdrawn or "",
        source=newest.listing.source,
    )


def _corrected(curation: Curation) -> dict[str, Fact]:
    correct = curation.correct
    values = {
        "title": correct.title,
        "abstract": correct.abstract,
        "published": correct.published,
        "authors": correct.authors,
        "n_authors": len(correct.authors),
    }
    return {name: Fact(value, (CURATION,)) for name, value in values.items() if value}


def _introduced(paper: Introduction) -> dict[str, Fact]:
    values = {
        "title": paper.title,
        "abstract": paper.abstract,
        "published": paper.published,
        "authors": paper.authors,
        "n_authors": len(paper.authors),
    }
    return {name: Fact(value, (CURATION,)) for name, value in values.items() if value}


def _value(facts: Mapping[str, Fact], name: str) -> Any:  # noqa: ANN401 - a field's own type
    return facts[name].value if name in facts else None


def _published_from(entries: Iterable[Entry], fact: Fact | None) -> Any:  # noqa: ANN401
    """Why the date is what it is; of agreeing entries, one that states the year tells."""
    if fact is None:
        return None
    if fact.sources == (CURATION,):
        return "curation"
    reasons = {entry.published_from for entry in entries if entry.published == fact.value}
    return "stated" if "stated" in reasons else "year-from-capture"


def _appearance(entry: Entry) -> Appearance:
    return Appearance(
        listing=entry.listing.id,
        edition=entry.listing.edition,
        position=entry.position,
        line=entry.line,
    )


def merge_links(work: Work, curation: Curation | None, abstract: str) -> tuple[Link, ...]:
    """All links: the curation's, those of listings, of references, and of the abstract.

    Of identifiers only the one that decides is kept, and an address stands once, as its first
    source calls it.
    """
    entries = chain(reversed(work.entries), reversed(work.references))
    listed = chain.from_iterable(entry.links for entry in entries)
    stated = (Link(kind=kind, value=value, source=ABSTRACT) for kind, value in find_links(abstract))
    known: dict[str, Link] = {}
    for link in (*(curation.links if curation else ()), *listed, *_registered(work), *stated):
        known.setdefault(link.kind if link.kind in ID_KINDS else same_address(link.value), link)
    return tuple(known.values())


def _registered(work: Work) -> Iterator[Link]:
    """The arXiv id that only the register still knows: its listing may have gone."""
    if work.arxiv:
        yield Link(kind="arxiv", value=work.arxiv, source="papers.lock")


def _with_curation(paper: Paper, curation: Curation) -> Paper:
    return replace(
        paper,
        pick=curation.pick,
        notes=curation.notes,
        status=curation.status or paper.status,
        curated=True,
    )


def check_agreement(work: Work, curation: Curation | None = None) -> Iterator[Problem]:
    """Yield what a human should look at: entries of one paper that contradict each other.

    Dates a day apart are no contradiction: pages follow US Eastern time, arXiv UTC. What a
    curation corrects has been looked at.
    """
    corrected = curation.correct if curation else Correction()
    entries = (*work.entries, *work.references)
    dates = sorted({entry.published for entry in entries if entry.published})
    if dates and dates[-1] - dates[0] > SLACK and not corrected.published:
        yield _differ(work, "dates", map(date.isoformat, dates))
    counts = sorted({entry.n_authors for entry in work.entries if entry.n_authors})
    if len(counts) > 1 and not corrected.authors:
        yield _differ(work, "counts of authors", map(str, counts))


def _differ(work: Work, what: str, values: Iterable[str]) -> Problem:
    newest = work.entries[-1]
    return Problem(
        path=newest.path,
        line=newest.line,
        column=1,
        rule="facts-differ",
        severity=Severity.WARNING,
        message=f"the listings of {work.id!r} state different {what}: {', '.join(values)}",
        hint=f"say which is right in curations/{work.id}.yml, under `correct`",
    )
