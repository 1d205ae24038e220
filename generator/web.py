"""Addresses of the web: which are plain, and what their hosts say of them.

One rule holds wherever an address of a stranger, a curator or a setting is taken, shown or asked: a
plain one is what it looks like. Pages carry it to readers' browsers, so it is strict ASCII; browsers
disagree about the rest (tabs, backslashes, user names, digits for hosts), and look-alike hosts
deceive people.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import quote, urlsplit

from generator.records import AddressKind, IdKind

MAX_ADDRESS = 2_000
"""Characters of an address; some programs cut longer ones."""

MAX_OWN = 8_000
"""The same of one's own: what asks a source for a hundred papers names them all. Servers take it."""

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+[A-Za-z]{{2,63}}"
_OWN_HOST = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:.]{{2,45}}\])"
_TOO_HIGH = r"(?:6553[6-9]|655[4-9][0-9]|65[6-9][0-9]{2}|6[6-9][0-9]{3}|[7-9][0-9]{4})"
_PORT = r"(?::[1-9][0-9]{0,4})?"
_REST = r"(?:[/?#](?:[A-Za-z0-9._~!$&()*+,;=:@/?#\[\]-]|%[0-9A-Fa-f]{2})*)?"
_ADDRESS = re.compile(rf"https?://{_HOST}{_PORT}{_REST}")
_OWN_ADDRESS = re.compile(rf"https?://{_OWN_HOST}{_PORT}{_REST}")
_BEYOND = re.compile(rf"https?://{_OWN_HOST}:{_TOO_HIGH}(?:[/?#]|$)")
_BRACKETS = re.compile(r"https?://\[([^]]*)\]")
_BARE = re.compile(rf"{_HOST}{_PORT}{_REST}")
_SCHEME = re.compile(r"https?://")
_PUNYCODE = re.compile(r"^https?://(?:[^/?#]*\.)?xn--", re.IGNORECASE)
_ANY = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why an address is not taken: what was expected, and the way out where there is one."""

    expected: str
    hint: str = "copy the address from the browser's address bar"


def refuse_address(text: str) -> Refusal | None:
    """Say why a stranger's or a curator's address is not taken, or `None` if it is."""
    if len(text) > MAX_ADDRESS:
        return Refusal(expected=f"an address of at most {MAX_ADDRESS:,} characters")
    if not _SCHEME.match(text):
        return _refuse_start(text)
    if is_plain(text):
        return None
    return next((refusal for pattern, refusal in _REASONS if pattern.search(text)), _OTHER)


def is_plain(text: str, *, own: bool = False) -> bool:
    """Whether an address is what it looks like, and leads to a host with a name.

    One's `own`, as in settings, may also lead to a machine that has a number or one word for a name,
    and to a domain in Punycode: nobody deceives himself.
    """
    most, form = (MAX_OWN, _OWN_ADDRESS) if own else (MAX_ADDRESS, _ADDRESS)
    if len(text) > most or not form.fullmatch(text) or _BEYOND.match(text):
        return False
    return _has_number(text) if own else not _PUNYCODE.search(text)


def is_base(text: str) -> bool:
    """Whether an address of one's own has no query and no fragment: more can be put behind it."""
    return is_plain(text, own=True) and "?" not in text and "#" not in text


def in_ascii(text: str) -> str | None:
    """An address with other letters as ASCII has it: Punycode for its host, percents for the rest.

    `None` where that is not sure: two standards write a few letters such as `ß` differently.
    """
    found = _PARTS.fullmatch(text)
    if found is None or text.isascii() or not _WRITTEN_TWICE.isdisjoint(found["host"]):
        return None
    try:
        host = found["host"].encode("idna").decode()
    except UnicodeError:
        return None
    return f"{found['scheme']}{host}{quote(found['rest'], safe=_ASCII)}"


_PARTS = re.compile(r"(?P<scheme>https?://)(?P<host>[^\s/?#:@\[\]]+)(?P<rest>(?:[:/?#]\S*)?)")
_WRITTEN_TWICE = frozenset("ßẞς\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}")
_ASCII = "".join(map(chr, range(0x21, 0x7F)))


def is_meant(text: str) -> bool:
    """Whether a text is meant as one address, plain or not: a reader takes it to be judged later."""
    return bool(_ANY.fullmatch(text))


