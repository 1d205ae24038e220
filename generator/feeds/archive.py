"""The archive of all papers in numbered parts (RFC 5005, section 4), the oldest in the first.

A part spans a hundred places of the register, fewer where it would grow too large. It is full when
the next one begins, and then nothing but a correction of its papers ever changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from generator.feeds.items import Item

MOST_PLACES = 100
"""Places of the register that a part spans: papers that joined others leave theirs empty."""

Placed = tuple[int, Item]
"""An item and its place in the register."""


def part_items(
    placed: Iterable[Placed], size_of: Callable[[Item], int], most: int
) -> list[list[Item]]:
    """Fill parts in the order of places; no part is larger than `most` bytes."""
    parts: list[list[Item]] = [[]]
    first, size = 1, 0
    for place, item in sorted(placed, key=lambda one: (one[0], one[1].guid)):
        while place >= first + MOST_PLACES:
            parts.append([])
            first, size = first + MOST_PLACES, 0
        if parts[-1] and size + size_of(item) > most:
            parts.append([])
            first, size = place, 0
        parts[-1].append(item)
        size += size_of(item)
    return parts
