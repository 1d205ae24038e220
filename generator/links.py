"""Links between pages, checked on the page values: a site with a broken one is never finished."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any

from markupsafe import Markup

from generator.citations import Citation
from generator.pages.views import Card, Page, Redirect, Ref
from generator.records import Edition, Paper, Topic


class BrokenLinkError(Exception):
    """A link inside the site leads nowhere: a fault of the generator, never of the content."""


class Links:
    """What pages link to, and what there is, noted while pages pass one after the other."""

    def __init__(self) -> None:
        self._there: set[str] = set()
        # By what is linked to, the page that did so first: tens of thousands, so nothing more.
        self._asked: dict[str, str] = {}
        self._cards: dict[int, tuple[Card, Sequence[Ref]]] = {}

    def note_page(self, page: Page) -> Sequence[str]:
        """Note a page and all links in its values; returns their addresses, each once."""
        self._there.add(page.address)
        found: dict[str, None] = {}
        for ref in _refs((page.crumbs, *page.context.values()), self._cards):
            if ref.address not in found:
                found[ref.address] = None
                self._ask(page.address, ref.address)
        return tuple(found)

    def note_again(self, address: str, links: Iterable[str]) -> None:
        """Note a page that stays as it is, whose links were returned when it was made."""
        self._there.add(address)
        for link in links:
            self._ask(address, link)

    def note_redirect(self, redirect: Redirect) -> None:
        """Note a redirect and where it leads."""
        self._there.add(redirect.address)
        self._ask(redirect.address, redirect.target.address)

    def note_file(self, path: str) -> None:
        """Note a file that pages may link to."""
        self._there.add(path)

    def add(self, other: Links) -> None:
        """Take over what was noted elsewhere, after what is noted here."""
        for address, page in other._asked.items():
            self._ask(page, address)
        self._there |= other._there

    def __getstate__(self) -> tuple[set[str], dict[str, str]]:
        """What another process needs: the walk's own notes are of this one's objects."""
        asked = {a: who for a, who in self._asked.items() if a not in self._there}
        return self._there, asked

    def __setstate__(self, state: tuple[set[str], dict[str, str]]) -> None:
        """The reverse."""
        self._there, self._asked = state
        self._cards = {}

    def check(self) -> None:
        """Raise `BrokenLinkError` that names every address that leads nowhere, and who asks."""
        broken = [
            f"{page or '/'} → {address}"
            for address, page in self._asked.items()
            if address not in self._there
        ]
        if broken:
            raise BrokenLinkError("links that lead nowhere:\n" + "\n".join(broken))

    def _ask(self, page: str, address: str) -> None:
        if address not in self._there:
            self._asked.setdefault(sys.intern(address), page)


def _refs(values: Iterable[object], cards: dict[int, tuple[Card, Sequence[Ref]]]) -> Iterator[Ref]:
    """Walk a page's values in their order; a card, which many lists share, is walked once."""
    left = [*values][::-1]
    while left:
        value = left.pop()
        if isinstance(value, Ref):
            yield value
        elif isinstance(value, Card):
            if id(value) not in cards:
                cards[id(value)] = (value, tuple(_refs(_parts(Card)(value), cards)))
            yield from cards[id(value)][1]
        else:
            parts = _parts(type(value))(value)  # type: ignore[arg-type] # types are hashable
            left += [part for part in parts if type(part) not in _NO_LINKS][::-1]


@cache
def _parts(kind: type) -> Callable[[Any], Iterable[object]]:
    """What gives the parts of a value of this type."""
    if issubclass(kind, Mapping):
        return kind.values
    if issubclass(kind, tuple | list):
        return iter
    if is_dataclass(kind) and not issubclass(kind, _RECORDS):
        # Asked for one name alone, it gives no tuple.
        return attrgetter(*(one.name for one in fields(kind)), "__class__")
    return lambda _value: ()


_RECORDS = (Paper, Topic, Edition, Citation)
"""They come from before there are pages."""

_NO_LINKS = frozenset({str, Markup, int, float, bool, date, type(None), type, *_RECORDS})
"""Most of what pages hold; of other types, it is known once looked at."""
