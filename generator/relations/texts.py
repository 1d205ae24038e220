"""The plain text of papers, read once for all that looks for something in it."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from generator.records import Paper
from generator.text.display import as_text
from generator.text.words import without_addresses
from generator.workers import share_out

AT_ONCE: Final = 256
"""Papers whose texts are one turn of a process; fewer are not worth one."""

AT_MOST: Final = 16
"""Turns of one process: it gets a copy of every paper that it looks at."""


class Texts:
    """Title and abstract of papers as plain text without addresses, on a line each.

    They are kept as UTF-8, for there are many.
    """

    def __init__(self) -> None:
        self._encoded: dict[str, bytes] = {}

    def read(self, papers: Sequence[Paper], jobs: int = 1) -> None:
        """Read the texts of many papers, shared among processes."""
        new = [paper for paper in papers if paper.id not in self._encoded]
        texts = share_out(
            new, _encode_all, attrgetter("id"), at_once=AT_ONCE, jobs=jobs, at_most=AT_MOST
        )
        self._encoded.update(zip((paper.id for paper in new), texts, strict=True))

    def encoded(self, paper: Paper) -> bytes:
        """The text of a paper in UTF-8."""
        text = self._encoded.get(paper.id)
        if text is None:
            text = self._encoded[paper.id] = _encode(paper)
        return text

    def of(self, paper: Paper) -> str:
        """The text of a paper."""
        return self.encoded(paper).decode()


def _encode_all(papers: Sequence[Paper]) -> list[bytes]:
    return [*map(_encode, papers)]


def _encode(paper: Paper) -> bytes:
    return without_addresses(f"{as_text(paper.title)}\n{as_text(paper.abstract)}").encode()
