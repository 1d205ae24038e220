"""Findings about content: what is wrong, where, why, and the way out.

A check yields `Problem`s and never prints; a command prints them and decides the exit status.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Severity(IntEnum):
    """How bad a finding is; an error stops the build, the others do not."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding about content.

    `path` is as the user would type it, `line` and `column` count from 1 (0: the whole file),
    `message` says what is wrong with the value quoted, `hint` what to write or do instead.
    """

    path: str
    rule: str
    message: str
    severity: Severity = Severity.ERROR
    line: int = 0
    column: int = 0
    hint: str | None = None

    @property
    def place(self) -> tuple[str, int, int]:
        """What findings are sorted by."""
        return (self.path, self.line, self.column)


class ContentError(Exception):
    """Content that cannot be used; carries every finding, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(render_text, self.problems)))

    def __reduce__(self) -> tuple[type[ContentError], tuple[tuple[Problem, ...]]]:
        """It is sent from one process to another whole."""
        return type(self), (self.problems,)


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Order findings by place, worst first where they share one, without repetitions."""
    return sorted(dict.fromkeys(problems), key=lambda p: (*p.place, -p.severity, p.rule, p.message))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any finding stops the build."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def sum_up(problems: Iterable[Problem]) -> str:
    """Count findings: `2 errors, 1 warning`."""
    counts = Counter(problem.severity for problem in problems)
    return ", ".join(
        f"{counts[severity]:,} {severity}{'' if counts[severity] == 1 else 's'}"
        for severity in sorted(counts, reverse=True)
    )


def render_text(problem: Problem) -> str:
    """`path:line:column: severity: message [rule]`, and the hint on a line of its own."""
    line = (
        f"{problem.path}:{problem.line}:{problem.column}: "
        f"{problem.severity}: {problem.message} [{problem.rule}]"
    )
    return visible(line) + (f"\n    {visible(problem.hint)}" if problem.hint else "")


def read_text(text: str) -> Iterator[Problem]:
    """The findings that `render_text` wrote somewhere in a text, as they are to be seen."""
    for found in _WRITTEN.finditer(text):
        yield Problem(
            path=found["path"],
            line=int(found["line"]),
            column=int(found["column"]),
            severity=Severity[found["severity"].upper()],
            message=found["message"],
            rule=found["rule"],
            hint=found["hint"],
        )


_WRITTEN: Final = re.compile(
    r"^(?P<path>.+?):(?P<line>\d+):(?P<column>\d+): (?P<severity>note|warning|error): "
    r"(?P<message>.*) \[(?P<rule>[a-z-]+)\]$(?:\n    (?P<hint>.+))?",
    re.MULTILINE,
)


def render_github(problem: Problem) -> str:
    """A workflow command that shows the finding on its line of a pull request.

    Commands end at a line break and their properties at `,` and `:`; both are escaped as
    GitHub's toolkit does it.
    """
    command = {Severity.NOTE: "notice"}.get(problem.severity, str(problem.severity))
    text = f"{problem.message} — {problem.hint}" if problem.hint else problem.message
    place = f"file={_escape_property(problem.path)}"
    if problem.line:
        place += f",line={problem.line},col={problem.column}"
    return f"::{command} {place},title={_escape_property(problem.rule)}::{_escape_data(text)}"


def visible(text: str) -> str:
    """One line that a terminal only prints: what strangers name may hold line breaks and escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _escape_data(text: str) -> str:
    """Escape what ends a command, and what a terminal would act on."""
    whole = "".join(c if c.isprintable() or c in "\r\n" else ascii(c)[1:-1] for c in text)
    return whole.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
