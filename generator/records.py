"""The nouns: frozen records that the stages hand to each other.

Nothing here reads, writes or decides. `None` means "not known"; an empty tuple means "none known".
Every fact of a paper can be traced: `Paper.sources` maps a field to where its value came from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

PublishedFrom = Literal["stated", "year-from-capture", "curation"]
"""Why a date is what it is: stated whole, its year taken from the capture, or set by a curator."""

IdKind = Literal["arxiv", "doi", "openreview"]
"""Links that are identifiers: at most one of each, and the address is built from it."""

AddressKind = Literal["code", "project", "model", "dataset", "demo", "video"]
"""Links that are addresses: a paper may have several of each."""

LinkKind = Literal[IdKind, AddressKind]

ID_KINDS: tuple[IdKind, ...] = get_args(IdKind)
ADDRESS_KINDS: tuple[AddressKind, ...] = get_args(AddressKind)

CURATION = "curation"
"""The source of a fact that a curation states; others are ids of listings and references."""

REFERENCES = "references"
"""The folder of files that only add facts; it begins the source of such a fact."""

ABSTRACT = "abstract"
"""The source of a link that stands in the paper's abstract."""

UNREAD = "digest"
"""Signs the notes that were written from titles and abstracts alone: the digest itself, nobody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A person or a group; `family` and `given` only where a source splits the name."""

    name: str
    family: str | None = None
    given: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Who is behind a paper, as a listing shows it: `slug` as listed, `name` as shown."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One identifier or address of a paper, and where it comes from."""

    kind: LinkKind
    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """What only some sources tell of a paper.

    `categories` are arXiv's, the primary one first. `upvotes` and `stars` (of its code's
    repository) are counts of the day of the capture. `withdrawn` is what the source says about
    the withdrawal, in its own words. `keywords` and `summary` were written by a machine.
    """

    categories: tuple[str, ...] = ()
    upvotes: int | None = None
    stars: int | None = None
    withdrawn: str | None = None
    keywords: tuple[str, ...] = ()
    summary: str | None = None


MORE_UNKNOWN = More()
"""Shared by all entries of sources that tell none of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day as a page prints it: the year is left out when it is the capture's."""

    month: int
    day: int
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """One paper as the bytes of a listing show it, before the capture date is known.

    `published` is a printed day, or an exact date when the source states a time (`timed`).
    """

    title: str
    abstract: str
    line: int
    published: Day | date | None = None
    n_authors: int | None = None
    authors: tuple[Author, ...] = ()
    organisation: Organisation | None = None
    comments: int | None = None
    links: tuple[tuple[LinkKind, str], ...] = ()
    more: More = MORE_UNKNOWN

    @property
    def arxiv(self) -> str | None:
        """The arXiv id, without a version."""
        return next((value for kind, value in self.links if kind == "arxiv"), None)


