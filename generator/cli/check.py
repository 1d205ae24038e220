"""`digest check`: all problems of the content and of the settings in one run."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from generator.assemble import assemble, judge
from generator.cli.options import Project, config_option, content_option, find_project
from generator.cli.printing import Format, print_problems
from generator.cli.since import revision_of, since_option
from generator.content.load import load_content, show_path
from generator.freshness import SHRINK, check_published
from generator.problems import Problem, has_errors
from generator.published import read_published
from generator.revisions import Revision, copy_at
from generator.settings import check_settings
from generator.since import compare_findings, key_findings


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@content_option
@config_option
@since_option("Report only what the change since this revision brought.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "markdown"]),
    default="text",
    show_default=True,
    help="Lines for people, annotations for a pull request, or a summary for its page.",
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
    since: str | None,
    form: Format,
    published: Path | None,
    shrink: float,
) -> None:
    """Report all problems of content and settings, or those of PATHS alone; status 1 if any is an error."""
    project = find_project(config, content)
    _refuse_elsewhere(paths, project)
    revision = revision_of(project, since) if since else None
    problems, lost = _find(project, published, shrink)
    places = (
        (project.content, problems, _judge),
        (project.config, _check_settings(project.config), _check_settings),
    )
    wanted = [path.resolve() for path in paths]
    chosen = [
        *(
            problem
            for place, found, find in places
            for problem in (_brought(place, revision, found, find) if revision else found)
            if not wanted or _is_in(problem, wanted)
        ),
        *lost,
    ]
    print_problems(chosen, form=form, since=since)
    if not (chosen or since) and sys.stderr.isatty():
        click.echo("no problems", err=True)
    if has_errors(chosen):
        sys.exit(1)


def _refuse_elsewhere(paths: Iterable[Path], project: Project) -> None:
    """End where nothing of a path is checked, so that nobody takes silence there for good news."""
    roots = (project.content.resolve(), project.config.resolve())
    for path in paths:
        place = path.resolve()
        if not any(place.is_relative_to(root) or root.is_relative_to(place) for root in roots):
            raise click.UsageError(
                f"{show_path(path)} is not in {show_path(project.content)}, which is all that is "
                f"checked beside {show_path(project.config)}"
            )


def _find(
    project: Project, published: Path | None, shrink: float
) -> tuple[Sequence[Problem], Sequence[Problem]]:
    """The problems of the content, and what of the published digest it would lose."""
    last = read_published(published) if published else None
    if last is None:
        return _judge(project.content), ()
    assembled = assemble(load_content(project.content))
    return assembled.problems, tuple(check_published(assembled.digest, last, shrink))


def _judge(content: Path) -> Sequence[Problem]:
    return judge(load_content(content))[1]


def _check_settings(config: Path) -> Sequence[Problem]:
    return check_settings(Path(show_path(config)), os.environ)


def _brought(
    place: Path,
    revision: Revision,
    problems: Sequence[Problem],
    find: Callable[[Path], Sequence[Problem]],
) -> Sequence[Problem]:
    """The problems of a folder or file that were not there at a revision."""
    with copy_at(place, revision) as old:
        known = key_findings(find(old), old, show_path(place))
        return compare_findings(known, key_findings(problems, place)).new


def _is_in(problem: Problem, paths: Iterable[Path]) -> bool:
    place = Path(problem.path).resolve()
    return any(place.is_relative_to(path) for path in paths)
