"""Files for other programs: whatever the texts are, these find the same items and the same texts.

Each file is read by readers that others wrote, and compared with the attack that went in and with
the file of a tame digest. The pages are the subject of `test_walls`.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from functools import cache
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import feedparser
import html5lib
import pytest
from attacked import BATCH, SETTINGS, TAME, batches, make_attacked, make_tame
from attacks import Attack, our_attacks, sample, shared_attacks
from bones import Bones
from builders import bytes_of
from cells import split
from lxml import etree
from markdown_it import MarkdownIt
from markupsafe import Markup
from test_citations import READERS
from test_exports import read_table, validate

from generator import addresses
from generator.catalogue import ATOM, JSON
from generator.citations import make_citation_files
from generator.exports import make_exports
from generator.feeds import make_feeds
from generator.feeds.items import safe_title
from generator.llms import make_llms
from generator.mail import make_letters, make_mail
from generator.mail.letter import MAX_TITLE
from generator.pages import Index, make_pages
from generator.paper_text import make_paper_text
from generator.render import make_environment
from generator.sitemap import Entry, Sitemap, make_sitemap
from generator.text.display import as_text
from generator.text.escape import clean
from generator.text.sentences import shorten

TEMPLATES = Path(__file__).parent.parent / "site_templates"
MAILED = 12
"""Papers of an edition whose mail has room for all of them, however long their texts."""

SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
}
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet runs, or takes apart."""


def read_xml(data: bytes) -> Any:  # noqa: ANN401 - lxml's queries give what they find
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def number_of(name: str) -> int:
    """Which paper an id, a feed's or our own, is of."""
    return int(name.rpartition("-")[2])


# Feeds


@dataclass(frozen=True, slots=True)
class Item:
    """What a reader of feeds finds of one."""

    id: str
    link: str
    title: str
    authors: tuple[str, ...]


def items_of(path: str, data: bytes) -> list[Item]:
    """The items as lxml or a reader of JSON finds them."""
    if path.endswith(f".{JSON}"):
        return list(map(_from_json, json.loads(data)["items"]))
    tree = read_xml(data)
    if path.endswith(f".{ATOM}"):
        return list(map(_from_atom, tree.findall("atom:entry", SPACES)))
    return list(map(_from_rss, tree.findall("channel/item")))


def _from_json(item: Any) -> Item:  # noqa: ANN401 - JSON
    names = tuple(author["name"] for author in item.get("authors", ()))
    return Item(item["id"], item["url"], item["title"], names)


def _from_atom(item: Any) -> Item:  # noqa: ANN401 - lxml's element
    names = tuple(name.text or "" for name in item.iterfind("atom:author/atom:name", SPACES))
    title = item.findtext("atom:title", namespaces=SPACES)
    (link,) = (one for one in item.iterfind("atom:link", SPACES) if one.get("rel") == "alternate")
    return Item(item.findtext("atom:id", namespaces=SPACES), link.get("href"), title, names)


def _from_rss(item: Any) -> Item:  # noqa: ANN401 - lxml's element
    names = tuple(name.text or "" for name in item.iterfind("dc:creator", SPACES))
    return Item(item.findtext("guid"), item.findtext("link"), item.findtext("title"), names)


def check_feeds(attacks: Sequence[Attack], index: Index) -> None:
    tame = bytes_of(make_feeds(make_tame(len(attacks)), SETTINGS))
    found = bytes_of(make_feeds(index, SETTINGS))
    assert found.keys() == tame.keys()
    for path, data in found.items():
        if path.endswith(".opml"):
            check_outlines(data, tame[path], attacks)
            continue
        items, expected = items_of(path, data), items_of(path, tame[path])
        assert [(item.id, item.link) for item in items] == [(it.id, it.link) for it in expected]
        if not path.endswith(f".{JSON}"):
            check_with_feedparser(data, items)
        if not path.startswith("feeds/editions."):
            for item in items:
                text = as_text(attacks[number_of(item.id)].text)
                assert item.title == safe_title(text), path
                assert item.authors == (text, "Ada Lovelace"), path


