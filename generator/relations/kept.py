"""What was found about related papers, kept in a file: a cache, which may be deleted at any time.

A file that is damaged, not ours, or of another state of the rules is read as none. It holds arrays
of numbers and text, never objects.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from platform import python_version
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from generator.records import Related
from generator.relations.nearest import KEPT, Near
from generator.relations.phrases import Ints
from generator.relations.spoken import Spoken
from generator.relations.weights import Rates
from generator.write import write_file

Arrays = Mapping[str, npt.NDArray[Any]]
"""By name."""

RULES: Final = ("relations", "text", "classify.py", "checks.py", "slugs.py")
"""The modules that lists depend on."""

PRINT: Final = 16
"""Bytes of a digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """All that was found for some papers, in their order.

    `prints` are digests of what lists depend on, `kinds` is what the vocabulary knows of its `words`,
    and `lists` are the related papers, as `pack` makes them.
    """

    ids: Sequence[str]
    prints: Sequence[bytes]
    words: Sequence[str]
    kinds: bytes
    spoken: Spoken
    rates: Rates
    near: Near
    lists: Sequence[str]

    @classmethod
    def nothing(cls) -> Kept:
        """What is known of no papers."""
        none = np.zeros(0, np.int64)
        spoken = Spoken(none, np.zeros(1, np.int64), none, none, none.reshape(0, 2))
        rates = Rates(0, none, none)
        return cls(
            ids=(),
            prints=(),
            words=(),
            kinds=b"",
            spoken=spoken,
            rates=rates,
            near=Near.nothing(0),
            lists=(),
        )


def pack(related: Iterable[Related]) -> str:
    """A list of related papers as text: a line each, of the id and what is shared, between tabs."""
    return "\n".join("\t".join((other.id, *other.shared)) for other in related)


def unpack(text: str) -> tuple[Related, ...]:
    """What `pack` was given."""
    lines = (line.split("\t") for line in text.split("\n")) if text else ()
    return tuple(Related(id=paper, shared=tuple(shared)) for paper, *shared in lines)


def write_kept(path: Path, kept: Kept) -> None:
    """Keep what was found."""
    out = io.BytesIO()
    np.savez(out, allow_pickle=False, **_to_arrays(kept))
    write_file(path, out.getvalue(), durable=False)


def read_kept(path: Path) -> Kept | None:
    """What was kept, if it is there, whole and of these rules; a sum of each part tells damage."""
    with suppress(*_UNREADABLE):
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            if arrays["rules"].tobytes() != read_rules():
                return None
            kept = _from_arrays(arrays)
        return kept if _is_sound(kept) else None
    return None


_UNREADABLE = (
    *(OSError, ValueError, KeyError, EOFError, TypeError, NotImplementedError, zipfile.BadZipFile),
)


@cache
def read_rules() -> bytes:
    """A digest of all that decides on lists besides the papers."""
    folder = Path(__file__).parent.parent
    paths = chain.from_iterable(
        sorted((folder / name).rglob("*.py")) if (folder / name).is_dir() else [folder / name]
        for name in RULES
    )
    code = (path.read_bytes() for path in paths)
    versions = (python_version(), version("numpy"), version("rapidfuzz"))
    return blake2b(b"\0".join((" ".join(versions).encode(), *code))).digest()


def _is_sound(kept: Kept) -> bool:
    """Whether the parts belong together; nothing of them is counted on before."""
    spoken, papers = kept.spoken, len(kept.ids)
    entries, phrases = len(spoken.keys), len(spoken.phrases)
    return (
        len(kept.prints) == len(kept.lists) == papers
        and len(kept.kinds) == len(kept.words)
        and spoken.starts.shape == (papers + 1,)
        and spoken.starts[0] == 0
        and spoken.starts[-1] == entries
        and bool((np.diff(spoken.starts) >= 0).all())
        and spoken.counts.shape == spoken.keys.shape == (entries,)
        and spoken.places.shape == (entries, 2)
        and _is_below(spoken.keys, phrases)
        and kept.rates.rarity.shape == kept.rates.halvings.shape == (phrases,)
        and kept.near.others.shape == kept.near.likeness.shape == (papers, KEPT)
        and _is_below(kept.near.others + 1, papers + 1)
    )


def _is_below(values: Ints, end: int) -> bool:
    return not values.size or bool(values.min() >= 0 and values.max() < end)


def _to_arrays(kept: Kept) -> Arrays:
    lists = [text.encode() for text in kept.lists]
    return {
        "rules": np.frombuffer(read_rules(), np.uint8),
        "ids": _to_lines(kept.ids),
        "prints": np.frombuffer(b"".join(kept.prints), np.uint8),
        "words": _to_lines(kept.words),
        "kinds": np.frombuffer(kept.kinds, np.uint8),
        "phrases": kept.spoken.phrases,
        "starts": kept.spoken.starts,
        "keys": kept.spoken.keys,
        "counts": kept.spoken.counts,
        "places": kept.spoken.places,
        "papers": np.array(kept.rates.papers),
        "rarity": kept.rates.rarity,
        "halvings": kept.rates.halvings,
        "others": kept.near.others,
        "likeness": kept.near.likeness,
        "lists": np.frombuffer(b"\0".join((*lists, b"")), np.uint8),
    }


def _from_arrays(arrays: Mapping[str, npt.NDArray[Any]]) -> Kept:
    prints = arrays["prints"].tobytes()
    return Kept(
        ids=_to_texts(arrays["ids"]),
        prints=[prints[at : at + PRINT] for at in range(0, len(prints), PRINT)],
        words=_to_texts(arrays["words"]),
        kinds=arrays["kinds"].tobytes(),
        spoken=Spoken(
            *(arrays[name] for name in ("phrases", "starts", "keys", "counts", "places"))
        ),
        rates=Rates(int(arrays["papers"]), arrays["rarity"], arrays["halvings"]),
        near=Near(arrays["others"], arrays["likeness"]),
        lists=arrays["lists"].tobytes().decode().split("\0")[:-1],
    )


def _to_lines(texts: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Texts that hold no line's end, each ended by one."""
    return np.frombuffer("\n".join((*texts, "")).encode(), np.uint8)


def _to_texts(lines: npt.NDArray[np.uint8]) -> Sequence[str]:
    return lines.tobytes().decode().split("\n")[:-1]
