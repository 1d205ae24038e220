"""The table of what was measured: beside each figure its target, and in words how it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType

from measure import Part, Run

MB = 10**6

TARGETS: Mapping[str, int] = MappingProxyType(
    {
        "read and merge": 5_000,
        "import of daily_papers_api": 3_000,
        "import of arxiv": 3_000,
        "topics and sentences": 2_000,
        "pages: render and write": 2_000,
        "pages: all of it": 2_000,
        "feeds, mails, citations, data": 1_000,
    }
)
"""Papers, pages or records a second, on one core."""

SUMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "topics and sentences": ("topics", "sentence choice"),
        "pages: render and write": ("pages: render", "pages: write"),
        "feeds, mails, citations, data": ("feeds", "mails", "citations", "data"),
        "pages: all of it": ("pages: make", "pages: note links", "pages: render", "pages: write"),
    }
)
"""Figures that are sums of parts of one stage."""

MOST_MEMORY = 1_000 * MB
"""Bytes that the generator may hold at its peak, with the largest corpus."""

EVEN = 0.2
"""Time for each paper may grow by this share from the smallest corpus to the largest."""

FLAT = 0.05
"""Memory may grow by this share with a file of four times the length, and counts as flat."""

HEAD = (
    *("figure", "corpus", "made", "seconds", "min to max", "elapsed"),
    *("a second", "target", "verdict", "MB"),
)
"""Columns; `seconds` are of one processor, `MB` the peak of the process up to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A part of a stage on one corpus, over all its runs; `peak` is in bytes.

    Rates go by what the runs took of a processor: what else the machine does changes that least.
    """

    part: str
    corpus: str
    papers: int
    made: int
    busy: tuple[float, ...]
    elapsed: tuple[float, ...]
    peak: int

    @property
    def rate(self) -> float:
        """How many a second of one processor, by the median run."""
        return self.made / median(self.busy)

    @property
    def each(self) -> float:
        """Seconds for each paper of the corpus, by the median run."""
        return median(self.busy) / self.papers


def to_figures(corpus: str, papers: int, runs: Sequence[Run]) -> Iterator[Figure]:
    """One figure a part, then the sums of parts."""
    parts = {part.name: (part.name,) for part in runs[0].parts}
    sums = {name: names for name, names in SUMS.items() if parts.keys() >= set(names)}
    for name, names in (*parts.items(), *sums.items()):
        yield Figure(
            part=name,
            corpus=corpus,
            papers=papers,
            made=next(part.made for part in runs[0].parts if part.name == names[-1]),
            busy=tuple(sum(part.busy for part in _named(names, run)) for run in runs),
            elapsed=tuple(sum(part.elapsed for part in _named(names, run)) for run in runs),
            peak=max(run.peak for run in runs),
        )


def _named(names: Collection[str], run: Run) -> list[Part]:
    return [part for part in run.parts if part.name in names]


def make_row(figure: Figure) -> tuple[str, ...]:
    """A figure as cells of the table, in the order of `HEAD`."""
    target = TARGETS.get(figure.part)
    return (
        figure.part,
        figure.corpus,
        f"{figure.made:,}",
        f"{median(figure.busy):.2f}",
        f"{min(figure.busy):.2f} to {max(figure.busy):.2f}",
        f"{median(figure.elapsed):.2f}",
        f"{figure.rate:,.0f}",
        f"{target:,}" if target else "",
        judge_rate(figure.rate, target) if target else "",
        f"{figure.peak / MB:,.0f}",
    )


def judge_rate(rate: float, target: int) -> str:
    """How a rate stands to its target."""
    return (
        f"{rate / target:.1f} times the target"
        if rate >= target
        else (f"too slow: {rate / target:.0%} of it")
    )


def judge_memory(peak: int) -> str:
    """How a peak of memory stands to the limit."""
    verdict = "below" if peak < MOST_MEMORY else "above"
    return f"{peak / MB:,.0f} MB, {verdict} {MOST_MEMORY / MB:,.0f} MB"


def judge_growth(small: Figure, large: Figure) -> str:
    """How the time for each paper changes between two corpora of one kind."""
    ratio = large.each / small.each
    verdict = "linear" if ratio <= 1 + EVEN else "more than linear"
    return (
        f"{ratio:.2f} times the time for each paper "
        f"({small.papers:,} to {large.papers:,} papers): {verdict}"
    )


def judge_sifting(once: Figure, often: Figure) -> str:
    """How the memory of sifting changes with the length of the file."""
    ratio = often.peak / once.peak
    verdict = "flat" if ratio <= 1 + FLAT else "grows"
    return (
        f"{ratio:.2f} times the peak for {often.made / once.made:.0f} times the records: {verdict}"
    )


def lay_out(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Rows as lines of a table; words to the left, numbers to the right."""
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = (
            cell.ljust(width) if is_words else cell.rjust(width)
            for cell, width, is_words in zip(row, widths, WORDS, strict=True)
        )
        yield "  ".join(cells).rstrip()


WORDS = tuple(name in {"figure", "corpus", "verdict"} for name in HEAD)
