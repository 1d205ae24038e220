"""The stages in a row: content → digest → files. Commands and the MkDocs hook call this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.assemble import Assembled, assemble
from generator.content.load import load_content
from generator.exports import make_exports
from generator.feeds import make_feeds
from generator.links import Links
from generator.pages import Index, Page, make_pages, make_redirects
from generator.problems import ContentError, has_errors
from generator.reading import make_reading_files
from generator.records import Digest
from generator.relations.mentions import mention
from generator.render import Renderer, make_environment
from generator.settings import Settings
from generator.write import File, Synced, sync

Progress = Callable[[str, int, int], None]
"""Told the stage, how many are done, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a run made: the findings on the way, and what changed in the folder."""

    assembled: Assembled
    synced: Synced


def read_digest(content: Path) -> Assembled:
    """Read and assemble a content folder; raise `ContentError` when any finding is an error."""
    assembled = assemble(load_content(content))
    if has_errors(assembled.problems):
        raise ContentError(assembled.problems)
    return assembled


def add_relations(digest: Digest) -> Digest:
    """Link the papers that are related, and those that mention another's system."""
    # It needs SciPy, which takes long to import; most commands do without.
    from generator.relations.related import relate  # noqa: PLC0415

    return mention(relate(digest))


def make_files(
    digest: Digest, settings: Settings, templates: Path, progress: Progress | None = None
) -> Iterator[File]:
    """Make all files of the docs folder, one after the other; only one page is held at a time.

    Raises:
        BrokenLinkError: after the last file, if any page links to one that is not there.
    """
    index, links = Index(digest), Links()
    renderer = Renderer(make_environment(templates), settings)
    for page in track(make_pages(index, settings), len(digest.papers), progress):
        links.note_page(page)
        yield renderer.render(page)
    for redirect in make_redirects(index):
        links.note_redirect(redirect)
        yield renderer.render_redirect(redirect)
    for file in make_statics(index, settings):
        links.note_file(file.path)
        yield file
    links.check()


def make_statics(index: Index, settings: Settings) -> Iterator[File]:
    """The files beside the pages: feeds, data, and what the reader's scripts load."""
    yield from make_feeds(index, settings)
    yield from make_exports(index.digest, settings)
    yield from make_reading_files(index)


def track(pages: Iterable[Page], papers: int, progress: Progress | None) -> Iterator[Page]:
    """Pass pages on, and tell how many papers have theirs."""
    done = 0
    for page in pages:
        yield page
        if progress and page.kind == "paper":
            done += 1
            progress("papers", done, papers)


def write_pages(
    settings: Settings,
    content: Path,
    out: Path,
    templates: Path,
    progress: Progress | None = None,
) -> Written:
    """Read the content and make the docs folder hold its pages and files."""
    assembled = read_digest(content)
    digest = add_relations(assembled.digest)
    synced = sync(make_files(digest, settings, templates, progress), out)
    return Written(assembled=assembled, synced=synced)
