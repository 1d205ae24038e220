"""Who says what a curation says, and on which day: options, and what git and the clock know."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, date, datetime

import click

from generator.cli.asking import ask, is_terminal
from generator.cli.options import Day
from generator.editing.requests import Signature, check_handle

by_option = click.option(
    "--by",
    metavar="HANDLE",
    help="Who says it, by the name on the hosting site; else git's `github.user`.",
)
on_option = click.option("--on", type=Day(), help="The day on which it is said; today by default.")


def sign(by: str | None, on: date | None, *, needs_name: bool) -> Signature:
    """Say who and when; asked on a terminal where nothing else tells."""
    handle = by or (find_handle() if needs_name else None)
    if needs_name and not handle and is_terminal():
        handle = ask("Your name on the hosting site", check=check_handle) or None
    return Signature(by=handle, on=on or today())


def today() -> date:
    """The day by the clock, which a build may not read."""
    return datetime.now(UTC).date()


def find_handle() -> str | None:
    """The name on GitHub that git was told: `github.user`, or its address without a mailbox."""
    name = _git_config("github.user")
    mail = re.fullmatch(r"(?:\d+\+)?([^@]+)@users\.noreply\.github\.com", _git_config("user.email"))
    return name or (mail[1] if mail else None)


def _git_config(key: str) -> str:
    try:
        found = subprocess.run(
            ["git", "config", "--get", key],  # noqa: S607 - the user's own git
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return found.stdout.strip()
