"""A paper's page: the paper, why everything on it is so, and where to go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote_plus

from markupsafe import Markup

from generator import addresses
from generator.citations import Citation, to_line
from generator.counts import count
from generator.hosting import find_hosting
from generator.ids import arxiv_pdf_url, arxiv_url, doi_url, openreview_url
from generator.pages.citing import cited_forms
from generator.pages.editions import edition_name
from generator.pages.improve import improve_paper
from generator.pages.index import Index, paper_ref, sort_papers
from generator.pages.more import (
    category_views,
    further_sources,
    is_reference,
    machine_view,
    source_name,
    stars_view,
    status_day,
    upvotes_view,
)
from generator.pages.related import mention_views, related_views
from generator.pages.views import (
    Card,
    FurtherSource,
    NoteView,
    OutLink,
    Page,
    Pager,
    Provenance,
    Ref,
    TopicReason,
)
from generator.records import ID_KINDS, Assignment, Link, Mention, Paper
from generator.settings import Settings
from generator.text.display import abstract_paragraphs, as_text
from generator.text.notes import note_html

LINK_LABELS = {
    "arxiv": "arXiv",
    "doi": "DOI",
    "openreview": "OpenReview",
    "code": "Code",
    "project": "Project",
    "model": "Model",
    "dataset": "Dataset",
    "demo": "Demo",
    "video": "Video",
}
"""What the kinds of links are called on pages, in their order there."""

LOOK_UPS = (
    ("arXiv", "https://arxiv.org/search/?searchtype=title&query="),
    ("Semantic Scholar", "https://www.semanticscholar.org/search?q="),
    ("Hugging Face", "https://huggingface.co/papers?q="),
)
"""Where a paper can be looked up by its title when no direct link is known."""

MAX_NAMES = 30
"""Authors shown by name on a paper's page before the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a paper's page shows of the rest of the digest, and what the paper is in it.

    When other papers come, nothing on the page changes but its neighbours and which names are links.
    """

    card: Card
    citation: Citation = field(repr=False)  # it is made of the paper and the settings alone
    authors: tuple[Ref | str, ...]
    published_on: Ref | str | None
    editions: tuple[tuple[Ref, str], ...]
    further_sources: tuple[FurtherSource, ...]
    related: tuple[Card, ...]
    mentions: tuple[Card, ...]
    mentioned_by: tuple[Card, ...]
    pager: Pager


def look_around(paper: Paper, index: Index, settings: Settings) -> Around:
    """All that a paper's page takes from the index."""
    return Around(
        card=index.cards[paper.id],
        citation=index.citations[paper.id],
        authors=tuple(map(index.author_ref, paper.authors[:MAX_NAMES])),
        published_on=index.day_ref(paper.published) if paper.published else None,
        editions=tuple(_edition_refs(paper, index)),
        further_sources=tuple(
            further_sources(paper, index.digest.references, find_hosting(settings))
        ),
        related=tuple(index.cards[other.id] for other in paper.related),
        mentions=_mention_cards(paper.mentions, index),
        mentioned_by=_mention_cards(paper.mentioned_by, index),
        pager=_pager(paper, index),
    )


def _mention_cards(mentions: Iterable[Mention], index: Index) -> tuple[Card, ...]:
    """The other papers of mentions, newest first; some systems are mentioned by hundreds."""
    papers = {mention.id: index.papers[mention.id] for mention in mentions}
    return index.cards_of(sort_papers(papers.values())) if papers else ()


def make_paper_pages(papers: Iterable[Paper], index: Index, settings: Settings) -> Iterator[Page]:
    """One page a paper, in their order."""
    for paper in papers:
        yield make_paper_page(paper, look_around(paper, index, settings), settings)


def make_paper_page(paper: Paper, around: Around, settings: Settings) -> Page:
    """All that is known of one paper; it depends on nothing but what is given."""
    title = paper_ref(paper).text
    return Page(
        address=addresses.paper(paper.id),
        kind="paper",
        title=title,
        description=around.card.sentence or title,
        updated=updated(paper),
        crumbs=_crumbs(around),
        ways_in=improve_paper(paper, settings),
        context={
            "card": around.card,
            "paper": paper,
            "authors": around.authors,
            "has_linked_authors": any(isinstance(author, Ref) for author in around.authors),
            "more_authors": max(0, len(paper.authors) - MAX_NAMES),
            "abstract": tuple(map(Markup, abstract_paragraphs(paper.abstract))),
            "status_day": status_day(paper.status) if paper.status else "",
            "notes": note_views(paper),
            "categories": tuple(category_views(paper)),
            "upvotes": upvotes_view(paper),
            "machine": machine_view(paper),
            "topics": tuple(_topic_reasons(paper, around.card.topics)),
            "links": tuple(_out_links(paper)),
            "look_ups": () if any(map(paper.links_of, ID_KINDS)) else tuple(_look_ups(title)),
            "published_on": around.published_on,
            "date_reason": _date_reason(paper),
            "editions": around.editions,
            "further_sources": around.further_sources,
            "provenance": tuple(_provenance(paper)),
            "related": tuple(related_views(paper, around.related)),
            "mentions": tuple(mention_views(paper.mentions, around.mentions)),
            "mentioned_by": tuple(mention_views(paper.mentioned_by, around.mentioned_by)),
            "citation": around.citation,
            "cite_line": to_line(around.citation),
            "cited_as": tuple(cited_forms(around.citation)),
            "pager": around.pager,
        },
    )


