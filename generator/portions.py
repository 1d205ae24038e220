"""All files of a digest in portions, each of which any process can make without the others.

What a portion's pages link to and when they changed is noted while they are made, and judged when
all are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Final

from jinja2 import Environment

from generator import addresses
from generator.changes import Change, make_changes_files
from generator.citations import make_citation_files
from generator.exports import make_exports
from generator.feeds import make_feeds
from generator.links import Links
from generator.llms import make_llms
from generator.made import NOTHING, Memory, Unit, key_of, unit_of
from generator.mail import make_letters, make_mail
from generator.pages import Index, Page, in_parts, list_makers, make_redirects
from generator.pages.papers import Around, look_around, make_paper_page, updated
from generator.paper_text import make_paper_text
from generator.pictures import make_pictures
from generator.reading import make_reading_files
from generator.records import Paper
from generator.render import Renderer
from generator.search_documents import Document, describe_documents, render_document
from generator.settings import Settings
from generator.sitemap import Sitemap, make_robots
from generator.write import File, Kept


@dataclass(frozen=True, slots=True)
class Notes:
    """What is noted of files while they are made."""

    links: Links = field(default_factory=Links)
    sitemap: Sitemap = field(default_factory=Sitemap)
    made: dict[str, Unit] = field(default_factory=dict)

    def add(self, other: Notes) -> None:
        """Take over the notes of another portion."""
        self.links.add(other.links)
        self.sitemap.entries += other.sitemap.entries
        self.made.update(other.made)


@dataclass(frozen=True, slots=True)
class Portion:
    """Some files: what they are called together, and how to make them."""

    name: str
    make: Callable[[Notes], Iterator[File | Kept]]


def divide(
    index: Index,
    settings: Settings,
    renderer: Renderer,
    changes: Sequence[Change] | None,
    memory: Memory = NOTHING,
) -> Iterator[Portion]:
    """All portions; those that take longest stand first, so that no process waits for one."""
    statics: tuple[tuple[str, Callable[[], Iterable[File]]], ...] = (
        ("feeds", partial(make_feeds, index, settings, changes)),
        ("data", partial(make_exports, index.digest, settings)),
        ("citations", partial(make_citation_files, index.digest, index.citations)),
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
    for name, make_pages in list_makers(index, settings, with_changes=changes is not None):
        yield Portion(name, partial(_render, make_pages, renderer))
    yield Portion("mails", partial(_write_mails, index, settings, renderer.environment, memory))
    pages = _Papers(index, settings, renderer, memory)
    for papers in in_parts(index.digest.papers):
        yield Portion(papers[0].id, partial(pages.make, papers))
    yield Portion("redirects", partial(_redirect, index, renderer))


def draw_together(portions: Iterable[Portion]) -> Iterator[Portion]:
    """The same files, with all that is drawn in one portion, which stands first.

    The library that draws takes 80 MB in every process that uses it.
    """
    portions = tuple(portions)
    # The first of a name: papers, whose portions come later, can be called anything.
    drawing = [next(one for one in portions if one.name == name) for name in _DRAWING]
    yield Portion(
        "what is drawn", lambda notes: chain.from_iterable(p.make(notes) for p in drawing)
    )
    yield from (one for one in portions if not any(one is other for other in drawing))


_DRAWING: Final = ("pictures", "topics", "trends")


def divide_documents(index: Index, memory: Memory = NOTHING) -> Iterator[Portion]:
    """What the search knows of papers, which goes into a folder of its own."""
    for papers in in_parts(index.digest.papers):
        yield Portion(papers[0].id, partial(_write_documents, papers, index, memory))


def _write_documents(
    papers: Iterable[Paper], index: Index, memory: Memory, notes: Notes
) -> Iterator[File | Kept]:
    for document in describe_documents(papers, index):
        render = partial(_render_document, document)
        yield from _remember(document.path, key_of(document), render, memory, notes)


def _render_document(document: Document) -> tuple[File]:
    return (render_document(document),)


def _pass_files(make: Callable[[], Iterable[File]], notes: Notes) -> Iterator[File]:
    for file in make():
        notes.links.note_file(file.path)
        yield file


def _render(make: Callable[[], Iterable[Page]], renderer: Renderer, notes: Notes) -> Iterator[File]:
    """Only one page is held at a time."""
    for page in make():
        notes.links.note_page(page)
        notes.sitemap.note_page(page)
        yield renderer.render(page)


@dataclass(frozen=True, slots=True)
class _Papers:
    """Makes pages of papers and their texts; those that would be what they were stay as they are."""

    index: Index
    settings: Settings
    renderer: Renderer
    memory: Memory

    def make(self, papers: Iterable[Paper], notes: Notes) -> Iterator[File | Kept]:
        for paper in papers:
            around = look_around(paper, self.index, self.settings)
            address = addresses.paper(paper.id)
            notes.links.note(address, [around])
            if paper.stands:
                notes.sitemap.note(address, updated(paper))
            render = partial(self._render, paper, around)
            yield from _remember(address, key_of(paper, around), render, self.memory, notes)

    def _render(self, paper: Paper, around: Around) -> tuple[File, File]:
        page = make_paper_page(paper, around, self.settings)
        return self.renderer.render(page), make_paper_text(page, self.settings)


def _write_mails(
    index: Index, settings: Settings, environment: Environment, memory: Memory, notes: Notes
) -> Iterator[File | Kept]:
    for letter in make_letters(index, settings):
        write = partial(make_mail, letter, settings, environment)
        yield from _remember(f"mail {letter.edition}", key_of(letter), write, memory, notes)


def _remember(
    name: str, key: str, make: Callable[[], Iterable[File]], memory: Memory, notes: Notes
) -> Iterator[File | Kept]:
    """The files of a unit: made, or as they were where they would be the same."""
    unit = memory.recall(name, key)
    if unit:
        yield from map(Kept, unit.files)
    else:
        files = tuple(make())
        unit = unit_of(key, files)
        yield from files
    for path in unit.files:
        notes.links.note_file(path)
    notes.made[name] = unit


def _redirect(index: Index, renderer: Renderer, notes: Notes) -> Iterator[File]:
    for redirect in make_redirects(index):
        notes.links.note_redirect(redirect)
        yield renderer.render_redirect(redirect)
