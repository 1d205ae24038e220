"""Phrases of a text: the words, pairs and triples of words that can tell what it is about.

1. Only words that stand side by side make a phrase: a space, a hyphen or a slash may be between
   them, other punctuation may not.
2. No phrase begins or ends with an empty word (`EMPTY`: of grammar, or of any paper, as `propose`)
   or a bare number; a triple may hold a word of grammar in its middle (`mixture of experts`).
3. A word that is common among papers (`COMMON`: `model`, `language`) tells something only in company
   (`world model`), and some companies tell nothing (`HOLLOW`: `high quality`).

Phrases are compared folded, as rules of topics are: `Multi-Modal Agents` is `multimodal agent`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from generator.classify import fold_words
from generator.relations.stopwords import COMMON, GRAMMAR, HOLLOW, PAPERESE

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_SIDE_BY_SIDE = frozenset(" -/\u2010\u2011")


class Word(NamedTuple):
    """A word of a text: folded, where it stands, and whether the word before is beside it."""

    folded: str
    start: int
    end: int
    follows: bool


class Phrase(NamedTuple):
    """Folded words joined by spaces, and where a text has them."""

    folded: str
    start: int
    end: int


def find_phrases(text: str) -> Iterator[Phrase]:
    """All phrases of a plain text, by their first word; also those inside longer ones."""
    found = [*_read_words(text), _END, _END]
    for first, second, third in zip(found, found[1:], found[2:], strict=False):
        if first.folded in EMPTY:
            continue
        if first.folded not in COMMON:
            yield Phrase(first.folded, first.start, first.end)
        if not second.follows:
            continue
        pair = f"{first.folded} {second.folded}"
        if second.folded in EMPTY:
            if second.folded not in GRAMMAR:
                continue
        elif pair not in HOLLOW:
            yield Phrase(pair, first.start, second.end)
        if third.follows and third.folded not in EMPTY:
            triple = f"{pair} {third.folded}"
            if triple not in HOLLOW:
                yield Phrase(triple, first.start, third.end)


def fold_phrase(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, as those of `Phrase.folded`."""
    return tuple(word.folded for word in _read_words(phrase))


def _read_words(text: str) -> Iterator[Word]:
    """The words in order; a prefix that stands apart (`multi-modal`) is part of its word."""
    folded, start, end, follows = "", 0, -1, False
    for found in _WORD.finditer(text):
        first, behind = found.span()
        beside = first == end + 1 and text[end] in _SIDE_BY_SIDE
        if folded and not beside:
            yield Word(folded, start, end, follows)
            folded = ""
        if not folded:
            start, follows = first, beside
        word, is_prefix = _fold(found[0])
        folded, end = folded + word, behind
        if not is_prefix:
            yield Word(folded, start, end, follows)
            folded = ""
    if folded:
        yield Word(folded, start, end, follows)


_END = Word("", 0, 0, follows=False)


@lru_cache(maxsize=1 << 17)
def _fold(word: str) -> tuple[str, bool]:
    """A single word folded, and whether it is a prefix; all numbers and sizes (`7B`) are one word."""
    folded = "".join(fold_words(word))
    return ("0" if folded.rstrip("bkm").isdecimal() else folded), len(fold_words(f"{word} x")) == 1


EMPTY = GRAMMAR | PAPERESE | {"0"}
"""Words that no phrase begins or ends with; all bare numbers read as `0`."""
