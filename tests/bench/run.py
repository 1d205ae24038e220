"""Measures speed and memory on thousands of real papers: `make bench`.

Real records lie beside the project (`../shared/data`) and are no part of it; where they are absent
there is nothing to measure. Figures are told and judged in words, never by an exit status: a
machine may be slow or busy. Only a stage that crashes ends with an error. What is written goes to
the system's folder for temporary files (`TMPDIR`), so its disk is measured too.
"""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import click
from corpus import API, ARXIV, Corpus, write_content
from figures import (
    HEAD,
    Figure,
    judge_growth,
    judge_memory,
    judge_sifting,
    lay_out,
    make_row,
    to_figures,
)
from imports import SIFTING, TIMES
from measure import run_fresh
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
TOPICS = ROOT / "content" / "topics.yml"
SCRIPT = Path(__file__).with_name("stages.py")

WHOLE = "generate"
SITE = "build_site"
GROWTH = "grow"
CURATED = "check_curations"
IMPORTS = ("import_api", "import_arxiv", "sift_once", "sift_often")
STAGES = (
    "read_and_merge",
    "choose_topics",
    "find_near_titles",
    "check",
    "make_and_write",
    "write_again",
    "export",
    "relate",
    "update",
    WHOLE,
)
"""Functions of `stages.py`, in the order of the table; all but `SITE`, which takes long, `GROWTH`, which one
corpus has, `IMPORTS`, which read the sources themselves, and `CURATED`, whose content is invented."""

REAL = Corpus(source=API, papers=6_141)
GROWING = tuple(Corpus(source=ARXIV, papers=papers) for papers in (6_141, 15_000, 36_949))
MANY = Corpus(source=ARXIV, papers=10_000)
FLAT = tuple(Corpus(source=ARXIV, papers=papers, is_flat=True) for papers in (3_000, 15_000))
FOR_SITE = Corpus(source=ARXIV, papers=2_000)

FEW_PAPERS = 10_000
"""Up to here every stage runs several times and the median counts, beyond it once."""

Job = tuple[Corpus, str]
"""A stage to be measured on a corpus."""


@click.command()
@click.option("--quick", is_flag=True, help="Measure the 6,141 records of the API alone.")
@click.option("--mkdocs", is_flag=True, help="Measure MkDocs and Pagefind alone.")
@click.option(
    "--stage",
    type=click.Choice([*STAGES, *IMPORTS, CURATED, SITE]),
    help="Measure this stage alone.",
)
@click.option("--runs", default=3, show_default=True, help="Runs of a stage on few papers.")
def main(*, quick: bool, mkdocs: bool, stage: str | None, runs: int) -> None:
    """Measure speed and memory on thousands of real papers."""
    if not (SHARED / "data").is_dir():
        click.echo("Nothing to measure: the real records in ../shared/data are not here.")
        return
    jobs = list(choose_jobs(quick=quick, mkdocs=mkdocs, stage=stage))
    figures: list[Figure] = []
    with TemporaryDirectory(prefix="digest-bench-") as work:
        try:  # what was measured before a crash is told all the same
            figures.extend(measure(jobs, runs, Path(work)))
        except subprocess.CalledProcessError as error:
            raise click.ClickException(f"a stage crashed: {' '.join(error.cmd)}") from None
        finally:
            for line in chain(lay_out([HEAD, *map(make_row, figures)]), ("",), sum_up(figures)):
                click.echo(line)


def choose_jobs(*, quick: bool, mkdocs: bool, stage: str | None) -> Iterator[Job]:
    """Stages and corpora; those of one corpus follow each other."""
    if mkdocs:
        yield FOR_SITE, SITE
        return
    if stage in {None, CURATED}:
        yield REAL, CURATED
    if stage is None or stage in IMPORTS:
        yield from product([REAL], [stage] if stage else IMPORTS)
    small, middle, large = GROWING
    if stage is None or stage in STAGES:
        yield from product([REAL] if quick else [REAL, small, large], [stage] if stage else STAGES)
    if not quick and stage in {None, "export"}:
        yield MANY, "export"
    if stage in {None, "relate"}:
        yield REAL, GROWTH
    if not quick and stage in {None, WHOLE}:
        yield from product([middle, *FLAT], [WHOLE])
    if not quick and stage in {None, SITE}:
        yield from product([FOR_SITE, small, large], [SITE])


def measure(jobs: Sequence[Job], runs: int, work: Path) -> Iterator[Figure]:
    """Run every job and give its figures; progress shows on a terminal only."""
    console = Console(stderr=True)
    columns = (MofNCompleteColumn(), TextColumn("{task.description}"))
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        task = progress.add_task("", total=len(jobs))
        for corpus, stage in jobs:
            progress.update(task, description=f"{corpus.name}: {stage.replace('_', ' ')}")
            yield from measure_stage(corpus, stage, runs, work)
            progress.advance(task)


def measure_stage(corpus: Corpus, stage: str, runs: int, work: Path) -> Iterator[Figure]:
    """Run one stage on one corpus as often as its size allows."""
    content = work / corpus.name
    if not content.exists():
        write_content(corpus, SHARED, TOPICS, content)
    found = []
    for _ in range(runs if corpus.papers <= FEW_PAPERS else 1):
        # Removed with all else at the end: see `rivals.put_away`.
        out = mkdtemp(dir=work)
        found.append(run_fresh(SCRIPT, stage, content, out))
    yield from to_figures(corpus.name, corpus.papers, found)


def sum_up(figures: Iterable[Figure]) -> Iterator[str]:
    """What the table says about memory and growth, in words, and where it was measured."""
    figures = list(figures)
    at = {(figure.part, figure.corpus): figure for figure in figures}
    parts = list(dict.fromkeys(figure.part for figure in figures))
    for figure in figures:
        if figure.part == "the whole generator":
            yield f"Memory, {figure.corpus}: {judge_memory(figure.peak)}."
    once, often = ((SIFTING.format(times), REAL.name) for times in (1, TIMES))
    if once in at and often in at:
        yield f"Memory, sifting: {judge_sifting(at[once], at[often])}."
    for (small, *_, large), part in product((GROWING, FLAT), parts):
        if (part, small.name) in at and (part, large.name) in at:
            growth = judge_growth(at[part, small.name], at[part, large.name])
            yield f"Growth, {large.kind}, {part}: {growth}."
    yield f"Python {platform.python_version()}, {platform.platform()}, {os.cpu_count()} cores."


if __name__ == "__main__":
    main()
