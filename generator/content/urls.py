"""Which addresses a curation may link to: plain `https://` ones that are what they look like.

Pages carry them to readers' browsers, so the pattern is strict ASCII; browsers disagree about the
rest (tabs, backslashes, user names, digits for hosts), and look-alike hosts deceive people.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_ADDRESS = 2_000
"""Characters of an address; some programs cut longer ones."""

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+[A-Za-z]{{2,63}}"
_PORT = r"(?::[1-9][0-9]{0,4})?"
_REST = r"(?:[/?#](?:[A-Za-z0-9._~!$&()*+,;=:@/?#\[\]-]|%[0-9A-Fa-f]{2})*)?"
_ADDRESS = re.compile(rf"https?://{_HOST}{_PORT}{_REST}")
_BARE = re.compile(rf"{_HOST}{_PORT}{_REST}")
_SCHEME = re.compile(r"https?://")
_PUNYCODE = re.compile(r"^https?://(?:[^/?#]*\.)?xn--", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why an address is not taken: what was expected, and the way out where there is one."""

    expected: str
    hint: str = "copy the address from the browser's address bar"


def refuse_address(text: str) -> Refusal | None:
    """Say why an address is not taken, or `None` if it is."""
    if len(text) > MAX_ADDRESS:
        return Refusal(expected=f"an address of at most {MAX_ADDRESS:,} characters")
    if not _SCHEME.match(text):
        return _refuse_start(text)
    if _ADDRESS.fullmatch(text) and not _PUNYCODE.search(text):
        return None
    return next((refusal for pattern, refusal in _REASONS if pattern.search(text)), _OTHER)


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
)
"""Why an address that begins well is refused; the first that applies is said."""

_OTHER = Refusal(
    expected="an address without quotes, angle brackets and the like",
    hint="write such marks percent-encoded: %22 for a quote, %27 for an apostrophe, %3C for <",
)
