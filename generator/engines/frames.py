"""Pages from frames: of pages that are alike a template is rendered once, with slots for the rest.

Pages of one kind in one folder differ in a few texts: title, content, head, address. For these a
template gets slots, which can be printed, asked whether they are empty, and passed through the
filters of `_FILTERS`. Whatever else a template does with one, or with anything else of a page,
raises, and pages like it are rendered one by one. So what comes out can depend on the page
in no other way; the one way round that is to catch printed text (`{% set %}` or a macro) and
decide by it. Therefore the second and third page of each frame are compared with what Jinja made.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NoReturn

import mkdocs
from jinja2 import Environment, pass_context
from jinja2.filters import do_striptags
from markupsafe import escape, soft_str
from mkdocs import utils
from mkdocs.utils import get_relative_url, normalize_url

if TYPE_CHECKING:
    from jinja2.runtime import Context
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

_SIGN: Final = "\ue000"
"""Marks where slots were printed; in no template, or it gets no frame."""

_MARK: Final = re.compile(f"{_SIGN}([0-9]+){_SIGN}")

_TEXTS: Final = ("head", "title", "canonical", "updated")
"""Front matter that differs from page to page; pages of a frame have all other values in common."""

_ALLOWED: Final = frozenset({"default", "d", "defined", "undefined", "none"})
"""Filters and tests that only ask whether there is something."""

_CHECKED: Final = 2
"""Pages of a frame that are compared with Jinja's."""


class _OpaqueError(Exception):
    """A template asked for more of a page than a frame can tell."""


class _Opaque:
    """What a template may not look at."""


def _refuse(*_: object) -> NoReturn:
    raise _OpaqueError


_ASKING: Final = (
    *("getattr", "getitem", "contains", "iter", "len", "bool", "str", "call", "int", "float"),
    *("eq", "ne", "lt", "le", "gt", "ge", "hash", "add", "radd", "mul", "rmul", "mod", "rmod"),
)
for _name in _ASKING:
    setattr(_Opaque, f"__{_name}__", _refuse)


Read = Callable[["Page"], object]


class _Slot(_Opaque):
    """Stands for a text that is not empty, and read from each page."""

    def __init__(self, read: Read) -> None:
        self.read = read

    def __bool__(self) -> bool:
        return True

    def then(self, change: Callable[[Any], object]) -> _Slot:
        """The same text through a filter."""
        read = self.read
        return _Slot(lambda page: change(read(page)))


class _Address(_Opaque):
    """The address of a page whose own folder has a name that no other page or file has."""

    def __init__(self, parent: str) -> None:
        self.text = f"{parent}{_SIGN}/"
        self.others: set[str] = set()
        """Addresses that it was compared with: those of pages must not begin them."""

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return self._compare(other) == self.text

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        raise _OpaqueError

    def __getitem__(self, part: object) -> _Start:
        if (
            isinstance(part, slice)
            and part.start is part.step is None
            and isinstance(part.stop, int)
        ):
            return _Start(self, part.stop)
        raise _OpaqueError

    def starts(self, other: object, length: int) -> bool:
        """Whether its first characters, so many, are another address."""
        text = self._compare(other)
        if len(text) != length or not f"/{text}".endswith("/"):
            raise _OpaqueError
        return self.text.startswith(text)

    def lead_to(self, target: str) -> str:
        """The relative address of something else, as MkDocs' `url` filter gives it."""
        self.others.add(f"{posixpath.normpath(f'/{target}').lstrip('/')}/")
        return normalize_url(target, page=_Place(self.text))  # type: ignore[arg-type]

    def _compare(self, other: object) -> str:
        if not isinstance(other, str):
            raise _OpaqueError
        self.others.add(other)
        return other


@dataclass(frozen=True, slots=True)
class _Place:
    """All that MkDocs' `normalize_url` wants of a page."""

    url: str


