"""Where what is asked for is made: each address belongs to one maker, which is run that far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from threading import Lock
from typing import Final, Generic, TypeVar

from generator import addresses
from generator.changes import Change
from generator.pages import Index, list_makers, make_pages, make_redirects
from generator.pages.papers import make_paper_pages
from generator.pages.views import Page, Redirect
from generator.paper_text import make_paper_text
from generator.portions import Notes, Portion, divide
from generator.render import Renderer
from generator.settings import Settings
from generator.sitemap import Sitemap, make_sitemap
from generator.write import File

Item = TypeVar("Item")


class Shelf(Generic[Item]):
    """Things with addresses, made one after the other until the one that is asked for is there."""

    def __init__(self, make: Callable[[], Iterable[Item]], address: Callable[[Item], str]) -> None:
        self._left = self._start(make)
        self._address = address
        self._made: dict[str, Item] = {}
        self._error: Exception | None = None
        self._lock = Lock()

    @staticmethod
    def _start(make: Callable[[], Iterable[Item]]) -> Iterator[Item]:
        yield from make()  # only when something is asked for

    def find(self, address: str) -> Item | None:
        """The thing of an address, if there is one; raises what making it raised, each time."""
        with self._lock:
            if address in self._made:
                return self._made[address]
            try:
                for item in self._left:
                    found = self._address(item)
                    self._made[found] = item
                    if found == address:
                        return item
            except Exception as error:  # noqa: BLE001 - what is left cannot be made any more
                self._error = error
            if self._error:
                raise self._error
        return None


class Shelves:
    """All pages and files of one state of the digest; what was made is kept as long as that."""

    def __init__(
        self, index: Index, settings: Settings, renderer: Renderer, changes: Sequence[Change] | None
    ) -> None:
        self._index = index
        self._settings = settings
        self._with_changes = changes is not None
        self._pages: dict[str, Shelf[Page]] = {}
        for maker in list_makers(index, settings, with_changes=self._with_changes):
            shelf = Shelf(maker.make, _address_of)
            self._pages |= dict.fromkeys(maker.places, shelf)
        self._redirects = Shelf(partial(make_redirects, index), _address_of)
        self._files = tuple(
            (re.compile(portion.owns), Shelf(partial(_files_of, portion), _path_of))
            for portion in divide(index, settings, renderer, changes)
            if portion.owns
        )
        self._sitemap = Shelf(self._make_sitemap, _path_of)

    def find_page(self, address: str) -> Page | Redirect | None:
        """The page of an address, or where it leads now."""
        place, _, rest = address.partition("/")
        if place == _PAPERS:
            paper = self._index.papers.get(rest.removesuffix("/"))
            if paper and addresses.paper(paper.id) == address:
                return next(make_paper_pages([paper], self._index, self._settings))
        shelf = self._pages.get(place)
        return (shelf and shelf.find(address)) or (
            self._redirects.find(address) if place in _MOVED else None
        )

    def find_file(self, path: str) -> File | None:
        """The file of a path that is no page."""
        if text := _TEXT.fullmatch(path):
            page = self.find_page(f"{_PAPERS}/{text['paper']}/")
            return make_paper_text(page, self._settings) if isinstance(page, Page) else None
        if _SITEMAP.fullmatch(path):
            return self._sitemap.find(path)
        shelves = (shelf for owns, shelf in self._files if owns.fullmatch(path))
        return next((file for shelf in shelves if (file := shelf.find(path))), None)

    def _make_sitemap(self) -> Iterator[File]:
        """It tells of all pages, so that all are made; none is rendered."""
        sitemap = Sitemap()
        for page in make_pages(self._index, self._settings, with_changes=self._with_changes):
            sitemap.note_page(page)
        yield from make_sitemap(sitemap.entries, self._settings)


_PAPERS: Final = "papers"

_MOVED: Final = (_PAPERS, "topics")
"""Where addresses can lead on to others."""

_TEXT: Final = re.compile(r"papers/(?P<paper>[^/]+)/index\.md\.txt")
_SITEMAP: Final = re.compile(r"sitemap(?:-\d+)?\.xml")


def _files_of(portion: Portion) -> Iterator[File]:
    return (file for file in portion.make(Notes()) if isinstance(file, File))


def _address_of(page: Page | Redirect) -> str:
    return page.address


def _path_of(file: File) -> str:
    return file.path
