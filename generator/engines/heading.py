"""The heading of a page, where it surely is plain words: as Python-Markdown makes it, at less cost.

The generator writes every sign of a title that could mean something in Markdown as `&#N;`. So what
is left to do for `# Title` is its `id`, by the function of the `toc` extension.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

from markdown.extensions.toc import slugify, unique

EXTENSIONS: Final = ["toc", "tables", "fenced_code"]
"""What MkDocs always uses. With others a heading may become something else."""

_LINE: Final = re.compile(r"# ((?:[A-Za-z0-9,. -]++|[^\x00-\x7f\s]|&#[1-9][0-9]*;)++)\n+")
"""A first line of letters, digits, references and signs without a meaning; blank ones follow."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first level."""

    text: str
    """HTML, without an element in it."""

    identifier: str
    """Its anchor in the page."""

    rest: str
    """The Markdown that comes after it."""

    @property
    def html(self) -> str:
        """The element."""
        return f'<h1 id="{self.identifier}">{self.text}</h1>'


def split(markdown: str) -> Heading | None:
    """The heading that a text begins with; None where it is not surely plain."""
    line = _LINE.match(markdown)
    if not line or line[1] != " ".join(line[1].split()):
        return None
    identifier = unique(slugify(html.unescape(line[1]), "-"), set())
    return Heading(line[1], identifier, markdown[line.end() :])