class _Start(_Opaque):
    """The beginning of an address."""

    def __init__(self, address: _Address, length: int) -> None:
        self._address = address
        self._length = length

    def __eq__(self, other: object) -> bool:
        return self._address.starts(other, self._length)

    def __hash__(self) -> int:
        raise _OpaqueError


class _Anchor(_Opaque):
    """The first heading in a table of contents."""

    def __init__(self) -> None:
        self.url = _Slot(lambda page: next(iter(page.toc)).url)


class _Contents(_Opaque):
    """A table of contents, of which only the first heading may be looked at."""

    def __iter__(self) -> Iterator[object]:
        yield _Anchor()
        raise _OpaqueError


class _AnyPage(_Opaque):
    """A page as its template sees it."""

    def __init__(self, page: Page, address: _Address) -> None:
        self.url = address
        self.title = _Slot(lambda page: page.title)
        self.content = _Slot(lambda page: page.content)
        self.canonical_url = page.canonical_url and _Slot(lambda page: page.canonical_url)
        self.toc = _Contents() if len(page.toc) else ()
        self.meta = {
            name: _Slot(_meta_reader(name)) if name in _TEXTS else value
            for name, value in page.meta.items()
        }

    def __bool__(self) -> bool:
        return True


def _meta_reader(name: str) -> Read:
    return lambda page: page.meta[name]


@dataclass(slots=True)
class Frame:
    """A page with slots."""

    pieces: Sequence[str]
    """What stands before, between and after the slots."""

    reads: Sequence[Read]
    taken: frozenset[str]
    """Addresses of pages that are not alike, since the template leads to or below them."""

    checked: int = 0

    def fill(self, page: Page) -> str:
        """The template's output for a page."""
        parts = [self.pieces[0]]
        for read, piece in zip(self.reads, self.pieces[1:], strict=True):
            parts += (str(read(page)), piece)
        return "".join(parts)


Key = tuple[object, ...]


