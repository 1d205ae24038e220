"""The answer of `export.arxiv.org/api/query`: an Atom feed with an entry for each paper.

`published` is the time of the first version, `updated` that of the version shown. `category` mixes
arXiv's categories with codes of MSC and ACM. `arxiv:doi` is the publisher's. An error comes as a
whole feed too, with one entry that has the title "Error".
"""

from __future__ import annotations

import re

from generator.ids import parse_arxiv
from generator.problems import ContentError
from generator.records import Author, More, RawEntry
from generator.sources.arxiv_names import Names, plain_name, sift
from generator.sources.arxiv_xml import (
    ARXIV,
    ATOM,
    Element,
    count_authors,
    count_lost,
    count_version,
    day_in_utc,
    keep_authors,
    keep_categories,
    line_of,
    links_of,
    name_of,
    parse_xml,
    preamble,
    root_of,
    stated_day,
    text_of,
    texts_of,
)
from generator.sources.losses import Losses
from generator.sources.page import (
    Page,
    UnreadableRecordError,
    fold_paragraphs,
    fold_space,
    read_records,
    refusal,
)
from generator.sources.withdrawn import withdrawn_by_comment

EXPECTED = "an Atom feed of arXiv's API with an `entry` for each paper"

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"

_API = re.compile(r"\barxiv\.org/api/", re.IGNORECASE)
_KEPT = frozenset(
    (
        *(ATOM + name for name in ("id", "title", "summary", "published", "author", "category")),
        ATOM + "link",  # built from the id and the DOI
        *(ARXIV + name for name in ("primary_category", "doi")),
    )
)


def claims(head: str) -> bool:
    """Whether a file that begins so is such an answer."""
    return root_of(head) == "feed" and bool(_API.search(preamble(head)))


def read(data: bytes, path: str) -> Page:
    """Read an answer; raise `ContentError` when it is none."""
    feed = parse_xml(data, path, EXPECTED)
    records = [(line_of(entry), entry) for entry in feed.iterchildren(ATOM + "entry")]
    for line, entry in records:
        if _is_error(entry):
            raise _refuse_error(entry, line, path)
    if not records:
        raise _refuse_empty(feed, path)
    losses = Losses(path)
    _tell_part(feed, len(records), losses)
    entries, problems = read_records(
        records, lambda entry, line: _read_entry(entry, line, losses), path, expected=EXPECTED
    )
    return Page(
        entries=entries,
        stated=stated_day(feed, ATOM + "updated"),
        problems=problems,
        losses=losses.told(),
    )


def _is_error(entry: Element) -> bool:
    """A paper may be called "Error"; an error has no paper's id."""
    stated = text_of(entry, ATOM + "id")
    titled = fold_space(text_of(entry, ATOM + "title")) == "Error"
    return "/api/errors" in stated or (titled and parse_arxiv(stated) is None)


def _refuse_error(entry: Element, line: int, path: str) -> ContentError:
    told = fold_space(text_of(entry, ATOM + "summary"))[:200]
    message = f"the answer is an error, not papers; arXiv said {told!r}"
    return refusal(path, line, message, "mend the question, then ask again")


def _refuse_empty(feed: Element, path: str) -> ContentError:
    """Tell nothing found from a page that arXiv left empty, as it does under load."""
    if feed.tag != ATOM + "feed":
        message = f"{EXPECTED}, was expected; the file is of `{name_of(feed)}`"
        return refusal(path, line_of(feed), message, "fetch it from arXiv's API")
    total = _count(feed, "totalResults")
    if total:
        message = f"the answer has no papers, though arXiv counts {total:,} that it found"
        return refusal(path, 1, message, "fetch it again: arXiv answers so when it is busy")
    message = "the answer has no papers: arXiv found none"
    return refusal(path, 1, message, "ask for other categories, words, ids or days")


def _tell_part(feed: Element, here: int, losses: Losses) -> None:
    """Tell that a list is longer than the file: a limit of ten results is easily overlooked."""
    total = _count(feed, "totalResults") or 0
    if total > here:
        line = line_of(feed.findall(OPENSEARCH + "totalResults")[0])
        losses.say(line, f"the file is not the whole list: it has {here:,} of {total:,} results")


def _count(feed: Element, name: str) -> int | None:
    text = text_of(feed, OPENSEARCH + name).strip()
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _read_entry(entry: Element, line: int, losses: Losses) -> RawEntry:
    stated = text_of(entry, ATOM + "id").strip()
    arxiv = parse_arxiv(stated)
    title = fold_space(text_of(entry, ATOM + "title"))
    if not title:
        raise UnreadableRecordError(f"the entry {stated[:60]!r} has no `title`")
    if arxiv is None:
        raise UnreadableRecordError(f"the `id` {stated[:60]!r} of an entry is no arXiv id")
    abstract = fold_paragraphs(text_of(entry, ATOM + "summary"))
    comment = fold_space(text_of(entry, ARXIV + "comment"))
    withdrawn = withdrawn_by_comment(comment, abstract)
    names = _names(entry, losses)
    published = text_of(entry, ATOM + "published")
    count_version(stated, losses)
    count_lost(entry, _kept(entry, taken=withdrawn == comment), losses)
    return RawEntry(
        title=title,
        abstract=abstract,
        line=line,
        published=day_in_utc(published, "published", line, losses),
        n_authors=count_authors(names),
        authors=keep_authors(names, line, losses),
        links=links_of(arxiv, _dois(entry), line, losses),
        more=More(categories=_categories(entry, losses), withdrawn=withdrawn),
    )


def _kept(entry: Element, *, taken: bool) -> frozenset[str]:
    """What is no loss: `updated` repeats `published` in a first version; a comment may be taken."""
    first = text_of(entry, ATOM + "updated") == text_of(entry, ATOM + "published")
    return (
        _KEPT
        | (frozenset({ATOM + "updated"}) if first else frozenset())
        | (frozenset({ARXIV + "comment"}) if taken else frozenset())
    )


def _names(entry: Element, losses: Losses) -> Names:
    authors = entry.findall(ATOM + "author")
    if any(text_of(author, ARXIV + "affiliation") for author in authors):
        losses.field("arxiv:affiliation")
    names = (name for author in authors for name in texts_of(author, ATOM + "name"))
    return sift(Author(name=plain_name(name)) for name in names)


def _categories(entry: Element, losses: Losses) -> tuple[str, ...]:
    tags = (ARXIV + "primary_category", ATOM + "category")
    codes = [str(one.get("term", "")) for tag in tags for one in entry.iterchildren(tag)]
    return keep_categories(codes, losses)


def _dois(entry: Element) -> list[str]:
    """As stated; where arXiv only links to the DOI, from there."""
    stated = [doi for text in texts_of(entry, ARXIV + "doi") for doi in text.split()]
    linked = (link for link in entry.iterchildren(ATOM + "link") if link.get("title") == "doi")
    return stated or [str(link.get("href", "")) for link in linked]
