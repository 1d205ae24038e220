"""The feed of editions: sound XML whatever titles hold, ids and dates that never change."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from xml.parsers import expat

import feedparser
import pytest
from builders import make_digest, make_paper, make_settings
from hypothesis import given
from hypothesis import strategies as st

from generator.addresses import EDITIONS_FEED
from generator.feeds import MAX_BYTES, MAX_ITEMS, Item, edition_added, make_feeds, render_rss
from generator.pages.index import Index
from generator.records import Appearance, Paper
from generator.text.escape import clean

texts = st.text(max_size=60) | st.sampled_from(
    [
        "]]>",
        "<![CDATA[",
        "&lt;b&gt;",
        "<script>alert(1)</script>",
        "\ud800",
        "\x00\x0b",
        "a\u202eb",
        "&#0;",
    ]
)


def feed(*papers: Paper) -> str:
    (file,) = make_feeds(Index(make_digest(papers)), make_settings())
    assert file.path == EDITIONS_FEED
    return file.data.decode()


def seen(edition: str, position: int = 1) -> Appearance:
    return Appearance(
        listing=f"{edition[:10]}.daily-papers", edition=edition, position=position, line=9
    )


def listed(paper_id: str, *editions: str, added: str | None = None, **facts: object) -> Paper:
    return make_paper(
        paper_id,
        appearances=tuple(map(seen, editions)),
        added=date.fromisoformat(added or editions[0][:10]),
        **facts,
    )


@given(texts, texts)
def test_no_title_or_abstract_breaks_the_feed(title: str, abstract: str) -> None:
    text = feed(make_paper(title=title or "x", abstract=abstract))
    expat.ParserCreate().Parse(text, True)
    parsed = feedparser.parse(text)

    assert parsed.bozo == 0
    assert parsed.version == "rss20"
    assert len(parsed.entries) == 1
    assert "<script" not in parsed.entries[0].description


@given(texts, texts, texts)
def test_an_items_texts_read_back_as_they_were_but_for_invisible_characters(
    title: str, content: str, name: str
) -> None:
    when = datetime(2025, 11, 20, 12, tzinfo=UTC)
    item = Item(guid="tag:x", title=title, link="https://x.example/", when=when, content=content)
    text = render_rss(
        title=name, description=name, page="p", address="a", language="en", items=[item]
    )
    channel = ET.fromstring(text.encode()).find("channel")  # noqa: S314 - it is our own
    assert channel is not None
    read = channel.find("item")
    assert read is not None

    assert clean(channel.findtext("title") or "") == clean(name)
    assert clean(read.findtext("title") or "") == clean(title)
    assert clean(read.findtext("description") or "") == clean(content)


def test_an_item_has_a_link_below_the_sites_path_and_an_id_that_survives_a_move() -> None:
    (entry,) = feedparser.parse(feed(listed("tea", "2025-11-20-best"))).entries

    assert entry.link == "https://digest.example/kettles/editions/2025-11-20-best/"
    assert entry.id == "tag:digest.example,2025:editions/2025-11-20-best"
    assert entry.guidislink is False
    assert "https://digest.example/kettles/papers/tea/" in entry.description


def test_the_feed_names_itself_and_its_only_times_are_those_of_its_items() -> None:
    text = feed(listed("tea", "2025-11-20"), listed("milk", "2025-11-10"))
    parsed = feedparser.parse(text)

    assert {link.href for link in parsed.feed.links if link.rel == "self"} == {
        "https://digest.example/kettles/feeds/editions.xml"
    }
    assert re.findall(r"<(?:pubDate|lastBuildDate)>(.*?)</", text) == [
        "Thu, 20 Nov 2025 12:00:00 +0000",
        "Thu, 20 Nov 2025 12:00:00 +0000",
        "Mon, 10 Nov 2025 12:00:00 +0000",
    ]


def test_an_edition_imported_late_is_dated_by_the_day_on_which_its_papers_came() -> None:
    digest = make_digest(
        [listed("old", "2025-03-01", added="2025-11-20"), listed("new", "2025-11-20")]
    )
    index = Index(digest)

    assert [edition_added(edition, index) for edition in digest.editions] == [
        date(2025, 11, 20)
    ] * 2


def test_an_edition_of_papers_that_came_before_is_dated_by_its_capture() -> None:
    digest = make_digest([listed("tea", "2025-03-01", "2025-11-20")])

    assert edition_added(digest.editions[1], Index(digest)) == date(2025, 11, 20)


def test_a_digest_without_editions_has_an_empty_sound_feed() -> None:
    parsed = feedparser.parse(feed())

    assert parsed.bozo == 0
    assert parsed.entries == []
    assert "lastBuildDate" not in feed()


def test_the_feed_holds_the_newest_editions_and_stays_small_enough_for_readers() -> None:
    days = [f"2025-{month:02}-{day:02}" for month in (9, 10, 11) for day in range(1, 29)]
    many = [listed(f"tea-{day}", day) for day in days]
    items = feedparser.parse(feed(*many)).entries

    assert [entry.id[-10:] for entry in items] == sorted(days, reverse=True)[:MAX_ITEMS]


@pytest.mark.parametrize("size", [10, 1000])
def test_a_feed_of_large_editions_ends_before_it_is_too_large(size: int) -> None:
    sentence = "We present a kettle that waits until the water has made up its mind, and then. "
    many = [
        listed(f"tea-{n}-{day}", f"2025-11-{day:02}", title="Tea " * 40, abstract=sentence)
        for day in range(1, 15)
        for n in range(size // 5)
    ]
    text = feed(*many)

    assert 1 <= len(feedparser.parse(text).entries) <= 14
    assert len(text.encode()) < MAX_BYTES + 10_000


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis adds the zone
def test_reading_an_items_time_gives_it_back(when: datetime) -> None:
    item = Item(guid="g", title="t", link="l", when=when.replace(microsecond=0), content="c")
    text = render_rss(
        title="t", description="d", page="p", address="a", language="en", items=[item]
    )
    found = re.search(r"<pubDate>(.*?)</pubDate>", text)

    assert found
    assert parsedate_to_datetime(found[1]) == item.when
