r"""Names of authors as arXiv writes them: ASCII with TeX accents, in parts or all in one line.

Names are data, not text that is shown as written: `Erd\H{o}s` and `Erdős` are the same name, so
accents are decoded here already. A macro that has no one meaning stays as it came.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from generator.records import Author
from generator.sources.page import fold_space
from generator.sources.tex_fields import decode_field

_TEX = re.compile(r"[\\{}~]")
_ASIDE = re.compile(r"\([^()]*\)")
_NESTED = 3
"""Brackets within brackets that are looked for: affiliations have them, names have not."""

_BETWEEN = re.compile(r"[,;] ?(?:and )?| and |: ", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV", re.IGNORECASE)
_OTHERS = re.compile(r"(?:^| )(?:and others|others|et\.? ?al\.?)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Authors in their order, and what stands among them that is none.

    `others` says that there are more who are not named, `signs` are such as the colon after a
    collaboration, and `asides` whether remarks such as "(for the X Collaboration)" were left out.
    """

    authors: tuple[Author, ...]
    others: bool = False
    signs: tuple[str, ...] = ()
    asides: bool = False


def plain_name(text: str) -> str:
    r"""A name in one line with its accents decoded.

    >>> plain_name(r"P.~Erd{\H o}s")
    'P. Erdős'
    """
    return fold_space(decode_field(text) if _TEX.search(text) else text)


def split_author(family: str, given: str, suffix: str) -> Author:
    """An author whose name the source splits; a name of one part is not split at all.

    A suffix stays with the family name, since a record has no other place for it.
    """
    family = plain_name(f"{family} {suffix}")
    given = plain_name(given)
    if family and given:
        return Author(name=f"{given} {family}", family=family, given=given)
    return Author(name=family or given)


def in_line(text: str) -> Names:
    """Take the names from one line: between commas, semicolons, "and", and a colon's two sides.

    Remarks in brackets are affiliations, or say for whom an author speaks: they are no names.
    """
    bare = text
    for _ in range(_NESTED):
        bare = _ASIDE.sub(" ", bare)
    names: list[str] = []
    for part in filter(None, map(plain_name, _BETWEEN.split(fold_space(bare)))):
        if names and _SUFFIX.fullmatch(part):
            names[-1] = f"{names[-1]} {part}"
        else:
            names.append(part)
    found = sift(Author(name=name) for name in names)
    return Names(authors=found.authors, others=found.others, signs=found.signs, asides=bare != text)


def sift(authors: Iterable[Author]) -> Names:
    """Tell names from what is none: signs without a letter, and "et al."."""
    kept: list[Author] = []
    signs: list[str] = []
    others = False
    for author in authors:
        named = author
        if _OTHERS.search(author.name):
            others = True
            named = Author(name=_OTHERS.sub("", author.name))
        if any(map(str.isalnum, named.name)):
            kept.append(named)
        elif named.name:
            signs.append(named.name)
    return Names(authors=tuple(kept), others=others, signs=tuple(signs))
