"""Data files for programs: `data/papers.json` and its schema.

Their shape is promised: fields are added, never renamed or removed. What is not known is `null` or
an empty list; texts are as listed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from io import BytesIO
from itertools import chain, repeat
from typing import Any

from generator import addresses
from generator.records import ADDRESS_KINDS, ID_KINDS, Author, Digest, Link, Paper
from generator.settings import Settings
from generator.write import File

Json = dict[str, Any]


def make_exports(digest: Digest, settings: Settings) -> Iterator[File]:
    """The data files of a digest."""
    yield File(addresses.PAPERS_JSON, _encode_papers(digest.papers))
    schema = json.dumps(papers_schema(settings), ensure_ascii=False, indent=1)
    yield File(addresses.PAPERS_SCHEMA, f"{schema}\n".encode())


def _encode_papers(papers: Iterable[Paper]) -> bytes:
    """The file of all papers, one a line, so that two can be compared line by line.

    Each goes into one buffer at once: the file of a large digest is held a single time.
    """
    buffer = BytesIO()
    buffer.write(b'{"schema": "papers.schema.json", "papers": [')
    for before, paper in zip(chain([b"\n"], repeat(b",\n")), papers, strict=False):
        line = json.dumps(paper_to_json(paper), ensure_ascii=False)
        buffer.write(before + line.encode("utf-8", "backslashreplace"))
    buffer.write(b"\n]}\n")
    return buffer.getvalue()


def paper_to_json(paper: Paper) -> Json:
    """A paper as `papers.json` holds it; addresses are relative to the site's root."""
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        "published": _iso(paper.published),
        "published_from": paper.published_from,
        "n_authors": paper.n_authors,
        "authors": [author_to_json(author) for author in paper.authors],
        "organisation": paper.organisation
        and {"slug": paper.organisation.slug, "name": paper.organisation.name},
        "comments": paper.comments,
        "editions": list(paper.editions),
        "listed": _iso(paper.listed),
        "added": _iso(paper.added),
        "topics": [
            {
                "slug": topic.slug,
                "from": topic.origin,
                "score": topic.score,
                "because": list(topic.because),
            }
            for topic in paper.topics
        ],
        "related": [other.id for other in paper.related],
        "mentions": [other.id for other in paper.mentions],
        "mentioned_by": [other.id for other in paper.mentioned_by],
        "links": links_to_json(paper.links),
        "pick": paper.pick and {"by": paper.pick.by, "on": _iso(paper.pick.on)},
        "notes": [{"by": n.by, "on": _iso(n.on), "text": n.text} for n in paper.notes],
        "status": paper.status
        and {
            "is": paper.status.value,
            "on": _iso(paper.status.on),
            "because": paper.status.because,
        },
        "url": addresses.paper(paper.id),
    }


def author_to_json(author: Author) -> Json:
    """An author; `family` and `given` only where a source splits the name."""
    parts = {"name": author.name, "family": author.family, "given": author.given}
    return {key: value for key, value in parts.items() if value is not None}


def links_to_json(links: Iterable[Link]) -> Json:
    """All kinds of links: an identifier or null for some, a list of addresses for the others."""
    links = tuple(links)
    ids: Json = {
        kind: next(
            ({"id": link.value, "from": link.source} for link in links if link.kind == kind), None
        )
        for kind in ID_KINDS
    }
    lists: Json = {
        kind: [{"url": link.value, "from": link.source} for link in links if link.kind == kind]
        for kind in ADDRESS_KINDS
    }
    return ids | lists


def papers_schema(settings: Settings) -> Json:
    """The JSON Schema of `papers.json`; editors and programs check against it."""
    day = {"type": ["string", "null"], "format": "date"}
    ids = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    text = {"type": "string"}
    count = {"type": ["integer", "null"], "minimum": 0}
    paper: Json = {
        "id": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        "title": _about(text | {"minLength": 1}, "As listed, white space folded."),
        "abstract": _about(text, "As listed; empty where a listing has none."),
        "published": _about(day, "The paper's own date, if a source states it."),
        "published_from": _about(
            {"enum": ["stated", "year-from-capture", "curation", None]},
            "Why the date is what it is.",
        ),
        "n_authors": count,
        "authors": {"type": "array", "items": _object({"name": text}, family=text, given=text)},
        "organisation": _nullable(_object({"slug": text, "name": text})),
        "comments": _about(count, "Comments at the newest capture that shows a count."),
        "editions": _about(ids, "Ids of the editions that list it, oldest first."),
        "listed": _about(day, "Day of the earliest edition that has it."),
        "added": _about(day, "Day on which this digest took it in; never changes."),
        "topics": {
            "type": "array",
            "items": _object(
                {
                    "slug": text,
                    "from": {"enum": ["rules", "curation"]},
                    "score": {"type": ["number", "null"]},
                    "because": {"type": "array", "items": text},
                }
            ),
        },
        "related": ids,
        "mentions": ids,
        "mentioned_by": ids,
        "links": _object(
            {kind: _nullable(_object({"id": text, "from": text})) for kind in ID_KINDS}
            | {
                kind: {
                    "type": "array",
                    "items": _object({"url": text | {"format": "uri"}, "from": text}),
                }
                for kind in ADDRESS_KINDS
            }
        ),
        "pick": _nullable(_object({"by": text, "on": text | {"format": "date"}})),
        "notes": {
            "type": "array",
            "items": _object({"by": text, "on": text | {"format": "date"}, "text": text}),
        },
        "status": _nullable(
            _object(
                {
                    "is": {"enum": ["withdrawn", "retracted", "superseded"]},
                    "on": text | {"format": "date"},
                    "because": text,
                }
            )
        ),
        "url": _about(text, "The paper's page, relative to the site's root."),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": settings.site_url + addresses.PAPERS_SCHEMA,
        "title": f"Papers of {settings.site_name}",
        "description": "Fields are added, never renamed or removed.",
        **_object({"schema": text, "papers": {"type": "array", "items": _object(paper)}}),
    }


def _object(required: Mapping[str, object], **optional: object) -> Json:
    """A mapping of known fields; unknown ones are allowed, since fields are added in time."""
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
    }


def _nullable(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _about(schema: Json, description: str) -> Json:
    return {**schema, "description": description}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
