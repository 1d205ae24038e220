"""Importing: which day a listing was captured, what its name becomes, and what the register learns.

Everything is decided here from values; the command writes what the plan says, the register last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import chain
from pathlib import Path, PurePosixPath

from generator.assemble import Assembled, assemble
from generator.content.load import Content, make_listing, show_path
from generator.content.lock import ARXIV, LOCK_NAME, TITLE, Locked, keys_of, render_lock
from generator.content.names import MAX_LABEL, listing_path, parse_listing_name
from generator.dates import SLACK, Evidence, infer_captured
from generator.merge import Work, order_of_arrival
from generator.problems import ContentError, Problem, Severity
from generator.records import (
    ADDRESS_KINDS,
    ID_KINDS,
    Day,
    Entry,
    LinkKind,
    Listing,
    ListingName,
    More,
    Paper,
)
from generator.slugs import title_key
from generator.sources import FORMATS, READERS, Page, recognise
from generator.sources.daily_papers import SINCE
from generator.sources.page import LEFT_OUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A file that somebody wants to import, and what they say of it.

    One that `replaces` takes the place of the listing of its name; whoever says so has seen that
    nothing is lost. Of one that comes in `partly`, entries that cannot be read are left out.
    """

    path: str
    file_name: str
    data: bytes
    reader: str | None = None
    captured: date | None = None
    label: str | None = None
    whole: bool = False
    partly: bool = False
    is_reference: bool = False
    replaces: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A listing or reference about to enter the content: under which name, and why that day.

    `page` is what its reader made of it.
    """

    candidate: Candidate
    page: Page
    listing: Listing
    target: PurePosixPath
    reason: str
    problems: tuple[Problem, ...] = ()

    @property
    def losses(self) -> tuple[Problem, ...]:
        """What the file states and no entry has a place for."""
        return self.page.losses


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What becomes of the register: lines that are added, lines with new keys, and all of them."""

    added: int
    learned: int
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import does: files to add, the new register, and the digest before and after.

    Papers of both are without topics, which an import neither needs nor changes.
    """

    arrivals: tuple[Arrival, ...]
    present: tuple[tuple[Candidate, str], ...]
    register: tuple[Locked, ...]
    growth: Growth
    before: Assembled
    after: Assembled


def make_plan(content: Content, candidates: Sequence[Candidate], today: date) -> Plan:
    """Decide on all files together; raise `ContentError` with every reason against any of them."""
    before = assemble(content, classified=False)
    arrivals: list[Arrival] = []
    present: list[tuple[Candidate, str]] = []
    problems: list[Problem] = []
    for candidate in candidates:
        try:
            arrival = _receive(candidate, content.root, before, today)
        except ContentError as error:
            problems.extend(error.problems)
            continue
        known = _known(content, arrivals, arrival.listing.name)
        same = _same_listing(arrival, known)
        if same and (same.name.is_reference or _is_named(same.name, arrival.listing.name)):
            present.append((candidate, same.path))
        elif same:
            problems.append(_repeated(candidate, same, "in the same order "))
        elif other := _same_papers(arrival, known):
            problems.append(_repeated(candidate, other, "in another order "))
        else:
            arrivals.append(_placed(arrival, known, content))
    if problems:
        raise ContentError(problems)
    after = assemble(_grow(content, arrivals), classified=False)
    register = tuple(grow_register(content.register, after.merged.works))
    return Plan(
        arrivals=tuple(arrivals),
        present=tuple(present),
        register=register,
        growth=_compare(content.register, register),
        before=before,
        after=after,
    )


def _placed(arrival: Arrival, known: Iterable[Listing], content: Content) -> Arrival:
    """Let a listing that replaces one take its very file, and another have a name of its own."""
    name = arrival.listing.name
    there = next((one for one in known if one.name == name), None)
    if there is None:
        return arrival
    if not arrival.candidate.replaces:
        return _labelled(arrival, known, content)
    listing = replace(arrival.listing, path=there.path)
    target = arrival.target.with_name(PurePosixPath(there.path).name)
    return replace(arrival, listing=listing, target=target)


def _known(content: Content, arrivals: Sequence[Arrival], name: ListingName) -> tuple[Listing, ...]:
    """The listings, or references, that a new one stands beside."""
    there = content.references if name.is_reference else content.listings
    fresh = (a.listing for a in arrivals if a.listing.name.is_reference == name.is_reference)
    return (*there, *fresh)


def _grow(content: Content, arrivals: Sequence[Arrival]) -> Content:
    """The content as it will be, with what is wrong in the new files."""
    fresh = [arrival.listing for arrival in arrivals]
    replaced = {listing.path for listing in fresh}
    has_listing = any(not listing.name.is_reference for listing in fresh)
    known = (
        problem
        for problem in content.problems
        if problem.path not in replaced and not (has_listing and problem.rule == "no-listing")
    )
    return replace(
        content,
        listings=_exchange(content.listings, [one for one in fresh if not one.name.is_reference]),
        references=_exchange(content.references, [one for one in fresh if one.name.is_reference]),
        problems=(*known, *chain.from_iterable(arrival.problems for arrival in arrivals)),
    )


def _exchange(there: Iterable[Listing], fresh: Sequence[Listing]) -> tuple[Listing, ...]:
    replaced = {listing.name for listing in fresh}
    return (*(listing for listing in there if listing.name not in replaced), *fresh)


def _receive(candidate: Candidate, root: Path, before: Assembled, today: date) -> Arrival:
    """Read one file and find the day of its capture; an unreadable entry is an error here."""
    name = parse_listing_name(candidate.file_name)
    named = candidate.reader or (name.reader if name else None)
    reader = named or recognise(candidate.data, candidate.path)
    if reader not in READERS:
        raise ContentError([_unknown_reader(candidate, reader)])
    page = READERS[reader](candidate.data, candidate.path)
    if reasons := _find_reasons(page, candidate):
        raise ContentError(reasons)
    captured, reason = _find_captured(candidate, name, page, before, today)
    if captured - SLACK > today:
        raise ContentError([_not_yet(candidate, captured, today)])
    label = candidate.label or (name.label if name else None)
    found = ListingName(
        captured=captured, reader=reader, label=label, is_reference=candidate.is_reference
    )
    return _arrive(candidate, page, found, root, reason)


def _find_reasons(page: Page, candidate: Candidate) -> list[Problem]:
    """Why a page that could be read is not imported: what a build leaves out is an error here.

    Of a page that seems cut off, that alone is said of its end; who says that it is `whole`, or
    wants it `partly`, has seen what stands there.
    """
    reasons = [
        replace(problem, severity=Severity.ERROR, hint=_way_out(problem))
        for problem in page.problems
        if not candidate.partly and (page.cut is None or problem.line < page.cut.line)
    ]
    cut = page.cut if page.cut and not candidate.whole else None
    return [*reasons, replace(cut, severity=Severity.ERROR)] if cut else reasons


def _way_out(problem: Problem) -> str:
    known = problem.hint if problem.hint != LEFT_OUT else None
    mend = known or "capture the page again, or mend a file of your own"
    return f"{mend}; --partly takes all other entries"


def _arrive(
    candidate: Candidate, page: Page, name: ListingName, root: Path, reason: str
) -> Arrival:
    target = listing_path(name, _suffix(candidate, name.reader))
    path = show_path(root / target)
    moved = replace(page, problems=tuple(replace(one, path=path) for one in page.problems))
    listing, problems = make_listing(moved, name, path)
    return Arrival(
        candidate=candidate,
        page=page,
        listing=listing,
        target=target,
        reason=reason,
        problems=problems,
    )


def _suffix(candidate: Candidate, reader: str) -> str:
    """Keep `.jsonl` where records stand one a line; else each reader has its own suffix."""
    suffix = FORMATS[reader].suffix
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
    """Find a listing of the same reader with the same papers in the same order."""
    said = [_said(entry) for entry in arrival.listing.entries]
    for listing in listings:
        if listing.name.reader == arrival.listing.name.reader and said == [
            _said(entry) for entry in listing.entries
        ]:
            return listing
    return None


def _said(entry: Entry) -> tuple[object, ...]:
    """What tells two captures apart: of a listing its papers, of a reference all its facts.

    That a paper was withdrawn is news, though its title and abstract are the same.
    """
    if not entry.listing.is_reference:
        return (entry.title, entry.abstract)
    links = tuple((link.kind, link.value) for link in entry.links)
    facts = (entry.published, entry.authors, entry.organisation, entry.comments, entry.more)
    return (entry.title, entry.abstract, links, *facts)


def _same_papers(arrival: Arrival, listings: Iterable[Listing]) -> Listing | None:
    """Find a listing of another day and the same reader with the same papers in any order.

    Within a day, votes and comments change a page's order, and a second capture is welcome.
    References have no day that they could repeat.
    """
    texts = sorted((entry.title, entry.abstract) for entry in arrival.listing.entries)
    name = arrival.listing.name
    for listing in () if name.is_reference else listings:
        is_other = listing.name.reader == name.reader and listing.name.captured != name.captured
        if is_other and texts == sorted((entry.title, entry.abstract) for entry in listing.entries):
            return listing
    return None


def _is_named(name: ListingName, wanted: ListingName) -> bool:
    """Whether a listing has the name that another would get, or would have got with a label."""
    is_day = (name.captured, name.reader) == (wanted.captured, wanted.reader)
    return is_day and wanted.label in {None, name.label, (name.label or "").rpartition("-")[0]}


def _labelled(arrival: Arrival, known: Iterable[Listing], content: Content) -> Arrival:
    """Give a second listing of one day and reader a label: 2, 3 and so on."""
    names = {listing.name for listing in known}
    name, number = arrival.listing.name, 1
    while name in names:
        number += 1
        name = replace(name, label=_numbered(arrival.listing.name.label, number))
    if number == 1:
        return arrival
    return _arrive(arrival.candidate, arrival.page, name, content.root, arrival.reason)


def _numbered(label: str | None, number: int) -> str:
    if not label:
        return str(number)
    return f"{label[: MAX_LABEL - 1 - len(str(number))].rstrip('-')}-{number}"


def files_of(plan: Plan, content: Path) -> list[tuple[Path, bytes]]:
    """What an import writes, to be written together: the new files, then the register."""
    listings = [(content / new.target, new.candidate.data) for new in plan.arrivals]
    return [*listings, (content / LOCK_NAME, render_lock(plan.register).encode())]


def grow_register(register: Sequence[Locked], works: Iterable[Work]) -> Iterator[Locked]:
    """The register with what the works teach: new keys in old lines, new lines at the end."""
    by_id = {work.id: work for work in works}
    lines = {line.id: line for line in register}
    owners = _find_owners(register, by_id.values())
    for line in register:
        work = by_id.get(line.id)
        yield _with_new_keys(line, work, lines, owners) if work else line
    fresh = [work for work in by_id.values() if not work.locked and work.added]
    for work in sorted(fresh, key=order_of_arrival):
        if work.added:
            yield Locked(id=work.id, added=work.added, keys=_first_keys(work, lines, owners))


def _compare(before: Sequence[Locked], after: Sequence[Locked]) -> Growth:
    """How a register grew: its lines stay in their places, and new ones follow them."""
    learned = sum(old != new for old, new in zip(before, after, strict=False))
    return Growth(added=len(after) - len(before), learned=learned, lines=len(after))


def _find_owners(register: Iterable[Locked], works: Iterable[Work]) -> Mapping[str, str]:
    """Keys that belong to one paper alone, and that paper's id; no other line gets them.

    A line's arXiv id is its own. A title under which entries without one came is the only tie
    between them and their paper, so the paper owns it: no paper of the same title that comes
    later takes them over.
    """
    owners: dict[str, str] = {}
    for line in register:
        for at, key in enumerate(line.keys):
            if key.startswith(ARXIV) or at == 0:
                owners.setdefault(key, line.id)
    for work in sorted(works, key=lambda work: not work.locked):
        for title in _tied_titles(work):
            owners.setdefault(TITLE + title, work.id)
    return owners


def _tied_titles(work: Work) -> Iterator[str]:
    return (title_key(entry.title) for entry in work.entries if not entry.arxiv)


def _own(
    keys: Iterable[str], work: Work, lines: Mapping[str, Locked], owners: Mapping[str, str]
) -> Iterator[str]:
    """The keys that the paper's line may hold; papers that went into it keep their lines."""
    gone = {key for paper in work.former_ids if paper in lines for key in lines[paper].keys}
    return (key for key in keys if owners.get(key, work.id) == work.id and key not in gone)


