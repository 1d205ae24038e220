"""The archive of all papers in numbered parts (RFC 5005, section 4), the oldest in the first.

A part spans a hundred places of the register, fewer where it would grow too large. It is full when
the next one begins, and then nothing but a correction of its papers ever changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from generator.feeds.items import Item

MOST_PLACES = 100
"""Places of the register that a part spans: papers that joined others leave theirs empty."""

Placed = tuple[int, Item]
"""An item and its place in the register."""


def part_items(
    placed: Iterable[Placed], size_of: Callable[[Item], int], most: int
) -> Iterator[list[Item]]:
    """Fill parts with items in the order of their places; none is larger than `most` bytes.

    A part is given as soon as the next one begins, the last one in any case.
    """
    part: list[Item] = []
    first, size = 1, 0
    for place, item in placed:
        while place >= first + MOST_PLACES:
            yield part
            part, first, size = [], first + MOST_PLACES, 0
        if part and size + size_of(item) > most:
            yield part
            part, first, size = [], place, 0
        part.append(item)
        size += size_of(item)
    yield part
