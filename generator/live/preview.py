"""From an edit to the page that shows it: the state of the preview, and what renews it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from timeit import default_timer
from typing import Final

from jinja2 import Environment
from mkdocs.exceptions import MkDocsException

from generator.caches import Caches
from generator.changes import make_changes
from generator.content.load import show_path
from generator.live.answers import Answer, Search, Site
from generator.live.files import Stamp, find_changes, look
from generator.live.keeping import Keeper
from generator.live.linking import Linker
from generator.live.searching import SearchIndex
from generator.live.server import Server
from generator.live.shelves import Shelves
from generator.live.theme import Theme
from generator.pages import Index
from generator.pipeline import Progress, choose_shown
from generator.problems import ContentError, Problem
from generator.published import read_published
from generator.render import Renderer, make_environment
from generator.settings import PUBLISHED, Settings, load_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the files of a project lie."""

    config: Path
    content: Path
    templates: Path
    docs: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """How a person is told: a line, findings, and how far a stage is while the context lasts."""

    say: Callable[[str], None]
    report: Callable[[Iterable[Problem]], None]
    progress: Callable[[], AbstractContextManager[Progress]]


LOOKS: Final = 0.2
"""Seconds between two looks at the files, at least; it is ten times what a look takes."""

SETTLES: Final = 0.05
"""Seconds without another change after which an edit is whole."""


