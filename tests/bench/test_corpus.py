from __future__ import annotations

import json
import lzma
from typing import TYPE_CHECKING

import pytest
from corpus import ARXIV, Corpus, write_content

from generator.content.load import load_content

if TYPE_CHECKING:
    from pathlib import Path

    from generator.content.load import Content

RECORD = {
    "_file_day": "2025-05-10",
    "arxiv_id": "2505.00001v2",
    "title": "Counting Stones",
    "authors": ["Ada Lovelace", "Alan Turing"],
    "abstract": "We count stones.",
    "published_date": "2025-05-10 22:42:29 UTC",
}
NEXT_DAY = RECORD | {
    "_file_day": "2025-05-11",
    "arxiv_id": "2505.00002v1",
    "title": "Counting Shells",
}


def load(tmp_path: Path, *, papers: int = 2, is_flat: bool = False) -> Content:
    corpus = Corpus(source=ARXIV, papers=papers, is_flat=is_flat)
    source = tmp_path / ARXIV
    source.parent.mkdir(parents=True)
    lines = "".join(json.dumps(record) + "\n" for record in (RECORD, NEXT_DAY))
    source.write_bytes(lzma.compress(lines.encode()))
    topics = tmp_path / "topics.yml"
    topics.write_text("[]", "utf-8")
    assert write_content(corpus, tmp_path, topics, tmp_path / "content") == papers
    return load_content(tmp_path / "content")


def test_each_day_of_the_source_becomes_a_listing(tmp_path: Path) -> None:
    read = load(tmp_path)
    assert [listing.name.id for listing in read.listings] == [
        "2025-05-10.daily-papers-api",
        "2025-05-11.daily-papers-api",
    ]


def test_an_arxiv_record_is_read_as_the_api_would_have_answered_it(tmp_path: Path) -> None:
    (entry,) = load(tmp_path, papers=1).listings[0].entries
    assert (entry.title, entry.abstract) == ("Counting Stones", "We count stones.")
    assert entry.arxiv == "2505.00001"
    assert [author.name for author in entry.authors] == ["Ada Lovelace", "Alan Turing"]
    assert str(entry.published) == "2025-05-10"


@pytest.mark.parametrize("papers", [1, 2])
def test_a_flat_corpus_is_one_listing_without_dates(tmp_path: Path, papers: int) -> None:
    (listing,) = load(tmp_path, papers=papers, is_flat=True).listings
    assert [entry.published for entry in listing.entries] == [None] * papers
