"""The nouns of changes: what happened to a paper, told so that it can be read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

from generator import addresses
from generator.records import ADDRESS_KINDS, CURATION, ID_KINDS
from generator.text.display import as_text

Json = dict[str, Any]

Kind = Literal[
    "withdrawn", "retracted", "superseded", "removed", "merged", "corrected", "curated", "added"
]
"""What happened to a paper.

`withdrawn`, `retracted`, `superseded`: its status says so now. `removed`: it is gone, and its
address with it. `merged`: its address leads to the paper that it joined. `corrected`: a fact is
different. `curated`: what curators say of it is. `added`: it is new.
"""

KINDS: tuple[Kind, ...] = get_args(Kind)
"""All kinds, the one that a reader should hear of first in front."""

FACTS: Mapping[str, str] = {
    "title": "title",
    "abstract": "abstract",
    "published": "date",
    "n_authors": "number of authors",
    "authors": "authors",
    "organisation": "organisation",
    "categories": "arXiv categories",
    "added": "day of coming into this digest",
    **{f"links.{kind}": f"{kind} link" for kind in (*ID_KINDS, *ADDRESS_KINDS)},
    "status": "status",
}
"""Facts that are compared, and what they are called."""

CURATED: Mapping[str, str] = {"pick": "pick", "notes": "notes", "topics": "curated topics"}
"""What curators say, and what that is called; of topics, those that a curator put it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A field of a paper before and after, as `papers.json` holds it."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that happened to one paper.

    `id` is unique and never changes. `title` is as listed; of a paper that is gone, as it was
    published. A merged paper's facts are its id and title, before and after.
    """

    id: str
    day: date
    kind: Kind
    paper: str
    title: str
    what: tuple[Fact, ...] = ()

    @property
    def address(self) -> str | None:
        """The page to look at, which may redirect; a paper that was removed has none."""
        return None if self.kind == "removed" else addresses.paper(self.paper)

    @property
    def headline(self) -> str:
        """The change in plain words: `Corrected: Kettles that Wait`."""
        return f"{self.kind.capitalize()}: {as_text(self.title) or self.paper}"

    @property
    def sentence(self) -> str:
        """What happened, as one sentence of plain text."""
        return _SENTENCES.get(self.kind, _tell_status)(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was last published: each paper as `papers.json` had it, and the changes told so far.

    `path` is the file of the papers as the user would type it, `lines` tells where each stands.
    """

    path: str
    papers: Mapping[str, Json]
    lines: Mapping[str, int] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()


def _tell_facts(change: Change) -> str:
    names = [FACTS.get(fact.field, fact.field) for fact in change.what]
    return f"Its {_row(names)} {'is' if len(names) == 1 else 'are'} different now."


def _tell_curated(change: Change) -> str:
    names = [CURATED.get(fact.field, fact.field) for fact in change.what]
    return f"What curators say of it changed: {_row(names)}."


def _tell_merged(change: Change) -> str:
    after = {fact.field: fact.after for fact in change.what}
    title = as_text(str(after.get("title") or "")) or after.get("id")
    return f"It is one paper with “{title}”, to which its address leads now."


def _tell_status(change: Change) -> str:
    status = next((fact.after for fact in change.what if fact.field == "status"), None) or {}
    on, because = status.get("on"), as_text(str(status.get("because") or "")).rstrip(".")
    is_told = status.get("from", CURATION) != CURATION
    when = f"{', as its source said' if is_told else ''} on {on}" if on else ""
    return f"It was {change.kind}{when}{f': {because}' if because else ''}."


_SENTENCES: Mapping[Kind, Callable[[Change], str]] = {
    "removed": lambda _change: "It is no longer in this digest.",
    "merged": _tell_merged,
    "corrected": _tell_facts,
    "curated": _tell_curated,
    "added": lambda _change: "It is new in this digest.",
}


def _row(names: Sequence[str]) -> str:
    """Names in a sentence: `title, date and status`."""
    *first, last = names or ["facts"]
    return f"{', '.join(first)} and {last}" if first else last
