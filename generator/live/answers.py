"""What a request gets: a page, a file, a way on, or word of what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from generator import pagefind
from generator.live.shelves import Shelves
from generator.live.theme import Theme
from generator.pages import Redirect
from generator.problems import ContentError, Problem
from generator.render import Renderer

OK: Final = "200 OK"
MOVED: Final = "302 Found"
NOT_FOUND: Final = "404 Not Found"
FAILED: Final = "500 Internal Server Error"
NOT_READY: Final = "503 Service Unavailable"

_INDEX: Final = "index.html"


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and what is sent; `name` is a file's, which tells the type, or where to go on."""

    status: str
    name: str
    data: bytes = b""
    problems: tuple[Problem, ...] = ()
    """Why it failed, where that is known."""


@dataclass(frozen=True, slots=True)
class Site:
    """One state of all that can be asked for."""

    shelves: Shelves
    renderer: Renderer
    theme: Theme

    def find(self, path: str) -> Answer:
        """Answer to a path below the site's root.

        A path only ever names what the digest and the theme make: no file is looked for by it.
        """
        try:
            return self._find(path) or self._say_not_found()
        except ContentError as error:
            return Answer(FAILED, _INDEX, _tell(path, str(error)), error.problems)
        except Exception as error:  # noqa: BLE001 - whatever a page's maker does
            return Answer(FAILED, _INDEX, _tell(path, f"{type(error).__name__}: {error}"))

    def _find(self, path: str) -> Answer | None:
        if path in {"", _INDEX} or path.endswith(("/", f"/{_INDEX}")):
            page = self._make_page(path.removesuffix(_INDEX))
            return Answer(OK, _INDEX, page) if page is not None else None
        file = self.shelves.find_file(path)
        data = file.data if file else self.theme.find_file(path)
        if data is not None:
            return Answer(OK, path, data)
        return Answer(MOVED, f"{path}/") if self.shelves.find_page(f"{path}/") else None

    def _make_page(self, address: str) -> bytes | None:
        page = self.shelves.find_page(address)
        if page is None:
            return None
        if isinstance(page, Redirect):
            file = self.renderer.render_redirect(page)
        else:
            file = self.renderer.render(page)
        return self.theme.make_page(file.path, file.data)

    def _say_not_found(self) -> Answer:
        return Answer(NOT_FOUND, _INDEX, self.theme.find_file("404.html") or NOT_FOUND.encode())


@dataclass(frozen=True, slots=True)
class Search:
    """The search index as it is; none while the first is being made."""

    files: Callable[[], Mapping[str, Path] | None]

    def find(self, path: str) -> Answer | None:
        """Answer to a path, if it is one of the index: only names of its files are known."""
        folder, _, name = path.partition("/")
        if folder != pagefind.FOLDER:
            return None
        files = self.files()
        if files is None:
            return Answer(NOT_READY, "search.txt", b"The search index is being made.\n")
        file = files.get(name)
        return Answer(OK, name, file.read_bytes()) if file else Answer(NOT_FOUND, "search.txt")


def _tell(path: str, what: str) -> bytes:
    """A page that says which page cannot be made, and why."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        "<title>This page cannot be made</title></head>\n"
        f"<body><h1>/{escape(path)} cannot be made</h1>\n<pre>{escape(what)}</pre>\n</body></html>\n"
    ).encode("utf-8", "replace")
