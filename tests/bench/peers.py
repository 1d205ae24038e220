"""The digest beside its peers, on the same pages and this machine: `make peers`, and a part of `make bench`.

What is compared runs in turns, so that whatever else the machine does hits all alike; figures are
medians. They are printed as the tables of SPEED.md, beside their limits and in words, and never
judged by an exit status. Where the real records beside the project are absent, there is nothing to
measure.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import click
from corpus import API, ARXIV, Corpus
from processes import Spent
from ratios import Limit, Standing, lay_out_standings, lay_out_times, ratio, share_of_others
from reloading import measure_reloads
from rivals import (
    CURATION,
    DAYS,
    NEW,
    ROOT,
    SHARED,
    Bench,
    build,
    clear,
    give_pages,
    make_bench,
    run_hugo,
    run_mkdocs,
)

from generator.pagefind import find_pagefind

PAPERS = 10_000
LARGE = 36_949
GB = 10**9

QUIET = 0.1
"""Share of the processors' work that other programs may have while figures count."""

FULL = "`digest build` from nothing"
AFTER_FULL = f"`digest build`, a first listing of {NEW} papers on top of that"
LISTING = f"`digest build`, one new listing of {NEW} papers"
SAME = "`digest build`, nothing changed"
HUGO = "Hugo, the same pages"
MKDOCS = "`mkdocs build`, the same pages"
FIRST = "`digest serve`, until the first page is there"
RELOAD = "`digest serve`, one word of a curation until the page is reloaded"

PARTS = ("builds", "preview", "memory")


@dataclass(slots=True)
class Found:
    """What was measured: runs by what ran, and the peaks of memory by what ran on how many papers.

    What could not be measured is told with its reason.
    """

    papers: int = 0
    pages: int = 0
    times: dict[str, list[Spent]] = field(default_factory=dict)
    peaks: dict[tuple[str, int], int | None] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def note(self, name: str, spent: Spent) -> None:
        """Keep one run, and say so: all of it takes long."""
        self.times.setdefault(name, []).append(spent)
        click.echo(f"{name}: {spent.elapsed:.1f} s", err=True)

    def runs(self, name: str) -> Sequence[Spent]:
        """All runs of this name."""
        return self.times.get(name, ())

    def seconds(self, name: str) -> float | None:
        """What it took in the median."""
        found = [run.elapsed for run in self.runs(name)]
        return median(found) if found else None


@click.command(help=__doc__)
@click.option("--papers", default=PAPERS, show_default=True, help="Papers of the digest.")
@click.option("--real", is_flag=True, help="Take the 6,141 records of the API.")
@click.option("--large", is_flag=True, help=f"Watch the memory of {LARGE:,} papers too.")
@click.option("--runs", default=3, show_default=True, help="Rounds, and edits under the preview.")
@click.option("--part", "parts", type=click.Choice(PARTS), multiple=True, help="Measure this only.")
def main(*, papers: int, real: bool, large: bool, runs: int, parts: Sequence[str]) -> None:
    """Measure the digest beside its peers."""
    if not (SHARED / "data").is_dir():
        click.echo("Nothing to measure: the real records in ../shared/data are not here.")
        return
    corpus = Corpus(source=API if real else ARXIV, papers=6_141 if real else papers + DAYS * NEW)
    found = Found()
    with TemporaryDirectory(prefix="digest-bench-") as work:
        try:  # what was measured before an end is told all the same
            measure(corpus, Path(work), found, runs=runs, parts=parts or PARTS)
            if large:
                all_of_them = Corpus(source=ARXIV, papers=LARGE)
                attempt(found, partial(watch_large, all_of_them, Path(work), found))
        finally:
            for line in tell(found):
                click.echo(line)


def measure(corpus: Corpus, work: Path, found: Found, *, runs: int, parts: Sequence[str]) -> None:
    """Measure all parts on one corpus; one that fails leaves the others as they are."""
    bench = make_bench(corpus, work / corpus.name)
    found.papers = bench.papers
    jobs: Mapping[str, Callable[[], None]] = {
        "builds": lambda: compare(bench, found, runs),
        "preview": lambda: preview(bench, found, runs),
        "memory": lambda: watch(bench, found),
    }
    for part in parts:
        attempt(found, jobs[part])


def attempt(found: Found, job: Callable[[], None]) -> None:
    """Run a job; its failure is told with the figures of the others."""
    try:
        job()
    except subprocess.CalledProcessError as error:
        click.echo(error.output, err=True)
        last = error.output.strip().rpartition("\n")[2]
        found.failed.append(f"`{' '.join(error.cmd)}` ended with status {error.returncode}: {last}")
    except (OSError, ValueError) as error:
        found.failed.append(str(error))


# What is measured


