"""What the readers of arXiv's XML share: parsing that trusts nothing, and fields of a paper.

Elements are compared by their whole names, so a file of another shape is noticed. What a record
holds and its reader does not take is counted as lost under the name that stands in the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import cast

from lxml import etree

from generator.ids import parse_arxiv, parse_doi
from generator.problems import ContentError
from generator.records import Author, LinkKind
from generator.sources.arxiv_names import Names
from generator.sources.categories import part_categories
from generator.sources.losses import Losses
from generator.sources.page import decode_text, fold_space, refusal

Element = etree._Element  # noqa: SLF001 - lxml has no other name for it

ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"
DC = "{http://purl.org/dc/elements/1.1/}"

_ROOT = re.compile(r"<(?:[\w.-]+:)?(?P<name>[A-Za-z][\w.-]*)(?=[\s/>])", re.ASCII)
_SKIPPED = re.compile(r"\s*(?:<\?[^>]*\?>|<!--.*?-->)", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\b")
_PLACE = re.compile(r", line \d+, column \d+( \(.*\))?$")
_BUSY = re.compile(r"\s*(?P<told>[^<\n]*rate exceeded[^<\n]*)", re.IGNORECASE)


def root_of(head: str) -> str | None:
    """The name of the first element, without its prefix, of what may be XML."""
    at = 0
    while match := _SKIPPED.match(head, at):
        at = match.end()
    found = _ROOT.match(head[at:].lstrip())
    return found["name"] if found else None


def preamble(head: str) -> str:
    """What stands before the first paper: there a feed says whose it is."""
    return re.split(r"<(?:entry|item)\b", head, maxsplit=1)[0]


def parse_xml(data: bytes, path: str, expected: str) -> Element:
    """Parse the bytes; refuse what is no XML, is cut off, or declares entities of its own.

    Nothing outside the bytes is read, and no entity is replaced but the five of XML. `sourceline`
    of an element is the line that its start tag ends on.
    """
    text = decode_text(data, path)
    _refuse_other(text, path, expected)
    parser = etree.XMLParser(
        encoding="utf-8",  # whatever the file declares: it was decoded as such
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise _refuse_broken(text, path, error) from None


def _refuse_other(text: str, path: str, expected: str) -> None:
    if busy := _BUSY.match(text):
        raise refusal(
            path,
            1,
            f"there are no papers in the file, only arXiv's word {busy['told'].strip()[:200]!r}",
            "wait before it is fetched again: arXiv answers one request every three seconds",
        )
    if not text.lstrip().startswith("<"):
        begin = text.strip()[:60]
        message = f"XML was expected ({expected}); the file begins with {begin!r}"
        raise refusal(path, 1, message, "fetch it again")
    if declared := _DOCTYPE.search(text):
        line = text.count("\n", 0, declared.start()) + 1
        message = "the XML declares a document type, which arXiv's never does"
        raise refusal(path, line, message, "fetch it from arXiv itself")


def _refuse_broken(text: str, path: str, error: etree.XMLSyntaxError) -> ContentError:
    line, column = (place or 1 for place in error.position)
    lines = text.split("\n")
    end = len(lines[-1].encode().removesuffix(b"/"))  # a tag that lacks its `>` alone
    if line >= len(lines) and column > end:
        lines = text.rstrip().split("\n")
        message = f"the answer is cut off: it ends with {lines[-1].strip()[-60:]!r}"
        return refusal(path, len(lines), message, "fetch it again, to its end")
    said = _PLACE.sub("", fold_space(error.msg or ""))
    return refusal(path, line, f"the XML is broken: {said}", "fetch it again")


def line_of(element: Element) -> int:
    """The line of an element in its file."""
    return cast("int | None", element.sourceline) or 1


def name_of(element: Element) -> str:
    """The element's name as it stands in the file, with its prefix."""
    local = etree.QName(element).localname
    return f"{element.prefix}:{local}" if element.prefix else local


def whole_text(element: Element) -> str:
    """All text inside the element, as it stands."""
    return "".join(map(str, element.itertext()))


def text_of(element: Element, tag: str) -> str:
    """The text of the first child of that name, as it stands; empty where there is none."""
    child = element.find(tag)
    return "" if child is None else whole_text(child)


def texts_of(element: Element, tag: str) -> Iterator[str]:
    """The text of each child of that name on one line; empty ones are left out."""
    texts = (fold_space(whole_text(child)) for child in element.iterchildren(tag))
    return filter(None, texts)


def count_lost(record: Element, kept: Collection[str], losses: Losses) -> None:
    """Count what a record holds, and its reader does not keep, each name once."""
    names = (
        name_of(child)
        for child in record.iterchildren()
        if child.tag not in kept and (child.attrib or whole_text(child).strip())
    )
    for name in dict.fromkeys(names):
        losses.field(name)


def count_version(arxiv_id: str, losses: Losses) -> None:
    """Count the version of an id as lost: a digest is of papers, not of their versions."""
    if re.search(r"v\d+$", arxiv_id.strip()):
        losses.field("version")


def keep_categories(codes: Iterable[str], losses: Losses) -> tuple[str, ...]:
    """Keep arXiv's categories in their order; others, of MSC and ACM, are counted as lost."""
    categories, others = part_categories(codes)
    if others:
        losses.field("categories of other schemes")
    return categories


def keep_authors(names: Names, line: int, losses: Losses) -> tuple[Author, ...]:
    """The authors; signs are told as lost, such as the colon that follows a collaboration."""
    for sign in names.signs:
        losses.say(line, f"the author {sign[:60]!r} is a sign and no name: left out")
    if names.others:
        losses.say(line, "there are more authors, whom the source does not name: no count is kept")
    return names.authors


def count_authors(names: Names) -> int | None:
    """How many authors there are, where all are named."""
    return None if names.others else len(names.authors) or None


def stated_day(element: Element, name: str) -> date | None:
    """The day of a time that an answer states of itself, by the zone that it is stated in."""
    try:
        return datetime.fromisoformat(text_of(element, name).strip()).date()
    except ValueError:
        return None


def day_in_utc(stamp: str, name: str, line: int, losses: Losses) -> date | None:
    """The day, in UTC, of an ISO time stamp; one that is none is told as lost."""
    try:
        when = datetime.fromisoformat(stamp.strip())
        return (when if when.tzinfo is None else when.astimezone(UTC)).date()
    except (ValueError, OverflowError):
        if stamp.strip():
            losses.say(line, f"`{name}` is not kept: {stamp.strip()[:60]!r} is no time")
        return None


def links_of(
    arxiv: str, dois: Iterable[str], line: int, losses: Losses
) -> tuple[tuple[LinkKind, str], ...]:
    """The paper's id and its publisher's DOI; of several the first, the others are told as lost.

    arXiv's own DOI of a paper says no more than its id.
    """
    links: list[tuple[LinkKind, str]] = [("arxiv", arxiv)]
    for stated in dict.fromkeys(dois):
        doi = parse_doi(stated)
        if parse_arxiv(stated) == arxiv or ("doi", doi) in links:
            continue
        if doi is None or parse_arxiv(stated):
            losses.say(line, f"the DOI {stated[:80]!r} is not kept: it is no DOI of a publisher")
        elif len(links) > 1:
            first = links[1][1]
            losses.say(
                line, f"the DOI {doi!r} is not kept: a paper has one, and {first!r} stands first"
            )
        else:
            links.append(("doi", doi))
    return tuple(links)
