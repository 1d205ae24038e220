"""The command `digest`: arguments, printing and exit status; the work is done elsewhere.

Exit status: 0 fine, 1 problems in the content, 2 wrong use. Messages for people go to stderr,
data to stdout; progress shows on a terminal only.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from generator import __version__
from generator.cli.build import build
from generator.cli.check import check
from generator.cli.importing import import_
from generator.cli.pages import pages
from generator.cli.parse import parse
from generator.cli.printing import print_problems
from generator.cli.score import score
from generator.cli.serve import serve
from generator.cli.show import show
from generator.problems import ContentError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="digest")
def digest() -> None:
    """Make a site of research papers from listings and curations."""


for command in (build, pages, check, parse, import_, show, serve, score):
    digest.add_command(command)


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
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"digest: {place}{error.strerror or error}", err=True)
        sys.exit(1)