def updated(paper: Paper) -> date | None:
    """The last day on which the digest learnt or said something about the paper."""
    days = [paper.added, *(note.on for note in paper.notes)]
    days += [mark.on for mark in (paper.pick, paper.status) if mark]
    return max(filter(None, days), default=None)


def _crumbs(around: Around) -> tuple[Ref, ...]:
    if around.card.topics:
        return (Ref("Topics", addresses.TOPICS), around.card.topics[0])
    if around.editions:
        return (Ref("Editions", addresses.EDITIONS), around.editions[-1][0])
    return ()


def _date_reason(paper: Paper) -> str:
    """Say in words why the date is what it is."""
    match paper.published_from:
        case "stated":
            deciding = paper.sources.get("published", ("",))[0]
            name = source_name(deciding) if is_reference(deciding) else "its listing"
            return f"as {name} states it"
        case "year-from-capture":
            return "the listing gives day and month; its year is that of the capture"
        case "curation":
            return "as a curator states it"
        case None:
            return "no listing states its date"


def _topic_reasons(paper: Paper, topics: Iterable[Ref]) -> Iterator[TopicReason]:
    for assignment, topic in zip(paper.topics, topics, strict=True):
        yield TopicReason(topic=topic, reason=_why(assignment))


def _why(assignment: Assignment) -> str:
    """Say in words why a paper is in a topic: a curator, the phrases found, or both."""
    curated = ["chosen by a curator"] if assignment.origin == "curation" else []
    phrases = ", ".join(f"“{phrase}”" for phrase in assignment.because)
    found = [f"its title or abstract says {phrases}"] if phrases else []
    return "; ".join((*curated, *found))


def note_views(paper: Paper) -> tuple[NoteView, ...]:
    """A paper's notes, ready to be shown."""
    return tuple(
        NoteView(by=note.by, on=note.on, html=note_html(note.text)) for note in paper.notes
    )


def _out_links(paper: Paper) -> Iterator[OutLink]:
    ordered = sorted(paper.links, key=lambda link: list(LINK_LABELS).index(link.kind))
    for link in ordered:
        yield OutLink(
            label=LINK_LABELS[link.kind],
            text=as_text(_link_text(link)),
            href=link_href(link),
            source=source_name(link.source),
            stars=stars_view(paper, link),
            pdf=arxiv_pdf_url(link.value) if link.kind == "arxiv" else None,
        )


def link_href(link: Link) -> str:
    """The address that a link leads to; that of an identifier is built from it."""
    match link.kind:
        case "arxiv":
            return arxiv_url(link.value)
        case "doi":
            return doi_url(link.value)
        case "openreview":
            return openreview_url(link.value)
        case _:
            return link.value


def _link_text(link: Link) -> str:
    return link.value.removeprefix("https://").removeprefix("http://").rstrip("/")


def _look_ups(title: str) -> Iterator[OutLink]:
    for name, address in LOOK_UPS:
        yield OutLink(label=name, text=name, href=address + quote_plus(title), source="")


def _edition_refs(paper: Paper, index: Index) -> Iterator[tuple[Ref, str]]:
    """The editions that list the paper, and its place in each."""
    for seen in paper.appearances:
        ref = Ref(edition_name(index.editions[seen.edition]), addresses.edition(seen.edition))
        yield ref, f"no. {seen.position} of {seen.listing}"


FACT_NAMES = {
    "title": "Title",
    "abstract": "Abstract",
    "published": "Date",
    "authors": "Authors",
    "n_authors": "Number of authors",
    "organisation": "Organisation",
    "comments": "Comments",
    "categories": "arXiv categories",
    "upvotes": "Upvotes",
    "stars": "Stars of its code",
    "withdrawn": "Withdrawal",
}


def _provenance(paper: Paper) -> Iterator[Provenance]:
    shown: dict[str, Ref | str] = {
        seen.listing: Ref(seen.edition, addresses.edition(seen.edition))
        for seen in paper.appearances
    }
    for fact, name in FACT_NAMES.items():
        if sources := paper.sources.get(fact):
            yield Provenance(
                fact=name,
                value=_fact_value(paper, fact),
                sources=tuple(
                    dict.fromkeys(shown.get(source) or source_name(source) for source in sources)
                ),
            )


def _fact_value(paper: Paper, field: str) -> str:
    match field:
        case "published":
            return paper.published.isoformat() if paper.published else ""
        case "organisation":
            return as_text(paper.organisation.name) if paper.organisation else ""
        case "authors":
            return count(len(paper.authors), "name")
        case "n_authors" | "comments" | "upvotes" | "stars":
            return f"{getattr(paper if hasattr(paper, field) else paper.more, field):,}"
        case "categories":
            return " ".join(paper.more.categories)
        case _:
            return ""


def _pager(paper: Paper, index: Index) -> Pager:
    """The papers before and after this one in the first edition that lists it."""
    if not paper.editions:
        return Pager()
    edition = index.editions[paper.editions[0]]
    at = index.positions[edition.id][paper.id]
    return Pager(
        older=_neighbour(edition.papers, at - 1, index),
        newer=_neighbour(edition.papers, at + 1, index),
        label=f"In the edition of {edition_name(edition)}",
    )


def _neighbour(papers: Sequence[str], at: int, index: Index) -> Ref | None:
    return index.cards[papers[at]].title if 0 <= at < len(papers) else None
