"""A readable difference of two texts, word by word, in time that no text can make long."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from rapidfuzz.distance import LCSseq

from generator.content.wording import is_hidden
from generator.preview.records import Piece

MAX_WORDS = 8_000
"""Words of a text that are compared; an abstract of the longest kind has half of that."""

AROUND = 12
"""Words that are kept on both sides of a difference; a longer stretch of equal ones is skipped."""

_WORD = re.compile(r"\n|[^\s]+")


def visible(text: str) -> str:
    """A text with what nobody would see named, as `<U+202E>`; line breaks stay."""
    if text.isprintable():
        return text
    return "".join(f"<U+{ord(c):04X}>" if is_hidden(c) else c for c in text)


def compare_words(before: str, after: str) -> tuple[Piece, ...]:
    """The words of both texts in one row, those of one text alone marked."""
    old, new = _words(before), _words(after)
    return tuple(_join(_shorten(list(_runs(old, new))), _to_text))


def compare_lines(before: str, after: str) -> tuple[Piece, ...]:
    """The lines of both texts in one row: for lists, where half a line says nothing."""
    old, new = (visible(text).splitlines()[:MAX_WORDS] for text in (before, after))
    return tuple(_join(_shorten(list(_runs(old, new))), lambda lines: "\n".join((*lines, ""))))


def _words(text: str) -> list[str]:
    return _WORD.findall(visible(text))[:MAX_WORDS]


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    for step in LCSseq.opcodes(old, new):
        gone, come = old[step.src_start : step.src_end], new[step.dest_start : step.dest_end]
        if step.tag == "equal":
            yield "same", come
            continue
        if gone:
            yield "old", gone
        if come:
            yield "new", come


def _shorten(runs: Sequence[tuple[str, Sequence[str]]]) -> Iterator[tuple[str, Sequence[str]]]:
    """Leave out the middle of long stretches that are the same; their ends tell where one is."""
    for number, (mark, words) in enumerate(runs):
        left = 0 if number == 0 else AROUND
        right = 0 if number == len(runs) - 1 else AROUND
        if mark != "same" or len(words) <= left + right + AROUND:
            yield mark, words
            continue
        yield "same", words[:left]
        yield "skipped", [f"… {len(words) - left - right:,} more as before …"]
        yield "same", words[len(words) - right :]


def _join(
    runs: Iterable[tuple[str, Sequence[str]]], to_text: Callable[[Sequence[str]], str]
) -> Iterator[Piece]:
    """Runs as texts; old and new words that alternate without a word between are put together."""
    for is_same, group in groupby(runs, key=lambda run: run[0] in {"same", "skipped"}):
        parts = list(group)
        if is_same:
            yield from (_piece(mark, to_text(words)) for mark, words in parts if words)
            continue
        for wanted in ("old", "new"):
            words = [word for mark, some in parts if mark == wanted for word in some]
            if words:
                yield _piece(wanted, to_text(words))


def _to_text(words: Sequence[str]) -> str:
    return re.sub(r" ?\n ?", "\n", " ".join(words))


def _piece(mark: str, text: str) -> Piece:
    match mark:
        case "old" | "new" | "skipped":
            return Piece(text, mark)
        case _:
            return Piece(text, "same")