def _first_keys(
    work: Work, lines: Mapping[str, Locked], owners: Mapping[str, str]
) -> tuple[str, ...]:
    """A new line's keys; titles under which entries without an arXiv id came stand first.

    A paper that a curator introduced under another's title is known by the words of its id.
    """
    keys = tuple(keys_of(None, _tied_titles(work))) + tuple(keys_of(work.arxiv, work.titles))
    return tuple(dict.fromkeys(_own(keys, work, lines, owners))) or (
        TITLE + work.id.replace("-", " "),
    )


def _with_new_keys(
    line: Locked, work: Work, lines: Mapping[str, Locked], owners: Mapping[str, str]
) -> Locked:
    own = _own(keys_of(work.arxiv, work.titles), work, lines, owners)
    return replace(line, keys=tuple(dict.fromkeys((*line.keys, *own))))


def changes(before: Mapping[str, Paper], after: Mapping[str, Paper]) -> Iterator[str]:
    """Say in words which facts of papers known before are different now."""
    for paper_id, paper in after.items():
        old = before.get(paper_id)
        if old and (names := [*_changed(old, paper)]):
            yield f"{paper_id}: {', '.join(names)}"


def _changed(old: Paper, paper: Paper) -> Iterator[str]:
    yield from (name for name in SHOWN if getattr(old, name) != getattr(paper, name))
    yield from (kind for kind in SHOWN_LINKS if _values(old, kind) != _values(paper, kind))
    yield from (name for name in SHOWN_MORE if getattr(old.more, name) != getattr(paper.more, name))


