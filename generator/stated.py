"""Links that an abstract states itself: code, data, models, demos, videos and project pages.

The host says what a link is where it can (a repository, a dataset, a video); elsewhere the words
of the sentence before it do. An address that neither names stays a plain link in the abstract.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.records import AddressKind
from generator.text.display import addresses
from generator.web import HUB, PAPER_HOSTS, host_of, kind_of

WORDS: tuple[tuple[AddressKind, re.Pattern[str]], ...] = (
    (
        "code",
        re.compile(
            r"\b(?:source )?codes?\b|\bcodebase\b|\brepositor|\bimplementation", re.IGNORECASE
        ),
    ),
    ("demo", re.compile(r"\bdemos?\b|\bplayground\b", re.IGNORECASE)),
    ("video", re.compile(r"\bvideos? (?:is|are|can|of|demonstrat)|\bvideos?:", re.IGNORECASE)),
    ("dataset", re.compile(r"\bdatasets?\b|\bbenchmark\b|\bcorpus\b", re.IGNORECASE)),
    ("model", re.compile(r"\bmodels?\b|\bweights\b|\bcheckpoints?\b", re.IGNORECASE)),
    (
        "project",
        re.compile(
            r"\bproject\b|\bweb ?(?:site|page)|\bhome ?page|\bpage\b|\bvisit", re.IGNORECASE
        ),
    ),
)
"""What the words before an address call it, the first that fits."""

GIVEN = re.compile(
    r"available|released?|found|hosted|open.?sourced?|at\W*$|here\W*$|:\s*$", re.IGNORECASE
)
"""Words by which authors give something away, in contrast to mentioning it."""

REACH = 160
"""How many characters before an address are read, back to its sentence's begin or to another one."""


_WORD = re.compile(r"\S+")


def find_links(abstract: str) -> Iterator[tuple[AddressKind, str]]:
    """Yield what the abstract links to, in its order, each address once."""
    seen: set[str] = set()
    words = _WORD.finditer(abstract) if "://" in abstract else ()
    for word in (found for found in words if "://" in found[0]):
        for address in addresses(word[0]):
            kind = kind_of(address) or _kind_by_words(abstract[: word.start()], address)
            if kind and address not in seen:
                seen.add(address)
                yield kind, address


def _kind_by_words(before: str, address: str) -> AddressKind | None:
    if host_of(address) in PAPER_HOSTS | HUB:
        return None
    clause = re.split(r"[.!?]\s|://\S+", before[-REACH:])[-1]
    if not GIVEN.search(clause):
        return None
    return next((kind for kind, words in WORDS if words.search(clause)), None)
