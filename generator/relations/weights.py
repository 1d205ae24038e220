"""What phrases weigh.

1. The weight of a phrase in a paper is what it counts there times its rarity: how often all papers
   must be halved to come down to those with the phrase. A phrase of several words weighs half as
   much again; one that more than an eighth of the papers have weighs nothing.
2. Rarity is frozen: it is counted among the oldest papers alone, as many as the largest power of two
   that the digest holds. So a new paper changes no weight, until the digest has doubled.
3. A phrase that few have (`TELLING`) is telling: only papers that share such a phrase are compared.
   That bounds the work for each paper, in a digest of any size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from generator.records import Paper
from generator.relations.characters import Flags, Ints
from generator.relations.phrases import BITS
from generator.relations.spoken import Spoken

ALONE, IN_COMPANY = 2, 3
"""What a word weighs, and a phrase of several words, before count and rarity."""

TOO_COMMON: Final = 8
"""A phrase that more than one in so many papers has weighs nothing."""

FEWEST: Final = 64
"""A smaller digest rates phrases as if it had so many papers."""

TELLING: Final = 8
"""A phrase tells when so many halvings bring those that have it below one: fewer than 256 papers."""


@dataclass(frozen=True, slots=True)
class Rates:
    """For each phrase its rarity, and how often those that have it can be halved.

    `papers` says among how many it was counted.
    """

    papers: int
    rarity: Ints
    halvings: Ints

    @property
    def is_telling(self) -> Flags:
        """Which phrases are telling."""
        return (self.rarity > 0) & (self.halvings <= TELLING)


def find_oldest(papers: Sequence[Paper]) -> Ints:
    """Where the oldest papers stand, in order: as many as the largest power of two that there are."""
    by_age = sorted(
        range(len(papers)),
        key=lambda at: (papers[at].added or date.max, papers[at].listed or date.max, at),
    )
    return np.sort(np.array(by_age[: 1 << len(papers).bit_length() - 1], np.int64))


def rate(spoken: Spoken, oldest: Ints) -> Rates:
    """Count among the oldest papers; a phrase that none has counts as one that a single paper has."""
    found = spoken.keys[spoken.at(oldest)]
    papers_with = np.bincount(found, minlength=len(spoken.phrases))
    papers = max(len(oldest), FEWEST)
    # frexp gives the exponent without rounding: 1 → 1, 2 and 3 → 2, 4 to 7 → 3.
    halvings = np.frexp(np.maximum(papers_with, 1))[1]
    rarity = np.where(papers_with * TOO_COMMON > papers, 0, papers.bit_length() - halvings)
    return Rates(papers, rarity.astype(np.int8), halvings.astype(np.int8))


def weigh(spoken: Spoken, rates: Rates) -> Ints:
    """What each phrase weighs where it stands in `spoken`."""
    is_long = spoken.phrases >> BITS > 0
    factors = rates.rarity * np.where(is_long, IN_COMPANY, ALONE).astype(np.int32)
    return spoken.counts * factors[spoken.keys]
