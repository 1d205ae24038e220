r"""TeX that has one certain meaning, decoded; everything else stays as written.

arXiv's metadata is ASCII with TeX accents. Unknown macros are left alone, so no text is lost.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from generator.text import symbols

ADDRESS: Final = r"https?://(?:[^\s{}\\<>$]|\\[^A-Za-z\s])++"
"""A bare address; nothing in it is decoded but the escapes that TeX wants in one."""

_ACCENT = (
    r"\\(?P<accent>[\"'`^~=.]|[uvHckrd](?=\{)|[uvHc](?= [A-Za-z]))"
    r"(?: ?\{ ?(?P<braced>\\?[ij](?![A-Za-z])|[A-Za-z]) ?\}"
    r"| ?(?P<bare>\\[ij](?![A-Za-z])(?: (?=[a-z]))?|[A-Za-z]))"
)
_LETTER = rf"\\(?P<letter>{'|'.join(sorted(symbols.LETTERS, key=len, reverse=True))})(?![A-Za-z])"
DECODED = (
    rf"(?P<address>{ADDRESS})"
    rf"|(?P<outer>\{{)?(?:{_ACCENT}|{_LETTER})(?(outer)\}}|(?:(?<=[A-Za-z])(?:\{{\}}| (?=[a-z])))?)"
    r"|\\(?P<escaped>[%&#_${}])"
    r"|(?<![-<!])---?(?![->])"
    r"|``|''"
)
_ESCAPED_QUOTE = re.compile(r'\\"(?:[\s.,;:!?)\]]|$)')


_QUOTE_MARK = "\ufdd0"


def hide_quotes(text: str) -> str:
    r"""Hide each `\"` of a text in which it is a quotation mark, until `show_quotes`."""
    return text.replace('\\"', _QUOTE_MARK) if _ESCAPED_QUOTE.search(text) else text


def show_quotes(text: str) -> str:
    """Undo `hide_quotes`."""
    return text.replace(_QUOTE_MARK, '\\"')


def decoded(found: re.Match[str]) -> str:
    """What a match of `DECODED` stands for."""
    if found["accent"]:
        return _composed(found)
    if found["letter"]:
        return symbols.LETTERS[found["letter"]] + _space_kept(found)
    if found["address"]:
        return decoded_address(found["address"])
    return found["escaped"] or _SIGNS[found[0]]


_SIGNS: Final = {"---": "—", "--": "\N{EN DASH}", "``": "“", "''": "”"}


def _space_kept(found: re.Match[str]) -> str:
    r"""TeX eats the space after `\ss`; within a word it is eaten here too, before a word kept."""
    within = found.start() > 0 and found.string[found.start() - 1].isalpha()
    return " " if found[0].endswith(" ") and not within else ""


def _composed(found: re.Match[str]) -> str:
    base = (found["braced"] or found["bare"]).strip().lstrip("\\")
    letter = unicodedata.normalize("NFC", base + symbols.ACCENTS[found["accent"]])
    return letter if len(letter) == 1 else found[0]


_ESCAPE = re.compile(r"\\([_%&#~])")


def decoded_address(written: str) -> str:
    r"""An address as TeX sources write it: `\_`, `\%`, `\#`, `\&` and `\~` unescaped."""
    return _ESCAPE.sub(r"\1", written.strip())
