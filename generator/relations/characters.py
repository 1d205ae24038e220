"""Texts as arrays of characters: where runs of one kind stand, and what they are.

Regular expressions would find the same; for many texts they take thrice as long.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint32]
Kinds = npt.NDArray[np.uint8]

LETTER, DIGIT, OF_WORD = 1, 2, 4
"""What a character is: `[^\\W\\d_]`, `\\d`, `\\w`; modules that read texts have kinds of their own beside."""

_UNKNOWN: Final = 128
_HIGHEST: Final = 0x110000


def read_codes(text: str) -> Codes:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


@dataclass(frozen=True, slots=True)
class Table:
    """What characters are; each is asked about once.

    `more` tells kinds of a module's own, from 8 to 64.
    """

    more: Callable[[str], int]
    known: Kinds = field(default_factory=lambda: np.full(_HIGHEST, _UNKNOWN, np.uint8))

    def of(self, codes: Codes) -> Kinds:
        """The kinds of characters."""
        kinds = self.known[codes]
        unknown = codes[kinds == _UNKNOWN]
        if unknown.size:
            for code in sorted({*unknown.tolist()}):
                self.known[code] = _kind(chr(code)) | self.more(chr(code))
            kinds = self.known[codes]
        return kinds


def _kind(character: str) -> int:
    """As `re` has it."""
    is_digit, is_alone = character.isdecimal(), character == "_"
    is_letter = character.isalnum() and not is_digit
    return LETTER * is_letter | DIGIT * is_digit | OF_WORD * (is_letter or is_digit or is_alone)


def between(chosen: Flags, sides: Flags) -> Flags:
    """Those of the chosen characters that have a character of these on either side."""
    found = np.zeros(len(chosen), np.bool_)
    found[1:-1] = chosen[1:-1] & sides[:-2] & sides[2:]
    return found


def find_runs(kinds: Kinds | Flags) -> tuple[Ints, Ints]:
    """From where to where equal kinds other than none stand."""
    bounds = np.flatnonzero(kinds[1:] != kinds[:-1]) + 1
    begins, ends = np.append(0, bounds), np.append(bounds, len(kinds))
    is_run = kinds[begins] > 0
    return begins[is_run], ends[is_run]


def spread(starts: Ints, lengths: Ints) -> Ints:
    """All numbers of several ranges, one range after the other."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(lengths.sum())


def take_runs(codes: Codes, starts: Ints, ends: Ints) -> list[str]:
    """The texts of runs, which have no space; something stands behind the last."""
    if not len(starts):
        return []
    lengths = ends - starts + 1
    taken = codes[spread(starts, lengths)]
    taken[np.cumsum(lengths) - 1] = ord(" ")
    return taken[:-1].tobytes().decode("utf-32-le", "surrogatepass").split(" ")