def _has_number(text: str) -> bool:
    """Whether what stands in square brackets, if anything does, is a number of IPv6."""
    found = _BRACKETS.match(text)
    try:
        return not found or bool(IPv6Address(found[1]))
    except ValueError:
        return False


def _refuse_start(text: str) -> Refusal:
    expected = "an address that begins with https://"
    bare = re.sub(r"^(?:https?:)?/{0,2}", "", text.strip(), flags=re.IGNORECASE)
    if _BARE.fullmatch(bare):
        return Refusal(expected=expected, hint=f"write https://{bare}")
    return Refusal(expected=expected)


_REASONS = (
    (
        re.compile(r"[\s\x00-\x1f\x7f]"),
        Refusal(expected="an address without spaces and line breaks"),
    ),
    (
        re.compile(r"\\|^https?://[^/?#]*@"),
        Refusal(
            expected="an address without backslashes and without a user name (`@`)",
            hint="such addresses hide where they lead; write the plain one",
        ),
    ),
    (
        re.compile(rf"{_PUNYCODE.pattern}|^https?://[^/?#]*[^\x00-\x7f]", re.IGNORECASE),
        Refusal(
            expected="a host name in plain letters a to z",
            hint="other letters look alike and deceive; link to a page with a plain host name",
        ),
    ),
    (
        re.compile(rf"^https?://(?!{_HOST}{_PORT}(?:[/?#]|$))"),
        Refusal(expected="a host name such as github.com after https://"),
    ),
    (
        re.compile(r"[^\x00-\x7f]"),
        Refusal(
            expected="an address in ASCII",
            hint="write other letters percent-encoded, as the browser's address bar copies them",
        ),
    ),
    (
        _BEYOND,
        Refusal(expected="a port of at most 65535 after the host"),
    ),
)
"""Why an address that begins well is refused; the first that applies is said."""

_OTHER = Refusal(
    expected="an address without quotes, angle brackets and the like",
    hint="write such marks percent-encoded: %22 for a quote, %27 for an apostrophe, %3C for <",
)


# Hosts

CODE_HOSTS = frozenset(
    {"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com", "sourceforge.net"}
)
"""Hosts of repositories; an address there names an owner and a repository."""

VIDEO_HOSTS = frozenset({"youtube.com", "youtu.be", "vimeo.com", "bilibili.com"})
PAGE_HOSTS = (".github.io", ".gitlab.io", "sites.google.com", ".notion.site")
"""Hosts whose pages people make for one project."""

HUB = frozenset({"huggingface.co", "hf.co"})
HUB_KINDS: dict[str, AddressKind] = {"datasets": "dataset", "spaces": "demo"}
"""The first part of an address on the hub and what it is; other pairs of names are models."""

ID_HOSTS: dict[str, IdKind] = {
    "arxiv.org": "arxiv",
    "export.arxiv.org": "arxiv",
    "doi.org": "doi",
    "dx.doi.org": "doi",
    "openreview.net": "openreview",
}
"""Hosts whose addresses hold an identifier of a paper."""

PAPER_HOSTS = frozenset({*ID_HOSTS, "aclanthology.org"})
"""Hosts of papers: such an address cites one."""


def host_of(address: str) -> str:
    """The host that an address names, in lower case and without `www.`; empty where none is."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def kind_of(address: str) -> AddressKind | None:
    """What stands behind an address, where its host alone says it."""
    host = host_of(address)
    names = [name for name in urlsplit(address).path.split("/") if name] if host else []
    if host in HUB:
        return _kind_on_hub(names)
    if host in CODE_HOSTS or host.startswith("gitlab."):
        return "code" if len(names) > 1 else None
    if host in VIDEO_HOSTS:
        return "video"
    return "project" if host.endswith(PAGE_HOSTS) else None


def _kind_on_hub(names: list[str]) -> AddressKind | None:
    match names:
        case ["papers" | "blog" | "docs", *_]:
            return None
        case ["collections", *_] | [_]:
            return "project"
        case [first, _, *_]:
            return HUB_KINDS.get(first, "model")
        case _:
            return None


def same_address(address: str) -> str:
    """What two spellings of one address share: scheme, `www`, case of the host and ends."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/").removesuffix(".git")
    return f"{host_of(address)}{path}?{parts.query}#{parts.fragment}"
