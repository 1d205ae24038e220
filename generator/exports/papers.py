"""A paper as the data files hold it: the shape that DESIGN promises.

Fields are added, never renamed or removed. What is not known is `null` or an empty list; texts are
as listed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from generator import addresses
from generator.records import ADDRESS_KINDS, ID_KINDS, Author, Link, More, Paper

Json = dict[str, Any]


def encode_json(value: Json) -> bytes:
    """A value as one line of JSON, without its end.

    Half a character, which a listing may hold and UTF-8 cannot, becomes an escape of JSON.
    """
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace")


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
            "from": paper.status.source,
        },
        "url": addresses.paper(paper.id),
        **more_to_json(paper.more),
    }


def author_to_json(author: Author) -> Json:
    """An author; `family` and `given` only where a source splits the name."""
    parts: Json = {"name": author.name}
    if author.family is not None:
        parts["family"] = author.family
    if author.given is not None:
        parts["given"] = author.given
    return parts


def links_to_json(links: Iterable[Link]) -> Json:
    """All kinds of links: an identifier or null for some, a list of addresses for the others."""
    found: Json = {**dict.fromkeys(ID_KINDS), **{kind: [] for kind in ADDRESS_KINDS}}
    for link in links:
        if link.kind in ADDRESS_KINDS:
            found[link.kind].append({"url": link.value, "from": link.source})
        elif found[link.kind] is None:
            found[link.kind] = {"id": link.value, "from": link.source}
    return found


def more_to_json(more: More) -> Json:
    """What only some sources tell; what a machine wrote stands apart and says so."""
    machine = {"summary": more.summary, "keywords": list(more.keywords)}
    return {
        "categories": list(more.categories),
        "upvotes": more.upvotes,
        "stars": more.stars,
        "machine_written": machine if any(machine.values()) else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
