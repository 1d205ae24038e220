"""Links between pages, checked on the page values before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from generator.pages.views import Page, Redirect, Ref


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
        for ref in _unknown_refs((page.crumbs, page.context), known, seen)
    ]
    broken += [
        f"{r.address} → {r.target.address}" for r in redirects if r.target.address not in known
    ]
    if broken:
        raise BrokenLinkError("links that lead nowhere:\n" + "\n".join(broken))


def _unknown_refs(value: object, known: set[str], seen: set[int]) -> Iterator[Ref]:
    """Walk a page's values; a value that several pages share is walked once."""
    if isinstance(value, Ref):
        if value.address not in known:
            yield value
    elif isinstance(value, Mapping):
        yield from _unknown_refs(tuple(value.values()), known, seen)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _unknown_refs(item, known, seen)
    elif is_dataclass(value) and id(value) not in seen:
        seen.add(id(value))
        for field in fields(value):
            yield from _unknown_refs(getattr(value, field.name), known, seen)
