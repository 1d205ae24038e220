"""`digest score`: how well the rules put papers into topics."""

from __future__ import annotations

from pathlib import Path

import click

from generator.assemble import assemble
from generator.cli.options import config_option, content_option, find_project
from generator.content.load import load_content
from generator.scoring import score_file


@click.command()
@click.argument("labels", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@content_option
@config_option
def score(labels: Path, content: Path | None, config: Path) -> None:
    """Score the topic rules against papers that somebody labelled by reading."""
    project = find_project(config, content)
    click.echo(score_file(labels, assemble(load_content(project.content))))
