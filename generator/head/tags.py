"""The elements of a head, each attribute escaped by construction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.text.escape import encode_html, html, json_in_html

if TYPE_CHECKING:
    from generator.text.escape import Json


def meta(name: str, content: str) -> str:
    """A fact under a name that the project chooses."""
    return f'<meta name="{name}" content="{html(content)}">'


def clean_meta(name: str, content: str) -> str:
    """The same of a text that is clean already, as `as_text` leaves it: cleaning takes longest."""
    return f'<meta name="{name}" content="{encode_html(content)}">'


def open_graph(name: str, content: str) -> str:
    """A fact of the Open Graph protocol; `name` without its prefix."""
    return f'<meta property="og:{name}" content="{html(content)}">'


def link(rel: str, href: str, *, media_type: str = "", title: str = "") -> str:
    """A link; where it leads is either inside the site or made by `generator/ids.py`."""
    kind = f' type="{html(media_type)}"' if media_type else ""
    label = f' title="{html(title)}"' if title else ""
    return f'<link rel="{rel}"{kind}{label} href="{html(href)}">'


def linked_data(value: Json) -> str:
    """JSON-LD: data that no browser runs, so the page's policy says nothing about it."""
    return f'<script type="application/ld+json">{json_in_html(value)}</script>'
