"""Long lists in parts: at most `PER_PAGE` papers a page, numbered from the oldest.

A list's own address shows its newest papers. Older ones stand on `…/page/1/`, `…/page/2/` and so
on, counted from the oldest paper, so that a full page never changes when the list grows.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from generator import addresses
from generator.pages.views import Card, Pager, Ref

Key = TypeVar("Key", bound=Hashable)

PER_PAGE = 200
"""Most papers on one page of a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One page of a list: `number` is `None` for the list's own address."""

    address: str
    number: int | None
    cards: tuple[Card, ...]
    pager: Pager

    @property
    def updated(self) -> date | None:
        """The last day on which one of its own papers was added."""
        return max((card.added for card in self.cards if card.added), default=None)

    def describe(self, whole: str) -> str:
        """Describe the page: as the whole list, or by its number, which stays when that grows."""
        return f"Page {self.number}, counted from the oldest." if self.number else whole

    def total(self, whole: str) -> str:
        """How many papers the list has; a numbered page leaves that out, as it changes."""
        return "" if self.number else whole

    def beside(self, pager: Pager) -> Pager:
        """The list's neighbours; a numbered page names none, since they come and go."""
        return Pager() if self.number else pager


def split_list(address: str, newest_first: Sequence[Card]) -> Iterator[Part]:
    """Cut a list that grows at its newest end into pages.

    The list's own page always holds the newest `PER_PAGE`, so the last numbered page may repeat
    some of them: a page of one lone paper would serve nobody.
    """
    total = len(newest_first)
    full = max(0, total - 1) // PER_PAGE
    older = _ref(address, full) if full else None
    yield Part(
        address=address,
        number=None,
        cards=tuple(newest_first[:PER_PAGE]),
        pager=Pager(older=older, label="Pages"),
    )
    for number in range(full, 0, -1):
        end = total - (number - 1) * PER_PAGE
        yield Part(
            address=addresses.part(address, number),
            number=number,
            cards=tuple(newest_first[end - PER_PAGE : end]),
            pager=Pager(
                older=_ref(address, number - 1) if number > 1 else None,
                # Not the next page: the last full one would change when that comes into being.
                newer=Ref("Newest", address),
                label="Pages",
            ),
        )


def _ref(address: str, number: int) -> Ref:
    return Ref(f"Page {number}", addresses.part(address, number))


def make_pagers(refs: Mapping[Key, Ref], label: str) -> Mapping[Key, Pager]:
    """A pager for each of a row of pages, given oldest first."""
    row = [None, *refs.values(), None]
    around = zip(refs, row, row[2:], strict=False)
    return {key: Pager(older=older, newer=newer, label=label) for key, older, newer in around}
