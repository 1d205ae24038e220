"""What feeds are made of: an item says the same in every form and every feed.

An item's id is a `tag:` (RFC 4151) of the paper's id, so it survives a new title, address or domain.
Its time is the day on which the digest took it in, never the paper's own: a listing imported late
stands at the top as one day's additions, and nothing that was read comes back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, takewhile
from zlib import crc32

from generator import addresses
from generator.changes import Change
from generator.citations import Citation
from generator.counts import count
from generator.dates import long_date
from generator.pages.editions import edition_name
from generator.pages.index import Index
from generator.pages.papers import LINK_LABELS, link_href
from generator.pages.views import Card
from generator.records import Edition, Paper
from generator.settings import Settings
from generator.text.display import abstract_paragraphs, as_plain_html, as_text, bare_quotes
from generator.text.escape import html, xml
from generator.text.notes import note_html

NOON = time(12, tzinfo=UTC)
"""At midnight, readers in other zones would show the day before."""

SPREAD = 36_000
"""Seconds of a day over which its items are spread, each by its place in the register."""

MOST_NAMES = 1_000
"""Authors that an item names: a paper of thousands would fill a feed."""

MOST_ROWS = 100_000
"""Bytes of papers in the item of an edition, as XML; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Category:
    """A topic of an item."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a feed, in plain text but for `summary` and `content`, which are HTML.

    `summary` is the abstract, `content` the whole where there is more to say. `source` is the
    paper's own address, `doi` its DOI or the one that arXiv gives it; `facts` are for programs.
    """

    guid: str
    title: str
    link: str
    when: datetime
    summary: str | None = None
    content: str | None = None
    sentence: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    published: date | None = None
    source: str | None = None
    doi: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    def __hash__(self) -> int:
        """By what names it: its texts need not be read whole to find what was made of it."""
        return hash((self.guid, self.when))

    @property
    def html(self) -> str | None:
        """All that there is to read."""
        return self.content or self.summary


def paper_item(paper: Paper, card: Card, citation: Citation, settings: Settings) -> Item:
    """A paper as an item, dated by the day it was added; its relations are not told."""
    summary = _paragraphs(paper)
    return Item(
        guid=f"tag:{settings.tag}:papers/{paper.id}",
        title=safe_title(as_text(paper.title)),
        link=settings.site_url + addresses.paper(paper.id),
        when=at_its_time(paper.added or date.min, paper.number),
        summary=summary or None,
        content=_content(paper, summary),
        sentence=card.sentence,
        authors=tuple(as_text(author.name) for author in paper.authors[:MOST_NAMES]),
        categories=tuple(
            Category(topic.slug, ref.text)
            for topic, ref in zip(paper.topics, card.topics, strict=True)
        ),
        published=paper.published,
        source=next(iter(citation.sources), None),
        doi=citation.doi or citation.doi_by_arxiv,
        facts=_facts(paper),
    )


def picked_item(item: Item, paper: Paper) -> Item:
    """The item of a pick: the same, dated by the day on which it was picked."""
    return replace(item, when=at_its_time(paper.pick.on, paper.number)) if paper.pick else item


def at_its_time(day: date, number: int) -> datetime:
    """A time of a day that no other paper has, in the order in which papers came."""
    return datetime.combine(day, NOON) + timedelta(seconds=number % SPREAD)


def safe_title(text: str) -> str:
    """Part a `<` from what would make it a tag: readers of feeds drop such tags even from text."""
    return _TAG_LIKE.sub("< ", text)


_TAG_LIKE = re.compile(r"<(?=[A-Za-z/!?])")


def _paragraphs(paper: Paper) -> str:
    """The abstract as HTML; a single paragraph needs no tag, and reads well where tags show."""
    parts = abstract_paragraphs(paper.abstract, as_plain_html)
    return parts[0] if len(parts) == 1 else "".join(f"<p>{part}</p>" for part in parts)


