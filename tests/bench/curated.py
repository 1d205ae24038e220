"""Invented content with curations, to measure what a contributor waits for on save.

The same words in the same order each time: a generator of numbers with a fixed seed picks them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from types import MappingProxyType

from measure import Clock

from generator.slugs import make_slug

ROOT = Path(__file__).parents[2]
SIZES = ((400, 400, 1), (10_000, 5_000, 10))
"""Papers, curations, and the seconds within which they are to be checked."""

EDITION = 50
"""Papers of a listing."""

CURATION = """\
# Said by one who has read it.
topics: {{add: [{topic}]}}
pick: {{by: ada, on: 2024-01-01}}
notes:
  - by: ada
    on: 2024-01-01
    text: >-
      {words}
links:
  code: [https://github.com/ada/{slug}]
"""


def check_curations(_content: Path, work: Path, clock: Clock) -> None:
    """What `digest check` takes from its start to its end, and with `--since`."""
    for papers, curations, _ in SIZES:
        project = work / str(papers)
        write_project(project, papers, curations)
        commit(project)
        for options in ((), ("--since", "HEAD")):
            name = f"check {papers:,} papers, {curations:,} curations"
            with clock.time(" ".join((name, *options))) as part:
                command = [sys.executable, "-m", "generator", "check", *options]
                subprocess.run(command, cwd=project, check=True, capture_output=True)
            part.made = papers


def write_project(project: Path, papers: int, curations: int) -> None:
    """Write listings, topics and curations, and the register that importing would have made."""
    random = Random(papers)
    topics = (ROOT / "content/topics.yml").read_text("utf-8")
    topic = next(line.split()[-1] for line in topics.splitlines() if line.startswith("- slug:"))
    titles = list(invent_titles(random, papers))
    listings = project / "content/listings/2024"
    listings.mkdir(parents=True)
    for at in range(0, papers, EDITION):
        day = date(2024, 1, 1) + timedelta(days=at // EDITION)
        records = [
            to_record(random, at + n, title) for n, title in enumerate(titles[at : at + EDITION])
        ]
        (listings / f"{day}.daily-papers-api.json").write_text(json.dumps(records), "utf-8")
    (project / "content/topics.yml").write_text(topics, "utf-8")
    (project / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())
    (project / "content/curations").mkdir()
    for slug in map(make_slug, titles[:curations]):
        text = CURATION.format(topic=topic, words=" ".join(invent(random, 20)), slug=slug)
        (project / f"content/curations/{slug}.yml").write_text(text, "utf-8")


def commit(project: Path) -> None:
    """Make the project a repository of git."""
    identity = ("-c", "user.name=Ada Lovelace", "-c", "user.email=ada@digest.example")
    environ = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    for step in (["init"], ["add", "."], [*identity, "commit", "-m", "content"]):
        command = ["git", *step]
        subprocess.run(command, cwd=project, check=True, capture_output=True, env=environ)


def invent_titles(random: Random, count: int) -> Iterator[str]:
    """Titles of different ids."""
    seen: set[str] = set()
    while len(seen) < count:
        title = " ".join(invent(random, random.randint(5, 10))).title()
        if make_slug(title) not in seen:
            seen.add(make_slug(title))
            yield title


def to_record(random: Random, number: int, title: str) -> Mapping[str, object]:
    """A paper as the API answers it."""
    words = " ".join(invent(random, 170))
    paper = {"id": f"2401.{number:05}", "title": title, "summary": f"We show {words}."}
    return {"paper": {**paper, "publishedAt": "2024-01-01T08:00:00.000Z"}}


def invent(random: Random, count: int) -> Iterator[str]:
    """Words of two to four syllables."""
    for _ in range(count):
        yield "".join(
            random.choice("bdfgklmnprstvz") + random.choice("aeiou")
            for _ in range(random.randint(2, 4))
        )


STAGES: Mapping[str, Callable[[Path, Path, Clock], None]] = MappingProxyType(
    {check_curations.__name__: check_curations}
)
"""The stages by name."""
