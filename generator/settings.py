"""The site's settings: what `mkdocs.yml` says that the generator needs, read here and nowhere else.

The file is YAML with MkDocs' `!ENV` for values that come from the environment. No other tag is
ever constructed: MkDocs lets such a tag run code, a reader of six texts has no use for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import yaml
from rapidfuzz import process

from generator.problems import ContentError, Problem, sort_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a digest is called, where it lives and where its source is."""

    site_name: str
    """The digest's name: in every page's title, in feeds and in data."""

    site_description: str
    """One sentence on what the digest is: front page, feeds and link previews."""

    site_url: str
    """Where the site is published, with a `/` at its end; it may have a path of its own."""

    tag: str
    """Authority and date of the ids of feed items (RFC 4151): `digest.example,2025`.

    Never changes once a feed is published, not even when the site moves: readers of feeds would
    show every paper again.
    """

    repository: str | None = None
    """Address of the repository, without a `/` at its end; pages link to it for corrections."""

    branch: str = "main"
    """The repository's branch that is published."""

    language: str = "en"
    """The language of pages and feeds, as BCP 47 writes it."""

    mail: str | None = None
    """Where mail about the digest goes; feeds name it as their editor."""


def load_settings(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the settings from `mkdocs.yml`.

    Raises:
        ContentError: the file is missing, unreadable or wrong, with every finding.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        hint = "The settings live in mkdocs.yml at the repository's root, as UTF-8 text."
        message = f"cannot be read: {error}"
        raise ContentError(
            [Problem(path=str(path), rule=_RULE, message=message, hint=hint)]
        ) from error
    return parse_settings(text, environ, path=str(path))


def parse_settings(text: str, environ: Mapping[str, str], *, path: str = "mkdocs.yml") -> Settings:
    """Turn the text of `mkdocs.yml` into settings; `path` is what findings are reported at.

    Raises:
        ContentError: with every finding, each naming the key as `extra.digest.tag`.
    """
    reader = _Reader(path, environ)
    values = reader.read(text)
    if reader.problems:
        raise ContentError(sort_problems(reader.problems))
    return Settings(**values)


_RULE: Final = "settings"
_DIGEST: Final = "extra.digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """One setting: where it stands, whether it must, and what its value must look like."""

    key: str
    expected: str
    is_right: Callable[[str], bool]
    tidy: Callable[[str], str] = str.strip
    required: bool = False

    @property
    def name(self) -> str:
        """The attribute of `Settings`."""
        return self.key.rpartition(".")[2]


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(pattern, value) is not None


def _is_web_address(value: str) -> bool:
    """Whether the address can be a base: no white space, query, fragment or credentials."""
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or "@" in parts.netloc or re.search(r"\s", value))
    return parts.scheme in {"https", "http"} and bool(host) and plain


_FIELDS: Final = (
    _Field(key="site_name", expected="a name", is_right=bool, required=True),
    _Field(key="site_description", expected="a sentence", is_right=bool, required=True),
    _Field(
        key="site_url",
        expected="the site's address, like https://digest.example/",
        is_right=_is_web_address,
        tidy=lambda value: value.strip().rstrip("/") + "/",
        required=True,
    ),
    _Field(
        key=f"{_DIGEST}.tag",
        expected="an authority and a date, like digest.example,2025",
        is_right=_matches(r"(?:[\w.+-]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)*,\d{4}(?:-\d\d(?:-\d\d)?)?"),
        required=True,
    ),
    _Field(
        key=f"{_DIGEST}.repository",
        expected="the repository's address, like https://github.com/owner/name",
        is_right=_is_web_address,
        tidy=lambda value: value.strip().rstrip("/"),
    ),
    _Field(key=f"{_DIGEST}.branch", expected="a branch", is_right=_matches(r"[\w./-]+")),
    _Field(
        key=f"{_DIGEST}.language",
        expected="a language tag, like en or pt-BR",
        is_right=_matches(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"),
    ),
    _Field(
        key=f"{_DIGEST}.mail",
        expected="a mail address",
        is_right=_matches(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+"),
    ),
)


class _Reader:
    """Takes texts out of YAML nodes and collects what is wrong with them."""

    def __init__(self, path: str, environ: Mapping[str, str]) -> None:
        self.path = path
        self.environ = environ
        self.problems: list[Problem] = []

    def read(self, text: str) -> dict[str, str]:
        """Every setting that stands in the file and is right."""
        root = self._compose(text)
        if root is None:
            return {}
        site = self._mapping(root, "mkdocs.yml")
        extra = self._mapping(site.get("extra"), "extra")
        digest = self._mapping(extra.get("digest"), _DIGEST)
        self._refuse_unknown(digest)
        nodes = site | {f"{_DIGEST}.{key}": node for key, node in digest.items()}
        return dict(self._values(nodes))

    def _values(self, nodes: Mapping[str, yaml.Node]) -> Iterator[tuple[str, str]]:
        for field in _FIELDS:
            value = self._value(field, nodes.get(field.key))
            if value is not None:
                yield field.name, value

    def _value(self, field: _Field, node: yaml.Node | None) -> str | None:
        value = self._text(field, node) if node is not None else None
        if value is None:
            if field.required and not self._is_reported(field):
                self._report(node, f"{field.key} is missing", f"Set it to {field.expected}.")
            return None
        value = field.tidy(value)
        if not field.is_right(value):
            self._report(node, f"{field.key} is {value!r}", f"Set it to {field.expected}.")
        return value

    def _text(self, field: _Field, node: yaml.Node) -> str | None:
        """The text of a node, from the environment where it says so; None where it says nothing."""
        if node.tag == "!ENV":
            return self._from_environment(field, node)
        if node.tag == "tag:yaml.org,2002:null":
            return None
        if node.tag != "tag:yaml.org,2002:str":
            self._report(node, f"{field.key} must be text", "Put the value in quotes.")
            return None
        return str(node.value)

    def _from_environment(self, field: _Field, node: yaml.Node) -> str | None:
        """`!ENV NAME`, or `!ENV [NAME, OTHER, default]`: the first that is set, as MkDocs does it."""
        if isinstance(node, yaml.ScalarNode):
            return self.environ.get(node.value)
        *names, default = node.value
        for name in names or [default]:
            if name.value in self.environ:
                return self.environ[name.value]
        return self._text(field, default) if names else None

    def _mapping(self, node: yaml.Node | None, key: str) -> dict[str, yaml.Node]:
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self._report(node, f"{key} must be a mapping", "Write one `key: value` a line.")
            return {}
        found: dict[str, yaml.Node] = {}
        for name, value in node.value:
            if name.value in found:
                self._report(name, f"{name.value!r} stands twice in {key}", "Keep one of them.")
            found[name.value] = value
        return found

    def _refuse_unknown(self, digest: Mapping[str, yaml.Node]) -> None:
        known = [field.name for field in _FIELDS if field.key.startswith(_DIGEST)]
        for key, node in digest.items():
            if key not in known:
                near = process.extractOne(key, known, score_cutoff=70)
                hint = f"Did you mean {near[0]!r}?" if near else f"Known are {', '.join(known)}."
                self._report(node, f"{_DIGEST} has no setting {key!r}", hint)

    def _compose(self, text: str) -> yaml.Node | None:
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            what = getattr(error, "problem", None) or str(error)
            self._report_at(mark, f"is not YAML: {what}", "Correct the line, or the one before it.")
            return None
        if root is None:
            self._report(None, "is empty", "Copy the mkdocs.yml of the first digest.")
        return root

    def _is_reported(self, field: _Field) -> bool:
        return any(problem.message.startswith(f"{field.key} ") for problem in self.problems)

    def _report(self, node: yaml.Node | None, message: str, hint: str) -> None:
        self._report_at(node.start_mark if node is not None else None, message, hint)

    def _report_at(self, mark: yaml.Mark | None, message: str, hint: str) -> None:
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
        self.problems.append(
            Problem(
                path=self.path, rule=_RULE, message=message, line=line, column=column, hint=hint
            )
        )
