"""Feeds: sound in every form, the same items in all of them, and nothing read ever comes back."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from xml.parsers import expat

import feedparser
import pytest
from builders import CAPTURED, bytes_of, make_digest, make_paper, make_settings
from corpus import API, Corpus, write_content
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, FormatChecker
from playwright.sync_api import Browser
from projects import DIGEST

from generator.catalogue import ATOM, JSON, RSS, list_feeds
from generator.changes import Change, Fact
from generator.feeds import make_feeds
from generator.feeds.archive import MOST_PLACES, part_items
from generator.feeds.items import Item, at_its_time, safe_title
from generator.feeds.make import MAX_BYTES, MAX_ITEMS, MAX_PAPERS
from generator.pages.index import Index
from generator.pipeline import read_digest
from generator.records import (
    Appearance,
    Assignment,
    Author,
    Digest,
    Link,
    Note,
    Organisation,
    Paper,
    Pick,
    Status,
    Topic,
)
from generator.text.display import as_text

SITE = "https://digest.example/kettles/"
TAG = re.compile(r"tag:[a-z.]+,\d{4}:(?:papers|editions|feeds)/[a-z0-9/-]+")
TOPICS = (
    Topic(slug="kettles", name="Kettles & pots", about="What boils."),
    Topic(slug="looms", name="Looms", about="What weaves"),
)

HOSTILE = (
    "If $a<b$ & c>d]]>",
    "Bounds for $a<b$ & ... <i>x</i>",
    "<script>alert(1)</script><!-- <![CDATA[ ?>",
    "\x00\x0b\ud800 control \ufffe characters \x85",
    "x" * 3_000,
    "שלום \u202eעולם, مرحبا",
    "👩\u200d👩\u200d👧 and 𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    "\"quoted\" 'twice' &amp;amp; &#0; \\n",
)

texts = st.text(max_size=60) | st.sampled_from(HOSTILE)


def seen(edition: str, position: int = 1) -> Appearance:
    return Appearance(
        listing=f"{edition[:10]}.daily-papers", edition=edition, position=position, line=9
    )


def listed(
    paper_id: str,
    *editions: str,
    added: str | None = None,
    **facts: Any,  # noqa: ANN401 - the record's own fields
) -> Paper:
    return make_paper(
        paper_id,
        appearances=tuple(map(seen, editions)),
        added=date.fromisoformat(added or editions[0][:10]),
        **facts,
    )


def many(
    number: int,
    day: str = "2025-11-20",
    first: int = 1,
    **facts: Any,  # noqa: ANN401 - the record's own fields
) -> list[Paper]:
    return [listed(f"tea-{n}", day, number=n, **facts) for n in range(first, first + number)]


def files_of(papers: Iterable[Paper] | Digest, **changes: object) -> Mapping[str, bytes]:
    digest = papers if isinstance(papers, Digest) else make_digest(papers, TOPICS)
    return bytes_of(make_feeds(Index(digest), make_settings(**changes)))


def full_paper(**changes: Any) -> Paper:  # noqa: ANN401 - the record's own fields
    """A paper that has every fact which a feed shows."""
    facts: dict[str, Any] = {
        "title": "Kettles that Wait",
        "abstract": "We show that $x^2$ boils.\n\nIt takes 5 minutes.",
        "published": date(2025, 11, 18),
        "authors": (Author(name="Ada Lovelace"), Author(name="Alan Turing")),
        "n_authors": 2,
        "organisation": Organisation(slug="kettle-lab", name="Kettle Lab"),
        "topics": (Assignment(slug="kettles", origin="rules", score=3.0),),
        "links": (
            Link(kind="arxiv", value="2511.00001", source="x"),
            Link(kind="code", value="https://code.example/k?a=1&b=2", source="x"),
        ),
        "notes": (Note(by="ada", on=CAPTURED, text="Worth **reading**. [here](../x)"),),
    }
    return make_paper(**(facts | changes))


# Each form, read by somebody else's reader, holds what the records say


@pytest.mark.parametrize("form", [RSS, ATOM])
def test_a_reader_of_feeds_loses_nothing_of_a_paper(form: str) -> None:
    parsed = feedparser.parse(files_of([full_paper()])[f"feeds/papers.{form}"])
    (entry,) = parsed.entries

    assert parsed.bozo == 0
    assert entry.title == "Kettles that Wait"
    assert entry.link == f"{SITE}papers/kettles-that-wait/"
    assert entry.id == "tag:digest.example,2025:papers/kettles-that-wait"
    assert [author.name for author in entry.authors] == ["Ada Lovelace", "Alan Turing"]
    assert [(tag.term, tag.scheme) for tag in entry.tags] == [("kettles", f"{SITE}topics/")]
    assert entry.published_parsed[:6] == (2025, 11, 20, 12, 0, 1)
    assert (
        entry.summary == "<p>We show that <i>x</i><sup>2</sup> boils.</p><p>It takes 5 minutes.</p>"
    )
    (content,) = (part.value for part in entry.content if "blockquote" in part.value)
    assert "Worth <strong>reading</strong>" in content
    assert content.endswith(
        '<p><a href="https://arxiv.org/abs/2511.00001">arXiv</a> · '
        '<a href="https://code.example/k?a=1&amp;b=2">Code</a></p>'
    )
    assert "<i>x</i><sup>2</sup> boils" in content


def test_rss_tells_zotero_what_it_reads_and_names_the_papers_own_date_apart() -> None:
    text = files_of([full_paper()])["feeds/papers.xml"].decode()

    assert "<dc:identifier>doi:10.48550/arXiv.2511.00001</dc:identifier>" in text
    assert "<prism:publicationDate>2025-11-18</prism:publicationDate>" in text
    assert "<pubDate>Thu, 20 Nov 2025 12:00:01 +0000</pubDate>" in text
    item = text[text.index("<item>") :]
    assert item.index("<description>") < item.index("<content:encoded>")
    assert not re.search("managingEditor|webMaster|dc:date|xsl", text)


def test_a_json_feed_holds_the_same_and_what_a_program_wants() -> None:
    read = json.loads(files_of([full_paper()])["feeds/papers.json"])
    (item,) = read["items"]

    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert read["feed_url"] == f"{SITE}feeds/papers.json"
    assert item["external_url"] == "https://arxiv.org/abs/2511.00001"
    assert item["date_published"] == "2025-11-20T12:00:01Z"
    assert item["authors"] == [{"name": "Ada Lovelace"}, {"name": "Alan Turing"}]
    assert item["tags"] == ["kettles"]
    assert item["_paper"] == {
        "id": "kettles-that-wait",
        "published": "2025-11-18",
        "added": "2025-11-20",
        "editions": ["2025-11-20"],
        "organisation": "Kettle Lab",
        "n_authors": 2,
        "arxiv": "2511.00001",
    }


def test_quotes_in_texts_stand_for_themselves_where_tags_are_shown_as_text() -> None:
    said = """The kettle's "boil": $x^2$ <a b='c' d="e">"""
    files = files_of([listed("tea", "2025-11-20", title='Tea\'s "milk"', abstract=said)])
    read = {
        feed: ET.fromstring(files[f"feeds/{feed}.xml"]).findtext(".//item/description")  # noqa: S314
        for feed in ("papers", "editions")
    }

    assert read == {
        "papers": """The kettle's "boil": <i>x</i><sup>2</sup> &#60;a b='c' d="e"&#62;""",
        "editions": """Tea's "milk\"""",
    }


