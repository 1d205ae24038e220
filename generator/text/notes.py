"""Curators' notes: Markdown turned into HTML and cleaned by an allow-list."""

from __future__ import annotations

import re

import nh3
from markdown import Markdown
from markupsafe import Markup

from generator.text.escape import clean

ALLOWED_TAGS = {"p", "em", "strong", "code", "a", "ul", "ol", "li", "blockquote", "br"}
"""What a note may be made of; everything else loses its tags and keeps its text."""

ALLOWED_ATTRIBUTES = {"a": {"href"}}


MAX_BRACKETS = 200
"""Square brackets of a note; Markdown takes seconds for thousands that never close."""

MAX_NESTING = 8
"""Lists and quotes within each other; Python-Markdown ends the build at some hundreds."""

_MARK = r"(?:[*+>-]|\d{1,9}[.)])[ \t]*"
_NESTED = re.compile(rf"^[ \t]*(?:{_MARK}){{{MAX_NESTING + 1}}}", re.MULTILINE)
_INDENTED = re.compile(rf"^[ \t]{{{4 * MAX_NESTING}}}", re.MULTILINE)


def refuse_note(text: str) -> str | None:
    """Say what a note has too much of to be read as Markdown in a moment, if anything."""
    if text.count("[") > MAX_BRACKETS:
        return f"at most {MAX_BRACKETS} square brackets"
    if _NESTED.search(text) or _INDENTED.search(text):
        return f"lists and quotes at most {MAX_NESTING} deep"
    return None


def note_html(text: str) -> Markup:
    """Render a note; raw HTML, images, scripts and foreign attributes do not survive.

    What `refuse_note` refuses is shown as it was written.
    """
    lines = "\n".join(clean(line) for line in text.splitlines())
    if refuse_note(text):
        return Markup("<p>{}</p>").format(clean(text))
    safe = nh3.clean(
        Markdown(output_format="html").convert(lines),
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        attribute_filter=_keep_absolute,
        url_schemes={"https", "http", "mailto"},
        link_rel="nofollow noopener noreferrer ugc",
    )
    return Markup(safe)  # noqa: S704 - nh3 has just cleaned it


def _keep_absolute(_tag: str, name: str, value: str) -> str | None:
    """A note stands on pages, in feeds and in mail: an address that depends on the place is none."""
    is_absolute = value.lower().startswith(("https://", "http://", "mailto:"))
    return value if name != "href" or is_absolute else None
