"""The tags that reference managers read from a paper's page, as Highwire Press named them.

Zotero takes the paper's type from `z:itemType` and its address from `citation_public_url`, which
wins over `og:url`. Where nobody splits a name it takes the last word for the family name: wrong for
`Jan van der Berg`, but to split it here would be a guess that looks like a fact.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.citations import Citation
from generator.head.tags import clean_meta, meta
from generator.ids import arxiv_pdf_url


def citation_tags(
    citation: Citation, abstract: str, topics: tuple[str, ...], language: str
) -> Iterator[str]:
    """What is known of a paper; what is not has no tag. No venue is ever known: it is a preprint.

    A citation's texts and the abstract are clean.
    """
    yield clean_meta("citation_title", citation.title or citation.id)
    for author in citation.authors:
        yield clean_meta("citation_author", author.family_first)
    if citation.date:
        yield clean_meta("citation_publication_date", f"{citation.date:%Y/%m/%d}")
    yield from _identifiers(citation)
    if abstract:
        yield clean_meta("citation_abstract", abstract)
    if topics:
        yield meta("citation_keywords", "; ".join(topics))
    yield meta("citation_language", language)
    yield meta("z:itemType", "preprint")


def _identifiers(citation: Citation) -> Iterator[str]:
    if doi := citation.doi or citation.doi_by_arxiv:
        yield meta("citation_doi", doi)
    if citation.arxiv:
        yield meta("citation_arxiv_id", citation.arxiv)
        yield meta("citation_pdf_url", arxiv_pdf_url(citation.arxiv))
        yield meta("z:repository", "arXiv")
    if citation.sources:
        yield meta("citation_public_url", citation.sources[0])
