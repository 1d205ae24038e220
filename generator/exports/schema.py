"""The JSON Schema of the data files: programs check against it, and `/data/` is written from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator import addresses
from generator.exports.shapes import (
    Json,
    address,
    an_object,
    count,
    day,
    day_or_null,
    ids,
    list_of,
    make_schema,
    nullable,
    text,
)
from generator.records import ADDRESS_KINDS, ID_KINDS
from generator.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field as a person reads of it: `topics[].slug`, `text`, and what it says."""

    name: str
    kind: str
    about: str


def papers_schema(settings: Settings) -> Json:
    """The JSON Schema of `papers.json` and of the files of topics and editions."""
    return make_schema(
        settings.site_url + addresses.PAPERS_SCHEMA,
        f"Papers of {settings.site_name}",
        papers=list_of(_paper(), "The papers, by id."),
    )


def list_fields() -> Iterator[Field]:
    """All fields of a paper, in their order; those inside others follow them."""
    yield from _fields("", _paper())


def _fields(inside: str, schema: Json) -> Iterator[Field]:
    for name, field in schema["properties"].items():
        yield Field(name=inside + name, kind=_kind(field), about=field["description"])
        inner = next((one for one in field.get("anyOf", ()) if "properties" in one), field)
        within = inner.get("items", inner)
        if "properties" in within:
            yield from _fields(f"{inside}{name}{'[]' if inner is not within else ''}.", within)


def _kind(schema: Json) -> str:
    """What a value is, in words: `day or null`, `list of texts`."""
    if "anyOf" in schema:
        return " or ".join(map(_kind, schema["anyOf"]))
    if "enum" in schema:
        *first, last = ("null" if value is None else f"“{value}”" for value in schema["enum"])
        return f"{', '.join(first)} or {last}"
    types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    if types == ["array"]:
        return f"list of {_kind(schema['items'])}s".replace("addresss", "addresses")
    words = (_WORDS.get((kind, schema.get("format")), _WORDS[kind, None]) for kind in types)
    return " or ".join(words)


_WORDS = {
    ("string", None): "text",
    ("string", "date"): "day",
    ("string", "uri"): "address",
    ("integer", None): "whole number",
    ("number", None): "number",
    ("object", None): "object",
    ("null", None): "null",
}
"""What a type and a format are called."""


def _paper() -> Json:
    return an_object(
        {
            "id": {
                **text("The paper's name in addresses. It never changes."),
                "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
            },
            "title": {**text("As listed, white space folded."), "minLength": 1},
            "abstract": text("As listed; empty where a listing has none."),
            "published": day_or_null("The paper's own date, if a source states it."),
            "published_from": {
                "enum": ["stated", "year-from-capture", "curation", None],
                "description": "Why the date is what it is: a source states it whole; its year is "
                "that of the capture; or a curator says so.",
            },
            "n_authors": count("How many authors it has, where a source says so."),
            "authors": list_of(_author(), "Who wrote it; empty where no source names them."),
            "organisation": nullable(_organisation(), "Who is behind it, where a listing says."),
            "comments": count("Comments at the newest capture that shows a count."),
            "editions": ids("Ids of the editions that list it, oldest first."),
            "listed": day_or_null("Day of the earliest edition that has it."),
            "added": day_or_null("Day on which this digest took it in. It never changes."),
            "topics": list_of(_topic(), "Its topics, best first."),
            "related": ids("Ids of papers about the same, the closest first."),
            "mentions": ids("Ids of papers whose named system its abstract mentions."),
            "mentioned_by": ids("Ids of papers that mention its named system."),
            "links": {**_links(), "description": "Where else it is, by kind."},
            "pick": nullable(_pick(), "A curator's mark that it is worth reading."),
            "notes": list_of(_note(), "What curators say about it."),
            "status": nullable(_status(), "What became of it, if it no longer stands."),
            "url": text("Its page, relative to the site's root."),
            "categories": list_of(
                text("A category such as cs.CL."), "Its arXiv categories, the primary one first."
            ),
            "upvotes": count("Upvotes at the newest capture that shows a count."),
            "stars": count("Stars of its code's repository, likewise."),
            "machine_written": nullable(
                _machine_written(), "What a source had a machine write, if the digest shows it."
            ),
        }
    )


def _machine_written() -> Json:
    return an_object(
        {
            "summary": {
                "type": ["string", "null"],
                "description": "A summary that a machine wrote; no author or curator did.",
            },
            "keywords": list_of(text("A keyword."), "Keywords that a machine chose."),
        }
    )


def _author() -> Json:
    return an_object(
        {"name": text("The whole name as the source has it.")},
        family=text("Family name, only where a source splits the name."),
        given=text("Given names, only where a source splits the name."),
    )


def _organisation() -> Json:
    return an_object({"slug": text("Its short name, as listed."), "name": text("As shown.")})


def _topic() -> Json:
    return an_object(
        {
            "slug": text("The topic's name in addresses."),
            "from": {
                "enum": ["rules", "curation"],
                "description": "Who put the paper there: the rules, or a curator.",
            },
            "score": {
                "type": ["number", "null"],
                "description": "How strongly the rules speak for it; null without them.",
            },
            "because": list_of({"type": "string"}, "The phrases that the rules found."),
        }
    )


def _links() -> Json:
    by_id: Json = {
        kind: nullable(an_object({"id": text("The identifier."), "from": text(_FROM)}), _IDS[kind])
        for kind in ID_KINDS
    }
    by_address: Json = {
        kind: list_of(
            an_object({"url": address("The address."), "from": text(_FROM)}),
            f"Addresses of the {kind}.",
        )
        for kind in ADDRESS_KINDS
    }
    return an_object({**by_id, **by_address})


_IDS = {
    "arxiv": "Its arXiv id, without a version.",
    "doi": "Its DOI, without an address.",
    "openreview": "Its id at OpenReview.",
}

_FROM = "Where it comes from: a listing's id, abstract, or curation."


def _pick() -> Json:
    return an_object({"by": text("The curator."), "on": day("Day of the pick.")})


def _note() -> Json:
    return an_object(
        {
            "by": text("The curator."),
            "on": day("Day of the note."),
            "text": text("The note, as Markdown that is not to be trusted."),
        }
    )


def _status() -> Json:
    return an_object(
        {
            "is": {
                "enum": ["withdrawn", "retracted", "superseded"],
                "description": "What happened.",
            },
            "on": day("Day on which it happened; of a source, the day on which it said so."),
            "because": text("Why, in the words of whom it is from."),
            "from": text("`curation`, or the listing or reference that says so."),
        }
    )
