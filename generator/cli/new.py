"""`digest new paper`: introduce a paper that no listing has."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from generator.assemble import assemble
from generator.cli.drafting import draft, finish, read_text, refuse_present, text_file
from generator.cli.options import Day, config_option, content_option, find_digest
from generator.cli.signing import on_option, today
from generator.content.load import load_content
from generator.editing.changes import Change, Introduce
from generator.editing.drafts import new_paper_id
from generator.editing.requests import parse_link
from generator.editing.typed import UnclearError, clean_text
from generator.records import Author, Introduction


@click.group()
def new() -> None:
    """Make a file of the content that is not there yet."""


@new.command()
@click.option("--title", required=True, help="The whole title, as it stands on the paper.")
@click.option(
    "--abstract-file",
    required=True,
    type=text_file,
    help="A file with the abstract (- for stdin).",
)
@click.option(
    "--link",
    "links",
    multiple=True,
    required=True,
    metavar="KIND=ADDRESS",
    help="Where the paper, its code, data and so on are found; at least one.",
)
@click.option("--published", type=Day(), help="The day of publication.")
@click.option("--author", "authors", multiple=True, help="A name as on the paper; in their order.")
@on_option
@content_option
@config_option
def paper(  # noqa: PLR0917 - click passes them by name
    title: str,
    abstract_file: Path,
    links: tuple[str, ...],
    published: date | None,
    authors: tuple[str, ...],
    on: date | None,
    content: Path | None,
    config: Path,
) -> None:
    """Introduce a paper that no listing has, unless the digest has it under any spelling."""
    project = find_digest(config, content)
    try:
        typed = [parse_link(link) for link in links]
        introduction = Introduction(
            title=_line(title),
            abstract=_line(read_text(abstract_file)),
            on=on or today(),
            published=published,
            authors=tuple(Author(name=_line(name)) for name in authors),
        )
    except UnclearError as error:
        raise click.UsageError(str(error)) from error
    for one in typed:
        if one.told:
            click.echo(one.told, err=True)
    loaded = load_content(project.content)
    assembled = assemble(loaded)
    refuse_present(assembled, introduction.title, [one.link for one in typed])
    name = new_paper_id(assembled, introduction.title)
    changes: list[Change] = [Introduce(paper=introduction), *(one.link for one in typed)]
    finish(draft(loaded, assembled, name, changes), loaded, asks=False)


def _line(text: str) -> str:
    return " ".join(clean_text(text).split())
