"""The register of papers, `content/papers.lock`: one line a paper, and lines are only added.

A line holds the paper's id, the day it was added, and its keys in the order in which they became
known, parted by tabs. A key is `arxiv:<id>` or `title:<normalised title>`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from generator.dates import parse_iso_date
from generator.ids import is_paper_id
from generator.problems import Problem

LOCK_NAME = "papers.lock"

HEADER = "# The register of papers: id, day added, keys. `digest import` keeps it; see README.md.\n"

ARXIV = "arxiv:"
TITLE = "title:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """One line of the register; `keys` are in the order in which they became known.

    `line` is where it stood in the file, 0 before it is written; two lines of one text are equal.
    """

    id: str
    added: date
    keys: tuple[str, ...]
    line: int = field(default=0, compare=False)

    @property
    def arxiv(self) -> str | None:
        """The paper's arXiv id, if it is known."""
        return next((k.removeprefix(ARXIV) for k in self.keys if k.startswith(ARXIV)), None)

    @property
    def titles(self) -> tuple[str, ...]:
        """The keys of the titles under which the paper was listed."""
        return tuple(k.removeprefix(TITLE) for k in self.keys if k.startswith(TITLE))


def parse_lock(text: str, path: str) -> tuple[tuple[Locked, ...], tuple[Problem, ...]]:
    """Read the register; every line that cannot be read is an error."""
    lines: list[Locked] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        parsed = _parse_line(line, number)
        reason = parsed if isinstance(parsed, str) else _clash(parsed, seen, number)
        if reason:
            problems.append(_problem(path, number, reason))
        elif isinstance(parsed, Locked):
            lines.append(parsed)
    return tuple(lines), tuple(problems)


def render_lock(lines: Iterable[Locked]) -> str:
    """Write the register; the reverse of `parse_lock`."""
    return HEADER + "".join(
        "\t".join((line.id, line.added.isoformat(), *line.keys)) + "\n" for line in lines
    )


def _parse_line(line: str, number: int) -> Locked | str:
    paper_id, *rest = line.split("\t")
    added = parse_iso_date(rest[0]) if rest else None
    keys = tuple(rest[1:])
    if not is_paper_id(paper_id):
        return f"{paper_id[:80]!r} is no paper id (lower-case words joined by hyphens)"
    if added is None:
        return f"after the id, a tab and a day such as 2025-11-20 were expected in {line[:80]!r}"
    if not keys or any(not _is_key(key) for key in keys):
        return "keys such as `arxiv:2504.13143` or `title:some words` were expected after the day"
    return Locked(id=paper_id, added=added, keys=keys, line=number)


def _is_key(key: str) -> bool:
    return any(key.startswith(kind) and len(key) > len(kind) for kind in (ARXIV, TITLE))


def _clash(line: Locked, seen: dict[str, int], number: int) -> str | None:
    """Say why a line contradicts an earlier one: an id or an arXiv id stands in one line only."""
    arxiv = [key for key in line.keys if key.startswith(ARXIV)]
    for name in (line.id, *arxiv):
        first = seen.setdefault(name, number)
        if first != number:
            return f"{name!r} stands in line {first} too"
    return f"{line.id!r} has several arXiv ids: {', '.join(arxiv)}" if len(arxiv) > 1 else None


def _problem(path: str, line: int, message: str) -> Problem:
    return Problem(
        path=path,
        line=line,
        column=1,
        rule="bad-lock",
        message=message,
        hint="`digest import` writes this file; restore the line from the version before",
    )


def keys_of(arxiv: str | None, titles: Iterable[str]) -> Iterator[str]:
    """The keys of a paper, the strongest first."""
    if arxiv:
        yield ARXIV + arxiv
    yield from (TITLE + title for title in titles)
