"""What an edition's mail says, in plain text: short, whatever a listing holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from generator import addresses
from generator.counts import count
from generator.dates import long_date
from generator.feeds.items import NOON, edition_time
from generator.pages.editions import edition_name, rank_papers, say_order
from generator.pages.index import Index, name_authors
from generator.pages.views import Ref
from generator.records import Edition, Paper
from generator.settings import Settings
from generator.text.display import as_text
from generator.text.escape import clean
from generator.text.sentences import shorten

MAX_PAPERS = 40
"""Papers in a mail; a link leads to the rest."""

MAX_TITLE = 240
"""Characters of a title in a mail."""

MAX_NAME = 80
"""Characters of an organisation's name in a mail."""

MAX_PREVIEW = 140
"""Characters that a list of mails shows below a subject; titles of the first papers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paper in a mail; `facts` are who is behind it, its date, what became of it, and who picked it."""

    title: Ref
    facts: tuple[str, ...]
    sentence: str | None
    topics: tuple[Ref, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An edition's mail: `papers` in all, the first of them in their `order` as `rows`.

    `online` is absolute.
    """

    edition: str
    name: str
    when: datetime
    subject: str
    preview: str
    papers: int
    online: str
    order: str
    rows: tuple[Row, ...]


def make_letter(edition: Edition, index: Index, settings: Settings) -> Letter:
    """The mail of an edition, dated at noon of the day on which the edition came."""
    name = edition_name(edition)
    total = count(len(edition.papers), "paper")
    rows = tuple(_row(paper, index) for paper in rank_papers(edition, index)[:MAX_PAPERS])
    return Letter(
        edition=edition.id,
        name=name,
        when=datetime.combine(edition_time(edition, index).date(), NOON),
        subject=f"{clean(settings.site_name)}, {name}: {total}",
        preview=shorten(" · ".join(row.title.text for row in rows[:3]), MAX_PREVIEW),
        papers=len(edition.papers),
        online=settings.site_url + addresses.edition(edition.id),
        order=say_order(edition, index),
        rows=rows,
    )


def _row(paper: Paper, index: Index) -> Row:
    card = index.cards[paper.id]
    day = long_date(card.published) if card.published else None
    pick = f"picked by {clean(paper.pick.by)}" if paper.pick else None
    return Row(
        title=Ref(shorten(card.title.text, MAX_TITLE), card.title.address),
        facts=tuple(filter(None, (_who(paper), day, card.status, pick))),
        sentence=card.sentence,
        topics=card.topics,
    )


def _who(paper: Paper) -> str | None:
    """The first authors where they are known, else the organisation, else how many there are."""
    if names := name_authors(paper):
        return names
    if paper.organisation:
        return shorten(as_text(paper.organisation.name), MAX_NAME)
    return count(paper.n_authors, "author") if paper.n_authors else None
