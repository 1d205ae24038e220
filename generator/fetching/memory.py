"""What sources said of answers that we have, kept so that they can say "nothing changed".

A convenience and no state: a file in the build folder that can be deleted at any time. Without it,
what did not change is sent once more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from generator.dates import parse_iso_date
from generator.fetching.answers import Answer, Known, header_value
from generator.problems import Problem, Severity
from generator.sources.strict_json import StrictDecoder
from generator.write import write_file

VERSION: Final = 1
"""Of the file's shape; a file of another one is not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What is known of one answer, and the day on which it was last asked for."""

    known: Known
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Answers by the address that was asked, parameters included (`make_address`)."""

    answers: Mapping[str, Remembered] = field(default_factory=dict)

    def known(self, asked: str) -> Known | None:
        """What a client may send along, if the answer itself is still there to be used."""
        found = self.answers.get(asked)
        return found.known if found else None

    def day(self, asked: str) -> date | None:
        """The day on which an address was last asked and answered."""
        found = self.answers.get(asked)
        return found.day if found else None


def remember(memory: Memory, answer: Answer, day: date) -> Memory:
    """Add an answer; one that is unchanged keeps what it does not say anew."""
    known = Known(etag=answer.etag, last_modified=answer.last_modified)
    before = memory.known(answer.asked)
    if answer.unchanged and before:
        known = replace(
            before,
            etag=answer.etag or before.etag,
            last_modified=answer.last_modified or before.last_modified,
        )
    new = {answer.asked: Remembered(known=known, day=day)}
    return Memory(answers={**memory.answers, **new})


def read_memory(path: Path) -> tuple[Memory, tuple[Problem, ...]]:
    """Read the file; one that is damaged, or another program's, is as good as none, with a note."""
    try:
        return parse_memory(path.read_text("utf-8")), ()
    except FileNotFoundError:
        return Memory(), ()
    except (OSError, ValueError) as error:
        return Memory(), (_ignored(path, error),)


def write_memory(path: Path, memory: Memory) -> None:
    """Write the file whole or not at all."""
    write_file(path, render_memory(memory).encode(), durable=False)


def parse_memory(text: str) -> Memory:
    """Read what `render_memory` wrote.

    Raises:
        ValueError: it is something else, with a word on what.
    """
    data = StrictDecoder().decode(text)
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise ValueError(f"a mapping with version {VERSION} was expected")
    answers = data.get("answers")
    if not isinstance(answers, dict):
        raise ValueError("its answers are no mapping")  # noqa: TRY004 - of the file, not of a type
    return Memory(answers={asked: _parse(asked, value) for asked, value in answers.items()})


def render_memory(memory: Memory) -> str:
    """Write the memory as text, sorted; the reverse of `parse_memory`."""
    answers = {
        asked: {
            "etag": found.known.etag,
            "last_modified": found.known.last_modified,
            "day": found.day.isoformat(),
        }
        for asked, found in sorted(memory.answers.items())
    }
    return json.dumps({"version": VERSION, "answers": answers}, indent=1) + "\n"


def _parse(asked: str, value: Any) -> Remembered:  # noqa: ANN401 - whatever stands in the file
    if not isinstance(value, dict):
        raise ValueError(f"what it knows of {asked[:100]!r} is no mapping")  # noqa: TRY004
    day = parse_iso_date(str(value.get("day")))
    if day is None:
        raise ValueError(f"{asked[:100]!r} has no day")
    known = Known(etag=_header(value, "etag"), last_modified=_header(value, "last_modified"))
    return Remembered(known=known, day=day)


def _header(value: Mapping[str, Any], name: str) -> str | None:
    """A value of a header, which will be sent; what none may hold would be sent by nobody of ours."""
    found = value.get(name)
    if found is None:
        return None
    if not isinstance(found, str) or header_value(found) is None:
        raise ValueError(f"its {name} {str(found)[:60]!r} is no value of a header")
    return found


def _ignored(path: Path, error: Exception) -> Problem:
    return Problem(
        path=str(path),
        rule="fetch-memory",
        severity=Severity.NOTE,
        message=f"is not used: {error}",
        hint="It is written anew with the next answer; nothing is lost.",
    )
