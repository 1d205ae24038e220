r"""Which parts of a text are mathematics and which are not.

Every part keeps its source, nothing raises, and the work on one text is bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from generator.text import symbols
from generator.text.formula import MAX_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a text: TeX text, or mathematics without its delimiters.

    `source` is the part as written, delimiters included: all sources joined are the text.
    """

    kind: Literal["text", "math"]
    tex: str
    source: str
    display: bool = False


_OPENING = re.compile(r"\\[(\[]|\$\$|\$|\\.", re.DOTALL)
_BRACE_OR_DOLLAR = re.compile(r"\\.|[{}$]", re.DOTALL)
_CLOSING = {r"\(": r"\)", r"\[": r"\]", "$$": "$$"}
_MAX_STEPS = 20_000
"""Braces and dollars looked at in one text; a hostile one is text from there on."""


def segments(text: str) -> tuple[Segment, ...]:
    r"""Split a text into text and mathematics (`$…$`, `$$…$$`, `\(…\)`, `\[…\]`).

    A dollar is a price, not mathematics, when its partner is missing, or when what stands between
    the two begins with an amount and ends in space or before a digit (`$5 and $10`), or reads
    like prose: it has no TeX in it and has space at an end or words, or has many words.
    """
    if "$" not in text and "\\(" not in text and "\\[" not in text:
        return (Segment("text", text, text),) if text else ()
    return tuple(_split(text))


def _split(text: str) -> Iterator[Segment]:
    done, steps = 0, _Steps(_MAX_STEPS)
    at = 0
    while found := _OPENING.search(text, at):
        at = found.end()
        closed = _close(text, found[0], at, steps)
        if closed is None:
            continue
        end, after = closed
        if found.start() > done:
            yield Segment("text", text[done : found.start()], text[done : found.start()])
        tex = text[at:end].strip()
        yield Segment("math", tex, text[found.start() : after], found[0] in {"$$", r"\["})
        done = at = after
    if done < len(text):
        yield Segment("text", text[done:], text[done:])


class _Steps:
    """A budget that bounds the work on one text."""

    def __init__(self, left: int) -> None:
        self.left = left


def _close(text: str, opening: str, start: int, steps: _Steps) -> tuple[int, int] | None:
    """Where the mathematics that starts here ends, and where the text goes on."""
    if opening == "$":
        end = _closing_dollar(text, start, steps)
        if end is None or not _is_math(text[start:end], text[end + 1 : end + 2]):
            return None
        return end, end + 1
    closing = _CLOSING.get(opening)
    if closing is None:
        return None
    end = text.find(closing, start, start + MAX_LENGTH)
    return (end, end + 2) if end >= 0 and text[start:end].strip() else None


def _closing_dollar(text: str, start: int, steps: _Steps) -> int | None:
    r"""The next dollar outside all braces, so that `$\text{a $b$}$` is one formula."""
    depth = 0
    for found in _BRACE_OR_DOLLAR.finditer(text, start, start + MAX_LENGTH):
        steps.left -= 1
        if steps.left < 0:
            return None
        brace = found[0]
        if brace == "{":
            depth += 1
        elif brace == "}":
            depth -= 1
            if depth < 0:
                return None
        elif brace == "$" and depth == 0:
            return found.start()
    return None


_AMOUNT = re.compile(r"\d[\d.,]*\s?(?:[kKMBm]|USD|billion|million)?(?![\w\\^_{])")
_HAS_TEX = re.compile(r"[\\^_{}=<>+]")
_NO_WORDS = re.compile(r"\\[A-Za-z]+\s*(?:\{[^{}]*\})?")
_PROSE_WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]{2,}(?![A-Za-z])")
_MANY_WORDS = 4


def _is_math(inside: str, after: str) -> bool:
    if not inside.strip():
        return False
    if _AMOUNT.match(inside) and (inside[-1].isspace() or after.isdigit()):
        return False
    words = set(_PROSE_WORD.findall(_NO_WORDS.sub(" ", inside))) - symbols.FUNCTIONS
    if _HAS_TEX.search(inside):
        return sum(len(word) > 2 for word in words) < _MANY_WORDS  # noqa: PLR2004
    has_outer_space = inside[0] in " \t\n,;" or inside[-1].isspace()
    has_prose = bool(words) and " " in inside
    return not (has_outer_space or has_prose or after.isdigit())
