"""`data/changes.json`: written, described by its schema, and read back by the next build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator import addresses
from generator.changes.records import KINDS, Change, Fact, Json
from generator.dates import parse_iso_date
from generator.exports import encode_schema
from generator.exports.papers import encode_json
from generator.exports.shapes import an_object, day, list_of, make_schema, nullable, text
from generator.ids import is_paper_id
from generator.settings import Settings
from generator.write import File


def make_changes_files(changes: Iterable[Change], settings: Settings) -> Iterator[File]:
    """`data/changes.json`, one change a line, and its schema."""
    lines = (encode_json(change_to_json(change)) for change in changes)
    begin = b'{"schema": "changes.schema.json", "changes": [\n'
    yield File(addresses.CHANGES_JSON, b"".join((begin, b",\n".join(lines), b"\n]}\n")))
    yield File(addresses.CHANGES_SCHEMA, encode_schema(changes_schema(settings)))


def change_to_json(change: Change) -> Json:
    """A change as `changes.json` holds it."""
    return {
        "id": change.id,
        "day": change.day.isoformat(),
        "kind": change.kind,
        "paper": change.paper,
        "title": change.title,
        "summary": change.sentence,
        "what": [{"field": f.field, "before": f.before, "after": f.after} for f in change.what],
        "url": change.address,
    }


def parse_change(data: object) -> Change:
    """Read a change back; raise `ValueError` that says what is wrong with it."""
    if not isinstance(data, dict):
        raise ValueError(f"a change must be a mapping, not {str(data)[:60]!r}")  # noqa: TRY004
    texts = [data.get(name) for name in ("id", "day", "kind", "paper", "title")]
    name, on, kind, paper, title = (value if isinstance(value, str) else "" for value in texts)
    when = parse_iso_date(on)
    if not name or when is None or kind not in KINDS or not is_paper_id(paper):
        raise ValueError(f"a change needs id, day, kind and paper; this one is {str(data)[:80]!r}")
    return Change(
        id=name,
        day=when,
        kind=kind,
        paper=paper,
        title=title,
        what=tuple(_parse_fact(fact) for fact in data.get("what") or ()),
    )


def _parse_fact(data: object) -> Fact:
    if not isinstance(data, dict) or not isinstance(data.get("field"), str):
        raise ValueError(f"a changed field must have a name, unlike {str(data)[:60]!r}")  # noqa: TRY004
    return Fact(field=data["field"], before=data.get("before"), after=data.get("after"))


def changes_schema(settings: Settings) -> Json:
    """The JSON Schema of `changes.json`."""
    change = an_object(
        {
            "id": text("The change's own name. It never changes."),
            "day": day("The newest day of the content that shows the change."),
            "kind": {"enum": list(KINDS), "description": "What happened to the paper."},
            "paper": text("The id of the paper; of a merged or removed one, the id it had."),
            "title": text("The paper's title, as listed."),
            "summary": text("What happened, as one sentence of plain text."),
            "what": list_of(_fact_schema(), "The fields that differ; empty for a new paper."),
            "url": nullable(
                {"type": "string"}, "The paper's page, relative to the site's root, if it has one."
            ),
        }
    )
    return make_schema(
        settings.site_url + addresses.CHANGES_SCHEMA,
        f"Changes of {settings.site_name}",
        changes=list_of(change, "The changes, newest first."),
    )


def _fact_schema() -> Json:
    return an_object(
        {
            "field": text("Its name, as in papers.json; links.code for a kind of links."),
            "before": {"description": "The value last published."},
            "after": {"description": "The value now."},
        }
    )
