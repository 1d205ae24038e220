"""Options that several commands share, and where a project's files lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from generator.dates import parse_iso_date
from generator.settings import PUBLISHED

content_option = click.option(
    "--content",
    type=click.Path(path_type=Path, file_okay=False),
    help="The content folder; `content` beside mkdocs.yml by default.",
)

config_option = click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The settings.",
)


published_option = click.option(
    "--published",
    type=click.Path(path_type=Path, exists=True),
    envvar=PUBLISHED,
    help="The papers.json last published, or the folder of that site: tell what changed since.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Where the files of a digest lie."""

    config: Path
    content: Path
    templates: Path
    docs: Path
    site: Path


def find_project(config: Path, content: Path | None = None) -> Project:
    """Find a project's folders; content from elsewhere gets a docs folder of its own."""
    if not config.is_file():
        raise click.UsageError(
            f"{config} is not there; run this in the digest's folder, or name the file by --config"
        )
    root = config.parent
    own = content is None or content.resolve() == (root / "content").resolve()
    docs = "docs" if own or content is None else f"docs-{content.resolve().name}"
    return Project(
        config=config,
        content=root / "content" if content is None else content,
        templates=root / "site_templates",
        docs=root / "build" / docs,
        site=root / "site",
    )


def find_digest(config: Path, content: Path | None = None) -> Project:
    """Find a project whose content folder is there, for commands that only ask or add to it."""
    project = find_project(config, content)
    if not project.content.is_dir():
        raise click.UsageError(
            f"the content folder {project.content} is not there; name it by --content"
        )
    return project


class Day(click.ParamType[date]):
    """A day as `YYYY-MM-DD`."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read the day, or say what was expected."""
        day = value if isinstance(value, date) else parse_iso_date(str(value))
        if day is None:
            self.fail(f"{value!r} is no day such as 2025-11-20", param, ctx)
        return day


day_option = click.option(
    "--captured",
    type=Day(),
    help="The day on which the page was captured, where the file's name does not say.",
)
