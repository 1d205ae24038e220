"""What commands print: findings, sums of findings, progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Literal

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from generator.problems import (
    Problem,
    Severity,
    render_github,
    render_text,
    sort_problems,
    sum_up,
)
from generator.summary import render_markdown

Format = Literal["text", "github", "markdown"]

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


def print_problems(
    problems: Iterable[Problem],
    *,
    form: Format = "text",
    least: Severity = Severity.NOTE,
    since: str | None = None,
) -> None:
    """Print findings to stderr, with the sum of those shown; for other programs, to stdout.

    `least` is shown, and what weighs more. `since` is the revision whose own findings were left out.
    """
    problems = sort_problems(problem for problem in problems if problem.severity >= least)
    if form == "markdown":
        click.echo(render_markdown(problems, since), nl=False)
        return
    for problem in problems:
        if form == "github":
            click.echo(render_github(problem))
        else:
            click.secho(render_text(problem), err=True, fg=COLOURS[problem.severity])
    if problems:
        click.echo(sum_up(problems), err=True)
    elif since:
        click.echo(f"nothing that is new since {since}", err=True)


_OFTEN = 0.1
"""Seconds between two pictures of a bar."""


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
    # Without a thread that refreshes it: a process with threads cannot share its work among forks.
    bar = Progress(*columns, console=console, transient=True, disable=hidden, auto_refresh=False)
    with bar:
        tasks = {}
        last = 0.0

        def show(stage: str, done: int, total: int) -> None:
            nonlocal last
            is_new = stage not in tasks
            if is_new:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done)
            if (now := bar.get_time()) - last >= _OFTEN or is_new or done == total:
                last = now
                bar.refresh()

        yield show
