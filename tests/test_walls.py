"""Walls: every attack known, in every slot that a stranger can fill, through every output.

A digest whose papers carry attacks in all their fields is made, rendered and turned into HTML as
MkDocs does it. Beside it stands the same digest with tame words. What is left of a page without
its text must be the same, and its text must be the attack's own, as plain text.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import feedparser
import html5lib
import pytest
import yaml
from attacks import Attack, our_attacks, sample, shared_attacks
from builders import make_digest, make_paper, make_settings
from lxml import etree
from markdown import Markdown
from markdown_it import MarkdownIt

from generator.citations import make_citation_files
from generator.exports import make_exports
from generator.feeds import make_feeds
from generator.mail import make_mails
from generator.pages import Index, make_pages
from generator.paper_text import make_paper_text
from generator.records import (
    Assignment,
    Author,
    Digest,
    Link,
    Mention,
    Note,
    Organisation,
    Paper,
    Pick,
    Related,
    Status,
    Topic,
)
from generator.render import Renderer, make_environment
from generator.text.display import abstract_paragraphs, as_text
from generator.text.escape import clean
from generator.text.notes import ALLOWED_TAGS

TEMPLATES = Path(__file__).parent.parent / "site_templates"
SETTINGS = make_settings(repository="https://github.com/x/y")
DAY = date(2025, 11, 18)
BATCH = 60
"""Papers of a digest: attacks are tried together, and each in the company of others."""

TAME = "Tame words"
BREAKS = re.compile(r"<[\s\u2060]+")
"""Titles in feeds have something unseen behind `<`: some readers take tags out of them."""

ITEM_TITLES = "channel/item/title"
ENTRY_TITLES = "{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title"

FRONT_MATTER = {"kind", "updated", "head", "search"}
SET = {"p", "i", "sub", "sup", "code", "a", "math"}
"""What an abstract may be set with; what stands inside `math` is MathML."""

MATHML = {
    *("mrow", "mi", "mo", "mn", "mtext", "mspace", "msub", "msup", "msubsup", "mfrac", "msqrt"),
    *("mroot", "mover", "munder", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded"),
    *("mphantom", "mfenced", "menclose", "semantics", "annotation", "mmultiscripts", "mprescripts"),
}
GOES = re.compile(r"https?://|mailto:|(?!//|[^/?#]*:)", re.IGNORECASE)
"""How an address begins that leads somewhere and runs nothing."""


# Digests


def make_papers(texts: Sequence[str]) -> Iterator[Paper]:
    """A paper for each text, with the text in every field; ids depend on places alone."""
    for at, text in enumerate(texts):
        other = f"paper-{(at + 1) % len(texts)}"
        yield make_paper(
            f"paper-{at}",
            title=text,
            abstract=one_paragraph(f"We present words. {text} Words end."),
            published=DAY,
            published_from="stated",
            n_authors=2,
            authors=(Author(name=text), Author(name="Ada Lovelace")),
            organisation=Organisation(slug=f"org-{at}", name=text),
            comments=at,
            topics=(Assignment(slug=f"t-{at}", origin="rules", score=9, because=(text,)),),
            related=(Related(id=other, shared=(text,)),),
            mentions=(Mention(id=other, name=text),),
            mentioned_by=(Mention(id=other, name=text),),
            links=(Link(kind="code", value="https://x.example/", source="curation"),),
            pick=Pick(by=text, on=DAY),
            notes=(Note(by=text, on=DAY, text=f"Words {text} words"),),
            status=Status(value="superseded", on=DAY, because=text),
        )


def one_paragraph(text: str) -> str:
    """The text without what begins a paragraph of an abstract, where that is meant."""
    return " ".join(text.split()) if len(tuple(abstract_paragraphs(text))) > 1 else text


def make_attacked(texts: Sequence[str]) -> Index:
    """With the texts as names of topics too, where YAML's reader lets no hidden character in."""
    clear = map(clean, texts)
    topics = [Topic(slug=f"t-{at}", name=text, about=text) for at, text in enumerate(clear)]
    return Index(make_digest(make_papers(texts), topics), SETTINGS.site_url)


