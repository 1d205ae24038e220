r"""`papers.csv`: the flat facts of each paper, for spreadsheets, one row a paper.

RFC 4180 (commas, quotes doubled, lines ended by CR LF) in UTF-8 with a byte order mark, without
which Excel reads another encoding. Titles and abstracts come from strangers, and a spreadsheet runs
a cell that begins like a formula: `guard` puts an apostrophe before such a beginning, and `unguard`
takes it away again, so nothing of the text is lost.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

from generator.records import ADDRESS_KINDS, ID_KINDS

Json = dict[str, Any]

COLUMNS = (
    *("id", "title", "abstract", "published", "published_from", "n_authors", "authors"),
    *("organisation", "comments", "editions", "listed", "added", "topics"),
    *ID_KINDS,
    *ADDRESS_KINDS,
    *("pick_by", "pick_on", "status", "status_on", "status_because", "url"),
    *("categories", "upvotes", "stars"),
)
"""The columns, in order. New ones come at the end alone: programs count on places too."""

SEPARATOR = " | "
"""Between the items of a list; in an item a bar is written `\\|`, a backslash `\\\\`."""

_RISKY = r"'*[^\S;\t\r\n]*[=+\-@＝＋－＠]"  # noqa: RUF001 - spreadsheets take the wide ones too
_BEGIN = re.compile(rf"(?={_RISKY}|'*[\t\r\n])")
_BEGIN_GUARDED = re.compile(rf"'(?={_RISKY}|'*[\t\r\n])")
_INSIDE = re.compile(rf"([;\t\r\n])(?={_RISKY})")
_INSIDE_GUARDED = re.compile(rf"([;\t\r\n])'(?={_RISKY})")


def encode_head() -> bytes:
    """The beginning of the file: what tells the encoding, and the names of the columns."""
    return codecs.BOM_UTF8 + _encode(COLUMNS)


def encode_row(paper: Json) -> bytes:
    """The row of a paper as `papers.json` holds it.

    Half a character, which UTF-8 cannot hold, becomes a question mark here.
    """
    return _encode(map(guard, _row(paper)))


def _encode(cells: Iterable[str]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode("utf-8", "replace")


def guard(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula.

    That is the beginning of a cell, and what follows a semicolon, a tab or a line break: where
    those part cells, as in much of Europe, it would be the beginning of one.
    """
    if any(map(cell.__contains__, ";\t\r\n")):
        cell = _INSIDE.sub(r"\1'", cell)
    # Nothing that begins with a letter or digit is a formula.
    return f"'{cell}" if not cell[:1].isalnum() and _BEGIN.match(cell) else cell


def unguard(cell: str) -> str:
    """The cell as it was before `guard`."""
    cell = cell[1:] if _BEGIN_GUARDED.match(cell) else cell
    return _INSIDE_GUARDED.sub(r"\1", cell)


def join(items: Iterable[str]) -> str:
    """The items of a list in one cell."""
    return SEPARATOR.join(item.replace("\\", "\\\\").replace("|", "\\|") for item in items)


def split(cell: str) -> list[str]:
    """The items of a cell that `join` made; none are empty."""
    return [re.sub(r"\\(.)", r"\1", item) for item in cell.split(SEPARATOR)] if cell else []


def _row(paper: Json) -> Iterator[str]:
    """The cells of a row; what is not known is empty."""
    links = paper["links"]
    pick, status = paper["pick"] or {}, paper["status"] or {}
    flat: Json = {
        **paper,
        "authors": join(author["name"] for author in paper["authors"]),
        "organisation": (paper["organisation"] or {}).get("name"),
        "editions": join(paper["editions"]),
        "topics": join(topic["slug"] for topic in paper["topics"]),
        **{kind: (links[kind] or {}).get("id") for kind in ID_KINDS},
        **{kind: join(link["url"] for link in links[kind]) for kind in ADDRESS_KINDS},
        "pick_by": pick.get("by"),
        "pick_on": pick.get("on"),
        "categories": join(paper["categories"]),
        "status": status.get("is"),
        "status_on": status.get("on"),
        "status_because": status.get("because"),
    }
    return ("" if flat[name] is None else str(flat[name]) for name in COLUMNS)
