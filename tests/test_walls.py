"""Walls: every attack known, in every slot that a stranger can fill, on every page.

A digest whose papers carry attacks in all their fields is made, rendered and turned into HTML as
MkDocs does it. Beside it stands the same digest with tame words. What is left of a page without
its text must be the same, and its text must be the attack's own, as plain text. What goes to other
programs is the subject of `test_other_readers`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
import yaml
from attacked import DAY, SETTINGS, TAME, batches, make_attacked, make_tame
from attacks import Attack, our_attacks, sample, shared_attacks
from bones import Bones
from builders import make_paper
from markdown import Markdown

from generator.authors import MIN_PAPERS
from generator.pages import Index, make_pages
from generator.preview import State, Weight, compare_states, render_preview
from generator.preview.words import visible
from generator.problems import Problem
from generator.records import Digest
from generator.render import Renderer, make_environment
from generator.revisions import Changed, Revision
from generator.since import Compared
from generator.text.display import as_text
from generator.text.escape import clean

TEMPLATES = Path(__file__).parent.parent / "site_templates"
BEFORE = "Otherwise"
"""What the texts of a change were before."""

FRONT_MATTER = {"kind", "updated", "head", "search", "newest"}


# Pages


def to_html(markdown: str) -> str:
    """A page as the theme prints it: the one front-matter value into the head, the rest Markdown."""
    front, _, body = markdown.removeprefix("---\n").partition("\n---\n")
    meta = yaml.safe_load(front)
    assert set(meta) <= FRONT_MATTER
    content = Markdown(extensions=["toc"]).convert(body)
    return f"<!doctype html><html><head>{meta['head']}</head><body>{content}</body></html>"


def share_names(digest: Digest) -> Digest:
    """Give each paper its author and those of two others, so that every name gets a page.

    Their numbers keep the names apart and in one order, whatever else they say.
    """
    papers = {paper.id: paper for paper in digest.papers}
    names = [
        replace(papers[f"paper-{at}"].authors[0], name=numbered(at, papers[f"paper-{at}"].title))
        for at in range(len(papers))
    ]
    shared = {
        f"paper-{at}": tuple(names[(at - back) % len(names)] for back in range(MIN_PAPERS))
        for at in range(len(papers))
    }
    return replace(
        digest, papers=tuple(replace(paper, authors=shared[paper.id]) for paper in digest.papers)
    )


def numbered(at: int, text: str) -> str:
    return f"A{at:03} {text}"


def render(found: Index) -> dict[str, Bones]:
    index = Index(share_names(found.digest), found.site_url)
    renderer = Renderer(make_environment(TEMPLATES), SETTINGS, index)
    return {
        # What follows the number in the address of a name depends on the name.
        re.sub(r"^(authors/a\d+)[^/]*", r"\1", page.address): Bones(
            to_html(renderer.render(page).data.decode())
        )
        for page in make_pages(index, SETTINGS)
    }


@cache
def render_tame(papers: int) -> dict[str, Bones]:
    return render(make_tame(papers))


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
        if len(attacks) >= MIN_PAPERS:
            name = as_text(numbered(at, attack.text))
            assert pages[f"authors/a{at:03}/"].heading == name, attack.name


# The preview of a change


def preview_of(index: Index, texts: Sequence[str]) -> Bones:
    """A change that brings a text to every paper, or the paper itself, and names files by it."""
    before = make_attacked([BEFORE] * len(texts)).digest
    gone = (make_paper(f"gone-{at}", title=text) for at, text in enumerate(texts))
    old = replace(before, papers=(*before.papers[::2], *gone))
    comparison = compare_states(
        State(digest=old, size=1),
        State(digest=index.digest, size=2),
        files=tuple(chain.from_iterable(map(name_files, texts))),
        findings=Compared(new=tuple(map(find, texts)), gone=tuple(map(find, texts))),
    )
    weight = Weight(content_before=1, content_after=2)
    revision = Revision(name=texts[0], commit="0" * 40)
    page = render_preview(comparison, weight, revision, site_name="Tea", templates=TEMPLATES)
    return Bones(page.decode())


def name_files(text: str) -> Iterator[Changed]:
    """One outside the content, one that all papers share, one of a curation."""
    yield Changed(path=text, what="added")
    yield Changed(path=f"content/{text}", what="changed", inside="topics.yml")
    yield Changed(path=f"content/curations/{text}", what="added", inside=f"curations/{text}")


def find(text: str) -> Problem:
    return Problem(path=f"content/{text}", rule="odd", message=text, hint=text, line=2)


@cache
def preview_of_tame(papers: int) -> Bones:
    return preview_of(make_tame(papers), [TAME] * papers)


def check_preview(attacks: Sequence[Attack]) -> None:
    texts = [attack.text for attack in attacks]
    page = preview_of(make_attacked(texts), texts)
    assert page.tags == preview_of_tame(len(attacks)).tags, [attack.name for attack in attacks]
    seen = Counter(page.texts)
    for name, text in ((attack.name, attack.text) for attack in attacks):
        assert seen[as_text(text)] >= 2, name  # of what is there, and of what is gone
        assert seen[as_seen(text)] >= 5, name  # messages, hints and a file
        assert seen[as_seen(f"content/{text}")] >= 4, name
        assert seen[as_seen(f"content/curations/{text}")], name
        assert seen[as_seen(f"{text}, {DAY}: Words {text} words")], name


def as_seen(text: str) -> str:
    """A text with what nobody would see named, on one line."""
    return " ".join(visible(text).split())


# All of them


def check_everything(attacks: Sequence[Attack]) -> None:
    for batch in batches(attacks):
        check_pages(batch)
        check_preview(batch)


def test_no_attack_changes_any_page() -> None:
    check_everything(sample(our_attacks()))


@pytest.mark.slow
def test_no_attack_of_all_corpora_changes_any_page() -> None:
    check_everything(our_attacks())


@pytest.mark.slow
@pytest.mark.shared
def test_no_attack_of_the_corpora_beside_the_project_changes_any_page(shared: Path) -> None:
    check_everything(shared_attacks(shared))


CONTROL = '"></title></script><img src=x onerror=alert(1)> <b>x</b>'
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
        check_pages([Attack("control", CONTROL)])


def test_a_preview_that_does_not_escape_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: every text of a preview is escaped by its environment, and by nothing else."""
    check_preview([Attack("control", CONTROL)])
    raw = make_environment(TEMPLATES).overlay(autoescape=False)
    monkeypatch.setattr("generator.preview.render.make_environment", lambda _: raw)

    with pytest.raises(AssertionError):
        check_preview([Attack("control", CONTROL)])
