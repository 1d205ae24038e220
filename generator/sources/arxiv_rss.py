"""arXiv's daily announcements: `rss.arxiv.org/rss/…`, and the same as Atom at `/atom/…`.

An item is a paper that is announced as `new`, `cross` (new in this category), `replace` or
`replace-cross`; new versions of old papers make no listing. Every `pubDate` is the midnight, in US
Eastern time, of the announcement: it dates the file, never a paper. `dc:creator` is one text with
all authors, each perhaps with affiliations in brackets, which may have commas too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from generator.ids import parse_arxiv
from generator.problems import ContentError
from generator.records import Author, More, RawEntry
from generator.sources.arxiv_names import Names, plain_name, sift
from generator.sources.arxiv_xml import (
    ARXIV,
    ATOM,
    DC,
    Element,
    count_authors,
    count_lost,
    count_version,
    keep_authors,
    keep_categories,
    line_of,
    links_of,
    name_of,
    parse_xml,
    preamble,
    root_of,
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

EXPECTED = "a feed of rss.arxiv.org with an item for each paper announced"

KEPT_TYPES = ("new", "cross")
"""Announcements of papers that were not in this category before."""

MAX_ITEMS = 2_000
"""More items arXiv puts into no feed, and does not say that it left out others."""

_FEED = re.compile(r"\brss\.arxiv\.org/|\bupdates on arXiv\.org\b", re.IGNORECASE)
_DESCRIPTION = re.compile(
    r"\s*arXiv:(?P<id>\S+)\s+Announce Type:\s*(?P<type>[\w-]+)\s*(?:Abstract:)?\s?", re.IGNORECASE
)
_EASTERN_SUMMER = timezone(timedelta(hours=-4))
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
_KEPT = frozenset(
    (
        *("title", "link", "description", "guid", "category", "pubDate"),
        *(
            ATOM + name
            for name in ("id", "title", "summary", "link", "category", "published", "updated")
        ),
        *(ARXIV + "DOI", DC + "creator"),
    )
)


def claims(head: str) -> bool:
    """Whether a file that begins so is such a feed."""
    return root_of(head) in {"rss", "feed"} and bool(_FEED.search(preamble(head)))


def read(data: bytes, path: str) -> Page:
    """Read a feed; raise `ContentError` when it is none, or announces no new paper."""
    feed = parse_xml(data, path, EXPECTED)
    channel = feed.find("channel") if feed.tag == "rss" else feed
    if channel is None or feed.tag not in {"rss", ATOM + "feed"}:
        message = f"{EXPECTED}, was expected; the file is of `{name_of(feed)}`"
        raise refusal(path, line_of(feed), message, "fetch it from rss.arxiv.org")
    _refuse_error(channel, path)
    items = [*channel.iterchildren("item"), *channel.iterchildren(ATOM + "entry")]
    kinds = [_announced(item) for item in items]
    stated = _stated(channel, items)
    announced = [
        (line_of(item), item)
        for item, kind in zip(items, kinds, strict=True)
        if kind in KEPT_TYPES or kind is None
    ]
    if not announced:
        raise _refuse_empty(kinds, stated, path)
    losses = Losses(path)
    _tell_left_out(kinds, losses)
    if len(items) >= MAX_ITEMS:
        losses.say(0, f"the feed may not be whole: arXiv ends its feeds at {MAX_ITEMS:,} items")
    entries, problems = read_records(
        announced, lambda item, line: _read_item(item, line, losses), path, expected=EXPECTED
    )
    losses.say(0, "no day of publication is known: the feed states that of the announcement")
    return Page(entries=entries, stated=stated, problems=problems, losses=losses.told())


def _refuse_error(channel: Element, path: str) -> None:
    title = fold_space(text_of(channel, "title") or text_of(channel, ATOM + "title"))
    if title.startswith("Feed error"):
        told = text_of(channel, "description") or text_of(channel, ATOM + "subtitle")
        message = f"the feed is an error, not papers; arXiv said {fold_space(told)[:200]!r}"
        raise refusal(path, line_of(channel), message, "ask for categories that arXiv has")


def _refuse_empty(kinds: Sequence[str | None], stated: date | None, path: str) -> ContentError:
    of_day = f" of {stated:%A}, {stated}," if stated else ""
    if kinds:
        left_out = _show_kinds(kinds)
        message = f"the feed{of_day} has no papers that are new, only new versions: {left_out}"
        return refusal(path, 1, message, "fetch it on a day that arXiv announces papers of it")
    message = f"the feed{of_day} has no papers: arXiv announces none on weekends and holidays"
    return refusal(path, 1, message, "fetch it on a day that arXiv announces papers")


def _announced(item: Element) -> str | None:
    """How the item is announced: in an element of its own, and again before the abstract."""
    stated = fold_space(text_of(item, ARXIV + "announce_type"))
    told = _DESCRIPTION.match(_description(item))
    return (stated or (told["type"] if told else "")).lower() or None


def _description(item: Element) -> str:
    return text_of(item, "description") or text_of(item, ATOM + "summary")


def _tell_left_out(kinds: Sequence[str | None], losses: Losses) -> None:
    if shown := _show_kinds(kinds):
        losses.say(0, f"new versions of papers from before are left out: {shown}")


def _show_kinds(kinds: Sequence[str | None]) -> str:
    """Count what is left out: `2 of replace, 1 of replace-cross`."""
    counts = Counter(kind for kind in kinds if kind and kind not in KEPT_TYPES)
    return ", ".join(f"{count:,} of {kind!r}" for kind, count in sorted(counts.items()))


def _stated(channel: Element, items: Sequence[Element]) -> date | None:
    """The day of the announcement, if all that the feed says of it agrees."""
    stamps = [text_of(channel, "pubDate")]
    for item in items:
        stamps += [text_of(item, "pubDate"), text_of(item, ATOM + "published")]
    days = {_eastern_day(stamp) for stamp in stamps if stamp.strip()}
    return days.pop() if len(days) == 1 else None


def _eastern_day(stamp: str) -> date | None:
    """The day in US Eastern time of a midnight there: in winter it is one o'clock in summer time."""
    try:
        when = parsedate_to_datetime(stamp) if "," in stamp else datetime.fromisoformat(stamp)
        return when.astimezone(_EASTERN_SUMMER).date() if when.tzinfo else None
    except (ValueError, OverflowError, TypeError, IndexError):  # the parser's way of refusing
        return None


