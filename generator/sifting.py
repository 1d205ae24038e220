"""Sifting: of a file of any size, the records of listed papers, each as it came.

arXiv's metadata is one file of gigabytes; what a digest needs of it is a record for each of its
papers. Memory grows with those alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.merge import Work
from generator.problems import Problem
from generator.slugs import title_key
from generator.sources import arxiv_snapshot

SIFTED = "arxiv-snapshot"
"""The one format that is sifted: it stands one record a line, and comes by the million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """The lines that were kept, unchanged, how many there were, and those that cannot be read."""

    data: bytes
    kept: int
    seen: int
    problems: tuple[Problem, ...]


def sift(lines: Iterable[bytes], path: str, works: Iterable[Work]) -> Sifted:
    """Keep the records that have the arXiv id or the whole title of one of the works."""
    ids, titles = _keys(works)
    kept: list[bytes] = []
    problems: list[Problem] = []
    seen = 0
    for found in arxiv_snapshot.stream(lines, path):
        seen += 1
        if isinstance(found, Problem):
            problems.append(found)
            continue
        line, entry = found
        if entry.arxiv in ids or title_key(entry.title) in titles:
            kept.append(line.rstrip(b"\r\n") + b"\n")
    return Sifted(data=b"".join(kept), kept=len(kept), seen=seen, problems=tuple(problems))


def _keys(works: Iterable[Work]) -> tuple[frozenset[str], frozenset[str]]:
    """The arXiv ids of all works, and the titles of those that have none."""
    ids: set[str] = set()
    titles: set[str] = set()
    for work in works:
        if work.arxiv:
            ids.add(work.arxiv)
        else:
            titles.update(work.titles)
    return frozenset(ids), frozenset(titles)
