"""Lines that name an organisation: its slug, which is its picture's text, and its name.

Some programs save a page without the texts of pictures. Then no line has its slug, and the first
word of a name looks like one (`Carnegie Mellon University`): no slug is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from generator.records import Organisation
from generator.text.words import words

_SLUG = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)

TELLING: Final = 4
"""Letters that slug and name have in common at least, if one only holds the other."""


def read_organisations(lines: Collection[str]) -> Mapping[str, Organisation | None]:
    """What each such line of a page says; nothing where its slug is not there.

    A slug is taken where the name shows that it is one. It is also taken where another line of the
    page shows it, if all of them can begin with theirs: a page has all or none of its pictures' texts.
    """
    parts = {line: line.partition(" ")[::2] for line in lines}
    able = {line for line, (slug, name) in parts.items() if name and _SLUG.fullmatch(slug)}
    sure = {line for line in able if _is_slug_of(*parts[line])}
    taken = able if sure and len(able) == len(parts) else sure
    return {
        line: Organisation(slug=slug, name=name) if line in taken else None
        for line, (slug, name) in parts.items()
    }


def _is_slug_of(slug: str, name: str) -> bool:
    """Whether a first word is a slug by what follows it: `nvidia NVIDIA`, `SJTU Shanghai Jiao …`.

    Of 276 organisations of the site 234 show it, and of their names alone none does.
    """
    if slug.islower() and not name[0].islower():
        return True
    short, parts = "".join(words(slug)), words(name)
    long = "".join(parts)
    held = min(short, long, key=len)
    return (
        short == long
        or (len(held) >= TELLING and (short in long or long in short))
        or (len(short) > 1 and _is_made_of_beginnings(short, parts))
    )


def _is_made_of_beginnings(text: str, parts: Collection[str]) -> bool:
    """Whether a text is made of the first letters of some of these words, in their order."""
    reached = {0}
    for part in parts:
        reached |= {
            at + letters
            for at in reached
            for letters in range(1, len(part) + 1)
            if text.startswith(part[:letters], at)
        }
    return len(text) in reached