def check_with_feedparser(data: bytes, items: Sequence[Item]) -> None:
    """It finds the same items; references that are words of a title it spells its own way."""
    parsed = feedparser.parse(data)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert [(entry.id, entry.link) for entry in parsed.entries] == [
        (item.id, item.link) for item in items
    ]
    for entry, item in zip(parsed.entries, items, strict=True):
        assert unescape(entry.title).split() == unescape(item.title).split()


def check_outlines(data: bytes, tame: bytes, attacks: Sequence[Attack]) -> None:
    outlines, expected = (list(read_xml(opml).iter("outline")) for opml in (data, tame))
    assert [one.get("xmlUrl") for one in outlines] == [one.get("xmlUrl") for one in expected]
    topics = [one for one in outlines if "/feeds/topics/" in one.get("xmlUrl", "")]
    assert [one.get("text") for one in topics] == [
        f"{SETTINGS.site_name}: {clean(attack.text)}" for attack in attacks
    ]


# Citations


def check_citations(attacks: Sequence[Attack], index: Index) -> None:
    files = bytes_of(make_citation_files(index.digest, index.citations))
    for form, read, expect in READERS.values():
        found = {one.id: one for one in read(files[f"data/papers.{form.suffix}"].decode())}
        assert found == {name: expect(one) for name, one in index.citations.items()}
        for at, attack in enumerate(attacks):
            assert found[f"paper-{at}"].title == as_text(attack.text), (form.suffix, attack.name)


# Data


def check_data(attacks: Sequence[Attack], index: Index) -> None:
    files = bytes_of(make_exports(index.digest, SETTINGS))
    schema = json.loads(files["data/papers.schema.json"])
    whole = json.loads(files["data/papers.json"])
    validate(whole, schema)
    papers = {one["id"]: one for one in whole["papers"]}
    for path, data in files.items():
        if path.endswith(".json"):
            listed = json.loads(data).get("papers", ())
            assert all(one == papers[one["id"]] for one in listed), path
    lines = gzip.decompress(files["data/papers.jsonl.gz"]).splitlines(keepends=True)
    assert [json.loads(line) for line in lines] == list(papers.values())
    assert len(papers) == len(attacks)
    for at, attack in enumerate(attacks):
        check_record(papers[f"paper-{at}"], attack.text)
    check_table(files["data/papers.csv"], attacks)


def check_record(paper: Mapping[str, Any], text: str) -> None:
    """Data are as they were listed: not even what cannot be shown is taken away."""
    assert paper["title"] == text
    assert text in paper["abstract"] or " ".join(text.split()) in paper["abstract"]
    assert paper["authors"][0]["name"] == paper["organisation"]["name"] == text
    assert paper["notes"][0] == {"by": text, "on": "2025-11-18", "text": f"Words {text} words"}
    assert paper["status"]["because"] == paper["pick"]["by"] == text


def check_table(data: bytes, attacks: Sequence[Attack]) -> None:
    rows = read_table(data)
    assert len(rows) == len(attacks)
    for row in rows:
        text = attacks[number_of(row["id"])].text.encode("utf-8", "replace").decode()
        assert (
            row["title"] == row["organisation"] == row["status_because"] == row["pick_by"] == text
        )
        assert split(row["authors"]) == [text, "Ada Lovelace"]
    raw = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert not [cell for row in raw for cell in row if cell.startswith(FORMULAS)]


# Text for programs and crawlers


def check_texts(attacks: Sequence[Attack], index: Index) -> None:
    """A paper's page as Markdown has the blocks of a tame one, read by CommonMark to the letter."""
    tame = blocks_of_tame(len(attacks))
    for ours, theirs, attack in zip(texts_of(index), tame, attacks, strict=True):
        assert blocks_of(ours) == theirs, attack.name
        assert heading_of(ours) == as_text(attack.text), attack.name