def test_what_is_not_known_is_absent_from_every_form() -> None:
    files = files_of([make_paper("bare", title="Bare", abstract="")])
    (entry,) = feedparser.parse(files["feeds/papers.xml"]).entries
    (item,) = json.loads(files["feeds/papers.json"])["items"]

    assert not {"authors", "author", "tags", "summary", "content"} & entry.keys()
    assert not {"authors", "tags", "summary", "external_url", "content_html"} & item.keys()
    assert item["content_text"] == "Bare"
    assert "<author><name>Kettle Digest" in files["feeds/papers.atom.xml"].decode()


@given(texts, texts, texts)
def test_hostile_texts_come_out_of_every_form_as_they_went_in(
    title: str, abstract: str, name: str
) -> None:
    paper = full_paper(title=title, abstract=abstract, authors=(Author(name=name or "x"),))
    files = files_of([paper])
    shown = safe_title(as_text(title))
    names = [as_text(name or "x")]
    rss = ET.fromstring(files["feeds/papers.xml"])  # noqa: S314 - it is our own
    atom = ET.fromstring(files["feeds/papers.atom.xml"])  # noqa: S314
    (item,) = json.loads(files["feeds/papers.json"])["items"]
    space = {"a": "http://www.w3.org/2005/Atom", "dc": "http://purl.org/dc/elements/1.1/"}

    assert (rss.findtext(".//item/title") or "") == shown
    assert (atom.findtext("a:entry/a:title", namespaces=space) or "") == shown
    assert item["title"] == shown
    assert [e.text or "" for e in rss.iterfind(".//dc:creator", space)] == names
    assert [e.text or "" for e in atom.iterfind("a:entry/a:author/a:name", space)] == names
    assert [author["name"] for author in item["authors"]] == names
    assert (rss.findtext(".//item/description") or None) == _summary_of(atom, space)


