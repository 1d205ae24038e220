"""The archive of all papers in numbered parts (RFC 5005, section 4), the oldest in the first.

A part spans a hundred places of the register, fewer where it would grow too large. It is full when
the next one begins, and then nothing but a correction of its papers ever changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

MOST_PLACES = 100
"""Places of the register that a part spans: papers that joined others leave theirs empty."""

Entry = TypeVar("Entry")


def part_items(
    placed: Iterable[tuple[int, Entry]], size_of: Callable[[Entry], int], most: int
) -> Iterator[list[Entry]]:
    """Fill parts with items in the order of their places in the register.

    No part is larger than `most` bytes. It is given as soon as the next one begins, the last one in
    any case.
    """
    part: list[Entry] = []
    first, size = 1, 0
    for place, item in placed:
        while place >= first + MOST_PLACES:
            yield part
            part, first, size = [], first + MOST_PLACES, 0
        added = size_of(item)
        if part and size + added > most:
            yield part
            part, first, size = [], place, 0
        part.append(item)
        size += added
    yield part