def batches(attacks: Sequence[Attack]) -> Iterator[Sequence[Attack]]:
    for at in range(0, len(attacks), BATCH):
        yield attacks[at : at + BATCH]


# Pages


class Bones:
    """A page as a browser builds it: tags and attributes in order, and the texts of some."""

    def __init__(self, html: str) -> None:
        self.tags: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        self.texts: list[str] = []
        self.heading = ""
        self.linked_data: list[Any] = []
        self._walk(html5lib.parse(html, namespaceHTMLElements=False))

    def _walk(self, element: Element) -> None:
        tag = str(element.tag)
        self.tags.append((tag, tuple(sorted(map(self._judge, element.attrib.items())))))
        if tag == "script":
            assert element.get("type") == "application/ld+json"
            self.linked_data.append(json.loads(element.text or ""))
            return
        if tag == "h1":
            self.heading = "".join(element.itertext())
        css = element.get("class", "")
        if css == "abstract":
            check_set(element, {*SET, "div"})
        elif css == "note":
            check_set(element, {*ALLOWED_TAGS, "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"})
        elif "related-why" not in css:
            for child in element:
                self._walk(child)

    @staticmethod
    def _judge(attribute: tuple[str, str]) -> tuple[str, str]:
        """Names count; values that hold text or follow from it are checked, and left out."""
        name, value = attribute
        assert not name.startswith("on"), attribute
        if name in {"href", "src", "action"}:
            assert GOES.match(value), attribute
        free = {
            "href",
            "content",
            "title",
            "id",
            "data-file",
            "data-name",
            "data-copy",
            "aria-label",
        }
        # A chart sorts and places what it shows by names.
        free |= {"transform", "d", "x", "y"}
        return name, "" if name in free else value


def check_set(element: Element, tags: set[str]) -> None:
    """What a text is set with is harmless, whatever and however much of it there is."""
    for inner in element.iter():
        tag = str(inner.tag).rpartition("}")[2]
        assert tag in tags | MATHML | {"aside", "div", "p"}, tag
        for name, value in inner.attrib.items():
            assert not name.startswith(("on", "style", "src")), (name, value)
            assert name != "href" or re.match(r"https?://|mailto:", value), value


def to_html(markdown: str) -> str:
    """A page as the theme prints it: the one front-matter value into the head, the rest Markdown."""
    front, _, body = markdown.removeprefix("---\n").partition("\n---\n")
    meta = yaml.safe_load(front)
    assert set(meta) <= FRONT_MATTER
    content = Markdown(extensions=["toc"]).convert(body)
    return f"<!doctype html><html><head>{meta['head']}</head><body>{content}</body></html>"


def render(index: Index) -> dict[str, Bones]:
    renderer = Renderer(make_environment(TEMPLATES), SETTINGS, index)
    return {
        page.address: Bones(to_html(renderer.render(page).data.decode()))
        for page in make_pages(index, SETTINGS)
    }


@cache
def render_tame(papers: int) -> dict[str, Bones]:
    return render(make_attacked([TAME] * papers))


def check_pages(attacks: Sequence[Attack]) -> None:
    pages, tame = render(make_attacked([a.text for a in attacks])), render_tame(len(attacks))
    assert pages.keys() == tame.keys()
    for address, page in pages.items():
        assert page.tags == tame[address].tags, (address, [a.name for a in attacks])
    for at, attack in enumerate(attacks):
        title = as_text(attack.text)
        assert pages[f"papers/paper-{at}/"].heading == title, attack.name
        assert pages[f"papers/paper-{at}/"].linked_data[0]["name"] == title, attack.name
        assert pages[f"topics/t-{at}/"].heading == clean(attack.text), attack.name


# Files


