"""What search engines read of a page: JSON-LD in the words of https://schema.org.

The page is ours and the paper is not: the paper is what the page is about, with addresses of its
own, and a note is a comment on it, by the curator who signs it or by the digest itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, cast

from generator import addresses
from generator.citations import Citation
from generator.citations.record import Name
from generator.ids import arxiv_pdf_url
from generator.pages.views import Card, NoteView, Page, Section, TopicReason
from generator.records import UNREAD, Paper
from generator.settings import Settings
from generator.text.display import as_text

Thing = dict[str, Any]

MOST_ITEMS = 50
"""Papers of a list that are told: engines read its beginning, and all of them have pages."""

TYPES = {"about": "AboutPage", "search": "SearchResultsPage", "paper": "WebPage"}
"""The kinds of pages that are no collection."""


def describe_site(settings: Settings) -> Thing:
    """The site, for its front page; the page of the search takes its words from the address."""
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "url": settings.site_url,
        "name": settings.site_name,
        "description": settings.site_description,
        "inLanguage": settings.language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{settings.site_url}{addresses.SEARCH}?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }


def describe_list(page: Page, settings: Settings) -> Thing:
    """A page of the site with the papers that it lists."""
    return {**_page(page, settings), **_list(page, settings)}


def describe_paper(page: Page, paper: Paper, citation: Citation, settings: Settings) -> Thing:
    """The page of a paper: the paper is what it is about, notes are what it adds."""
    notes = [_note(view, settings) for view in cast("tuple[NoteView, ...]", page.context["notes"])]
    about = {"mainEntity": _article(page, paper, citation)}
    return {**_page(page, settings), **about, **({"comment": notes} if notes else {})}


def _page(page: Page, settings: Settings) -> Thing:
    return {
        "@context": "https://schema.org",
        "@type": TYPES.get(page.kind, "CollectionPage"),
        "url": settings.site_url + page.address,
        "name": page.title,
        "description": page.description,
        "inLanguage": settings.language,
        "isPartOf": {"@type": "WebSite", "name": settings.site_name, "url": settings.site_url},
        "breadcrumb": _breadcrumbs(page, settings),
        **({"dateModified": page.updated.isoformat()} if page.updated else {}),
    }


def _breadcrumbs(page: Page, settings: Settings) -> Thing:
    """The way to the page; its last step is the page itself, whose address is told already."""
    steps: list[Thing] = [
        {"name": name, "item": settings.site_url + address}
        for name, address in (
            (settings.site_name, addresses.HOME),
            *((crumb.text, crumb.address) for crumb in page.crumbs),
        )
    ]
    steps.append({"name": page.title})
    items = [{"@type": "ListItem", "position": at, **step} for at, step in enumerate(steps, 1)]
    return {"@type": "BreadcrumbList", "itemListElement": items}


# A paper


def _article(page: Page, paper: Paper, citation: Citation) -> Thing:
    facts: Thing = {
        "@type": "ScholarlyArticle",
        "headline": page.title,
        "name": page.title,
        "author": [_author(name) for name in citation.authors],
        "datePublished": citation.date and citation.date.isoformat(),
        "abstract": as_text(paper.abstract),
        "identifier": list(_identifiers(citation)),
        "sameAs": list(citation.sources),
        "encoding": _pdf(citation),
        "keywords": list(topic_names(page)),
        "creativeWorkStatus": paper.status and paper.status.value.capitalize(),
    }
    return {name: value for name, value in facts.items() if value}


def topic_names(page: Page) -> tuple[str, ...]:
    """The names of a paper's topics, best first."""
    reasons = cast("tuple[TopicReason, ...]", page.context["topics"])
    return tuple(reason.topic.text for reason in reasons)


def _author(name: Name) -> Thing:
    """A person's name is in parts only where a source splits it."""
    thing = {"@type": "Organization" if name.is_group else "Person", "name": name.whole}
    if name.family and name.given:
        thing |= {"familyName": name.family, "givenName": name.given}
    return thing


def _identifiers(citation: Citation) -> Iterator[Thing]:
    values = (
        ("arXiv", citation.arxiv),
        ("DOI", citation.doi),
        ("DOI", citation.doi_by_arxiv),
        ("OpenReview", citation.openreview),
    )
    for name, value in values:
        if value:
            yield {"@type": "PropertyValue", "propertyID": name, "value": value}


def _pdf(citation: Citation) -> Thing | None:
    if citation.arxiv is None:
        return None
    address = arxiv_pdf_url(citation.arxiv)
    return {"@type": "MediaObject", "encodingFormat": "application/pdf", "contentUrl": address}


def _note(view: NoteView, settings: Settings) -> Thing:
    return {
        "@type": "Comment",
        "author": _signer(view.by, settings),
        "datePublished": view.on.isoformat(),
        "text": view.html.striptags(),
    }


def _signer(name: str, settings: Settings) -> Thing:
    """Who answers for a note: its curator, or the digest, under whose signature there is no person."""
    if name == UNREAD:
        return {"@type": "Organization", "name": settings.site_name, "url": settings.site_url}
    return {"@type": "Person", "name": name}


# A list


def _list(page: Page, settings: Settings) -> Thing:
    cards = list(_cards(page))
    if not cards:
        return {}
    start = cast("int", page.context.get("start", 1))
    items = [
        {
            "@type": "ListItem",
            "position": at,
            "name": card.title.text,
            "url": settings.site_url + card.title.address,
        }
        for at, card in enumerate(islice(cards, MOST_ITEMS), start)
    ]
    entity = {"@type": "ItemList", "numberOfItems": len(cards), "itemListElement": items}
    return {"mainEntity": entity}


def _cards(page: Page) -> Iterator[Card]:
    sections = cast("Iterable[Section]", page.context.get("sections", ()))
    for section in sections:
        yield from section.cards
    for row in cast("Iterable[tuple[Any, ...]]", page.context.get("picks", ())):
        yield cast("Card", row[0])
