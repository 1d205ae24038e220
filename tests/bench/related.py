"""The stages of related papers and mentions: what they take, and how little a new listing changes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from measure import Clock

from generator.assemble import assemble
from generator.content.load import load_content
from generator.records import Paper
from generator.relations.kept import read_kept, write_kept
from generator.relations.kept_uses import read_uses, write_uses
from generator.relations.mentions import judge_uses
from generator.relations.related import find
from generator.relations.uses import find_uses

NEWEST = 50
"""Papers that a new listing adds."""

AT_MOST = 0.1
"""Share of the other papers whose lists may change by that."""


@dataclass(frozen=True, slots=True)
class Change:
    """How many papers there were, and how many of their lists changed when new ones came."""

    papers: int
    changed: int

    def __str__(self) -> str:
        share = self.changed / self.papers
        verdict = "within" if share <= AT_MOST else "beyond"
        return (
            f"{NEWEST} more papers change the related papers of {self.changed:,} of {self.papers:,} "
            f"({share:.1%}): {verdict} {AT_MOST:.0%}"
        )


def relate(content: Path, _work: Path, clock: Clock) -> None:
    """Find related papers, then mentions."""
    papers = _papers(content)
    with clock.time("related papers") as part:
        find(papers)
    part.made = len(papers)
    with clock.time("mentions") as part:
        judge_uses(papers, find_uses(papers))
    part.made = len(papers)


def update(content: Path, work: Path, clock: Clock) -> None:
    """Add the newest papers to what was kept of the others, and keep that."""
    papers = _papers(content)
    newest = _newest(papers)
    older = [paper for paper in papers if paper.id not in newest]
    cache, names = work / "related.npz", work / "names.npz"
    write_kept(cache, find(older))
    write_uses(names, find_uses(older))
    with clock.time(f"related papers, {NEWEST} of them new") as part:
        write_kept(cache, find(papers, read_kept(cache)))
    part.made = len(papers)
    with clock.time(f"mentions, {NEWEST} papers new") as part:
        uses = find_uses(papers, read_uses(names))
        write_uses(names, uses)
        judge_uses(papers, uses)
    part.made = len(papers)


def grow(content: Path, _work: Path, clock: Clock) -> None:
    """Add the newest papers to the others; what is made are the lists that change."""
    papers = _papers(content)
    with clock.time(f"lists changed by {NEWEST} more papers") as part:
        change = measure_change(papers)
    part.made = change.changed
    sys.stderr.write(f"{change}\n")


def measure_change(papers: Sequence[Paper]) -> Change:
    """Compare the lists of the older papers without and with the newest."""
    newest = _newest(papers)
    older = [paper for paper in papers if paper.id not in newest]
    before, after = (
        dict(zip(found.ids, found.lists, strict=True)) for found in (find(older), find(papers))
    )
    return Change(len(older), sum(before[paper.id] != after[paper.id] for paper in older))


def _newest(papers: Sequence[Paper]) -> set[str]:
    by_age = sorted(papers, key=lambda paper: (paper.added or date.max, paper.id))
    return {paper.id for paper in by_age[-NEWEST:]}


def _papers(content: Path) -> Sequence[Paper]:
    return assemble(load_content(content)).digest.papers


STAGES: Mapping[str, Callable[[Path, Path, Clock], None]] = MappingProxyType(
    {stage.__name__: stage for stage in (relate, update, grow)}
)
"""The stages by name."""