@dataclass(slots=True)
class Frames:
    """The frames of a site, each made when its second page comes."""

    config: MkDocsConfig
    nav: Navigation
    env: Environment
    _own_env: Environment = field(init=False)
    _named: frozenset[str] = field(init=False)
    """Pages of the navigation, by their source: each stands alone."""
    _context_changes: bool = field(init=False)
    _frames: dict[Key, Frame | None] = field(default_factory=dict)
    """None where there is to be none."""
    _once: set[Key] = field(default_factory=set)
    _printed: list[_Slot] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._named = frozenset(page.file.src_uri for page in self.nav.pages)
        self._context_changes = bool(self.config.plugins.events["page_context"])
        self._own_env = self.env.overlay(finalize=self._print)
        filters: Mapping[str, Any] = self.env.filters
        guarded = {name: _guard(name, function) for name, function in filters.items()}
        self._own_env.filters = {**guarded, **_FILTERS}
        tests: Mapping[str, Any] = self.env.tests
        self._own_env.tests = {name: _guard(name, function) for name, function in tests.items()}

    def compile(self) -> None:
        """Compile what Jinja has compiled so far: once, before processes are forked."""
        for _, name in self.env.cache.keys() if self.env.cache else ():
            self._own_env.get_template(name)

    def fill(self, page: Page) -> str | None:
        """What the template makes of a page; None where Jinja has to."""
        key = self._key(page)
        frame = self._frames.get(key) if key else None
        if frame is None or frame.checked < _CHECKED or page.url in frame.taken:
            return None
        return frame.fill(page)

    def learn(self, page: Page, made: bytes) -> None:
        """Look at a page that Jinja made: begin a frame, or check it."""
        key = self._key(page)
        if key is None:
            return
        if key not in self._once:
            self._once.add(key)
            return
        if key not in self._frames:
            self._frames[key] = self._make(page)
        frame = self._frames[key]
        if frame is None or page.url in frame.taken:
            return
        frame.checked += 1
        if encode(self.config, page, frame.fill(page)) != made:
            self._frames[key] = None

    def _key(self, page: Page) -> Key | None:
        """What pages of a frame have in common; None for a page that stands alone."""
        parent, _, name = page.url.rstrip("/").rpartition("/")
        alone = not parent or not name or not page.url.endswith("/")
        if (
            alone
            or page.file.src_uri in self._named
            or self._context_changes
            or not page.title
            or not page.content
        ):
            return None
        if not all(page.meta.get(text, True) for text in _TEXTS):
            return None
        meta = tuple((key, None if key in _TEXTS else repr(page.meta[key])) for key in page.meta)
        return (f"{parent}/", meta, bool(len(page.toc)), bool(page.canonical_url))

    def _make(self, page: Page) -> Frame | None:
        address = _Address(page.url.rstrip("/").rpartition("/")[0] + "/")
        self._printed = []
        try:
            template = self._own_env.get_template(page.meta.get("template", "main.html"))
            text = template.render(self._context(page, address))
        except Exception:  # noqa: BLE001 - Jinja will tell, if it is one without slots too
            return None
        pieces = _MARK.split(text)
        if text.count(_SIGN) != len(pieces) - 1:
            return None
        reads = [self._printed[int(number)].read for number in pieces[1::2]]
        taken = (other[:end] for other in address.others for end in _ends(other))
        return Frame(pieces[::2], reads, frozenset(taken))

    def _context(self, page: Page, address: _Address) -> Mapping[str, object]:
        """As `mkdocs.commands.build.get_context` makes it."""
        return {
            "nav": self.nav,
            "pages": _Opaque(),
            "base_url": get_relative_url(".", address.text),
            "extra_css": _Opaque(),
            "extra_javascript": _Opaque(),
            "mkdocs_version": mkdocs.__version__,
            "build_date_utc": utils.get_build_datetime(),
            "config": self.config,
            "page": _AnyPage(page, address),
        }

    def _print(self, value: object) -> object:
        """What stands in a template's output for a value."""
        if not isinstance(value, _Slot):
            return value
        self._printed.append(value)
        return f"{_SIGN}{len(self._printed) - 1}{_SIGN}"


def encode(config: MkDocsConfig, page: Page, output: str) -> bytes:
    """The bytes of a page's file, as `mkdocs.commands.build._build_page` makes them of its output."""
    output = config.plugins.on_post_page(output, page=page, config=config)
    return output.encode("utf-8", errors="xmlcharrefreplace")


def _ends(address: str) -> Iterator[int]:
    return (found.end() for found in re.finditer("/", address))


def _guard(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter or test that takes no slot, nor text in which one was printed."""
    if name in _ALLOWED:
        return function

    @functools.wraps(function)  # with the mark that says whether it wants the context
    def guarded(*args: object, **options: object) -> Any:  # noqa: ANN401 - whatever it gives
        for value in (*args, *options.values()):
            if not (name == "first" and isinstance(value, _Contents)):
                _check(value)
        return function(*args, **options)

    return guarded


def _check(value: object) -> None:
    if isinstance(value, _Opaque) or (isinstance(value, str) and _SIGN in value):
        raise _OpaqueError


def _through(function: Callable[[Any], object]) -> Callable[[object], object]:
    """A filter that a slot can go through."""

    def through(value: object) -> object:
        if isinstance(value, _Slot):
            return value.then(function)
        _check(value)
        return function(value)

    return through


@pass_context
def _lead_to(context: Context, value: object) -> object:
    """MkDocs' `url` filter."""
    if isinstance(value, _Slot):
        read = value.read
        return _Slot(lambda page: normalize_url(str(read(page)), page=page))
    _check(value)
    return context["page"].url.lead_to(str(value))


_FILTERS: Final = {
    "string": _through(soft_str),
    "striptags": _through(do_striptags),
    "e": _through(escape),
    "escape": _through(escape),
    "url": _lead_to,
}
