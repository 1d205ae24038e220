"""Front matter as the generator writes it, read without a YAML parser.

Only what YAML surely reads the same way: lines of a key and a word, a day, or a text in double
quotes. Anything else is left to MkDocs.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date
from typing import Final

_WORD: Final = re.compile(r"[a-z]{2,}(?:_[a-z]+)*")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_ESCAPE: Final = re.compile(
    r"\\(?:[nt]|x[0-9a-f]{2}|u(?!d[89a-f])[0-9a-f]{4}|U000[1-9a-f][0-9a-f]{4})"
)
_SURROGATE: Final = re.compile(r"\\u[dD]")
_WORDS: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null"})
"""What YAML does not read as a text."""


def read(text: str) -> tuple[str, dict[str, object]] | None:
    """What follows the front matter, and its values; None where MkDocs should read it."""
    end = text.find("\n---\n")
    if end < 0 or not text.startswith("---\n"):
        return None
    values: dict[str, object] = {}
    for line in text[4:end].split("\n"):
        key, _, written = line.partition(": ")
        value = _read_value(written) if _is_word(key) else None
        if value is None or key in values:
            return None
        values[key] = value
    return text[end + len("\n---\n") :].lstrip("\n"), values


def _read_value(written: str) -> object:
    if len(written) > 1 and written[0] == written[-1] == '"':
        return _unquote(written)
    if _DAY.fullmatch(written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            return None
    return written if _is_word(written) else None


def _is_word(text: str) -> bool:
    return bool(_WORD.fullmatch(text)) and text not in _WORDS


def _unquote(written: str) -> str | None:
    """A text in double quotes: as JSON, which is faster, where YAML surely reads that the same way."""
    if written.isascii() and "\x7f" not in written:
        with suppress(ValueError):
            text: str = json.loads(written)
            # JSON makes one character of two surrogates.
            if text.isascii() or not _SURROGATE.search(written):
                return text
    return _unescape(written[1:-1])


def _unescape(text: str) -> str | None:
    """Printable ASCII, with escapes that YAML and Python share."""
    if not (text.isascii() and text.isprintable()):
        return None
    rest = text.replace("\\\\", "").replace('\\"', "")
    if "\\" in rest:
        rest = _ESCAPE.sub("", rest)
    if '"' in rest or "\\" in rest:
        return None
    return text.encode().decode("unicode_escape")
