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

_STRANGE: Final = ("\t", "\x02", "\x03", "\r", "data-lifted=")
"""White space and signs that Python-Markdown changes, and our own mark: with any of these, or with
a fence, a text is not liftable."""

_FENCES: Final = ("```", "~~~")
"""Python-Markdown looks for them in raw HTML too."""

_BLANK_WITH_SPACES: Final = re.compile(r"\n +\n")

_OPENING: Final = re.compile(r"<([a-z][a-z0-9]*)(?=[\s>])")
"""How a block begins, at the start of a line after a blank one."""

_VERBATIM: Final = "script|style|textarea|title|plaintext|xmp|iframe|noembed|noframes|noscript"
"""Elements in which parsers have rules of their own."""

_ATTRIBUTES: Final = r"""[^<>"']*+(?:"[^"<]*+"[^<>"']*+)*+"""
"""Up to the end of a tag. What fails here, fails without going back."""

_NO_TAG: Final = re.compile(rf"<(?!/?(?!(?:{_VERBATIM})\b)[a-z][a-z0-9-]*+{_ATTRIBUTES}>)")
"""A `<` that surely begins no tag, or one of an element that makes a text not liftable."""

_TAG: Final = re.compile(rf"<(/?)([a-z][a-z0-9-]*+)({_ATTRIBUTES})>")
"""A tag: whether it ends an element, the name and the attributes."""


@dataclass(frozen=True, slots=True)
class Lifted:
    """A text with marks, and the blocks that they stand for."""

    text: str
    blocks: tuple[str, ...]


def lift(text: str, block_level: frozenset[str]) -> Lifted | None:
    """Lift the blocks of raw HTML out of a text; None where that is not surely right."""
    if _is_strange(text) or _BLANK_WITH_SPACES.search(text) or _NO_TAG.search(text):
        return None
    parts: list[str] = []
    blocks: list[list[str]] = []
    at = 0
    while (start := _find_opening(text, at)) >= 0:
        end = _find_end(text, start, block_level)
        if end is None:
            return None
        between, block = text[at:start], text[start:end]
        if blocks and not between.strip("\n"):
            blocks[-1].append(block)
        else:
            if "<" in between:
                return None
            parts += [between, mark(len(blocks))]
            blocks.append([block])
        at = end
    parts.append(text[at:])
    if "<" in parts[-1]:
        return None
    # As Python-Markdown puts one after the other.
    return Lifted("".join(parts), tuple(map("\n\n".join, blocks)))


def _is_strange(text: str) -> bool:
    if any(sign in text for sign in _STRANGE):
        return True
    # One sign is looked for seven times as fast as three.
    return any(fence[0] in text and fence in text for fence in _FENCES)


def put_back(html: str, lifted: Lifted) -> str:
    """Put the blocks back in the place of their marks."""
    pieces: list[str] = []
    for number, block in enumerate(lifted.blocks):
        before, found, html = html.partition(mark(number))
        if not found:
            raise ValueError("Markdown lost a block of raw HTML")
        pieces += [before, block]
    return "".join((*pieces, html))


def mark(number: int) -> str:
    """What stands in the place of a block."""
    return f'<div data-lifted="{number}"></div>'


def _find_opening(text: str, at: int) -> int:
    """Where the next line begins that may open a block; -1 where none does."""
    if at == 0 and text.startswith("<"):
        return 0
    blank = text.find("\n\n<", at)
    return blank + 2 if blank >= 0 else -1


def _find_end(text: str, start: int, block_level: frozenset[str]) -> int | None:
    """Where a block that begins here ends: with its own tag, before a blank line or the end."""
    opening = _OPENING.match(text, start)
    if not opening or opening[1] not in block_level or opening[1] in EMPTY:
        return None
    last = text.find(f"</{opening[1]}>", start)
    end = last + len(f"</{opening[1]}>")
    if text.count(f"<{opening[1]}", start, last) > 1:  # one within the other, perhaps
        end = _follow(text, start)
    return end if last >= 0 < end and text[end : end + 2] in _AFTER else None


_AFTER: Final = frozenset({"", "\n", "\n\n"})


def _follow(text: str, start: int) -> int:
    """The end of the element that begins here; -1 if all within is not surely opened and closed."""
    stack: list[str] = []
    for tag in _TAG.finditer(text, start):
        ends, name, attributes = tag.groups()
        if not ends:
            if name not in EMPTY and not attributes.endswith("/"):
                stack.append(name)
        elif not stack or stack.pop() != name:
            break
        elif not stack:
            return tag.end()
    return -1
