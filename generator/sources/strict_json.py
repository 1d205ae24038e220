"""Strict JSON: what parsers disagree about, or take long for, is an error.

Python's own takes the last of two equal keys, `NaN`, and numbers that no float holds; and it ends
in `RecursionError` or a word on `sys.set_int_max_str_digits` where a text goes deep or a number is
long. Every refusal here is a `ValueError` with a sentence for people.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any, NoReturn

MAX_DEPTH = 32
"""Lists and mappings within each other; records of the API have seven."""

MAX_DIGITS = 18
"""Digits of a whole number: any such number fits into 64 bits."""


class StrictDecoder(json.JSONDecoder):
    """Decodes one value after another, each strictly."""

    def __init__(self) -> None:
        super().__init__(
            object_pairs_hook=_refuse_duplicates,
            parse_constant=_refuse_constant,
            parse_int=_parse_int,
            parse_float=_parse_float,
        )

    def raw_decode(self, s: str, idx: int = 0) -> tuple[Any, int]:
        """Decode the value that begins at `idx`; also say where it ends.

        Raises:
            ValueError: it is no JSON, or JSON that is refused.
        """
        try:
            value, end = super().raw_decode(s, idx)
        except RecursionError:
            raise _TOO_DEEP from None
        if _depth(value) > MAX_DEPTH:
            raise _TOO_DEEP
        return value, end


_TOO_DEEP = ValueError(f"lists or mappings stand more than {MAX_DEPTH} deep within each other")


def _depth(value: object) -> int:
    """How deep lists and mappings stand within each other, at most one more than allowed."""
    depth, level = 0, [value]
    while depth <= MAX_DEPTH and (level := [one for one in level if isinstance(one, dict | list)]):
        depth += 1
        level = [
            inner for one in level for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return depth


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        ((twice, _),) = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"the key {twice[:60]!r} stands twice in a mapping")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _parse_int(text: str) -> int:
    if len(text.lstrip("-")) > MAX_DIGITS:
        raise ValueError(f"a number has {len(text):,} digits; at most {MAX_DIGITS} are taken")
    return int(text)


def _parse_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text[:40]} is larger than any that can be held")
    return number
