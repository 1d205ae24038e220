"""Values as YAML that the strict reader, and editors with other rules, read back as they are.

Text is written plain where no reader could take it for anything else, else in quotes, and long or
many-lined text as a block scalar. Every text is read back before its style is taken.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from generator.content.wording import hidden_in, name_character
from generator.content.yaml import Value, load

WIDTH = 100
"""Columns of a line; a text that would pass them is folded."""

STEP = 2
"""Columns by which a block stands deeper than its key."""

ON_ONE_LINE = frozenset({"topics", "pick", "status", "authors"})
"""Keys whose values are written on one line where they fit."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PLAIN = re.compile(r"[^\W\d_](?:[^\s:#]|:(?=\S)|#| (?=[^\s#]))*", re.ASCII)
_PLAIN_IN_FLOW = re.compile(r"[A-Za-z](?:[^\s:#,\[\]{}]|:(?=[^\s,])|#| (?=[^\s#]))*", re.ASCII)
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""What some reader of YAML takes for another thing than text, in any case."""


class HiddenCharacterError(ValueError):
    """A text has a character that nobody sees, which no file of the content may hold."""

    def __init__(self, character: str) -> None:
        super().__init__(f"the invisible character {name_character(character)} is not allowed")


def flow(value: Value) -> str:
    """Write a value on one line, as it may stand between brackets and braces."""
    if isinstance(value, Mapping):
        parts = (f"{_key(key)}: {flow(part)}" for key, part in value.items())
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(flow, value)) + "]"
    if not isinstance(value, str):
        return "null" if value is None else str(value).lower()
    return _first_read_back(_on_one_line(value, _PLAIN_IN_FLOW), value, "[{}]\n")


def scalar(text: str, column: int, used: int = 0) -> list[str]:
    """Write a text as the value of a key at a column, `used` columns of whose line are taken.

    The first line goes behind the key; the others bring their indentation.
    """
    return _first_read_back(_styles(text, column, used), text, "k: {}\n", column).split("\n")


def entry(key: str, value: Value, column: int, *, name: str | None = None) -> list[str]:
    """Write a key and its value as lines of a block mapping; `name` spells the key otherwise."""
    lead = " " * column + (name or _key(key)) + ":"
    if isinstance(value, str):
        first, *rest = scalar(value, column, len(lead) + 1)
        return [f"{lead} {first}", *rest]
    line = f"{lead} {flow(value)}"
    if not isinstance(value, list | dict) or not value or _is_short(key, value, line):
        return [line]
    if isinstance(value, dict):
        return [lead, *mapping(value, column + STEP)]
    return [lead, *(line for one in value for line in item(one, column + STEP, key=key))]


def mapping(value: Mapping[str, Value], column: int) -> list[str]:
    """Write the entries of a block mapping."""
    return [line for key, one in value.items() for line in entry(key, one, column)]


def item(value: Value, column: int, *, key: str = "") -> list[str]:
    """Write an item of the list below a key, with its dash at a column."""
    dash = " " * column + "- "
    if isinstance(value, dict) and value and key not in ON_ONE_LINE:
        first, *rest = mapping(value, column + STEP)
        return [dash + first.lstrip(" "), *rest]
    if isinstance(value, str):
        first, *rest = scalar(value, column, len(dash))
        return [dash + first, *rest]
    return [dash + flow(value)]


def _key(name: str) -> str:
    """A key; those of the format stand as they are, `on` too."""
    return name if re.fullmatch("[a-z_]+", name, re.ASCII) else flow(name)


def _is_short(key: str, value: Value, line: str) -> bool:
    """Whether a list or mapping is better read on one line."""
    is_texts = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return len(line) <= WIDTH and (is_texts or key in ON_ONE_LINE)


def _styles(text: str, column: int, used: int) -> Iterator[str]:
    """Ways to write a text in a block, the most readable first."""
    if "\n" not in text and used + len(text) + 2 <= WIDTH:
        yield from _on_one_line(text, _PLAIN)
    indent = " " * (column + STEP)
    if "\n" in text:
        lines = "\n".join(indent + line if line else "" for line in text.split("\n"))
        yield f"|-\n{lines}"
    elif used + len(text) + 2 > WIDTH:
        words = textwrap.TextWrapper(
            width=max(WIDTH - len(indent), 40), break_long_words=False, break_on_hyphens=False
        )
        yield ">-\n" + "\n".join(indent + line for line in words.wrap(text))
    yield from _on_one_line(text, _PLAIN)


def _on_one_line(text: str, plain: re.Pattern[str]) -> Iterator[str]:
    if _DAY.fullmatch(text) or (plain.fullmatch(text) and text.lower() not in _WORDS):
        yield text
    if not set(text) & set('\\"\n\r\t'):
        yield f'"{text}"'
    if not set(text) & set("\n\r"):
        yield "'" + text.replace("'", "''") + "'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    yield '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def _first_read_back(styles: Iterator[str], text: str, frame: str, column: int = 0) -> str:
    """The first style that is read as the text; the last escapes all that could differ."""
    for character in sorted(hidden_in(text)):
        raise HiddenCharacterError(character)
    for style in styles:
        document, problems = load((" " * column + frame.format(style)).encode(), "")
        if document and not problems and _only(document.data) == text:
            return style
    raise ValueError(f"no way to write {text[:60]!r} as YAML is read back as it is")


def _only(data: Value) -> Value:
    if isinstance(data, list):
        return data[0] if len(data) == 1 else None
    return data.get("k") if isinstance(data, dict) else None