def _values(paper: Paper, kind: LinkKind) -> set[str]:
    return {link.value for link in paper.links_of(kind)}


SHOWN = ("title", "abstract", "published", "n_authors", "authors", "organisation", "comments")
SHOWN_LINKS: tuple[LinkKind, ...] = (*ID_KINDS, *ADDRESS_KINDS)
SHOWN_MORE = tuple(field.name for field in fields(More))
"""The facts whose changes an import tells."""


def _unknown_reader(candidate: Candidate, reader: str) -> Problem:
    return Problem(
        path=candidate.path,
        rule="listing-name",
        message=f"there is no reader {reader!r}",
        hint=f"readers are {', '.join(READERS)}; choose one by --reader",
    )


def _not_yet(candidate: Candidate, captured: date, today: date) -> Problem:
    return Problem(
        path=candidate.path,
        rule="unknown-capture",
        message=f"{captured} is still to come (today is {today}); nothing was captured then",
        hint="say the right day: --captured YYYY-MM-DD",
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


def _repeated(candidate: Candidate, same: Listing, order: str) -> Problem:
    return Problem(
        path=candidate.path,
        rule="repeated-listing",
        message=f"it has the same papers {order}as {same.path}",
        hint="a repeat of another day is no new edition; capture the page again",
    )