@cache
def blocks_of_tame(papers: int) -> Sequence[Sequence[str]]:
    return list(map(blocks_of, texts_of(make_tame(papers))))


def texts_of(index: Index) -> Iterator[str]:
    pages = {page.address: page for page in make_pages(index, SETTINGS) if page.kind == "paper"}
    for at in range(len(index.digest.papers)):
        yield make_paper_text(pages[f"papers/paper-{at}/"], SETTINGS).data.decode()


def blocks_of(text: str) -> list[str]:
    tokens = MarkdownIt("commonmark").parse(text)
    inline = [child.type for token in tokens for child in token.children or ()]
    assert "html_inline" not in inline
    assert "image" not in inline
    return [token.type for token in tokens]


def heading_of(text: str) -> str:
    inline = MarkdownIt("commonmark").parse(text.partition("\n")[0])[1]
    return "".join(child.content for child in inline.children or ())


def check_llms(attacks: Sequence[Attack], index: Index) -> None:
    ours, tame = (
        make_llms(one, SETTINGS).data.decode() for one in (index, make_tame(len(attacks)))
    )
    assert blocks_of(ours) == blocks_of(tame)
    links = html5lib.parse(MarkdownIt("commonmark").render(ours), namespaceHTMLElements=False)
    named = {link.get("href"): "".join(link.itertext()) for link in links.iter("a")}
    assert [text for href, text in named.items() if "/topics/t-" in (href or "")] == [
        clean(attack.text) for attack in attacks
    ]


def check_sitemap(attacks: Sequence[Attack], index: Index) -> None:
    """Addresses come of ids, so a text reaches it only if it is given one as an address.

    Those of authors come of their names, and hold plain words of them at most.
    """
    entries = entries_of(index)
    assert without_names(entries) == without_names(entries_of_tame(len(attacks)))
    names = [address for address, _ in entries if address.startswith(addresses.AUTHORS)]
    assert [
        address for address in names if not re.fullmatch("authors/([a-z0-9-]+/)?", address)
    ] == []
    entries = [*entries, *((clean(attack.text), None) for attack in attacks)]
    (file,) = make_sitemap(entries, SETTINGS)
    found = [loc.text for loc in read_xml(file.data).iterfind("map:url/map:loc", SPACES)]
    assert found == sorted(SETTINGS.site_url + address for address, _ in entries)


def without_names(entries: Sequence[Entry]) -> Sequence[Entry]:
    return [entry for entry in entries if not entry[0].startswith(addresses.AUTHORS)]


def entries_of(index: Index) -> Sequence[Entry]:
    sitemap = Sitemap()
    for page in make_pages(index, SETTINGS):
        sitemap.note_page(page)
    return sitemap.entries


@cache
def entries_of_tame(papers: int) -> Sequence[Entry]:
    return entries_of(make_tame(papers))


# Mail


def check_mails(attacks: Sequence[Attack], index: Index) -> None:
    assert len(attacks) <= MAILED
    tame = mails_of(make_tame(len(attacks)))
    mails = mails_of(index)
    assert mails.keys() == tame.keys()
    for path, data in mails.items():
        if path.endswith(".eml"):
            stem = path.removesuffix("eml")
            check_message(data, tame[path], mails[f"{stem}html"], mails[f"{stem}txt"])
        elif path.endswith(".html"):
            ours, theirs = Bones(data.decode()), Bones(tame[path].decode())
            # Long words are broken, and an abstract with nothing to show has no sentence.
            assert set(ours.tags) - {("wbr", ())} <= set(theirs.tags)
            check_titles(data, attacks)


def mails_of(index: Index) -> Mapping[str, bytes]:
    return bytes_of(
        file
        for letter in make_letters(index, SETTINGS)
        for file in make_mail(letter, SETTINGS, environment())
    )


@cache
def environment() -> Any:  # noqa: ANN401 - Jinja's environment
    return make_environment(TEMPLATES)


