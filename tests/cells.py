r"""Cells of `papers.csv` as a program reads them, by what `generator/exports/table.py` promises."""

from __future__ import annotations

import re

_FORMULA = r"'*[^\S;\t\r\n]*[=+\-@\uff1d\uff0b\uff0d\uff20]"


def unguard(cell: str) -> str:
    """The cell as it was before an apostrophe was put in front of what looks like a formula."""
    cell = cell[1:] if re.match(rf"'(?={_FORMULA}|'*[\t\r\n])", cell) else cell
    return re.sub(rf"([;\t\r\n])'(?={_FORMULA})", r"\1", cell)


def split(cell: str) -> list[str]:
    """The items of a list in one cell; none are empty."""
    return [re.sub(r"\\(.)", r"\1", item) for item in cell.split(" | ")] if cell else []
