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
from generator.problems import Problem, has_errors


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
def check(paths: tuple[Path, ...], content: Path | None, config: Path, form: Format) -> None:
    """Report all problems of the content, or those of PATHS alone; status 1 if any is an error."""
    project = find_project(config, content)
    problems = assemble(load_content(project.content)).problems
    wanted = [path.resolve() for path in paths]
    chosen = [problem for problem in problems if not wanted or _is_in(problem, wanted)]
    print_problems(chosen, form=form)
    if has_errors(chosen):
        sys.exit(1)


def _is_in(problem: Problem, paths: Iterable[Path]) -> bool:
    place = Path(problem.path).resolve()
    return any(place.is_relative_to(path) for path in paths)