def _summary_of(atom: ET.Element, space: Mapping[str, str]) -> str | None:
    return atom.findtext("a:entry/a:summary", namespaces=dict(space)) or None


@given(texts, texts)
def test_no_text_breaks_a_feed_or_leaves_a_script_in_it(title: str, abstract: str) -> None:
    for path, data in files_of([full_paper(title=title, abstract=abstract)]).items():
        if path.endswith(JSON):
            bodies = [item.get("content_html", "") for item in json.loads(data)["items"]]
        else:
            expat.ParserCreate().Parse(data, True)
            parsed = feedparser.parse(data)
            assert parsed.bozo == 0, path
            bodies = [part.value for e in parsed.entries for part in e.get("content", [])]
        for body in bodies:
            assert not re.search(r"<(?:script|style|iframe|math)\b|\son\w+=|\sstyle=", body)
            assert all(
                href.startswith(("https://", "http://", "mailto:"))
                for href in re.findall(r'href="([^"]*)"', body)
            )


@pytest.mark.parametrize("title", HOSTILE)
def test_readers_that_look_for_tags_in_titles_find_none(title: str) -> None:
    text = files_of([make_paper(title=title)])["feeds/papers.xml"].decode()
    found = ET.fromstring(text).findtext(".//item/title") or ""  # noqa: S314

    assert not re.search(r"<[A-Za-z/!?]", found)
    assert feedparser.parse(text).entries[0].title.split() == found.split()
    assert not re.search("&(?:amp|lt|gt);", text)


# Identity and dates


def test_an_item_is_the_same_in_every_form_and_feed_and_stands_once_in_each() -> None:
    both = tuple(Assignment(slug=slug, origin="rules", score=1.0) for slug in ("kettles", "looms"))
    files = files_of([full_paper(topics=both, pick=Pick(by="ada", on=CAPTURED))])
    stems = ("papers", "picks", "topics/kettles", "topics/looms", "archive/1")
    found = [
        [entry.id for entry in feedparser.parse(files[f"feeds/{stem}.{form}"]).entries]
        for stem in stems
        for form in (RSS, ATOM)
    ]
    found += [
        [item["id"] for item in json.loads(files[f"feeds/{stem}.json"])["items"]]
        for stem in stems[:-1]
    ]

    assert found == [["tag:digest.example,2025:papers/kettles-that-wait"]] * len(found)


def test_an_id_survives_another_title_topic_address_and_domain() -> None:
    before = files_of([full_paper()])
    after = files_of(
        [full_paper(title="Pots", topics=(), links=())],
        site_url="https://elsewhere.example/",
        site_name="Pots",
    )

    assert ids_of(before["feeds/papers.xml"]) == ids_of(after["feeds/papers.xml"])
    assert all(TAG.fullmatch(one) for one in ids_of(after["feeds/editions.atom.xml"]))


