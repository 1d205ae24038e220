"""Which findings a change brought, and which it took away.

A finding is the same before and after if its file, rule, message and the text of its line are. The
line's number is not compared: it moves when something is written above.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from generator.content.load import show_path
from generator.problems import Problem

_NUMBERED = re.compile(r"\b(lines?) [\d,]+")
_BREAK = re.compile(rb"\r\n?|\n")
_MOST = 1000
"""Bytes of a line that are compared; an answer of an API may be one line of megabytes."""

Key = tuple[str, str, str, bytes]
"""Rule, path, message and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Findings that are there now and were not before, and the reverse."""

    new: tuple[Problem, ...]
    gone: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All findings of a content folder, each with what it is known by."""

    keyed: tuple[tuple[Key, Problem], ...]


def key_findings(problems: Iterable[Problem], root: Path, shown: str | None = None) -> Findings:
    """Key the findings of a folder; it is called `shown` in them if it stands in for another."""
    own = show_path(root)
    lines = lru_cache(maxsize=64)(_lines_of)
    return Findings(
        keyed=tuple(
            (_key(renamed, _line(lines(problem.path), problem.line)), renamed)
            for problem in problems
            for renamed in [_rename(problem, own, shown) if shown else problem]
        )
    )


def compare_findings(before: Findings, after: Findings) -> Compared:
    """Tell the findings apart; one that stands there twice now and once before is new once."""
    return Compared(
        new=tuple(_without(after, before)),
        gone=tuple(_without(before, after)),
    )


def _without(some: Findings, others: Findings) -> Iterator[Problem]:
    known = Counter(key for key, _ in others.keyed)
    for key, problem in some.keyed:
        if known[key]:
            known[key] -= 1
        else:
            yield problem


def _key(problem: Problem, line: bytes) -> Key:
    return (problem.rule, problem.path, _NUMBERED.sub(r"\1", problem.message), line)


def _rename(problem: Problem, own: str, shown: str) -> Problem:
    """Name a folder's files as those of the folder that it stands in for."""
    return replace(
        problem,
        path=problem.path.replace(own, shown),
        message=problem.message.replace(own, shown),
        hint=problem.hint and problem.hint.replace(own, shown),
    )


def _line(lines: Sequence[bytes], number: int) -> bytes:
    return lines[number - 1][:_MOST].strip() if 0 < number <= len(lines) else b""


def _lines_of(path: str) -> Sequence[bytes]:
    """The lines of a file; a link may lead anywhere, and what cannot be read has none."""
    try:
        is_plain = Path(path).is_file() and not Path(path).is_symlink()
        return _BREAK.split(Path(path).read_bytes()) if is_plain else ()
    except (OSError, ValueError):
        return ()
