"""`digest check`: all problems of the content in one run."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from generator.assemble import assemble
from generator.cli.options import config_option, content_option, find_project
from generator.cli.printing import Format, print_problems
from generator.content.load import load_content
from generator.freshness import SHRINK, check_published
from generator.problems import Problem, has_errors
from generator.published import read_published


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@content_option
@config_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github"]),
    default="text",
    show_default=True,
    help="Lines for people, or annotations for a pull request.",
)
@click.option(
    "--published",
    type=click.Path(path_type=Path, exists=True),
    help="The papers.json last published, or the folder of that site: nothing of it may be lost.",
)
@click.option(
    "--shrink",
    type=click.FloatRange(0, 100),
    default=SHRINK,
    show_default=True,
    metavar="PERCENT",
    help="How much smaller than the published digest this one may be.",
)
def check(  # noqa: PLR0917 - click passes them by name
    paths: tuple[Path, ...],
    content: Path | None,
    config: Path,
    form: Format,
    published: Path | None,
    shrink: float,
) -> None:
    """Report all problems of the content, or those of PATHS alone; status 1 if any is an error."""
    project = find_project(config, content)
    last = read_published(published) if published else None
    assembled = assemble(load_content(project.content))
    wanted = [path.resolve() for path in paths]
    chosen = [p for p in assembled.problems if not wanted or _is_in(p, wanted)]
    if last:
        chosen.extend(check_published(assembled.digest, last, shrink))
    print_problems(chosen, form=form)
    if has_errors(chosen):
        sys.exit(1)


def _is_in(problem: Problem, paths: Iterable[Path]) -> bool:
    place = Path(problem.path).resolve()
    return any(place.is_relative_to(path) for path in paths)
