"""The page of feeds and mail: what a feed is, the address of each, and how to get mail."""

from __future__ import annotations

from dataclasses import dataclass

from generator import addresses
from generator.catalogue import EDITIONS, FORMS, RSS, Feed, list_feeds
from generator.counts import count
from generator.pages.index import Index
from generator.pages.views import Page, Ref
from generator.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """A feed on the page: `id` is the row's own, `address` is absolute, for a feed reader."""

    id: str
    page: Ref
    about: str
    address: str
    forms: tuple[Ref, ...]


def make_subscribe_page(index: Index, settings: Settings, *, with_changes: bool = False) -> Page:
    """All feeds with their addresses, and the mail that the settings offer."""
    feeds = tuple(list_feeds(index.digest.topics, with_changes=with_changes))
    newest = index.newest_edition
    return Page(
        address=addresses.SUBSCRIBE,
        kind="subscribe",
        title="Subscribe",
        description="Follow this digest, or one of its topics, in a feed reader or by mail.",
        context={
            "whole": tuple(_row(feed, settings) for feed in feeds if not feed.topic),
            "topics": tuple(_row(feed, settings) for feed in feeds if feed.topic),
            "editions": row_id(EDITIONS),
            "list_of_all": Ref("All feeds in one file (OPML)", addresses.SUBSCRIPTIONS),
            "n_feeds": count(len(feeds), "feed"),
            "sample": Ref("the newest edition as a mail", addresses.mail(newest.id, "html"))
            if newest
            else None,
        },
    )


def _row(feed: Feed, settings: Settings) -> FeedRow:
    return FeedRow(
        id=row_id(feed.stem),
        page=Ref(feed.name[:1].upper() + feed.name[1:], feed.page),
        about=feed.about,
        address=settings.site_url + addresses.feed(feed.stem, RSS),
        forms=tuple(
            Ref(name, addresses.feed(feed.stem, form)) for form, (name, _) in FORMS.items()
        ),
    )


def row_id(stem: str) -> str:
    """The id of a feed's row; a full stop stands in no id that is made from a heading or a slug."""
    return f"feed.{stem.replace('/', '.')}"
