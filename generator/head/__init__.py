"""The head of a page: what it tells programs, as one string of HTML that is escaped already.

One module an audience: readers of feeds and other formats (`discovery`), previews of links
(`previews`), reference managers (`citation`), search engines (`schema`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from generator import addresses
from generator.catalogue import list_feeds
from generator.citations import Citation
from generator.head.citation import citation_tags
from generator.head.discovery import alternates, feed_links, signposts
from generator.head.previews import picture_tags, previews
from generator.head.schema import describe_list, describe_paper, describe_site, topic_names
from generator.head.tags import linked_data, meta
from generator.pages.index import Index
from generator.pages.views import Page
from generator.records import Paper
from generator.settings import Settings
from generator.text.display import as_text

UNLISTED = frozenset({"search", "saved"})
"""Kinds of pages that are empty without a reader: nothing for a search engine to find."""


class HeadMaker:
    """Makes the heads of one site; keeps what many pages share."""

    def __init__(self, settings: Settings, index: Index) -> None:
        self.settings = settings
        feeds = list_feeds(index.digest.topics, with_changes=True)
        self.feeds = {feed.stem: feed for feed in feeds}
        self._feed_links: dict[tuple[str, str], str] = {}
        self._pictures: dict[str, str] = {}

    def make(self, page: Page) -> str:
        """The head of a page, without its title, canonical address and styles."""
        return "".join(self._tags(page, addresses.root_from(page.address)))

    def _tags(self, page: Page, root: str) -> Iterator[str]:
        yield meta("description", page.description)
        if not is_for_engines(page):
            yield meta("robots", "noindex")
        yield self._feeds(page.feed, root)
        yield from alternates(page, root)
        yield from previews(page, self.settings)
        yield self._picture(page.kind)
        paper = page.context.get("paper")
        if isinstance(paper, Paper):
            yield from self._of_paper(page, paper, root)
        elif page.address == addresses.HOME:
            yield linked_data(describe_site(self.settings))
        else:
            yield linked_data(describe_list(page, self.settings))

    def _of_paper(self, page: Page, paper: Paper, root: str) -> Iterator[str]:
        citation = cast("Citation", page.context["citation"])
        yield from signposts(citation, root)
        if self.settings.citation_tags:
            abstract, topics = as_text(paper.abstract), topic_names(page)
            yield from citation_tags(citation, abstract, topics, self.settings.language)
        yield linked_data(describe_paper(page, paper, citation, self.settings))

    def _picture(self, kind: str) -> str:
        if kind not in self._pictures:
            self._pictures[kind] = picture_tags(kind, self.settings)
        return self._pictures[kind]

    def _feeds(self, stem: str, root: str) -> str:
        key = (stem, root)
        if key not in self._feed_links:
            self._feed_links[key] = feed_links(stem, root, self.feeds, self.settings.site_name)
        return self._feed_links[key]


def is_for_engines(page: Page) -> bool:
    """Whether search engines should show a page.

    Not the numbered pages of a long list: its papers have pages, and its own address leads there.
    Nor a paper that was taken back: a result would show its abstract without the mark.
    """
    return page.kind not in UNLISTED and not _is_numbered(page) and not _is_taken_back(page)


def _is_taken_back(page: Page) -> bool:
    """Whether it is the page of a paper that no longer stands."""
    paper = page.context.get("paper")
    return isinstance(paper, Paper) and not paper.stands


def _is_numbered(page: Page) -> bool:
    part = page.context.get("part")
    return bool(getattr(part, "number", None)) or page.context.get("start", 1) != 1


__all__ = ["HeadMaker", "is_for_engines"]
