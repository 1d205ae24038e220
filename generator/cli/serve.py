"""`digest serve`: a live preview."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType

import click

from generator.cli.options import config_option, content_option, find_project
from generator.cli.printing import print_problems, progress
from generator.problems import Problem, Severity
from generator.workers import default_jobs


@click.command()
@content_option
@config_option
@click.option("--address", metavar="HOST:PORT", help="Where to serve; 127.0.0.1:8000 by default.")
def serve(content: Path | None, config: Path, address: str | None) -> None:
    """Show the site in a browser while content and templates are edited.

    Each page is made when it is asked for, and loaded again after an edit.
    """
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # CONTRIBUTING.md tells of it once
    from generator.live.preview import Places, Terminal, preview  # noqa: PLC0415 - after that

    if address:
        _refuse_unclear(address)
    project = find_project(config, content)
    places = Places(
        config=project.config,
        content=project.content,
        templates=project.templates,
        docs=project.docs,
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)-7s -  %(message)s")
    signal.signal(signal.SIGTERM, _interrupt)
    terminal = Terminal(say=_say, report=_report, progress=partial(progress, quiet=False))
    with suppress(KeyboardInterrupt):
        preview(places, terminal, address=address, jobs=default_jobs())


def _refuse_unclear(address: str) -> None:
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) >= 1 << 16:
        raise click.BadParameter(
            f"{address!r} is no place to serve; write host and port, as 127.0.0.1:8000",
            param_hint="--address",
        )


def _say(line: str) -> None:
    click.echo(line, err=True)


def _report(problems: Iterable[Problem]) -> None:
    print_problems(problem for problem in problems if problem.severity > Severity.NOTE)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """Being told to end is as good as the user's Ctrl+C: nothing stays behind."""
    raise KeyboardInterrupt
