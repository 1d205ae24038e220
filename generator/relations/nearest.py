"""The papers that are most alike: cosine of the weights, among those that share a telling phrase.

What common phrases add to the likeness is at most what telling ones do; so most pairs need not be
looked at closely. How alike two papers are depends on the two alone, so what is known of a pair stays true whatever else
comes or goes. Sums are of whole numbers: exact, and the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from generator.relations.characters import Flags, Ints, spread
from generator.relations.spoken import Spoken, chosen_starts
from generator.relations.weights import Rates, weigh
from generator.workers import Shared

Floats = npt.NDArray[np.float64]

KEPT: Final = 12
"""How many of the most alike are kept for each paper: more than are shown, for some are doubles."""

AT_ONCE: Final = 1 << 22
"""Products made at a time, unless one paper alone needs more; it bounds memory."""

ROWS: Final = 256
"""Papers compared with all others at a time, at most."""

MARGIN: Final = 1e-6
"""What bounds give way, since they are not exact."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of papers, and the square of the cosine between them: it ranks as the cosine does."""

    ones: Ints
    others: Ints
    likeness: Floats

    def only(self, which: Flags | Ints) -> Pairs:
        """Some of them, in that order."""
        return Pairs(self.ones[which], self.others[which], self.likeness[which])

    def turned(self, bars: Floats, stands: Flags) -> Pairs:
        """Those that are as alike as the other's bar asks for, seen from the other."""
        found = self.only((self.likeness >= bars[self.others]) & stands[self.ones])
        return Pairs(found.others, found.ones, found.likeness)

    def best(self) -> Pairs:
        """The `KEPT` most alike of each paper, best first; equal ones in the order of papers."""
        found = self.only(self.likeness > 0)
        found = found.only(np.lexsort((found.others, -found.likeness, found.ones)))
        return found.only(found.ranks() < KEPT)

    def ranks(self) -> Ints:
        """Which place each has among those of its paper, when they are in order."""
        begins = np.searchsorted(self.ones, self.ones)
        return np.arange(len(begins)) - begins


NONE: Final = Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
"""No pairs."""


def chain(parts: Sequence[Pairs]) -> Pairs:
    """Pairs that were found by and by."""
    parts = parts or (NONE,)
    return Pairs(
        np.concatenate([part.ones for part in parts]),
        np.concatenate([part.others for part in parts]),
        np.concatenate([part.likeness for part in parts]),
    )


@dataclass(frozen=True, slots=True)
class Near:
    """For each paper where those most alike stand, best first, and how alike they are.

    Where there are fewer than `KEPT`, the rest of the row is -1 and 0.
    """

    others: Ints
    likeness: Floats

    @classmethod
    def nothing(cls, papers: int) -> Near:
        """So many papers, none like another."""
        return cls(np.full((papers, KEPT), -1, np.int32), np.zeros((papers, KEPT)))

    def of(self, paper: int) -> Iterator[tuple[int, float]]:
        """The papers most alike, best first."""
        found = zip(self.others[paper].tolist(), self.likeness[paper].tolist(), strict=True)
        return takewhile(lambda other: other[0] >= 0, found)

    def pairs(self, papers: Ints) -> Pairs:
        """Some papers with those most alike."""
        found = Pairs(
            np.repeat(papers, KEPT), self.others[papers].ravel(), self.likeness[papers].ravel()
        )
        return found.only(found.others >= 0)

    def put(self, pairs: Pairs) -> None:
        """Set the rows of some papers; pairs are in order."""
        at = pairs.ones, pairs.ranks()
        self.others[pairs.ones], self.likeness[pairs.ones] = -1, 0
        self.others[at], self.likeness[at] = pairs.others, pairs.likeness

    def carry(self, was: Ints, is_changed: Flags, stands: Flags) -> tuple[Near, Flags]:
        """The same where papers stand now, and which rows are lost; those are empty.

        `was` says where each paper stood, -1 for none. Lost are rows of papers that changed or had
        one that changed or went, and of those that do not stand: others do not find them.
        """
        stays = np.flatnonzero(was >= 0)
        now = np.full(len(self.others) + 1, -1, np.int32)  # the last for those that are none
        now[was[stays]] = stays
        near = Near.nothing(len(was))
        near.others[stays] = now[self.others[was[stays]]]
        near.likeness[stays] = self.likeness[was[stays]]
        is_bad = (near.others < 0) | is_changed[near.others]
        is_lost = is_changed | ~stands | (is_bad & (near.likeness > 0)).any(axis=1)
        near.others[is_lost], near.likeness[is_lost] = -1, 0
        return near, is_lost


