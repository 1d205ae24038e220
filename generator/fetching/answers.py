"""Answers of sources, and what their status and headers tell: all from values, nothing is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

from generator.fetching.faults import FetchError, PassingError, in_words
from generator.problems import Problem
from generator.web import is_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a source said of an answer that we have: with it, it may say that nothing changed."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for an answer only if it is another one."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a source answered, whole; what the bytes mean is not looked at.

    `asked` is the address with its parameters, `url` the one that answered in the end. Headers are
    as they came, but for what no header may hold. With `unchanged` the body is empty.
    """

    asked: str
    url: str
    status: int
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    date: str | None = None
    body: bytes = b""

    @property
    def unchanged(self) -> bool:
        """Whether the source says that what we know is still so."""
        return self.status == HTTPStatus.NOT_MODIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A status other than success: `said` is what the body tells, where it is plain text."""

    url: str
    status: int
    retry_after: str | None = None
    date: str | None = None
    said: str = ""


REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PASSING: Final = frozenset({429, 500, 502, 503, 504})
"""Statuses after which it helps to ask again."""


def make_address(url: str, params: Mapping[str, str | int] | None = None) -> str:
    """The whole address of a request; parameters keep their order."""
    if not params:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(params)}"


def header_value(value: str | None) -> str | None:
    """A value that can be kept and sent back, or none: printable ASCII of no great length."""
    return value if value and re.fullmatch(r"[ -~]{1,1000}", value) else None


# Statuses


def refuse(refusal: Refusal, longest_wait: float) -> FetchError:
    """Make the error of a status that is no success; a passing one, where it helps to ask again."""
    seen = f"answered {_in_words(refusal.status)}"
    if refusal.said:
        seen += f": {refusal.said!r}"
    if refusal.status not in PASSING:
        return FetchError([_refused(refusal, seen)])
    wait = read_retry_after(refusal.retry_after, refusal.date)
    problem = _overloaded(refusal, seen, wait)
    if wait is not None and wait > longest_wait:
        return FetchError([problem], wait=wait)
    return PassingError([problem], wait=wait)


def _overloaded(refusal: Refusal, seen: str, wait: float | None) -> Problem:
    if wait is None:
        when = "Run the command again later"
    else:
        when = f"It asks to come again in {in_words(wait)}{_moment(refusal, wait)}"
    if refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
        hint = f"{when}; if it happens often, ask for less at once."
        return Problem(path=refusal.url, rule="too-many-requests", message=seen, hint=hint)
    hint = f"{when}; the fault is the server's."
    return Problem(path=refusal.url, rule="server-error", message=seen, hint=hint)


def _refused(refusal: Refusal, seen: str) -> Problem:
    message = f"{seen}; 200 OK was expected"
    hint = "Look at the address in a browser: the source may have moved, or want other parameters."
    return Problem(path=refusal.url, rule="refused-request", message=message, hint=hint)


def _in_words(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def read_retry_after(value: str | None, date: str | None) -> float | None:
    """How many seconds a server wants to be left alone (RFC 9110, section 10.2.3).

    It says so in seconds or by a moment; a moment counts from `date`, the header of the same answer,
    so that no clock of ours is needed and none can be wrong. None if neither can be read.
    """
    if value and re.fullmatch(r"\s*[0-9]{1,9}\s*", value):
        return float(value)
    until, now = _read_date(value), _read_date(date)
    return max((until - now).total_seconds(), 0.0) if until and now else None


def _moment(refusal: Refusal, wait: float) -> str:
    """When the wait is over by the server's clock, where that is known and not soon."""
    now = _read_date(refusal.date)
    if now is None or wait < _SOON:
        return ""
    try:
        until = now.astimezone(UTC) + timedelta(seconds=wait)
    except OverflowError:  # a date at the end of all dates
        return ""
    return f", after {until:%Y-%m-%d %H:%M} UTC"


_SOON: Final = 60.0


def _read_date(value: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(value or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


# Redirects


def next_address(way: Sequence[str], location: str | None, most: int) -> str:
    """Where a redirect leads; `way` are the addresses asked so far, the last one redirects.

    Raises:
        FetchError: nowhere, in a circle, too far, to a worse scheme, or to another house.
    """
    here = way[-1]
    problem = _refuse_redirect(way, location, most)
    if problem is not None:
        message, rule, hint = problem
        raise FetchError([Problem(path=here, rule=rule, message=message, hint=hint)])
    return _resolve(here, location)


def _refuse_redirect(
    way: Sequence[str], location: str | None, most: int
) -> tuple[str, str, str] | None:
    """Message, rule and hint against following a redirect."""
    target = _resolve(way[-1], location)
    if not location or not is_plain(target, own=True):
        return f"redirects to no address ({location!r})", "redirect-elsewhere", _ASK_DIRECTLY
    here, there = urlsplit(way[-1]), urlsplit(target)
    if target in way:
        return f"redirects to {target}, which was asked already", "redirect-loop", _LATER
    if len(way) > most:
        return f"redirects to {target}, the {len(way)}th time in a row", "redirect-loop", _LATER
    if here.scheme == "https" and there.scheme != "https":
        message = f"redirects to {target}, where anybody on the way could change the answer"
        return message, "redirect-elsewhere", _ASK_DIRECTLY
    if not is_same_house(here.hostname or "", there.hostname or ""):
        message = f"redirects to {target}, which belongs to another house"
        return message, "redirect-elsewhere", _ASK_DIRECTLY
    return None


_LATER: Final = "Run the command again later; the fault is the server's."
_ASK_DIRECTLY: Final = (
    "Look at the address in a browser; if the source has moved, set its new address in mkdocs.yml."
)


def _resolve(here: str, location: str | None) -> str:
    """The address that a redirect means, without a fragment; empty where there is none."""
    try:
        return urldefrag(urljoin(here, (location or "").strip())).url
    except ValueError:
        return ""


def is_same_house(host: str, other: str) -> bool:
    """Whether two hosts are run by the same people, as far as names tell.

    They are equal, or both stand below the first one's domain, as arXiv's hosts do:
    `export.arxiv.org` sent people to `oaipmh.arxiv.org`. A name of two parts is a domain itself.
    This is no list of public suffixes: it keeps a strayed redirect away, not an enemy.
    """
    host, other = host.lower(), other.lower()
    if host == other:
        return True
    if _is_number(host) or _is_number(other):
        return False
    parts = host.split(".")
    domain = ".".join(parts[1:] if len(parts) > 2 else parts)  # noqa: PLR2004 - a name and its domain
    return "." in domain and f".{other}".endswith(f".{domain}")


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
