"""Figures beside the limits that were set for them, as a table in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from processes import Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The most that a figure may be, and the less that is wished for."""

    unit: str
    most: float | None = None
    aim: float | None = None

    def __str__(self) -> str:
        most = "" if self.most is None else f"≤ {self.most:g} {self.unit}"
        aim = "" if self.aim is None else f"aim {self.aim:g} {self.unit}"
        return ", ".join(filter(None, (most, aim)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A figure, in the unit of its limit; None where it was not measured."""

    figure: str
    found: float | None
    limit: Limit

    @property
    def verdict(self) -> str:
        """In words how it stands."""
        if self.found is None:
            return "not measured"
        held = self.limit.most is None or self.found <= self.limit.most
        aimed = self.limit.aim is not None and self.found <= self.limit.aim
        if self.limit.most is None:
            return "aim met" if aimed else "aim not met"
        return "not met" if not held else "met, and the aim" if aimed else "met"


def ratio(ours: Sequence[Spent], theirs: Sequence[Spent]) -> float | None:
    """How many times as long ours took as theirs, in the median of the rounds.

    Those of one round ran one after the other: what else the machine did then slowed both.
    """
    pairs = zip(ours, theirs, strict=False)
    found = [one.elapsed / other.elapsed for one, other in pairs]
    return median(found) if found else None


def share_of_others(runs: Iterable[Spent]) -> float:
    """The part that other programs had in what the processors did; 0 where nobody can tell."""
    known = [
        (run.busy, run.others) for run in runs if run.busy is not None and run.others is not None
    ]
    all_of_it = sum(map(sum, known))
    return sum(others for _, others in known) / all_of_it if all_of_it else 0.0


def lay_out_times(times: Iterable[tuple[str, Sequence[Spent]]]) -> Iterator[str]:
    """A row for each program that ran: seconds in the median, and from the fastest run to the slowest."""
    yield from _rows(
        ("what ran", "median", "fastest to slowest", "of processors", "others meanwhile"),
        (
            (
                name,
                f"{median(run.elapsed for run in runs):.1f} s",
                f"{min(run.elapsed for run in runs):.1f} to {max(run.elapsed for run in runs):.1f} s",
                _seconds([run.busy for run in runs if run.busy is not None]),
                _seconds([run.others for run in runs if run.others is not None]),
            )
            for name, runs in times
            if runs
        ),
    )


def lay_out_standings(standings: Iterable[Standing]) -> Iterator[str]:
    """A row for each figure that has a limit."""
    yield from _rows(
        ("figure", "is", "limit", "verdict"),
        (
            (
                standing.figure,
                "" if standing.found is None else f"{standing.found:.2f} {standing.limit.unit}",
                str(standing.limit),
                standing.verdict,
            )
            for standing in standings
        ),
    )


def _seconds(found: Sequence[float]) -> str:
    return f"{median(found):.1f} s" if found else ""


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(row)} |"
