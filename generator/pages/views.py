"""What templates see: text that is ready to be shown, and links as values.

Every link inside the site is a `Ref`, so that all of them can be checked before a page is written.
Strings are plain text and are escaped by the template; `Markup` is HTML that is safe already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup

from generator.catalogue import PAPERS


@dataclass(frozen=True, slots=True)
class Ref:
    """A link inside the site: what it says, and the address it leads to."""

    text: str
    address: str
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A paper as lists show it; `coins` tells it to reference managers.

    `by` are its first authors where they are known, `who` is the organisation behind it, or how many
    authors there are where neither is known.
    """

    id: str
    title: Ref
    published: date | None
    who: Ref | str | None
    comments: int | None
    sentence: str | None
    topics: tuple[Ref, ...]
    by: str | None = None
    status: str | None = None
    added: date | None = None
    listed: date | None = None
    coins: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a list; without a heading where the list has only one."""

    cards: tuple[Card, ...]
    heading: Ref | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """An edition on the front page: the first of its papers, and how they are ordered."""

    edition: Ref
    cards: tuple[Card, ...]
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where to go on from a page among its neighbours; the older one is to the left."""

    older: Ref | None = None
    newer: Ref | None = None
    label: str = "Neighbours"


@dataclass(frozen=True, slots=True)
class WayIn:
    """A link to the hosting site where a page, or what it shows, can be improved."""

    text: str
    href: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page to be: where it stands, what it is, and what its template needs.

    `kind` names the template; `updated` is the newest day of its content. `feed` is the stem of the
    feed that a reader of this page would follow first. `alternates` are files with what the page
    lists, in other forms: the media type and the address of each. `ways_in` stand at the page's foot.
    """

    address: str
    kind: str
    title: str
    description: str
    updated: date | None = None
    crumbs: tuple[Ref, ...] = ()
    feed: str = PAPERS
    alternates: tuple[tuple[str, str], ...] = ()
    ways_in: tuple[WayIn, ...] = ()
    context: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """An address whose content lives elsewhere now."""

    address: str
    target: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A count that grows elsewhere, and the day on which it was read."""

    number: int
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherSource:
    """A reference that tells of a paper: its name, and where its file can be read, if anywhere."""

    name: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineText:
    """What a machine wrote about a paper, and the sources that have it."""

    summary: str
    keywords: tuple[str, ...]
    sources: tuple[Ref | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutLink:
    """A link that leaves the site: what kind it is, its text and address, who says so.

    `stars` are those of a repository; `pdf` is where the paper itself can be had at once.
    """

    label: str
    text: str
    href: str
    source: str
    stars: Tally | None = None
    pdf: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """A curator's note, its Markdown turned into clean HTML."""

    by: str
    on: date
    html: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicReason:
    """A paper's topic and why the paper is in it."""

    topic: Ref
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """A fact of a paper and where it comes from."""

    fact: str
    value: str
    sources: tuple[Ref | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedAs:
    """A paper's citation in one form, and the file that a reader may keep it in."""

    form: str
    file: str
    media_type: str
    text: str
