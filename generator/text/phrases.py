"""Phrases of the topics' rules and the words of texts, folded so that the same is equal.

What finds phrases, what checks them and what relates papers all compare these.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from generator.text.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

_PREFIXES = frozenset(
    (
        *("anti", "auto", "bi", "co", "cross", "de", "fine", "hyper", "inter", "intra", "meta"),
        *("micro", "mid", "mono", "multi", "neuro", "non", "post", "pre", "pseudo", "re", "self"),
        *("semi", "spatio", "sub", "super", "tri", "un", "uni"),
    )
)
"""Written together, with a hyphen or apart: `pre-training`, `pretraining`, `pre training`."""

_AMERICAN = (
    ("isation", "ization"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("ise", "ize"),
    ("lling", "ling"),
    ("lled", "led"),
    ("our", "or"),
)
"""Endings of British spellings. That `noise` becomes `noize` does not matter: so it does in both."""


def fold_words(text: str) -> tuple[str, ...]:
    """Words without what spellings differ in; the same for texts and for phrases of the rules.

    On top of `words`: the plural's `s` goes, British endings become American, `PokerBench` reads
    as `bench`, and a prefix such as `pre` or `multi` joins the word that follows it.
    """
    found = [*map(_fold, words(text))]
    return tuple(found if _PREFIXES.isdisjoint(found) else _join_prefixes(found))


def _join_prefixes(found: Sequence[str]) -> list[str]:
    joined: list[str] = []
    behind = 0
    for at in [at for at, word in enumerate(found) if word in _PREFIXES]:
        if at >= behind:
            joined += found[behind:at]
            behind = at + 1
            while behind < len(found) and found[behind - 1] in _PREFIXES:
                behind += 1
            joined.append("".join(found[at:behind]))
    joined += found[behind:]
    return joined


@lru_cache(maxsize=1 << 16)
def _fold(word: str) -> str:
    return "bench" if word.endswith("bench") else _american(_singular(word))


def _singular(word: str) -> str:
    """`policies` as `policy`, `classes` as `class`, `models` as `model`; `bias` stays."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("as", "is", "ss", "us")):  # noqa: PLR2004
        return word
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004
        return f"{word[:-3]}y"
    return word[: -2 if word.endswith(("ches", "shes", "sses", "xes")) else -1]


def _american(word: str) -> str:
    for british, american in _AMERICAN:
        if word.endswith(british) and len(word) > len(british) + 2:
            return word.removesuffix(british) + american
    return word
