"""Links of a head to what else there is of a page: feeds, citations, data, and the paper itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator import addresses
from generator.catalogue import EDITIONS, FORMS, PAPERS, RSS, Feed
from generator.citations import Citation
from generator.head.tags import link
from generator.pages.views import Page

EVERYWHERE = (PAPERS, EDITIONS)
"""Feeds of the whole digest, that every page names after its own."""


def feed_links(stem: str, root: str, feeds: Mapping[str, Feed], site_name: str) -> str:
    """A page's own feed in all its forms, then those of the whole digest in one.

    Browsers and readers list feeds by their titles and offer the first: so no two are equal.
    """
    forms = [(stem, form) for form in FORMS]
    forms += [(other, RSS) for other in EVERYWHERE if other != stem]
    return "".join(
        link(
            "alternate",
            root + addresses.feed(of, form),
            media_type=FORMS[form][1],
            title=f"{feeds[of].title(site_name)} ({FORMS[form][0]})",
        )
        for of, form in forms
    )


def alternates(page: Page, root: str) -> Iterator[str]:
    """The page in other formats, such as its papers' citations."""
    for media_type, address in page.alternates:
        yield link("alternate", root + address, media_type=media_type)


def signposts(citation: Citation, root: str) -> Iterator[str]:
    """Typed links for programs, as https://signposting.org describes them.

    The paper is only related: `cite-as` would claim its identifier for this page.
    """
    yield link("type", "https://schema.org/AboutPage")
    for href in citation.sources:
        yield link("related", href)
    yield link("describedby", root + addresses.PAPERS_JSON, media_type="application/json")
    text = addresses.paper_text(citation.id).removeprefix(addresses.paper(citation.id))
    yield link("alternate", text, media_type="text/markdown")
