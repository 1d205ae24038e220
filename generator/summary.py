"""Findings as a summary in Markdown, for the page of a pull request.

What strangers wrote stands in it as text: every mark of Markdown and HTML is a character reference,
and what the hosting site would link or notify by itself (`@name`, `#1`) is broken up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from generator.problems import Problem, Severity, sort_problems, sum_up
from generator.text.escape import markdown

MOST = 100
"""Findings that a summary shows; the others are counted."""

_TALLEST = 500
"""Characters of a cell; what is longer is cut."""

_ACTIVE = re.compile(r"(&#64;|&#35;|\bwww|\bGH)", re.IGNORECASE)
_SIGNS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTE: "💬"}
_HEAD = ("| line | | what is wrong | what to write instead |", "| ---: | --- | --- | --- |")


def render_markdown(problems: Iterable[Problem], since: str | None = None) -> str:
    """Count the findings and show the first of them, a table for each file."""
    problems = sort_problems(problems)
    return "\n".join(_lines(problems, since)) + "\n"


def _lines(problems: Sequence[Problem], since: str | None) -> Iterator[str]:
    yield "## What `digest check` finds"
    yield ""
    brought = " that this change brings" if since else ""
    if not problems:
        yield f"No problems{brought}. ✅"
        return
    yield f"**{sum_up(problems)}**{brought}. {_verdict(problems)}"
    for path, group in groupby(problems[:MOST], key=attrgetter("path")):
        yield ""
        yield f"### <code>{text(path)}</code>"
        yield ""
        yield from _HEAD
        yield from map(_row, group)
    if len(problems) > MOST:
        yield ""
        yield f"… and {len(problems) - MOST:,} more: `digest check` lists all."


def _verdict(problems: Iterable[Problem]) -> str:
    if any(problem.severity is Severity.ERROR for problem in problems):
        return "Errors stop the build; the others do not."
    return "None of them stops the build."


def _row(problem: Problem) -> str:
    line = problem.line or ""
    rule = f"{_SIGNS[problem.severity]} <code>{problem.rule}</code>"
    return f"| {line} | {rule} | {text(problem.message)} | {text(problem.hint or '')} |"


def text(words: str) -> str:
    """A stranger's words in a cell: text in Markdown, and nothing that a hosting site acts on."""
    short = words if len(words) <= _TALLEST else f"{words[:_TALLEST]}…"
    return _ACTIVE.sub(r"\1<!-- -->", markdown(short))