def compare(bench: Bench, found: Found, runs: int) -> None:
    """Build from nothing beside the peers, then follow small changes; and so on, round by round."""
    for _ in range(runs):
        clear(bench)
        found.note(FULL, build(bench))
        found.pages = give_pages(bench)
        found.note(HUGO, run_hugo(bench))
        found.note(MKDOCS, run_mkdocs(bench))
        for name, later in zip((AFTER_FULL, LISTING), bench.later, strict=True):
            bench.place_of(later).parent.mkdir(exist_ok=True)
            shutil.copyfile(later, bench.place_of(later))
            found.note(name, build(bench))
        found.note(SAME, build(bench))


def preview(bench: Bench, found: Found, runs: int) -> None:
    """Start a preview where a build was made, and change one word again and again."""
    if not (bench.project / "site").exists():
        build(bench)
    words = [f"kettle{number}" for number in range(1, runs + 1)]
    edits = [
        (partial(bench.curation.write_text, CURATION.format(word=word), "utf-8"), word)
        for word in words
    ]
    first, waited = measure_reloads(
        (sys.executable, "-m", "generator", "serve"),
        cwd=bench.project,
        environ=bench.environ,
        page=f"/papers/{bench.curated}/",
        edits=edits,
    )
    for name, seconds in ((FIRST, first), *((RELOAD, each) for each in waited)):
        found.note(name, Spent(elapsed=seconds))


def watch(bench: Bench, found: Found) -> None:
    """Run each once more, looking at its memory."""
    clear(bench)
    found.peaks[FULL, bench.papers] = build(bench, watched=True).peak
    found.pages = give_pages(bench)
    found.peaks[HUGO, bench.papers] = run_hugo(bench, watched=True).peak
    found.peaks[MKDOCS, bench.papers] = run_mkdocs(bench, watched=True).peak


def watch_large(corpus: Corpus, work: Path, found: Found) -> None:
    """Look at the memory of one large digest."""
    bench = make_bench(corpus, work / corpus.name)
    spent = build(bench, watched=True)
    found.note(f"{FULL}, {bench.papers:,} papers, memory watched", spent)
    found.peaks[FULL, bench.papers] = spent.peak


# What is told


def tell(found: Found) -> Iterator[str]:
    """The tables of SPEED.md."""
    yield f"{found.papers:,} papers, {found.pages:,} pages."
    yield ""
    yield from lay_out_times(found.times.items())
    yield ""
    yield from lay_out_standings(judge(found))
    yield ""
    for (name, papers), peak in found.peaks.items():
        if peak is not None:
            yield f"- Peak memory of {name} with {papers:,} papers: {peak / GB:.2f} GB."
    yield from (f"- Not measured: {reason}" for reason in found.failed)
    others = share_of_others(chain.from_iterable(found.times.values()))
    if others > QUIET:
        yield f"- Other programs did {others:.0%} of all work meanwhile: measure again when it is quiet."
    yield f"- {describe_machine()}"


def judge(found: Found) -> Iterator[Standing]:
    """Every figure that has a limit; the limits hold for 10,000 papers on two cores."""
    full = found.runs(FULL)
    for peer, limit in (
        (HUGO, Limit(unit="×", most=1.0, aim=0.7)),
        (MKDOCS, Limit(unit="×", most=0.5)),
    ):
        figure = f"{FULL}, against {peer}"
        yield Standing(figure=figure, found=ratio(full, found.runs(peer)), limit=limit)
    yield Standing(
        figure=f"{LISTING}, against one from nothing",
        found=ratio(found.runs(LISTING), full),
        limit=Limit(unit="×", most=0.15),
    )
    for name, limit in (
        (LISTING, Limit(unit="s", aim=5)),
        (SAME, Limit(unit="s", most=2)),
        (RELOAD, Limit(unit="s", most=2)),
    ):
        yield Standing(figure=name, found=found.seconds(name), limit=limit)
    for (name, papers), peak in found.peaks.items():
        if name == FULL:
            limit = Limit(unit="GB", most=1.2 if papers > 2 * PAPERS else 0.6)
            bytes_ = None if peak is None else peak / GB
            figure = f"peak memory of all processes but Pagefind's, {papers:,} papers"
            yield Standing(figure=figure, found=bytes_, limit=limit)


def describe_machine() -> str:
    """Where it was measured, and with what."""
    packages = (("Hugo", "hugo"), ("MkDocs", "mkdocs"), ("Material", "mkdocs-material"))
    versions = [f"{name} {version_of(package)}" for name, package in packages]
    return (
        ", ".join(
            chain(
                (f"{os.cpu_count()} cores", platform.platform()),
                (
                    f"Python {platform.python_version()}",
                    *versions,
                    f"Pagefind {pagefind_version()}",
                ),
            )
        )
        + "."
    )


def version_of(package: str) -> str:
    """The version that is installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "(absent)"


def pagefind_version() -> str:
    """The version of the search engine."""
    command = (str(find_pagefind(ROOT)), "--version")
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]


if __name__ == "__main__":
    main()
