"""Which paper of arXiv a listed title is: exactly one, or none that a program may choose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from generator.fetching.arxiv import id_of
from generator.merge import dates_contradict
from generator.records import Paper, RawEntry
from generator.slugs import title_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What became of asking for a title: the arXiv id, or none; and why."""

    arxiv: str | None = None
    reason: str


def resolve(paper: Paper, entries: Iterable[RawEntry]) -> Resolved:
    """Take the one entry whose whole normalised title is the paper's and whose date fits.

    `entries` are all that arXiv has with the title's words. A title that is part of another is
    none. Of two with different ids none is taken: they are for a person to judge.
    """
    key = title_key(paper.title)
    same = [entry for entry in entries if title_key(entry.title) == key]
    if not same:
        return Resolved(reason="arXiv has no paper of this title")
    ids = sorted({id_of(entry) for entry in same if _fits(paper, entry)})
    if not ids:
        return Resolved(reason=_no_date_fits(paper, same))
    if len(ids) > 1:
        reason = f"arXiv has {len(ids)} papers of this title: {', '.join(ids)}; {_JUDGE}"
        return Resolved(reason=reason)
    return Resolved(arxiv=ids[0], reason="the same title, and the date fits")


_JUDGE = "state the right one in the paper's curation"


def _fits(paper: Paper, entry: RawEntry) -> bool:
    published = entry.published
    if not isinstance(published, date):
        return False
    return not dates_contradict(published, paper.published, paper.listed)


def _no_date_fits(paper: Paper, same: Iterable[RawEntry]) -> str:
    found = sorted({f"{id_of(entry)} of {entry.published or 'no day'}" for entry in same})
    known = f"is of {paper.published}" if paper.published else f"was listed on {paper.listed}"
    return f"the date does not fit: arXiv has {', '.join(found)}; the paper {known}; {_JUDGE}"
