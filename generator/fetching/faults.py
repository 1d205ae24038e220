"""What can go wrong between asking and having an answer, each said with its way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import ceil
from typing import Final

from generator.problems import ContentError, Problem, Severity


class FetchError(ContentError):
    """An answer that did not come, or that cannot be used; nothing of it is kept.

    `wait` are the seconds after which the source asked to come again, where it did.
    """

    def __init__(self, problems: Iterable[Problem], *, wait: float | None = None) -> None:
        super().__init__(problems)
        self.wait = wait


class PassingError(FetchError):
    """A fault that may be over in a while: asking again can help."""


def give_up(error: PassingError, tries: int, seconds: float) -> FetchError:
    """Say of a fault that did not pass how often, and over which time, it was met."""
    if tries == 1:
        return FetchError(error.problems, wait=error.wait)
    told = f" ({tries} tries in {in_words(seconds)})"
    problems = (replace(problem, message=problem.message + told) for problem in error.problems)
    return FetchError(problems, wait=error.wait)


def try_again(error: PassingError, tries: int, most: int, seconds: float) -> tuple[Problem, ...]:
    """Tell of a fault after which the client goes on by itself."""
    told = f"; try {tries + 1} of {most} follows in {in_words(seconds)}"
    return tuple(
        replace(problem, message=problem.message + told, severity=Severity.NOTE, hint=None)
        for problem in error.problems
    )


def in_words(seconds: float) -> str:
    """A time as people say it, rounded up: `4 s`, `2 min 30 s`, `1 h 5 min`, `3 d 2 h`."""
    left = ceil(seconds)
    parts: list[tuple[int, str]] = []
    for size, unit in _UNITS:
        number, left = divmod(left, size)
        if number or parts:
            parts.append((number, unit))
    return " ".join(f"{number:,} {unit}" for number, unit in parts[:2] if number) or "0 s"


_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
