"""Uses of names, kept in a file: a cache, which may be deleted at any time."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from generator.relations.archive import (
    Arrays,
    pack_prints,
    pack_texts,
    read_arrays,
    unpack_prints,
    unpack_texts,
    write_arrays,
)
from generator.relations.uses import Uses


def write_uses(path: Path, uses: Uses) -> None:
    """Keep what was found."""
    arrays: Arrays = {
        "text prints": pack_prints(uses.prints),
        "systems": pack_texts(uses.systems),
        "found": pack_texts(uses.found),
        "words": pack_texts(uses.words),
        "starts": uses.starts,
        "marks": uses.marks,
    }
    write_arrays(path, arrays)


def read_uses(path: Path) -> Uses | None:
    """What was kept, if it is there, whole and of these rules."""
    uses = read_arrays(path, _from_arrays)
    return uses if uses and _is_sound(uses) else None


def _from_arrays(arrays: Arrays) -> Uses:
    return Uses(
        prints=unpack_prints(arrays["text prints"]),
        systems=unpack_texts(arrays["systems"]),
        found=unpack_texts(arrays["found"]),
        words=unpack_texts(arrays["words"]),
        starts=arrays["starts"],
        marks=arrays["marks"],
    )


def _is_sound(uses: Uses) -> bool:
    """Whether the parts belong together; nothing of them is counted on before."""
    texts, starts = len(uses.prints), uses.starts
    return (
        len(uses.systems) == len(uses.found) == len(uses.words) == texts
        and starts.shape == (texts + 1,)
        and starts[0] == 0
        and bool((np.diff(starts) >= 0).all())
        and uses.marks.shape == (starts[-1],)
    )
