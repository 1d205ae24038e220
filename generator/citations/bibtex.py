"""BibTeX: an entry of type `misc`, as arXiv itself gives it.

Names that no source splits stand as they came, since BibTeX splits names itself; what it would
split wrongly stands in braces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.citations.record import Citation, Name
from generator.text.bibtex import bibtex

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""Macros that every bibliography style defines in its own language."""

_SPLITS = re.compile(r"[,;]|(?<!\S)and(?!\S)", re.IGNORECASE)
"""What BibTeX, or a program that reads it, takes a name apart at."""

_VERBATIM = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def to_bibtex(citation: Citation) -> str:
    """An entry, ending with its line."""
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(citation))
    return f"@misc{{{citation.id},\n{fields}}}\n"


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    if citation.title:
        # Twice in braces: styles that set titles in lower case leave its names and signs alone.
        yield "title", f"{{{{{bibtex(citation.title)}}}}}"
    if citation.authors:
        yield "author", f"{{{' and '.join(map(_name, citation.authors))}}}"
    if citation.date:
        yield "year", f"{{{citation.date.year}}}"
        yield "month", MONTHS[citation.date.month - 1]
    if citation.arxiv:
        yield "eprint", f"{{{citation.arxiv}}}"
        yield "archivePrefix", "{arXiv}"
    if citation.doi:
        yield "doi", f"{{{_verbatim(citation.doi)}}}"
    yield "url", f"{{{_verbatim(citation.url)}}}"


def _name(name: Name) -> str:
    if name.family and name.given:
        return f"{_whole(name.family)}, {_whole(name.given)}"
    return f"{{{bibtex(name.whole)}}}" if name.is_group else _whole(name.whole)


def _whole(part: str) -> str:
    """Text in braces where a program could take it apart: at a comma, an `and`, or an escape."""
    text = bibtex(part)
    return f"{{{text}}}" if text != part or _SPLITS.search(part) else text


def _verbatim(identifier: str) -> str:
    """Identifiers are read as they stand, by biblatex and by programs: nothing in them is escaped.

    Braces alone would end the field; no DOI of today has one.
    """
    return identifier.translate(_VERBATIM)
