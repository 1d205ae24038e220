"""When two titles are nearly equal, and may be one paper's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz, process

NEAR_RATIO: Final = 93
"""Titles at least so alike (percent of matching characters) are near-equal."""


def find_near(title: str, others: Sequence[str]) -> list[int]:
    """Which of other title keys are nearly equal to one (`is_near`), by their places in order."""
    alike = process.extract(title, others, scorer=fuzz.ratio, score_cutoff=NEAR_RATIO, limit=None)
    return sorted(at for other, _, at in alike if _may_be_one(title, other))


def is_near(title: str, other: str) -> bool:
    """Whether two title keys are nearly, but not wholly, equal.

    Titles that differ in a number alone (`part 1`, `part 2`) are different papers.
    """
    is_alike = fuzz.ratio(title, other, score_cutoff=NEAR_RATIO) > 0
    return is_alike and _may_be_one(title, other)


def _may_be_one(title: str, other: str) -> bool:
    return title != other and _numbers(title) == _numbers(other)


def _numbers(title: str) -> list[str]:
    """The numbers alone: of `M$^3$Bench` a listing may make `M^3Bench`, whose words part elsewhere."""
    return _NUMBER.findall(title)


_NUMBER = re.compile(r"\d+")
