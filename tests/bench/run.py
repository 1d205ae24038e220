"""Measures speed and memory on thousands of real papers: `make bench`.

Real records lie beside the project (`../shared/data`) and are no part of it; where they are absent
there is nothing to measure. Figures are told and never judged by an exit status: a machine may be
slow. Only a stage that crashes ends with an error.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus import API, ARXIV, Corpus, write_content
from figures import (
    HEAD,
    Figure,
    judge_growth,
    judge_memory,
    lay_out,
    make_row,
    to_figures,
)
from measure import run_fresh
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
TOPICS = ROOT / "content" / "topics.yml"
SCRIPT = Path(__file__).with_name("stages.py")

WHOLE = "the whole generator"

STAGES = (
    "read_and_merge",
    "choose_topics",
    "find_near_titles",
    "check",
    "make_and_write",
    "write_again",
    "export",
    "generate",
)
"""Functions of `stages.py`, in the order of the table."""

SMALL = Corpus(source=API, papers=6_141)
GROWING = tuple(Corpus(source=ARXIV, papers=papers) for papers in (6_141, 15_000, 36_949))
FLAT = tuple(Corpus(source=ARXIV, papers=papers, is_flat=True) for papers in (3_000, 15_000))
FOR_SITE = Corpus(source=ARXIV, papers=2_000)

RUNS = 3
"""Runs of a stage; the median counts."""

FEW_PAPERS = 10_000
"""Up to here every stage runs `RUNS` times, beyond it once."""

Job = tuple[Corpus, str]
"""A stage to be measured on a corpus."""


def main() -> int:
    """Measure what the arguments ask for, and print the table."""
    asked = read_arguments()
    if not (SHARED / "data").is_dir():
        print("Nothing to measure: the real records in ../shared/data are not here.")
        return 0
    jobs = list(choose_jobs(asked))
    with TemporaryDirectory(prefix="digest-bench-") as work:
        try:
            figures = list(measure(jobs, asked.runs, Path(work)))
        except subprocess.CalledProcessError as error:
            print(f"A stage crashed: {' '.join(error.cmd)}", file=sys.stderr)
            return 1
    print("\n".join(chain(lay_out([HEAD, *map(make_row, figures)]), ("",), sum_up(figures))))
    return 0


def read_arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="only the 6,141 records of the API")
    parser.add_argument("--mkdocs", action="store_true", help="only MkDocs and Pagefind")
    parser.add_argument("--stage", choices=STAGES, help="only this stage")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of a stage on a small corpus")
    return parser.parse_args()


def choose_jobs(asked: argparse.Namespace) -> Iterator[Job]:
    """Stages and corpora; those of one corpus follow each other."""
    stages = (asked.stage,) if asked.stage else STAGES
    if not asked.mkdocs:
        for corpus in (SMALL,) if asked.quick else (SMALL, *GROWING):
            yield from ((corpus, stage) for stage in stages)
        if not asked.quick:
            yield from ((corpus, "generate") for corpus in FLAT)
    if asked.mkdocs or not (asked.quick or asked.stage):
        yield FOR_SITE, "build_site"


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
        with TemporaryDirectory(dir=work) as out:
            found.append(run_fresh(SCRIPT, stage, content, out))
    yield from to_figures(corpus.name, corpus.papers, found)


def sum_up(figures: Iterable[Figure]) -> Iterator[str]:
    """What the table says about memory and growth, in words."""
    figures = list(figures)
    for figure in figures:
        if figure.part == WHOLE:
            yield f"Memory, {figure.corpus}: {judge_memory(figure.peak)}."
    for corpora in (GROWING, FLAT):
        small, large = corpora[0].name, corpora[-1].name
        at = {(figure.part, figure.corpus): figure for figure in figures}
        for part in dict.fromkeys(figure.part for figure in figures):
            if (part, small) in at and (part, large) in at:
                growth = judge_growth(at[part, small], at[part, large])
                yield f"Growth of {part}, {corpora[-1].kind}: {growth}."


if __name__ == "__main__":
    sys.exit(main())
