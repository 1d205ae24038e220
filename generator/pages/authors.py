"""The pages by author: which papers name one, and in what sense equal names stand together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from generator import addresses
from generator.authors import MIN_PAPERS, Byline
from generator.counts import count
from generator.pages.index import Index
from generator.pages.lists import PER_PAGE, Part, split_list
from generator.pages.views import Page, Pager, Ref, Section

CRUMB = Ref("Authors", addresses.AUTHORS)

RULE = (
    "Papers stand together here because their sources name an author in the same words, apart from "
    "capitals, accents, spaces and punctuation: they may be by several people, and one person may "
    "stand under several spellings."
)
"""In what sense equal names are one, for readers."""

OTHERS = "Others"
"""The heading of names that begin with no letter from A to Z."""


def make_author_pages(index: Index) -> Iterator[Page]:
    """All names from A to Z, then each."""
    yield from _make_authors(index)
    for byline in index.authors.values():
        yield from _make_author(byline, index)


def _make_author(byline: Byline, index: Index) -> Iterator[Page]:
    total = count(len(byline.papers), "paper")
    for part in split_list(addresses.author(byline.slug), index.cards_of(byline.papers)):
        yield Page(
            address=part.address,
            kind="author",
            title=byline.name,
            description=part.describe(f"{total} with an author named {byline.name}."),
            updated=part.updated,
            crumbs=(CRUMB,),
            context={
                "total": part.total(total),
                "rule": RULE,
                "sections": (Section(cards=part.cards),),
                "part": part,
                "pager": part.beside(Pager()),
            },
        )


def _make_authors(index: Index) -> Iterator[Page]:
    """The list of names in pages, as long lists are; the first is its own address.

    They are numbered from A: a list by name grows everywhere, so no page could stay as it is.
    """
    bylines = sorted(index.authors.values(), key=lambda byline: (_initial(byline), byline.key))
    pages = [bylines[at : at + PER_PAGE] for at in range(0, len(bylines), PER_PAGE)] or [[]]
    for number, names in enumerate(pages, start=1):
        part = Part(
            address=_address(number),
            number=number if number > 1 else None,
            cards=(),
            pager=Pager(
                older=_page_ref(number - 1) if number > 1 else None,
                newer=_page_ref(number + 1) if number < len(pages) else None,
                label="Pages",
            ),
        )
        yield Page(
            address=part.address,
            kind="authors",
            title="Authors",
            description=f"Page {number} of the names."
            if part.number
            else f"{count(len(bylines), 'name')} that at least {MIN_PAPERS} papers have.",
            crumbs=(CRUMB,) if part.number else (),
            context={
                "total": count(len(bylines), "name"),
                "least": MIN_PAPERS,
                "rule": RULE,
                "letters": tuple(_letters(pages)) if len(pages) > 1 else (),
                "groups": tuple(_groups(names)),
                "part": part,
            },
        )


def _groups(bylines: Sequence[Byline]) -> Iterator[tuple[str, tuple[Ref, ...]]]:
    """Names under their initials."""
    for (_, initial), named in groupby(bylines, key=_initial):
        refs = (Ref(b.name, addresses.author(b.slug), len(b.papers)) for b in named)
        yield initial, tuple(refs)


def _letters(pages: Sequence[Sequence[Byline]]) -> Iterator[Ref]:
    """Where each initial begins."""
    first: dict[str, int] = {}
    for number, bylines in enumerate(pages, start=1):
        for byline in bylines:
            first.setdefault(_initial(byline)[1], number)
    for initial, number in first.items():
        yield Ref(initial, _address(number))


def _initial(byline: Byline) -> tuple[bool, str]:
    """What a name stands under; other letters than ours come last."""
    letter = byline.key[0]
    return (False, letter.upper()) if "a" <= letter <= "z" else (True, OTHERS)


def _address(number: int) -> str:
    return addresses.part(addresses.AUTHORS, number) if number > 1 else addresses.AUTHORS


def _page_ref(number: int) -> Ref:
    return Ref(f"Page {number}", _address(number))
