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

from generator import addresses
from generator.changes import Change, make_changes_files
from generator.citations import Citation, make_citation_files
from generator.exports import make_exports
from generator.feeds import make_feeds
from generator.links import Links
from generator.llms import make_llms
from generator.made import NOTHING, Keys, Made, Making, Memory, unit_of
from generator.mail import make_letters, make_mail
from generator.pages import Index, Page, in_parts, list_makers, make_redirects
from generator.pages.papers import look_around, make_paper_page, updated
from generator.pages.views import Card
from generator.paper_text import make_paper_text
from generator.pictures import make_pictures
from generator.reading import make_reading_files
from generator.records import Paper
from generator.render import Renderer
from generator.search_documents import Document, describe_documents, render_document
from generator.settings import Settings
from generator.sitemap import Sitemap, make_robots
from generator.spelling import make_words_file
from generator.write import File, Kept


@dataclass(frozen=True, slots=True)
class Notes:
    """What is noted of files while they are made."""

    links: Links = field(default_factory=Links)
    sitemap: Sitemap = field(default_factory=Sitemap)
    made: Made = field(default_factory=Made)

    def add(self, other: Notes) -> None:
        """Take over the notes of another portion."""
        self.links.add(other.links)
        self.sitemap.entries += other.sitemap.entries
        self.made.add(other.made)


@dataclass(frozen=True, slots=True)
class Portion:
    """Some files: what they are called together, and how to make them.

    `owns` is a pattern of the whole paths of its files that are no pages; it fits no other's. One
    that `draws` uses the library of charts and pictures, which takes 80 MB in every process.
    """

    name: str
    make: Callable[[Notes], Iterator[File | Kept]]
    owns: str = ""
    draws: bool = False


SHARED: Final = (Card, Citation)
"""Types of which many pages hold the same values."""


def divide(
    index: Index,
    settings: Settings,
    renderer: Renderer,
    changes: Sequence[Change] | None,
    *,
    memory: Memory = NOTHING,
    keys: Keys | None = None,
) -> Iterator[Portion]:
    """All portions; those that take longest stand first, so that no process waits for one."""
    maker = _Maker(index, settings, renderer, memory, keys or Keys(SHARED))
    make_data = partial(make_exports, index.digest, settings)
    make_citations = partial(make_citation_files, index.digest, index.citations)
    for name, owns, make_large in (
        ("feeds", r"feeds/.+", partial(make_feeds, index, settings, changes)),
        ("data", _DATA, make_data),
        ("citations", r"data/.+\.(?:bib|ris|csl\.json)", make_citations),
    ):
        yield Portion(name, partial(maker.make_large, make_large), owns)
    yield from _divide_small(index, settings, changes)
    for pages in list_makers(index, settings, with_changes=changes is not None):
        yield Portion(pages.name, partial(maker.make_pages, pages.make), draws=pages.draws)
    yield Portion("mails", maker.make_mails, r"data/mail/.+")
    for papers in in_parts(index.digest.papers):
        yield Portion(papers[0].id, partial(maker.make_papers, papers))
    yield Portion("redirects", partial(_redirect, index, renderer))


_DATA: Final = (
    r"data/(?:papers|status)(?:\.schema)?\.json|data/papers\.(?:csv|jsonl\.gz)"
    r"|data/(?:topics|editions)/[^/.]+\.json"
)


def _divide_small(
    index: Index, settings: Settings, changes: Sequence[Change] | None
) -> Iterator[Portion]:
    """Files that are made in no time."""
    if changes is not None:
        told = partial(make_changes_files, changes, settings)
        yield Portion("changes", partial(_make_files, told), r"data/changes\..+")
    for name, owns, make in (
        ("files for readers", r"data/reading/[^/]+/.+", partial(make_reading_files, index)),
        ("words", addresses.READING_WORDS, lambda: [make_words_file(index)]),
        ("llms.txt", r"llms\.txt", lambda: [make_llms(index, settings)]),
        ("robots.txt", r"robots\.txt", lambda: [make_robots(settings)]),
    ):
        yield Portion(name, partial(_make_files, make), owns)
    pictures = partial(_make_files, partial(make_pictures, settings))
    yield Portion("pictures", pictures, r"assets/cards/.+", draws=True)


