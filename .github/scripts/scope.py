"""Say what a proposed change touches, where that is more than curations, listings and references.

    git diff --name-only -z BASE HEAD | python scope.py

A change of these alone can be judged by its words. One that also touches what runs,
or what every page depends on, is told so, as annotations of the workflow. Exit status 0 always: the
owners of those files decide (`CODEOWNERS`), not a script that the change itself could edit.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Final

OPEN: Final = ("content/curations/", "content/listings/", "content/references/")
"""Folders that contributors write into."""

WITH_THEM: Final = frozenset({"content/papers.lock"})
"""What `digest import` changes together with a listing or reference."""

MAX_NAMED: Final = 20


def find_others(paths: Iterable[str]) -> list[str]:
    """The paths beside curations, listings and references; none where the change has none of these."""
    touched = sorted(set(paths))
    if not any(path.startswith(OPEN) for path in touched):
        return []
    return [path for path in touched if not path.startswith(OPEN) and path not in WITH_THEM]


def make_annotations(others: Iterable[str]) -> Iterator[str]:
    """One line of GitHub's for each path; names are strangers' and are escaped."""
    named = list(others)
    for path in named[:MAX_NAMED]:
        yield (
            f"::warning file={_escape(path, ':,')}::This change adds to curations or listings and "
            "also changes this file. Better propose the two apart: the first can be taken soon."
        )
    if len(named) > MAX_NAMED:
        yield f"::warning::It changes {len(named) - MAX_NAMED} more files beside them."


def _escape(text: str, more: str = "") -> str:
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def main() -> None:
    """Read paths that end in NUL, as git writes them, and print annotations."""
    data = sys.stdin.buffer.read().decode("utf-8", "replace")
    for line in make_annotations(find_others(filter(None, data.split("\0")))):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
