"""What only some sources tell of a paper, as its page shows it: each with where and when from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from generator import addresses
from generator.arxiv_categories import NAMES
from generator.content.lock import LOCK_NAME
from generator.dates import long_date, parse_iso_date
from generator.hosting import CONTENT_FOLDER, Hosting
from generator.pages.views import FurtherSource, MachineText, Ref, Tally
from generator.records import ABSTRACT, CURATION, REFERENCES, Link, Paper, Status
from generator.text.display import as_text

SOURCE_NAMES = {CURATION: "a curator", ABSTRACT: "its abstract", LOCK_NAME: "the register"}
"""What sources that are no files of papers are called on pages."""

READER_NAMES = {
    "daily-papers": "Daily Papers",
    "daily-papers-api": "the API of Daily Papers",
    "arxiv-api": "arXiv's API",
    "arxiv-rss": "arXiv's feed",
    "arxiv-oai": "arXiv's OAI-PMH",
    "arxiv-snapshot": "arXiv's metadata",
    "semantic-scholar": "Semantic Scholar",
    "openreview": "OpenReview",
    "bibtex": "a BibTeX file",
    "ris": "an RIS file",
    "csl-json": "a CSL-JSON file",
}
"""Who speaks in a reference, by its reader."""


def is_reference(source: str) -> bool:
    """Whether a fact's source is a reference, and no listing."""
    return source.startswith(f"{REFERENCES}/")


def source_name(source: str) -> str:
    """What a source is called on pages: a reference by who speaks and when, a listing by its id."""
    if not is_reference(source):
        return SOURCE_NAMES.get(source, source)
    file = _file_of(source)
    day, reader = captured_on(source), file.split(".")[1]
    return f"{READER_NAMES.get(reader, reader)} on {long_date(day)}" if day else file


def status_day(status: Status) -> str:
    """When it happened, as a curator says; or who said it when: few sources tell the day itself."""
    if status.source == CURATION:
        return f" on {long_date(status.on)}"
    if is_reference(status.source):
        return f", as {source_name(status.source)} says"
    return f", as its listing of {long_date(status.on)} says"


def further_sources(
    paper: Paper, files: Mapping[str, str], hosting: Hosting | None
) -> Iterator[FurtherSource]:
    """The references that facts and links of a paper come from, the oldest first."""
    stated = {source for sources in paper.sources.values() for source in sources}
    stated.update(link.source for link in paper.links)
    for source in sorted(stated):
        if is_reference(source):
            path = files.get(source)
            href = hosting.file(f"{CONTENT_FOLDER}/{path}") if hosting and path else ""
            yield FurtherSource(name=source_name(source), href=href)


def captured_on(source: str) -> date | None:
    """The day of a capture, with which names of listings and references begin."""
    return parse_iso_date(_file_of(source)[:10])


def _file_of(source: str) -> str:
    return source.removeprefix(f"{REFERENCES}/")


def category_views(paper: Paper) -> Iterator[tuple[str, str]]:
    """Categories of arXiv, the primary one first: code, and name or nothing."""
    for code in paper.more.categories:
        yield as_text(code), NAMES.get(code, "")


def upvotes_view(paper: Paper) -> Tally | None:
    """The newest count of upvotes."""
    return _tally(paper, "upvotes", paper.more.upvotes)


def stars_view(paper: Paper, link: Link) -> Tally | None:
    """The stars of the repository that a link leads to.

    Sources state stars beside the repository: of several code links it is that of the same source.
    """
    if link.kind != "code":
        return None
    repositories = paper.links_of("code")
    telling = paper.sources.get("stars", ())
    same = next((code for code in repositories if code.source in telling), repositories[0])
    is_sure = same.source in telling or len(repositories) == 1
    return _tally(paper, "stars", paper.more.stars) if is_sure and link == same else None


def _tally(paper: Paper, field: str, number: int | None) -> Tally | None:
    if not number:
        return None
    deciding = paper.sources.get(field, ("",))[0]
    return Tally(number=number, on=captured_on(deciding))


def machine_view(paper: Paper) -> MachineText | None:
    """What a machine wrote about the paper, and who has it."""
    more = paper.more
    if not (more.keywords or more.summary):
        return None
    deciding = (paper.sources.get(field, ())[:1] for field in ("summary", "keywords"))
    sources = dict.fromkeys(source for first in deciding for source in first)
    return MachineText(
        summary=as_text(more.summary or ""),
        keywords=tuple(filter(None, map(as_text, more.keywords))),
        sources=tuple(_source_ref(source, paper) for source in sources),
    )


def _source_ref(source: str, paper: Paper) -> Ref | str:
    """A listing's full name, leading to its edition; other sources by name."""
    for seen in paper.appearances:
        if seen.listing == source:
            return Ref(source, addresses.edition(seen.edition))
    return source_name(source)
