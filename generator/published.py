"""Reading what was last published: `papers.json` of a site, and its changes told so far.

The one place that opens those files. They come from a site of the past, so they may lack fields
that were added since; but what they hold must have the shape that was promised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from generator import addresses
from generator.changes import Change, Published, parse_change
from generator.ids import is_paper_id
from generator.problems import ContentError, Problem

Json = dict[str, Any]
Made = TypeVar("Made")

_PAPERS = Path(addresses.PAPERS_JSON)
_CHANGES = Path(addresses.CHANGES_JSON)
_LINE = re.compile(rb'\{"id": "([a-z0-9-]+)"')


def read_published(path: Path) -> Published:
    """Read the state that a site was last published in: its `papers.json`, or a folder of it.

    A folder is that of the site, or its `data`; there the changes told so far are read too.

    Raises:
        ContentError: it cannot be read, or is no `papers.json` of such a digest; one finding.
    """
    papers_file = _find(path, _PAPERS) if path.is_dir() else path
    data = _read(papers_file)
    papers = _parse(papers_file, data, "papers", _parse_papers)
    changes: tuple[Change, ...] = ()
    changes_file = papers_file.with_name(_CHANGES.name)
    if path.is_dir() and changes_file.exists():
        found = _read(changes_file)
        changes = _parse(
            changes_file, found, "changes", lambda rows: tuple(map(parse_change, rows))
        )
    return Published(path=str(papers_file), papers=papers, lines=_lines(data), changes=changes)


def _find(folder: Path, file: Path) -> Path:
    found = next((at for at in (folder / file, folder / file.name) if at.is_file()), None)
    if found is None:
        raise _refusal(folder, f"there is neither {file.as_posix()} nor {file.name} in it")
    return found


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _refusal(path, f"it cannot be read: {error.strerror or error}") from None


def _parse(path: Path, data: bytes, key: str, parse: Callable[[list[Json]], Made]) -> Made:
    try:
        whole = json.loads(data)
        rows = whole.get(key) if isinstance(whole, dict) else None
        if not isinstance(rows, list):
            raise _refusal(path, f"it is no {path.name} of a digest: it has no list `{key}`")
        return parse(rows)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise _refusal(path, f"it is no {path.name} of a digest: {where}: {first['msg']}") from None
    except RecursionError:
        raise _refusal(path, "it is no JSON that can be read: it goes too deep") from None
    except ValueError as error:
        raise _refusal(path, f"it cannot be understood: {error}") from None


class _Identifier(BaseModel):
    id: str


class _Address(BaseModel):
    url: str


class _Links(BaseModel):
    arxiv: _Identifier | None = None
    doi: _Identifier | None = None
    openreview: _Identifier | None = None
    code: list[_Address] = []
    project: list[_Address] = []
    model: list[_Address] = []
    dataset: list[_Address] = []
    demo: list[_Address] = []
    video: list[_Address] = []


class _Topic(BaseModel):
    slug: str
    origin: str = Field(alias="from")


class _Paper(BaseModel):
    """What is relied on in a published paper; the rest is compared as it is."""

    id: str
    title: str
    editions: list[str] = []
    links: _Links = _Links()
    topics: list[_Topic] = []
    status: dict[str, Any] | None = None


_SHAPE = TypeAdapter(list[_Paper])


def _parse_papers(rows: list[Json]) -> Mapping[str, Json]:
    _SHAPE.validate_python(rows)
    papers: dict[str, Json] = {}
    for row in rows:
        if not is_paper_id(row["id"]) or row["id"] in papers:
            raise ValueError(f"{row['id'][:80]!r} is no id of a paper, or stands there twice")
        papers[row["id"]] = row
    return papers


def _lines(data: bytes) -> Mapping[str, int]:
    """Where each paper stands, for findings; a file that was written by others may not tell."""
    found = ((_LINE.match(line), n) for n, line in enumerate(data.split(b"\n"), start=1))
    return {match[1].decode(): n for match, n in found if match}


def _refusal(path: Path, message: str) -> ContentError:
    problem = Problem(
        path=str(path),
        rule="published-state",
        message=message,
        hint="give papers.json as the site has it (fetch it anew), or the folder of the site",
    )
    return ContentError([problem])
