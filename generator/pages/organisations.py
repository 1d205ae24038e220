"""The pages by organisation: who is behind a paper, where a listing says so."""

from __future__ import annotations

from collections.abc import Iterator

from generator import addresses
from generator.counts import count
from generator.pages.index import Index
from generator.pages.lists import split_list
from generator.pages.views import Page, Pager, Ref, Section

CRUMB = Ref("Organisations", addresses.ORGANISATIONS)


def make_organisation_pages(index: Index) -> Iterator[Page]:
    """All organisations by name, then each."""
    yield _make_organisations(index)
    for slug, papers in index.by_organisation.items():
        name = index.organisation_names[slug]
        for part in split_list(addresses.organisation(slug), index.cards_of(papers)):
            yield Page(
                address=part.address,
                kind="organisation",
                title=name,
                description=part.describe(f"{count(len(papers), 'paper')} by {name}."),
                updated=part.updated,
                crumbs=(CRUMB,),
                context={
                    "total": part.total(count(len(papers), "paper")),
                    "sections": (Section(cards=part.cards),),
                    "part": part,
                    "pager": part.beside(Pager()),
                },
            )


def _make_organisations(index: Index) -> Page:
    refs = sorted(
        (
            Ref(index.organisation_names[slug], addresses.organisation(slug), len(papers))
            for slug, papers in index.by_organisation.items()
        ),
        key=lambda ref: (ref.text.casefold(), ref.address),
    )
    return Page(
        address=addresses.ORGANISATIONS,
        kind="organisations",
        title="Organisations",
        description=f"{count(len(refs), 'organisation')} named by the listings.",
        context={"organisations": tuple(refs)},
    )
