"""How much a built site weighs, against what its host takes."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.problems import Problem, Severity
from generator.tree import Found, list_files

MEGABYTE: Final = 1_000_000
"""Bytes; hosts that state a limit in GB are taken to mean the smaller unit."""

WARN_FROM: Final = 80
"""The percentage of the limit from which a build warns: there must be time to do something about it."""

_SAMPLE: Final = 200
"""Files that are compressed to estimate the rest, evenly among all by path: 0.1 s."""

_PACKED: Final = frozenset(
    {".gz", ".png", ".pagefind", ".pf_fragment", ".pf_index", ".pf_meta", ".pf_filter"}
)
"""Compressed as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a site is made of; sizes in bytes, without what a file system adds."""

    files: int
    size: int
    compressed: int
    """What it would weigh with every file compressed as gzip does: an estimate by a sample."""


def weigh(site_dir: Path, files: Sequence[Found] | None = None) -> Weight:
    """Weigh a site. The same site weighs the same: the sample is taken by path, not by chance.

    `files` are the site's, where they are listed already.
    """
    files = list_files(site_dir) if files is None else files
    plain = [(path, size) for path, size, _ in files if not _is_packed(path)]
    size = sum(size for _, size, _ in files)
    loose = sum(size for _, size in plain)
    ratio = _ratio(site_dir, [path for path, _ in plain])
    return Weight(files=len(files), size=size, compressed=size - loose + round(loose * ratio))


def _is_packed(path: str) -> bool:
    return path[path.rfind(".") :] in _PACKED


def _ratio(site_dir: Path, paths: Sequence[str]) -> float:
    """Compressed by plain size, of every n-th file."""
    step = max(1, len(paths) // _SAMPLE)
    texts = [(site_dir / path).read_bytes() for path in paths[step // 2 :: step]]
    plain = sum(map(len, texts))
    return sum(len(zlib.compress(text)) for text in texts) / plain if plain else 1.0


def render_weight(weight: Weight) -> str:
    """One line for a terminal."""
    size, compressed = (_megabytes(size) for size in (weight.size, weight.compressed))
    return f"{weight.files:,} files, {size} MB (about {compressed} MB compressed)"


def _megabytes(size: int) -> str:
    amount = size / MEGABYTE
    return f"{amount:,.1f}" if amount < 10 else f"{amount:,.0f}"  # noqa: PLR2004 - two digits at least


def find_too_much(weight: Weight, limit_mb: int, config_file: Path) -> Iterator[Problem]:
    """Warn when a site comes close to its limit, or is above it; the build is fine either way."""
    limit = limit_mb * MEGABYTE
    if weight.size * 100 >= limit * WARN_FROM:
        percent = weight.size * 100 // limit
        yield Problem(
            path=str(config_file),
            rule="site-size",
            severity=Severity.WARNING,
            message=f"the site has {_megabytes(weight.size)} MB, {percent:,} % of {limit_mb:,} MB",
            hint="HOSTING.md, “A digest that outgrows its host”, says what to do; where the host takes more, set extra.digest.limit_mb.",
        )
