"""Citations of a paper: BibTeX, and a line of plain text.

What is not known is left out. The key is the paper's id, which never changes.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.ids import arxiv_url, doi_url, openreview_url
from generator.records import Author, Paper
from generator.text.bibtex import bibtex
from generator.text.display import as_text

MOST_NAMES = 6
"""Authors that a line of text names; more are `et al.`"""


def to_bibtex(paper: Paper, page: str) -> str:
    """An entry of type `misc`, as arXiv itself gives it; `page` is the paper's address here."""
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(paper, page))
    return f"@misc{{{paper.id},\n{fields}}}\n"


def to_text(paper: Paper, page: str) -> str:
    """`Names (2024). Title. arXiv:2401.00001. Address`, with what is known of it."""
    names = [as_text(author.name) for author in paper.authors]
    who = ", ".join(names) if len(names) <= MOST_NAMES else f"{names[0]} et al."
    year = f"({paper.published.year})" if paper.published else ""
    arxiv = next((f"arXiv:{link.value}" for link in paper.links_of("arxiv")), "")
    title = as_text(paper.title)
    ended = title if title.endswith((".", "?", "!")) else f"{title}."
    head = " ".join(filter(None, (who, year)))
    parts = (f"{head}." if head else "", ended, f"{arxiv}." if arxiv else "", source(paper, page))
    return " ".join(filter(None, parts))


def source(paper: Paper, page: str) -> str:
    """Where the paper itself is, or, where no link is known, its page here."""
    for kind, to_url in (("arxiv", arxiv_url), ("doi", doi_url), ("openreview", openreview_url)):
        for link in paper.links:
            if link.kind == kind:
                return to_url(link.value)
    return page


def _fields(paper: Paper, page: str) -> Iterator[tuple[str, str]]:
    yield "title", f"{{{bibtex(as_text(paper.title))}}}"
    if paper.authors:
        yield "author", " and ".join(map(_name, paper.authors))
    if paper.published:
        yield "year", str(paper.published.year)
    for link in paper.links_of("arxiv"):
        yield "eprint", link.value
        yield "archiveprefix", "arXiv"
    for link in paper.links_of("doi"):
        yield "doi", bibtex(link.value)
    yield "url", source(paper, page)


def _name(author: Author) -> str:
    """A name as its source splits it, or whole in braces, so that no program splits it wrongly."""
    if author.family and author.given:
        return f"{bibtex(as_text(author.family))}, {bibtex(as_text(author.given))}"
    name = bibtex(as_text(author.name))
    return f"{{{name}}}" if _is_group(author.name) else name


def _is_group(name: str) -> bool:
    """One word, or a name that says so, is no person's: `DeepSeek-AI`, `The Gemma Team`."""
    words = name.split()
    return len(words) == 1 or words[-1].lower() in {"team", "collaboration", "group", "ai"}
