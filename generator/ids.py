"""Identifiers that others gave a paper (arXiv, DOI, OpenReview), and the shape of our own.

`parse_*` takes any usual spelling and returns the canonical one, or `None`; `*_url` is its way
back to an address.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

_NEW_ARXIV = re.compile(r"(?P<id>\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d+)?", re.ASCII)
_OLD_ARXIV = re.compile(
    r"(?P<archive>[a-z]+(?:-[a-z]+)?)(?:\.[a-z]{2})?/(?P<number>\d{7})(?:v\d+)?",
    re.ASCII | re.IGNORECASE,
)
_ARXIV_PREFIX = re.compile(
    r"(?:https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/"
    r"|https?://huggingface\.co/papers/"
    r"|oai:arxiv\.org:|arxiv:\s*"
    r"|(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.48550/arxiv\.)",
    re.IGNORECASE,
)
_DOI_ADDRESS = re.compile(r"^https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_DOI_PREFIX = re.compile(r"^doi:\s*", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/[!#$%&'()*+,\-./:;<=>?@\[\]^_`{|}~0-9a-z]+", re.ASCII)
_OPENREVIEW_PREFIX = re.compile(r"https?://openreview\.net/(?:forum|pdf|attachment)\?id=")
_OPENREVIEW = re.compile(r"[A-Za-z0-9_-]{6,16}", re.ASCII)
_PAPER_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)

FIVE_DIGITS_SINCE = "1501"
"""Until December 2014 arXiv numbered with four digits, since then with five."""


def parse_arxiv(text: str) -> str | None:
    """Normalise an arXiv id from any usual spelling, or `None`.

    The version is dropped, and so is the subject class of an old id.

    >>> parse_arxiv("https://arxiv.org/pdf/2401.00001v2.pdf")
    '2401.00001'
    >>> parse_arxiv("math.GT/0309136")
    'math/0309136'
    >>> parse_arxiv("1501.0001") is None
    True
    """
    bare = _strip_address(_ARXIV_PREFIX.sub("", text.strip(), count=1)).removesuffix(".pdf")
    if match := _NEW_ARXIV.fullmatch(bare):
        month, number = match["id"].split(".")
        return match["id"] if len(number) == (5 if month >= FIVE_DIGITS_SINCE else 4) else None
    if match := _OLD_ARXIV.fullmatch(bare):
        return f"{match['archive'].lower()}/{match['number']}"
    return None


def parse_doi(text: str) -> str | None:
    """Normalise a DOI to lower case without a resolver's address, or `None`.

    An address may have parts of it percent-encoded; they are decoded.

    >>> parse_doi("https://doi.org/10.1000/ABC.1")
    '10.1000/abc.1'
    """
    bare, is_address = _DOI_ADDRESS.subn("", text.strip(), count=1)
    bare = unquote(bare) if is_address else _DOI_PREFIX.sub("", bare, count=1)
    return bare.lower() if _DOI.fullmatch(bare.lower()) else None


def parse_openreview(text: str) -> str | None:
    """Take the forum id from an OpenReview address, or the bare id; case matters.

    >>> parse_openreview("https://openreview.net/forum?id=AbCd123456")
    'AbCd123456'
    """
    bare, is_address = _OPENREVIEW_PREFIX.subn("", text.strip(), count=1)
    bare = re.split(r"[&#]", bare, maxsplit=1)[0] if is_address else bare
    return bare if _OPENREVIEW.fullmatch(bare) else None


def arxiv_url(arxiv: str) -> str:
    """Where arXiv shows the paper."""
    return f"https://arxiv.org/abs/{arxiv}"


def arxiv_pdf_url(arxiv: str) -> str:
    """Where arXiv has the paper's PDF."""
    return f"https://arxiv.org/pdf/{arxiv}"


def doi_url(doi: str) -> str:
    """The resolver's address of a DOI; what would end its path or an attribute is escaped."""
    return "https://doi.org/" + re.sub(r"[%?#<>\"'`{}|^\[\]]", _percent, doi)


def openreview_url(forum: str) -> str:
    """Where OpenReview discusses the paper."""
    return f"https://openreview.net/forum?id={forum}"


def is_paper_id(text: str) -> bool:
    """Whether the text can be a paper's id: lower-case ASCII words joined by hyphens."""
    return bool(_PAPER_ID.fullmatch(text))


def _strip_address(text: str) -> str:
    return re.split(r"[?#]", text, maxsplit=1)[0].rstrip("/")


def _percent(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"
