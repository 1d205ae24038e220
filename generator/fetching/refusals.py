"""Findings of readers, said of an answer: it was never a file, and nobody can mend it by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from generator.fetching.answers import Answer
from generator.problems import Problem, Severity

LATER: Final = "Nothing of it is taken; the next fetch asks for it again."
"""What happens next, where a source may do better another time."""

_FILE: Final = re.compile(r"\bthe file\b")
_TEXT: Final = re.compile(r"json|xml|html|text/plain", re.IGNORECASE)


def refuse(problems: Iterable[Problem], answer: Answer) -> tuple[Problem, ...]:
    """A reader's findings as reasons against an answer: errors, whatever they are in a file.

    What it was sent as is told where it is none of what sources send; it refuses nothing by itself.
    """
    kind = answer.content_type or ""
    sent = f" (it was sent as {kind})" if kind and not _TEXT.search(kind) else ""
    return tuple(
        replace(
            problem,
            severity=Severity.ERROR,
            message=_FILE.sub("the answer", problem.message) + sent,
            hint=LATER,
        )
        for problem in problems
    )
