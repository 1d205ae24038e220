"""All files of a digest in portions, each of which any process can make without the others.

What a portion's pages link to and when they changed is noted while they are made, and judged when
all are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from generator.changes import Change, make_changes_files
from generator.citations import make_citation_files
from generator.exports import make_exports
from generator.feeds import make_feeds
from generator.links import Links
from generator.llms import make_llms
from generator.mail import make_mails
from generator.pages import Index, Page, make_redirects, page_makers
from generator.paper_text import make_paper_text
from generator.pictures import make_pictures
from generator.reading import make_reading_files
from generator.render import Renderer
from generator.settings import Settings
from generator.sitemap import Sitemap, make_robots
from generator.write import File


@dataclass(frozen=True, slots=True)
class Notes:
    """What is noted of files while they are made."""

    links: Links = field(default_factory=Links)
    sitemap: Sitemap = field(default_factory=Sitemap)

    def add(self, other: Notes) -> None:
        """Take over the notes of another portion."""
        self.links.add(other.links)
        self.sitemap.entries += other.sitemap.entries


@dataclass(frozen=True, slots=True)
class Portion:
    """Some files: what they are called together, and how to make them."""

    name: str
    make: Callable[[Notes], Iterator[File]]


def divide(
    index: Index, settings: Settings, renderer: Renderer, changes: Sequence[Change] | None
) -> Iterator[Portion]:
    """All portions; those that take longest stand first, so that no process waits for one."""
    statics: tuple[tuple[str, Callable[[], Iterable[File]]], ...] = (
        ("feeds", partial(make_feeds, index, settings, changes)),
        ("data", partial(make_exports, index.digest, settings)),
        ("citations", partial(make_citation_files, index.digest, index.citations)),
        ("mails", partial(make_mails, index, settings, renderer.environment)),
        (
            "changes",
            partial(make_changes_files, changes, settings) if changes is not None else tuple,
        ),
        ("files for readers", partial(make_reading_files, index)),
        ("pictures", partial(make_pictures, settings)),
        ("files for crawlers", lambda: [make_llms(index, settings), make_robots(settings)]),
    )
    for name, make in statics:
        yield Portion(name, partial(_pass_files, make))
    for name, make_pages in page_makers(index, settings, with_changes=changes is not None):
        yield Portion(name, partial(_render, make_pages, renderer, settings))
    yield Portion("redirects", partial(_redirect, index, renderer))


def _pass_files(make: Callable[[], Iterable[File]], notes: Notes) -> Iterator[File]:
    for file in make():
        notes.links.note_file(file.path)
        yield file


def _render(
    make: Callable[[], Iterable[Page]], renderer: Renderer, settings: Settings, notes: Notes
) -> Iterator[File]:
    """Only one page is held at a time."""
    for page in make():
        notes.links.note_page(page)
        notes.sitemap.note_page(page)
        yield renderer.render(page)
        if page.kind == "paper":
            yield make_paper_text(page, settings)


def _redirect(index: Index, renderer: Renderer, notes: Notes) -> Iterator[File]:
    for redirect in make_redirects(index):
        notes.links.note_redirect(redirect)
        yield renderer.render_redirect(redirect)