def preview(
    places: Places,
    terminal: Terminal,
    *,
    address: str | None = None,
    environ: Mapping[str, str] = os.environ,
    jobs: int = 1,
    end: Event | None = None,
) -> None:
    """Serve the site and follow edits, until the user ends it or `end` is set.

    Raises:
        ContentError: the content or the settings are bad from the start.
        OSError: the address cannot be had, or folders not be read.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="digest-preview-")))
        maker = _Maker(places, folder, address, environ)
        search = SearchIndex(places.config, places.content, folder / "search", terminal.say)
        stack.callback(search.stop)
        run = _Run(maker, Search(search.files), terminal)
        server = Server(maker.theme.address, maker.theme.mount, run.answer)
        stack.callback(server.shutdown)
        seen = look(maker.watched)
        run.begin(jobs)
        server.start()
        search.begin()
        terminal.say(f"Serving on {server.url} (Ctrl+C ends it)")
        for changes in _follow(maker, seen, end or Event()):
            if run.renew(changes):
                server.reload()
                search.begin()


class _Maker:
    """Makes one state after another of what edits left as it was, and of what they changed."""

    def __init__(
        self, places: Places, folder: Path, address: str | None, environ: Mapping[str, str]
    ) -> None:
        self._places = places
        self._folder = folder
        self._address = address
        self._environ = environ
        self._keeper = Keeper(places.content)
        self._linker = Linker(Caches(places.docs))
        self._index: Index | None = None
        self.theme = self._make_theme()
        self._environment: Environment = make_environment(places.templates)
        self._settings = load_settings(places.config, environ)
        published = environ.get(PUBLISHED)
        self._published = read_published(Path(published)) if published else None

    @property
    def watched(self) -> tuple[Path, ...]:
        """What a state is made of."""
        places = self._places
        own = (places.config, places.content, places.templates)
        return tuple(dict.fromkeys(path.resolve() for path in (*own, *self.theme.places)))

    def forget(self, changes: Sequence[Path]) -> None:
        """Make anew what depends on files: the settings, and all templates if one of them changed.

        Raises:
            ContentError: the settings are wrong; all stays as it was.
        """
        content = self._places.content.resolve()
        if all(path.is_relative_to(content) for path in changes):
            return
        settings = load_settings(self._places.config, self._environ)
        self.theme = self._make_theme()
        self._environment = make_environment(self._places.templates)
        self._settings = settings

    def _make_theme(self) -> Theme:
        try:
            return Theme(
                self._places.config, self._places.docs, self._folder / "page", self._address
            )
        except MkDocsException as error:
            raise ContentError([_bad_settings(self._places.config, error)]) from None

    def make(self, jobs: int, progress: Progress) -> tuple[Site, Sequence[Problem]]:
        """Read the content and make a state of it; returns what was found on the way too.

        Raises:
            ContentError: the content has errors.
        """
        progress("content and topics", 0, 1)
        assembled = self._keeper.read(jobs)
        progress("content and topics", 1, 1)
        progress("related papers", 0, 1)
        digest = self._linker.link(assembled.digest, jobs)
        progress("related papers", 1, 1)
        settings = self._settings
        index = Index(choose_shown(digest, settings), settings.site_url)
        if self._index:
            index.carry(self._index)
        self._index = index
        return self._state(index, settings), assembled.problems

    def _state(self, index: Index, settings: Settings) -> Site:
        renderer = Renderer(self._environment, settings, index)
        published = self._published
        changes = make_changes(index.digest, published) if published else None
        return Site(Shelves(index, settings, renderer, changes), renderer, self.theme)


class _Run:
    """The state that is served, and its turns."""

    def __init__(self, maker: _Maker, search: Search, terminal: Terminal) -> None:
        self._maker = maker
        self._search = search
        self._terminal = terminal
        self._site: Site
        self._left: tuple[Path, ...] = ()
        self._told: frozenset[Problem] = frozenset()
        self._failed: set[tuple[str, int, int]] = set()

    def begin(self, jobs: int) -> None:
        """Make the first state."""
        with self._terminal.progress() as show:
            self._site, problems = self._maker.make(jobs, show)
        self._report(problems)
        # What is there stays for the most part: not to be looked through again and again.
        gc.collect()
        gc.freeze()

    def answer(self, path: str) -> Answer:
        """What a request gets now; why it fails is also told here, once for each state."""
        answer = self._search.find(path) or self._site.find(path)
        news = [one for one in answer.problems if one.place not in self._failed]
        self._failed.update(one.place for one in news)
        if news:
            self._terminal.report(news)
        return answer

    def renew(self, changes: Sequence[Path]) -> bool:
        """Make the state after an edit, or say why there is none: then the last one stays."""
        start = default_timer()
        self._left = tuple(dict.fromkeys((*self._left, *changes)))
        try:
            self._maker.forget(self._left)
            site, problems = self._maker.make(1, lambda *_: None)
        except (ContentError, OSError) as error:
            self._say_why(error)
            self._terminal.say(f"{_name(changes)} changed: the last good state is shown")
            return False
        self._site, self._left = site, ()
        self._failed = set()
        self._report(problems)
        self._terminal.say(f"{_name(changes)} changed: {default_timer() - start:.1f} s")
        return True

    def _say_why(self, error: ContentError | OSError) -> None:
        """What is wrong; a file may also have gone while it was read, or be nobody's to read."""
        if isinstance(error, ContentError):
            self._terminal.report(error.problems)
        else:
            self._terminal.say(str(error))

    def _report(self, problems: Sequence[Problem]) -> None:
        """Tell what was not told before of what does no harm."""
        told, self._told = self._told, frozenset(problems)
        self._terminal.report([one for one in problems if one not in told])


def _follow(maker: _Maker, seen: Mapping[Path, Stamp], end: Event) -> Iterable[tuple[Path, ...]]:
    """The files of each edit, once it is whole."""
    while True:
        start = default_timer()
        now = look(maker.watched)
        pause = max(LOOKS, 10 * (default_timer() - start))
        if now == seen:
            if end.wait(pause):
                return
            continue
        while not end.wait(SETTLES) and (then := look(maker.watched)) != now:
            now = then
        if changes := find_changes(seen, now):
            yield changes
        seen = now


def _name(changes: Sequence[Path]) -> str:
    more = f" and {len(changes) - 1:,} more" if len(changes) > 1 else ""
    return f"{show_path(changes[0])}{more}"


def _bad_settings(config: Path, error: MkDocsException) -> Problem:
    return Problem(
        path=str(config),
        rule="settings",
        message=f"MkDocs cannot use it: {error}",
        hint="`mkdocs build` tells more.",
    )
