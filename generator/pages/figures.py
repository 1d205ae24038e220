"""Tables of figures: what stands behind every chart, for who would rather read numbers."""

from __future__ import annotations

from dataclasses import dataclass

from generator.pages.views import Ref

Cell = Ref | str | int
"""What stands in a table: a link, words or a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The figures behind a chart: the first cell of a row names it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
