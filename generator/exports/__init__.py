"""Data files for programs: all papers as JSON, JSON lines and CSV, and those of topics and editions.

Their shape is promised: fields are added, never renamed or removed. `/data/` documents them.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from typing import Any

from generator import addresses
from generator.exports.papers import (
    author_to_json,
    encode_json,
    links_to_json,
    more_to_json,
    paper_to_json,
)
from generator.exports.schema import papers_schema
from generator.exports.status import status_schema, status_to_json
from generator.exports.table import encode_head, encode_row
from generator.made import Bytes, Joined, Making, Rows
from generator.records import Digest, Paper
from generator.settings import Settings
from generator.write import File, Kept

__all__ = [
    "author_to_json",
    "encode_schema",
    "links_to_json",
    "make_exports",
    "more_to_json",
    "paper_to_json",
    "papers_schema",
    "status_schema",
    "status_to_json",
]


def make_exports(
    digest: Digest, settings: Settings, making: Making | None = None
) -> Iterator[File | Kept]:
    """The data files of a digest, one after the other; each paper is encoded as JSON once for all.

    A topic's file stands under each name that the topic had: addresses of data are promised.
    """
    making = making or Making()
    yield from _make_table(digest.papers, making)
    yield File(addresses.PAPERS_SCHEMA, encode_schema(papers_schema(settings)))
    yield File(addresses.STATUS_JSON, encode_schema(status_to_json(digest)))
    yield File(addresses.STATUS_SCHEMA, encode_schema(status_schema(settings)))
    yield from _Lines(digest, making).make()


def _make_table(papers: Sequence[Paper], making: Making) -> Iterator[File | Kept]:
    """`papers.csv`, which tells nothing of a paper's relations."""
    keys = [making.keys.facts(paper) for paper in papers]
    name = addresses.PAPERS_CSV

    @cache
    def table() -> Joined:
        makers = (partial(encode_row, paper) for paper in papers)
        return making.join(name, Rows(encode_head()), zip(keys, makers, strict=True))

    yield from making.unit(
        name, making.keys.of(keys), lambda: [File(name, table().data)], lambda: table().note()
    )


class _Lines:
    """Files of papers as JSON, one a line, so that two can be compared line by line."""

    def __init__(self, digest: Digest, making: Making) -> None:
        self.digest = digest
        self.making = making
        self.keys = {paper.id: making.keys.of(paper) for paper in digest.papers}

    def make(self) -> Iterator[File | Kept]:
        """Those of all papers, of topics and of editions."""
        key = self._key(list(self.keys))
        yield from self.making.unit(addresses.PAPERS_JSON, key, self._make_all, self._note)
        by_topic = _ids_by_topic(self.digest.papers)
        for topic in self.digest.topics:
            places = map(addresses.topic_data, (topic.slug, *topic.formerly))
            yield from self._make_list(tuple(places), by_topic[topic.slug])
        for edition in self.digest.editions:
            yield from self._make_list(
                (addresses.edition_data(edition.id),), sorted(edition.papers)
            )

    def _make_all(self) -> Iterator[File]:
        yield File(addresses.PAPERS_JSON, self._all.data)
        yield File(addresses.PAPERS_LINES, _compress(self._lines.values()))

    def _note(self) -> str:
        return self._all.note()

    def _make_list(self, places: Sequence[str], ids: Sequence[str]) -> Iterator[File | Kept]:
        def make() -> Iterator[File]:
            data = _SOME.join(self._lines[paper] for paper in ids)
            yield from (File(place, data) for place in places)

        return self.making.unit(places[0], self._key(ids, places), make)

    def _key(self, ids: Iterable[str], places: Sequence[str] = ()) -> str:
        return self.making.keys.of(places, [self.keys[paper] for paper in ids])

    @cached_property
    def _all(self) -> Joined:
        makers = ((self.keys[one.id], partial(_encode_line, one)) for one in self.digest.papers)
        return self.making.join(addresses.PAPERS_JSON, _ALL, makers)

    @cached_property
    def _lines(self) -> Mapping[str, Bytes]:
        """The line of each paper, by its id."""
        return {paper: line for paper, (_, line) in zip(self.keys, self._all.rows(), strict=True)}


def _encode_line(paper: Paper) -> bytes:
    return encode_json(paper_to_json(paper))


def encode_schema(schema: Mapping[str, Any]) -> bytes:
    """A schema, or another small file, as people can read it."""
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()


def _ids_by_topic(papers: Iterable[Paper]) -> Mapping[str, list[str]]:
    """The ids of each topic's papers, sorted as the papers are."""
    groups: dict[str, list[str]] = defaultdict(list)
    for paper in papers:
        for topic in paper.topics:
            groups[topic.slug].append(paper.id)
    return groups


def _form(schema: str) -> Rows:
    """A file of papers that names its schema."""
    return Rows(f'{{"schema": "{schema}", "papers": [\n'.encode(), b",\n", b"\n]}\n")


_ALL, _SOME = _form("papers.schema.json"), _form("../papers.schema.json")
"""Of all papers, and of some, in a folder below."""


def _compress(lines: Iterable[Bytes]) -> bytes:
    """The papers one a line in gzip (RFC 1952), with neither time, name nor system in its header.

    Written here since Python's `gzip` puts in a number for the system, which differs by release.
    """
    packer = zlib.compressobj(5, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed, check, size = [_GZIP_HEADER], 0, 0
    for line in lines:
        data = b"".join((line, b"\n"))
        packed.append(packer.compress(data))
        check, size = zlib.crc32(data, check), size + len(data)
    end = check.to_bytes(4, "little") + (size % 2**32).to_bytes(4, "little")
    return b"".join((*packed, packer.flush(), end))


_GZIP_HEADER = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
"""Deflate; no flags, no time, nothing about the compressor, system unknown."""
