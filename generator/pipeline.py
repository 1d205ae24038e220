"""The stages in a row: content → digest → files. Commands and the MkDocs hook call this."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

from generator.assemble import Assembled, assemble
from generator.caches import Caches
from generator.catalogue import list_feeds
from generator.changes import Published, make_changes
from generator.content.load import load_content
from generator.inputs import digest_inputs, digest_program
from generator.made import NOTHING, Keys, Memory, read_memory, write_memory
from generator.pages import Index
from generator.portions import (
    SHARED,
    Notes,
    Portion,
    divide,
    divide_documents,
    draw_together,
)
from generator.problems import ContentError, Problem, has_errors
from generator.recall import Answers, Recalling, find_sentences
from generator.records import Digest, Mention, Related
from generator.render import Renderer, make_environment
from generator.settings import Settings
from generator.sitemap import make_sitemap
from generator.text import mathml
from generator.workers import Shared, WorkerError, apart
from generator.write import Sync, Synced, syncing

Progress = Callable[[str, int, int], None]
"""Told the stage, how many are done, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a run made: how many papers, the findings on the way, and what changed in the folder."""

    papers: int
    problems: tuple[Problem, ...]
    synced: Synced


def read_digest(content: Path, jobs: int = 1, answers: Answers | None = None) -> Assembled:
    """Read and assemble a content folder; raise `ContentError` when any finding is an error.

    Topics are taken from `answers` where these know the texts.
    """
    steps = Recalling(answers or Answers())
    assembled = assemble(load_content(content), jobs=jobs, steps=steps)
    if has_errors(assembled.problems):
        raise ContentError(assembled.problems)
    return assembled


def choose_shown(digest: Digest, settings: Settings) -> Digest:
    """The digest without what machines wrote about papers, if it is not asked for: no output learns of it."""
    if settings.machine_text:
        return digest
    papers = (
        replace(paper, more=replace(paper.more, keywords=(), summary=None))
        if paper.more.keywords or paper.more.summary
        else paper
        for paper in digest.papers
    )
    return replace(digest, papers=tuple(papers))


def add_relations(digest: Digest, caches: Caches | None = None, jobs: int = 1) -> Digest:
    """Link the papers that are related, and those that mention another's system.

    What `caches` keep of them is not found again; only what changed is done.
    """
    find = partial(_find_relations, digest, caches, jobs)
    found = apart(find, "related papers")
    papers = (
        replace(paper, related=related, mentions=mentions, mentioned_by=mentioned_by)
        for paper, (related, mentions, mentioned_by) in zip(digest.papers, found, strict=True)
    )
    return replace(digest, papers=tuple(papers))


_Relations = tuple[tuple[Related, ...], tuple[Mention, ...], tuple[Mention, ...]]
"""Of a paper: its related papers, those that it mentions, and those that mention it."""


def _find_relations(digest: Digest, caches: Caches | None, jobs: int) -> Sequence[_Relations]:
    # It needs SciPy, which takes long to import; most commands do without.
    from generator.relations.mentions import mention  # noqa: PLC0415
    from generator.relations.related import relate  # noqa: PLC0415
    from generator.relations.texts import Texts  # noqa: PLC0415

    texts = Texts()
    related = relate(digest, caches.related if caches else None, texts, jobs)
    linked = mention(related, caches.names if caches else None, texts, jobs)
    return [(paper.related, paper.mentions, paper.mentioned_by) for paper in linked.papers]


def make_index(
    digest: Digest, settings: Settings, jobs: int = 1, answers: Answers | None = None
) -> Index:
    """What all pages show, of a digest as far as it is shown."""
    sentences = find_sentences(digest.papers, answers or Answers(), jobs)
    index = Index(choose_shown(digest, settings), settings.site_url, sentences)
    index.prepare()
    return index


def divide_all(
    index: Index,
    settings: Settings,
    templates: Path,
    published: Published | None,
    memory: Memory,
) -> Sequence[Portion]:
    """All files of the docs folder but for the sitemap, in portions that can be made in any order.

    What changed is told only against a published state.
    """
    renderer = Renderer(make_environment(templates), settings, index)
    renderer.prepare()
    changes = make_changes(index.digest, published) if published else None
    keys = Keys(SHARED)
    keys.know(chain(index.papers.values(), index.cards.values(), index.citations.values()))
    portions = divide(index, settings, renderer, changes, memory=memory, keys=keys)
    return tuple(draw_together(portions))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage, now and later in what is made here: it stays until the end.

    Looking through it again and again takes a tenth of the time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _surroundings(index: Index, settings: Settings, templates: Path) -> str:
    """A digest of what every page of a paper depends on, besides the paper and what it shows."""
    feeds = tuple(list_feeds(index.digest.topics))
    return digest_inputs([templates], [digest_program(), repr(settings), repr(feeds)])


def write_pages(
    settings: Settings,
    content: Path,
    out: Path,
    templates: Path,
    progress: Progress | None = None,
    *,
    published: Published | None = None,
    jobs: int = 1,
    caches: Caches | None = None,
    begin_search: Callable[[Mapping[str, str]], None] | None = None,
) -> Written:
    """Read the content and make the docs folder hold its pages and files.

    The work on files is shared among `jobs` processes; they write the same bytes as one, and the same
    whatever `caches` hold of earlier runs. Where a search is asked for, what it knows of papers goes into
    the folder `caches.documents` before all pages: then `begin_search` is called with digests of all
    files there, by path.
    """
    tell = progress or (lambda _stage, _done, _of: None)
    mathml.prepare()
    with _uncollected():
        tell("content and topics", 0, 1)
        known = Answers(caches.answers if caches else None)
        assembled = read_digest(content, jobs, known)
        tell("content and topics", 1, 1)
        if caches and begin_search:  # it needs no relations, which are mostly found in one process
            begin_search(_write_documents(Index(assembled.digest), caches, jobs, tell))
        tell("related papers", 0, 1)
        digest = add_relations(assembled.digest, caches, jobs)
        problems = assembled.problems
        del assembled  # how papers were merged is not needed any more, and a tenth of the memory
        tell("related papers", 1, 1)
        index = make_index(digest, settings, jobs, known)
        known.write()
        del known  # a tenth of the memory, too
    surroundings = _surroundings(index, settings, templates)
    with syncing(out) as run:
        memory = read_memory(caches.made, surroundings, run.read) if caches else NOTHING
        portions = divide_all(index, settings, templates, published, memory)
        notes = _write(portions, run, jobs, tell, "pages and files")
        run.put_all(make_sitemap(notes.sitemap.entries, settings))
        notes.links.check()
    if caches:
        write_memory(caches.made, surroundings, notes.made.all(memory))
    return Written(papers=len(digest.papers), problems=problems, synced=run.done)


def _write_documents(index: Index, caches: Caches, jobs: int, tell: Progress) -> Mapping[str, str]:
    """Write what is searched; returns the digest of each file, by path."""
    surroundings = digest_program()
    with syncing(caches.documents) as run:
        memory = read_memory(caches.documents_made, surroundings, run.read)
        portions = tuple(divide_documents(index, memory))
        made = _write(portions, run, jobs, tell, "what is searched").made.all(memory)
    write_memory(caches.documents_made, surroundings, made)
    return {path: digest for unit in made.values() for path, digest in unit.files.items()}


_AT_MOST: Final = 8
"""Portions that one process writes: for each it looks at papers all over the digest."""


def _write(
    portions: Sequence[Portion], run: Sync, jobs: int, progress: Progress, stage: str
) -> Notes:
    """Make and write all portions; returns the notes of all, in their order.

    Raises:
        ContentError: portions cannot be made; the first finding of each place is told.
    """

    def work(portion: Portion) -> tuple[Notes, dict[str, bool], tuple[Problem, ...]]:
        notes = Notes()
        put: dict[str, bool] = {}
        problems: tuple[Problem, ...] = ()
        try:
            for file in portion.make(notes):
                put[file.path] = run.put(file)
        except ContentError as error:  # a template, which may not be the only one that fails
            problems = error.problems
        finally:
            run.note(put)  # whatever follows; another process notes it for itself alone
        return notes, put, problems

    def tell(done: int, total: int) -> None:
        progress(stage, done, total)

    try:
        shared = Shared(portions, work, lambda portion: portion.name, at_most=_AT_MOST)
        found = shared.run(jobs, tell)
    except WorkerError as error:
        raise error.__cause__ or error from None
    whole = Notes()
    problems: dict[tuple[str, int, int], Problem] = {}
    for notes, put, some in found:
        run.note(put)
        whole.add(notes)
        problems = {one.place: one for one in some} | problems
    if problems:
        raise ContentError(problems.values())
    return whole
