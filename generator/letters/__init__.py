"""Lettering for pictures: text as outlines, so that no font of the machine has a say.

A program that draws text asks the machine for its fonts, also where it brings fonts of its own: one
of the same name that is installed comes first. `outlines.json` maps each character to the width
that it takes and its outline as SVG writes paths, in thousandths of the size, from the left of its
base line. It has the letters of Western Europe; its licence stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

UNIT = 1000
"""What a size is divided into."""

Outline = tuple[int, str]
"""The width of a character, and its path."""


@cache
def outlines() -> Mapping[str, Outline]:
    """Every character that can be drawn."""
    text = Path(__file__).with_name("outlines.json").read_text("utf-8")
    return {character: (width, path) for character, (width, path) in json.loads(text).items()}


def can_draw(text: str) -> bool:
    """Whether all of a text can be drawn."""
    return outlines().keys() >= set(text)


def measure(text: str, size: float) -> float:
    """How wide a text is drawn at a size."""
    return sum(outlines()[character][0] for character in text) * size / UNIT


def draw(text: str, x: float, y: float, size: float) -> str:
    """A text as a group of SVG paths, its base line beginning at a point."""
    paths, at = [], 0
    for character in text:
        width, path = outlines()[character]
        if path:
            paths.append(f'<path transform="translate({at})" d="{path}"/>')
        at += width
    return f'<g transform="translate({x:g} {y:g}) scale({size / UNIT:g})">{"".join(paths)}</g>'


def wrap(text: str, size: float, width: float) -> list[str]:
    """The lines of a text, each as long as it may be; a word alone may be too long."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
