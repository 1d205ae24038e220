"""Each setting: where it stands in `mkdocs.yml`, and what its value must look like."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from generator.dates import parse_iso_date
from generator.settings.records import HOSTS
from generator.web import is_base, is_plain

DIGEST: Final = "extra.digest"
MAIL: Final = f"{DIGEST}.mail"
FETCH: Final = f"{DIGEST}.fetch"
LANGUAGE: Final = f"{DIGEST}.language"
LANGUAGE_OF_PAGES: Final = "theme.language"
PAGES: Final = "language_of_pages"
"""What the language of pages is called among the values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One setting: where it stands, whether it must, and what its value must look like."""

    key: str
    expected: str
    is_right: Callable[[str], bool]
    tidy: Callable[[str], str] = str.strip
    required: bool = False
    attribute: str | None = None
    is_switch: bool = False
    is_number: bool = False
    names_host: bool = False

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


_HOST_IN: Final = re.compile(r"(?:[a-z]+://)?(?:[^/@,]*@)?(?P<host>[^/:,?#]*)", re.IGNORECASE)
_NOBODYS: Final = re.compile(
    r"(?:.+\.)?(?:example|invalid|example\.(?:com|net|org))", re.IGNORECASE
)
"""Names that RFC 2606 keeps for examples, so that they never are anybody's; `test` and `localhost`,
which it keeps too, are for sites that do live somewhere."""


def is_placeholder(value: str) -> bool:
    """Whether the host in an address, a mail address or a tag is one of examples."""
    found = _HOST_IN.match(value)
    return found is not None and _NOBODYS.fullmatch(found["host"]) is not None


_WORD: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"


def _is_https(value: str) -> bool:
    """Whether readers can be led, or their addresses sent, to an address; it may have a query.

    What stands before the third `/` is its origin alone: the policy of a page names that.
    """
    origin = "/".join(value.split("/")[:3])
    return value.startswith("https://") and is_plain(value) and is_base(origin)


_is_language = _matches(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def is_same_language(one: str, other: str) -> bool:
    """Whether two tags name one language, perhaps one of them more exactly: `en` and `en-GB`."""
    shorter, longer = sorted((one.lower(), other.lower()), key=len)
    return f"{longer}-".startswith(f"{shorter}-")


FIELDS: Final = (
    Field(key="site_name", expected="a name", is_right=bool, required=True),
    Field(key="site_description", expected="a sentence", is_right=bool, required=True),
    Field(
        key="site_url",
        names_host=True,
        expected="the site's address, like https://digest.example/",
        is_right=is_base,
        tidy=lambda value: value.strip().rstrip("/") + "/",
        required=True,
    ),
    Field(
        key=f"{DIGEST}.tag",
        names_host=True,
        expected="an authority and a date, like digest.example,2025",
        is_right=_matches(r"(?:[\w.+-]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)*,\d{4}(?:-\d\d(?:-\d\d)?)?"),
        required=True,
    ),
    Field(
        key=f"{DIGEST}.repository",
        names_host=True,
        expected="the repository's address, like https://github.com/owner/name",
        is_right=is_base,
        tidy=lambda value: value.strip().rstrip("/"),
    ),
    Field(key=f"{DIGEST}.branch", expected="a branch", is_right=_matches(r"[\w./-]+")),
    Field(
        key=f"{DIGEST}.host",
        expected="github or gitlab",
        is_right=HOSTS.__contains__,
        tidy=str.lower,
    ),
    *(
        Field(
            key=key,
            attribute=attribute,
            expected="a language tag, like en or pt-BR",
            is_right=_is_language,
        )
        for key, attribute in ((LANGUAGE_OF_PAGES, PAGES), (LANGUAGE, None))
    ),
    *(
        Field(
            key=f"{DIGEST}.{name}",
            expected="true or false",
            is_right=_matches("true|false"),
            tidy=str.lower,
            is_switch=True,
        )
        for name in ("citation_tags", "machine_text")
    ),
    Field(
        key=f"{DIGEST}.limit_mb",
        expected="megabytes that the host takes, like 1000",
        is_right=_matches(r"[1-9][0-9]{0,7}"),
        is_number=True,
    ),
)

FETCH_FIELDS: Final = (
    Field(
        key=f"{FETCH}.contact",
        names_host=True,
        expected="a mail address or an address of the web, without blanks",
        is_right=_matches(r"[!-~]{3,200}"),
    ),
    *(
        Field(
            key=f"{FETCH}.{name}",
            names_host=True,
            expected="the address of a site, like https://mirror.example",
            is_right=is_base,
            tidy=lambda value: value.strip().rstrip("/"),
        )
        for name in ("daily_papers", "arxiv")
    ),
    Field(
        key=f"{FETCH}.pause",
        expected="seconds, like '3'",
        is_right=_matches(r"\d{1,3}(?:\.\d{1,3})?"),
    ),
    Field(
        key=f"{FETCH}.since",
        expected="a day, like '2025-11-20'",
        is_right=lambda value: parse_iso_date(value) is not None,
    ),
    Field(
        key=f"{FETCH}.commit",
        expected="pull-request or main",
        is_right=_matches("pull-request|main"),
    ),
)

MAIL_FIELDS: Final = (
    Field(
        key=f"{MAIL}.provider",
        expected="the name of the service that sends the mails",
        is_right=bool,
        required=True,
    ),
    Field(
        key=f"{MAIL}.privacy",
        names_host=True,
        expected="the https:// address of the service's privacy notice",
        is_right=_is_https,
        required=True,
    ),
    Field(
        key=f"{MAIL}.link",
        names_host=True,
        expected="the https:// address of the service's page for signing up",
        is_right=_is_https,
    ),
    Field(
        key=f"{MAIL}.form",
        names_host=True,
        expected="the https:// address that the service takes a sign-up form at",
        is_right=_is_https,
    ),
    Field(
        key=f"{MAIL}.field",
        expected="the name that the service gives to the form's field, like email",
        is_right=_matches(r"[\w.:\[\]-]+"),
    ),
    Field(
        key=f"{MAIL}.from",
        names_host=True,
        attribute="sender",
        expected="a mail address, like digest@digest.example",
        is_right=_matches(rf"{_WORD}(?:\.{_WORD})*@{_LABEL}(?:\.{_LABEL})+"),
    ),
    Field(
        key=f"{MAIL}.unsubscribe",
        expected="what the service replaces by an address, like '{{ unsubscribe_url }}'",
        is_right=_matches(r"""[^<>"'&\r\n]+"""),
    ),
    Field(key=f"{MAIL}.postal", expected="an address on one line", is_right=_matches(r".+")),
)
