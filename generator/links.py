"""Links between pages, checked on the page values before anything is written."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date

from generator.pages.views import Page, Redirect, Ref
from generator.records import Edition, Paper, Topic


class BrokenLinkError(Exception):
    """A link inside the site leads nowhere: a fault of the generator, never of the content."""


def check_links(pages: Iterable[Page], redirects: Iterable[Redirect], files: Iterable[str]) -> None:
    """Raise `BrokenLinkError` that names every link to a page or file that will not exist."""
    pages, redirects = list(pages), list(redirects)
    known = {page.address for page in pages} | {r.address for r in redirects} | set(files)
    seen: set[int] = set()
    broken = [
        f"{page.address or '/'} → {ref.address} ({ref.text})"
        for page in pages
        for ref in _unknown_refs((page.crumbs, *page.context.values()), known, seen)
    ]
    broken += [
        f"{r.address} → {r.target.address}" for r in redirects if r.target.address not in known
    ]
    if broken:
        raise BrokenLinkError("links that lead nowhere:\n" + "\n".join(broken))


def _unknown_refs(values: Iterable[object], known: Container[str], seen: set[int]) -> Iterator[Ref]:
    """Walk a page's values in their order; a value that several pages share is walked once."""
    left = [*values][::-1]
    while left:
        value = left.pop()
        if isinstance(value, _NO_LINKS):
            continue
        if isinstance(value, Ref):
            if value.address not in known:
                yield value
        elif isinstance(value, Mapping):
            left += [*value.values()][::-1]
        elif isinstance(value, tuple | list):
            left += value[::-1]
        elif is_dataclass(value) and id(value) not in seen:
            seen.add(id(value))
            left += [getattr(value, field.name) for field in fields(value)][::-1]


_NO_LINKS = (str, int, float, date, type(None), Paper, Topic, Edition)
"""Most of what pages hold; records come from before there are pages."""
