"""Curators' notes: Markdown turned into HTML and cleaned by an allow-list."""

from __future__ import annotations

import re
from collections.abc import Callable

import nh3
from markdown import Markdown
from markupsafe import Markup

from generator.text.escape import clean
from generator.web import is_plain

ALLOWED_TAGS = {"p", "em", "strong", "code", "a", "ul", "ol", "li", "blockquote", "br"}
"""What a note may be made of; everything else loses its tags and keeps its text."""

ALLOWED_ATTRIBUTES = {"a": {"href"}}

SCHEMES = frozenset({"https", "http", "mailto"})
_STRANGE = frozenset({"javascript", "vbscript", "data", "file", "ftp", "blob", "about"})
"""Schemes that no link has in the end, and that a finding should name all the same."""

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

    What `refuse_note` refuses is shown as it was written, and a link that leads to no plain address
    (see `generator.web`) keeps its words alone.
    """
    if refuse_note(text):
        return Markup("<p>{}</p>").format(clean(text))
    return Markup(_render(text, is_safe))  # noqa: S704 - nh3 has cleaned it


def links_of(text: str) -> tuple[str, ...]:
    """What a note links to, in its order: whole addresses, and whatever else stands there."""
    found: list[str] = []

    def keep(address: str) -> bool:
        found.append(address)
        return True

    if ("[" in text or "<" in text) and not refuse_note(text):
        _render(text, keep, SCHEMES | _STRANGE)
    return tuple(found)


def is_safe(address: str) -> bool:
    """Whether a note may lead there. It stands on pages, in feeds and in mail, so no place helps."""
    return is_plain(address) or address.startswith("mailto:")


def _render(text: str, keep: Callable[[str], bool], schemes: frozenset[str] = SCHEMES) -> str:
    lines = "\n".join(clean(line) for line in text.splitlines())
    return nh3.clean(
        Markdown(output_format="html").convert(lines),
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        attribute_filter=lambda _tag, name, value: value if name != "href" or keep(value) else None,
        url_schemes=set(schemes),
        link_rel="nofollow noopener noreferrer ugc",
    )
