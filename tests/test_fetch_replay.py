"""Real days replayed: a source that fails at one in ten requests, a command killed at random.

In the end every record is there once, and a second run changes nothing.
"""

from __future__ import annotations

import json
import lzma
import os
import random
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from builders import files_of, make_project
from fetched import set_sources
from misbehaving import (
    Asked,
    Reply,
    Source,
    cut_off,
    error_page,
    good,
    hang_up,
    limited,
    misbehave,
    redirect,
    short_length,
    status,
)

from generator.content.load import load_content
from generator.problems import has_errors
from generator.records import Listing

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills processes as Linux does")

SEED = 20251231
DAILY, CIRCLE = "/api/daily_papers", "/circle"
FAULTY = 0.1
"""Share of requests that are answered by a fault."""

MOST_RUNS = 8
"""Runs until all is there, once nobody kills them any more."""

Lists = Mapping[str, Sequence[str]]
"""Records by their days, as they came."""


@pytest.fixture(scope="session")
def lists(shared: Path) -> Lists:
    """The records of 415 days; the day is known by the file that they lay in."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    with lzma.open(shared / "data/daily_papers_api/2024-05_2025-12.jsonl.xz", "rt") as file:
        for line in file:
            record = json.loads(line)
            found[record.pop("_file")].append(json.dumps(record, ensure_ascii=False))
    return found


class Replay:
    """A project that fetches from a source with real lists; and the kills and runs so far."""

    def __init__(self, folder: Path, lists: Lists, source: Source, repository: Path) -> None:
        first, last = min(lists), max(lists)
        self.folder = make_project(folder)
        self.source = source
        self.lists = lists
        self.repository = repository
        self.today = last
        self._chance = random.Random(SEED)
        set_sources(folder / "mkdocs.yml", source.address, f"      since: '{first}'\n")
        source.serve(DAILY, self._answer)
        source.serve(CIRCLE, redirect(CIRCLE))
        source.fault_when = self._fail

    def _answer(self, asked: Asked) -> Reply:
        start = int(asked.params["p"]) * int(asked.params["limit"])
        there = self.lists.get(asked.params["date"], ())
        body = ",".join(there[start : start + int(asked.params["limit"])])
        return good(f"[{body}]".encode())

    def _fail(self, asked: Asked) -> Reply | None:
        if asked.path == CIRCLE or self._chance.random() >= FAULTY:
            return None
        body = self._answer(asked).body
        faults = (
            *(limited(), limited("0"), status(500), status(503), cut_off(body), hang_up()),
            *(status(404), error_page(), good(b"[]"), good(b'{"error": "busy"}'), good(b"")),
            *(short_length(body), good(body.replace(b'"paper"', b'"article"'))),
            *(redirect(CIRCLE), good(body[: len(body) // 3])),
        )
        return self._chance.choice(faults)

    def run(self, fatal: int = 0) -> int:
        """Fetch what was missed; killed at a file operation, at none for 0."""
        report = self.folder.with_name("operations")
        fatally = (str(self.repository / "tests/fatal.py"), str(fatal), str(report), "hasty")
        ended = subprocess.run(
            [sys.executable, *fatally, "fetch", "daily-papers", "--quiet"],
            cwd=self.folder,
            env={
                **os.environ,
                "PYTHONPATH": str(self.repository),
                "PYTHONDONTWRITEBYTECODE": "1",
                "HASTY_TODAY": self.today,
                "no_proxy": "127.0.0.1",
            },
            capture_output=True,
            text=True,
            start_new_session=True,
            check=False,
        )
        assert "Traceback" not in ended.stderr
        return ended.returncode

    def kill(self, times: int, operations: int) -> int:
        """Run and kill, again and again; whatever is left can be read. Returns the kills."""
        killed = 0
        for _ in range(times):
            ended = self.run(self._chance.randint(1, operations))
            assert ended in {0, 1, -signal.SIGKILL}
            killed += ended == -signal.SIGKILL
            problems = load_content(self.folder / "content").problems
            assert not has_errors(p for p in problems if p.rule != "no-listing"), problems
        return killed

    def finish(self) -> int:
        """Run until nothing is refused and nothing changes; returns the runs."""
        for number in range(1, MOST_RUNS + 1):
            before = files_of(self.folder / "content")
            ended = self.run()
            assert ended in {0, 1}
            if ended == 0 and files_of(self.folder / "content") == before:
                return number
        pytest.fail(f"something is refused or changes after {MOST_RUNS} runs")


def check(replay: Replay) -> None:
    """Every record is there once, in the file of its day, as it came; so is its paper."""
    folder = replay.folder / "content"
    there = {
        path[14:24]: data.decode().splitlines()
        for path, data in files_of(folder).items()
        if path.startswith("listings/")
    }
    assert there == replay.lists
    ids = Counter(_ids(load_content(folder).listings))
    assert ids == Counter(_ids_of_records(replay.lists))
    register = (folder / "papers.lock").read_text("utf-8").splitlines()
    lines = [line.split("\t") for line in register if not line.startswith("#")]
    added = [line[1] for line in lines]
    assert added == sorted(added)
    keys = Counter(key for line in lines for key in line[2:] if key.startswith("arxiv:"))
    assert keys == {f"arxiv:{arxiv}": 1 for arxiv in ids}


def _ids(listings: Sequence[Listing]) -> Iterator[str]:
    for listing in listings:
        yield from (entry.arxiv for entry in listing.entries if entry.arxiv)


def _ids_of_records(lists: Lists) -> Iterator[str]:
    for records in lists.values():
        yield from (json.loads(record)["paper"]["id"] for record in records)


def replayed(
    folder: Path, lists: Lists, repository: Path, *, kills: int, operations: int
) -> tuple[int, int, int]:
    """Replay these days; returns how many kills, runs after them, and requests there were."""
    with misbehave() as source:
        replay = Replay(folder, lists, source, repository)
        killed = replay.kill(kills, operations)
        runs = replay.finish()
        check(replay)
        before = files_of(replay.folder / "content")
        source.fault_when = lambda _: None
        asked = len(source.asked)
        assert replay.run() == 0
        assert files_of(replay.folder / "content") == before
        return killed, runs, asked


def test_a_month_is_there_once_whatever_fails(
    tmp_path: Path, lists: Lists, repository: Path
) -> None:
    month = {day: records for day, records in lists.items() if day.startswith("2025-09")}
    killed, runs, _ = replayed(tmp_path / "digest", month, repository, kills=6, operations=60)

    assert killed >= 3
    assert runs <= MOST_RUNS


@pytest.mark.slow
def test_all_days_are_there_once_whatever_fails(
    tmp_path: Path, lists: Lists, repository: Path
) -> None:
    killed, runs, asked = replayed(tmp_path / "digest", lists, repository, kills=20, operations=120)

    print(f"{len(lists)} days, {killed} kills, {runs} runs after them, {asked} requests")  # noqa: T201
    assert killed >= 10
