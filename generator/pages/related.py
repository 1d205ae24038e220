"""What a paper's page shows of other papers: those related to it, and mentions both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from generator.pages.index import Index, paper_ref, sort_papers
from generator.pages.views import Ref
from generator.records import Mention, Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedView:
    """A related paper, its date, and the phrases that both use, the most telling first."""

    paper: Ref
    published: date | None
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionView:
    """The other paper of a mention, its date, and the name of the system that is mentioned."""

    paper: Ref
    published: date | None
    name: str


def related_views(paper: Paper, index: Index) -> Iterator[RelatedView]:
    """The related papers of a paper, most alike first."""
    for related in paper.related:
        other = index.papers[related.id]
        yield RelatedView(paper=paper_ref(other), published=other.published, shared=related.shared)


def mention_views(mentions: Iterable[Mention], index: Index) -> Iterator[MentionView]:
    """The other papers of mentions, newest first; some systems are mentioned by hundreds."""
    names = {mention.id: mention.name for mention in mentions}
    for other in sort_papers(index.papers[paper] for paper in names):
        yield MentionView(paper=paper_ref(other), published=other.published, name=names[other.id])
