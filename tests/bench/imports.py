"""The stages of importing: real files of both sources come in, and one of any size is sifted."""

from __future__ import annotations

import lzma
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType

from corpus import API, ARXIV
from measure import Clock

from generator.assemble import judge
from generator.content.load import load_content
from generator.content.lock import LOCK_NAME, render_lock
from generator.importing import Candidate, make_plan
from generator.sifting import sift
from generator.write import write_together

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
CAPTURED = date(2026, 6, 1)
PIECE = 12_500
"""Records of a file: a listing has at most 20,000, and 32 MB."""

TIMES = 4
"""How often the file is sifted in a row, as if it were so much longer."""


def import_api(_content: Path, work: Path, clock: Clock) -> None:
    """All records of the API, as one file."""
    _import(API, work, clock)


def import_arxiv(_content: Path, work: Path, clock: Clock) -> None:
    """All records of arXiv, as the files that they have to be parted into."""
    _import(ARXIV, work, clock)


def _import(source: Path, work: Path, clock: Clock) -> None:
    """What `digest import` does in a digest without papers: it reads, judges and writes."""
    shutil.copy(ROOT / "content/topics.yml", work)
    candidates = [
        Candidate(path=source.name, file_name=source.name, data=data, captured=CAPTURED)
        for data in _pieces(source)
    ]
    with clock.time(f"import of {source.parent.name}") as part:
        plan = make_plan(load_content(work), candidates, CAPTURED)
        listings = ((work / new.target, new.candidate.data) for new in plan.arrivals)
        write_together([*listings, (work / LOCK_NAME, render_lock(plan.register).encode())])
    part.made = sum(len(new.listing.entries) for new in plan.arrivals)


def sift_once(content: Path, _work: Path, clock: Clock) -> None:
    """The records of listed papers are taken out of arXiv's."""
    _sift(content, clock, 1)


def sift_often(content: Path, _work: Path, clock: Clock) -> None:
    """The same of a file so many times as long; what is listed stands in its beginning alone."""
    _sift(content, clock, TIMES)


def _sift(content: Path, clock: Clock, times: int) -> None:
    """Take records out of the file and of longer ones, in which the rest is of no listed paper."""
    works = judge(load_content(content))[0].works
    lines = chain(_lines(ARXIV), *(map(_strange, _lines(ARXIV)) for _ in range(times - 1)))
    with clock.time(SIFTING.format(times)) as part:
        part.made = sift(lines, ARXIV.name, works).seen


SIFTING = "sift {} x arXiv's records"
"""What sifting is called in the table."""


def _strange(line: bytes) -> bytes:
    """The record of a paper that no digest lists: an id of another century, another title."""
    id_there, title_there = b'"arxiv_id": "', b'"title": "'
    return line.replace(id_there, id_there + b"99", 1).replace(title_there, title_there + b"No ", 1)


def _lines(source: Path) -> Iterator[bytes]:
    with lzma.open(SHARED / source) as lines:
        yield from lines


def _pieces(source: Path) -> Iterator[bytes]:
    lines = _lines(source)
    while piece := b"".join(islice(lines, PIECE)):
        yield piece


STAGES: Mapping[str, Callable[[Path, Path, Clock], None]] = MappingProxyType(
    {stage.__name__: stage for stage in (import_api, import_arxiv, sift_once, sift_often)}
)
"""The stages by name."""
