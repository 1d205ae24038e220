"""Names of authors, and the papers whose sources name one.

A name is no person: several people share one, and one person is spelled in several ways. So papers
stand together by a rule about names that can be said in one sentence, and nothing is claimed beyond
it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256

from generator.records import Paper
from generator.slugs import RESERVED, make_slug, title_key
from generator.text.display import as_text

MIN_PAPERS = 5
"""Papers that a name needs for a page of its own.

Below that a page says little more than the papers' own, and there would be as many pages of names
as of papers: among 6,141 papers of a year and a half, nine names in ten stand on fewer.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """One name: `name` as the newest paper spells it, `papers` in the order in which they came."""

    key: str
    slug: str
    name: str
    papers: tuple[Paper, ...]


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """What spellings share that count as one name; empty where nothing of it can be seen.

    Case, accents, spaces and punctuation are folded as in titles; nothing is left out or turned
    around.

    >>> name_key("Jean-François  Lalonde") == name_key("JEAN FRANCOIS LALONDE")
    True
    """
    return title_key(name) if as_text(name) else ""


def group_by_name(papers: Iterable[Paper]) -> Mapping[str, Byline]:
    """The names that enough papers have, by their keys and in the order of these."""
    groups: dict[str, list[Paper]] = defaultdict(list)
    newest: dict[str, tuple[date, int, str]] = {}
    for paper in papers:
        spelled = {name_key(author.name): author.name for author in paper.authors}
        for key, name in spelled.items():
            groups[key].append(paper)
            seen = (paper.added or date.min, paper.number, name)
            newest[key] = max(newest.get(key, seen), seen)
    groups.pop("", None)
    kept = sorted(key for key, found in groups.items() if len(found) >= MIN_PAPERS)
    slugs = make_name_slugs(kept)
    return {
        key: Byline(
            key=key, slug=slugs[key], name=as_text(newest[key][2]), papers=tuple(groups[key])
        )
        for key in kept
    }


def make_name_slugs(keys: Iterable[str]) -> Mapping[str, str]:
    """The part of its address for each key: ASCII, lower case, words joined by `-`.

    A key that this says whole gets no more, and no other key gets the same. One that loses letters
    or is cut, and one that is reserved, also gets digits of its own hash. So a slug follows from its
    own key alone; only keys made to have the same digits are told apart by a longer hash.
    """
    slugs: dict[str, str] = {}
    taken: set[str] = set()
    for key in sorted(keys, key=lambda key: (not _is_whole(key), key)):
        slugs[key] = make_slug(key) if _is_whole(key) else _with_hash(key, taken)
        taken.add(slugs[key])
    return slugs


def _is_whole(key: str) -> bool:
    slug = make_slug(key)
    return slug == key.replace(" ", "-") and slug not in RESERVED


def _with_hash(key: str, taken: Container[str]) -> str:
    has_ascii = any(char.isascii() and char.isalnum() for char in key)
    stem = make_slug(key) if has_ascii else "author"
    digits = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    slugs = (f"{stem}-{digits[:length]}" for length in range(8, len(digits) + 1))
    return next(slug for slug in slugs if slug not in taken)
