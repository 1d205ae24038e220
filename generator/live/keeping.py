"""What an edit did not change is not computed again: each step keeps what it gave last.

A step's result is kept with all that it was made of, and taken only where that is equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from generator.assemble import Assembled, Steps, assemble, find_topics
from generator.classify import Rules, compile_rules
from generator.content.load import load_content
from generator.content.lock import Locked
from generator.live.files import Memory
from generator.merge import Merged, Work
from generator.problems import ContentError, has_errors
from generator.records import Assignment, Correction, Curation, Entry, Paper, Topic


class Keeper:
    """Reads a content folder again and again."""

    def __init__(self, content: Path) -> None:
        self._content = content
        self._memory = Memory()
        self._steps = _Kept()
        self._papers: Mapping[str, Paper] = {}

    def read(self, jobs: int = 1) -> Assembled:
        """The digest without relations; a paper that is as it was is the same object.

        Raises:
            ContentError: a finding is an error.
        """
        content = load_content(self._content, self._memory)
        assembled = assemble(content, jobs=jobs, steps=self._steps)
        if has_errors(assembled.problems):
            raise ContentError(assembled.problems)
        papers = tuple(take(self._papers.get(one.id), one) for one in assembled.digest.papers)
        self._papers = {paper.id: paper for paper in papers}
        return replace(assembled, digest=replace(assembled.digest, papers=papers))


def take(known: Paper | None, paper: Paper) -> Paper:
    """The paper that was there, if it is the same: then others see at a glance that it is."""
    return known if known is not None and known == paper else paper


class _Kept(Steps):
    def __init__(self) -> None:
        self._merged: tuple[object, Merged] | None = None
        self._papers: dict[str, tuple[tuple[Work, Curation | None], Paper]] = {}
        self._rules: tuple[Sequence[Topic], Rules] | None = None
        self._topics: dict[tuple[str, str], tuple[Assignment, ...]] = {}

    def merge(
        self,
        entries: Sequence[Entry],
        register: Sequence[Locked],
        curations: Mapping[str, Curation],
        references: Sequence[Entry],
    ) -> Merged:
        identities = {paper: _identity(curation) for paper, curation in curations.items()}
        key = (list(entries), register, identities, list(references))
        if self._merged is None or self._merged[0] != key:
            self._merged = (key, super().merge(entries, register, curations, references))
        return self._merged[1]

    def make_paper(self, work: Work, curation: Curation | None) -> Paper:
        known = self._papers.get(work.id)
        if known is None or known[0] != (work, curation):
            known = ((work, curation), super().make_paper(work, curation))
            self._papers[work.id] = known
        return known[1]

    def find_topics(
        self, papers: Sequence[Paper], topics: Sequence[Topic], jobs: int
    ) -> Sequence[tuple[Assignment, ...]]:
        if self._rules is None or self._rules[0] != topics:
            self._rules, self._topics = (topics, compile_rules(topics)), {}
        unknown = [one for one in papers if (one.title, one.abstract) not in self._topics]
        found = find_topics(unknown, self._rules[1], jobs)
        for paper, assignments in zip(unknown, found, strict=True):
            self._topics[paper.title, paper.abstract] = assignments
        return [self._topics[paper.title, paper.abstract] for paper in papers]


def _identity(curation: Curation) -> Curation:
    """What merging may look at: it does not know what else is said about a paper."""
    return replace(
        curation,
        topics_add=(),
        topics_remove=(),
        pick=None,
        notes=(),
        correct=Correction(),
        status=None,
    )
