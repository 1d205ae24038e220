"""Readers: the bytes of a listing become raw entries, one module a format.

A reader is pure. It keeps what it can read, reports each entry that it cannot as a warning with
its line, and refuses what is no listing of its format with one error. What it knows and an entry
has no place for, it lists as losses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from generator.problems import ContentError
from generator.sources import (
    arxiv_api,
    arxiv_oai,
    arxiv_rss,
    arxiv_snapshot,
    bibtex_file,
    csl_json,
    daily_papers,
    daily_papers_api,
    openreview,
    ris,
    semantic_scholar,
)
from generator.sources.page import Page, decode_text, refusal

Reader = Callable[[bytes, str], Page]

HEAD = 64 * 2**10
"""Characters of a file by which its format is recognised."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of listing.

    `about` names it for people, `suffix` is its files', `read` its reader, and `claims` says from
    the first 64k characters of a file whether it is of this kind; at most one format claims a file.
    """

    about: str
    suffix: str
    read: Reader
    claims: Callable[[str], bool]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "daily-papers": Format(
            "text of a Daily Papers page", ".txt", daily_papers.read, daily_papers.claims
        ),
        "daily-papers-api": Format(
            "answer of /api/daily_papers", ".json", daily_papers_api.read, daily_papers_api.claims
        ),
        "arxiv-api": Format("Atom answer of arXiv's API", ".xml", arxiv_api.read, arxiv_api.claims),
        "arxiv-rss": Format(
            "feed of rss.arxiv.org (RSS or Atom)", ".xml", arxiv_rss.read, arxiv_rss.claims
        ),
        "arxiv-oai": Format(
            "answer of arXiv's OAI-PMH in its arXiv format",
            ".xml",
            arxiv_oai.read,
            arxiv_oai.claims,
        ),
        "arxiv-snapshot": Format(
            "arXiv's metadata, a JSON record a line",
            ".jsonl",
            arxiv_snapshot.read,
            arxiv_snapshot.claims,
        ),
        "semantic-scholar": Format(
            "papers of Semantic Scholar's Graph API",
            ".json",
            semantic_scholar.read,
            semantic_scholar.claims,
        ),
        "openreview": Format(
            "notes of OpenReview's API", ".json", openreview.read, openreview.claims
        ),
        "bibtex": Format("entries of BibTeX", ".bib", bibtex_file.read, bibtex_file.claims),
        "ris": Format("records of RIS", ".ris", ris.read, ris.claims),
        "csl-json": Format("items of CSL-JSON", ".json", csl_json.read, csl_json.claims),
    }
)
"""A reader's name, as it stands in a listing's file name, and its format."""

READERS: Mapping[str, Reader] = MappingProxyType(
    {name: format_.read for name, format_ in FORMATS.items()}
)


def recognise(data: bytes, path: str) -> str:
    """Name the reader of bytes whose file name does not; raise `ContentError` when none is."""
    text = decode_text(data, path)
    head = text[:HEAD]
    claimed = next((name for name, format_ in FORMATS.items() if format_.claims(head)), None)
    if claimed is None:
        raise _unknown(path, head)
    return claimed


_SERVER_ERROR = re.compile(
    r'\s*\{\s*"(?:error|message|detail)"\s*:\s*"(?P<told>[^"]{1,200})"'
    r"|\s*(?P<line>Too Many Requests|Rate exceeded\.?|Not Found|Internal Server Error"
    r"|Bad Gateway|Service Unavailable|Gateway Time-?out)\s*$",
    re.IGNORECASE,
)


def _unknown(path: str, head: str) -> ContentError:
    if error := _SERVER_ERROR.match(head):
        told = error["told"] or error["line"]
        message = f"the file is a server's error: {told!r}"
        return refusal(path, 1, message, "there are no papers in it: fetch it again later")
    kinds = "; ".join(format_.about for format_ in FORMATS.values())
    return refusal(
        path,
        1,
        f"the file is of no format that is read, and begins with {head.strip()[:60]!r}; "
        f"expected {kinds}",
        "save it again in one of these, or name its reader by --reader",
    )


__all__ = ["FORMATS", "READERS", "Format", "Page", "Reader", "recognise"]
