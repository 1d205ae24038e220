"""Keeping answers: what was taken enters the content as an import does, all of it or none.

What would make the content wrong is left out and reported; the rest is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.content.load import Content, load_content
from generator.importing import Candidate, Plan, files_of, make_plan
from generator.problems import ContentError, Problem, Severity
from generator.write import editing, write_together

Refused = tuple[Candidate, tuple[Problem, ...]]
"""A candidate that is left out, and every reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """An answer that is content now: what it answers, its file, and how many papers it lists."""

    what: str
    path: str
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of candidates: kept, `present` already under a path, or refused with reasons.

    `new` counts the papers that no listing had before.
    """

    files: tuple[KeptFile, ...]
    present: tuple[tuple[Candidate, str], ...]
    new: int
    refused: tuple[Refused, ...]


def keep(content: Path, candidates: Sequence[Candidate], today: date) -> Kept:
    """Put the candidates into the content folder and its register; leave out those that break it.

    Without any, the register learns what it missed when an earlier run was killed.

    Raises:
        ContentError: the content has errors without them.
    """
    with editing(content):
        plan, refused = _plan(load_content(content), candidates, today)
        if plan.arrivals or plan.register:
            write_together(files_of(plan, content))
    return Kept(
        files=tuple(
            KeptFile(what=a.candidate.path, path=a.listing.path, papers=len(a.listing.entries))
            for a in plan.arrivals
        ),
        present=plan.present,
        new=_count_new(plan),
        refused=tuple(refused),
    )


def _plan(
    content: Content, candidates: Sequence[Candidate], today: date
) -> tuple[Plan, list[Refused]]:
    """Plan with as many candidates as fit; each that does not is left out, one round after another."""
    left, refused = list(candidates), list[Refused]()
    while True:
        plan, errors = _try(content, left, today)
        if plan and not errors:
            return plan, refused
        at_fault = _find_named(left, plan, errors) or _find_guilty(content, left, today)
        if not at_fault:
            raise ContentError(errors)
        refused += at_fault
        left = [one for one in left if all(one is not other for other, _ in at_fault)]


def _try(
    content: Content, candidates: Sequence[Candidate], today: date
) -> tuple[Plan | None, tuple[Problem, ...]]:
    """A plan and its errors; no plan where there cannot even be one."""
    try:
        plan = make_plan(content, candidates, today)
    except ContentError as error:
        return None, error.problems
    return plan, tuple(p for p in plan.after.problems if p.severity is Severity.ERROR)


def _find_named(
    candidates: Iterable[Candidate], plan: Plan | None, errors: Sequence[Problem]
) -> list[Refused]:
    """The candidates at which errors stand, or at the files that they would become."""
    arrivals = plan.arrivals if plan else ()
    places = {a.listing.path: a.candidate.path for a in arrivals}
    found = {
        one.path: tuple(p for p in errors if places.get(p.path, p.path) == one.path)
        for one in candidates
    }
    return [(one, found[one.path]) for one in candidates if found[one.path]]


def _find_guilty(content: Content, candidates: Iterable[Candidate], today: date) -> list[Refused]:
    """The candidates that bring errors elsewhere, such as at a curation; each is tried alone."""
    _, there = _try(content, (), today)
    tried = ((one, _try(content, [one], today)[1]) for one in candidates)
    fresh = ((one, tuple(p for p in errors if p not in there)) for one, errors in tried)
    return [(one, errors) for one, errors in fresh if errors]


def _count_new(plan: Plan) -> int:
    before = {paper.id for paper in plan.before.digest.papers}
    return sum(paper.id not in before for paper in plan.after.digest.papers)
