"""Answers as sources give them, made of invented papers: lists of Daily Papers, feeds of arXiv."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from generator.fetching.answers import Answer

ABSTRACT = "We present a kettle that waits until the water has made up its mind. " * 3
ASKED = "https://source.example/api"


def answer(body: bytes | str, asked: str = ASKED, status: int = 200) -> Answer:
    """An answer of a source, as the client gives it."""
    data = body.encode() if isinstance(body, str) else body
    return Answer(asked=asked, url=asked, status=status, body=data)


# Daily Papers


def record(title: str, arxiv: str, day: str | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """A record with the fields that all have; `day` is the one that it says it was listed on."""
    paper = {
        "id": arxiv,
        "title": title,
        "summary": ABSTRACT,
        "authors": [{"name": "Ada Lovelace", "hidden": False}],
        "publishedAt": "2031-03-01T22:00:00.000Z",
        "upvotes": 3,
    }
    if day:
        paper["submittedOnDailyAt"] = f"{day}T05:00:00.000Z"
    return {"paper": paper | more, "title": title, "publishedAt": "2031-03-01T17:00:00.000Z"}


def daily(*records: dict[str, Any]) -> bytes:
    """A list of a day."""
    return json.dumps(records).encode()


def kettles(first: int, last: int) -> list[dict[str, Any]]:
    """Records of papers by their numbers, both included."""
    return [record(f"Kettle No. {n}", f"3103.{n:05}") for n in range(first, last + 1)]


# arXiv


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A paper as arXiv knows it; `published` is the time of its first version."""

    arxiv: str
    title: str
    published: str = "2031-03-01T22:00:00Z"
    comment: str = ""


ENTRY = """\
  <entry>
    <id>http://arxiv.org/abs/{arxiv}v1</id>
    <updated>{published}</updated>
    <published>{published}</published>
    <title>{title}</title>
    <summary>{abstract}</summary>
    <author><name>Ada Lovelace</name></author>
    {comment}<arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.CL"/>
    <category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
  </entry>
"""
COMMENT = '<arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">{}</arxiv:comment>\n    '
SEARCH = 'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"'


def atom(works: Sequence[Work], total: int | None = None, start: int = 0) -> bytes:
    """A feed of the API; `total` is how many it says there are."""
    whole = len(works) if total is None else total
    head = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <link href="http://arxiv.org/api/query?id_list" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query</title>
  <id>http://arxiv.org/api/aKettleThatWaitsForWater</id>
  <updated>2031-03-20T00:00:00-04:00</updated>
  <opensearch:totalResults {SEARCH}>{whole}</opensearch:totalResults>
  <opensearch:startIndex {SEARCH}>{start}</opensearch:startIndex>
  <opensearch:itemsPerPage {SEARCH}>{len(works)}</opensearch:itemsPerPage>
"""
    return (head + "".join(map(_entry, works)) + "</feed>\n").encode()


def _entry(work: Work) -> str:
    return ENTRY.format(
        arxiv=work.arxiv,
        published=work.published,
        title=escape(work.title),
        abstract=ABSTRACT.strip(),
        comment=COMMENT.format(escape(work.comment)) if work.comment else "",
    )


def atom_error(told: str) -> bytes:
    """An error as arXiv gives it: with a status of 200, as a feed with one entry."""
    entry = f"""\
  <entry>
    <id>http://arxiv.org/api/errors#{told.replace(" ", "_")}</id>
    <title>Error</title>
    <summary>{told}</summary>
    <updated>2031-03-20T00:00:00-04:00</updated>
    <link href="http://arxiv.org/api/errors" rel="alternate" type="text/html"/>
    <author><name>arXiv api core</name></author>
  </entry>
</feed>
"""
    return atom([], total=1).replace(b"</feed>\n", entry.encode())


def papers(first: int, last: int) -> list[Work]:
    """Papers by their numbers, both included."""
    return [Work(arxiv=f"3103.{n:05}", title=f"Kettle No. {n}") for n in range(first, last + 1)]


def by_ids(works: Iterable[Work], ids: str) -> list[Work]:
    """Those papers of a list of ids that are there, in the order asked for."""
    there = {work.arxiv: work for work in works}
    return [there[one] for one in ids.split(",") if one in there]
