"""`digest check`: all problems of the content in one run."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
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
from generator.revisions import Revision, folder_at
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
    """Report all problems of the content, or those of PATHS alone; status 1 if any is an error."""
    project = find_project(config, content)
    _refuse_elsewhere(paths, project.content)
    revision = revision_of(project, since) if since else None
    problems, lost = _find(project, published, shrink)
    brought = _brought(project.content, revision, problems) if revision else problems
    wanted = [path.resolve() for path in paths]
    chosen = [*(p for p in brought if not wanted or _is_in(p, wanted)), *lost]
    print_problems(chosen, form=form, since=since)
    if not (chosen or since) and sys.stderr.isatty():
        click.echo("no problems", err=True)
    if has_errors(chosen):
        sys.exit(1)


def _refuse_elsewhere(paths: Iterable[Path], content: Path) -> None:
    """End where a path has no content, so that nobody takes silence there for good news."""
    root = content.resolve()
    for path in paths:
        place = path.resolve()
        if not (place.is_relative_to(root) or root.is_relative_to(place)):
            raise click.UsageError(
                f"{show_path(path)} is not in {show_path(content)}, which is all that is checked"
            )


def _find(
    project: Project, published: Path | None, shrink: float
) -> tuple[Sequence[Problem], Sequence[Problem]]:
    """The problems of the content, and what of the published digest it would lose."""
    last = read_published(published) if published else None
    content = load_content(project.content)
    if last is None:
        return judge(content)[1], ()
    assembled = assemble(content)
    return assembled.problems, tuple(check_published(assembled.digest, last, shrink))


def _brought(content: Path, revision: Revision, problems: Sequence[Problem]) -> Sequence[Problem]:
    """The problems that were not there at a revision."""
    with folder_at(content, revision) as old:
        known = key_findings(judge(load_content(old))[1], old, show_path(content))
        return compare_findings(known, key_findings(problems, content)).new


def _is_in(problem: Problem, paths: Iterable[Path]) -> bool:
    place = Path(problem.path).resolve()
    return any(place.is_relative_to(path) for path in paths)
