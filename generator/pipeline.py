"""The stages in a row: content → digest → files. Commands and the MkDocs hook call this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Environment

from generator.assemble import Assembled, assemble
from generator.changes import Change, Published, make_changes, make_changes_files
from generator.citations import make_citation_files
from generator.content.load import load_content
from generator.exports import make_exports
from generator.feeds import make_feeds
from generator.links import Links
from generator.llms import make_llms
from generator.mail import make_mails
from generator.pages import Index, Page, make_pages, make_redirects
from generator.paper_text import make_paper_text
from generator.pictures import make_pictures
from generator.problems import ContentError, has_errors
from generator.reading import make_reading_files
from generator.records import Digest
from generator.relations.mentions import mention
from generator.render import Renderer, make_environment
from generator.settings import Settings
from generator.sitemap import Sitemap, make_robots, make_sitemap
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


def without_machine_text(digest: Digest) -> Digest:
    """The digest without what machines wrote about papers: no output learns of it."""
    papers = (
        replace(paper, more=replace(paper.more, keywords=(), summary=None))
        if paper.more.keywords or paper.more.summary
        else paper
        for paper in digest.papers
    )
    return replace(digest, papers=tuple(papers))


def add_relations(digest: Digest) -> Digest:
    """Link the papers that are related, and those that mention another's system."""
    # It needs SciPy, which takes long to import; most commands do without.
    from generator.relations.related import relate  # noqa: PLC0415

    return mention(relate(digest))


def make_files(
    digest: Digest,
    settings: Settings,
    templates: Path,
    progress: Progress | None = None,
    published: Published | None = None,
) -> Iterator[File]:
    """Make all files of the docs folder, one after the other; only one page is held at a time.

    What changed is told only against a published state.

    Raises:
        BrokenLinkError: after the last file, if any page links to one that is not there.
    """
    if not settings.machine_text:
        digest = without_machine_text(digest)
    index, links, sitemap = Index(digest, settings.site_url), Links(), Sitemap()
    renderer = Renderer(make_environment(templates), settings, index)
    pages = make_pages(index, settings, with_changes=published is not None)
    for page in track(pages, len(digest.papers), progress):
        links.note_page(page)
        sitemap.note_page(page)
        yield renderer.render(page)
        if page.kind == "paper":
            yield make_paper_text(page, settings)
    for redirect in make_redirects(index):
        links.note_redirect(redirect)
        yield renderer.render_redirect(redirect)
    changes = make_changes(digest, published) if published else None
    for file in make_statics(index, settings, renderer.environment, changes):
        links.note_file(file.path)
        yield file
    yield from make_sitemap(sitemap.entries, settings)
    links.check()


def make_statics(
    index: Index,
    settings: Settings,
    environment: Environment,
    changes: Sequence[Change] | None = None,
) -> Iterator[File]:
    """The files beside the pages: feeds, mails, data, citations, what scripts and crawlers load."""
    yield from make_feeds(index, settings, changes)
    yield from make_mails(index, settings, environment)
    yield from make_exports(index.digest, settings)
    if changes is not None:
        yield from make_changes_files(changes, settings)
    yield from make_citation_files(index.digest, index.citations)
    yield from make_reading_files(index)
    yield from make_pictures(settings)
    yield make_llms(index, settings)
    yield make_robots(settings)


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
    *,
    published: Published | None = None,
) -> Written:
    """Read the content and make the docs folder hold its pages and files."""
    assembled = read_digest(content)
    digest = add_relations(assembled.digest)
    synced = sync(make_files(digest, settings, templates, progress, published), out)
    return Written(assembled=assembled, synced=synced)
