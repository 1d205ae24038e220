"""Arrays kept in a file: a cache, which may be deleted at any time.

A file that is damaged, not ours, or of another state of the rules is read as none: a digest of the
rules and of all bytes behind it stands in front. It holds arrays of numbers and text, never objects.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b, file_digest, sha256
from pathlib import Path
from platform import python_version
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from generator.inputs import digest_program
from generator.write import write_file

Arrays = Mapping[str, npt.NDArray[Any]]
"""By name."""

Kept = TypeVar("Kept")

PRINT: Final = 16
"""Bytes of a digest."""

SEAL: Final = sha256().digest_size
"""Bytes in front of the arrays: what numpy itself checks leaves out how they are to be read."""

_UNREADABLE: Final = (
    *(OSError, ValueError, KeyError, EOFError, TypeError, NotImplementedError, zipfile.BadZipFile),
)


def make_print(*facts: str) -> bytes:
    """A digest of texts."""
    whole = "\0".join(facts).encode("utf-8", "surrogatepass")
    return blake2b(whole, digest_size=PRINT).digest()


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Keep arrays, with the state of the rules; a cache that cannot be written is none."""
    out = io.BytesIO()
    out.write(bytes(SEAL))
    np.savez(out, allow_pickle=False, **arrays)
    with out.getbuffer() as whole:
        whole[:SEAL] = seal(sha256(whole[SEAL:]).digest())
    with suppress(OSError):
        write_file(path, out.getvalue(), durable=False)


def read_arrays(path: Path, make: Callable[[Arrays], Kept]) -> Kept | None:
    """What is made of the arrays, if the file is there, whole and of these rules.

    What `make` raises about parts that do not fit counts as damage too.
    """
    with suppress(*_UNREADABLE), path.open("rb") as file:
        if file.read(SEAL) == seal(file_digest(file, "sha256").digest()):
            file.seek(SEAL)
            with np.load(file, allow_pickle=False) as arrays:
                return make(arrays)
    return None


def seal(digest: bytes) -> bytes:
    """What stands in front of arrays whose bytes have this digest."""
    return sha256(read_rules() + digest).digest()


def read_rules() -> bytes:
    """All that decides on what is kept besides the papers: this program, the packages and Python."""
    return f"{digest_program()} {python_version()}".encode()


def pack_texts(texts: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Texts without a zero byte, each ended by one."""
    return np.frombuffer("\0".join((*texts, "")).encode(), np.uint8)


def unpack_texts(packed: npt.NDArray[np.uint8]) -> list[str]:
    """What `pack_texts` was given."""
    return packed.tobytes().decode().split("\0")[:-1]


def pack_prints(prints: Sequence[bytes]) -> npt.NDArray[np.uint8]:
    """Digests in a row."""
    return np.frombuffer(b"".join(prints), np.uint8)


def unpack_prints(packed: npt.NDArray[np.uint8]) -> list[bytes]:
    """What `pack_prints` was given."""
    prints = packed.tobytes()
    return [prints[at : at + PRINT] for at in range(0, len(prints), PRINT)]
