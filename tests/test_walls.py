"""Walls: every attack known, in every slot that a stranger can fill, through every output.

A digest whose papers carry attacks in all their fields is made, rendered and turned into HTML as
MkDocs does it. Beside it stands the same digest with tame words. What is left of a page without
its text must be the same, and its text must be the attack's own, as plain text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml
from attacks import Attack, our_attacks, sample, shared_attacks
from builders import make_settings
from markdown import Markdown

from generator.pages import Index, make_pages
from generator.render import Renderer, make_environment
from generator.text.display import as_text
from generator.text.escape import clean

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


# Pages


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
