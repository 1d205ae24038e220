"""What is HTML already need not be parsed as Markdown: blocks of it are lifted out, and put back.

Python-Markdown keeps a block of raw HTML as it stands, but walks through every character of it
first, which takes most of the time of a page. Here such blocks are found with one pattern, and the
rest is converted with a short mark in the place of each. The rules are those of Python-Markdown's
`HTMLExtractor`; whatever is not surely one of them makes a text not liftable, and it is converted
as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

EMPTY: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "param"})  # fmt: skip
"""Elements without an end."""

_STRANGE: Final = re.compile(
    r"[\t\x02\x03\r]"  # white space and signs that Python-Markdown changes
    r"|\n +\n"
    r"|^(?:```|~~~)"  # fences are looked for in raw HTML too
    r"|<[!?]"
    r"|<(?:script|style|textarea|title|plaintext|xmp|iframe|noembed|noframes|noscript)\b"
    r"|data-lifted=",
    re.MULTILINE | re.IGNORECASE,
)
"""With any of these a text is not liftable: parsers have rules of their own for them."""

_OPENING: Final = re.compile(r"(?:\A|(?<=\n\n))<(?P<tag>[a-z][a-z0-9]*)(?=[\s>])")
"""Where a block may begin: at the start of a line, after a blank one."""

_TAG: Final = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>"']+|"[^"<]*"|'[^'<]*')*)>""")
"""A tag: whether it ends, its name and its attributes."""


@dataclass(frozen=True, slots=True)
class Lifted:
    """A text with marks, and the blocks that they stand for."""

    text: str
    blocks: tuple[str, ...]


def lift(text: str, block_level: frozenset[str]) -> Lifted | None:
    """Lift the blocks of raw HTML out of a text; None where that is not surely right."""
    if _STRANGE.search(text):
        return None
    parts: list[str] = []
    blocks: list[str] = []
    at = 0
    while opening := _OPENING.search(text, at):
        if opening["tag"] not in block_level or opening["tag"] in EMPTY:
            return None
        end = _find_end(text, opening.start())
        if end is None:
            return None
        between, block = text[at : opening.start()], text[opening.start() : end]
        if blocks and not between.strip("\n"):
            blocks[-1] += f"\n\n{block}"  # as Python-Markdown puts one after the other
        else:
            if "<" in between:
                return None
            parts += [between, _mark(len(blocks))]
            blocks.append(block)
        at = end
    parts.append(text[at:])
    return None if "<" in parts[-1] else Lifted("".join(parts), tuple(blocks))


def put_back(html: str, lifted: Lifted) -> str:
    """Put the blocks back in the place of their marks."""
    pieces: list[str] = []
    for number, block in enumerate(lifted.blocks):
        before, mark, html = html.partition(_mark(number))
        if not mark:
            raise ValueError("Markdown lost a block of raw HTML")
        pieces += [before, block]
    return "".join((*pieces, html))


def _mark(number: int) -> str:
    return f'<div data-lifted="{number}"></div>'


def _find_end(text: str, start: int) -> int | None:
    """Where a block that begins here ends: with its own tag, before a blank line or the end."""
    stack: list[str] = []
    for number, tag in enumerate(_TAG.finditer(text, start), start=1):
        ends, name, attributes = tag.groups()
        if ends:
            if not stack or stack.pop() != name:
                return None
            if not stack:
                end = tag.end()
                whole = text.count("<", start, end) == number  # each `<` began a tag
                return end if whole and text[end : end + 2] in _AFTER else None
        elif name not in EMPTY and attributes[-1:] != "/":
            stack.append(name)
    return None


_AFTER: Final = frozenset({"", "\n", "\n\n"})
