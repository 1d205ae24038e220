"""Reading the files of `content/`: bytes and paths in, records and problems out.

The only module that reads the content folder. Files are taken in the order of their names, and a
name that does not belong is reported, never skipped in silence.
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from rapidfuzz import fuzz, process

from generator.content.curations import CurationFile, parse_curation
from generator.content.lock import LOCK_NAME, Locked, parse_lock
from generator.content.names import parse_listing_name
from generator.content.topics import parse_topics
from generator.content.wording import readable
from generator.dates import MONTHS, is_possible, on_year, resolve_day
from generator.problems import ContentError, Problem, Severity
from generator.records import (
    ID_KINDS,
    REFERENCES,
    Day,
    Entry,
    Link,
    Listing,
    ListingName,
    RawEntry,
    Topic,
)
from generator.sources import READERS, Page
from generator.web import refuse_address

PLACES = ("listings", REFERENCES, "curations", "topics.yml", LOCK_NAME, "README.md", "schema")
"""What a content folder may hold; hidden files are left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that `content/` holds, read and checked file by file."""

    root: Path
    listings: tuple[Listing, ...]
    references: tuple[Listing, ...]
    curations: Mapping[str, CurationFile]
    topics: tuple[Topic, ...]
    register: tuple[Locked, ...]
    problems: tuple[Problem, ...]

    def shown(self, *parts: str) -> str:
        """A path inside the folder as the user would type it."""
        return show_path(self.root.joinpath(*parts))


def show_path(path: Path) -> str:
    """A path relative to the current folder where it lies below it, with `/` on every system."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


Value = TypeVar("Value")


class Read(Protocol):
    """Reads a file, and gives what a function makes of its bytes."""

    def __call__(self, path: Path, make: Callable[[bytes], Value], /) -> Value:
        """What `make` says depends on the path and the bytes alone."""


def read(path: Path, make: Callable[[bytes], Value]) -> Value:
    """Read a file anew; who loads a folder again and again can keep what was made of it."""
    return make(path.read_bytes())


def load_content(root: Path, read: Read = read) -> Content:
    """Read a content folder; problems are collected, nothing is raised for bad content."""
    problems: list[Problem] = [*_check_places(root)]
    listings = tuple(_load_listings(root / "listings", problems, read))
    references = tuple(_load_listings(root / REFERENCES, problems, read))
    topics = _load_topics(root, problems, read)
    register = _load_register(root, problems, read)
    curations = dict(_load_curations(root, problems, read))
    if not listings:
        problems.append(_no_listing(root))
    return Content(
        root=root,
        listings=listings,
        references=references,
        curations=curations,
        topics=topics,
        register=register,
        problems=tuple(problems),
    )


def _check_places(root: Path) -> Iterator[Problem]:
    """Say what lies where nothing is read, so that no work is lost in a folder misspelled."""
    for path in sorted(root.iterdir()) if root.is_dir() else ():
        if path.name not in PLACES and not path.name.startswith("."):
            yield _not_read(path)


