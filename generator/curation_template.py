"""The file that a person starts a curation from: all of it comments, to be uncommented and filled in.

Lines that begin with `##` explain; of the others, those without their `#` make a curation. What has
to be filled in is not valid before it is, so that nothing unfilled is published by mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from generator.records import Paper
from generator.text.display import as_text

MAX_TITLE: Final = 600
"""Characters of a title in an address, each as many as it takes there."""

_LINES: Final = """\
## Take the # off what you need, fill it in, delete the rest.
#topics: {add: [], remove: []}
#notes:
#  - {by: YOUR_HANDLE, on: YYYY-MM-DD, text: ""}
#pick: {by: YOUR_HANDLE, on: YYYY-MM-DD}
#links:
#  arxiv: ""
#  code: [""]
#  project: [""]
#correct:
#  title: ""
#  published: YYYY-MM-DD
#  authors: [{name: ""}]
#status: {is: withdrawn, on: YYYY-MM-DD, because: ""}
"""


def make_template(paper: Paper, help_address: str) -> str:
    """What a curation of this paper could say; it names the paper, its topics and where help is."""
    return "".join(f"## {line}\n" for line in _head(paper, help_address)) + _LINES


def _head(paper: Paper, help_address: str) -> Iterator[str]:
    yield _cut(as_text(paper.title))
    yield f"Topics now: {', '.join(topic.slug for topic in paper.topics) or 'none'}"
    yield f"How: {help_address}"


def _cut(title: str) -> str:
    """A title that takes at most `MAX_TITLE` characters in an address, cut at a character."""
    if len(quote(title, safe="")) <= MAX_TITLE:
        return title
    taken, size = "", 0
    for character in title:
        size += len(quote(character, safe="", errors="replace"))
        if size > MAX_TITLE:
            break
        taken += character
    return f"{taken.rstrip()}…"
