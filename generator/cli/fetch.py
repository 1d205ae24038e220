"""`digest fetch`: ask sources for listings and facts, and keep what is good of their answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from generator.cli.job import Job, common
from generator.cli.options import Day
from generator.cli.signing import today
from generator.content.load import load_content
from generator.dates import parse_iso_date
from generator.fetching import arxiv, arxiv_run, daily, daily_run
from generator.fetching.answers import make_address
from generator.fetching.calendar import missed_days, parse_span
from generator.ids import parse_arxiv


@click.group()
def fetch() -> None:
    """Ask sources for listings and facts, politely, and keep what is good of their answers.

    What is refused changes nothing in the content; all else is kept. Exit status 1 says that
    something was refused or not answered.
    """


@fetch.command("daily-papers")
@click.argument("spans", nargs=-1, metavar="[DAY|WEEK|MONTH]...")
@common
def daily_papers(spans: tuple[str, ...], **options: Any) -> None:  # noqa: ANN401
    """Daily Papers of days (2025-12-31), weeks (2025-W38) or months (2025-09).

    Without any, the days that were missed up to today: those without a listing since thirty days
    before the newest one, or since `extra.digest.fetch.since`.
    """
    days = _parse_spans(spans)
    job = Job.of(**options)
    wanted = days or _find_missed(job)
    base = job.settings.fetch.daily_papers
    job.do(
        lambda run: daily_run.fetch_daily(run, wanted),
        [make_address(daily.address(base), daily.parameters(day, 0)) for day in wanted],
    )


def _parse_spans(spans: Sequence[str]) -> tuple[date, ...]:
    wanted: set[date] = set()
    for span in spans:
        found = parse_span(span)
        if found is None:
            expected = "a day such as 2025-12-31, week such as 2025-W38 or month such as 2025-09"
            raise click.UsageError(f"{span!r} is not what was expected: {expected}")
        wanted.update(found)
    now, days = today(), sorted(wanted)
    if days and days[0] > now:
        raise click.UsageError(f"{days[0]} is still to come (today is {now})")
    return tuple(day for day in days if day <= now)


def _find_missed(job: Job) -> tuple[date, ...]:
    content = load_content(job.project.content)
    listed = daily_run.know_days(content)
    days = [one.name.captured for one in content.listings if one.name.reader in daily.READERS]
    newest = max(days, default=None)
    since = parse_iso_date(job.settings.fetch.since or "")
    return missed_days(listed.keys(), newest, since, job.today)


@fetch.command("arxiv")
@click.argument("categories", nargs=-1, metavar="[CATEGORY]...")
@click.option("--since", type=Day(), help="Papers of these categories submitted since this day.")
@click.option("--ids", multiple=True, help="Papers of these ids, parted by commas.")
@click.option("--listed", is_flag=True, help="All listed papers that have an arXiv id.")
@common
def arxiv_(
    categories: tuple[str, ...],
    since: date | None,
    ids: tuple[str, ...],
    *,
    listed: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Papers of arXiv, by category as a listing of today, or by id as a reference.

    A reference makes no edition: it adds authors, exact dates and categories to listed papers.
    """
    ways = [bool(categories), bool(ids), listed]
    if sum(ways) != 1 or bool(since) != bool(categories):
        raise click.UsageError("give either categories with --since, or --ids, or --listed")
    for category in categories:
        if not arxiv.is_category(category):
            raise click.UsageError(f"{category!r} is no category of arXiv such as cs.CL or hep-th")
    if since and since > today():
        raise click.UsageError(f"{since} is still to come (today is {today()})")
    job = Job.of(**options)
    base = arxiv.address(job.settings.fetch.arxiv)
    if since:
        asked = [make_address(base, arxiv.search_parameters(categories, since, job.today, 0))]
        job.do(lambda run: arxiv_run.fetch_search(run, categories, since), asked)
        return
    wanted = _parse_ids(ids) if ids else arxiv_run.listed_ids(job.project.content)
    asked = [make_address(base, arxiv.ids_parameters(batch)) for batch in arxiv.batches_of(wanted)]
    job.do(lambda run: arxiv_run.fetch_ids(run, wanted), asked)


def _parse_ids(texts: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for word in re.split(r"[\s,]+", " ".join(texts).strip()):
        arxiv_id = parse_arxiv(word)
        if arxiv_id is None:
            raise click.UsageError(f"{word!r} is no arXiv id such as 2401.00001")
        found[arxiv_id] = None
    return tuple(found)


@fetch.command()
@common
def resolve(**options: Any) -> None:  # noqa: ANN401
    """Find the arXiv ids of listed papers that have none, by their whole titles.

    An id is taken if one paper of arXiv has the same title and its date fits. The answer is kept
    in content/references/, where anybody can check it.
    """
    job = Job.of(**options)
    base = arxiv.address(job.settings.fetch.arxiv)
    papers = arxiv_run.unresolved(job.project.content)
    wanted = (arxiv.title_parameters(paper.title) for paper in papers)
    asked = [make_address(base, params) for params in wanted if params]
    job.do(arxiv_run.fetch_titles, asked)


@fetch.command()
@common
def withdrawn(**options: Any) -> None:  # noqa: ANN401
    """Find which listed papers were withdrawn, and mark them."""
    job = Job.of(**options)
    base = arxiv.address(job.settings.fetch.arxiv)
    ids = arxiv_run.listed_ids(job.project.content)
    asked = [make_address(base, arxiv.ids_parameters(batch)) for batch in arxiv.batches_of(ids)]
    job.do(arxiv_run.fetch_withdrawn, asked)
