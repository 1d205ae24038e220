"""Links that an abstract states itself: code, data, models, demos, videos and project pages.

The host says what a link is where it can (a repository, a dataset, a video); elsewhere the words
of the sentence before it do. An address that neither names stays a plain link in the abstract.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from generator.records import AddressKind
from generator.text.display import addresses

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

ELSEWHERE = frozenset({"arxiv.org", "doi.org", "openreview.net", "aclanthology.org"})
"""Hosts of papers: such an address cites one."""

WORDS: tuple[tuple[AddressKind, re.Pattern[str]], ...] = (
    (
        "code",
        re.compile(
            r"\b(?:source )?codes?\b|\bcodebase\b|\brepositor|\bimplementation", re.IGNORECASE
        ),
    ),
    ("demo", re.compile(r"\bdemos?\b|\bplayground\b", re.IGNORECASE)),
    ("video", re.compile(r"\bvideos? (?:is|are|can|of|demonstrat)|\bvideos?:", re.IGNORECASE)),
    ("dataset", re.compile(r"\bdatasets?\b|\bbenchmark\b|\bcorpus\b", re.IGNORECASE)),
    ("model", re.compile(r"\bmodels?\b|\bweights\b|\bcheckpoints?\b", re.IGNORECASE)),
    (
        "project",
        re.compile(
            r"\bproject\b|\bweb ?(?:site|page)|\bhome ?page|\bpage\b|\bvisit", re.IGNORECASE
        ),
    ),
)
"""What the words before an address call it, the first that fits."""

GIVEN = re.compile(
    r"available|released?|found|hosted|open.?sourced?|at\W*$|here\W*$|:\s*$", re.IGNORECASE
)
"""Words by which authors give something away, in contrast to mentioning it."""

REACH = 160
"""How many characters before an address are read, back to its sentence's begin or to another one."""


_WORD = re.compile(r"\S+")


def find_links(abstract: str) -> Iterator[tuple[AddressKind, str]]:
    """Yield what the abstract links to, in its order, each address once."""
    seen: set[str] = set()
    words = _WORD.finditer(abstract) if "://" in abstract else ()
    for word in (found for found in words if "://" in found[0]):
        for address in addresses(word[0]):
            kind = _kind_by_host(address) or _kind_by_words(abstract[: word.start()], address)
            if kind and address not in seen:
                seen.add(address)
                yield kind, address


def same_address(address: str) -> str:
    """What two spellings of one address share: scheme, `www`, case of the host and ends."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/").removesuffix(".git")
    return f"{_host(address)}{path}?{parts.query}#{parts.fragment}"


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _kind_by_host(address: str) -> AddressKind | None:
    host = _host(address)
    names = [name for name in urlsplit(address).path.split("/") if name]
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


def _kind_by_words(before: str, address: str) -> AddressKind | None:
    if _host(address) in ELSEWHERE | HUB:
        return None
    clause = re.split(r"[.!?]\s|://\S+", before[-REACH:])[-1]
    if not GIVEN.search(clause):
        return None
    return next((kind for kind, words in WORDS if words.search(clause)), None)
