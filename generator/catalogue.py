"""Which feeds there are: their stems, titles and pages. Each comes as RSS, Atom and JSON Feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator import addresses
from generator.records import Topic

PAPERS = "papers"
EDITIONS = "editions"
PICKS = "picks"
CHANGES = "changes"

RSS, ATOM, JSON = "xml", "atom.xml", "json"
"""The forms of a feed, by the ends of their addresses."""

FORMS = {
    RSS: ("RSS", "application/rss+xml"),
    ATOM: ("Atom", "application/atom+xml"),
    JSON: ("JSON Feed", "application/feed+json"),
}
"""The name of each form and its media type; the first is for those who do not care."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed: `stem` gives its addresses, `page` is the address of what it follows.

    `topic` is the slug of the one topic that it is about, if it is about one.
    """

    stem: str
    name: str
    about: str
    page: str
    topic: str | None = None

    def title(self, site_name: str) -> str:
        """What a feed reader calls it: no two feeds of a digest have the same title."""
        return f"{site_name}: {self.name}"


def list_feeds(topics: Sequence[Topic], *, with_changes: bool = False) -> Iterator[Feed]:
    """All feeds of a digest: of the whole first, then of each topic."""
    yield Feed(
        stem=PAPERS, name="all papers", about="Each paper as it is added.", page=addresses.HOME
    )
    yield Feed(
        stem=EDITIONS,
        name="editions",
        about="One item an edition, with all its papers.",
        page=addresses.EDITIONS,
    )
    yield Feed(stem=PICKS, name="picks", about="What curators recommend.", page=addresses.PICKS)
    if with_changes:
        yield Feed(
            stem=CHANGES,
            name="changes",
            about="What was added, corrected, merged or withdrawn.",
            page=addresses.DATA,
        )
    for topic in topics:
        yield Feed(
            stem=addresses.topic_feed(topic.slug),
            name=topic.name,
            about=topic.about,
            page=addresses.topic(topic.slug),
            topic=topic.slug,
        )
