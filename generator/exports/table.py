r"""`papers.csv`: the flat facts of each paper, for spreadsheets, one row a paper.

RFC 4180 (commas, quotes doubled, lines ended by CR LF) in UTF-8 with a byte order mark, without
which Excel reads another encoding. Titles and abstracts come from strangers, and a spreadsheet runs
a cell that begins like a formula: `guard` puts an apostrophe before such a beginning, and a
program can take it away again, so nothing of the text is lost.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from generator import addresses
from generator.records import ADDRESS_KINDS, ID_KINDS, Link, Paper

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
_INSIDE = re.compile(rf"([;\t\r\n])(?={_RISKY})")


def encode_head() -> bytes:
    """The beginning of the file: what tells the encoding, and the names of the columns."""
    return codecs.BOM_UTF8 + _encode(COLUMNS)


def encode_row(paper: Paper) -> bytes:
    """The row of a paper: what `papers.json` says of it, but for its relations.

    Half a character, which UTF-8 cannot hold, becomes a question mark here.
    """
    cells = _cells(paper)
    return _encode([_show(cells[name]) for name in COLUMNS])


def _encode(cells: Iterable[str]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode("utf-8", "replace")


def _show(value: object) -> str:
    """A cell; days stand in it as `YYYY-MM-DD`."""
    return "" if value is None else guard(str(value))


def guard(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula.

    That is the beginning of a cell, and what follows a semicolon, a tab or a line break: where
    those part cells, as in much of Europe, it would be the beginning of one.
    """
    if ";" in cell or "\t" in cell or "\r" in cell or "\n" in cell:
        cell = _INSIDE.sub(r"\1'", cell)
    # Nothing that begins with a letter or digit is a formula.
    return f"'{cell}" if cell and not cell[0].isalnum() and _BEGIN.match(cell) else cell


def join(items: Iterable[str]) -> str:
    """The items of a list in one cell."""
    return SEPARATOR.join(item.replace("\\", "\\\\").replace("|", "\\|") for item in items)


def _cells(paper: Paper) -> Mapping[str, object]:
    """What stands in each column; what is not known is `None` or empty."""
    pick, status, more = paper.pick, paper.status, paper.more
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        "published": paper.published,
        "published_from": paper.published_from,
        "n_authors": paper.n_authors,
        "authors": join([author.name for author in paper.authors]),
        "organisation": paper.organisation and paper.organisation.name,
        "comments": paper.comments,
        "editions": join(paper.editions),
        "listed": paper.listed,
        "added": paper.added,
        "topics": join([topic.slug for topic in paper.topics]),
        **_links(paper.links),
        "pick_by": pick and pick.by,
        "pick_on": pick and pick.on,
        "status": status and status.value,
        "status_on": status and status.on,
        "status_because": status and status.because,
        "url": addresses.paper(paper.id),
        "categories": join(more.categories),
        "upvotes": more.upvotes,
        "stars": more.stars,
    }


def _links(links: Sequence[Link]) -> Mapping[str, str]:
    """The first identifier of each kind, and all addresses of the others."""
    found: dict[str, list[str]] = {kind: [] for kind in (*ID_KINDS, *ADDRESS_KINDS)}
    for link in links:
        found[link.kind].append(link.value)
    return {
        **{kind: "".join(found[kind][:1]) for kind in ID_KINDS},
        **{kind: join(found[kind]) for kind in ADDRESS_KINDS},
    }
