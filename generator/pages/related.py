"""What a paper's page shows of other papers: those related to it, and mentions both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from generator.pages.views import Card, Ref
from generator.records import Mention, Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedView:
    """A related paper, its date, and the phrases that both use, the most telling first, as one text."""

    paper: Ref
    published: date | None
    shared: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionView:
    """The other paper of a mention, its date, and the name of the system that is mentioned."""

    paper: Ref
    published: date | None
    name: str


def related_views(paper: Paper, others: Iterable[Card]) -> Iterator[RelatedView]:
    """The related papers of a paper, most alike first; `others` are their cards."""
    for related, other in zip(paper.related, others, strict=True):
        shared = ", ".join(related.shared)
        yield RelatedView(paper=other.title, published=other.published, shared=shared)


def mention_views(mentions: Iterable[Mention], others: Iterable[Card]) -> Iterator[MentionView]:
    """The other papers of mentions, in the order of their cards."""
    names = {mention.id: mention.name for mention in mentions}
    for other in others:
        yield MentionView(paper=other.title, published=other.published, name=names[other.id])
