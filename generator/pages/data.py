"""The page of the data: every file for programs, every field of a paper, and what is promised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator import addresses
from generator.citations import FORMS
from generator.counts import count
from generator.exports.schema import list_fields
from generator.exports.table import COLUMNS
from generator.pages.index import Index
from generator.pages.views import Page, Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A file or several of a kind: where, what it holds, and about how large it is."""

    links: tuple[Ref, ...]
    about: str
    size: str | None = None


def make_data_page(index: Index, *, with_changes: bool = False) -> Page:
    """The page; changes are there only when a build was told what was published before."""
    newest = index.newest_edition
    topics = tuple(
        Ref(topic.name, addresses.topic_data(topic.slug)) for topic in index.digest.topics
    )
    return Page(
        address=addresses.DATA,
        kind="data",
        title="Data",
        description="All papers as files for programs, and what is promised about them.",
        updated=newest.captured if newest else None,
        context={
            "total": count(len(index.digest.papers), "paper"),
            "files": tuple(_whole(len(index.digest.papers), with_changes=with_changes)),
            "topics": topics,
            "editions": tuple(_newest_edition(index)),
            "forms": tuple((form.name, form.suffix) for form in FORMS),
            "fields": tuple(list_fields()),
            "columns": COLUMNS,
            "subscribe": Ref("Feeds", addresses.SUBSCRIBE),
        },
    )


PER_PAPER = {
    addresses.PAPERS_JSON: 3_100,
    addresses.PAPERS_LINES: 860,
    addresses.PAPERS_CSV: 1_900,
    addresses.ALL_CITATIONS: 600,
}
"""Bytes that a paper takes in a file, as 6,141 records with authors, topics and relations do."""


def _whole(papers: int, *, with_changes: bool) -> Iterator[DataFile]:
    """The files of the whole digest."""
    for address, about in (
        (addresses.PAPERS_JSON, "All papers, sorted by id, one a line."),
        (addresses.PAPERS_LINES, "The same records, one JSON object a line, packed by gzip."),
        (addresses.PAPERS_CSV, "The flat facts of all papers, for spreadsheets."),
    ):
        size = size_class(papers * PER_PAPER[address])
        yield DataFile(links=(_name(address),), about=about, size=size)
    yield DataFile(
        links=(_name(addresses.PAPERS_SCHEMA),),
        about="What papers.json and the files of topics and editions hold, as JSON Schema.",
    )
    yield DataFile(
        links=tuple(
            _name(addresses.citations(addresses.ALL_CITATIONS, form.suffix)) for form in FORMS
        ),
        about="Citations of all papers, for reference managers.",
        size=size_class(papers * PER_PAPER[addresses.ALL_CITATIONS]),
    )
    yield DataFile(
        links=(_name(addresses.STATUS_JSON), _name(addresses.STATUS_SCHEMA)),
        about="The newest listing, edition and day of additions, and how much there is; its schema.",
    )
    if with_changes:
        yield DataFile(
            links=(_name(addresses.CHANGES_JSON), _name(addresses.CHANGES_SCHEMA)),
            about="What was added, corrected, merged or withdrawn, newest first, and its schema.",
        )


def _newest_edition(index: Index) -> Iterator[Ref]:
    if index.newest_edition:
        yield _name(addresses.edition_data(index.newest_edition.id))


def _name(address: str) -> Ref:
    return Ref(address, address)


def size_class(size: int) -> str:
    """How large a file about is, so that who loads it knows; it grows with the digest."""
    return next((name for most, name in _CLASSES if size < most), "more than 100 MB")


_CLASSES = (
    (100_000, "less than 100 kB"),
    (1_000_000, "less than 1 MB"),
    (10_000_000, "1 to 10 MB"),
    (100_000_000, "10 to 100 MB"),
)
