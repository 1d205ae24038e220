"""Strict YAML: bytes in; plain data with the place of every key and value out, or problems.

PyYAML's loaders guess types (`2401.00010` becomes a number, `no` false), keep the last of two
equal keys, follow anchors and tags, and die of deep nesting. This reads libyaml's events instead:
every plain scalar is text but for `true`, `false`, `null`, `~` and nothing, and what the content
has no use for is refused. Reading never raises: all that is wrong becomes problems.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias, cast

import yaml

from generator.content.rules import MAX_PROBLEMS
from generator.content.wording import hidden_in, name_character, readable
from generator.content.yaml_syntax import QUOTE_IT, explain_syntax
from generator.problems import Problem

Value: TypeAlias = "str | bool | list[Value] | dict[str, Value] | None"
"""What a document is made of."""

KeyPath = tuple[str | int, ...]
"""The way to a value: keys of mappings and, from 0, indexes of lists."""

Place = tuple[int, int]
"""Line and column, both counted from 1."""

MAX_BYTES = 1_000_000
"""A file with the 10,000 authors that a paper may have takes half of this."""

MAX_DEPTH = 12
"""Mappings and lists within each other; curations and topics need four."""

MAX_NODES = 100_000
"""Keys, values, mappings and lists together."""

MAX_SCALAR = 50_000
"""Characters of one text; the longest text that means something has 20,000."""

_LOADER = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None}

_BREAK = re.compile(r"\r\n?|\n")
_CUT = re.compile(r"[ \t]+#[^\s#!]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """Where the keys and values of a document stand in its file."""

    keys: Mapping[KeyPath, Place] = field(default_factory=dict)
    values: Mapping[KeyPath, Place] = field(default_factory=dict)

    def at(self, *path: str | int) -> Place:
        """The place of a value, or of the nearest that encloses it where it does not exist."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, (1, 1))

    def at_key(self, *path: str | int) -> Place:
        """The place of a mapping's key; an item of a list has none, so its own place is taken."""
        return self.keys.get(path) or self.at(*path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file's data and the places in it.

    `refused` are the paths whose values could not be taken: `data` holds null there, and nothing
    should be said about them again.
    """

    data: Value
    where: Positions
    refused: frozenset[KeyPath] = frozenset()


def load(data: bytes, path: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """Read a file's bytes; no document where nothing can be said about its parts.

    Problems do not rule out a document: duplicate keys, anchors and the like are reported and
    the rest is read, so that a caller can report what else is wrong. An empty file is a document
    that holds null.
    """
    text, problems = _decode(data, path)
    if text is None:
        return None, problems
    clean, hidden = _hide_nothing(text, path)
    reader = _Reader(clean, path)
    document = reader.read()
    return document, (*problems, *hidden, *reader.problems)


def _decode(data: bytes, path: str) -> tuple[str | None, tuple[Problem, ...]]:
    if len(data) > MAX_BYTES:
        problem = Problem(
            path=path,
            rule="too-large",
            message=f"the file has {len(data):,} bytes; {MAX_BYTES:,} are allowed",
            hint="people write such a file by hand; leave out what does not belong here",
        )
        return None, (problem,)
    try:
        return data.decode("utf-8").removeprefix("\ufeff"), ()
    except UnicodeDecodeError as error:
        line, column = _place(data[: error.start].decode("utf-8", "replace"))
        problem = Problem(
            path=path,
            rule="encoding",
            line=line,
            column=column,
            message=f"the byte 0x{data[error.start]:02X} here is not UTF-8",
            hint="save the file as UTF-8",
        )
        return None, (problem,)


def _place(before: str) -> Place:
    lines = _BREAK.split(before)
    return len(lines), len(lines[-1]) + 1


def _hide_nothing(text: str, path: str) -> tuple[str, tuple[Problem, ...]]:
    """Report characters that cannot be seen and replace them, so that the rest can be read."""
    found = hidden_in(text)
    if not found:
        return text, ()
    problems = (
        _hidden_problem(path, (number, line.index(character) + 1), character, _DELETE_IT)
        for number, line in enumerate(_BREAK.split(text), start=1)
        for character in sorted(found.intersection(line))
    )
    clean = text.translate(dict.fromkeys(map(ord, found), "\ufffd"))
    return clean, tuple(islice(problems, MAX_PROBLEMS + 1))


_DELETE_IT = "delete it; text copied from a page or a PDF often brings such characters"
_NO_ESCAPE = r"in double quotes a backslash begins an escape; for TeX use single quotes: '\frac'"


def _hidden_problem(path: str, place: Place, character: str, hint: str) -> Problem:
    return Problem(
        path=path,
        rule="hidden-character",
        line=place[0],
        column=place[1],
        message=f"the invisible character {name_character(character)} is not allowed",
        hint=hint,
    )


_WRITE_OUT = "write the value out; if text is meant to begin so, put it in quotes"


class _StopReading(Exception):  # noqa: N818  # it is no error: the finding is noted already
    """A limit is passed; what follows is not looked at."""


class _Reader:
    """Builds data from one stream of events and notes what is wrong on the way."""

    def __init__(self, text: str, path: str) -> None:
        self.problems: list[Problem] = []
        self._text = text
        self._path = path
        self._nodes = 0
        self._keys: dict[KeyPath, Place] = {}
        self._values: dict[KeyPath, Place] = {}
        self._refused: set[KeyPath] = set()
        self._aliases: set[str] = set()
        self._events = self._parse()

    def read(self) -> Document | None:
        """The document, or `None` where the file cannot be read to its end."""
        try:
            data = self._stream()
        except _StopReading:
            return None
        except yaml.MarkedYAMLError as error:
            mistake = explain_syntax(error, self._text)
            place = (mistake.line, mistake.column)
            self._note("yaml-syntax", place, mistake.message, mistake.hint)
            return None
        except (yaml.YAMLError, ValueError, OverflowError):
            # PyYAML's own scanner lets `chr` fail on an escape such as "\UFFFFFFFF".
            self._note("yaml-syntax", (0, 0), "this is not YAML", QUOTE_IT)
            return None
        where = Positions(keys=self._keys, values=self._values)
        return Document(data=data, where=where, refused=frozenset(self._refused))

    def _parse(self) -> Iterator[yaml.Event]:
        return iter(yaml.parse(self._text, Loader=_LOADER))

    def _stream(self) -> Value:
        data: Value = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                self._check_document(event, documents)
            elif isinstance(event, yaml.NodeEvent):
                data = self._node(event, ())
        return data

    def _check_document(self, event: yaml.DocumentStartEvent, count: int) -> None:
        if event.version or event.tags:
            self._refuse(event, "a directive (`%`)", "delete it")
        if count > 1:
            self._refuse(event, "a second document", "delete `---` and keep one document")
            raise _StopReading

    def _node(self, event: yaml.NodeEvent, path: KeyPath) -> Value:
        self._count(event, path)
        self._check_features(event)
        self._values[path] = _start(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        self._refused.add(path)
        return None

    def _mapping(self, path: KeyPath) -> dict[str, Value]:
        data: dict[str, Value] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, path)
            inside = (*path, key) if key is not None else self._aside(path)
            value = self._node(cast("yaml.NodeEvent", next(self._events)), inside)
            if key is not None:
                data.setdefault(key, value)
        return data

    def _key(self, event: yaml.Event, path: KeyPath) -> str | None:
        """Take a key; `None` where its value is read only for what may be wrong in it."""
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse(event, "a key that is not text", "write `key: value`")
            self._node(cast("yaml.NodeEvent", event), self._aside(path))
            return None
        self._count(event, path)
        self._check_features(event)
        key = self._text_of(event)
        if key == "<<" and not event.style:
            self._refuse(event, "a merge key (`<<`)", "write the keys out")
            return None
        if (*path, key) in self._keys:
            self._note_duplicate(event, key, self._keys[*path, key])
            return None
        self._keys[*path, key] = _start(event)
        return key

    def _aside(self, path: KeyPath) -> KeyPath:
        """A path that no document has, for what is read only to find what is wrong in it."""
        return (*path, -self._nodes)

    def _sequence(self, path: KeyPath) -> list[Value]:
        data: list[Value] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            data.append(self._node(cast("yaml.NodeEvent", event), (*path, len(data))))
        return data

    def _scalar(self, event: yaml.ScalarEvent) -> str | bool | None:
        text = self._text_of(event)
        if event.style:
            return text
        end = cast("yaml.error.Mark", event.end_mark)
        if cut := _CUT.match(self._text, end.index):
            self._note_cut((end.line + 1, end.column + len(cut[0]) - 1))
        return _CONSTANTS.get(text, text) if text else None

    def _text_of(self, event: yaml.ScalarEvent) -> str:
        text = str(event.value)
        if len(text) > MAX_SCALAR:
            self._note(
                "too-long",
                _start(event),
                f"a text has {len(text):,} characters; {MAX_SCALAR:,} are more than any may have",
                "shorten it",
            )
            raise _StopReading
        # Those written raw are replaced by now; these come from escapes in double quotes, where
        # the `\f` of a TeX formula is one.
        for character in sorted(hidden_in(text)):
            hint = _NO_ESCAPE if character < " " else _DELETE_IT
            self._add(_hidden_problem(self._path, _start(event), character, hint))
        return text

    def _count(self, event: yaml.Event, path: KeyPath) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._note(
                "too-large",
                _start(event),
                f"the file has more than {MAX_NODES:,} parts",
                "leave out what does not belong here",
            )
            raise _StopReading
        if len(path) > MAX_DEPTH:
            self._note(
                "too-deep",
                _start(event),
                f"more than {MAX_DEPTH} mappings or lists stand within each other here",
                "nothing here needs more than four; look for a bracket that is not closed",
            )
            raise _StopReading

    def _check_features(self, event: yaml.NodeEvent) -> None:
        if isinstance(event, yaml.AliasEvent):
            name = event.anchor or ""
            if name not in self._aliases:  # a file that repeats one thousands of times is told once
                self._aliases.add(name)
                self._refuse(event, f"an alias (`*{readable(name)}`)", _WRITE_OUT)
        elif event.anchor:
            self._refuse(event, f"an anchor (`&{readable(event.anchor)}`)", _WRITE_OUT)
        tag = getattr(event, "tag", None)
        if tag:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(event, f"a tag (`{readable(shown)}`)", _WRITE_OUT)

    def _refuse(self, event: yaml.Event, what: str, hint: str) -> None:
        message = f"{what} is not allowed here"
        self._note("yaml-feature", _start(event), message, hint)

    def _note_duplicate(self, event: yaml.Event, key: str, first: Place) -> None:
        self._note(
            "duplicate-key",
            _start(event),
            f"the key `{readable(key)}` stands on line {first[0]} and again on line {_start(event)[0]}",
            "keep one of them, or join what they say",
        )

    def _note_cut(self, place: Place) -> None:
        self._note(
            "cut-text",
            place,
            "the text ends here: ` #` begins a comment",
            "put the text in quotes; if a comment is meant, write a space after `#`",
        )

    def _note(self, rule: str, place: Place, message: str, hint: str) -> None:
        self._add(
            Problem(
                path=self._path,
                rule=rule,
                line=place[0],
                column=place[1],
                message=message,
                hint=hint,
            )
        )

    def _add(self, problem: Problem) -> None:
        self.problems.append(problem)
        if len(self.problems) > MAX_PROBLEMS:
            raise _StopReading


def _start(event: yaml.Event) -> Place:
    mark = cast("yaml.error.Mark", event.start_mark)
    return mark.line + 1, mark.column + 1
