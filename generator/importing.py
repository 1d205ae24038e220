"""Importing: which day a listing was captured, what its name becomes, and what the register learns.

Everything is decided here from values; the command writes what the plan says, the register last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from generator.assemble import Assembled, assemble
from generator.content.load import Content, read_listing
from generator.content.lock import TITLE, Locked, keys_of
from generator.content.names import SUFFIXES, listing_path, parse_listing_name
from generator.dates import Evidence, infer_captured
from generator.merge import Work, place
from generator.problems import ContentError, Problem, Severity
from generator.records import Day, Listing, ListingName, Paper
from generator.slugs import title_key
from generator.sources import READERS, Page, guess_reader
from generator.sources.daily_papers import SINCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A file that somebody wants to import, and what they say of it."""

    path: str
    file_name: str
    data: bytes
    reader: str | None = None
    captured: date | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A listing about to enter the content: under which name, and why that day."""

    candidate: Candidate
    listing: Listing
    target: PurePosixPath
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import does: files to add, the new register, and the digest as it will be."""

    arrivals: tuple[Arrival, ...]
    present: tuple[tuple[Candidate, str], ...]
    register: tuple[Locked, ...]
    before: Assembled
    after: Assembled


def make_plan(content: Content, candidates: Sequence[Candidate], today: date) -> Plan:
    """Decide on all files together; raise `ContentError` with every reason against any of them."""
    before = assemble(content)
    arrivals: list[Arrival] = []
    present: list[tuple[Candidate, str]] = []
    problems: list[Problem] = []
    for candidate in candidates:
        try:
            arrival = _receive(candidate, before, today)
        except ContentError as error:
            problems.extend(error.problems)
            continue
        same = _same_listing(arrival, (*content.listings, *(a.listing for a in arrivals)))
        if same and same.name == arrival.listing.name:
            present.append((candidate, same.path))
        elif same:
            problems.append(_repeated(candidate, same))
        else:
            arrivals.append(_with_label(arrival, content, arrivals))
    if problems:
        raise ContentError(problems)
    grown = replace(content, listings=(*content.listings, *(a.listing for a in arrivals)))
    grown = replace(grown, problems=tuple(p for p in content.problems if p.rule != "no-listing"))
    after = assemble(grown)
    return Plan(
        arrivals=tuple(arrivals),
        present=tuple(present),
        register=tuple(grow_register(content.register, after.merged.works)),
        before=before,
        after=after,
    )


def _receive(candidate: Candidate, before: Assembled, today: date) -> Arrival:
    """Read one file and find the day of its capture; an unreadable entry is an error here."""
    name = parse_listing_name(candidate.file_name)
    reader = candidate.reader or (name.reader if name else guess_reader(candidate.data))
    if reader not in READERS:
        raise ContentError([_unknown_reader(candidate, reader)])
    page = READERS[reader](candidate.data, candidate.path)
    if page.problems:
        raise ContentError(replace(p, severity=Severity.ERROR) for p in page.problems)
    captured, reason = _find_captured(candidate, name, page, before, today)
    label = candidate.label or (name.label if name else None)
    found = ListingName(captured=captured, reader=reader, label=label)
    return _arrive(candidate, found, reason)


def _arrive(candidate: Candidate, name: ListingName, reason: str) -> Arrival:
    target = listing_path(name, _suffix(candidate, name.reader))
    listing, _ = read_listing(candidate.data, name, f"content/{target}")
    return Arrival(candidate=candidate, listing=listing, target=target, reason=reason)


def _suffix(candidate: Candidate, reader: str) -> str:
    """Keep `.jsonl` where records stand one a line; else each reader has its own suffix."""
    suffix = SUFFIXES[reader]
    one_a_line = suffix == ".json" and candidate.data.lstrip()[:1] == b"{"
    return ".jsonl" if one_a_line else suffix


def _find_captured(
    candidate: Candidate, name: ListingName | None, page: Page, before: Assembled, today: date
) -> tuple[date, str]:
    if candidate.captured:
        return candidate.captured, "as --captured says"
    if name:
        return name.captured, "as its file's name says"
    if page.stated:
        return page.stated, "as its records say"
    if page.header is None:
        raise ContentError([_no_day(candidate)])
    inference = infer_captured(_evidence(page, page.header, before), today)
    if len(inference.candidates) != 1:
        raise ContentError([_several_days(candidate, inference.candidates, inference.reasons)])
    return inference.candidates[0], "; ".join(inference.reasons)


def _evidence(page: Page, header: Day, before: Assembled) -> Evidence:
    """What the page and the other listings tell about the year of its capture."""
    dated = {
        title: paper.published
        for paper, work in _papers_with_works(before)
        if paper.published
        for title in work.titles
    }
    known = [
        (raw.published if isinstance(raw.published, Day) else None, dated[key])
        for raw in page.entries
        if (key := title_key(raw.title)) in dated
    ]
    days = [raw.published for raw in page.entries if isinstance(raw.published, Day)]
    return Evidence(
        header=header,
        days=days,
        neighbours=page.neighbours,
        known=[(day if day and day.year is None else None, date) for day, date in known],
        source_since=SINCE,
    )


