"""The rules that reading curations and topics may find broken, each in one sentence."""

from __future__ import annotations

from types import MappingProxyType

from generator.problems import Problem

MAX_PROBLEMS = 100
"""Of one file more are not shown: nobody reads them, and mending the first mends many."""

RULES = MappingProxyType(
    {
        # A file as a whole.
        "file-name": "A curation is named after its paper: `<paper-id>.yml`.",
        "empty-file": "A file says something; an empty one is deleted instead.",
        "too-large": "A file has at most 1,000,000 bytes and 100,000 parts.",
        "too-deep": "Mappings and lists stand within each other at most twelve deep, those of a note eight.",
        "too-many-problems": "Of one file's problems the first hundred are shown.",
        "encoding": "A file is UTF-8.",
        # YAML.
        "hidden-character": "Characters that nobody sees are not allowed in text or keys.",
        "yaml-syntax": "A file can be parsed as YAML.",
        "yaml-feature": (
            "Anchors, aliases, tags, merge keys, directives, keys that are not text and several "
            "documents in one file are not allowed."
        ),
        "duplicate-key": "A key stands once in a mapping.",
        "cut-text": "Text with a space and `#` in it stands in quotes, or YAML cuts it there.",
        # Keys and values.
        "unknown-key": "Only the keys of the format are used.",
        "missing-key": "Keys that the format requires are there.",
        "wrong-type": "A value is text, a list, a mapping or a date as its key wants it.",
        "empty-text": "Text is not blank.",
        "too-long": "Text and lists stay below their limits.",
        "unknown-value": "A value with a fixed set of choices is one of them.",
        "bad-date": "A date is a day of the calendar, written `YYYY-MM-DD`.",
        "bad-handle": "`by` is a GitHub handle: letters, digits and single hyphens, at most 39.",
        "bad-link": "A link is an id in its known form, or a plain `https://` address.",
        "bad-paper-id": "A paper is named by its id: the last part of its page's address.",
        "bad-slug": "A topic's slug is lower-case words joined by `-` and safe as an address.",
        "bad-weight": "The weight of a phrase is a number from -100 to 100.",
        # What keys say together.
        "stands-alone": "`same_as` stands alone in its file.",
        "needs-paper": "`on` at the top goes with `paper`, which introduces a paper.",
        "needs-link": "A paper that no listing has comes with at least one link.",
        "contradiction": "A topic is not both added and removed.",
        "self-reference": "A paper is not the same as, or told apart from, itself.",
        "repeated-item": "A list names each item once.",
        "not-canonical": "An id is written in its canonical form, an address with `https://`.",
        "duplicate-slug": "No two topics share a slug, former ones included.",
        "duplicate-phrase": "A topic weighs a phrase once.",
    }
)
"""What each rule asks for; documentation and tests read it."""


def first_problems(problems: tuple[Problem, ...], path: str) -> tuple[Problem, ...]:
    """The problems of one file that are shown."""
    if len(problems) <= MAX_PROBLEMS:
        return problems
    more = Problem(
        path=path,
        rule="too-many-problems",
        message=f"more than {MAX_PROBLEMS} problems; the others are not shown",
        hint="mend those shown first",
    )
    return (*problems[:MAX_PROBLEMS], more)
