"""What the search knows of each paper: small documents, which Pagefind indexes in place of pages.

A page holds much that is not searched (what it links to, how it is cited, why it says so), and an
index of pages would have to wait for them. Here stands what is searched, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import escape

from generator import addresses
from generator.pages.index import Index, count_authors, paper_ref
from generator.pages.papers import MAX_NAMES
from generator.pages.views import Ref
from generator.records import Paper
from generator.text.display import abstract_paragraphs, as_text
from generator.write import File


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Of what a document is made: its path, title and facts as HTML, and the abstract as listed."""

    path: str
    title: str
    facts: str
    abstract: str


def make_search_documents(papers: Iterable[Paper], index: Index) -> Iterator[File]:
    """A document for each paper that stands, at the address of its page."""
    return map(render_document, describe_documents(papers, index))


def describe_documents(papers: Iterable[Paper], index: Index) -> Iterator[Document]:
    """What the documents are made of; it takes less than to make them."""
    for paper in papers:
        if paper.stands:
            yield Document(
                path=f"{addresses.paper(paper.id)}index.html",
                title=str(escape(paper_ref(paper).text)),
                facts="".join(_facts(paper, index)),
                abstract=paper.abstract,
            )


def render_document(document: Document) -> File:
    """The title and abstract are searched as text; facts are shown with results, or filter them."""
    abstract = "".join(f"<p>{text}</p>\n" for text in abstract_paragraphs(document.abstract))
    facts = f"<div data-pagefind-ignore>{document.facts}</div>"
    page = f"{_START}<h1>{document.title}</h1>\n{facts}\n{abstract}</body></html>\n"
    return File(document.path, page.encode("utf-8", "replace"))


_START: Final = (
    '<!doctype html>\n<html><head><meta charset="utf-8"></head><body data-pagefind-body>\n'
)


def _facts(paper: Paper, index: Index) -> Iterator[str]:
    """Each fact as an element: what comes from content is its text, never part of an attribute."""
    if paper.published:
        yield _fixed("meta", "date", paper.published.isoformat())
    elif paper.listed:
        yield _fixed("meta", "listed", paper.listed.isoformat())
    yield _fixed("filter", "year", str(paper.published.year) if paper.published else "undated")
    if by := _by(paper, index):
        yield _fact("meta", "by", by)
    yield from _more_words(paper, index)
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
    names = ", ".join(as_text(author.name) for author in paper.authors[:MAX_NAMES])
    more = len(paper.authors) - MAX_NAMES
    return f"{names} and {more} more" if more > 0 else names


def _more_words(paper: Paper, index: Index) -> Iterator[str]:
    """What is searched for beside the texts and who wrote them."""
    if paper.organisation and paper.authors:
        yield _fact("meta", "organisation", _text(index.organisation_ref(paper.organisation)))
    for kind in ("arxiv", "doi"):
        for link in paper.links_of(kind):
            yield _fact("meta", kind, link.value)
    if parts := " ".join(dict.fromkeys(_parts(f"{paper.title} {paper.abstract}"))):
        yield _fact("meta", "parts", parts)


_JOINT: Final = re.compile(r"[-\N{EN DASH}/]")

_MIXED: Final = re.compile(r"(?=\d*[A-Za-z])(?=[A-Za-z]*\d)[A-Za-z\d]{2,}", re.ASCII)


def _parts(text: str) -> Iterator[str]:
    """`R1` of `Tea-R1`: of joined words Pagefind knows the parts, but takes these apart further."""
    for word in text.split():
        if "-" in word or "/" in word or "\N{EN DASH}" in word:
            for part in _JOINT.split(word):
                if match := _MIXED.search(part):
                    yield match[0]


def _text(value: Ref | str) -> str:
    return value.text if isinstance(value, Ref) else value


def _fact(kind: str, name: str, text: str) -> str:
    return f'<i data-pagefind-{kind}="{name}">{escape(text)}</i>'


def _fixed(kind: str, name: str, value: str) -> str:
    return f'<i data-pagefind-{kind}="{name}:{escape(value)}"></i>'
