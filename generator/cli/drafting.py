"""From changes to a file: the paper, the difference, the checks, and one whole write."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from generator.assemble import Assembled
from generator.cli.printing import print_problems
from generator.content.load import Content, show_path
from generator.editing.changes import AddLink, Change
from generator.editing.drafts import Draft, curation_path, find_present, make_draft, show_changes
from generator.editing.edit import CannotEditError
from generator.editing.forms import MAX_TEXT
from generator.find import find_papers, guess_papers
from generator.problems import has_errors
from generator.records import Paper
from generator.text.display import as_text
from generator.write import editing, write_file

MANY = 10
"""Papers named when several fit."""

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


text_file = click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True)
"""A file that a person names, or stdin."""


def read_text(path: Path) -> str:
    """Read a person's file; more than any text of the content needs is cut, bad bytes replaced."""
    with click.open_file(str(path), encoding="utf-8", errors="replace") as file:
        return str(file.read(MAX_TEXT + 1))


def choose_paper(wanted: str, assembled: Assembled) -> Paper:
    """The one paper that fits; several are listed with their ids."""
    found = find_papers(wanted, assembled.digest.papers)
    if not found:
        near = guess_papers(wanted, assembled.digest.papers)
        nearest = f"; nearest are:\n{_list(near)}\nTry" if near else "; try"
        raise click.ClickException(
            f"no paper fits {wanted[:80]!r}{nearest} other words of its title, "
            "or `digest new paper` if no listing has it"
        )
    if len(found) > 1:
        names = _list(found[:MANY])
        more = f"\n  and {len(found) - MANY:,} more" if len(found) > MANY else ""
        raise click.ClickException(
            f"{len(found):,} papers fit {wanted[:80]!r}; name one by its id:\n{names}{more}"
        )
    return found[0]


def _list(papers: Sequence[Paper]) -> str:
    return "\n".join(f"  {paper.id}  {as_text(paper.title)}" for paper in papers)


def refuse_present(assembled: Assembled, title: str, links: Sequence[AddLink]) -> None:
    """End where the digest has the paper already, under any spelling."""
    if same := find_present(assembled, title, links):
        reasons = "\n".join(f"  {paper}  {reason}" for paper, reason in same)
        raise click.ClickException(
            f"the digest has this paper already; `digest curate {same[0][0]}` says more "
            f"about it:\n{reasons}"
        )


def draft(content: Content, assembled: Assembled, paper: str, changes: Sequence[Change]) -> Draft:
    """Make changes in a paper's curation; what cannot be edited is said with its place."""
    path = curation_path(content, paper)
    before = path.read_bytes() if path.exists() else None
    try:
        return make_draft(content, assembled, paper, before, changes)
    except CannotEditError as error:
        raise click.ClickException(
            f"{show_path(path)}:{error.line}:{error.column}: {error.message}\n{error.by_hand}"
        ) from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error


def finish(made: Draft, content: Content, *, asks: bool) -> None:
    """Show the difference and write it; a change that brings an error is not written."""
    name = show_path(made.path)
    if not made.is_changed:
        click.echo(f"{name} says all this already; nothing is written", err=True)
        return
    for line in show_changes(made):
        click.secho(line, err=True, fg=_COLOURS.get(line[:1]))
    if made.errors:
        print_problems(made.errors)
        click.echo("nothing is written", err=True)
        sys.exit(1)
    if asks and not click.confirm(f"Write {name}?", default=True, err=True):
        click.echo("nothing is written", err=True)
        return
    with editing(content.root):
        _write(made)
    click.echo(f"{name} is written", err=True)
    print_problems(made.problems)
    if has_errors(made.problems):
        sys.exit(1)


def _write(made: Draft) -> None:
    """Write the file, unless it changed while its author was asked: that work would be lost."""
    now = made.path.read_bytes() if made.path.exists() else None
    if now != (None if made.before is None else made.before.encode()):
        raise click.ClickException(
            f"{show_path(made.path)} was changed meanwhile; nothing is written. Run it again"
        )
    write_file(made.path, made.after.encode())
