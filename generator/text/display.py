r"""How listed text is shown: lost TeX repaired, TeX set, addresses linked, all else escaped.

The HTML may stand inside any element, in Markdown or not: words are escaped for both. It holds
`<i>`, `<sub>`, `<sup>`, `<code>`, `<a>` and MathML, and no attribute but an address and its `rel`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Final

from generator.text.escape import clean, encode
from generator.text.formula import parse
from generator.text.formula_text import to_html as formula_html
from generator.text.formula_text import to_unicode
from generator.text.mathml import to_mathml
from generator.text.pieces import plain, read, to_plain
from generator.text.repair import repair
from generator.web import is_plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.text.pieces import Piece


_RUN = re.compile(r"""(?<![\w@/.])https?://[^\s<>"{}|^`]+""", re.ASCII)
_HREF = re.compile('href="([^"]+)"')
_TRAILING: Final = ".,;:!?'*“”‘’«»–—…"  # noqa: RUF001 - the look-alikes are meant
_PERCENT: Final = {ord(c): f"%{ord(c):02X}" for c in "()[]*$"} | {ord("&"): "&amp;"}


def as_text(text: str) -> str:
    """Listed text as one line of plain text: for titles, tabs, feeds and search."""
    return _short_as_text(text) if len(text) <= SHORT else _long_as_text(text)


def _as_text(text: str) -> str:
    return clean(to_plain(repair(clean(text))))


SHORT: Final = 240
"""Characters of a title at most. These and names are asked for many times, all over a digest."""

_short_as_text = lru_cache(maxsize=1 << 16)(_as_text)


@lru_cache(maxsize=64)
def _long_as_text(text: str) -> str:
    """Abstracts are asked for a few times in a row; to keep more of them would fill the memory."""
    return clean(plain(_pieces(text)))


@lru_cache(maxsize=64)
def _pieces(text: str) -> tuple[Piece, ...]:
    """What a long text is made of, for all the forms in which it is shown."""
    return read(repair(clean(text)))


def as_html(text: str) -> str:
    """Listed text as inline HTML, on one line."""
    return "".join(map(_html_of, _pieces(text)))


def as_plain_html(text: str) -> str:
    """The same for feeds and mail: no MathML, which they show as a heap of letters, and no Markdown.

    Only what HTML itself needs is escaped, so that it reads well where tags are shown as text.
    """
    inline = "".join(_html_of(piece, mathml=False) for piece in _pieces(text))
    return bare_quotes(_REFERENCE.sub(_plain, inline))


_REFERENCE = re.compile(r"&#(\d+);")


def _plain(reference: re.Match[str]) -> str:
    """The character, unless HTML acts on it in text or in an attribute."""
    char = chr(int(reference[1]))
    return reference[0] if char in "<>&\"'" else char


def bare_quotes(markup: str) -> str:
    """HTML of ours with the quotes of its text as they are: they mean something in tags alone."""
    return _QUOTE.sub(lambda found: _QUOTES.get(found[0], found[0]), markup)


_QUOTE = re.compile(r"<[^<>]*>|&#3[49];")

_QUOTES = {"&#34;": '"', "&#39;": "'"}


def abstract_paragraphs(text: str, to_html: Callable[[str], str] = as_html) -> tuple[str, ...]:
    """Listed text as inline HTML, one string a paragraph; blank lines end paragraphs."""
    parts = (clean(part) for part in _BLANK_LINE.split(text))
    return tuple(to_html(part) for part in parts if part)


_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")


def addresses(text: str) -> tuple[str, ...]:
    """The addresses in a text that `as_html` makes links of, in their order."""
    if "://" not in text:
        return ()
    return tuple(unescape(found) for found in _HREF.findall(as_html(text)))


def _html_of(piece: Piece, *, mathml: bool = True) -> str:
    match piece.kind:
        case "math":
            return _formula(piece, mathml=mathml)
        case "link":
            return link(piece.address, piece.text) or encode(_label_and_address(piece))
        case _:
            return _with_links(piece.text)


def _formula(piece: Piece, *, mathml: bool) -> str:
    """Text with small scripts where that is enough, MathML, or the TeX as written."""
    row = parse(piece.text)
    simple = formula_html(row) if row is not None else None
    if simple is not None:
        return simple
    set_formula = to_mathml(piece.text, display=piece.display) if mathml else None
    if set_formula is not None:
        return set_formula
    return encode(to_unicode(row)) if row is not None else f"<code>{encode(piece.source)}</code>"


def _label_and_address(piece: Piece) -> str:
    return piece.text if piece.text == piece.address else f"{piece.text} ({piece.address})"


def link(address: str, label: str | None = None) -> str | None:
    """A link to a stranger's address, or `None` unless it is a plain http(s) address.

    It lends no reputation (`nofollow`) and tells the other site nothing.
    """
    if not is_plain(address):
        return None
    target = address.translate(_PERCENT)
    return f'<a href="{target}" rel="nofollow noopener noreferrer">{encode(label or address)}</a>'


def _with_links(text: str) -> str:
    if "://" not in text:
        return encode(text)
    done = 0
    parts: list[str] = []
    for found in _RUN.finditer(text):
        address = _without_trailing(found[0])
        linked = link(address)
        if linked is not None:
            parts += (encode(text[done : found.start()]), linked)
            done = found.start() + len(address)
    return "".join((*parts, encode(text[done:])))


def _without_trailing(run: str) -> str:
    """Without the punctuation of the sentence around, closing brackets of it included."""
    address = run.rstrip(_TRAILING)
    while address[-1:] in {")", "]"} and address.count(")") > address.count("("):
        address = address[:-1].rstrip(_TRAILING)
    return address.rstrip("]")
