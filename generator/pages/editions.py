"""The pages by capture: all editions, and each in its listing's own order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from generator import addresses
from generator.catalogue import EDITIONS
from generator.counts import count
from generator.dates import long_date
from generator.pages.citing import citation_alternates, citation_refs
from generator.pages.dates import month_name
from generator.pages.index import Index
from generator.pages.lists import PER_PAGE, make_pagers
from generator.pages.views import Page, Pager, Ref, Section
from generator.records import Edition, Paper

CRUMB = Ref("Editions", addresses.EDITIONS)

FEW = 12
"""So many editions are seen at a glance, without headings."""


def make_edition_pages(index: Index) -> Iterator[Page]:
    """All editions, then each; a long one continues on pages numbered from its beginning."""
    yield _make_editions(index)
    refs = {edition.id: edition_ref(edition) for edition in index.digest.editions}
    pagers = make_pagers(refs, "Editions")
    for edition in index.digest.editions:
        yield from _make_edition(edition, pagers[edition.id], index)


def edition_ref(edition: Edition) -> Ref:
    """A link to an edition with the number of its papers."""
    return Ref(edition_name(edition), addresses.edition(edition.id), len(edition.papers))


def edition_name(edition: Edition) -> str:
    """An edition's name: its day, and its label if it has one."""
    name = long_date(edition.captured)
    return f"{name} ({edition.label})" if edition.label else name


def rank_papers(edition: Edition, index: Index) -> list[Paper]:
    """An edition's papers in the order of the front page and of mails, which state it.

    First come picks, then papers that no earlier edition has, then those with more upvotes and of
    these those with more comments; what does not stand comes last. What is equal in all that keeps
    the order of its listing. `say_order` says it.
    """
    return sorted(
        (index.papers[paper] for paper in edition.papers),
        key=lambda paper: (
            not paper.stands,
            paper.pick is None,
            paper.editions[0] != edition.id,
            -(paper.more.upvotes or 0),
            -(paper.comments or 0),
        ),
    )


def say_order(edition: Edition, index: Index) -> str:
    """The order of `rank_papers` in words, without a full stop; upvotes only where some are known."""
    is_voted = any(index.papers[paper].more.upvotes for paper in edition.papers)
    votes = "then by upvotes, " if is_voted else ""
    return f"Picks first, then papers that no earlier edition has, {votes}then by comments"


def _make_editions(index: Index) -> Page:
    editions = index.digest.editions
    return Page(
        address=addresses.EDITIONS,
        kind="editions",
        feed=EDITIONS,
        title="Editions",
        description=f"The {count(len(editions), 'edition')} of this digest, the newest first.",
        updated=editions[-1].captured if editions else None,
        context={"months": tuple(_by_month(editions[::-1]))},
    )


def _by_month(editions: Sequence[Edition]) -> Iterator[tuple[str, tuple[Ref, ...]]]:
    """Editions below the names of their months; of few in one list that has no name."""
    if len(editions) <= FEW:
        yield "", tuple(map(edition_ref, editions))
        return
    for month, group in groupby(editions, key=lambda edition: edition.captured.replace(day=1)):
        yield month_name(month), tuple(map(edition_ref, group))


def _make_edition(edition: Edition, pager: Pager, index: Index) -> Iterator[Page]:
    cards = tuple(index.cards[paper] for paper in edition.papers)
    stem = addresses.edition_citations(edition.id)
    chunks = [cards[n : n + PER_PAGE] for n in range(0, len(cards), PER_PAGE)] or [()]
    for number, chunk in enumerate(chunks, start=1):
        yield Page(
            address=_address(edition, number),
            kind="edition",
            feed=EDITIONS,
            title=f"Edition of {edition_name(edition)}",
            description=f"{count(len(cards), 'paper')} listed on {edition_name(edition)}.",
            updated=edition.captured,
            crumbs=(CRUMB,),
            alternates=citation_alternates(stem),
            context={
                "edition": edition,
                "total": count(len(cards), "paper"),
                "sections": (Section(cards=chunk),),
                "total_papers": len(cards),
                "citation_files": citation_refs(stem),
                "start": (number - 1) * PER_PAGE + 1,
                "parts": _parts(edition, number, len(chunks)),
                "pager": pager,
            },
        )


def _address(edition: Edition, number: int) -> str:
    address = addresses.edition(edition.id)
    return addresses.part(address, number) if number > 1 else address


def _parts(edition: Edition, number: int, last: int) -> Pager:
    def ref(n: int) -> Ref | None:
        return Ref(f"Page {n}", _address(edition, n)) if 1 <= n <= last else None

    return Pager(older=ref(number - 1), newer=ref(number + 1), label="Pages")