def test_every_item_has_its_own_time_with_its_true_weekday_and_a_feed_no_other_time() -> None:
    text = files_of(many(30))["feeds/papers.xml"].decode()
    items = re.findall("<pubDate>(.*?)</pubDate>", text)

    assert len(set(items)) == 30
    assert [parsedate_to_datetime(one).strftime("%a") for one in items] == [i[:3] for i in items]
    assert re.findall("<lastBuildDate>(.*?)</lastBuildDate>", text) == items[:1]
    assert not re.search(r"generator|\bversion=\"(?!2\.0|1\.0)", text)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 10**6))
def test_a_paper_of_a_day_gets_a_time_of_that_day_in_every_zone(day: date, number: int) -> None:
    when = at_its_time(day, number)

    assert when.date() == day
    assert when.tzinfo == UTC
    assert at_its_time(day, number + 1) - when in {
        timedelta(seconds=1),
        timedelta(seconds=-35_999),  # a new round: ten hours hold 36,000 papers
    }


def test_a_listing_imported_late_comes_as_one_days_additions_at_the_top() -> None:
    new = many(3, "2025-11-20")
    late = [listed("late", "2025-03-01", added="2025-11-21", number=4, published=date(2025, 2, 27))]
    newest = listed("newest", "2025-11-21", number=5)
    before = entries_of(files_of([*new, newest])["feeds/papers.xml"])
    after = entries_of(files_of([*new, *late, newest])["feeds/papers.xml"])

    assert [name_of(entry.id) for entry in after] == ["newest", "late", "tea-3", "tea-2", "tea-1"]
    assert [one for one in after if "late" not in one.id] == before


def test_a_pick_is_dated_by_the_day_on_which_it_was_picked() -> None:
    papers = [
        listed("old", "2025-11-01", pick=Pick(by="ada", on=date(2025, 11, 20))),
        listed("new", "2025-11-20", pick=Pick(by="ada", on=date(2025, 11, 19))),
    ]
    entries = entries_of(files_of(papers)["feeds/picks.xml"])

    assert [(name_of(entry.id), entry.published[:11]) for entry in entries] == [
        ("old", "Thu, 20 Nov"),
        ("new", "Wed, 19 Nov"),
    ]


def test_what_is_dated_after_the_newest_capture_waits_for_a_newer_one() -> None:
    ahead = listed("tea", "2025-11-20", pick=Pick(by="ada", on=date(2025, 11, 21)))

    assert ids_of(files_of([ahead])["feeds/picks.xml"]) == []
    assert len(ids_of(files_of([ahead])["feeds/papers.xml"])) == 1
    assert len(ids_of(files_of([ahead, listed("milk", "2025-11-21")])["feeds/picks.xml"])) == 1


@pytest.mark.parametrize("value", ["withdrawn", "retracted"])
def test_a_paper_that_was_taken_back_leaves_feeds_and_moves_no_other(value: Any) -> None:  # noqa: ANN401
    papers = many(150)
    status = Status(value=value, on=CAPTURED, because="Its kettle leaked.")
    after = files_of([papers[0], make_paper("tea-2", number=2, status=status), *papers[2:]])
    before = files_of(papers)

    assert ids_of(before["feeds/archive/2.xml"]) == ids_of(after["feeds/archive/2.xml"])
    assert {name_of(one) for one in ids_of(before["feeds/archive/1.xml"])} - {
        name_of(one) for one in ids_of(after["feeds/archive/1.xml"])
    } == {"tea-2"}


# Archives


