"""Words of strangers in a mail: they fit its width, and no service takes them for its own tags.

Services read what they send as a template: a title with `{{ … }}` or `*|…|*` would stop the mail
or show one reader's data where nobody meant to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import east_asian_width

from markupsafe import Markup

from generator.text.escape import clean, encode

WIDTH = 76
"""Columns of a line of text: what stays whole when a mail is quoted in an answer."""

LONG_WORD = 20
"""Characters of a word that a narrow screen may have no room for."""

PIECE = 10
"""Characters between the places where a long word may be broken."""


@lru_cache(maxsize=1024)  # topics and days are the same all over the mails
def to_html(text: str) -> Markup:
    """Text as HTML: punctuation as references, and places to break in long words.

    Breaks are elements, not styles: many programs show a mail without its styles.
    """
    line = clean(text)
    words = line.split(" ")
    if len(max(words, key=len)) <= LONG_WORD:  # the same, for escapes look at no space
        return Markup(encode(line))  # noqa: S704 - it is escaped
    return Markup(" ".join(map(_breakable, words)))  # noqa: S704 - every piece is escaped


def _breakable(word: str) -> str:
    if len(word) <= LONG_WORD:
        return encode(word)
    return "<wbr>".join(encode(word[at : at + PIECE]) for at in range(0, len(word), PIECE))


def to_lines(text: str, first: str = "", rest: str = "") -> str:
    """Text in lines of at most `WIDTH` columns: the first begins with `first`, others with `rest`.

    Both are of one length. An address is never broken: one that is too long has its own line.
    """
    lines: list[list[str]] = []
    left = 0
    line = clean(_TAG.sub(r"\1 ", text))
    measure = len if line.isascii() else columns
    for word in _words(line, WIDTH - len(rest)):
        width = measure(word) + 1  # with the space before it
        if width > left:
            lines.append([])
            left = WIDTH - len(rest) + 1
        lines[-1].append(word)
        left -= width
    return first + f"\n{rest}".join(map(" ".join, lines))


_TAG = re.compile(r"(\{(?=[{%$])|\}(?=\})|%(?=[%}>])|<(?=%)|\*(?=\|)|\|(?=\*)|\[(?=\[)|\](?=\]))")
"""Where a service's tag begins or ends: `{{`, `{%`, `{$`, `<%`, `%%`, `*|`, `[[`, and back."""


def columns(text: str) -> int:
    """How wide a text is: letters of East Asia take two columns."""
    if text.isascii():
        return len(text)
    return len(text) + sum(east_asian_width(character) in "WF" for character in text)


def _words(text: str, width: int) -> Iterator[str]:
    """Words, cut where one alone is wider than a line."""
    for word in text.split(" "):
        if (len(word) * 2 <= width) or columns(word) <= width or "://" in word:
            yield word
        else:
            yield from _cut(word, width)


def _cut(word: str, width: int) -> Iterator[str]:
    piece = ""
    for character in word:
        if columns(piece + character) > width:
            yield piece
            piece = ""
        piece += character
    yield piece
