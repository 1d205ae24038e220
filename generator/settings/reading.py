"""`mkdocs.yml` becomes settings, or findings.

The file is YAML with MkDocs' `!ENV` for values that come from the environment. No other tag is
ever constructed: MkDocs lets such a tag run code, a reader of texts has no use for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml
from rapidfuzz import process

from generator.problems import ContentError, Problem, Severity, sort_problems
from generator.settings.fields import (
    DIGEST,
    FETCH,
    FETCH_FIELDS,
    FIELDS,
    LANGUAGE,
    LANGUAGE_OF_PAGES,
    MAIL,
    MAIL_FIELDS,
    PAGES,
    Field,
    is_placeholder,
    is_same_language,
)
from generator.settings.records import (
    HOSTS,
    NO_FETCH,
    FetchSettings,
    MailSettings,
    Settings,
)
from generator.settings.theme import list_languages
from generator.web import in_ascii


def load_settings(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the settings from `mkdocs.yml`.

    Raises:
        ContentError: the file is missing, unreadable or wrong, with every finding.
    """
    return parse_settings(_read(path), environ, path=str(path))


def check_settings(path: Path, environ: Mapping[str, str]) -> tuple[Problem, ...]:
    """All findings about `mkdocs.yml`: those that `load_settings` raises, and placeholders."""
    reader = _Reader(str(path), environ)
    try:
        reader.read(_read(path))
    except ContentError as error:
        return error.problems
    return tuple(sort_problems((*reader.problems, *reader.placeholders)))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        hint = "The settings live in mkdocs.yml at the repository's root, as UTF-8 text."
        message = f"cannot be read: {error}"
        raise ContentError(
            [Problem(path=str(path), rule=_RULE, message=message, hint=hint)]
        ) from error


def parse_settings(text: str, environ: Mapping[str, str], *, path: str = "mkdocs.yml") -> Settings:
    """Turn the text of `mkdocs.yml` into settings; `path` is what findings are reported at.

    Raises:
        ContentError: with every finding, each naming the key as `extra.digest.tag`.
    """
    reader = _Reader(path, environ)
    values: dict[str, Any] = reader.read(text)
    if reader.problems:
        raise ContentError(sort_problems(reader.problems))
    host = HOSTS.get(values.pop("host", ""))
    if "limit_mb" in values:
        values["limit_mb"] = int(values["limit_mb"])
    return Settings(
        host=host,
        **{name: value == "true" if name in _SWITCHES else value for name, value in values.items()},
        mail=reader.mail,
        fetch=reader.fetch,
    )


_RULE: Final = "settings"
_ENV_HINT: Final = "Write `!ENV NAME`, or `!ENV [NAME, value if it is not set]`."
_THEMES_OWN: Final = "en"
"""The language of Material's pages where the settings say none."""
_SWITCHES: Final = frozenset(field.name for field in FIELDS if field.is_switch)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NULL: Final = "tag:yaml.org,2002:null"
_TEXT: Final = "tag:yaml.org,2002:str"
_BOOL: Final = "tag:yaml.org,2002:bool"
_INT: Final = "tag:yaml.org,2002:int"


def _is_list_of_names(node: yaml.Node) -> bool:
    """Whether what follows `!ENV` is a list of plain values, at least one."""
    values = node.value if isinstance(node, yaml.SequenceNode) else ()
    return bool(values) and all(isinstance(value, yaml.ScalarNode) for value in values)


def _hint_at(field: Field, written: str) -> str:
    """What to write instead of a wrong value; of an address with other letters, how ASCII has it."""
    plain = in_ascii(written)
    if plain and field.is_right(field.tidy(plain)):
        return f"Write {plain}, which is the same in ASCII."
    takes_punycode = field.is_right(field.tidy("https://xn--mller-kva.de"))
    if takes_punycode and field.names_host and not written.isascii():
        return f"Set it to {field.expected}, in ASCII: its host in Punycode (xn--…) if need be."
    return f"Set it to {field.expected}."


def _hint_at_language(language: str, known: Iterable[str]) -> str:
    near = max((one for one in known if is_same_language(one, language)), key=len, default="")
    if not near:
        return f"It has {', '.join(known)}."
    if near.lower() == language.lower():
        return f"Set it to {near}."
    return f"Set it to {near}; {LANGUAGE} may say {language} to feeds and data."


def _place(mark: yaml.Mark | None) -> tuple[int, int]:
    """Line and column, counted from 1; zeros for the whole file."""
    return (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)


