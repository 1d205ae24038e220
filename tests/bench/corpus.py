"""Content folders of thousands of papers, made of the real records beside the project.

Both sources become answers of `/api/daily_papers`, one a day that the source names: an invented
edition, but of real size and real text. The same records in one listing without dates are the
worst shape that content can have: one edition, and lists that never end.
"""

from __future__ import annotations

import json
import lzma
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import Any

Record = Mapping[str, Any]
"""A record as its source has it, or as the API answers it."""

API = Path("data/daily_papers_api/2024-05_2025-12.jsonl.xz")
ARXIV = Path("data/arxiv/arxiv_csai_37k.jsonl.xz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """So many papers of a source, in editions by day or all in one that states no dates."""

    source: Path
    papers: int
    is_flat: bool = False

    @property
    def kind(self) -> str:
        """What corpora share that differ in size alone."""
        return f"{'api' if self.source == API else 'arxiv'}{'-flat' if self.is_flat else ''}"

    @property
    def name(self) -> str:
        """What the corpus is called in tables and folders."""
        return f"{self.kind}-{self.papers}"


def write_content(corpus: Corpus, shared: Path, topics: Path, content: Path) -> int:
    """Make a content folder of a corpus; returns how many papers the source had for it."""
    with lzma.open(shared / corpus.source, "rt", encoding="utf-8") as lines:
        records = list(islice(map(json.loads, lines), corpus.papers))
    content.mkdir(parents=True)
    shutil.copy(topics, content / "topics.yml")
    days = groupby(records, key=day_of)
    listings = [("2026-06-01", map(without_date, records))] if corpus.is_flat else days
    for day, listed in listings:
        path = content / "listings" / day[:4] / f"{day}.daily-papers-api.jsonl"
        write_listing(path, map(to_api, listed))
    return len(records)


def day_of(record: Record) -> str:
    """The day of the page or file that the record stood on."""
    return str(record.get("_file") or record["_file_day"])


def to_api(record: Record) -> Record:
    """The record as the API would answer it; one that comes from there stays as it is."""
    if "paper" in record:
        return record
    return {
        "paper": {
            "id": record["arxiv_id"].rpartition("v")[0],
            "title": record["title"],
            "summary": record["abstract"],
            "authors": [{"name": name, "hidden": False} for name in record["authors"]],
            "publishedAt": to_iso(record["published_date"]),
        },
        "numComments": 0,
    }


def to_iso(stamp: str) -> str:
    """`2025-05-10 22:42:29 UTC` as the API writes it; no stamp stays none."""
    return stamp.removesuffix(" UTC").replace(" ", "T") + ".000Z" if stamp else ""


def without_date(record: Record) -> Record:
    """The record as a listing has it that states no dates."""
    paper = to_api(record)["paper"]
    return {"paper": {key: value for key, value in paper.items() if key != "publishedAt"}}


def write_listing(path: Path, records: Iterable[Record]) -> None:
    """Write records one a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)
