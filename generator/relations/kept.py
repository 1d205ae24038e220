"""What was found about related papers, kept in a file: a cache, which may be deleted at any time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from sys import intern

import numpy as np

from generator.records import Related
from generator.relations.archive import (
    Arrays,
    pack_prints,
    pack_texts,
    read_arrays,
    unpack_prints,
    unpack_texts,
    write_arrays,
)
from generator.relations.characters import Ints
from generator.relations.nearest import KEPT, Near
from generator.relations.spoken import Spoken
from generator.relations.weights import Rates


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """All that was found for some papers, in their order.

    `prints` are digests of what lists depend on, and `oldest` is one of which papers are the oldest; `kinds` is what the vocabulary knows of its `words`,
    and `lists` are the related papers, as `pack` makes them.
    """

    ids: Sequence[str]
    prints: Sequence[bytes]
    oldest: bytes
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
        places = np.zeros((0, 2), np.uint16)
        spoken = Spoken(none, np.zeros(1, np.int64), none, none, places)
        rates = Rates(0, none, none)
        return cls(
            ids=(),
            prints=(),
            oldest=b"",
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
    """What `pack` was given; equal ids and phrases of all lists are one object."""
    lines = (map(intern, line.split("\t")) for line in text.split("\n")) if text else ()
    return tuple(Related(id=paper, shared=tuple(shared)) for paper, *shared in lines)


def write_kept(path: Path, kept: Kept) -> None:
    """Keep what was found."""
    write_arrays(path, _to_arrays(kept))


def read_kept(path: Path) -> Kept | None:
    """What was kept, if it is there, whole and of these rules."""
    kept = read_arrays(path, _from_arrays)
    return kept if kept and _is_sound(kept) else None


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
    return {
        "ids": pack_texts(kept.ids),
        "prints": pack_prints(kept.prints),
        "oldest": np.frombuffer(kept.oldest, np.uint8),
        "words": pack_texts(kept.words),
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
        "lists": pack_texts(kept.lists),
    }


def _from_arrays(arrays: Arrays) -> Kept:
    return Kept(
        ids=unpack_texts(arrays["ids"]),
        prints=unpack_prints(arrays["prints"]),
        oldest=arrays["oldest"].tobytes(),
        words=unpack_texts(arrays["words"]),
        kinds=arrays["kinds"].tobytes(),
        spoken=Spoken(
            *(arrays[name] for name in ("phrases", "starts", "keys", "counts", "places"))
        ),
        rates=Rates(int(arrays["papers"]), arrays["rarity"], arrays["halvings"]),
        near=Near(arrays["others"], arrays["likeness"]),
        lists=unpack_texts(arrays["lists"]),
    )
