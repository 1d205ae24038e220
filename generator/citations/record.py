"""What is known of a paper for citing it, as plain text, before any format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from generator.ids import arxiv_url, doi_url, openreview_url
from generator.records import Author, IdKind, Paper
from generator.text.display import as_text

GROUPS = {"team", "collaboration", "group", "consortium"}
"""Last words of the names of groups, in lower case."""

URLS = {"arxiv": arxiv_url, "doi": doi_url, "openreview": openreview_url}
"""Where a paper itself is, by its identifiers, the best place first."""

ARXIV_DOI = "10.48550/arXiv."
"""Begins the DOI that arXiv itself gives to each of its papers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """An author: `family` and `given` are both known, because a source splits them, or both not."""

    whole: str
    family: str | None = None
    given: str | None = None

    @property
    def is_group(self) -> bool:
        """One word, or a name that says so, is no person's: `DeepSeek-AI`, `The Gemma Team`.

        `AI` counts in capitals only: Ai is a family name.
        """
        before, _, last = self.whole.rpartition(" ")
        return not before or last == "AI" or last.lower() in GROUPS

    @property
    def family_first(self) -> str:
        """`Lovelace, Ada`, or the name as it is where nobody splits it."""
        return f"{self.family}, {self.given}" if self.family and self.given else self.whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A paper for citing: its texts are one line of plain text each.

    `url` is where the paper itself is, or its page here where no link is known. A title that holds
    nothing to show is empty.
    """

    id: str
    title: str
    url: str
    authors: tuple[Name, ...] = ()
    date: date | None = None
    arxiv: str | None = None
    doi: str | None = None
    openreview: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the paper itself is: the addresses of its identifiers, the best place first."""
        ids = {"arxiv": self.arxiv, "doi": self.doi, "openreview": self.openreview}
        return tuple(URLS[kind](value) for kind, value in ids.items() if value)

    @property
    def doi_by_arxiv(self) -> str | None:
        """The DOI that arXiv gives to the paper."""
        return ARXIV_DOI + self.arxiv if self.arxiv else None


def cite(paper: Paper, page: str) -> Citation:
    """All that is known of a paper for citing; `page` is the paper's address here."""
    ids = {kind: _find(paper, kind) for kind in ("arxiv", "doi", "openreview")}
    return Citation(
        id=paper.id,
        title=as_text(paper.title),
        url=next((URLS[kind](value) for kind, value in ids.items() if value), page),
        authors=tuple(filter(None, map(_name, paper.authors))),
        date=paper.published,
        **ids,
    )


def _find(paper: Paper, kind: IdKind) -> str | None:
    return next((link.value for link in paper.links_of(kind)), None)


@lru_cache(maxsize=1 << 16)  # who has several papers is one name in memory
def _name(author: Author) -> Name | None:
    """A name as text; `None` where nothing of it can be shown."""
    whole = as_text(author.name)
    family, given = as_text(author.family or ""), as_text(author.given or "")
    if family and given:
        return Name(whole=whole or f"{given} {family}", family=family, given=given)
    return Name(whole=whole) if whole else None
