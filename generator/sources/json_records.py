"""Records of JSON: a list of them, or one a line; each with the line it begins on, read strictly.

The accessors take a field as what it must be, or raise `UnreadableRecordError` with a sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from generator.sources.page import UnreadableRecordError, refusal
from generator.sources.strict_json import StrictDecoder

Json = Mapping[str, Any]

_SPACE = re.compile(r"[ \t\r\n]*")


def json_records(text: str, path: str, expected: str) -> Iterator[tuple[int, object]]:
    """Yield each record with the line it begins on; refuse what is not JSON at all.

    `expected` says what the file should hold, for the message.
    """
    return ((line, record) for line, record, _ in _scan(text, path, expected))


def json_spans(text: str, path: str, expected: str) -> Iterator[tuple[object, str]]:
    """Yield each record with its text as it stands in the file; the same refusals."""
    return ((record, text[span]) for _, record, span in _scan(text, path, expected))


def _scan(text: str, path: str, expected: str) -> Iterator[tuple[int, object, slice]]:
    decoder = StrictDecoder()
    at = _skip_space(text, 0)
    in_list = text[at : at + 1] == "["
    at = _skip_space(text, at + in_list)
    line, counted = 1, 0
    while at < len(text) and not (in_list and text[at] == "]"):
        line, counted = line + text.count("\n", counted, at), at
        begin = at
        try:
            record, at = decoder.raw_decode(text, at)
        except ValueError as error:
            _refuse_json(text, path, line, error, expected)
        yield line, record, slice(begin, at)
        at = _skip_separator(text, at, path, in_list=in_list)
    if in_list and at >= len(text):
        last = text.count("\n") + 1
        raise refusal(path, last, "the list has no end: the answer is cut off", "fetch it again")


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _skip_separator(text: str, at: int, path: str, *, in_list: bool) -> int:
    """Step over what stands between two records: a comma in a list, else a line break."""
    after = _skip_space(text, at)
    if not in_list or text[after : after + 1] in {"", "]"}:
        return after
    if text[after] != ",":
        line = text.count("\n", 0, after) + 1
        raise refusal(path, line, f"a comma was expected between two records, not {text[after]!r}")
    return _skip_space(text, after + 1)


def _refuse_json(text: str, path: str, line: int, error: Exception, expected: str) -> NoReturn:
    if isinstance(error, json.JSONDecodeError):
        line = error.lineno
        if error.msg.startswith("Unterminated") or error.pos >= len(text.rstrip()):
            raise refusal(
                path, line, f"the answer is cut off: {error}", "fetch it again, to its end"
            ) from None
    begin = text.lstrip()[:60]
    raise refusal(
        path,
        line,
        f"JSON was expected ({expected}); {error}; the file begins with {begin!r}",
        "fetch or export it again",
    ) from None


def as_mapping(value: object, what: str) -> Json:
    """The value, which must be a mapping."""
    if not isinstance(value, dict):
        raise UnreadableRecordError(f"{what} must be a mapping, not {str(value)[:60]!r}")
    return value


def text_of(record: Json, key: str) -> str | None:
    """A field that is text or absent (or null)."""
    value = record.get(key)
    if value is not None and not isinstance(value, str):
        raise UnreadableRecordError(f"`{key}` must be text, not {str(value)[:60]!r}")
    return value


def list_of(record: Json, key: str) -> list[Any]:
    """A field that is a list or absent (or null); empty when absent."""
    value = record.get(key)
    if value is not None and not isinstance(value, list):
        raise UnreadableRecordError(f"`{key}` must be a list, not {str(value)[:60]!r}")
    return value or []


def count_of(record: Json, key: str) -> int | None:
    """A field that is a count; anything else is not known."""
    value = record.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def day_of(record: Json, key: str) -> date | None:
    """The day, in UTC, of a field that is an ISO time stamp or absent."""
    stamp = text_of(record, key)
    if not stamp:
        return None
    try:
        when = datetime.fromisoformat(stamp)
        return (when if when.tzinfo is None else when.astimezone(UTC)).date()
    except (ValueError, OverflowError):
        raise UnreadableRecordError(f"`{key}` is no time: {stamp[:60]!r}") from None
