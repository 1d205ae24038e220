"""What the search knows of each paper: small documents, which Pagefind indexes in place of pages.

A page holds much that is not searched (what it links to, how it is cited, why it says so), and an
index of pages would have to wait for them. Here stands what is searched, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from markupsafe import Markup, escape

from generator import addresses
from generator.pages.index import Index, count_authors, paper_ref
from generator.pages.papers import MAX_NAMES
from generator.pages.views import Ref
from generator.records import Paper
from generator.text.display import abstract_paragraphs, as_text
from generator.write import File


def make_search_documents(papers: Iterable[Paper], index: Index) -> Iterator[File]:
    """A document for each paper that stands, at the address of its page."""
    return (_make_document(paper, index) for paper in papers if paper.stands)


def _make_document(paper: Paper, index: Index) -> File:
    """The title and abstract are searched as text; facts are shown with results, or filter them."""
    title = escape(paper_ref(paper).text)
    facts = "".join(_facts(paper, index))
    abstract = "".join(f"<p>{text}</p>\n" for text in abstract_paragraphs(paper.abstract))
    body = f"<h1>{title}</h1>\n<div data-pagefind-ignore>{facts}</div>\n{abstract}"
    page = f"{_START}{body}</body></html>\n"
    path = f"{addresses.paper(paper.id)}index.html"
    return File(path, page.encode("utf-8", "replace"))


_START: Final = (
    '<!doctype html>\n<html><head><meta charset="utf-8"></head><body data-pagefind-body>\n'
)


def _facts(paper: Paper, index: Index) -> Iterator[Markup]:
    """Each fact as an element: what comes from content is its text, never part of an attribute."""
    if paper.published:
        yield _fixed("meta", "date", paper.published.isoformat())
    yield _fixed("filter", "year", str(paper.published.year) if paper.published else "undated")
    if by := _by(paper, index):
        yield _fact("meta", "by", by)
    if paper.organisation:
        yield _fact("filter", "organisation", _text(index.organisation_ref(paper.organisation)))
    if paper.comments:
        yield _fixed("meta", "comments", str(paper.comments))
    if paper.pick:
        yield _fixed("filter", "pick", "yes")
    if paper.links_of("code"):
        yield _fixed("filter", "has", "code")
    for assignment in paper.topics:
        yield _fixed("filter", "topic", assignment.slug)
    for code in paper.more.categories:
        yield _fact("filter", "category", as_text(code))


def _by(paper: Paper, index: Index) -> str:
    """Who wrote it, as its page says: names, or else the organisation, or how many they are."""
    if not paper.authors:
        if paper.organisation:
            return _text(index.organisation_ref(paper.organisation))
        return count_authors(paper.n_authors) or ""
    names = ", ".join(_text(index.author_ref(author)) for author in paper.authors[:MAX_NAMES])
    more = len(paper.authors) - MAX_NAMES
    return f"{names} and {more} more" if more > 0 else names


def _text(value: Ref | str) -> str:
    return value.text if isinstance(value, Ref) else value


def _fact(kind: str, name: str, text: str) -> Markup:
    return _FACT.format(kind, name, text)


def _fixed(kind: str, name: str, value: str) -> Markup:
    return _FIXED.format(kind, name, value)


_FACT: Final = Markup('<i data-pagefind-{}="{}">{}</i>')
_FIXED: Final = Markup('<i data-pagefind-{}="{}:{}"></i>')
