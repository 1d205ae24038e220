"""The names of listings: `2025-11-20.daily-papers.post-training.txt` says when, how and which."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from generator.dates import parse_iso_date
from generator.records import REFERENCES, ListingName

_NAME = re.compile(
    r"(?P<captured>\d{4}-\d{2}-\d{2})\.(?P<reader>[a-z0-9]+(?:-[a-z0-9]+)*)"
    r"(?:\.(?P<label>[a-z0-9]+(?:-[a-z0-9]+)*))?\.(?:txt|jsonl?|xml|bib|ris)",
    re.ASCII,
)
_LABEL = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
MAX_LABEL = 40
"""Longest label; it becomes part of an address."""


def parse_listing_name(file_name: str) -> ListingName | None:
    """Read a listing's file name; `None` when it is not one or its date does not exist."""
    match = _NAME.fullmatch(file_name)
    captured = parse_iso_date(match["captured"]) if match else None
    if not match or not captured or len(match["label"] or "") > MAX_LABEL:
        return None
    return ListingName(captured=captured, reader=match["reader"], label=match["label"])


def is_label(text: str) -> bool:
    """Whether the text can tell apart two listings of one day and reader."""
    return bool(_LABEL.fullmatch(text)) and len(text) <= MAX_LABEL


def listing_path(name: ListingName, suffix: str) -> PurePosixPath:
    """Where a listing or reference belongs, relative to the content folder."""
    folder = REFERENCES if name.is_reference else "listings"
    return PurePosixPath(folder, f"{name.captured.year:04}", f"{name.id}{suffix}")
