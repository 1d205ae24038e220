"""Related papers: those whose titles and abstracts share most, and what they share.

1. What a paper speaks of are its phrases (`phrases`, `spoken`); what they weigh, and which of them
   tell most, is in `weights`.
2. Papers are compared by the cosine of their weights (TF-IDF, `nearest`). The `FEW` that are most
   alike are related, and up to `MOST` if they are `CLOSE`; equal ones go by id. A paper of nearly the
   same title is no relative but a double.
3. What they share is named in words (`shared`).
4. What was found is kept (`kept`), and only what a change touches is found anew: papers that are new,
   edited or whose weights changed, papers that had one of these in their list, and papers whose list
   one of these enters. The result is the same as from nothing.

All sums are of whole numbers: exact, and the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np

from generator.likeness import is_near
from generator.records import Digest, Paper, Related
from generator.relations.archive import make_print
from generator.relations.characters import Flags, Ints
from generator.relations.kept import Kept, pack, read_kept, unpack, write_kept
from generator.relations.nearest import Field, Near, chain
from generator.relations.phrases import Vocabulary
from generator.relations.shared import Namer
from generator.relations.spoken import Spoken, join, listen
from generator.relations.texts import Texts
from generator.relations.weights import Rates, find_oldest, rate
from generator.slugs import title_key
from generator.workers import share_out

MOST: Final = 8
"""Related papers of a paper, if all are close."""

FEW: Final = 5
"""Related papers of a paper, if there are so many that share anything."""

AT_ONCE: Final = 256
"""Papers whose lists one turn of a process makes; fewer are not worth one."""

CLOSE: Final = 0.1
"""The likeness (cosine) that every one after the first few needs."""


def relate(
    digest: Digest, cache: Path | None = None, texts: Texts | None = None, jobs: int = 1
) -> Digest:
    """The digest, each paper with its related papers.

    `cache` is a file that keeps what was found; it may be deleted, and one that is damaged or
    foreign is not used. `texts` keeps the plain texts that were read, for others.
    """
    last = read_kept(cache) if cache else None
    found = find(digest.papers, last, texts, jobs)
    if cache and found is not last:
        write_kept(cache, found)
    papers = (
        replace(paper, related=unpack(related))
        for paper, related in zip(digest.papers, found.lists, strict=True)
    )
    return replace(digest, papers=tuple(papers))


def find(
    papers: Sequence[Paper],
    last: Kept | None = None,
    texts: Texts | None = None,
    jobs: int = 1,
) -> Kept:
    """Find related papers, and only what differs from the last time; the result is the same.

    Papers come in the order of ids.
    """
    if not papers:
        return Kept.nothing()
    ids, prints = [paper.id for paper in papers], [*map(_print, papers)]
    oldest = find_oldest(papers)
    age = make_print(*(ids[at] for at in oldest.tolist()))
    if last and (last.ids, last.prints, last.oldest) == (ids, prints, age):
        return last
    was = _where(ids, prints, last)
    if last is None or 2 * np.count_nonzero(was >= 0) < len(papers):
        last, was = Kept.nothing(), np.full(len(papers), -1)
    vocabulary = Vocabulary(last.words, last.kinds)
    new = [paper for paper, at in zip(papers, was.tolist(), strict=True) if at < 0]
    texts = texts or Texts()
    texts.read(new, jobs)
    heard = listen(new, [*map(texts.encoded, new)], vocabulary, jobs)
    spoken = _combine(last.spoken, heard, was)
    del heard
    rates = rate(spoken, oldest)
    all_papers = Field(spoken, rates, np.array([paper.stands for paper in papers], np.bool_))
    is_changed = (was < 0) | _weigh_otherwise(spoken, rates, last)
    near, is_touched = _update(all_papers, last.near, was, is_changed, jobs)
    namer = Namer(spoken, all_papers.weights)
    del all_papers  # its matrices are large
    related = [last.lists[at] if at >= 0 else "" for at in was.tolist()]
    lists = _Lists(papers, near, namer, texts)
    touched = np.flatnonzero(is_touched).tolist()
    for at, made in zip(touched, lists.make_all(touched, jobs), strict=True):
        related[at] = made
    return Kept(
        ids=ids,
        prints=prints,
        oldest=age,
        words=vocabulary.words,
        kinds=vocabulary.kinds().tobytes(),
        spoken=spoken,
        rates=rates,
        near=near,
        lists=related,
    )


def _print(paper: Paper) -> bytes:
    """A digest of all that lists depend on, but for a paper's age."""
    topics = (topic.slug for topic in paper.topics)
    return make_print(paper.title, paper.abstract, *topics, str(paper.stands))