def test_the_archive_holds_every_paper_once_and_its_parts_lead_to_each_other() -> None:
    papers = many(250)
    files = files_of(papers)
    parts = [feedparser.parse(files[f"feeds/archive/{n}.xml"]) for n in (1, 2, 3)]
    ids = [[name_of(entry.id) for entry in part.entries] for part in parts]

    assert "feeds/archive/4.xml" not in files
    assert [len(part) for part in ids] == [100, 100, 50]
    assert sorted(one for part in ids for one in part) == sorted(p.id for p in papers)
    assert [links_of(part) for part in parts] == [
        {"self": "archive/1", "current": "papers"},
        {"self": "archive/2", "current": "papers", "prev-archive": "archive/1"},
        {"self": "archive/3", "current": "papers", "prev-archive": "archive/2"},
    ]
    assert links_of(feedparser.parse(files["feeds/papers.xml"])) == {
        "self": "papers",
        "prev-archive": "archive/3",
    }
    assert all(b"<fh:archive/>" in files[f"feeds/archive/{n}.atom.xml"] for n in (1, 2, 3))
    assert b"<fh:archive/>" not in files["feeds/papers.xml"]


def links_of(parsed: Any) -> Mapping[str, str]:  # noqa: ANN401 - feedparser's own
    """Where a feed leads, by relation, as stems."""
    start = f"{SITE}feeds/"
    return {
        link.rel: link.href.removeprefix(start).partition(".")[0]
        for link in parsed.feed.links
        if link.href.startswith(start)
    }


@given(st.integers(1, 260), st.integers(1, 60))
def test_one_more_listing_changes_no_item_and_no_full_part(papers: int, more: int) -> None:
    before = files_of(many(papers))
    after = files_of([*many(papers), *many(more, "2025-11-21", first=papers + 1)])
    full = papers // MOST_PLACES

    for number in range(1, full + 1):
        for form in (RSS, ATOM):
            path = f"feeds/archive/{number}.{form}"
            assert before[path] == after[path]
    old = {item["id"]: item for item in json.loads(before["feeds/papers.json"])["items"]}
    new = {item["id"]: item for item in json.loads(after["feeds/papers.json"])["items"]}
    assert all(old[one] == new[one] for one in old.keys() & new.keys())


@given(
    st.lists(
        st.tuples(st.integers(1, 900), st.integers(1, 400)),
        max_size=60,
        unique_by=lambda one: one[0],
    )
)
def test_parts_are_filled_in_order_and_none_is_too_large(sizes: list[tuple[int, int]]) -> None:
    items = {place: make_item(place) for place, _ in sizes}
    size_of = {items[place].guid: size for place, size in sizes}
    placed = [(place, items[place]) for place in sorted(items)]
    parts = list(part_items(placed, lambda item: size_of[item.guid], 500))
    flat = [item for part in parts for item in part]

    assert flat == [items[place] for place in sorted(items)]
    assert all(len(part) <= MOST_PLACES for part in parts)
    assert all(sum(size_of[item.guid] for item in part) <= 500 for part in parts)


@given(st.sets(st.integers(1, 900), min_size=1, max_size=60), st.data())
def test_a_paper_that_goes_leaves_the_other_parts_as_they_were(
    places: set[int], data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(sorted(places)))
    last = max(places)
    left = sorted(place for place in places if place != gone or place == last)
    with_it = list(part_items(((p, make_item(p)) for p in sorted(places)), lambda _: 1, 10**6))
    without = list(part_items(((p, make_item(p)) for p in left), lambda _: 1, 10**6))

    assert [
        [i for i in part if i.guid != f"tag:{gone}" or gone == last] for part in with_it
    ] == without


def make_item(place: int) -> Item:
    when = datetime(2025, 11, 20, 12, tzinfo=UTC)
    return Item(guid=f"tag:{place}", title="t", link="https://x.example/", when=when)


# Sizes


def test_feeds_hold_the_newest_items_and_stay_small_enough_for_readers() -> None:
    topic = (Assignment(slug="kettles", origin="rules", score=1.0),)
    files = files_of(many(130, topics=topic))
    whole, kettles = (ids_of(files[f"feeds/{stem}.xml"]) for stem in ("papers", "topics/kettles"))

    assert [name_of(one) for one in whole] == [f"tea-{n}" for n in range(130, 130 - MAX_PAPERS, -1)]
    assert kettles == whole[:MAX_ITEMS]


