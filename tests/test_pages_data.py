"""The page of the data names every file, every field and every column, and links to what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from builders import make_digest, make_paper, make_settings

from generator.citations import make_citation_files
from generator.counts import count
from generator.exports import make_exports
from generator.exports.schema import list_fields
from generator.exports.table import COLUMNS
from generator.pages import Index
from generator.pages.data import make_data_page, size_class
from generator.records import Digest, Topic
from generator.render import Renderer, make_environment

SETTINGS = make_settings()
ENVIRONMENT = make_environment(Path(__file__).parent.parent / "site_templates")
DIGEST = make_digest([make_paper()], [Topic(slug="kettles", name="Kettles", about="")])
CHANGES = {"data/changes.json", "data/changes.schema.json"}


def render(digest: Digest, *, with_changes: bool = False) -> str:
    index = Index(digest, SETTINGS.site_url)
    page = make_data_page(index, with_changes=with_changes)
    return Renderer(ENVIRONMENT, SETTINGS, index).render(page).data.decode()


def links(text: str) -> set[str]:
    return set(re.findall(r'<a href="\.\./(data/[^"]*)"', text))


def test_every_file_is_there_and_linked() -> None:
    index = Index(DIGEST, SETTINGS.site_url)
    files = (*make_exports(DIGEST, SETTINGS), *make_citation_files(DIGEST, index.citations))
    paths = {file.path for file in files}
    lists = {path for path in paths if path.count("/") == 2 or path.startswith("data/picks.")}

    assert links(render(DIGEST)) <= paths
    assert paths - lists <= links(render(DIGEST))
    assert {"data/topics/kettles.json", "data/editions/2025-11-20.json"} <= links(render(DIGEST))


def test_changes_are_linked_only_where_they_are_told() -> None:
    assert not links(render(DIGEST)) & CHANGES
    assert links(render(DIGEST, with_changes=True)) >= CHANGES


def test_every_field_is_described_with_its_kind() -> None:
    text = render(DIGEST)

    for field in list_fields():
        assert f"<dt><code>{field.name}</code></dt><dd>" in text
    assert 'It never changes. <span class="count">text</span>' in text


def test_every_column_of_the_table_is_named() -> None:
    named = re.findall(r"<code>([a-z_]+)</code>", render(DIGEST).partition("with the columns")[2])

    assert tuple(named[: len(COLUMNS)]) == COLUMNS


def test_the_page_of_an_empty_digest_says_so() -> None:
    text = render(make_digest([]))

    assert "The newest edition: none yet." in text
    assert "0 papers" in text


@pytest.mark.parametrize(
    ("size", "name"),
    [
        (0, "less than 100 kB"),
        (99_999, "less than 100 kB"),
        (100_000, "less than 1 MB"),
        (1_000_000, "1 to 10 MB"),
        (99_999_999, "10 to 100 MB"),
        (100_000_000, "more than 100 MB"),
    ],
)
def test_sizes_have_classes(size: int, name: str) -> None:
    assert size_class(size) == name


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (1, "entry", "1 entry"),
        (2, "entry", "2 entries"),
        (0, "day", "0 days"),
        (1_000, "paper", "1,000 papers"),
    ],
)
def test_a_number_and_its_noun_agree(number: int, noun: str, said: str) -> None:
    assert count(number, noun) == said