def check_message(data: bytes, tame: bytes, html: bytes, text: bytes) -> None:
    """Python's own reader of mail finds two parts, each of them the file beside."""
    message, expected = (message_from_bytes(one, policy=default) for one in (data, tame))
    assert message.defects == []
    assert message.items() == expected.items()
    plain, marked_up = message.iter_parts()
    for part, file in ((plain, text), (marked_up, html)):
        assert part.defects == []
        assert part.get_content().replace("\r\n", "\n") == file.decode().replace("\r\n", "\n")


def check_titles(html: bytes, attacks: Sequence[Attack]) -> None:
    titles = html5lib.parse(html, namespaceHTMLElements=False).iterfind(".//h2/a")
    shown = {
        number_of((one.get("href") or "").rstrip("/")): "".join(one.itertext()) for one in titles
    }
    assert {at: title.split() for at, title in shown.items()} == {
        at: shorten(as_text(attack.text), MAX_TITLE).split() for at, attack in enumerate(attacks)
    }


# All of them


Check = Callable[[Sequence[Attack], Index], None]
CHECKS: Mapping[str, Check] = {
    "feeds": check_feeds,
    "citations": check_citations,
    "data": check_data,
    "texts": check_texts,
    "llms": check_llms,
    "sitemap": check_sitemap,
    "mails": check_mails,
}
by_output = pytest.mark.parametrize("output", CHECKS)


def check(output: str, attacks: Sequence[Attack]) -> None:
    for some in batches(attacks, MAILED if output == "mails" else BATCH):
        CHECKS[output](some, make_attacked([attack.text for attack in some]))


@by_output
def test_other_programs_read_every_attack_as_text(output: str) -> None:
    check(output, sample(our_attacks()))


@pytest.mark.slow
@by_output
def test_other_programs_read_every_attack_of_all_corpora_as_text(output: str) -> None:
    check(output, our_attacks())


@pytest.mark.slow
@pytest.mark.shared
@by_output
def test_other_programs_read_the_attacks_beside_the_project_as_text(
    output: str, shared: Path
) -> None:
    check(output, shared_attacks(shared))


def as_it_is(text: str, *_: object) -> str:
    return text


CONTROLS: Mapping[str, tuple[str, object]] = {
    "generator.feeds.rss.xml": ("feeds", as_it_is),
    "generator.feeds.atom.xml": ("feeds", as_it_is),
    "generator.feeds.opml.xml": ("feeds", as_it_is),
    "generator.feeds.items.safe_title": ("feeds", as_it_is),
    "generator.feeds.jsonfeed._dump": ("feeds", str),
    "generator.citations.bibtex.bibtex": ("citations", as_it_is),
    "generator.citations.record.as_text": ("citations", as_it_is),
    "generator.citations.csl.json": ("citations", SimpleNamespace(dumps=lambda it, **_: str(it))),
    "generator.exports.table.guard": ("data", as_it_is),
    "generator.paper_text.readable": ("texts", as_it_is),
    "generator.llms.readable_label": ("llms", as_it_is),
    "generator.sitemap.xml": ("sitemap", as_it_is),
    "generator.mail.make.to_html": ("mails", Markup),
}
"""Walls, the outputs that each is for, and what stands there without it."""

RAW = "=1+1]]>\r\n<b>&amp;</b> {x} \\\r\nER  - \r\n\r\nTY  - JOUR\r\n# [x](y) \"'\r\n"


@pytest.mark.parametrize("wall", CONTROLS)
def test_a_file_without_its_wall_is_caught(monkeypatch: pytest.MonkeyPatch, wall: str) -> None:
    """The control: what does not escape fails the same check, and only then."""
    output, raw = CONTROLS[wall]
    check(output, [Attack("tame", TAME), Attack("control", RAW)])
    monkeypatch.setattr(wall, raw)

    with pytest.raises((AssertionError, ValueError, SyntaxError)):
        check(output, [Attack("tame", TAME), Attack("control", f"{RAW} again")])
