"""`digest build`: content → docs → site, swapped in when complete."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.built import Built, digest_files, digest_site, read_built, write_built
from generator.caches import Caches
from generator.cli.options import (
    Project,
    config_option,
    content_option,
    find_project,
    published_option,
)
from generator.cli.printing import print_problems, progress
from generator.configuration import find_files, find_variables
from generator.engines.known import ENGINES, MKDOCS, Engine
from generator.inputs import digest_inputs, digest_program
from generator.problems import Problem, Severity
from generator.settings import Settings, check_settings, load_settings
from generator.site import build_site, mend_site
from generator.tree import Found, list_files
from generator.weight import Weight, find_too_much, render_weight, weigh
from generator.workers import default_jobs

if TYPE_CHECKING:
    from generator.changes import Published


@click.command()
@content_option
@config_option
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the site goes; `site` beside mkdocs.yml by default.",
)
@published_option
@click.option(
    "--jobs",
    type=click.IntRange(0),
    default=0,
    help="Processes that share the pages; one for each core by default.",
)
@click.option(
    "--engine",
    "engine_name",
    type=click.Choice(list(ENGINES)),
    default=MKDOCS.name,
    show_default=True,
    help="What makes the site of the pages; README.md says how the others differ.",
)
@click.option("--quiet", is_flag=True, help="Print errors and warnings only.")
def build(
    content: Path | None,
    config: Path,
    site_dir: Path | None,
    published: Path | None,
    *,
    jobs: int,
    engine_name: str,
    quiet: bool,
) -> None:
    """Build the site beside the old one and put it in place when it is complete.

    Pages that did not change are taken from the old one; where nothing changed at all, it stays.
    """
    project = find_project(config, content)
    settings = load_settings(project.config, os.environ)
    engine = ENGINES[engine_name]
    engine.require(project.config)
    target = site_dir or project.site
    _refuse_ours(target, project.docs)
    caches = Caches(project.docs)
    caches.unlink()
    inputs = _digest_inputs(project, settings, published, engine_name)
    mend_site(target)
    known = read_built(caches.built, inputs)
    if known and known.site == digest_site(target):
        print_problems(known.problems, least=Severity.WARNING)
        _say(f"Nothing has changed since the last build.\n{known.said}", quiet=quiet)
        return
    papers, problems = _make(project, settings, target, engine, published, jobs=jobs, quiet=quiet)
    weight, files = _weigh(target)
    if weight:
        problems += tuple(find_too_much(weight, settings.limit_mb, project.config))
    problems += check_settings(project.config, os.environ)  # no error is left: placeholders
    print_problems(problems, least=Severity.WARNING)
    said = _sum_up(papers, target, weight, engine)
    _say(said, quiet=quiet)
    with suppress(OSError):  # a cache; the site stands
        now = _digest_inputs(project, settings, published, engine_name)
        if now == inputs:  # no edit came meanwhile
            built = Built(site=digest_files(files), problems=problems, said=said)
            write_built(caches.built, inputs, built)


def _refuse_ours(target: Path, docs: Path) -> None:
    """End where the site would take the place of its own pages, or of a cache beside them."""
    place = target.resolve()
    if place.parent == docs.resolve().parent and f"{place.name}.".startswith(f"{docs.name}."):
        raise click.BadParameter(
            f"{target} is where builds keep their own files; name another folder",
            param_hint="--site-dir",
        )


def _make(
    project: Project,
    settings: Settings,
    target: Path,
    engine: Engine,
    published: Path | None,
    *,
    jobs: int,
    quiet: bool,
) -> tuple[int, tuple[Problem, ...]]:
    """Write the pages, and make a site of them; returns the number of papers and all findings."""
    # Half of the time of a build that has nothing to do would go into reading these.
    from generator.pagefind import search_of  # noqa: PLC0415
    from generator.pipeline import write_pages  # noqa: PLC0415

    last = _read_published(published)
    with search_of(project.docs, project.config, settings.language) as search:
        with progress(quiet=quiet) as show:
            written = write_pages(
                settings,
                project.content,
                project.docs,
                project.templates,
                show,
                published=last,
                jobs=jobs or default_jobs(),
                caches=Caches(project.docs),
                begin_search=search.begin,
            )
        search.finish_beside()
        found = build_site(
            project.config,
            target,
            docs_dir=project.docs,
            complete=search.put_into,
            jobs=jobs,
            engine=engine,
            tell=lambda line: _say(line, quiet=quiet),
        )
    return written.papers, (*written.problems, *found)


def _read_published(place: Path | None) -> Published | None:
    from generator.published import read_published  # noqa: PLC0415 - as above

    return read_published(place) if place else None


def _digest_inputs(
    project: Project, settings: Settings, published: Path | None, engine: str
) -> str:
    """All that a site depends on: content, settings, templates, this program, what is installed."""
    root = project.config.parent
    configured = tuple(find_files(project.config))
    places = (project.content, project.templates, *configured, root / "package-lock.json")
    variables = find_variables(configured, os.environ)
    return digest_inputs(
        [place for place in (*places, published) if place],
        [digest_program(), engine, repr(settings), str(project.docs), *variables],
    )


def _weigh(target: Path) -> tuple[Weight | None, Sequence[Found]]:
    """What the site weighs, and its files; it stands: a disk that cannot tell is no error any more."""
    with suppress(OSError):
        files = list_files(target)
        return weigh(target, files), files
    return None, ()


def _sum_up(papers: int, target: Path, weight: Weight | None, engine: Engine) -> str:
    made = f"{papers:,} papers in {target}" + (f": {render_weight(weight)}" if weight else "")
    return f"{engine.differs}\n{made}" if engine.differs else made


def _say(text: str, *, quiet: bool) -> None:
    if not quiet:
        click.echo(text, err=True)