def _where(ids: Sequence[str], prints: Sequence[bytes], last: Kept | None) -> Ints:
    """Where each paper stood the last time, if it was the same."""
    known = (
        {}
        if last is None
        else {key: n for n, key in enumerate(zip(last.ids, last.prints, strict=True))}
    )
    return np.array([known.get(key, -1) for key in zip(ids, prints, strict=True)], np.int64)


def _combine(old: Spoken, new: Spoken, was: Ints) -> Spoken:
    """The phrases of papers that were there, and of the others, which come in their order."""
    is_new = was < 0
    if is_new.all():
        return new
    before = len(old.starts) - 1
    return join((old, new)).take(np.where(is_new, before + np.cumsum(is_new) - 1, was))


def _weigh_otherwise(spoken: Spoken, rates: Rates, last: Kept) -> Flags:
    """Which papers have a phrase that weighed something else the last time."""
    if rates.papers != last.rates.papers:
        return np.ones(len(spoken.starts) - 1, np.bool_)
    differs = np.zeros(len(spoken.phrases), np.bool_)
    known = np.searchsorted(spoken.phrases, last.spoken.phrases)
    differs[known] = rates.rarity[known] != last.rates.rarity
    found = np.concatenate(([0], np.cumsum(differs[spoken.keys])))
    return np.diff(found[spoken.starts]) > 0


def _update(
    field: Field, last: Near, was: Ints, is_changed: Flags, jobs: int
) -> tuple[Near, Flags]:
    """The nearest of each paper now, and which papers have others than before or changed ones."""
    near, is_lost = last.carry(was, is_changed, field.stands)
    # A list that lost nothing can only gain papers that changed.
    bars = None if is_lost.all() else np.where(is_lost, np.inf, near.likeness[:, -1])
    best, gained = field.compare(np.flatnonzero(is_changed), bars, jobs)
    near.put(best)
    best, _ = field.compare(np.flatnonzero(is_lost & ~is_changed), None, jobs)
    near.put(best)
    is_touched = is_lost.copy()
    is_touched[gained.ones] = True
    near.put(chain((gained, near.pairs(np.flatnonzero(is_touched & ~is_lost)))).best())
    return near, is_touched


@dataclass(frozen=True, slots=True)
class _Draft:
    """A list of related papers that is being made, and those that may still enter it."""

    paper: int
    text: str
    nearest: list[tuple[int, float]]
    related: list[Related] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Lists:
    """Makes the list of a paper from its nearest."""

    papers: Sequence[Paper]
    near: Near
    namer: Namer
    texts: Texts
    titles: dict[int, str] = field(default_factory=dict)

    def make_all(self, papers: Sequence[int], jobs: int) -> list[str]:
        """The lists of some papers, packed; the work is shared among processes."""
        return share_out(
            papers,
            self.make,
            lambda paper: self.papers[paper].id,
            at_once=AT_ONCE,
            jobs=jobs,
        )

    def make(self, papers: Sequence[int]) -> list[str]:
        """The lists of a few papers, packed."""
        drafts = [self._draft(paper) for paper in papers]
        while pairs := [(draft, other) for draft in drafts for other in self._take(draft)]:
            ones = np.array([draft.paper for draft, _ in pairs])
            others = np.array([other for _, other in pairs])
            for (draft, other), spans in zip(pairs, self.namer.name(ones, others), strict=True):
                if spans:
                    shared = tuple(draft.text[start:end] for start, end in spans)
                    draft.related.append(Related(id=self.papers[other].id, shared=shared))
        return [pack(draft.related) for draft in drafts]

    def _draft(self, paper: int) -> _Draft:
        return _Draft(paper, self.texts.of(self.papers[paper]), [*self.near.of(paper)])

    def _take(self, draft: _Draft) -> list[int]:
        """Take the next that may be related, as many as there is room for."""
        batch: list[int] = []
        while draft.nearest:
            other, likeness = draft.nearest[0]
            if len(draft.related) + len(batch) >= (MOST if likeness >= CLOSE**2 else FEW):
                break
            draft.nearest.pop(0)
            if not self._is_double(draft.paper, other):
                batch.append(other)
        return batch

    def _is_double(self, paper: int, other: int) -> bool:
        title, its = self._title(paper), self._title(other)
        return title == its or is_near(title, its)

    def _title(self, paper: int) -> str:
        if paper not in self.titles:
            self.titles[paper] = title_key(self.papers[paper].title)
        return self.titles[paper]
