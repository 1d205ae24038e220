"""RIS: lines of a tag and a value, the last one `ER`.

Names that no source splits stand as they came: without a comma, a name has no parts in RIS.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.citations.record import Citation


def to_ris(citation: Citation) -> str:
    """A record of unpublished work, which is what RIS has for preprints; lines end with CR LF."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _lines(citation))


def _lines(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", "UNPB"
    yield "ID", citation.id
    if citation.title:
        yield "TI", citation.title
    for name in citation.authors:
        yield "AU", name.family_first
    if day := citation.date:
        yield "PY", f"{day.year:04}"
        yield "DA", f"{day.year:04}/{day.month:02}/{day.day:02}"
    if citation.arxiv:
        yield "PB", "arXiv"
        yield "AN", f"arXiv:{citation.arxiv}"
    if citation.doi:
        yield "DO", citation.doi
    yield "UR", citation.url
    yield "ER", ""
