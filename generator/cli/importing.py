"""`digest import`: put listings into `content/` and keep the register."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import click

from generator.assemble import judge
from generator.cli.options import config_option, content_option, day_option, find_project
from generator.cli.printing import print_problems
from generator.content.load import Content, load_content, show_path
from generator.content.lock import LOCK_NAME
from generator.content.names import is_label
from generator.counts import count
from generator.importing import Candidate, Growth, Plan, changes, files_of, make_plan
from generator.problems import ContentError, Severity, has_errors
from generator.sifting import SIFTED, sift
from generator.sources import FORMATS, HEAD, READERS, recognise
from generator.sources.arxiv_snapshot import MAX_LINE
from generator.write import editing, write_together


@click.command(name="import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--reader", type=click.Choice(sorted(READERS)), help="Which reader to use.")
@day_option
@click.option("--label", help="Tells apart two listings of one day: lower-case words and hyphens.")
@click.option("--whole", is_flag=True, help="A page that seems to be cut off is whole.")
@click.option("--partly", is_flag=True, help="Leave out entries that cannot be read; each is told.")
@click.option(
    "--reference",
    is_flag=True,
    help="The files only add facts to listed papers, and make no edition.",
)
@content_option
@config_option
def import_(  # noqa: PLR0917 - click passes them by name
    files: tuple[Path, ...],
    reader: str | None,
    captured: date | None,
    label: str | None,
    content: Path | None,
    config: Path,
    *,
    whole: bool,
    partly: bool,
    reference: bool,
) -> None:
    """Put listings into the content under their right names, and keep the register of papers.

    Without FILES, the register learns the papers that the content has already.
    """
    if label and not is_label(label):
        raise click.UsageError(f"{label!r} is no label: lower-case words joined by hyphens")
    project = find_project(config, content)
    # From reading to writing, or two imports at once would each lose what the other registers.
    with editing(project.content):
        loaded = load_content(project.content)
        candidates = [
            Candidate(
                path=show_path(file),
                file_name=file.name,
                data=_sift(file, reader, loaded) if reference else file.read_bytes(),
                reader=reader,
                captured=captured,
                label=label,
                whole=whole,
                partly=partly,
                is_reference=reference,
            )
            for file in files
        ]
        plan = make_plan(loaded, candidates, datetime.now(UTC).date())
        if has_errors(plan.after.problems):
            print_problems(plan.after.problems, least=Severity.ERROR)
            sys.exit(1)
        write_together(files_of(plan, project.content))
    _tell(plan, project.content)


def _sift(file: Path, reader: str | None, content: Content) -> bytes:
    """A reference's bytes; of one that may be of any size, the records of listed papers alone."""
    with file.open("rb") as lines:
        head = lines.read(HEAD)
        if (reader or _guess(head, file)) != SIFTED:
            return head + lines.read()
        lines.seek(0)
        # No line is read whole that no record has: a file may be one line of gigabytes.
        pieces = iter(partial(lines.readline, MAX_LINE + 1), b"")
        sifted = sift(pieces, show_path(file), judge(content)[0].works)
    print_problems(sifted.problems)
    if not sifted.kept:
        message = f"none of {sifted.seen:,} records in {show_path(file)} is of a listed paper"
        raise click.ClickException(message)
    told = f"{show_path(file)}: {sifted.kept:,} of {sifted.seen:,} records are of listed papers"
    click.echo(told, err=True)
    return sifted.data


def _guess(head: bytes, file: Path) -> str | None:
    """The format by the whole lines of the beginning; where there is none, reading says why."""
    whole = head[: head.rfind(b"\n") + 1] or head
    try:
        return recognise(whole, show_path(file))
    except ContentError:
        return None


def _tell(plan: Plan, content: Path) -> None:
    before = {paper.id: paper for paper in plan.before.digest.papers}
    after = {paper.id: paper for paper in plan.after.digest.papers}
    for candidate, path in plan.present:
        click.echo(f"{candidate.path}: is already there as {path}", err=True)
    for arrival in plan.arrivals:
        entries = count(len(arrival.listing.entries), "entry")
        target = show_path(content / arrival.target)
        read_as = f"read as {FORMATS[arrival.listing.name.reader].about}"
        told = f"{arrival.candidate.path} → {target}: {entries}, {read_as} ({arrival.reason})"
        click.echo(told, err=True)
    changed = list(changes(before, after))
    for line in changed:
        click.echo(f"changed {line}", err=True)
    if plan.arrivals or plan.present:
        new = len(after.keys() - before.keys())
        click.echo(", ".join((*_count(plan, new), f"{len(changed):,} changed")), err=True)
    else:  # the content is what it was: only the register can have learned
        known = f"{count(len(after), 'paper')} in the content"
        click.echo(f"{known}, {plan.growth.added:,} of them new to the register", err=True)
    click.echo(f"{show_path(content / LOCK_NAME)}: {_sum_up(plan.growth)}", err=True)
    print_problems(loss for arrival in plan.arrivals for loss in arrival.losses)
    new_problems = set(plan.after.problems) - set(plan.before.problems)
    print_problems(p for p in new_problems if p.severity > Severity.NOTE)


def _sum_up(growth: Growth) -> str:
    learned = [f"{count(growth.learned, 'line')} with new keys"] if growth.learned else []
    added = f"{count(growth.added, 'line')} added"
    return ", ".join((added, *learned, f"{count(growth.lines, 'line')} in all"))


def _count(plan: Plan, new: int) -> Iterator[str]:
    """How many entries of listings are of new papers, and of references of listed ones."""
    fresh = [arrival.listing for arrival in plan.arrivals]
    told = {one.path: len(one.entries) for one in fresh if one.name.is_reference}
    listed = {one.path: len(one.entries) for one in fresh if not one.name.is_reference}
    works = plan.after.merged.works
    if listed or not told:
        papers = sum(any(entry.path in listed for entry in work.entries) for work in works)
        known = papers - new if listed else 0
        yield f"{count(new, 'new paper')}, {known:,} known before"
        if again := sum(listed.values()) - papers:
            yield f"{count(again, 'entry')} of a paper listed above"
    if told:
        used = sum(entry.path in told for work in works for entry in work.references)
        yield f"references: {used:,} of {count(sum(told.values()), 'paper')} listed"