def draw_together(portions: Iterable[Portion]) -> Iterator[Portion]:
    """The same files, with all that is drawn in one portion, which stands first."""
    portions = tuple(portions)
    drawing = [portion for portion in portions if portion.draws]
    yield Portion(
        "what is drawn", lambda notes: chain.from_iterable(p.make(notes) for p in drawing)
    )
    yield from (portion for portion in portions if not portion.draws)


def divide_documents(index: Index, memory: Memory = NOTHING) -> Iterator[Portion]:
    """What the search knows of papers, which goes into a folder of its own."""
    for papers in in_parts(index.digest.papers):
        yield Portion(papers[0].id, partial(_write_documents, papers, index, memory))


def _write_documents(
    papers: Iterable[Paper], index: Index, memory: Memory, notes: Notes
) -> Iterator[File | Kept]:
    making = Making(memory, made=notes.made)
    for document in describe_documents(papers, index):
        render = partial(_render_document, document)
        yield from making.unit(document.path, making.keys.of(document), render)


def _render_document(document: Document) -> tuple[File]:
    return (render_document(document),)


def _make_files(make: Callable[[], Iterable[File]], notes: Notes) -> Iterator[File | Kept]:
    return _note(make(), notes)


def _note(files: Iterable[File | Kept], notes: Notes) -> Iterator[File | Kept]:
    """Pass files, and note that they are there."""
    for file in files:
        notes.links.note_file(file.path)
        yield file


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes what is remembered; what would be what it was stays as it is."""

    index: Index
    settings: Settings
    renderer: Renderer
    memory: Memory
    keys: Keys

    def make_large(
        self, make: Callable[[Making], Iterable[File | Kept]], notes: Notes
    ) -> Iterator[File | Kept]:
        """Files whose makers know what stays as it is."""
        yield from _note(make(self._begin(notes)), notes)

    def make_pages(self, make: Callable[[], Iterable[Page]], notes: Notes) -> Iterator[File | Kept]:
        """Only one page is held at a time."""
        for page in make():
            notes.sitemap.note_page(page)
            key = self.keys.of(page, self.renderer.newest(page))
            yield from self._make_page(page.address, key, lambda page=page: page, notes)  # type: ignore[misc]

    def make_papers(self, papers: Iterable[Paper], notes: Notes) -> Iterator[File | Kept]:
        """Pages of papers and their texts."""
        for paper in papers:
            around = look_around(paper, self.index, self.settings)
            address = addresses.paper(paper.id)
            if paper.stands:
                notes.sitemap.note(address, updated(paper))
            make = partial(make_paper_page, paper, around, self.settings)
            yield from self._make_page(address, self.keys.of(paper, around), make, notes)

    def make_mails(self, notes: Notes) -> Iterator[File | Kept]:
        """The mails of all editions."""
        making = self._begin(notes)
        for letter in make_letters(self.index, self.settings):
            write = partial(make_mail, letter, self.settings, self.renderer.environment)
            files = making.unit(f"mail {letter.edition}", self.keys.of(letter), write)
            yield from _note(files, notes)

    def _begin(self, notes: Notes) -> Making:
        return Making(self.memory, self.keys, notes.made)

    def _make_page(
        self, address: str, key: str, make: Callable[[], Page], notes: Notes
    ) -> Iterator[File | Kept]:
        making = self._begin(notes)
        files: Iterable[File | Kept]
        if unit := making.recall(address, key):
            notes.links.note_again(address, unit.links)
            files = map(Kept, unit.files)
        else:
            page = make()
            files = rendered = tuple(self._render(page))
            making.keep(address, unit_of(key, rendered, notes.links.note_page(page)))
        yield from _note(files, notes)

    def _render(self, page: Page) -> Iterator[File]:
        yield self.renderer.render(page)
        if page.kind == "paper":
            yield make_paper_text(page, self.settings)


def _redirect(index: Index, renderer: Renderer, notes: Notes) -> Iterator[File]:
    for redirect in make_redirects(index):
        notes.links.note_redirect(redirect)
        yield renderer.render_redirect(redirect)
