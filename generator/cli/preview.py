"""`digest preview`: one page of what a change does."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from generator.assemble import Assembled, assemble
from generator.cli.options import config_option, content_option, find_digest
from generator.cli.since import revision_of, since_option
from generator.content.load import load_content, show_path
from generator.preview import State, compare_states, render_preview, weigh
from generator.problems import has_errors, sum_up
from generator.revisions import RevisionError, changed_files, copy_at
from generator.settings import load_settings
from generator.since import compare_findings, key_findings
from generator.write import write_file


@click.command()
@content_option
@config_option
@since_option("Compare with this revision.", required=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("preview.html"),
    show_default=True,
    help="Where the page goes.",
)
def preview(content: Path | None, config: Path, since: str, out: Path) -> None:
    """Show what a change does: papers, lists, problems and weight, before and now, on one page.

    Status 1 if the change brings an error; the page is written all the same.
    """
    project = find_digest(config, content)
    settings = load_settings(project.config, os.environ)
    revision = revision_of(project, since)
    here = project.content
    with copy_at(here, revision) as old:
        before, after = assemble(load_content(old)), assemble(load_content(here))
        findings = compare_findings(
            key_findings(before.problems, old, show_path(here)), key_findings(after.problems, here)
        )
        states = (_state(before, old), _state(after, here))
    try:
        files = changed_files(here, revision)
    except RevisionError as error:
        raise click.ClickException(str(error)) from None
    comparison = compare_states(*states, files=files, findings=findings)
    weight = weigh(*states, settings, project.templates)
    page = render_preview(
        comparison, weight, revision, site_name=settings.site_name, templates=project.templates
    )
    write_file(out, page)
    click.echo(f"{out}: {sum_up(findings.new) or 'no problems'} brought", err=True)
    if has_errors(findings.new):
        sys.exit(1)


def _state(assembled: Assembled, folder: Path) -> State:
    size = sum(
        path.lstat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
    )
    return State(digest=assembled.digest, size=size)
