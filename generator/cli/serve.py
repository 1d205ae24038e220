"""`digest serve`: a live preview."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator import site
from generator.cli.options import config_option, content_option, find_project


@click.command()
@content_option
@config_option
@click.option("--address", metavar="HOST:PORT", help="Where to serve; 127.0.0.1:8000 by default.")
def serve(content: Path | None, config: Path, address: str | None) -> None:
    """Show the site in a browser while content and templates are edited."""
    project = find_project(config, content)
    sys.exit(
        site.serve(project.config, content=project.content, docs_dir=project.docs, address=address)
    )
