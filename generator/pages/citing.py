"""Citations on pages: of the one paper, and the files of a list."""

from __future__ import annotations

from collections.abc import Iterator

from generator import addresses
from generator.citations import FORMS, Citation
from generator.pages.views import CitedAs, Ref


def cited_forms(citation: Citation) -> Iterator[CitedAs]:
    """The forms of a paper's own page: each is the text of a file with this paper alone."""
    for form in FORMS:
        yield CitedAs(
            form=form.name,
            file=f"{citation.id}.{form.suffix}",
            media_type=form.media_type,
            text=form.join((form.to_entry(citation),)),
        )


def citation_refs(stem: str) -> tuple[Ref, ...]:
    """Links to the files of a list, named by their forms."""
    return tuple(Ref(form.name, addresses.citations(stem, form.suffix)) for form in FORMS)


def citation_alternates(stem: str) -> tuple[tuple[str, str], ...]:
    """The same files as `Page.alternates` has them."""
    return tuple((form.media_type, addresses.citations(stem, form.suffix)) for form in FORMS)
