"""The site's settings: what `mkdocs.yml` says that the generator needs, read here and nowhere else.

The file is YAML with MkDocs' `!ENV` for values that come from the environment. No other tag is
ever constructed: MkDocs lets such a tag run code, a reader of texts has no use for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

import yaml
from rapidfuzz import process

from generator.dates import parse_iso_date
from generator.problems import ContentError, Problem, sort_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

Host = Literal["github", "gitlab"]
"""The hosting sites whose addresses are known."""

PUBLISHED: Final = "DIGEST_PUBLISHED"
"""Names the published state in the environment: for `mkdocs build`, which takes no such option."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The service that mails editions to subscribers; signing up is by `link` or by `form`."""

    provider: str
    """What the service is called: readers are told who gets their address."""

    privacy: str
    """Address of the service's privacy notice."""

    link: str | None = None
    """Address of the service's own page for signing up."""

    form: str | None = None
    """Where a form of ours sends a reader's address; no other host may be sent one."""

    field: str = "email"
    """What the service calls the form's one field."""

    sender: str | None = None
    """The address that mails come from; `from` in the file."""

    unsubscribe: str | None = None
    """What the service replaces by a reader's way out, such as `{{ unsubscribe_url }}`."""

    postal: str | None = None
    """The sender's postal address, which many countries ask for, or the service's word for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """Where `digest fetch` asks, how often, and what the schedule does with the answers."""

    contact: str | None = None
    """Whom a source can write to; it is part of the user agent."""

    daily_papers: str = "https://huggingface.co"
    """The site of Daily Papers, without a `/` at its end; another stands in as a mirror."""

    arxiv: str = "https://export.arxiv.org"
    """arXiv's host for programs."""

    pause: float = 3.0
    """Seconds between two requests: arXiv asks for three. Only a mirror of one's own allows less."""

    since: str | None = None
    """The first day that is fetched when days are missed; without it, the newest listing's."""

    commit: str = "pull-request"
    """What the schedule does: `pull-request` opens one, `main` commits by itself."""


NO_FETCH: Final = FetchSettings()


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

    host: Host | None = None
    """Whose addresses the repository's site has; where it is not said, its address decides."""

    language: str = "en"
    """The language of pages and feeds, as BCP 47 writes it."""

    citation_tags: bool = True
    """Whether pages of papers carry the `citation_*` tags that reference managers read.

    Without them no program can take the page for a publisher's, as Google Scholar might.
    """

    machine_text: bool = False
    """Whether keywords and summaries that a machine wrote are shown, labelled as such."""

    limit_mb: int = 1_000
    """What the host takes, in millions of bytes: GitHub Pages takes 1 GB. A build warns before it."""

    fetch: FetchSettings = NO_FETCH
    """How new listings are fetched."""

    mail: MailSettings | None = None
    """Who sends editions by mail; without it, pages say how to have them mailed from a feed."""


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
    values: dict[str, Any] = reader.read(text)
    if reader.problems:
        raise ContentError(sort_problems(reader.problems))
    host = _HOSTS.get(values.pop("host", ""))
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
_HOSTS: Final[Mapping[str, Host]] = {"github": "github", "gitlab": "gitlab"}
_DIGEST: Final = "extra.digest"
_MAIL: Final = f"{_DIGEST}.mail"
_FETCH: Final = f"{_DIGEST}.fetch"
_SWITCHES: Final = ("citation_tags", "machine_text")
_NULL: Final = "tag:yaml.org,2002:null"
_TEXT: Final = "tag:yaml.org,2002:str"
_BOOL: Final = "tag:yaml.org,2002:bool"
_INT: Final = "tag:yaml.org,2002:int"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """One setting: where it stands, whether it must, and what its value must look like."""

    key: str
    expected: str
    is_right: Callable[[str], bool]
    tidy: Callable[[str], str] = str.strip
    required: bool = False
    attribute: str | None = None
    is_switch: bool = False
    is_number: bool = False

    @property
    def last(self) -> str:
        """The last part of the key, as it stands in the file."""
        return self.key.rpartition(".")[2]

    @property
    def name(self) -> str:
        """The attribute of the record."""
        return self.attribute or self.last


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(pattern, value) is not None


def _is_list_of_names(node: yaml.Node) -> bool:
    """Whether what follows `!ENV` is a list of plain values, at least one."""
    values = node.value if isinstance(node, yaml.SequenceNode) else ()
    return bool(values) and all(isinstance(value, yaml.ScalarNode) for value in values)


