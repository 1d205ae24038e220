"""Assembly: everything that was read becomes one digest, and everything odd about it a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from operator import attrgetter

from generator.checks import check_content
from generator.classify import Rules, classify, compile_rules
from generator.content.curations import paper_of
from generator.content.load import Content
from generator.content.lock import Locked
from generator.facts import check_agreement, make_paper
from generator.merge import Merged, Work, merge
from generator.problems import Problem, sort_problems
from generator.records import (
    Assignment,
    Curation,
    Digest,
    Edition,
    Entry,
    Listing,
    Paper,
    Topic,
)
from generator.workers import share_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """The digest, how its papers were merged, and all findings of all stages, sorted."""

    digest: Digest
    merged: Merged
    problems: tuple[Problem, ...]


class Steps:
    """The steps that cost most; who assembles again and again can keep what they gave."""

    def merge(
        self,
        entries: Sequence[Entry],
        register: Sequence[Locked],
        curations: Mapping[str, Curation],
        references: Sequence[Entry],
    ) -> Merged:
        """Join entries into papers."""
        return merge(entries, register, curations, references)

    def make_paper(self, work: Work, curation: Curation | None) -> Paper:
        """Read all entries of a paper together."""
        return make_paper(work, curation)

    def find_topics(
        self, papers: Sequence[Paper], topics: Sequence[Topic], jobs: int
    ) -> Sequence[tuple[Assignment, ...]]:
        """What the rules of the topics say of each paper, in their order."""
        return find_topics(papers, compile_rules(topics), jobs)


_STEPS = Steps()


def assemble(
    content: Content, *, classified: bool = True, jobs: int = 1, steps: Steps = _STEPS
) -> Assembled:
    """Merge, classify and order the content; the digest is complete even where problems are.

    To find topics takes half of the time: `jobs` processes share it, and who does not need topics
    leaves papers without.
    """
    merged, problems = judge(content, steps)
    curations = _curations(content)
    papers = tuple(
        steps.make_paper(work, curations.get(work.id))
        for work in merged.works
        if work.entries or _introduces(curations.get(work.id))
    )
    if classified:
        found = steps.find_topics(papers, content.topics, jobs)
        papers = tuple(
            _put_into_topics(paper, topics, content, curations)
            for paper, topics in zip(papers, found, strict=True)
        )
    digest = Digest(
        papers=papers,
        topics=content.topics,
        editions=_make_editions(content.listings, papers),
        references={
            one.name.source: one.path.removeprefix(f"{content.shown()}/")
            for one in content.references
        },
    )
    return Assembled(digest=digest, merged=merged, problems=problems)


def judge(content: Content, steps: Steps = _STEPS) -> tuple[Merged, tuple[Problem, ...]]:
    """Merge the papers and find all that is odd, sorted: half the work, and no digest made."""
    curations = _curations(content)
    entries = [entry for listing in content.listings for entry in listing.entries]
    references = [entry for listing in content.references for entry in listing.entries]
    merged = steps.merge(entries, content.register, curations, references)
    problems = chain(
        content.problems,
        merged.problems,
        *(check_agreement(work, curations.get(work.id)) for work in merged.works),
        check_content(content, merged),
    )
    return merged, tuple(sort_problems(_place(problem, content) for problem in problems))


def _place(problem: Problem, content: Content) -> Problem:
    """Give a clash that merging found the place where its curation states it."""
    file = content.curations.get(paper_of(problem.path)) if problem.rule == "arxiv-clash" else None
    if file is None:
        return problem
    at = ("same_as",) if file.curation.same_as else ("links", "arxiv")
    line, column = file.where.at(*at)
    return replace(problem, line=line, column=column)


def _curations(content: Content) -> Mapping[str, Curation]:
    return {paper: file.curation for paper, file in content.curations.items()}


def _introduces(curation: Curation | None) -> bool:
    return curation is not None and curation.introduces is not None


_AT_ONCE = 500
"""Papers whose topics are found together."""


def find_topics(papers: Sequence[Paper], rules: Rules, jobs: int) -> list[tuple[Assignment, ...]]:
    """What the rules say of each paper, in their order."""

    def find(some: Sequence[Paper]) -> list[tuple[Assignment, ...]]:
        return [classify(rules, paper.title, paper.abstract) for paper in some]

    return share_out(papers, find, attrgetter("id"), at_once=_AT_ONCE, jobs=jobs)


def _put_into_topics(
    paper: Paper,
    found: tuple[Assignment, ...],
    content: Content,
    curations: Mapping[str, Curation],
) -> Paper:
    curation = curations.get(paper.id)
    if curation is None:
        return replace(paper, topics=found)
    return replace(paper, topics=tuple(_curate_topics(found, curation, content.topics)))


def _curate_topics(
    found: Sequence[Assignment], curation: Curation, topics: Iterable[Topic]
) -> Iterator[Assignment]:
    """Curated topics come first; what the rules found stays unless a curation removes it."""
    today = {slug: topic.slug for topic in topics for slug in (topic.slug, *topic.formerly)}
    added = {today[slug]: None for slug in curation.topics_add if slug in today}
    removed = {today.get(slug, slug) for slug in curation.topics_remove}
    by_rules = {assignment.slug: assignment for assignment in found}
    for slug in added:
        yield replace(by_rules.get(slug, Assignment(slug=slug, origin="rules")), origin="curation")
    for assignment in found:
        if assignment.slug not in added and assignment.slug not in removed:
            yield assignment


def _make_editions(listings: Iterable[Listing], papers: Iterable[Paper]) -> tuple[Edition, ...]:
    """One edition a capture date and label; listings of all readers share it."""
    paper_at = {
        (seen.listing, seen.position): paper.id for paper in papers for seen in paper.appearances
    }
    by_edition = groupby(
        sorted(listings, key=lambda listing: (listing.name.edition, listing.name.id)),
        key=lambda listing: listing.name.edition,
    )
    return tuple(_make_edition(tuple(group), paper_at) for _, group in by_edition)


def _make_edition(listings: Sequence[Listing], paper_at: Mapping[tuple[str, int], str]) -> Edition:
    places = (
        (listing.name.id, entry.position) for listing in listings for entry in listing.entries
    )
    name = listings[0].name
    return Edition(
        id=name.edition,
        captured=name.captured,
        label=name.label,
        listings=tuple(listing.name.id for listing in listings),
        papers=tuple(dict.fromkeys(paper_at[place] for place in places if place in paper_at)),
    )
