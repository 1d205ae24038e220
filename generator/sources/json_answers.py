"""Records of JSON as APIs answer and people keep them: one a line, a list, or a list under a key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.sources.json_records import Json, as_mapping, json_records
from generator.sources.page import UnreadableRecordError, fold_space, refusal
from generator.sources.strict_json import StrictDecoder

_LOOKED_AT = 3
"""Lines by which a text of one record a line is told from an answer over many lines."""


@dataclass(frozen=True, slots=True)
class NoJson:
    """What stands in a record's place when its line is no JSON; `why` is a sentence."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Records with the lines they begin on, and `around`: what else the answer states."""

    records: Iterable[tuple[int, object]]
    around: Json = field(default_factory=dict)


def read_answer(text: str, path: str, key: str, expected: str) -> Answer:
    """Find the records: under `key` of the one mapping that the text is, in a list, or in lines.

    Raises:
        ContentError: the text is no JSON; lines are judged one by one while they are taken.
    """
    if _is_lines(text):
        return Answer(records=json_lines(text, path))
    values = list(json_records(text, path, expected))
    outer = values[0][1] if len(values) == 1 else None
    if isinstance(outer, dict) and isinstance(inner := outer.get(key), list):
        lines = _lines(text, key)
        return Answer(
            records=list(zip(lines, inner, strict=True)),
            around={name: value for name, value in outer.items() if name != key},
        )
    return Answer(records=values)


def json_lines(text: str, path: str) -> Iterator[tuple[int, object]]:
    """Yield the record of each line; a line that is no JSON is a `NoJson`.

    Raises:
        ContentError: the last line has no end, so the file is cut off.
    """
    decoder = StrictDecoder()
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if not line or line.isspace():
            continue
        record = decode_line(decoder, line)
        if isinstance(record, NoJson) and number == len(lines):
            message = f"the file ends within a record: {record.why}"
            raise refusal(path, number, message, "fetch or copy it again, to its end")
        yield number, record


def decode_line(decoder: StrictDecoder, line: str) -> object:
    """Decode a line's one value; `NoJson` when there is none, or more."""
    try:
        return decoder.decode(line)
    except json.JSONDecodeError as error:
        return NoJson(f"the line is no JSON; column {error.colno}: {error.msg}")
    except ValueError as error:
        return NoJson(f"the line is no JSON: {error}")


def as_record(value: object) -> Json:
    """The mapping that a record must be; raise `UnreadableRecordError` for anything else."""
    if isinstance(value, NoJson):
        raise UnreadableRecordError(value.why)
    return as_mapping(value, "a record")


def told_error(answer: Mapping[str, Any]) -> str | None:
    """What a server says went wrong, in an answer that holds nothing else to read."""
    told = (answer.get(name) for name in ("error", "message", "detail", "errors"))
    return next((fold_space(str(error))[:200] for error in told if error), None)


def _is_lines(text: str) -> bool:
    """Whether the first line is a whole record and not the only line, or the two after it are."""
    if text.lstrip()[:1] == "[":
        return False
    filled = (line for line in text.split("\n", 4 * _LOOKED_AT) if line.strip())
    first = [line for _, line in zip(range(_LOOKED_AT), filled, strict=False)]
    if len(first) == 1:
        return False
    whole = [isinstance(decode_line(StrictDecoder(), line), dict) for line in first]
    return whole[0] or sum(whole) > 1


def _lines(text: str, key: str) -> Iterator[int]:
    """The lines that the items of a list begin on; the text is known to be a mapping with it."""
    line, counted = 1, 0
    for at in _places(text, key):
        line, counted = line + text.count("\n", counted, at), at
        yield line


def _places(text: str, key: str) -> Iterator[int]:
    decode = json.JSONDecoder().raw_decode
    at = _next(text, 0)
    while text[at] != "}":
        name, at = decode(text, at)
        at = _next(text, at)
        if name == key:
            yield from _items(text, at)
            return
        _, at = decode(text, at)
        at = _skip_comma(text, at)


def _items(text: str, at: int) -> Iterator[int]:
    decode = json.JSONDecoder().raw_decode
    at = _next(text, at)
    while text[at] != "]":
        yield at
        _, at = decode(text, at)
        at = _skip_comma(text, at)


def _skip_comma(text: str, at: int) -> int:
    at = _skip_space(text, at)
    return _next(text, at) if text[at] == "," else at


def _next(text: str, at: int) -> int:
    """Step over one sign and the white space around it."""
    return _skip_space(text, _skip_space(text, at) + 1)


def _skip_space(text: str, at: int) -> int:
    while text[at : at + 1] in {" ", "\t", "\r", "\n"}:
        at += 1
    return at
