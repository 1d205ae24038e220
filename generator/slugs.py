"""Names made of titles: the key that tells whether two titles are one, slugs, and paper ids.

A paper id, once in `content/papers.lock`, never changes, whatever this module would derive from a
later title.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from generator.text.escape import clean
from generator.text.tex import to_plain
from generator.text.words import fold, words

if TYPE_CHECKING:
    from collections.abc import Container

MAX_SLUG = 80
"""Longest slug in characters, before a suffix that keeps two papers apart."""

RESERVED = frozenset(
    {
        # Names that the site itself uses for pages, folders and files.
        *("index", "page", "assets", "search", "pagefind", "feeds", "data", "papers", "topics"),
        *("dates", "editions", "organisations", "authors", "picks", "about", "trends"),
        *("subscribe", "contribute", "saved", "undated", "404", "sitemap", "robots", "llms"),
        # Names that Windows refuses, with any suffix.
        *("con", "prn", "aux", "nul", "conin", "conout"),
        *(f"{device}{n}" for device in ("com", "lpt") for n in range(10)),
    }
)
"""Slugs that no paper gets: a paper with such a title gets a suffix."""


def title_key(title: str) -> str:
    """Reduce a whole title to what two spellings of it share.

    TeX, case, accents, punctuation and white space are folded; a title of punctuation alone is
    its own key. Two titles with the same key are the same title.

    >>> title_key("TÜLU 3: Pushing  Frontiers") == title_key("Tulu 3 — pushing frontiers")
    True
    """
    return " ".join(words(to_plain(clean(title)))) or _punctuation_key(title)


def make_slug(title: str) -> str:
    """Derive the slug of a title: ASCII, lower case, words joined by `-`, cut at a word.

    >>> make_slug("TÜLU 3: Pushing Frontiers")
    'tulu-3-pushing-frontiers'
    >>> make_slug("中文")
    'paper-72726d88'
    """
    found = words(to_plain(clean(title)))
    bare = (word if word.isascii() else _NO_SLUG.sub("", word) for word in found)
    slug = "-".join(filter(None, bare))
    return _cut_at_word(slug) if slug else f"paper-{_hash(title, 8)}"


_NO_SLUG = re.compile("[^a-z0-9]")


def make_paper_id(title: str, taken: Container[str]) -> str:
    """Derive an id that is neither reserved nor taken.

    A clash gets four hex digits of the title's hash; if equal titles clash again, a number
    that counts them enters the hash.
    """
    slug = make_slug(title)
    if slug not in RESERVED and slug not in taken:
        return slug
    paper_id, count = f"{slug}-{_hash(title, 4)}", 1
    while paper_id in taken:
        count += 1
        paper_id = f"{slug}-{_hash(f'{title}/{count}', 4)}"
    return paper_id


def _punctuation_key(title: str) -> str:
    """A title without any word, as one line of text that a file can hold."""
    printable = (c for c in fold(title) if not c.isspace() and not "\ud800" <= c <= "\udfff")
    return "".join(printable) or "-"


def _cut_at_word(slug: str) -> str:
    if len(slug) <= MAX_SLUG:
        return slug
    head, _, _ = slug[: MAX_SLUG + 1].rpartition("-")
    return head or slug[:MAX_SLUG]


def _hash(text: str, digits: int) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:digits]
