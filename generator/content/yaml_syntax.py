"""What a YAML parser's complaint means to somebody who writes a curation.

libyaml and PyYAML's own parser find the same mistakes at the same places in different words, and
both speak of tokens and block mappings. One table reads either wording.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import yaml

QUOTE_IT = "put the whole text in quotes, or on lines of its own below `key: |`"
"""The way out of most mistakes: quoted text and text below `|` may hold any punctuation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntaxMistake:
    """One complaint in plain words; `line` and `column` count from 1."""

    line: int
    column: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """Where the parser stopped: all text, the offsets of its complaint and of what it was in."""

    text: str
    at: int
    opened_on: int

    @property
    def character(self) -> str:
        return self.text[self.at : self.at + 1]

    @property
    def before(self) -> str:
        """What stands before the place on its line."""
        return self.text[self.text.rfind("\n", 0, self.at) + 1 : self.at].strip()


Words = tuple[str, str]
"""A message and a hint."""

_COLON = (
    "text with a colon and a space in it must stand in quotes",
    'write it like `title: "Name: what it does"`, or on lines of its own below `key: |`',
)
_TAB = ("a tab stands where YAML wants spaces", "indent with spaces")
_AFTER_QUOTE = (
    "the text goes on after its closing quote",
    "put all of it in one pair of quotes; inside '…' an apostrophe is written twice: ''",
)
_ESCAPE = (
    "a backslash in double quotes begins an escape that YAML does not know",
    r"use single quotes ('\alpha'), or write every backslash twice",
)


_CONFLICT = re.compile(r"^(?:<{7}|>{7}) \S", re.MULTILINE)
"""What git leaves around two versions that it could not join; no YAML of ours begins a line so."""
_LEFT_BY_MERGE = (
    "a merge left two versions of these lines here",
    "keep one, or join them, and delete the lines `<<<<<<<`, `=======` and `>>>>>>>`",
)


def explain_syntax(error: yaml.MarkedYAMLError, text: str) -> SyntaxMistake:
    """Put a parser's complaint about `text` into plain words, with the place that matters."""
    complaint = f"{error.context or ''}: {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    opened = error.context_mark or mark
    scene = _Scene(
        text=text,
        at=mark.index if mark else 0,
        opened_on=opened.line + 1 if opened else 1,
    )
    if conflict := _CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        message, hint = _LEFT_BY_MERGE
        return SyntaxMistake(line=line, column=1, message=message, hint=hint)
    words = next((say(scene) for pattern, say in _SAYINGS if pattern.search(complaint)), None)
    place = opened if _AT_OPENING.search(complaint) else mark
    message, hint = words or (f"this is not YAML: {error.problem}", QUOTE_IT)
    column = place.column + 1 if place else 1
    if words == _ESCAPE:
        column -= scene.at - text.rfind("\\", 0, scene.at + 1)
    return SyntaxMistake(
        line=place.line + 1 if place else 1, column=column, message=message, hint=hint
    )


def _say_colon(scene: _Scene) -> Words:
    if ":" in scene.before:
        return _COLON
    return (
        "`key: value` cannot stand here",
        (
            "look at the line above too: a key needs a space after its colon, "
            "and the keys of one mapping begin in the same column"
        ),
    )


def _say_character(scene: _Scene) -> Words:
    if scene.character == "\t":
        return _TAB
    return (f'text cannot begin with "{scene.character}" in YAML', QUOTE_IT)


def _say_misfit(scene: _Scene) -> Words:
    if scene.before.endswith(("'", '"')):
        return _AFTER_QUOTE
    if scene.before:
        return ("something follows the end of the value", QUOTE_IT)
    return (
        "this line does not fit the indentation of the lines above",
        (
            "the keys of one mapping begin in the same column, "
            "and so do the items of one list, each with `- `"
        ),
    )


def _say_unclosed(bracket: str, end: str) -> Callable[[_Scene], Words]:
    def say(scene: _Scene) -> Words:
        if scene.before.endswith(("'", '"')) and scene.character != ":":
            return _AFTER_QUOTE
        if scene.character == ":" and ":" in scene.before:
            return _COLON
        return (
            f"what `{bracket}` opens on line {scene.opened_on} is not closed where it should be",
            f"close it with `{end}`; text in it that has one of `,:[]{{}}` must stand in quotes",
        )

    return say


def _fixed(message: str, hint: str = QUOTE_IT) -> Callable[[_Scene], Words]:
    return lambda _: (message, hint)


_SAYINGS: tuple[tuple[re.Pattern[str], Callable[[_Scene], Words]], ...] = tuple(
    (re.compile(pattern), say)
    for pattern, say in (
        ("mapping values are not allowed|unexpected ':'", _say_colon),
        ("cannot start any token", _say_character),
        ("tab character", _fixed(*_TAB)),
        ("expected ',' or '}'", _say_unclosed("{", "}")),
        ("expected ',' or ']'", _say_unclosed("[", "]")),
        (r"expected key|expected <block end>|expected '-' indicator", _say_misfit),
        ("quoted scalar: found unexpected (end|doc)", _fixed("this quote is never closed")),
        (
            "could not find expected ':'",
            _fixed(
                "this line is neither `key: value` nor an item of a list",
                "write a key, a colon and a space before it, or indent it as part of the text",
            ),
        ),
        (
            "sequence entries are not allowed",
            _fixed(
                "a list cannot begin behind its key on the same line",
                "begin it on the next line with `- `, or write `key: [one, two]`",
            ),
        ),
        (
            "mapping keys are not allowed",
            _fixed('text cannot begin with "? " in YAML'),
        ),
        ("escape|hexa?decimal", _fixed(*_ESCAPE)),
        (
            "(scanning an (alias|anchor)).*alphabetic",
            _fixed('text cannot begin with "*" or "&" in YAML'),
        ),
        (
            "block scalar",
            _fixed(
                "only an indented text may follow `|` or `>`",
                "begin the text on the next line, indented further than its key",
            ),
        ),
        (
            "document start",
            _fixed("something follows the end of the content", "delete what stands after it"),
        ),
        ("directive|YAML document", _fixed("directives (`%`) have no use here", "delete it")),
        ("tag", _fixed('text cannot begin with "!" in YAML')),
    )
)

_AT_OPENING = re.compile(
    r"quoted scalar: found unexpected (end|doc)|could not find expected ':'|an (alias|anchor)"
)
"""Complaints that a reader understands where the construct begins, not where the parser stopped."""
