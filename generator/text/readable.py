r"""Text for Markdown that is read as it stands: escaped where Markdown would act, and only there.

`generator.text.escape.markdown` escapes every punctuation mark, for text that is only ever rendered.
Here `a*b` becomes `a\*b`, while `(x, y) - 5%` stays. The rules are those of CommonMark with the
tables, footnotes and strikethrough of GitHub.
"""

from __future__ import annotations

import re

_ANY = r"[\\`*_~^|\[\]]"
"""Begins the patterns, though what follows says it again: a search takes a tenth of the time."""

_MARKS = (
    r"(?<=\\)(?=[!-/:-@\[-`{-~]|$)"  # escapes what follows
    r"|(?<=[`*])"
    r"|(?<=_)(?:(?<![^\W_]_)|(?![^\W_]))"  # inside a word it is a letter
    r"|(?<=~)(?:(?<=\S~)|(?=~))"  # at least one end of every strikethrough
    r"|(?<=\[\^)"  # a footnote
    r"|(?<=\|)"  # a table
)
# A link, or what another link refers to.
_IN_TEXT = re.compile(rf"{_ANY}(?:{_MARKS}|(?<=\])(?=[(\[:]))")
_IN_LABEL = re.compile(rf"{_ANY}(?:{_MARKS}|(?<=[\[\]]))")

_TAG = re.compile(r"<(?=[A-Za-z/!?])|&(?=#?\w+;)")
_TAGS = {"<": "&lt;", "&": "&amp;"}

_START = re.compile(r"(?:[#>+\-=]|[0-9]{1,9}(?=[.)](?:\s|$))|~~~|:(?=\s))")
"""At the beginning of a line: headings, quotations, lists, rules, fences, definitions."""

_CLOSING = re.compile(r"#(?=#*$)")
"""At the end of a heading: a mark that is not shown."""


def readable(text: str) -> str:
    """A text of one line that is clean already; it may stand at the start of a line."""
    return _escape(text, _IN_TEXT)


def readable_label(text: str) -> str:
    """The same for the words of a link, which brackets would end."""
    return _escape(text, _IN_LABEL)


def _escape(text: str, active: re.Pattern[str]) -> str:
    escaped = active.sub(_backslash, text)
    if "<" in text or "&" in text:
        escaped = _TAG.sub(_reference, escaped)
    if text.endswith("#"):
        escaped = _CLOSING.sub(r"\\#", escaped)
    start = _START.match(escaped)
    if start is None:
        return escaped
    at = start.end() if start[0][0].isdigit() else 0  # `1\. one`, `\# one`
    return f"{escaped[:at]}\\{escaped[at:]}"


def _backslash(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _reference(found: re.Match[str]) -> str:
    return _TAGS[found[0]]
