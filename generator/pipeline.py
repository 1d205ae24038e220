"""The stages in a row: content → digest → files. Commands and the MkDocs hook call this."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.assemble import Assembled, assemble
from generator.changes import Published, make_changes
from generator.content.load import load_content
from generator.pages import Index
from generator.portions import Notes, Portion, divide
from generator.problems import ContentError, Problem, has_errors
from generator.records import Digest
from generator.relations.mentions import mention
from generator.render import Renderer, make_environment
from generator.settings import Settings
from generator.sitemap import make_sitemap
from generator.workers import Shared, WorkerError
from generator.write import File, Sync, Synced, syncing

Progress = Callable[[str, int, int], None]
"""Told the stage, how many are done, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a run made: how many papers, the findings on the way, and what changed in the folder."""

    papers: int
    problems: tuple[Problem, ...]
    synced: Synced


def read_digest(content: Path, jobs: int = 1) -> Assembled:
    """Read and assemble a content folder; raise `ContentError` when any finding is an error."""
    assembled = assemble(load_content(content), jobs=jobs)
    if has_errors(assembled.problems):
        raise ContentError(assembled.problems)
    return assembled


def without_machine_text(digest: Digest) -> Digest:
    """The digest without what machines wrote about papers: no output learns of it."""
    papers = (
        replace(paper, more=replace(paper.more, keywords=(), summary=None))
        if paper.more.keywords or paper.more.summary
        else paper
        for paper in digest.papers
    )
    return replace(digest, papers=tuple(papers))


def add_relations(digest: Digest, cache: Path | None = None) -> Digest:
    """Link the papers that are related, and those that mention another's system.

    `cache` is a file that keeps the related papers, so that next time only what changed is done.
    """
    # It needs SciPy, which takes long to import; most commands do without.
    # Its numbers are whole: NumPy needs no threads of its own, which would be in the way of forks.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from generator.relations.related import relate  # noqa: PLC0415

    return mention(relate(digest, cache))


def make_files(
    digest: Digest,
    settings: Settings,
    templates: Path,
    published: Published | None = None,
) -> Iterator[File]:
    """Make all files of the docs folder, one after the other; only one page is held at a time.

    What changed is told only against a published state.

    Raises:
        BrokenLinkError: after the last file, if any page links to one that is not there.
    """
    notes = Notes()
    for portion in _divide(digest, settings, templates, published):
        yield from portion.make(notes)
    yield from make_sitemap(notes.sitemap.entries, settings)
    notes.links.check()


def _divide(
    digest: Digest,
    settings: Settings,
    templates: Path,
    published: Published | None,
    jobs: int = 1,
) -> Sequence[Portion]:
    if not settings.machine_text:
        digest = without_machine_text(digest)
    index = Index(digest, settings.site_url)
    index.prepare(jobs)
    renderer = Renderer(make_environment(templates), settings, index)
    changes = make_changes(digest, published) if published else None
    return tuple(divide(index, settings, renderer, changes))


def write_pages(
    settings: Settings,
    content: Path,
    out: Path,
    templates: Path,
    progress: Progress | None = None,
    *,
    published: Published | None = None,
    jobs: int = 1,
    relations: Path | None = None,
) -> Written:
    """Read the content and make the docs folder hold its pages and files.

    The work on files is shared among `jobs` processes; they write the same bytes as one. `relations`
    is the cache of `add_relations`.
    """
    tell = progress or (lambda _stage, _done, _of: None)
    tell("content and topics", 0, 1)
    assembled = read_digest(content, jobs)
    tell("content and topics", 1, 1)
    tell("related papers", 0, 1)
    digest = add_relations(assembled.digest, relations)
    problems = assembled.problems
    del assembled  # how papers were merged is not needed any more, and a tenth of the memory
    tell("related papers", 1, 1)
    portions = _divide(digest, settings, templates, published, jobs)
    with syncing(out) as sync:
        notes = _write(portions, sync, jobs, tell)
        sync.put_all(make_sitemap(notes.sitemap.entries, settings))
        notes.links.check()
    return Written(papers=len(digest.papers), problems=problems, synced=sync.done)


def _write(portions: Sequence[Portion], sync: Sync, jobs: int, progress: Progress) -> Notes:
    """Make and write all portions; returns the notes of all, in their order."""

    def work(portion: Portion) -> tuple[Notes, dict[str, bool]]:
        notes = Notes()
        put: dict[str, bool] = {}
        try:
            for file in portion.make(notes):
                put[file.path] = sync.put(file)
        finally:
            sync.note(put)  # whatever follows; another process notes it for itself alone
        return notes, put

    def tell(done: int, total: int) -> None:
        progress("pages and files", done, total)

    try:
        found = Shared(portions, work, lambda portion: portion.name).run(jobs, tell)
    except WorkerError as error:
        raise error.__cause__ or error from None
    whole = Notes()
    for notes, put in found:
        sync.note(put)
        whole.add(notes)
    return whole