def _content(paper: Paper, summary: str) -> str | None:
    """What curators say, the abstract, and links; `None` where there is the abstract alone."""
    notes = "".join(
        f"<blockquote>{note_html(note.text)}<p>{html(note.by)}, {long_date(note.on)}</p></blockquote>"
        for note in paper.notes
    )
    links = " · ".join(
        f'<a href="{html(link_href(link))}">{LINK_LABELS[link.kind]}</a>'
        for link in sorted(paper.links, key=lambda link: list(LINK_LABELS).index(link.kind))
    )
    if not notes and not links:
        return None
    return f"{notes}<div>{summary}</div>{f'<p>{links}</p>' if links else ''}"


def _facts(paper: Paper) -> Mapping[str, object]:
    """What a program would otherwise look up, and what does not drift by itself."""
    facts: dict[str, object] = {
        "id": paper.id,
        "published": paper.published.isoformat() if paper.published else None,
        "added": paper.added.isoformat() if paper.added else None,
        "editions": list(paper.editions),
        "organisation": paper.organisation and as_text(paper.organisation.name),
        "n_authors": paper.n_authors,
        **{link.kind: link.value for link in paper.links if link.kind in {"arxiv", "doi"}},
    }
    return {key: value for key, value in facts.items() if value is not None}


NAMED = 3
"""Papers that the summary of an edition names."""


def edition_item(edition: Edition, index: Index, settings: Settings) -> Item:
    """An edition as an item: title, sentence and link of each of its papers."""
    cards = [index.cards[paper] for paper in edition.papers]
    titles = "; ".join(card.title.text for card in cards[:NAMED])
    more = "; …" if len(cards) > NAMED else ""
    return Item(
        guid=f"tag:{settings.tag}:editions/{edition.id}",
        title=safe_title(f"{edition_name(edition)}: {count(len(cards), 'paper')}"),
        link=settings.site_url + addresses.edition(edition.id),
        when=edition_time(edition, index),
        summary=bare_quotes(html(f"{titles}{more}")) or None,
        content=_rows(cards, settings),
        facts={"id": edition.id, "papers": list(edition.papers)},
    )


def change_item(change: Change, settings: Settings) -> Item:
    """A change of a paper as an item; one of a paper that is gone leads to the data's page."""
    return Item(
        guid=f"tag:{settings.tag}:changes/{change.id}",
        title=safe_title(change.headline),
        link=settings.site_url + (change.address or addresses.DATA),
        when=at_its_time(change.day, crc32(change.id.encode())),
        summary=bare_quotes(html(change.sentence)),
        sentence=change.sentence,
        categories=(Category(change.kind, change.kind),),
        facts={"id": change.paper, "fields": [fact.field for fact in change.what]},
    )


def edition_time(edition: Edition, index: Index) -> datetime:
    """When an edition came into the digest: with its first new paper of the last day it brought one.

    That is the day of its capture, but for one imported late: its papers were added on a later day.
    """
    papers = [index.papers[paper] for paper in edition.papers]
    added = max((paper.added for paper in papers if paper.added), default=edition.captured)
    day = max(edition.captured, added)
    number = min((paper.number for paper in papers if paper.added == day), default=0)
    return at_its_time(day, number)


def _rows(cards: list[Card], settings: Settings) -> str:
    """The papers of an edition as a list, as many as one item may hold."""
    rows = [_row(card, settings) for card in cards]
    sizes = accumulate(len(xml(row).encode()) for row in rows)
    fitting = len(list(takewhile(lambda size: size <= MOST_ROWS, sizes)))
    rest = len(rows) - fitting
    more = f"<p>And {count(rest, 'more paper')} in this edition.</p>" if rest else ""
    return f"<ol>{''.join(rows[:fitting])}</ol>{more}"


def _row(card: Card, settings: Settings) -> str:
    link = f'<a href="{html(settings.site_url + card.title.address)}">{html(card.title.text)}</a>'
    return bare_quotes(f"<li>{link}{f'<br>{html(card.sentence)}' if card.sentence else ''}</li>")
