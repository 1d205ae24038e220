"""What two papers share, as the text of the first one has it.

Named are the phrases that add most to the likeness; of equal ones, what stands first in the text. Of
two phrases that have two words in common the first is named, and no word that a longer one has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Final

import numpy as np

from generator.relations.phrases import Ints, words_of
from generator.relations.spoken import Spoken

NAMED: Final = 3
"""Shared phrases that are named."""

LOOKED_AT: Final = 8
"""Shared phrases among which those to be named are sought."""


class Namer:
    """Names what papers share."""

    def __init__(self, spoken: Spoken, weights: Ints) -> None:
        self._spoken = spoken
        # A phrase of no place in the text (a topic) cannot be named.
        self._weights = weights * (spoken.places[:, 1] > 0)
        self._starts = spoken.starts.tolist()
        self._seen = np.full(len(spoken.phrases), -1, np.int32)
        self._words: dict[int, frozenset[int]] = {}

    def name(self, text: str, paper: int, others: Sequence[int]) -> list[tuple[str, ...]]:
        """What a paper, which has this text, shares with each of the others."""
        first, last = self._starts[paper], self._starts[paper + 1]
        keys = self._spoken.keys
        self._seen[keys[first:last]] = np.arange(first, last, dtype=np.int32)
        ranges = [slice(self._starts[other], self._starts[other + 1]) for other in others]
        mine = self._seen[np.concatenate([keys[part] for part in ranges])]
        self._seen[keys[first:last]] = -1
        at = np.flatnonzero(mine >= 0)
        theirs = np.concatenate([self._weights[part] for part in ranges])[at]
        mine = mine[at]
        gains = self._weights[mine] * theirs
        ends = np.cumsum([0, *(part.stop - part.start for part in ranges)])
        places = self._spoken.places[mine]
        found = list(zip((-gains).tolist(), *places.T.tolist(), keys[mine].tolist(), strict=True))
        bounds = np.searchsorted(at, ends).tolist()
        return [self._choose(text, found[a:b]) for a, b in pairwise(bounds)]

    def _choose(self, text: str, found: list[tuple[int, int, int, int]]) -> tuple[str, ...]:
        best = sorted(phrase for phrase in found if phrase[0])[:LOOKED_AT]
        kept = _keep_different([self._words_of(key) for *_, key in best])
        return tuple(text[best[n][1] : best[n][2]] for n in islice(kept, NAMED))

    def _words_of(self, key: int) -> frozenset[int]:
        words = self._words.get(key)
        if words is None:
            words = self._words[key] = frozenset(words_of(int(self._spoken.phrases[key])))
        return words


def _keep_different(phrases: Sequence[frozenset[int]]) -> Iterator[int]:
    """Without single words that a longer phrase has, and phrases that repeat two words."""
    kept: list[frozenset[int]] = []
    for at, words in enumerate(phrases):
        is_part = len(words) == 1 and any(words < other for other in phrases)
        if not is_part and all(len(words & other) < 2 for other in kept):  # noqa: PLR2004
            kept.append(words)
            yield at