@dataclass(frozen=True, kw_only=True)
class ListingName:
    """What a listing's file name says: `2025-11-20.daily-papers[.label].txt`.

    A reference is named alike, and makes no edition.
    """

    captured: date
    reader: str
    label: str | None = None
    is_reference: bool = False

    @cached_property
    def id(self) -> str:
        """The name without its suffix: `2025-11-20.daily-papers.label`."""
        return ".".join(filter(None, (self.captured.isoformat(), self.reader, self.label)))

    @cached_property
    def source(self) -> str:
        """What facts and links say of where they come from; a reference says that it is one."""
        return f"{REFERENCES}/{self.id}" if self.is_reference else self.id

    @cached_property
    def edition(self) -> str:
        """The id of the edition that this listing belongs to: `2025-11-20-label`."""
        return "-".join(filter(None, (self.captured.isoformat(), self.label)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One paper as one listing shows it.

    `path` is the listing's file, `position` counts from 1, `line` is the title's.
    """

    title: str
    abstract: str
    listing: ListingName
    path: str
    position: int
    line: int
    published: date | None = None
    published_from: PublishedFrom | None = None
    timed: bool = False
    n_authors: int | None = None
    authors: tuple[Author, ...] = ()
    organisation: Organisation | None = None
    comments: int | None = None
    links: tuple[Link, ...] = ()
    more: More = MORE_UNKNOWN

    @property
    def arxiv(self) -> str | None:
        """The arXiv id, without a version."""
        return next((link.value for link in self.links if link.kind == "arxiv"), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One captured page or answer: its place in `content/` and its entries in its own order."""

    name: ListingName
    path: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One entry of `content/topics.yml`; `rules` maps a phrase to its weight."""

    slug: str
    name: str
    about: str
    formerly: tuple[str, ...] = ()
    rules: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Why a paper is in a topic: by rules (`because` names the phrases found) or by a curation."""

    slug: str
    origin: Literal["rules", "curation"]
    score: float | None = None
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A curator's mark: this paper is worth reading."""

    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A curator's own words on a paper; `text` is Markdown that is sanitised on output."""

    by: str
    on: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What became of a paper, in the words of its source.

    `on` is the day on which it happened where a curation says so; of other sources, the day on
    which they said it, since few tell more.
    """

    value: Literal["withdrawn", "retracted", "superseded"]
    on: date
    because: str
    source: str = CURATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Facts that a curator states against the listings; `None` and empty leave them alone."""

    title: str | None = None
    abstract: str | None = None
    published: date | None = None
    authors: tuple[Author, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """A paper that no listing has, as its curation introduces it."""

    title: str
    abstract: str
    on: date
    published: date | None = None
    authors: tuple[Author, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Curation:
    """What people say about one paper: the file `content/curations/<paper>.yml`, checked."""

    paper: str
    path: str
    topics_add: tuple[str, ...] = ()
    topics_remove: tuple[str, ...] = ()
    pick: Pick | None = None
    notes: tuple[Note, ...] = ()
    links: tuple[Link, ...] = ()
    correct: Correction = Correction()
    status: Status | None = None
    distinct_from: tuple[str, ...] = ()
    same_as: str | None = None
    introduces: Introduction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """Where a paper stands in a listing."""

    listing: str
    edition: str
    position: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A paper that is about the same, and the phrases that both use, the most telling first."""

    id: str
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Another paper, and the name by which one of the two speaks of the other's system."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """All entries of one work merged, with its curation on top: one identity, one page.

    `title` and `abstract` are as listed (white space folded); how they are shown is for output.
    `sources` maps a field's name, or that of a field of `more`, to the listings and references (or
    `curation`) that state the value taken;
    `curated` says whether the paper has a curation; `number` is its place in the register, which
    says in which order papers came.
    """

    id: str
    title: str
    abstract: str
    published: date | None = None
    published_from: PublishedFrom | None = None
    n_authors: int | None = None
    authors: tuple[Author, ...] = ()
    organisation: Organisation | None = None
    comments: int | None = None
    appearances: tuple[Appearance, ...] = ()
    listed: date | None = None
    added: date | None = None
    number: int = 0
    topics: tuple[Assignment, ...] = ()
    related: tuple[Related, ...] = ()
    mentions: tuple[Mention, ...] = ()
    mentioned_by: tuple[Mention, ...] = ()
    links: tuple[Link, ...] = ()
    pick: Pick | None = None
    notes: tuple[Note, ...] = ()
    status: Status | None = None
    former_ids: tuple[str, ...] = ()
    curated: bool = False
    more: More = MORE_UNKNOWN
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def stands(self) -> bool:
        """Whether it is still a paper to read: neither withdrawn nor retracted.

        One that does not keeps its page, its place in editions and its record in the data, each
        with its mark, and leaves lists, search, related papers, picks, trends and feeds.
        """
        return self.status is None or self.status.value == "superseded"

    @property
    def editions(self) -> tuple[str, ...]:
        """Ids of the editions that list the paper, oldest first, each once."""
        return tuple(dict.fromkeys(seen.edition for seen in self.appearances))

    def links_of(self, kind: LinkKind) -> tuple[Link, ...]:
        """The links of one kind, in their order."""
        return tuple(link for link in self.links if link.kind == kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The digest of one capture date: ids of its papers in the listing's own order."""

    id: str
    captured: date
    label: str | None
    listings: tuple[str, ...]
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """All that pages, feeds and exports are made of.

    `papers` is sorted by id, `editions` oldest first, `topics` in the order of their file.
    `references` has the file, below the content folder, of each source that is a reference.
    """

    papers: tuple[Paper, ...]
    topics: tuple[Topic, ...]
    editions: tuple[Edition, ...]
    references: Mapping[str, str] = field(default_factory=dict)
