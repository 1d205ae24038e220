"""The words of JSON Schema that the schemas of data files are made of; each says what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]


def make_schema(address: str, title: str, **required: Json) -> Json:
    """The schema of a file: it names its schema, and holds these lists."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": title,
        "description": "Fields are added, never renamed or removed.",
        **an_object({"schema": text("Where this schema is, from the file."), **required}),
    }


def an_object(required: Mapping[str, object], **optional: object) -> Json:
    """A mapping of known fields; unknown ones are allowed, since fields are added in time."""
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
    }


def nullable(schema: Json, about: str) -> Json:
    """What may be null."""
    return {"anyOf": [schema, {"type": "null"}], "description": about}


def text(about: str) -> Json:
    """Any text."""
    return {"type": "string", "description": about}


def day(about: str) -> Json:
    """A day as `YYYY-MM-DD`."""
    return {"type": "string", "format": "date", "description": about}


def day_or_null(about: str) -> Json:
    """A day, or null."""
    return {"type": ["string", "null"], "format": "date", "description": about}


def address(about: str) -> Json:
    """An address with its scheme."""
    return {"type": "string", "format": "uri", "description": about}


def count(about: str) -> Json:
    """A whole number from 0, or null."""
    return {"type": ["integer", "null"], "minimum": 0, "description": about}


def list_of(items: Json, about: str) -> Json:
    """A list of such values."""
    return {"type": "array", "items": items, "description": about}


def ids(about: str) -> Json:
    """A list of names, each once."""
    return {**list_of({"type": "string"}, about), "uniqueItems": True}