@pytest.mark.parametrize(
    "facts",
    [
        {"abstract": "<&'\"> " * 3_300},
        {"title": "<" * 4_000, "authors": tuple(Author(name=f"Ada {n}") for n in range(3_000))},
    ],
    ids=["long abstracts", "long titles, thousands of authors"],
)
def test_no_feed_of_the_largest_papers_is_too_large(facts: Mapping[str, Any]) -> None:
    for path, data in files_of(many(20, **facts)).items():
        assert len(data) <= 512 * 1024, path


def test_an_edition_of_thousands_names_as_many_papers_as_fit_and_counts_the_rest() -> None:
    files = files_of(many(3_000, title="Tea " * 40))
    (entry,) = entries_of(files["feeds/editions.xml"])
    body = entry.content[-1].value
    named, rest = body.count("<li>"), re.search(r"And ([\d,]+) more papers", body)

    assert rest
    assert named + int(rest[1].replace(",", "")) == 3_000
    assert len(files["feeds/editions.xml"]) < MAX_BYTES


# Editions, heads, lists of feeds


def test_an_edition_is_one_item_with_title_sentence_and_link_of_each_paper() -> None:
    sentence = "We present a kettle that waits until the water has made up its mind."
    files = files_of([listed("tea", "2025-11-20-best", title="Tea & milk", abstract=sentence)])
    (entry,) = entries_of(files["feeds/editions.xml"])

    assert entry.title == "20 November 2025 (best): 1 paper"
    assert entry.link == f"{SITE}editions/2025-11-20-best/"
    assert entry.id == "tag:digest.example,2025:editions/2025-11-20-best"
    assert entry.summary == "Tea &amp; milk"
    assert re.sub(" ?/>", ">", entry.content[-1].value) == (
        f'<ol><li><a href="{SITE}papers/tea/">Tea &amp; milk</a><br>{sentence}</li></ol>'
    )


def test_an_edition_imported_late_is_dated_by_the_day_on_which_its_papers_came() -> None:
    papers = [
        listed("old", "2025-03-01", "2025-11-19", added="2025-03-01", number=1),
        listed("late", "2025-03-10", added="2025-11-20", number=3),
        listed("new", "2025-11-20", number=2),
    ]
    entries = entries_of(files_of(papers)["feeds/editions.xml"])

    assert [(entry.id[-10:], entry.published) for entry in entries] == [
        ("2025-03-10", "Thu, 20 Nov 2025 12:00:03 +0000"),
        ("2025-11-20", "Thu, 20 Nov 2025 12:00:02 +0000"),
        ("2025-11-19", "Wed, 19 Nov 2025 12:00:00 +0000"),
        ("2025-03-01", "Sat, 01 Mar 2025 12:00:01 +0000"),
    ]


def test_a_feed_states_how_fresh_it_is_and_which_page_it_follows() -> None:
    topic = (Assignment(slug="looms", origin="rules", score=1.0),)
    papers = [
        listed("tea", "2025-11-20", published=date(2025, 11, 18)),
        listed("loom", "2025-11-10", published=date(2025, 11, 9), topics=topic),
    ]
    files = files_of(papers)
    heads = {
        stem: feedparser.parse(files[f"feeds/{stem}.xml"]).feed
        for stem in ("papers", "topics/looms")
    }

    assert heads["papers"].subtitle == (
        "Each paper as it is added. Newest edition: 2025-11-20. Newest paper: 2025-11-18."
    )
    assert heads["topics/looms"].subtitle == (
        "What weaves. Newest edition: 2025-11-10. Newest paper: 2025-11-09."
    )
    assert heads["topics/looms"].title == "Kettle Digest: Looms"
    assert heads["topics/looms"].link == f"{SITE}topics/looms/"
    assert {head.language for head in heads.values()} == {"en"}


def test_a_digest_of_no_papers_has_sound_empty_feeds() -> None:
    for path, data in files_of([]).items():
        if path.endswith(JSON):
            assert json.loads(data)["items"] == []
        elif not path.endswith(".opml"):
            parsed = feedparser.parse(data)
            assert (parsed.bozo, parsed.entries) == (0, []), path


