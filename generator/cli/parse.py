"""`digest parse`: what a reader makes of a listing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from generator.cli.options import day_option
from generator.cli.printing import print_problems
from generator.content.load import make_entry, show_path
from generator.content.names import parse_listing_name
from generator.exports import author_to_json, links_to_json, more_to_json
from generator.problems import ContentError, Problem
from generator.records import Entry, ListingName
from generator.sources import READERS, recognise


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option("--reader", type=click.Choice(sorted(READERS)), help="Which reader to use.")
@day_option
def parse(files: tuple[Path, ...], reader: str | None, captured: date | None) -> None:
    """Print what a reader makes of listings: one JSON object an entry, on stdout."""
    problems: list[Problem] = []
    failed = False
    for file in files:
        try:
            for entry in _read(file, reader, captured, problems):
                click.echo(
                    json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace")
                )
        except ContentError as error:
            problems.extend(error.problems)
            failed = True
    print_problems(problems)
    if failed:
        sys.exit(1)


def _read(
    file: Path, reader: str | None, captured: date | None, problems: list[Problem]
) -> Iterator[dict[str, Any]]:
    data = file.read_bytes()
    name = parse_listing_name(file.name)
    named = name.reader if name and name.reader in READERS else None
    chosen = reader or named or recognise(data, show_path(file))
    page = READERS[chosen](data, show_path(file))
    problems.extend((*page.problems, *page.losses))
    day = captured or (name.captured if name else None)
    listing = ListingName(
        captured=day or date.max, reader=chosen, label=name.label if name else None
    )
    for position, raw in enumerate(page.entries, start=1):
        entry = make_entry(raw, listing, position=position, path=show_path(file))
        yield entry_to_json(entry, listing.id if day else file.name, dated=day is not None)


def entry_to_json(entry: Entry, listing: str, *, dated: bool) -> dict[str, Any]:
    """An entry with the fields of `papers.json` that one listing can know.

    Without a capture date, a day whose year the listing leaves out is not known, and links come
    from the file.
    """
    known = dated or entry.published_from == "stated"
    links = entry.links if dated else tuple(replace(link, source=listing) for link in entry.links)
    published = entry.published if known else None
    return {
        "title": entry.title,
        "abstract": entry.abstract,
        "published": published.isoformat() if published else None,
        "published_from": entry.published_from if published else None,
        "n_authors": entry.n_authors,
        "authors": [author_to_json(author) for author in entry.authors],
        "organisation": entry.organisation
        and {"slug": entry.organisation.slug, "name": entry.organisation.name},
        "comments": entry.comments,
        "links": links_to_json(links),
        **more_to_json(entry.more),
        "listing": listing,
        "position": entry.position,
        "line": entry.line,
    }