def _papers_with_works(assembled: Assembled) -> Iterator[tuple[Paper, Work]]:
    works = {work.id: work for work in assembled.merged.works}
    return ((paper, works[paper.id]) for paper in assembled.digest.papers)


def _same_listing(arrival: Arrival, listings: Iterable[Listing]) -> Listing | None:
    """Find a listing with the same papers in the same order."""
    texts = [(entry.title, entry.abstract) for entry in arrival.listing.entries]
    for listing in listings:
        if len(listing.entries) == len(texts) and texts == [
            (entry.title, entry.abstract) for entry in listing.entries
        ]:
            return listing
    return None


def _with_label(arrival: Arrival, content: Content, arrivals: Sequence[Arrival]) -> Arrival:
    """Give a second listing of one day and reader a label: 2, 3 and so on."""
    names = {listing.name for listing in content.listings} | {a.listing.name for a in arrivals}
    name, number = arrival.listing.name, 1
    while name in names:
        number += 1
        base = arrival.listing.name.label
        name = replace(name, label=f"{base}-{number}" if base else str(number))
    return arrival if number == 1 else _arrive(arrival.candidate, name, arrival.reason)


def grow_register(register: Sequence[Locked], works: Iterable[Work]) -> Iterator[Locked]:
    """The register with what the works teach: new keys in old lines, new lines at the end."""
    by_id = {work.id: work for work in works}
    owned = {line.keys[0] for line in register if line.keys[0].startswith(TITLE)}
    for line in register:
        work = by_id.get(line.id)
        yield _with_new_keys(line, work, owned) if work else line
    fresh = [work for work in by_id.values() if not work.locked and work.added]
    for work in sorted(fresh, key=_order_of_arrival):
        if work.added:
            yield Locked(id=work.id, added=work.added, keys=_first_keys(work, owned))


def _order_of_arrival(work: Work) -> tuple[date, tuple[date, str, int], str]:
    first = place(work.entries[0]) if work.entries else (date.max, "", 0)
    return (work.added or date.max, first, work.id)


def _first_keys(work: Work, owned: set[str]) -> tuple[str, ...]:
    """A new line's keys; titles under which entries without an arXiv id came stand first.

    Such a title is the only tie between those entries and the paper, so the paper owns it: no
    paper of the same title that comes later takes it over.
    """
    tied = dict.fromkeys(title_key(e.title) for e in work.entries if not e.arxiv)
    keys = [*keys_of(None, tied), *keys_of(work.arxiv, (t for t in work.titles if t not in tied))]
    kept = tuple(key for key in keys if key not in owned)
    return kept or tuple(keys)


def _with_new_keys(line: Locked, work: Work, owned: set[str]) -> Locked:
    known = set(line.keys) | owned
    new = tuple(key for key in keys_of(work.arxiv, work.titles) if key not in known)
    return replace(line, keys=(*line.keys, *new)) if new else line


def changes(before: Mapping[str, Paper], after: Mapping[str, Paper]) -> Iterator[str]:
    """Say in words which facts of papers known before are different now."""
    for paper_id, paper in after.items():
        old = before.get(paper_id)
        if old:
            names = [name for name in SHOWN if getattr(old, name) != getattr(paper, name)]
            if names:
                yield f"{paper_id}: {', '.join(names)}"


SHOWN = ("title", "abstract", "published", "n_authors", "authors", "organisation", "comments")
"""The facts whose changes an import tells."""


def _unknown_reader(candidate: Candidate, reader: str) -> Problem:
    return Problem(
        path=candidate.path,
        rule="listing-name",
        message=f"there is no reader {reader!r}",
        hint=f"readers are {', '.join(READERS)}; choose one by --reader",
    )


def _no_day(candidate: Candidate) -> Problem:
    return Problem(
        path=candidate.path,
        rule="unknown-capture",
        message="nothing in the file says on which day it was captured",
        hint="say so: --captured 2025-11-20",
    )


def _several_days(candidate: Candidate, days: Sequence[date], reasons: Sequence[str]) -> Problem:
    found = ", ".join(day.isoformat() for day in days) or "no day at all"
    return Problem(
        path=candidate.path,
        rule="unknown-capture",
        message=f"the capture may be of {found} ({'; '.join(reasons)})",
        hint="say which: --captured YYYY-MM-DD",
    )


def _repeated(candidate: Candidate, same: Listing) -> Problem:
    return Problem(
        path=candidate.path,
        rule="repeated-listing",
        message=f"it has the same papers in the same order as {same.path}",
        hint="a repeat of another day is no new edition; capture the page again",
    )
