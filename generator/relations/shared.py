"""What two papers share, by where the text of the first one has it.

Named are the phrases that add most to the likeness; of equal ones, what stands first in the text. Of
two phrases that have two words in common the first is named, and no word that a longer one has.
"""

from __future__ import annotations

from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from generator.relations.characters import Flags, Ints
from generator.relations.phrases import split_keys
from generator.relations.spoken import Spoken, chosen_starts

NAMED: Final = 3
"""Shared phrases that are named."""

LOOKED_AT: Final = 8
"""Shared phrases among which those to be named are sought."""

Spans = list[tuple[int, int]]
"""Places of a text, from where to where."""


class Namer:
    """Names what papers share: many pairs at once."""

    def __init__(self, spoken: Spoken, weights: Ints) -> None:
        is_shared = np.bincount(spoken.keys, minlength=len(spoken.phrases)) > 1
        # A phrase of no place in the text (a topic) cannot be named.
        chosen = is_shared[spoken.keys] & (spoken.places[:, 1] > 0) & (weights > 0)
        at = np.flatnonzero(chosen)
        columns = np.cumsum(is_shared, dtype=np.int32) - 1
        keys, starts = columns[spoken.keys[at]], chosen_starts(at, spoken.starts)
        shape = (len(spoken.starts) - 1, int(is_shared.sum()))
        self._phrases = spoken.phrases[is_shared]
        self._places = spoken.places[at]
        self._weights = csr_array((weights[at].astype(np.int32), keys.copy(), starts), shape)
        numbers = np.arange(1, len(at) + 1, dtype=np.int32)
        self._entries = csr_array((numbers, keys, starts), shape)
        for matrix in (self._weights, self._entries):
            matrix.sort_indices()  # or products would have no order

    def name(self, ones: Ints, others: Ints) -> list[Spans]:
        """What each of these papers shares with the other: where its own text has it."""
        shared = (self._weights[ones] * self._weights[others]).tocsr()
        same = csr_array((np.ones_like(shared.data), shared.indices, shared.indptr), shared.shape)
        entries = (self._entries[ones] * same).tocsr().data - 1
        pairs = np.repeat(np.arange(len(ones)), np.diff(shared.indptr))
        places = self._places[entries]
        order = _rank(pairs, shared.data, places)
        ranks = np.arange(len(order)) - shared.indptr[pairs]
        is_looked_at = ranks < LOOKED_AT
        order, pairs, ranks = order[is_looked_at], pairs[is_looked_at], ranks[is_looked_at]
        words = np.zeros((len(ones), LOOKED_AT, 3), np.int32)
        words[pairs, ranks] = split_keys(self._phrases[shared.indices[order]])
        is_named = _choose(words)[pairs, ranks]
        return _collect(len(ones), pairs[is_named], places[order[is_named]])


def _rank(pairs: Ints, gains: Ints, places: Ints) -> Ints:
    """The phrases of each pair, those that gain most first, and then by their places."""
    first = pairs << 32 | ((1 << 32) - 1 - gains.astype(np.int64))
    second = places[:, 0].astype(np.int64) << 32 | places[:, 1]
    return np.lexsort((second, first))


def _choose(words: npt.NDArray[np.int32]) -> Flags:
    """Which phrases are named, of rows of them: each has words, and 0 for none.

    Left out are single words that a longer phrase has, and phrases that repeat two words.
    """
    words = _drop_repeated(words)
    lengths = np.count_nonzero(words, axis=2)
    common = np.zeros((len(words), LOOKED_AT, LOOKED_AT), np.int8)
    for one, other in product(range(3), repeat=2):
        mine, its = words[:, :, None, one], words[:, None, :, other]
        common += (mine == its) & (mine != 0)
    is_part = (lengths == 1) & ((common > 0) & (lengths[:, None, :] > 1)).any(axis=2)
    is_kept = (lengths > 0) & ~is_part
    for at in range(1, LOOKED_AT):
        repeats = (common[:, at, :at] > 1) & is_kept[:, :at]
        is_kept[:, at] &= ~repeats.any(axis=1)
    found: Flags = is_kept & (np.cumsum(is_kept, axis=1) <= NAMED)
    return found


def _drop_repeated(words: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Each word of a phrase once."""
    first, second, third = (words[:, :, at] for at in range(3))
    second = np.where(second == first, 0, second)
    third = np.where((third == first) | (third == second), 0, third)
    return np.stack((first, second, third), axis=2)


def _collect(pairs: int, owners: Ints, places: Ints) -> list[Spans]:
    found: list[Spans] = [[] for _ in range(pairs)]
    for owner, start, end in zip(owners.tolist(), *places.T.tolist(), strict=True):
        found[owner].append((start, end))
    return found