def test_the_list_of_feeds_names_exactly_those_that_are_there() -> None:
    files = files_of([full_paper()])
    opml = ET.fromstring(files["feeds/subscriptions.opml"])  # noqa: S314 - our own
    outlines = list(opml.iter("outline"))
    listed_there = {one.get("xmlUrl") for one in outlines if one.get("type") == "rss"}
    there = {
        f"{SITE}{p}" for p in files if p.endswith(".xml") and "atom" not in p and "archive" not in p
    }

    assert opml.get("version") == "2.0"
    assert listed_there == there
    assert all(one.get("text") for one in outlines)
    assert [one.get("text") for one in outlines if one.get("type") is None] == [
        "Kettle Digest",
        "Topics",
    ]


def test_the_feed_of_a_renamed_topic_answers_at_its_old_address_and_names_the_new_one() -> None:
    topic = Topic(slug="pots", name="Pots", about="What boils.", formerly=("kettles",))
    assigned = (Assignment(slug="pots", origin="rules", score=1.0),)
    files = files_of(make_digest([full_paper(topics=assigned)], [topic]))

    for form in (RSS, ATOM, JSON):
        assert files[f"feeds/topics/kettles.{form}"] == files[f"feeds/topics/pots.{form}"]
    assert b"feeds/topics/kettles" not in files["feeds/subscriptions.opml"]


def test_changes_have_a_feed_where_a_published_state_tells_of_them() -> None:
    index = Index(make_digest([full_paper()], TOPICS))
    fact = Fact(field="title", before="Kettle", after="Kettles that Wait")
    changes = [
        Change(
            id=f"2025-11-20/{paper}/corrected",
            day=CAPTURED,
            kind="corrected",
            paper=paper,
            title="Kettles that Wait",
            what=(fact,),
        )
        for paper in ("kettles-that-wait", "pots")
    ]
    files = bytes_of(make_feeds(index, make_settings(), changes))
    entries = entries_of(files["feeds/changes.xml"])

    assert {entry.id for entry in entries} == {
        f"tag:digest.example,2025:changes/{change.id}" for change in changes
    }
    assert len({entry.published for entry in entries}) == 2
    assert {entry.summary for entry in entries} == {"Its title is different now."}
    assert b"feeds/changes.xml" in files["feeds/subscriptions.opml"]
    assert "feeds/changes.xml" not in files_of([full_paper()])


def test_every_feed_names_its_own_address_and_a_style_sheet_beside_the_site() -> None:
    for path, data in files_of([full_paper()]).items():
        text = data.decode()
        if path.endswith(JSON):
            assert json.loads(data)["feed_url"] == SITE + path
        elif not path.endswith(".opml"):
            up = "../" * path.count("/")
            assert f'href="{up}assets/feed.css"' in text.splitlines()[1]
            assert re.findall(r'rel="self"[^>]* href="([^"]+)"', text) == [SITE + path]


def test_no_two_feeds_have_one_title_or_stem() -> None:
    feeds = list(list_feeds(TOPICS, with_changes=True))

    assert len({feed.stem for feed in feeds}) == len({feed.name for feed in feeds}) == len(feeds)


def test_a_json_feed_keeps_to_its_schema(judges: Path) -> None:
    schema = json.loads(
        (judges / "node_modules/jsonfeed-schema/schema-v1.1.json").read_text("utf-8")
    )
    validator = Draft7Validator(schema, format_checker=FormatChecker())
    papers = [
        full_paper(pick=Pick(by="ada", on=CAPTURED)),
        make_paper("bare", title="B", abstract=""),
    ]
    for path, data in files_of(papers).items():
        if path.endswith(JSON):
            assert list(validator.iter_errors(json.loads(data))) == [], path


def test_all_feeds_are_the_same_bytes_again_whatever_the_order_of_papers() -> None:
    papers = many(12)

    assert files_of(papers) == files_of(papers[::-1])


def name_of(guid: str) -> str:
    """The last part of an item's id: that of its paper."""
    return guid.rpartition("/")[2]


def ids_of(data: bytes) -> list[str]:
    return [entry.id for entry in entries_of(data)]


def entries_of(data: bytes) -> list[Any]:
    entries: list[Any] = feedparser.parse(data).entries
    return entries


