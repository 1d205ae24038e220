"""What commands print: findings, sums of findings, progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Literal

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from generator.problems import Problem, Severity, render_github, render_text, sort_problems

Format = Literal["text", "github"]

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


def print_problems(
    problems: Iterable[Problem], *, form: Format = "text", least: Severity = Severity.NOTE
) -> None:
    """Print findings to stderr (for GitHub: to stdout, where it looks for them), with their sum."""
    problems = sort_problems(problems)
    for problem in problems:
        if problem.severity >= least:
            if form == "github":
                click.echo(render_github(problem))
            else:
                click.secho(render_text(problem), err=True, fg=COLOURS[problem.severity])
    if problems:
        click.echo(sum_up(problems), err=True)


def sum_up(problems: Iterable[Problem]) -> str:
    """Count findings: `2 errors, 1 warning`."""
    counts = Counter(problem.severity for problem in problems)
    return ", ".join(
        f"{counts[severity]:,} {severity}{'' if counts[severity] == 1 else 's'}"
        for severity in sorted(counts, reverse=True)
    )


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that shows how far a stage is, on a terminal and not otherwise."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        tasks = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done)

        yield show
