"""Links between pages, checked on the page values: a site with a broken one is never finished."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date

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
        if isinstance(value, _NO_LINKS):
            continue
        if isinstance(value, Ref):
            yield value
        elif isinstance(value, Card):
            if id(value) not in cards:
                cards[id(value)] = (value, tuple(_refs(_parts(value), cards)))
            yield from cards[id(value)][1]
        elif isinstance(value, Mapping):
            left += [*value.values()][::-1]
        elif isinstance(value, tuple | list):
            left += value[::-1]
        elif is_dataclass(value):
            left += _parts(value)[::-1]


def _parts(record: object) -> list[object]:
    return [getattr(record, field.name) for field in fields(record)]  # type: ignore[arg-type]


_NO_LINKS = (str, int, float, date, type(None), Paper, Topic, Edition, Citation)
"""Most of what pages hold; records come from before there are pages."""
