"""Finding a paper by what a person types: an id, an arXiv id, an address, words of its title."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from generator.ids import parse_arxiv
from generator.records import Paper
from generator.slugs import title_key
from generator.text.words import words


def find_papers(wanted: str, papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """Papers that fit, by the first way that finds any.

    In order: id or former id, the last part of an address, arXiv id, whole title, all words.
    """
    papers = tuple(papers)
    name = urlsplit(wanted.strip()).path.rstrip("/").rpartition("/")[2].removesuffix(".yml")
    arxiv = parse_arxiv(wanted)
    key = title_key(wanted)
    asked = words(wanted)
    ways = (
        lambda paper: name in {paper.id, *paper.former_ids},
        lambda paper: arxiv is not None and any(link.value == arxiv for link in paper.links),
        lambda paper: title_key(paper.title) == key,
        lambda paper: _has_all(asked, words(f"{paper.title} {paper.id}")),
    )
    return next(filter(None, (tuple(filter(way, papers)) for way in ways)), ())


def _has_all(asked: Iterable[str], found: Iterable[str]) -> bool:
    """Whether each word asked for is, or begins, one of the words found."""
    found = tuple(found)
    return all(any(word.startswith(start) for word in found) for start in asked)