def _is_web_address(value: str) -> bool:
    """Whether the address can be a base: no white space, query, fragment or credentials."""
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or "@" in parts.netloc or re.search(r"\s", value))
    return parts.scheme in {"https", "http"} and bool(host) and plain


_WORD: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"


def _is_https(value: str) -> bool:
    """Whether readers can be led, or their addresses sent, to an address; it may have a query.

    All before the third `/` is letters, digits, dots and hyphens: the policy of a page names it.
    """
    host = rf"{_LABEL}(?:\.{_LABEL})+(?::\d{{1,5}})?"
    return re.fullmatch(rf"https://{host}(?:/[!#-;=?-~]*)?", value) is not None


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
        key=f"{_DIGEST}.host",
        expected="github or gitlab",
        is_right=_HOSTS.__contains__,
        tidy=str.lower,
    ),
    _Field(
        key=f"{_DIGEST}.language",
        expected="a language tag, like en or pt-BR",
        is_right=_matches(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"),
    ),
    _Field(
        key=f"{_DIGEST}.citation_tags",
        expected="true or false",
        is_right=_matches("true|false"),
        tidy=str.lower,
        is_switch=True,
    ),
    _Field(
        key=f"{_DIGEST}.machine_text",
        expected="true or false",
        is_right=_matches("true|false"),
        tidy=str.lower,
        is_switch=True,
    ),
    _Field(
        key=f"{_DIGEST}.limit_mb",
        expected="megabytes that the host takes, like 1000",
        is_right=_matches(r"[1-9][0-9]{0,7}"),
        is_number=True,
    ),
)

_FETCH_FIELDS: Final = (
    _Field(
        key=f"{_FETCH}.contact",
        expected="a mail address or an address of the web, without blanks",
        is_right=_matches(r"[!-~]{3,200}"),
    ),
    *(
        _Field(
            key=f"{_FETCH}.{name}",
            expected="the address of a site, like https://mirror.example",
            is_right=_is_web_address,
            tidy=lambda value: value.strip().rstrip("/"),
        )
        for name in ("daily_papers", "arxiv")
    ),
    _Field(
        key=f"{_FETCH}.pause",
        expected="seconds, like '3'",
        is_right=_matches(r"\d{1,3}(?:\.\d{1,3})?"),
    ),
    _Field(
        key=f"{_FETCH}.since",
        expected="a day, like '2025-11-20'",
        is_right=lambda value: parse_iso_date(value) is not None,
    ),
    _Field(
        key=f"{_FETCH}.commit",
        expected="pull-request or main",
        is_right=_matches("pull-request|main"),
    ),
)

_MAIL_FIELDS: Final = (
    _Field(
        key=f"{_MAIL}.provider",
        expected="the name of the service that sends the mails",
        is_right=bool,
        required=True,
    ),
    _Field(
        key=f"{_MAIL}.privacy",
        expected="the https:// address of the service's privacy notice",
        is_right=_is_https,
        required=True,
    ),
    _Field(
        key=f"{_MAIL}.link",
        expected="the https:// address of the service's page for signing up",
        is_right=_is_https,
    ),
    _Field(
        key=f"{_MAIL}.form",
        expected="the https:// address that the service takes a sign-up form at",
        is_right=_is_https,
    ),
    _Field(
        key=f"{_MAIL}.field",
        expected="the name that the service gives to the form's field, like email",
        is_right=_matches(r"[\w.:\[\]-]+"),
    ),
    _Field(
        key=f"{_MAIL}.from",
        attribute="sender",
        expected="a mail address, like digest@digest.example",
        is_right=_matches(rf"{_WORD}(?:\.{_WORD})*@{_LABEL}(?:\.{_LABEL})+"),
    ),
    _Field(
        key=f"{_MAIL}.unsubscribe",
        expected="what the service replaces by an address, like '{{ unsubscribe_url }}'",
        is_right=_matches(r"""[^<>"'&\r\n]+"""),
    ),
    _Field(key=f"{_MAIL}.postal", expected="an address on one line", is_right=_matches(r".+")),
)


