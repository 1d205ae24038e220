"""Records and small projects for tests: every value is invented, every day is fixed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from projects import SETTINGS

from generator.assemble import Assembled, assemble
from generator.content.load import load_content
from generator.content.lock import LOCK_NAME, Locked, parse_lock, render_lock
from generator.importing import grow_register
from generator.merge import Merged, merge
from generator.records import (
    ADDRESS_KINDS,
    CURATION,
    Appearance,
    Curation,
    Digest,
    Edition,
    Entry,
    Link,
    Listing,
    ListingName,
    Paper,
    Topic,
)
from generator.settings import Settings
from generator.write import File, Kept

TODAY = date(2025, 11, 30)
"""The day of every test that needs one; no captured day is later."""

CAPTURED = date(2025, 11, 20)
"""The capture of an entry that is not told another."""

ABSTRACT = "We present a kettle that waits until the water has made up its mind. " * 3
MARK = "Daily Papers\n\nbyAK and the research community\n\n"


# Records


def name_listing(
    captured: date | str = CAPTURED, label: str | None = None, reader: str = "daily-papers"
) -> ListingName:
    """The name of a listing; the day may be written as text."""
    day = date.fromisoformat(captured) if isinstance(captured, str) else captured
    return ListingName(captured=day, reader=reader, label=label)


def make_entry(
    title: str = "Kettles that Wait",
    arxiv: str | None = None,
    captured: date | str = CAPTURED,
    **changes: Any,  # noqa: ANN401 - the record's own fields
) -> Entry:
    """An entry; `arxiv` and `captured` stand for the records that hold them."""
    listing = changes.pop("listing", None) or name_listing(captured)
    links = (Link(kind="arxiv", value=arxiv, source=listing.id),) if arxiv else ()
    values: dict[str, Any] = {
        "abstract": ABSTRACT,
        "path": f"content/listings/{listing.captured.year}/{listing.id}.txt",
        "position": 1,
        "line": 9,
        "links": links,
    }
    return Entry(title=title, listing=listing, **(values | changes))


def make_listing(
    entries: Sequence[tuple[str, str | None]],
    captured: date | str = CAPTURED,
    label: str | None = None,
) -> Listing:
    """A listing of titles with their arXiv ids, in this order."""
    name = name_listing(captured, label)
    path = f"content/listings/{name.captured.year}/{name.id}.txt"
    made = (
        make_entry(title, arxiv, listing=name, path=path, position=at, line=9 * at)
        for at, (title, arxiv) in enumerate(entries, start=1)
    )
    return Listing(name=name, path=path, entries=tuple(made))


def make_curation(paper: str, arxiv: str | None = None, **changes: Any) -> Curation:  # noqa: ANN401
    """The curation of a paper; `arxiv` stands for the link."""
    links = (Link(kind="arxiv", value=arxiv, source=CURATION),) if arxiv else ()
    values: dict[str, Any] = {"path": f"content/curations/{paper}.yml", "links": links}
    return Curation(paper=paper, **(values | changes))


def make_paper(paper_id: str = "kettles-that-wait", **changes: Any) -> Paper:  # noqa: ANN401
    """A paper that one listing has; its listing and edition are those of `CAPTURED`."""
    seen = Appearance(
        listing=f"{CAPTURED}.daily-papers", edition=CAPTURED.isoformat(), position=1, line=9
    )
    values: dict[str, Any] = {
        "title": "Kettles that Wait",
        "abstract": ABSTRACT,
        "appearances": (seen,),
        "listed": CAPTURED,
        "added": CAPTURED,
    }
    return Paper(id=paper_id, **(values | changes))


def make_digest(papers: Iterable[Paper], topics: Sequence[Topic] = ()) -> Digest:
    """A digest of papers, with the editions that they say they stand in.

    Papers without a place in the register came in the order in which they are given.
    """
    given = (replace(p, number=p.number or at) for at, p in enumerate(papers, start=1))
    papers = tuple(sorted(given, key=lambda paper: paper.id))
    names = sorted({seen.edition for paper in papers for seen in paper.appearances})
    return Digest(
        papers=papers,
        topics=tuple(topics),
        editions=tuple(_make_edition(name, papers) for name in names),
    )


def _make_edition(name: str, papers: Sequence[Paper]) -> Edition:
    return Edition(
        id=name,
        captured=date.fromisoformat(name[:10]),
        label=name[11:] or None,
        listings=(f"{name[:10]}.daily-papers",),
        papers=tuple(paper.id for paper in papers if name in paper.editions),
    )


def make_settings(**changes: Any) -> Settings:  # noqa: ANN401
    """Settings of a digest below a path of its host."""
    values: dict[str, Any] = {
        "site_name": "Kettle Digest",
        "site_description": "Kettles, read daily.",
        "site_url": "https://digest.example/kettles/",
        "tag": "digest.example,2025",
    }
    return Settings(**(values | changes))


# Merging, without files


def register_after(
    listings: Iterable[Listing],
    register: Sequence[Locked] = (),
    curations: Mapping[str, Curation] | None = None,
) -> tuple[Locked, ...]:
    """The register as an import of these listings leaves it, through the text of its file."""
    merged = merge_listings(listings, register, curations)
    grown = render_lock(grow_register(register, merged.works))
    read, problems = parse_lock(grown, LOCK_NAME)
    assert not problems, problems
    return read


def merge_listings(
    listings: Iterable[Listing],
    register: Sequence[Locked] = (),
    curations: Mapping[str, Curation] | None = None,
) -> Merged:
    """Merge all entries of the listings."""
    entries = [entry for listing in listings for entry in listing.entries]
    return merge(entries, register, curations or {})


def homes(merged: Merged) -> dict[tuple[str, int], str]:
    """Where each entry went: (listing, position) → paper."""
    return {
        (entry.listing.id, entry.position): work.id
        for work in merged.works
        for entry in work.entries
    }


# Files


def page_text(titles: Iterable[str], header: str = "Nov 20", facts: str = "") -> str:
    """A Daily Papers page; `facts` are the lines below each abstract, as `• 3 authors`."""
    below = f"{facts}\n\n" if facts else ""
    return f"{MARK}{header}\n\n" + "".join(
        f"{title}\n\n{ABSTRACT.strip()}\n\n{below}" for title in titles
    )


def answer_text(records: Iterable[tuple[str, str | None]]) -> str:
    """An answer of the API: titles with their arXiv ids."""
    return json.dumps(
        [
            {"paper": {"id": arxiv or "none", "title": title, "summary": ABSTRACT}}
            for title, arxiv in records
        ]
    )


TOPICS = """\
- slug: kettles
  name: Kettles
  about: Machines that boil water.
  rules:
    kettle: 9
"""


def make_project(folder: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """A project with its settings and topics and the files named; returns its folder."""
    write(folder / "mkdocs.yml", SETTINGS)
    write(folder / "content/topics.yml", TOPICS)
    for path, text in (files or {}).items():
        write(folder / path, text)
    return folder


def write(path: Path, text: str | bytes) -> Path:
    """Write a file exactly as given, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def assemble_project(folder: Path) -> Assembled:
    """The digest of a project's content."""
    return assemble(load_content(folder / "content"))


def bytes_of(files: Iterable[File | Kept]) -> dict[str, bytes]:
    """Files that are made of nothing, which all have bytes, by path."""
    return {file.path: cast("File", file).data for file in files}


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


ONE_OF_EACH_ADDRESS = tuple(
    Link(kind=kind, value=f"https://kettles.example/{kind}", source=CURATION)
    for kind in ADDRESS_KINDS
)
"""A link of every kind that is an address."""