# On real content


def test_thousands_of_real_papers_go_through_a_feed_reader_and_nothing_is_lost(
    shared: Path, own_digest: Path, tmp_path: Path
) -> None:
    corpus = Corpus(source=API, papers=1_000)
    write_content(corpus, shared, own_digest / "content/topics.yml", tmp_path / "content")
    digest = read_digest(tmp_path / "content").digest
    files = files_of(digest)
    parts = [path for path in files if re.fullmatch(r"feeds/archive/\d+\.xml", path)]
    parsed = [feedparser.parse(files[path]) for path in parts]
    entries = {name_of(entry.id): entry for part in parsed for entry in part.entries}

    assert not any(part.bozo for part in parsed)
    assert entries.keys() == {paper.id for paper in digest.papers}
    for paper in digest.papers:
        entry = entries[paper.id]
        shown = safe_title(as_text(paper.title))
        assert entry.title.split() == shown.split()
        assert [a.get("name", "") for a in entry.get("authors", [])] == [
            as_text(author.name) for author in paper.authors
        ]
        assert [tag.term for tag in entry.get("tags", [])] == [t.slug for t in paper.topics]
        assert entry.published_parsed[:3] == paper.added.timetuple()[:3] if paper.added else False
    assert all(len(data) <= 512 * 1024 for data in files.values())


def test_the_newest_listing_moved_no_item_and_changed_those_alone_that_it_lists_too(
    tmp_path: Path,
) -> None:
    content = tmp_path / "content"
    shutil.copytree(DIGEST / "content", content)
    digest = read_digest(content).digest
    after = files_of(digest)
    newest = max((content / "listings").rglob("*.txt"))
    _take_back(content, newest)
    before = files_of(read_digest(content).digest)
    old, new = items_of(before), items_of(after)
    changed = {name_of(guid) for guid, item in old.items() if new[guid] != item}

    assert len(old) < len(new)
    assert changed <= set(
        digest.editions[-1].papers
    )  # it states their dates, which none did before
    for number in range(1, len(old) // MOST_PLACES + 1):
        path = f"feeds/archive/{number}.xml"
        assert ids_of(before[path]) == ids_of(after[path])
        if not changed & set(map(name_of, ids_of(before[path]))):
            assert before[path] == after[path]


def _take_back(content: Path, listing: Path) -> None:
    """Undo the last import: its listing, its lines in the register, and what was said since."""
    day = listing.name[:10]
    listing.unlink()
    lock = content / "papers.lock"
    lines = lock.read_text("utf-8").splitlines(keepends=True)
    gone = {line.split("\t")[0] for line in lines if f"\t{day}\t" in line}
    lock.write_text("".join(line for line in lines if f"\t{day}\t" not in line), "utf-8")
    for paper in gone:
        (content / "curations" / f"{paper}.yml").unlink(missing_ok=True)


def items_of(files: Mapping[str, bytes]) -> Mapping[str, str]:
    """Every item of the archive as it stands there, by its id."""
    texts = (
        data.decode() for path, data in files.items() if re.match(r"feeds/archive/\d+\.xml", path)
    )
    found = (item for text in texts for item in re.findall(r"<item>.*?</item>", text, re.DOTALL))
    return {re.findall(r"<guid[^>]*>(.*?)</guid>", item)[0]: item for item in found}


@pytest.mark.parametrize("form", [RSS, ATOM])
@pytest.mark.parametrize("width", [390, 1440])
def test_a_browser_shows_a_feed_as_a_page_that_says_what_it_is(
    browser: Browser, served: str, form: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{served}feeds/picks.{form}")
    shown = page.evaluate(
        "document.documentElement.innerText || document.documentElement.textContent"
    )
    display = "e => getComputedStyle(document.querySelector(e)).display"
    notice = "getComputedStyle(document.documentElement, '::before').content"

    assert "Kettle Digest: picks" in shown
    assert "This is a web feed" in page.evaluate(notice)
    assert page.evaluate(display, "title") == "block"
    assert page.evaluate(display, "guid, id") == "none"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
