"""Small data files for the reader's browser: what is new in a topic, and what came on a day.

The scripts in `assets/reading/` load one only when a reader follows the topic, or asks what came
since the last visit. Their shape is the site's own and may change with it, unlike `papers.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from generator import addresses
from generator.pages.index import Index, sort_by_added
from generator.pages.views import Card
from generator.records import Paper
from generator.write import File

TOPIC_PAPERS = 30
"""Newest papers in a topic's file: more than the front page shows, since some may be hidden."""

DAY_PAPERS = 200
"""Most papers in a day's file; its edition's page has them all."""


def make_reading_files(index: Index) -> Iterator[File]:
    """A file for each name that a topic has or had, and one for each day that added papers."""
    for topic in index.digest.topics:
        newest = sort_by_added(index.by_topic[topic.slug])[:TOPIC_PAPERS]
        rows = _rows(newest, index)
        for slug in (topic.slug, *topic.formerly):
            yield _file(addresses.reading_topic(slug), rows, slug=topic.slug, name=topic.name)
    for day, papers in index.by_added.items():
        rows = _rows(papers[:DAY_PAPERS], index)
        yield _file(addresses.reading_day(day), rows)


def _rows(papers: Sequence[Paper], index: Index) -> list[dict[str, Any]]:
    return [_row(paper, index.cards[paper.id]) for paper in papers]


def _row(paper: Paper, card: Card) -> dict[str, Any]:
    """A paper as a card needs it, in plain text; what is not known is left out."""
    days = {"published": paper.published, "added": paper.added}
    if not paper.published:
        days["listed"] = paper.listed
    who = card.who if isinstance(card.who, str | None) else card.who.text
    row = {
        "id": card.id,
        "title": card.title.text,
        **{name: day.isoformat() for name, day in days.items() if day},
        "who": " · ".join(filter(None, (card.by, who))),
        "sentence": card.sentence,
    }
    return {name: value for name, value in row.items() if value}


def _file(path: str, papers: list[dict[str, Any]], **facts: str) -> File:
    text = json.dumps({**facts, "papers": papers}, ensure_ascii=False, indent=0)
    return File(path, (text + "\n").encode("utf-8", "backslashreplace"))
