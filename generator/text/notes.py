"""Curators' notes: Markdown turned into HTML and cleaned by an allow-list."""

from __future__ import annotations

import nh3
from markdown import Markdown
from markupsafe import Markup

from generator.text.escape import clean

ALLOWED_TAGS = {"p", "em", "strong", "code", "a", "ul", "ol", "li", "blockquote", "br"}
"""What a note may be made of; everything else loses its tags and keeps its text."""

ALLOWED_ATTRIBUTES = {"a": {"href"}}


def note_html(text: str) -> Markup:
    """Render a note; raw HTML, images, scripts and foreign attributes do not survive."""
    lines = "\n".join(clean(line) for line in text.splitlines())
    html = Markdown(output_format="html").convert(lines)
    safe = nh3.clean(
        html,
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
