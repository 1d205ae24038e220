"""One escape function per output; each cleans the text first, so nothing else has to.

Whatever a stranger writes, the result is text in that output and never markup, and it reads back
as `clean(text)`. Measured threats and the reasons are in the tests beside.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None

_PLANES = range(0x10000, 0x110000, 0x10000)
_INVISIBLE = (
    "\x00-\x1f\x7f-\x9f"  # controls; white space among them is folded before
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # invisible by design
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"  # zero width, directions and their overrides
    "\u3164\ufeff\uffa0\ufff0-\ufffb"  # fillers, byte order mark, annotations
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # lone surrogates, noncharacters
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # tags: hidden text
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in _PLANES)
)
_JOINED = "\u0600-\u08ff\u0900-\u0dff"
"""Scripts that spell with joiners: Arabic and its relatives, the scripts of India."""

_EMOJI = "\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"

_DROPPED = re.compile(f"[{_INVISIBLE}]+")
_JOINER = re.compile(
    f"((?<=[{_JOINED}])[\u200c\u200d](?=[{_JOINED}])|(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}]))"
    "|[\u200c\u200d]"
)
"""Joiners are kept where they spell a word or join an emoji, and are hidden text elsewhere."""

_STACKED = re.compile(f"([{_MARKS}]{{4}})[{_MARKS}]+")
"""More than four accents on one letter spill over the lines around it; no language needs them."""

_SUSPECT = re.compile(f"[{_INVISIBLE}{_MARKS}\u200c\u200d]")
_PRINTED = bytes(range(0x20, 0x7F))


def clean(text: str) -> str:
    """One line of visible text: no controls, no hidden or direction-changing characters, NFC.

    White space of any kind becomes single spaces, none at the ends. Cleaning twice changes
    nothing more.
    """
    is_ascii = text.isascii()
    if is_ascii and text.isprintable() and "  " not in text and text.strip(" ") == text:
        return str(text)  # so are nearly all names and titles
    line = " ".join(text.split())
    if is_ascii and line.isprintable():
        return line
    if _is_suspect(line):
        line = _JOINER.sub(r"\1", _DROPPED.sub("", line))
        line = _STACKED.sub(r"\1", unicodedata.normalize("NFC", line))
        return " ".join(line.split())
    return unicodedata.normalize("NFC", line)


def _is_suspect(line: str) -> bool:
    """Whether anything in a line may have to go; only what is not plain ASCII is looked at.

    That is little of most texts, and the pattern takes thirty times as long for a character.
    """
    rest = line.encode("utf-8", "surrogatepass").translate(None, _PRINTED)
    return _SUSPECT.search(rest.decode("utf-8", "surrogatepass")) is not None


def html(text: str) -> str:
    """For HTML text and attributes in quotes (of either kind)."""
    return encode_html(clean(text))


def encode_html(text: str) -> str:
    """`html` for a text that is clean already."""
    # `&` first: the others bring new ones. `str.translate` takes 20 times as long.
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&#34;").replace("'", "&#39;")


_MARKDOWN_ACTIVE = re.compile(
    r"[!-+\-./:-@\[-`{-~]"  # a set first: where nothing is of it, a search takes half the time
    r"(?:(?<![\-.])"
    r"|(?<=-)(?:(?<![A-Za-z0-9]-)|(?![A-Za-z0-9]))"  # inside a word it is no list, rule or dash
    # no numbered list, no dots
    r"|(?<=\.)(?:(?<![A-Za-z]\.)(?:(?<![0-9]\.)|(?![A-Za-z0-9]))|(?=\.)))"
)
_REFERENCES = {chr(code): f"&#{code};" for code in range(0x21, 0x7F)}


def _reference(match: re.Match[str]) -> str:
    return _REFERENCES[match[0]]


def markdown(text: str) -> str:
    """For Markdown: a heading, a paragraph, a list item, a table cell, a link's text, raw HTML.

    Every ASCII punctuation character becomes `&#N;`, which no extension looks into; only commas,
    hyphens inside a word and full stops after a letter or inside a number stay readable, as
    nothing in Markdown starts with them. The result may stand at the start of a line.
    """
    return encode(clean(text))


def encode(text: str) -> str:
    """`markdown` for a part of a text that is clean already: space at its ends stays."""
    return _MARKDOWN_ACTIVE.sub(_reference, text)


_XML = tuple((c, f"&#x{ord(c):X};") for c in "&<>\"'")  # `&` first: the others bring new ones


@lru_cache(maxsize=256)  # every form of a feed asks for the same, one after the other
def xml(text: str) -> str:
    """For XML 1.0 text and attributes.

    Hexadecimal references, because feed validators take `&amp;` and `&lt;` in a title for
    escaped HTML; characters that XML forbids are gone with `clean`.
    """
    line = clean(text)
    for char, reference in _XML:  # five searches in C; `str.translate` takes ten times as long
        if char in line:
            line = line.replace(char, reference)
    return line


_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_JSON_MARKUP = tuple((c, f"\\u{ord(c):04x}") for c in "<>&")
_JSON_ACTIVE = re.compile("[\u2028\u2029\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def json_in_html(value: Json) -> str:
    r"""Compact JSON with sorted keys for a `<script>` element or a data attribute's text.

    `<`, `>` and `&` are `\u` escapes, so it can neither close the element nor hold an entity. The
    value reads back unchanged: strings are data here and are not cleaned. Raises `ValueError` on
    NaN and infinities.
    """
    text = _JSON.encode(value)
    for char, escaped in _JSON_MARKUP:
        text = text.replace(char, escaped)
    if text.isascii() and "\x7f" not in text:
        return text
    return _JSON_ACTIVE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def front_matter(text: str) -> str:
    """A YAML scalar in double quotes, ASCII, on one line: no value of it can be anything else."""
    return front_matter_html(clean(text))


def front_matter_html(markup: str) -> str:
    """The same for HTML whose texts were cleaned one by one: thousands of characters a page."""
    quoted = markup.replace("\\", r"\\").replace('"', r"\"")
    # Python's escapes are YAML's too: \xNN, \uNNNN, \UNNNNNNNN.
    data = quoted.encode("ascii", "backslashreplace").translate(_BLANK, _CONTROLS)
    return f'"{data.decode()}"'


_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\r"})
_BLANK = bytes.maketrans(b"\t\n\r", b"   ")
