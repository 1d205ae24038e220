"""The nouns of a preview; every text in them is plain and not escaped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.problems import Problem
from generator.records import Digest
from generator.revisions import Changed


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The content at one time: its digest, and the bytes of its files."""

    digest: Digest
    size: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text, and whether only the text before or only that of now has them."""

    text: str
    mark: Literal["same", "old", "new", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field that differs: what it is called, and its words before and now as one row."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperChange:
    """A paper that is there before and now, and the fields that differ."""

    id: str
    title: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    """A paper that is new: what its card shows, and each fact with its name."""

    id: str
    title: str
    sentence: str | None
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A paper that is not there any more, and where its address leads now."""

    id: str
    title: str
    successor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A topic, an edition or another list, and how many papers it has; `None`: no such list."""

    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """The first of many, and how many were left out."""

    shown: tuple[PaperChange, ...] | tuple[NewPaper, ...] | tuple[Gone, ...] | tuple[Problem, ...]
    more: int

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.shown) + self.more


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All that a change does to the digest.

    `outside` are files that are no content, `shared` those of the content that are of no single
    paper and no listing; both call for a closer look.
    """

    outside: tuple[Changed, ...]
    shared: tuple[Changed, ...]
    files: tuple[Changed, ...]
    added: Some
    changed: Some
    gone: Some
    lists: tuple[Count, ...]
    topics: tuple[FieldChange, ...]
    new_problems: Some
    gone_problems: Some


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What the content and the pages weigh before and now, in bytes and pages.

    `touched` counts pages that are new, gone or different, `bytes_before` and `bytes_after` are of
    those alone: all other pages stay as they are. `is_estimate` if not all of them were rendered.
    Without `pages` the digest is too large for them to be compared.
    """

    content_before: int
    content_after: int
    pages: tuple[int, int] | None = None
    touched: int = 0
    bytes_before: int = 0
    bytes_after: int = 0
    is_estimate: bool = False
