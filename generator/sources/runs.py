"""Telling titles from abstracts in a run of plain text blocks.

Between two lines of dates a page may hold one entry or several whose dates are missing, an
abstract may have paragraphs, and a page's foot adds words of its own. The run is split in the way
that costs least, by costs that say how unlike a title or an abstract a block looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from generator.sources.page import fold_space


class Block(NamedTuple):
    """A paragraph of a page and the number of its first line."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """An entry found in a run; without a `title` it is text that fits nowhere."""

    line: int
    title: str | None
    abstract: str = ""
    text: str = ""


LONG_TITLE = 250
"""Titles are rarely longer; arXiv's longest are around 300 characters."""

SHORT_ABSTRACT = 200
"""Abstracts are rarely shorter."""

TITLE_ALONE = 8.0
"""What it costs to take a title without an abstract (nothing less if a date line follows)."""

PARAGRAPH = 3.0
"""What each further paragraph of an abstract costs: entries with one are the rule."""

NOISE = 6.0
"""What it costs to leave a block out; short ones cost less, a page's foot is made of them."""


def split_run(blocks: Sequence[Block], *, dated: bool) -> tuple[Guess, ...]:
    """Split blocks into entries, at the least cost; ties go to the earlier split.

    `dated` says that a line of authors or date follows the last entry.
    """
    if _pairs_up(blocks):
        return tuple(
            Guess(line=title.line, title=title.text, abstract=abstract.text)
            for title, abstract in zip(blocks[::2], blocks[1::2], strict=True)
        )
    steps = [Step(0.0, 0, None)]
    for end in range(1, len(blocks) + 1):
        last = dated and end == len(blocks)
        steps.append(
            min(
                (
                    Step(steps[start].cost + cost, start, guess)
                    for start in range(max(0, end - MAX_BLOCKS), end)
                    for cost, guess in _readings(blocks[start:end], dated=last)
                ),
                key=lambda step: step.cost,
            )
        )
    return _walk_back(steps)


class Step(NamedTuple):
    """The cheapest reading of all blocks up to one: its cost, its last guess, where that began."""

    cost: float
    start: int
    guess: Guess | None


def _walk_back(steps: Sequence[Step]) -> tuple[Guess, ...]:
    guesses = []
    at = len(steps) - 1
    while (guess := steps[at].guess) is not None:
        guesses.append(guess)
        at = steps[at].start
    return tuple(reversed(guesses))


MAX_BLOCKS = 12
"""An entry has at most so many blocks; the split of a run is linear in its length."""


def _pairs_up(blocks: Sequence[Block]) -> bool:
    """Whether every second block plainly is a title and the others plainly abstracts."""
    titles, abstracts = blocks[::2], blocks[1::2]
    return len(titles) == len(abstracts) and not any(
        (*map(_title_cost, titles), *map(_abstract_cost, abstracts))
    )


def _readings(blocks: Sequence[Block], *, dated: bool) -> list[tuple[float, Guess]]:
    """All ways to read these blocks as one entry or as noise, with their costs."""
    first, *rest = blocks
    if rest:
        abstract = "\n\n".join(block.text for block in rest)
        cost = _title_cost(first) + _abstract_cost(rest[0])
        cost += sum(PARAGRAPH + _paragraph_cost(block) for block in rest[1:])
        return [(cost, Guess(line=first.line, title=first.text, abstract=abstract))]
    alone = Guess(line=first.line, title=first.text)
    noise = Guess(line=first.line, title=None, text=first.text)
    return [
        (TITLE_ALONE / (4 if dated else 1) + _title_cost(first), alone),
        (min(NOISE, 1 + len(first.text) / 10), noise),
    ]


def _title_cost(block: Block) -> float:
    length = len(fold_space(block.text))
    ends_like_prose = length > LONG_TITLE / 3 and block.text.endswith(".")
    too_long = max(0.0, length - LONG_TITLE) / 50
    too_short = 4.0 if block.text.isdecimal() else 0.0
    return too_long + too_short + (3.0 if ends_like_prose else 0.0)


def _abstract_cost(block: Block) -> float:
    return max(0.0, SHORT_ABSTRACT - len(block.text)) / 40


def _paragraph_cost(block: Block) -> float:
    """A further paragraph that looks like a title probably is the next entry's."""
    ends = block.text.rstrip("\"')]}").endswith((".", "!", "?", ":", ";"))
    return 0.0 if ends else 4.0 + _abstract_cost(block)
