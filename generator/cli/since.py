"""The option `--since`, and the revision that it names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from generator.cli.options import Project
from generator.revisions import Revision, RevisionError, find_revision

Command = Callable[..., Any]


def since_option(what: str, *, required: bool = False) -> Callable[[Command], Command]:
    """The option, with what it is for."""
    return click.option(
        "--since",
        metavar="REV",
        required=required,
        help=f"{what} REV is a commit, branch or tag of git; where it went on since, the commit "
        "that both have in common counts.",
    )


def revision_of(project: Project, name: str) -> Revision:
    """Find the revision; where there is none, the command was used wrongly."""
    try:
        return find_revision(project.content.resolve().parent, name)
    except RevisionError as error:
        raise click.BadParameter(str(error), param_hint="'--since'") from None
