"""The command `digest`: arguments, printing and exit status; the work is done elsewhere.

Exit status: 0 fine, 1 problems in the content, 2 wrong use. Messages for people go to stderr,
data to stdout; progress shows on a terminal only.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from importlib import import_module
from typing import cast

import click

from generator import __version__
from generator.cli.printing import print_problems
from generator.problems import ContentError
from generator.workers import WorkerError


class Commands(MutableMapping[str, click.Command]):
    """Commands by name, each imported when it is asked for.

    Some need half of the project, and who checks on every save should not wait for that.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._found: dict[str, click.Command | None] = dict.fromkeys(names)

    def __getitem__(self, name: str) -> click.Command:
        command = self._found[name] or _import(name)
        self._found[name] = command
        return command

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._found[name] = command

    def __delitem__(self, name: str) -> None:
        del self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def _import(name: str) -> click.Command:
    module, function = _ELSEWHERE.get(name, (name, name))
    return cast("click.Command", getattr(import_module(f"generator.cli.{module}"), function))


NAMES = (
    "build",
    "pages",
    "check",
    "preview",
    "parse",
    "import",
    "fetch",
    "show",
    "serve",
    "score",
    "curate",
    "new",
    "schema",
)
"""The commands; each is a function of its name in a module of its name."""

_ELSEWHERE = {"import": ("importing", "import_")}  # the one name that is a keyword of Python


@click.group(commands=Commands(NAMES), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="digest")
def digest() -> None:
    """Make a site of research papers from listings and curations."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its status; no failure of the content shows a traceback."""
    try:
        digest.main(args=arguments, prog_name="digest", standalone_mode=True)
    except ContentError as error:
        print_problems(error.problems)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output has gone; Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        named = error.filename2 or error.filename  # the second is where a file was to go
        place = f"{named}: " if named else ""
        click.echo(f"digest: {place}{error.strerror or error}", err=True)
        sys.exit(1)
    except WorkerError as error:
        hint = "memory may be short: try fewer processes, --jobs 1"
        click.echo(f"digest: {error}\n    {hint}", err=True)
        sys.exit(1)
