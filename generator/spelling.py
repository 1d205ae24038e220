"""The words that searches are likely to mean: a list by which the search page mends slips.

It has the words of titles, authors and organisations, as they are written but in small letters, the
most frequent first. `assets/search/spelling.js` loads it after a word that no paper has.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from generator import addresses
from generator.pages.index import Index, organisation_slug
from generator.pages.papers import MAX_NAMES
from generator.records import Paper
from generator.text.display import as_text
from generator.write import File

MOST_WORDS: Final = 20_000
"""About 75 KB compressed; what is rarer than all of these is hardly meant."""

_WORD: Final = re.compile(r"[^\W_]{4,}")
"""Shorter words are near to too many others."""


def make_words_file(index: Index) -> File:
    """The words of all papers that stand; of equally frequent ones the first by letters."""
    times = Counter(
        word
        for paper in index.digest.papers
        if paper.stands
        for text in _texts(paper, index)
        for word in _WORD.findall(text.lower())
    )
    words = sorted(times, key=lambda word: (-times[word], word))[:MOST_WORDS]
    return File(addresses.READING_WORDS, json.dumps(words, ensure_ascii=False).encode())


def _texts(paper: Paper, index: Index) -> Iterator[str]:
    """Names as far as they are searched: of many authors the first ones."""
    yield index.cards[paper.id].title.text
    yield from (as_text(author.name) for author in paper.authors[:MAX_NAMES])
    if paper.organisation:
        yield index.organisation_names[organisation_slug(paper.organisation)]
