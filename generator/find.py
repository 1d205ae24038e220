"""Finding a paper by what a person types: an id, an arXiv id, an address, words of its title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from rapidfuzz import fuzz, process

from generator.ids import parse_arxiv
from generator.records import Paper
from generator.slugs import title_key
from generator.text.words import words

GUESSES: Final = 3
"""Papers named where none fits."""

NEAR: Final = 80
"""How alike two words are, of 100, to be taken for misspellings of each other."""

MAX_WORDS: Final = 30
"""Words that are compared: of what is no title, more tell nothing."""


def find_papers(wanted: str, papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """Papers that fit, by the first way that finds any.

    In order: id or former id, the last part of an address, arXiv id, whole title, all words.
    """
    papers = tuple(papers)
    name = _last_part(wanted)
    arxiv = parse_arxiv(wanted)
    key = title_key(wanted)
    asked = words(wanted)
    ways = (
        lambda paper: name in {paper.id, *paper.former_ids},
        lambda paper: arxiv is not None and any(link.value == arxiv for link in paper.links),
        lambda paper: title_key(paper.title) == key,
        lambda paper: bool(asked) and _has_all(asked, words(f"{paper.title} {paper.id}")),
    )
    return next(filter(None, (tuple(filter(way, papers)) for way in ways)), ())


def guess_papers(wanted: str, papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """The papers that somebody may have meant, best first: most words fit, or nearly so."""
    asked = words(_last_part(wanted) if "://" in wanted else wanted)[:MAX_WORDS]
    found = [(paper, frozenset(words(f"{paper.title} {paper.id}"))) for paper in papers]
    known = sorted({word for _, has in found for word in has})
    near = [_near(word, known) for word in asked]
    fits = [(sum(not has.isdisjoint(some) for some in near), paper) for paper, has in found]
    best = sorted((fit for fit in fits if 2 * fit[0] > len(asked)), key=lambda fit: -fit[0])
    return tuple(paper for _, paper in best[:GUESSES])


def _near(asked: str, known: Sequence[str]) -> frozenset[str]:
    """The words that begin as asked, or are spelled nearly so."""
    alike = process.extract(asked, known, scorer=fuzz.ratio, score_cutoff=NEAR, limit=None)
    return frozenset((*(word for word in known if word.startswith(asked)), *(w for w, *_ in alike)))


def _last_part(address: str) -> str:
    """The last part of an address, of the path of a curation, or of what is neither."""
    path = re.split(r"[?#]", address.strip(), maxsplit=1)[0]
    return path.rstrip("/").rpartition("/")[2].removesuffix(".yml")


def _has_all(asked: Iterable[str], found: Iterable[str]) -> bool:
    """Whether each word asked for is, or begins, one of the words found."""
    found = tuple(found)
    return all(any(word.startswith(start) for word in found) for start in asked)