class Field:
    """All papers, ready to be compared; one that `stands` not is like none."""

    def __init__(self, spoken: Spoken, rates: Rates, stands: Flags) -> None:
        self.weights = weigh(spoken, rates)
        owners = np.repeat(np.arange(len(spoken.starts) - 1), spoken.lengths)
        squares = np.bincount(owners, self.weights.astype(np.float64) ** 2, len(stands))
        self.squares, self.stands = squares, stands
        # No sum of products is larger than the largest square.
        self._kind = np.int32 if squares.max(initial=0) < 1 << 31 else np.int64
        is_shared = np.bincount(spoken.keys, minlength=len(spoken.phrases)) > 1
        telling, rest = (
            self._choose(spoken, is_shared & chosen)
            for chosen in (rates.is_telling, ~rates.is_telling & (rates.rarity > 0))
        )
        self._telling = telling
        self._rest = rest
        standing = telling.copy()
        standing.data *= np.repeat(stands, np.diff(standing.indptr))
        standing.eliminate_zeros()
        self._standing = standing.T.tocsr()
        work = np.diff(self._standing.indptr)[telling.indices]
        self._costs = np.diff(np.concatenate(([0], work.cumsum()))[telling.indptr])
        self._inverse = 1 / np.sqrt(np.maximum(squares, 1))

    def _choose(self, spoken: Spoken, which: Flags) -> csr_array:
        """A matrix of the chosen phrases alone: a row a paper, a column a phrase."""
        at = np.flatnonzero(which[spoken.keys])
        columns = np.cumsum(which) - 1
        return csr_array(
            (
                self.weights[at].astype(self._kind),
                columns[spoken.keys[at]].astype(np.int32),
                chosen_starts(at, spoken.starts),
            ),
            shape=(len(spoken.starts) - 1, int(which.sum())),
        )

    def compare(
        self, papers: Ints, bars: Floats | None = None, jobs: int = 1
    ) -> tuple[Pairs, Pairs]:
        """The `KEPT` most alike of each of these papers, and all pairs that enter other rows.

        A pair enters where it is as alike as the other's bar asks for; without bars none does. The
        first are in order; the second are seen from the other.
        """

        def compare(some: Ints) -> tuple[Pairs, Pairs]:
            pairs = self._compare(some, bars)
            return pairs.best(), pairs.turned(bars, self.stands) if bars is not None else NONE

        shared = Shared([*self._divide(papers)], compare, lambda some: f"paper {some[0] + 1}")
        found = shared.run(jobs)
        return chain([best for best, _ in found]), chain([entering for _, entering in found])

    def _divide(self, papers: Ints) -> Iterator[Ints]:
        costs = np.cumsum(self._costs[papers])
        first = 0
        while first < len(papers):
            before = costs[first - 1] if first else 0
            last = int(np.searchsorted(costs, before + AT_ONCE))
            last = min(max(last, first + 1), first + ROWS)
            yield papers[first:last]
            first = last

    def _compare(self, papers: Ints, bars: Floats | None) -> Pairs:
        products = self._telling[papers] @ self._standing
        ends = products.indptr.tolist()
        # What common phrases add is at most what telling ones do.
        most = 2 if self._rest.nnz else 1
        kept, lengths = [], []
        for row, (first, last) in enumerate(pairwise(ends)):
            others = products.indices[first:last]
            likeness = products.data[first:last] * self._inverse[others]
            bar = _nth(likeness) / most
            if bars is not None:
                least = np.sqrt(bars[others]) / (self._inverse[papers[row]] * most)
                bar = np.minimum(bar, least)
            found = np.flatnonzero(likeness >= bar * (1 - MARGIN))
            kept.append(found + first)
            lengths.append(len(found))
        at = np.concatenate(kept)
        ones, others = np.repeat(np.arange(len(papers)), lengths), products.indices[at]
        sums = products.data[at].astype(np.float64)
        if self._rest.nnz:
            sums += np.minimum(sums, self._sum_rest(papers, ones, others))
        pairs = Pairs(papers[ones], others, sums**2)
        pairs.likeness[:] /= self.squares[pairs.others] * self.squares[pairs.ones]
        return pairs.only(pairs.ones != pairs.others)

    def _sum_rest(self, papers: Ints, ones: Ints, others: Ints) -> Floats:
        """What phrases that are not telling add to the products of pairs."""
        rest = self._rest
        wide = rest[papers].toarray().ravel()
        lengths = np.diff(rest.indptr)[others]
        at = spread(rest.indptr[others], lengths)
        rows = np.repeat(ones * rest.shape[1], lengths)
        products = wide[rows + rest.indices[at]] * rest.data[at]
        pairs = np.repeat(np.arange(len(ones)), lengths)
        return np.bincount(pairs, products.astype(np.float64), len(ones)).astype(np.float64)


def _nth(likeness: Floats) -> float:
    """The last likeness that is kept, when the paper itself comes first."""
    if len(likeness) <= KEPT + 1:
        return 0
    return float(np.partition(likeness, -KEPT - 1)[-KEPT - 1])
