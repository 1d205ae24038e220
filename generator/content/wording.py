"""How values and places of content are shown in messages: short, and safe on any terminal."""

from __future__ import annotations

import re
import unicodedata

MAX_SHOWN = 60
"""Characters of a value that a message quotes."""

_JOINERS = "\u200c\u200d"
"""Invisible, but Persian, Indic scripts and emoji are not written without them."""

_NONCHARACTERS = {
    *map(chr, range(0xFDD0, 0xFDF0)),
    *(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)),
}
_PLAIN = re.compile(r"(?!true$|false$|null$|[\d.]+$)[A-Za-z0-9](?:[A-Za-z0-9 ._/+-]*[A-Za-z0-9.])?")
"""Text that every YAML reader takes for text as it stands."""


def is_hidden(character: str) -> bool:
    """Whether a character is not seen, or changes how its neighbours are seen.

    Controls, direction overrides ("Trojan Source"), zero-width and noncharacters; not line
    breaks, tabs and the two joiners that scripts need.
    """
    if character in "\t\n\r" or character in _JOINERS:
        return False
    return (
        unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        or character in _NONCHARACTERS
    )


def hidden_in(text: str) -> frozenset[str]:
    """The hidden characters of a text."""
    if text.isprintable():  # most texts are, and asking is fast: nothing hidden is printable
        return frozenset()
    return frozenset(filter(is_hidden, set(text)))


def name_character(character: str) -> str:
    """`U+202E (RIGHT-TO-LEFT OVERRIDE)`."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X} ({name})" if name else f"U+{ord(character):04X}"


def readable(text: str) -> str:
    """One short line without anything hidden: white space folded, the middle of long text cut.

    A message reaches terminals and annotations; no escape sequence of a stranger may.
    """
    folded = " ".join(text[: 50 * MAX_SHOWN].split())
    if len(folded) > MAX_SHOWN:
        folded = folded[: MAX_SHOWN - 1].rstrip() + "…"
    return "".join(f"<U+{ord(char):04X}>" if is_hidden(char) else char for char in folded)


def show(value: object) -> str:
    """A value as a message quotes it: text in quotes, the rest by its kind.

    >>> show("Ada"), show(None), show([]), show(True)
    ('"Ada"', 'nothing', 'a list', 'true')
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{readable(value)}"'
    return "a mapping" if isinstance(value, dict) else "a list"


def show_path(path: tuple[str | int, ...]) -> str:
    """Write the way to a value; items of lists count from 0.

    >>> show_path(("notes", 0, "by"))
    'notes[0].by'
    """
    return "".join(map(_show_step, path)).removeprefix(".")


def _show_step(step: str | int) -> str:
    return f"[{step}]" if isinstance(step, int) else "." + (readable(step) or '""')


def flow(value: object) -> str:
    """Write plain data as YAML on one line, quoting only what needs it.

    >>> flow({"by": "ada", "text": "Orca: a model"})
    '{by: ada, text: "Orca: a model"}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if not isinstance(value, str):
        return show(value) if isinstance(value, bool | None) else f"{value:g}"
    text = readable(value)
    if _PLAIN.fullmatch(text) or (text.startswith("https://") and "," not in text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
