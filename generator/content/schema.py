"""JSON Schemas of the content's files: editors complete and check from them while one writes.

They come from the models that `digest check` uses. Where editors read YAML by other rules than
this project (an unquoted arXiv id is a number to them), the schema takes both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.content.models import CurationShape, TopicsFileShape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel

DIALECT = "http://json-schema.org/draft-07/schema#"
"""The newest dialect that the usual YAML language server knows whole."""

Schema = dict[str, Any]


def curation_schema(topics: Iterable[str] = ()) -> Schema:
    """The schema of `curations/<paper-id>.yml`; topics, where given, are the only ones allowed."""
    schema = _schema_of(CurationShape, "A curation: what people say about one paper")
    slugs = list(topics)
    if slugs:
        choice = {"type": "string", "enum": slugs}
        for key in ("add", "remove"):
            schema["definitions"]["TopicsShape"]["properties"][key]["items"] = choice
    arxiv = schema["definitions"]["LinksShape"]["properties"]["arxiv"]
    arxiv["type"] = ["string", "number"]
    schema["minProperties"] = 1
    schema["dependencies"] = {"paper": ["on", "links"], "on": ["paper"]}
    schema["if"] = {"required": ["same_as"]}
    schema["then"] = {"maxProperties": 1}
    return schema


def topics_schema() -> Schema:
    """The schema of `topics.yml`."""
    return _schema_of(TopicsFileShape, "The closed list of topics")


def _schema_of(model: type[BaseModel], title: str) -> Schema:
    made = model.model_json_schema(ref_template="#/definitions/{model}")
    definitions = {name: _tidy(part) for name, part in made.pop("$defs").items()}
    return {"$schema": DIALECT, "title": title, **_tidy(made), "definitions": definitions}


def _tidy(schema: Schema) -> Schema:
    """Drop what has no use for a writer: null (a key without a value), defaults, class names."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    kept = {key: value for key, value in schema.items() if key not in _NOISE}
    for choice in choices:
        kept |= choice
    for key in ("items", "additionalProperties"):
        if isinstance(kept.get(key), dict):
            kept[key] = _tidy(kept[key])
    if "properties" in kept:
        kept["properties"] = {name: _tidy(part) for name, part in kept["properties"].items()}
    return kept


_NOISE = frozenset({"anyOf", "default", "title"})
"""Keywords that pydantic writes of a class's insides."""