class _Reader:
    """Takes texts out of YAML nodes and collects what is wrong with them."""

    def __init__(self, path: str, environ: Mapping[str, str]) -> None:
        self.path = path
        self.environ = environ
        self.mail: MailSettings | None = None
        self.fetch = NO_FETCH
        self.problems: list[Problem] = []

    def read(self, text: str) -> dict[str, str]:
        """Every setting that stands in the file and is right."""
        root = self._compose(text)
        if root is None:
            return {}
        site = self._mapping(root, "mkdocs.yml")
        extra = self._mapping(site.get("extra"), "extra")
        digest = self._mapping(extra.get("digest"), _DIGEST)
        known = [field.last for field in _FIELDS if field.key.startswith(_DIGEST)]
        self._refuse_unknown(digest, _DIGEST, [*known, "mail", "fetch"])
        self.mail = self._mail(digest.get("mail"))
        self.fetch = self._fetch(digest.get("fetch"))
        nodes = site | {f"{_DIGEST}.{key}": node for key, node in digest.items()}
        return dict(self._values(_FIELDS, nodes))

    def _fetch(self, node: yaml.Node | None) -> FetchSettings:
        if node is None or node.tag == _NULL:
            return NO_FETCH
        found = self._mapping(node, _FETCH)
        self._refuse_unknown(found, _FETCH, [field.last for field in _FETCH_FIELDS])
        nodes = {f"{_FETCH}.{key}": value for key, value in found.items()}
        values: dict[str, Any] = dict(self._values(_FETCH_FIELDS, nodes))
        if "pause" in values and _matches(r"\d+(?:\.\d+)?")(values["pause"]):
            values["pause"] = float(values["pause"])
        return FetchSettings(**values)

    def _mail(self, node: yaml.Node | None) -> MailSettings | None:
        """The mail service, where one is named and nothing is wrong with it."""
        if node is None or node.tag == _NULL:
            return None
        if not isinstance(node, yaml.MappingNode):
            hint = "Below it, set provider, privacy, and link or form."
            self._report(node, f"{_MAIL} must be a mapping", hint)
            return None
        before = len(self.problems)
        found = self._mapping(node, _MAIL)
        self._refuse_unknown(found, _MAIL, [field.last for field in _MAIL_FIELDS])
        nodes = {f"{_MAIL}.{key}": value for key, value in found.items()}
        values = dict(self._values(_MAIL_FIELDS, nodes, within=node))
        self._check_sign_up(values, nodes, node)
        return MailSettings(**values) if len(self.problems) == before else None

    def _check_sign_up(
        self, values: Mapping[str, str], nodes: Mapping[str, yaml.Node], within: yaml.Node
    ) -> None:
        """There is one way to sign up: a link, which sends nothing by itself, or a form."""
        link, form = f"{_MAIL}.link", f"{_MAIL}.form"
        ways = [way for way in ("link", "form") if way in values]
        if not ways and not (self._is_reported(link) or self._is_reported(form)):
            hint = "Set link to the service's page for signing up."
            self._report(within, f"{_MAIL} has neither link nor form", hint)
        elif len(ways) > 1:
            hint = "Keep the link, unless readers shall type their address on this site."
            self._report(nodes[form], f"{_MAIL} has both link and form", hint)
        elif "field" in values and ways == ["link"]:
            hint = "Take it away, or set form instead of link."
            self._report(nodes[f"{_MAIL}.field"], f"{_MAIL}.field is of no use with link", hint)

    def _values(
        self,
        fields: Iterable[_Field],
        nodes: Mapping[str, yaml.Node],
        within: yaml.Node | None = None,
    ) -> Iterator[tuple[str, str]]:
        for field in fields:
            value = self._value(field, nodes.get(field.key), within)
            if value is not None:
                yield field.name, value

    def _value(self, field: _Field, node: yaml.Node | None, within: yaml.Node | None) -> str | None:
        value = self._text(field, node) if node is not None else None
        if value is None:
            if field.required and not self._is_reported(field.key):
                hint = f"Set it to {field.expected}."
                self._report(node or within, f"{field.key} is missing", hint)
            return None
        value = field.tidy(value)
        if not field.is_right(value):
            self._report(node, f"{field.key} is {value!r}", f"Set it to {field.expected}.")
        return value

    def _text(self, field: _Field, node: yaml.Node) -> str | None:
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

    def _refuse_type(self, field: _Field, node: yaml.Node) -> None:
        if field.is_switch:
            self._report(node, f"{field.key} must be {field.expected}", "Write one of them.")
        elif field.is_number:
            self._report(node, f"{field.key} must be {field.expected}", "Write a whole number.")
        else:
            self._report(node, f"{field.key} must be text", "Put the value in quotes.")

    def _from_environment(self, field: _Field, node: yaml.Node) -> str | None:
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
        return any(problem.message.startswith(f"{key} ") for problem in self.problems)

    def _report(self, node: yaml.Node | None, message: str, hint: str) -> None:
        self._report_at(node.start_mark if node is not None else None, message, hint)

    def _report_at(self, mark: yaml.Mark | None, message: str, hint: str) -> None:
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
        self.problems.append(
            Problem(
                path=self.path, rule=_RULE, message=message, line=line, column=column, hint=hint
            )
        )
