"""What all kinds of `digest fetch` share: options, the client, what is said and reported."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

import click

from generator.assemble import judge
from generator.cli.options import Project, config_option, content_option, find_project
from generator.cli.printing import COLOURS, print_problems, progress
from generator.cli.signing import today
from generator.content.load import load_content
from generator.fetching.client import Client
from generator.fetching.faults import in_words
from generator.fetching.keep import keep
from generator.fetching.manners import Manners, make_agent
from generator.fetching.memory import read_memory, write_memory
from generator.fetching.report import render_report, sum_up, tell_outcome, tell_refusals
from generator.fetching.run import Outcome, Run
from generator.problems import ContentError, Problem, Severity, visible
from generator.settings import Settings, load_settings
from generator.write import write_file

Step = Callable[[Run], None]
"""What a run does."""

INTERRUPTED = 130
"""Exit status of a command that was interrupted by Ctrl-C, as shells count it."""

_OPTIONS = (
    click.option("--dry-run", is_flag=True, help="Only say what would be asked for."),
    click.option(
        "--report",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write what was refused here, as Markdown; no file stays if nothing was.",
    ),
    click.option("--quiet", is_flag=True, help="Tell of what is refused alone."),
    content_option,
    config_option,
)


def common(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of all kinds of fetching."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def manners_for(settings: Settings) -> Manners:
    """How sources are asked, by the settings."""
    return Manners(agent=make_agent(settings), pause=settings.fetch.pause)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A command's options, read, and the day by the clock."""

    project: Project
    settings: Settings
    today: date
    dry_run: bool
    report: Path | None
    quiet: bool

    @classmethod
    def of(cls, *, content: Path | None, config: Path, **options: Any) -> Self:  # noqa: ANN401
        """Take the options that `common` gave a command."""
        project = find_project(config, content)
        settings = load_settings(project.config, os.environ)
        return cls(project=project, settings=settings, today=today(), **options)

    @property
    def memory(self) -> Path:
        """The file of what sources said of the answers that this content has."""
        docs = self.project.docs
        return docs.with_name(f"fetched{docs.name.removeprefix('docs')}.json")

    def do(self, step: Step, asked: Sequence[str]) -> None:
        """Take a step, and end with its status; `asked` are the addresses it begins with.

        Whatever ends it, what was taken before is kept, and told.
        """
        if self.dry_run:
            self._tell_asked(asked)
            return
        self._prepare()
        outcome = Outcome()
        try:
            self._run(step, outcome)
        except KeyboardInterrupt:
            self._close(outcome)
            message = "interrupted; what was kept stays, and the same command asks for the rest"
            click.echo(message, err=True)
            sys.exit(INTERRUPTED)
        except (ContentError, OSError):
            self._close(outcome)
            raise
        self._close(outcome)
        sys.exit(0 if outcome.is_good else 1)

    def _tell_asked(self, asked: Sequence[str]) -> None:
        for address in asked:
            click.echo(address)
        pause = self.settings.fetch.pause
        whole = f", {in_words(pause * len(asked))} in all" if asked else ""
        click.echo(f"{len(asked):,} to ask, one in {in_words(pause)}{whole}", err=True)

    def _prepare(self) -> None:
        """Ask nobody while the content has errors; mend a register that a killed run left behind."""
        _, problems = judge(load_content(self.project.content))
        errors = [
            problem
            for problem in problems
            if problem.severity is Severity.ERROR and problem.rule != "no-listing"
        ]
        if errors:
            raise ContentError(errors)
        if any(problem.rule == "not-locked" for problem in problems):
            keep(self.project.content, (), self.today)

    def _run(self, step: Step, outcome: Outcome) -> None:
        memory, problems = read_memory(self.memory)
        print_problems(problems)
        with (
            progress(quiet=self.quiet) as advance,
            Client(manners_for(self.settings), tell=lambda problem: _tell(run, problem)) as client,
        ):
            run = Run(
                get=client.get,
                content=self.project.content,
                settings=self.settings.fetch,
                today=self.today,
                memory=memory,
                advance=advance,
                save=lambda now: write_memory(self.memory, now),
                outcome=outcome,
            )
            try:
                step(run)
            finally:
                run.flush()

    def _close(self, outcome: Outcome) -> None:
        """Tell what was done, and write the report."""
        if not self.quiet:
            for line in tell_outcome(outcome):
                click.echo(line, err=True)
        for line in tell_refusals(outcome):
            click.secho(line, err=True, fg=COLOURS[Severity.ERROR])
        if not self.quiet or not outcome.is_good:
            click.echo(sum_up(outcome), err=True)
        if self.report is None:
            return
        if outcome.is_good:
            self.report.unlink(missing_ok=True)
        else:
            write_file(self.report, render_report(outcome).encode())


def _tell(run: Run, problem: Problem) -> None:
    """Tell of a fault after which the client goes on by itself."""
    click.echo(visible(f"{run.asking}: {problem.message}"), err=True)
