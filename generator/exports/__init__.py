"""Data files for programs: all papers as JSON, JSON lines and CSV, and those of topics and editions.

Their shape is promised: fields are added, never renamed or removed. `/data/` documents them.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, repeat
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
from generator.exports.table import Table
from generator.records import Digest, Paper
from generator.settings import Settings
from generator.write import File

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


def make_exports(digest: Digest, settings: Settings) -> Iterator[File]:
    """The data files of a digest, one after the other; each paper is encoded as JSON once for all.

    A topic's file stands under each name that the topic had: addresses of data are promised.
    """
    table, lines = Table(), {}
    for paper in digest.papers:
        record = paper_to_json(paper)
        lines[paper.id] = encode_json(record)
        table.add(record)
    yield File(addresses.PAPERS_CSV, table.encode())
    del table  # as large as the next ones
    yield File(addresses.PAPERS_JSON, _encode_papers(lines.values(), "papers.schema.json"))
    yield File(addresses.PAPERS_SCHEMA, encode_schema(papers_schema(settings)))
    yield File(addresses.PAPERS_LINES, _compress(lines.values()))
    yield File(addresses.STATUS_JSON, encode_schema(status_to_json(digest)))
    yield File(addresses.STATUS_SCHEMA, encode_schema(status_schema(settings)))
    by_topic = _ids_by_topic(digest.papers)
    for topic in digest.topics:
        data = _encode_papers((lines[paper] for paper in by_topic[topic.slug]), _SCHEMA_ABOVE)
        for slug in (topic.slug, *topic.formerly):
            yield File(addresses.topic_data(slug), data)
    for edition in digest.editions:
        papers = (lines[paper] for paper in sorted(edition.papers))
        yield File(addresses.edition_data(edition.id), _encode_papers(papers, _SCHEMA_ABOVE))


def encode_schema(schema: Mapping[str, Any]) -> bytes:
    """A schema, or another small file, as people can read it."""
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()


_SCHEMA_ABOVE = "../papers.schema.json"


def _ids_by_topic(papers: Iterable[Paper]) -> Mapping[str, list[str]]:
    """The ids of each topic's papers, sorted as the papers are."""
    groups: dict[str, list[str]] = defaultdict(list)
    for paper in papers:
        for topic in paper.topics:
            groups[topic.slug].append(paper.id)
    return groups


def _encode_papers(lines: Iterable[bytes], schema: str) -> bytes:
    """A file of papers, one a line, so that two can be compared line by line."""
    begin = f'{{"schema": "{schema}", "papers": [\n'.encode()
    # One join: a second copy of the largest file would be a hundred megabytes.
    rows = chain.from_iterable(zip(chain([b""], repeat(b",\n")), lines, strict=False))
    return b"".join(chain([begin], rows, [b"\n]}\n"]))


def _compress(lines: Iterable[bytes]) -> bytes:
    """The papers one a line in gzip (RFC 1952), with neither time, name nor system in its header.

    Written here since Python's `gzip` puts in a number for the system, which differs by release.
    """
    packer = zlib.compressobj(5, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed, check, size = [_GZIP_HEADER], 0, 0
    for line in lines:
        data = line + b"\n"
        packed.append(packer.compress(data))
        check, size = zlib.crc32(data, check), size + len(data)
    end = check.to_bytes(4, "little") + (size % 2**32).to_bytes(4, "little")
    return b"".join((*packed, packer.flush(), end))


_GZIP_HEADER = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
"""Deflate; no flags, no time, nothing about the compressor, system unknown."""