class _Reader:
    """Takes texts out of YAML nodes and collects what is wrong with them."""

    def __init__(self, path: str, environ: Mapping[str, str]) -> None:
        self.path = path
        self.environ = environ
        self.mail: MailSettings | None = None
        self.fetch = NO_FETCH
        self.problems: list[Problem] = []
        self.placeholders: list[Problem] = []
        """Values that are right in form and stand for the real ones: warnings."""

    def read(self, text: str) -> dict[str, str]:
        """Every setting that stands in the file and is right."""
        root = self._compose(text)
        if root is None:
            return {}
        site = self._mapping(root, "mkdocs.yml")
        extra = self._mapping(site.get("extra"), "extra")
        digest = self._mapping(extra.get("digest"), DIGEST)
        known = [field.last for field in FIELDS if field.key.startswith(DIGEST)]
        self._refuse_unknown(digest, DIGEST, [*known, "mail", "fetch"])
        self.mail = self._mail(digest.get("mail"))
        self.fetch = self._fetch(digest.get("fetch"))
        nodes = site | {f"{DIGEST}.{key}": node for key, node in digest.items()}
        if isinstance(site.get("theme"), yaml.MappingNode):  # a name alone is a theme too
            theme = self._mapping(site["theme"], "theme")
            nodes |= {f"theme.{key}": node for key, node in theme.items()}
        values = dict(self._values(FIELDS, nodes))
        of_pages = values.pop(PAGES, _THEMES_OWN)
        self._check_words(of_pages, nodes)
        self._check_language(values.setdefault("language", of_pages), of_pages, nodes)
        return values

    def _check_words(self, language: str, nodes: Mapping[str, yaml.Node]) -> None:
        """A theme without words of a language fails on its first page, in a template of its own."""
        node, own = nodes.get(LANGUAGE_OF_PAGES), nodes.get("theme.custom_dir")
        if node is None or self._is_reported(LANGUAGE_OF_PAGES):
            return
        known = list_languages(Path(self.path).parent / str(own.value) if own else None)
        if known and language not in known:
            message = f"{LANGUAGE_OF_PAGES} is {language!r}, which the theme has no words for"
            self._report(node, message, _hint_at_language(language, known))

    def _check_language(self, said: str, of_pages: str, nodes: Mapping[str, yaml.Node]) -> None:
        """Feeds have the language of pages, though they may say more of it."""
        if self._is_reported(LANGUAGE) or self._is_reported(LANGUAGE_OF_PAGES):
            return
        if not is_same_language(said, of_pages):
            theirs = f"theme.language is {of_pages!r}"
            if LANGUAGE_OF_PAGES not in nodes:
                theirs = f"without theme.language pages are in {of_pages!r}"
            hint = "Say it once, as theme.language, and take the other away."
            self._report(nodes[LANGUAGE], f"{LANGUAGE} is {said!r}, and {theirs}", hint)

    def _fetch(self, node: yaml.Node | None) -> FetchSettings:
        if node is None or node.tag == _NULL:
            return NO_FETCH
        found = self._mapping(node, FETCH)
        self._refuse_unknown(found, FETCH, [field.last for field in FETCH_FIELDS])
        nodes = {f"{FETCH}.{key}": value for key, value in found.items()}
        values: dict[str, Any] = dict(self._values(FETCH_FIELDS, nodes))
        if "pause" in values and re.fullmatch(r"\d+(?:\.\d+)?", values["pause"]):
            values["pause"] = float(values["pause"])
        return FetchSettings(**values)

    def _mail(self, node: yaml.Node | None) -> MailSettings | None:
        """The mail service, where one is named and nothing is wrong with it."""
        if node is None or node.tag == _NULL:
            return None
        if not isinstance(node, yaml.MappingNode):
            hint = "Below it, set provider, privacy, and link or form."
            self._report(node, f"{MAIL} must be a mapping", hint)
            return None
        before = len(self.problems)
        found = self._mapping(node, MAIL)
        self._refuse_unknown(found, MAIL, [field.last for field in MAIL_FIELDS])
        nodes = {f"{MAIL}.{key}": value for key, value in found.items()}
        values = dict(self._values(MAIL_FIELDS, nodes, within=node))
        self._check_sign_up(values, nodes, node)
        return MailSettings(**values) if len(self.problems) == before else None

    def _check_sign_up(
        self, values: Mapping[str, str], nodes: Mapping[str, yaml.Node], within: yaml.Node
    ) -> None:
        """There is one way to sign up: a link, which sends nothing by itself, or a form."""
        link, form = f"{MAIL}.link", f"{MAIL}.form"
        ways = [way for way in ("link", "form") if way in values]
        if not ways and not (self._is_reported(link) or self._is_reported(form)):
            hint = "Set link to the service's page for signing up."
            self._report(within, f"{MAIL} has neither link nor form", hint)
        elif len(ways) > 1:
            hint = "Keep the link, unless readers shall type their address on this site."
            self._report(nodes[form], f"{MAIL} has both link and form", hint)
        elif "field" in values and ways == ["link"]:
            hint = "Take it away, or set form instead of link."
            self._report(nodes[f"{MAIL}.field"], f"{MAIL}.field is of no use with link", hint)

    def _values(
        self,
        fields: Iterable[Field],
        nodes: Mapping[str, yaml.Node],
        within: yaml.Node | None = None,
    ) -> Iterator[tuple[str, str]]:
        for field in fields:
            value = self._value(field, nodes.get(field.key), within)
            if value is not None:
                yield field.name, value

    def _value(self, field: Field, node: yaml.Node | None, within: yaml.Node | None) -> str | None:
        value = self._text(field, node) if node is not None else None
        if value is None:
            if field.required and not self._is_reported(field.key):
                hint = f"Set it to {field.expected}."
                self._report(node or within, f"{field.key} is missing", hint)
            return None
        written, value = value.strip(), field.tidy(value)
        if _SURROGATE.search(value):
            hint = "Write the character itself in place of half of one."
            self._report(node, f"{field.key} is {written!r}, which no file can hold", hint)
        elif not field.is_right(value):
            self._report(node, f"{field.key} is {written!r}", _hint_at(field, written))
        elif field.names_host and is_placeholder(value):
            self._warn_of_placeholder(node, f"{field.key} is {value!r}, which is a placeholder")
        return value

    def _warn_of_placeholder(self, node: yaml.Node | None, message: str) -> None:
        line, column = _place(node.start_mark if node else None)
        self.placeholders.append(
            Problem(
                path=self.path,
                rule="placeholder",
                severity=Severity.WARNING,
                message=message,
                line=line,
                column=column,
                hint="Write your own; CONTRIBUTING.md, “What a person sets by hand”, lists all.",
            )
        )

    def _text(self, field: Field, node: yaml.Node) -> str | None:
        """The text of a node, from the environment where it says so; None where it says nothing."""
        if node.tag == "!ENV":
            return self._from_environment(field, node)
        if node.tag == _NULL:
            return None
        allowed = {_TEXT, _BOOL if field.is_switch else _TEXT, _INT if field.is_number else _TEXT}
        if node.tag not in allowed:
            self._refuse_type(field, node)
            return None
        return str(node.value)

    def _refuse_type(self, field: Field, node: yaml.Node) -> None:
        if field.is_switch:
            self._report(node, f"{field.key} must be {field.expected}", "Write one of them.")
        elif field.is_number:
            self._report(node, f"{field.key} must be {field.expected}", "Write a whole number.")
        else:
            is_right = isinstance(node, yaml.ScalarNode) and field.is_right(field.tidy(node.value))
            hint = "Put the value in quotes." if is_right else f"Set it to {field.expected}."
            self._report(node, f"{field.key} must be text", hint)

    def _from_environment(self, field: Field, node: yaml.Node) -> str | None:
        """`!ENV NAME`, or `!ENV [NAME, OTHER, default]`: the first that is set, as MkDocs does it."""
        if isinstance(node, yaml.ScalarNode):
            return self.environ.get(node.value)
        if not _is_list_of_names(node):
            self._report(node, f"{field.key}: !ENV takes names of variables", _ENV_HINT)
            return None
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
            if not isinstance(name, yaml.ScalarNode):
                self._report(name, f"a key of {key} must be text", "Write one `key: value` a line.")
                continue
            if name.value in found:
                self._report(name, f"{name.value!r} stands twice in {key}", "Keep one of them.")
            found[name.value] = value
        return found

    def _refuse_unknown(
        self, found: Mapping[str, yaml.Node], within: str, known: Sequence[str]
    ) -> None:
        for key, node in found.items():
            if key not in known:
                near = process.extractOne(key, known, score_cutoff=70)
                hint = f"Did you mean {near[0]!r}?" if near else f"Known are {', '.join(known)}."
                self._report(node, f"{within} has no setting {key!r}", hint)

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

    def _is_reported(self, key: str) -> bool:
        about = (f"{key} ", f"{key}:")
        return any(problem.message.startswith(about) for problem in self.problems)

    def _report(self, node: yaml.Node | None, message: str, hint: str) -> None:
        self._report_at(node.start_mark if node is not None else None, message, hint)

    def _report_at(self, mark: yaml.Mark | None, message: str, hint: str) -> None:
        line, column = _place(mark)
        self.problems.append(
            Problem(
                path=self.path, rule=_RULE, message=message, line=line, column=column, hint=hint
            )
        )
