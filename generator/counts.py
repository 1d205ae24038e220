"""Numbers with their nouns, in the words of pages, mails and messages."""

from __future__ import annotations

import re
from typing import Final

_ENDS_IN_Y: Final = re.compile(r"[^aeiou]y$")


def count(number: int, noun: str) -> str:
    """A number and its noun: `1 author`, `2 entries`, `1,000 papers`."""
    many = f"{noun[:-1]}ies" if _ENDS_IN_Y.search(noun) else f"{noun}s"
    return f"{number:,} {noun if number == 1 else many}"
