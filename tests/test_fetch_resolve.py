"""`digest fetch resolve` against a source that knows 36,949 real papers: no wrong id is taken."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from answering import Work, atom
from builders import assemble_project
from fetched import Digest
from misbehaving import ATOM, Answering, Asked, FakeTime, Reply, Source, good

from generator.ids import parse_arxiv
from generator.records import Paper
from generator.slugs import title_key

SEED = 20260301
LISTED = date(2026, 3, 1)
LISTING = f"content/listings/2026/{LISTED}.daily-papers-api.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A title as a listing has it, and the arXiv id that it may get; none is the trap's."""

    title: str
    day: date | None = None
    arxiv: str | None = None
    kind: str = "plain"


@pytest.fixture(scope="module")
def works(shared: Path) -> list[Work]:
    """The papers that arXiv knows."""
    with lzma.open(shared / "data/arxiv/arxiv_csai_37k.jsonl.xz", "rt") as file:
        return [_work(json.loads(line)) for line in file]


def _work(record: Mapping[str, str]) -> Work:
    published = record["published_date"].removesuffix(" UTC").replace(" ", "T") + "Z"
    arxiv = parse_arxiv(record["arxiv_id"])
    assert arxiv
    return Work(arxiv=arxiv, title=record["title"], published=published)


def words(text: str) -> str:
    """A title as arXiv finds it: its words in their order."""
    return " ".join(("", *re.findall(r"[^\W_]+", text.lower()), ""))


def titles(works: Sequence[Work]) -> Answering:
    """ArXiv's search of titles: those that hold the phrase, as many as were asked for."""
    known = [(words(work.title), work) for work in works]

    def answer(asked: Asked) -> Reply:
        phrase = re.fullmatch('ti:"(.+)"', asked.params["search_query"])
        assert phrase
        found = [work for title, work in known if words(phrase[1]) in title]
        return good(atom(found[: int(asked.params["max_results"])], len(found)), ATOM)

    return answer


def day_of(work: Work) -> date:
    return date.fromisoformat(work.published[:10])


def twins(works: Iterable[Work]) -> Iterator[Work]:
    """Papers whose titles others have too."""
    by_title = defaultdict(list)
    for work in works:
        by_title[title_key(work.title)].append(work)
    return (group[0] for group in by_title.values() if len(group) > 1)


def parts(works: Iterable[Work], known: set[str]) -> Iterator[Listed]:
    """Titles that are only a part of another, before its colon or after it."""
    for number, work in enumerate(works):
        before, colon, after = work.title.partition(":")
        part = (before, after)[number % 2].strip()
        if colon and len(part.split()) >= 2 and title_key(part) not in known:
            yield Listed(title=part, kind="part of another")


def make_case(works: list[Work], sample: int, few: int) -> tuple[list[Listed], list[Work]]:
    """Titles to list, and what arXiv knows: some papers less, and some twins more."""
    chance = random.Random(SEED)
    known = {title_key(work.title) for work in works}
    real = list(twins(works))
    double = {title_key(work.title) for work in real}
    single = [work for work in works if title_key(work.title) not in double]
    chosen = chance.sample(single, sample + 3 * few)
    plain, rest = chosen[:sample], chosen[sample:]
    unknown, made, late = (rest[n * few : (n + 1) * few] for n in range(3))
    days = [day_of(work) if n % 2 else None for n, work in enumerate(plain)]
    listed = [
        *(Listed(title=w.title, day=d, arxiv=w.arxiv) for w, d in zip(plain, days, strict=True)),
        *(Listed(title=work.title, kind="two ids") for work in (*real, *made)),
        *(Listed(title=work.title, day=day_of(work), kind="unknown") for work in unknown),
        *(Listed(title=w.title, day=day_of(w) - MONTH, kind="another date") for w in late),
        *list(parts(single, known))[: 5 * few],
    ]
    copies = [replace(work, arxiv=f"2512.9{n:04}") for n, work in enumerate(made)]
    return listed, [*(work for work in works if work not in unknown), *copies]


MONTH = timedelta(days=30)


def listing_of(listed: Iterable[Listed]) -> str:
    return "".join(
        json.dumps(
            {
                "paper": {
                    "id": "none",
                    "title": one.title,
                    "summary": "Of tea.",
                    **({"publishedAt": f"{one.day}T12:00:00Z"} if one.day else {}),
                }
            }
        )
        + "\n"
        for one in listed
    )


def ids_of(papers: Iterable[Paper]) -> dict[str, str]:
    return {title_key(p.title): link.value for p in papers for link in p.links_of("arxiv")}


@pytest.fixture
def digest(
    source: Source,
    fake_time: FakeTime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Digest:
    """A project whose waits take no time."""
    project = Digest(tmp_path / "digest", source.address, monkeypatch, capsys)
    project.hurry(fake_time, LISTED)
    return project


@pytest.mark.parametrize(
    ("sample", "few"), [(50, 5), pytest.param(400, 30, marks=pytest.mark.slow)]
)
def test_no_wrong_id_is_taken(
    works: list[Work], source: Source, digest: Digest, sample: int, few: int
) -> None:
    listed, there = make_case(works, sample, few)
    digest.begin({LISTING: listing_of(listed)})
    source.serve("/api/query", titles(there))
    ended = digest.fetch("resolve")

    assert ended.status == 0, ended.said
    found = ids_of(assemble_project(digest.folder).digest.papers)
    wrong = {
        one.title: (one.kind, found[title_key(one.title)])
        for one in listed
        if found.get(title_key(one.title), one.arxiv) != one.arxiv
    }
    assert wrong == {}
    plain = {title_key(one.title) for one in listed if one.kind == "plain"}
    assert set(found) <= plain
    assert len(found) >= 0.97 * len(plain)
    assert len(source.asked) == len({title_key(one.title) for one in listed})