def check_feeds(index: Index, attacks: Sequence[Attack]) -> None:
    titles = {BREAKS.sub("<", as_text(attack.text)) for attack in attacks}
    for file in make_feeds(index, SETTINGS):
        if file.path.endswith(".json"):
            found = [item["title"] for item in json.loads(file.data)["items"]]
        else:
            tree = etree.fromstring(file.data, etree.XMLParser(resolve_entities=False))
            parsed = feedparser.parse(file.data)
            assert not parsed.bozo, (file.path, parsed.get("bozo_exception"))
            # What it makes of titles is not compared: it takes them for HTML.
            found = [title.text or "" for title in tree.iterfind(ITEM_TITLES)]
            found += [title.text or "" for title in tree.iterfind(ENTRY_TITLES)]
            assert len(found) == len(parsed.entries)
        if file.path.startswith("feeds/papers."):
            assert len(found) == len(attacks)
            assert {BREAKS.sub("<", title) for title in found} == titles, file.path


def check_mails(index: Index, attacks: Sequence[Attack]) -> None:
    tame = {file.path: file.data for file in make_mails(tame_index(len(attacks)), SETTINGS, env())}
    for file in make_mails(index, SETTINGS, env()):
        if file.path.endswith(".html"):
            ours, theirs = Bones(file.data.decode()), Bones(tame[file.path].decode())
            # A mail has as many papers as it has room for, and long words are broken.
            assert set(ours.tags) - {("wbr", ())} <= set(theirs.tags)


@cache
def env() -> Any:  # noqa: ANN401 - Jinja's environment
    return make_environment(TEMPLATES)


@cache
def tame_index(papers: int) -> Index:
    return make_attacked([TAME] * papers)


def check_texts(index: Index, attacks: Sequence[Attack]) -> None:
    """A paper's page as Markdown has the blocks of a tame one, read by CommonMark to the letter."""
    tame = list(map(blocks_of, texts_of(tame_index(len(attacks)))))
    for ours, theirs, attack in zip(map(blocks_of, texts_of(index)), tame, attacks, strict=True):
        assert ours == theirs, attack.name


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


def check_data(digest: Digest, index: Index, attacks: Sequence[Attack]) -> None:
    files = {file.path: file.data for file in make_exports(digest, SETTINGS)}
    records = {one["id"]: one for one in json.loads(files["data/papers.json"])["papers"]}
    rows = list(csv.DictReader(io.StringIO(files["data/papers.csv"].decode())))
    assert len(rows) == len(attacks)
    for at, attack in enumerate(attacks):
        assert records[f"paper-{at}"]["title"] == attack.text
    for file in make_citation_files(digest, index.citations):
        if file.path.endswith(".json"):
            json.loads(file.data)


def check_everything(attacks: Sequence[Attack]) -> None:
    for batch in batches(attacks):
        check_pages(batch)
        index = make_attacked([attack.text for attack in batch])
        check_feeds(index, batch)
        check_mails(index, batch)
        check_texts(index, batch)
        check_data(index.digest, index, batch)


def test_no_attack_changes_any_output() -> None:
    check_everything(sample(our_attacks()))


@pytest.mark.slow
def test_no_attack_of_all_corpora_changes_any_output() -> None:
    check_everything(our_attacks())


@pytest.mark.slow
@pytest.mark.shared
def test_no_attack_of_the_corpora_beside_the_project_changes_any_output(shared: Path) -> None:
    check_everything(shared_attacks(shared))


CONTROLS: Mapping[str, str] = {
    "generator.render.markdown": "the heading",
    "generator.head.tags.html": "the head",
    "generator.head.tags.json_in_html": "the linked data",
    "generator.render.escape": "links",
}


@pytest.mark.parametrize("name", CONTROLS, ids=CONTROLS.values())
def test_an_output_that_does_not_escape_is_caught(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The control: without its wall each output fails the same check."""
    raw = json.dumps if name.endswith("json_in_html") else (lambda text: text)
    check_pages([Attack("tame", TAME)])
    monkeypatch.setattr(name, raw)

    with pytest.raises((AssertionError, ValueError)):
        check_pages([Attack("control", '"></title></script><img src=x onerror=alert(1)> <b>x</b>')])
