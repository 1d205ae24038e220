"""Fields of a paper as plain text, one item a line, for people who compare them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from generator.changes.records import CURATED, FACTS
from generator.records import ADDRESS_KINDS
from generator.text.display import as_text

NAMES: Mapping[str, str] = {
    **FACTS,
    **CURATED,
    "topics": "topics",
    "editions": "editions",
    "comments": "comments",
}
"""What fields are called: those that are told to readers, and those that only reviewers look at."""


LISTS = frozenset({"topics", "editions", *(f"links.{kind}" for kind in ADDRESS_KINDS)})
"""Fields whose lines are items, each there or not."""


def field_text(name: str, value: Any) -> str:  # noqa: ANN401 - a value as JSON holds it
    """A field as text; nothing where it is not known."""
    if value is None or value == []:
        return ""
    if name in _TEXTS:
        return _TEXTS[name](value)
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def why(topic: Mapping[str, Any]) -> str:
    """A topic of a paper and the reason: `brewing — by its rules, 12: kettle, cup`."""
    if topic["from"] == "curation":
        return f"{topic['slug']} — by its curation"
    phrases = ", ".join(topic["because"])
    return f"{topic['slug']} — by rules, {topic['score']:g}: {phrases}"


def title_of(text: str, paper: str) -> str:
    """A paper's title for a heading; one without a visible letter has its id."""
    return as_text(text) or paper


def _topics(value: list[dict[str, Any]]) -> str:
    return "\n".join(map(why, value))


def _notes(value: list[dict[str, Any]]) -> str:
    return "\n".join(f"{note['by']}, {note['on']}: {note['text']}" for note in value)


def _authors(value: list[dict[str, Any]]) -> str:
    return ", ".join(author["name"] for author in value)


def _organisation(value: dict[str, Any]) -> str:
    return f"{value['name']} ({value['slug']})"


def _pick(value: dict[str, Any]) -> str:
    return f"by {value['by']} on {value['on']}"


def _status(value: dict[str, Any]) -> str:
    return f"{value['is']} on {value['on']}: {value['because']}"


_TEXTS: Mapping[str, Callable[[Any], str]] = {
    "topics": _topics,
    "notes": _notes,
    "authors": _authors,
    "organisation": _organisation,
    "pick": _pick,
    "status": _status,
}
