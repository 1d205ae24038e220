"""`digest pages`: only the Markdown and static files."""

from __future__ import annotations

import os
from pathlib import Path

import click

from generator.caches import Caches
from generator.cli.options import (
    config_option,
    content_option,
    find_project,
    published_option,
)
from generator.cli.printing import print_problems, progress
from generator.pipeline import write_pages
from generator.problems import Severity
from generator.published import read_published
from generator.settings import load_settings
from generator.workers import default_jobs
from generator.write import may_sync


@click.command()
@content_option
@config_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the pages go; `build/docs` beside mkdocs.yml by default.",
)
@published_option
def pages(content: Path | None, config: Path, out: Path | None, published: Path | None) -> None:
    """Write the pages as Markdown, with feeds and data, and no site."""
    project = find_project(config, content)
    settings = load_settings(project.config, os.environ)
    last = read_published(published) if published else None
    target = out or project.docs
    if out and not may_sync(out):
        raise click.BadParameter(
            f"{out} is not empty, and this project did not write it; name a folder that is new or empty",
            param_hint="--out",
        )
    caches = Caches(project.docs)
    caches.unlink()
    with progress(quiet=False) as show:
        written = write_pages(
            settings,
            project.content,
            target,
            project.templates,
            show,
            published=last,
            jobs=default_jobs(),
            caches=caches,
        )
    print_problems(written.problems, least=Severity.WARNING)
    synced = written.synced
    click.echo(
        f"{target}: {synced.written:,} written, {synced.unchanged:,} unchanged, "
        f"{synced.removed:,} removed",
        err=True,
    )
