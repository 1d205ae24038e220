"""What is wrong with a template: where it fails, what Jinja says, and which page was being made.

Ours and the theme's are told in one way, whether they cannot be read, parsed or rendered.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from traceback import walk_tb
from types import FrameType
from typing import Final, Self

from jinja2 import FileSystemLoader, TemplateError, TemplateNotFound, TemplateSyntaxError

from generator.content.load import show_path
from generator.problems import ContentError, Problem


@contextmanager
def telling_faults(page: str | None = None) -> Iterator[None]:
    """Raise what a template fails with as a finding; `page` is what it was to make.

    Raises:
        ContentError: a template failed. What came out of no template is raised as it is.
    """
    try:
        yield
    except Exception as error:
        fault = find_fault(error, page)
        if fault is None:
            raise
        raise ContentError([fault]) from error


def find_fault(error: Exception, page: str | None = None) -> Problem | None:
    """The finding, if an exception came out of a template, also where it only passed through one."""
    if isinstance(error, ContentError | MemoryError):
        return None
    place = _find_place(error, _Trace.of(error))
    if place is None:
        return None
    path, line = place
    return make_finding(
        Path(path), line, _say(error) + (f" (while {page} was made)" if page else "")
    )


def make_finding(template: Path, line: int, what: str) -> Problem:
    """The finding about a template; line 0 stands for all of it."""
    hint = "Mend it, or take back what was changed there."
    return Problem(path=show_path(template), line=line, rule="template", message=what, hint=hint)


_LOADS: Final = FileSystemLoader.get_source.__code__


@dataclass(frozen=True, slots=True)
class _Trace:
    """What of a traceback tells of templates."""

    place: tuple[str, int] | None
    """File and line in the innermost template, as Jinja puts them there for debuggers."""

    loading: FrameType | None
    """The loader, where it was at work."""

    @classmethod
    def of(cls, error: Exception) -> Self:
        place, loading = None, None
        for frame, line in walk_tb(error.__traceback__):
            if "__jinja_exception__" in frame.f_globals:
                place = (frame.f_code.co_filename, line)
            if frame.f_code is _LOADS:
                loading = frame
        return cls(place, loading)


def _find_place(error: Exception, trace: _Trace) -> tuple[str | Path, int] | None:
    if isinstance(error, TemplateSyntaxError):
        return error.filename or error.name or "", error.lineno
    if trace.loading is None or (trace.place and isinstance(error, TemplateNotFound)):
        return trace.place
    inside = trace.loading.f_locals
    if isinstance(error, TemplateNotFound):
        return Path(inside["self"].searchpath[0], inside["template"]), 0
    return inside["filename"], 0


def _say(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name!r}"
    if isinstance(error, TemplateError):
        return str(error.message)
    if isinstance(error, UnicodeDecodeError):
        return f"is no UTF-8: the byte at {error.start:,} is none of it"
    if isinstance(error, OSError):
        return f"cannot be read: {error.strerror or error}"
    return f"{type(error).__name__}: {error}"
