"""`digest build`: content → docs → site, swapped in when complete."""

from __future__ import annotations

import os
from pathlib import Path

import click

from generator.cli.options import (
    config_option,
    content_option,
    find_project,
    published_option,
)
from generator.cli.printing import print_problems, progress
from generator.engines.known import ENGINES, MKDOCS
from generator.pipeline import write_pages
from generator.problems import Severity
from generator.published import read_published
from generator.settings import load_settings
from generator.site import build_site
from generator.weight import find_too_much, render_weight, weigh
from generator.workers import default_jobs


@click.command()
@content_option
@config_option
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the site goes; `site` beside mkdocs.yml by default.",
)
@published_option
@click.option(
    "--jobs",
    type=click.IntRange(0),
    default=0,
    help="Processes that share the pages; one for each core by default.",
)
@click.option(
    "--engine",
    "engine_name",
    type=click.Choice(list(ENGINES)),
    default=MKDOCS.name,
    show_default=True,
    help="What makes the site of the pages; README.md says how the others differ.",
)
@click.option("--quiet", is_flag=True, help="Print errors and warnings only.")
def build(
    content: Path | None,
    config: Path,
    site_dir: Path | None,
    published: Path | None,
    *,
    jobs: int,
    engine_name: str,
    quiet: bool,
) -> None:
    """Build the site beside the old one and put it in place when it is complete."""
    project = find_project(config, content)
    settings = load_settings(project.config, os.environ)
    engine = ENGINES[engine_name]
    engine.require(project.config)
    last = read_published(published) if published else None
    with progress(quiet=quiet) as show:
        written = write_pages(
            settings,
            project.content,
            project.docs,
            project.templates,
            show,
            published=last,
            jobs=jobs or default_jobs(),
        )
    print_problems(written.assembled.problems, least=Severity.WARNING)
    target = site_dir or project.site
    found = build_site(
        project.config,
        target,
        docs_dir=project.docs,
        jobs=jobs,
        engine=engine,
        tell=lambda line: None if quiet else click.echo(line, err=True),
    )
    weight = weigh(target)
    print_problems((*found, *find_too_much(weight, settings.limit_mb, project.config)))
    if not quiet:
        if engine.differs:
            click.echo(engine.differs, err=True)
        papers = len(written.assembled.digest.papers)
        click.echo(f"{papers:,} papers in {target}: {render_weight(weight)}", err=True)
