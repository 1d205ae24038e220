"""Readers: the bytes of a listing become raw entries, one module a format.

A reader is pure. It keeps what it can read, reports each entry that it cannot as a warning with
its line, and refuses what is no listing of its format with one error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from generator.sources import daily_papers, daily_papers_api
from generator.sources.page import Page

Reader = Callable[[bytes, str], Page]

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "daily-papers": daily_papers.read,
        "daily-papers-api": daily_papers_api.read,
    }
)
"""A reader's name, as it stands in a listing's file name, and its function."""


def guess_reader(data: bytes) -> str:
    """Name the reader for bytes whose file name does not: JSON is an answer, the rest a page."""
    return (
        "daily-papers-api" if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in b"[{" else "daily-papers"
    )


__all__ = ["READERS", "Page", "Reader", "guess_reader"]