def _files(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Plain files below a folder by name; hidden ones and notes to readers are no content."""
    if not _is_plain(folder, problems):
        return
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if Path(parent, name).is_symlink()]
        for name in sorted((*names, *linked)):
            path = Path(parent, name)
            if not name.startswith(".") and name != "README.md" and _is_plain(path, problems):
                yield path


def _is_plain(path: Path, problems: list[Problem]) -> bool:
    """Whether a file or folder is there, and is no link or device: those could lead anywhere."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return True
    problems.append(_no_plain_file(path))
    return False


def _load_listings(folder: Path, problems: list[Problem], read: Read) -> Iterator[Listing]:
    """The listings of a folder, or its references, by name."""
    for path in sorted(_files(folder, problems), key=lambda path: (path.name, path.as_posix())):
        try:
            yield _load_listing(path, problems, read, is_reference=folder.name == REFERENCES)
        except ContentError as error:
            problems.extend(error.problems)


def _load_listing(
    path: Path, problems: list[Problem], read: Read, *, is_reference: bool
) -> Listing:
    shown = show_path(path)
    name = parse_listing_name(path.name)
    if name is None or name.reader not in READERS:
        raise ContentError([_bad_name(shown, path.name)])
    name = replace(name, is_reference=is_reference)
    listing, found = read(path, lambda data: read_listing(data, name, shown))
    problems.extend(found)
    return listing


def read_listing(data: bytes, name: ListingName, path: str) -> tuple[Listing, tuple[Problem, ...]]:
    """Read a listing or reference whose name is known; raise `ContentError` when it is none."""
    return make_listing(READERS[name.reader](data, path), name, path)


def make_listing(page: Page, name: ListingName, path: str) -> tuple[Listing, tuple[Problem, ...]]:
    """What a reader made of a file becomes a listing or reference of this name."""
    entries, problems = [], [*page.problems, *_check_header(page, name, path)]
    for position, raw in enumerate(page.entries, start=1):
        entry = make_entry(raw, name, position=position, path=path)
        entries.append(entry)
        problems.extend(_check_entry(raw, entry))
    return Listing(name=name, path=path, entries=tuple(entries)), tuple(problems)


def make_entry(raw: RawEntry, name: ListingName, *, position: int, path: str) -> Entry:
    """Give a raw entry its place and its date, with the year that the capture implies."""
    published = _find_date(raw.published, name.captured)
    is_timed = not isinstance(raw.published, Day)
    stated = not isinstance(raw.published, Day) or raw.published.year is not None
    return Entry(
        title=raw.title,
        abstract=raw.abstract,
        listing=name,
        path=path,
        position=position,
        line=raw.line,
        published=published,
        published_from=("stated" if stated else "year-from-capture") if published else None,
        timed=bool(published) and is_timed,
        n_authors=raw.n_authors,
        authors=raw.authors,
        organisation=raw.organisation,
        comments=raw.comments,
        links=tuple(
            Link(kind=kind, value=value, source=name.source)
            for kind, value in raw.links
            if kind in ID_KINDS or not refuse_address(value)
        ),
        more=raw.more,
    )


def _find_date(stated: Day | date | None, captured: date) -> date | None:
    if isinstance(stated, Day):
        return resolve_day(stated, captured)
    return stated if stated and is_possible(stated, captured) else None


def _check_entry(raw: RawEntry, entry: Entry) -> Iterator[Problem]:
    """Say what an entry states that is left out, because it cannot be or would do harm."""
    if raw.published and not entry.published:
        yield _bad_date(raw, entry.listing, entry.path)
    for kind, value in raw.links:
        if kind not in ID_KINDS and (refusal := refuse_address(value)):
            yield Problem(
                path=entry.path,
                line=entry.line,
                column=1,
                rule="bad-address",
                severity=Severity.WARNING,
                message=f"the {kind} link {value[:80]!r} is left out; expected {refusal.expected}",
                hint="state the right one in the paper's curation under `links`",
            )


def _check_header(page: Page, name: ListingName, path: str) -> Iterator[Problem]:
    header = page.header
    if header and on_year(header, header.year or name.captured.year) != name.captured:
        yield Problem(
            path=path,
            rule="page-date",
            severity=Severity.WARNING,
            message=f"the page says {_show_day(header)}, its name {name.captured}",
            hint="rename the file if the page is right; years of papers come from the name",
        )


def _bad_date(raw: RawEntry, name: ListingName, path: str) -> Problem:
    return Problem(
        path=path,
        line=raw.line,
        column=1,
        rule="impossible-date",
        severity=Severity.WARNING,
        message=f"{_show_day(raw.published)} is not a day before the capture of {name.captured}",
        hint="the date is left out; state it in the paper's curation under `correct`",
    )


def _show_day(day: object) -> str:
    if isinstance(day, Day):
        return f"{MONTHS[day.month - 1]} {day.day}" + (f", {day.year}" if day.year else "")
    return str(day)


def _not_read(path: Path) -> Problem:
    near = process.extractOne(path.name, PLACES, scorer=fuzz.ratio, score_cutoff=70)
    return Problem(
        path=show_path(path),
        rule="unknown-place",
        severity=Severity.WARNING,
        message=f'nothing reads "{readable(path.name)}": it is no place of content',
        hint=f"did you mean {near[0]}?" if near else f"the places are {', '.join(PLACES)}",
    )


def _no_plain_file(path: Path) -> Problem:
    return Problem(
        path=f"{show_path(path.parent)}/{path.name}",  # where it stands, not where it leads
        rule="no-plain-file",
        message="this is a link or a device, which could lead anywhere; it is not read",
        hint="put a plain file here, with the text itself",
    )


def _bad_name(path: str, name: str) -> Problem:
    return Problem(
        path=path,
        rule="listing-name",
        message=f"{name!r} is no listing's name: capture date, reader and an optional label",
        hint=f"such as 2025-11-20.daily-papers.txt; readers are {', '.join(READERS)}",
    )


def _no_listing(root: Path) -> Problem:
    return Problem(
        path=show_path(root / "listings"),
        rule="no-listing",
        message="there is no listing that can be read; a digest needs at least one",
        hint="`digest import FILE` puts one here",
    )


def _load_topics(root: Path, problems: list[Problem], read: Read) -> tuple[Topic, ...]:
    path = root / "topics.yml"
    if not _is_plain(path, problems) or not path.is_file():
        problems.append(_missing(path, "list the digest's topics in it: slug, name, about"))
        return ()
    topics, found = read(path, lambda data: parse_topics(data, show_path(path)))
    problems.extend(found)
    return topics


def _load_register(root: Path, problems: list[Problem], read: Read) -> tuple[Locked, ...]:
    path = root / LOCK_NAME
    if not _is_plain(path, problems) or not path.is_file():
        return ()
    register, found = read(path, lambda data: parse_lock(_to_text(data), show_path(path)))
    problems.extend(found)
    return register


def _to_text(data: bytes) -> str:
    """Text with the ends of lines that this system has, as `Path.read_text` gives it."""
    return io.TextIOWrapper(io.BytesIO(data), "utf-8", "replace").read()


def _missing(path: Path, hint: str) -> Problem:
    return Problem(
        path=show_path(path), rule="missing-file", message="the file is missing", hint=hint
    )


def _load_curations(
    root: Path, problems: list[Problem], read: Read
) -> Iterator[tuple[str, CurationFile]]:
    first: dict[str, Path] = {}
    for path in _files(root / "curations", problems):
        parsed, found = read(path, partial(parse_curation, path=show_path(path)))
        problems.extend(found)
        if first.setdefault(path.stem, path) != path:
            problems.append(_second_curation(path, first[path.stem]))
        elif parsed:
            yield path.stem, parsed


def _second_curation(path: Path, first: Path) -> Problem:
    return Problem(
        path=show_path(path),
        rule="duplicate-curation",
        message=f"the paper {path.stem!r} has a curation already: {show_path(first)}",
        hint="put all that is said about the paper into one file",
    )
