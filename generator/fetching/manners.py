"""How a source is asked: who says so, how often, how long, and how much is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from generator import __version__
from generator.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """What a client keeps to; times are in seconds.

    The defaults suit arXiv, the strictest source: one request in three seconds, over one connection
    (https://info.arxiv.org/help/api/tou.html).
    """

    agent: str
    """What the client calls itself: `make_agent`."""

    pause: float = 3.0
    """Least time between the end of one answer and the next request to the same host."""

    connect: float = 10.0
    """Longest time until a connection stands."""

    read: float = 30.0
    """Longest silence of a server in the middle of an answer, or before it."""

    whole: float = 180.0
    """Longest time of one answer, from its connection to its last byte."""

    tries: int = 5
    """How often the same is asked at most, where asking again can help."""

    first_wait: float = 5.0
    """Wait before the second try; it doubles with each further one, less up to half by chance."""

    longest_wait: float = 300.0
    """A server that asks for a longer wait is obeyed by not asking it again."""

    largest: int = 64 * 1024 * 1024
    """Bytes that an answer has at most, after decompression."""

    redirects: int = 5
    """Redirects that are followed for one answer."""


def make_agent(settings: Settings) -> str:
    """Say who asks, and where to complain: `paper-digest/0.1.0 (+site; contact)`.

    Where no contact is set, it is the repository; a digest without one gives its site alone. By it
    a source knows whom to write to before it shuts us out.
    """
    contact = settings.fetch.contact or settings.repository
    about = "; ".join(filter(None, (f"+{settings.site_url}", contact)))
    return f"paper-digest/{__version__} ({quote(about, safe=_PLAIN)})"


_PLAIN: Final = "!#$%&'*+,-./:;=?@[]^_`{|}~ "
"""What stays as it is in a comment of a header, which parentheses would end (RFC 9110, 5.6.5)."""
