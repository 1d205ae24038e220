"""The freshness contract: what was published stays, under the address that it had.

Compares the digest with the last published state. Whoever publishes runs this first, so that a lost
listing or a broken import never reaches the site.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from generator.changes import Published
from generator.content.lock import LOCK_NAME
from generator.dates import parse_iso_date
from generator.problems import Problem
from generator.records import Digest, Paper, Topic
from generator.slugs import title_key

SHRINK = 2.0
"""Percent of the papers by which a digest may shrink between two publications, merging included."""


def check_published(
    digest: Digest, published: Published, shrink: float = SHRINK
) -> Iterator[Problem]:
    """Find what the digest would break if it took the place of the published one."""
    yield from _check_papers(digest.papers, published)
    yield from _check_merged(digest.papers, published)
    yield from _check_topics(digest.topics, published)
    yield from _check_size(digest, published, shrink)
    yield from _check_newest(digest, published)


def _check_papers(papers: Iterable[Paper], published: Published) -> Iterator[Problem]:
    """Each published paper is there, or its address leads on."""
    there = _reachable(papers)
    by_arxiv, by_title = _by_keys(papers)
    for paper_id, old in published.papers.items():
        if paper_id in there:
            continue
        arxiv = ((old.get("links") or {}).get("arxiv") or {}).get("id")
        now = by_arxiv.get(arxiv) if arxiv else None
        named = by_title.get(title_key(old["title"]))
        if now is None and named and not (arxiv and _arxiv(named)):
            now = named
        yield _renamed(published, paper_id, now) if now else _vanished(published, paper_id)


def _check_merged(papers: Iterable[Paper], published: Published) -> Iterator[Problem]:
    """An address that was told to lead on still does; only known with the changes told."""
    there = _reachable(papers)
    gone = {change.paper for change in published.changes if change.kind == "merged"}
    for paper_id in sorted(gone - there - published.papers.keys()):
        yield _vanished(published, paper_id)


def _check_topics(topics: Iterable[Topic], published: Published) -> Iterator[Problem]:
    """Each published topic that had papers is there, or its address and its feeds lead on."""
    there = {slug for topic in topics for slug in (topic.slug, *topic.formerly)}
    papers = Counter(
        topic["slug"] for paper in published.papers.values() for topic in paper.get("topics") or ()
    )
    for slug in sorted(papers.keys() - there):
        yield Problem(
            path=published.path,
            rule="vanished-topic",
            message=f"the topic {slug!r} was published, papers in it: {papers[slug]:,}; "
            "it is not there any more, and its page and feeds would be gone",
            hint=f"say `formerly: [{slug}]` in topics.yml at the topic that takes its place",
        )


def _check_size(digest: Digest, published: Published, shrink: float) -> Iterator[Problem]:
    before, now = len(published.papers), len(digest.papers)
    if (before - now) * 100 > shrink * before:
        yield Problem(
            path=published.path,
            rule="shrunk-digest",
            message=f"{before:,} papers were published and {now:,} are left: "
            f"{(before - now) / before:.1%} less, more than {shrink:g} %",
            hint="bring back the listings that are missing; if it is meant, say so by --shrink",
        )


def _check_newest(digest: Digest, published: Published) -> Iterator[Problem]:
    days = (
        parse_iso_date(edition[:10])
        for paper in published.papers.values()
        for edition in paper.get("editions") or ()
    )
    before = max(filter(None, days), default=date.min)
    now = max((edition.captured for edition in digest.editions), default=date.min)
    if now < before:
        newest = now.isoformat() if digest.editions else "none at all"
        yield Problem(
            path=published.path,
            rule="older-edition",
            message=f"the newest edition is {newest}, older than the published one, {before}",
            hint="this content is older than the site: update it, or bring the listing back",
        )


def _reachable(papers: Iterable[Paper]) -> set[str]:
    return {name for paper in papers for name in (paper.id, *paper.former_ids)}


def _by_keys(papers: Iterable[Paper]) -> tuple[Mapping[str, Paper], Mapping[str, Paper]]:
    """Papers by arXiv id, and by the words of their titles."""
    by_arxiv = {arxiv: paper for paper in papers if (arxiv := _arxiv(paper))}
    return by_arxiv, {title_key(paper.title): paper for paper in papers}


def _arxiv(paper: Paper) -> str | None:
    return next((link.value for link in paper.links_of("arxiv")), None)


def _vanished(published: Published, paper_id: str) -> Problem:
    return _paper_problem(
        published,
        paper_id,
        "vanished-paper",
        f"the paper {paper_id!r} was published and is not there any more, nor a redirect",
        f"bring back its listing, or say `same_as: …` in curations/{paper_id}.yml",
    )


def _renamed(published: Published, paper_id: str, now: Paper) -> Problem:
    return _paper_problem(
        published,
        paper_id,
        "changed-id",
        f"the paper {paper_id!r} was published and has the id {now.id!r} now, without a redirect",
        f"bring back its line in {LOCK_NAME}, or say `same_as: {now.id}` in "
        f"curations/{paper_id}.yml",
    )


def _paper_problem(
    published: Published, paper_id: str, rule: str, message: str, hint: str
) -> Problem:
    line = published.lines.get(paper_id, 0)
    return Problem(
        path=published.path,
        line=line,
        column=1 if line else 0,
        rule=rule,
        message=message,
        hint=hint,
    )