def _read_item(item: Element, line: int, losses: Losses) -> RawEntry:
    title = fold_space(text_of(item, "title") or text_of(item, ATOM + "title"))
    stated = fold_space(text_of(item, "guid") or text_of(item, ATOM + "id"))
    arxiv = parse_arxiv(stated) or parse_arxiv(text_of(item, "link"))
    if not title:
        raise UnreadableRecordError(f"the item {stated[:60]!r} has no `title`")
    if arxiv is None:
        raise UnreadableRecordError(f"the `guid` {stated[:60]!r} of an item is no arXiv id")
    if _announced(item) is None:
        raise UnreadableRecordError(f"the item {arxiv!r} has no `arxiv:announce_type`")
    description = _description(item)
    head = _DESCRIPTION.match(description)
    abstract = fold_paragraphs(description[head.end() :] if head else description)
    names = _names(item, line, losses)
    count_version(stated, losses)
    count_lost(item, _KEPT, losses)
    return RawEntry(
        title=title,
        abstract=abstract,
        line=line,
        n_authors=count_authors(names),
        authors=keep_authors(names, line, losses),
        links=links_of(
            arxiv,
            [doi for text in texts_of(item, ARXIV + "DOI") for doi in text.split()],
            line,
            losses,
        ),
        more=More(
            categories=keep_categories(_codes(item), losses),
            withdrawn=withdrawn_by_comment("", abstract),
        ),
    )


def _codes(item: Element) -> list[str]:
    terms = (str(one.get("term", "")) for one in item.iterchildren(ATOM + "category"))
    return [*texts_of(item, "category"), *terms]


def _names(item: Element, line: int, losses: Losses) -> Names:
    names: list[str] = []
    for creators in texts_of(item, DC + "creator"):
        found = split_creators(creators)
        if found is None:
            told = f"{creators[:60]!r}"
            losses.say(line, f"the authors are not kept: the brackets in {told} do not pair")
            return Names(authors=())
        names += (name for name, _ in found)
        if any(affiliation for _, affiliation in found):
            losses.field("affiliation in dc:creator")
    return sift(Author(name=plain_name(name)) for name in names)


def split_creators(text: str) -> list[tuple[str, str]] | None:
    """Split a joined text into names and affiliations; `None` if its brackets do not pair.

    >>> split_creators("Ada Lovelace (London, UK), Alan Turing, Jr.")
    [('Ada Lovelace', 'London, UK'), ('Alan Turing Jr.', '')]
    """
    parts = _outside(text)
    found: list[tuple[str, str]] = []
    for part in parts or ():
        name, _, affiliation = part.strip().partition("(")
        name, affiliation = name.strip(), affiliation.removesuffix(")")
        if found and _SUFFIX.fullmatch(name):
            before, its = found.pop()
            found.append((f"{before} {name}", its or affiliation))
        elif name:
            found.append((name, affiliation))
    return None if parts is None else found


def _outside(text: str) -> list[str] | None:
    """Cut at the commas that stand outside of brackets; `None` if brackets do not pair."""
    parts, depth, start = [], 0, 0
    for at, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0:
            return None
        if character == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return None if depth else [*parts, text[start:]]
