"""Caches of JSON that tell whether they are whole, and of which world they are.

Their first line is a digest of that world (code, templates, settings) and of all bytes behind it: one
that is damaged or foreign, or of another world, is as good as none.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from generator.write import digest_bytes, write_file


def read_sealed(path: Path, world: str) -> Any:  # noqa: ANN401 - whatever was written
    """The value that was written for this world; None if there is none."""
    with suppress(OSError, ValueError):
        data = path.read_bytes()
        text = data.partition(b"\n")[2]
        if data == seal(text, world):
            return json.loads(text)
    return None


def write_sealed(path: Path, world: str, value: object) -> bool:
    """Write a value of JSON whole or not at all; say whether it changed.

    A cache that cannot be written is none: whoever reads it does without.
    """
    text = json.dumps(value, separators=(",", ":")).encode()
    try:
        return write_file(path, seal(text, world), durable=False)
    except OSError:
        return False


def seal(text: bytes, world: str) -> bytes:
    """The file of a text."""
    both = f"{digest_bytes(world.encode())} {digest_bytes(text)}"
    return b"\n".join((digest_bytes(both.encode()).encode(), text))
