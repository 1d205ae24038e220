"""The body of an answer, put together from pieces without ever growing beyond its limit."""

from __future__ import annotations

import zlib
from typing import Final

from generator.fetching.faults import FetchError, PassingError
from generator.problems import Problem

ENCODINGS: Final = ("gzip",)
"""What a client offers to take; an answer in another encoding is refused."""


class Body:
    """Takes pieces as they come; decompresses them where the answer is compressed.

    httpx decompresses a piece whole, however large it becomes, and takes a compressed text that
    stops in its middle for whole; here neither passes.
    """

    def __init__(self, url: str, encoding: str | None, largest: int) -> None:
        self._url = url
        self._largest = largest
        self._found = bytearray()
        self._zip = _open(url, encoding)

    def add(self, piece: bytes) -> None:
        """Take the next piece.

        Raises:
            FetchError: the body is larger than allowed; PassingError: it cannot be decompressed.
        """
        if self._zip is None:
            self._found += piece
        else:
            self._unzip(piece)
        if len(self._found) > self._largest:
            raise FetchError([too_large(self._url, None, self._largest)])

    def close(self) -> bytes:
        """Give the whole; raise PassingError if a compressed text has not come to its end."""
        if self._zip is not None and not self._zip.eof:
            raise PassingError([cut_off(self._url, "its compressed text stops before its end")])
        return bytes(self._found)

    def _unzip(self, piece: bytes) -> None:
        while piece and len(self._found) <= self._largest:
            if (
                self._zip is None or self._zip.eof
            ):  # a file may be several, one after the other (RFC 1952, section 2.2)
                self._zip = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                room = self._largest + 1 - len(self._found)
                self._found += self._zip.decompress(piece, room)
            except zlib.error as error:
                problem = cut_off(self._url, f"its compressed text is damaged ({error})")
                raise PassingError([problem]) from error
            piece = self._zip.unconsumed_tail or self._zip.unused_data


def _open(url: str, encoding: str | None) -> zlib._Decompress | None:
    name = (encoding or "identity").strip().lower()
    if name == "identity":
        return None
    if name in {"gzip", "x-gzip"}:
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    message = f"is encoded as {name[:60]!r}; gzip, or nothing, was asked for"
    hint = "Run the command again later; the fault is the server's."
    raise FetchError([Problem(path=url, rule="refused-encoding", message=message, hint=hint)])


def too_large(url: str, size: int | None, largest: int) -> Problem:
    """A body that is larger than what is taken; `size` where the server announced it."""
    seen = "more" if size is None else f"{size:,} bytes"
    return Problem(
        path=url,
        rule="too-large-answer",
        message=f"has {seen}; at most {largest:,} bytes are taken",
        hint="Ask for less at once, such as a day instead of a month.",
    )


def cut_off(url: str, how: str) -> Problem:
    """A body that did not come whole."""
    hint = "Run the command again later; if it happens often, ask for less at once."
    return Problem(path=url, rule="cut-off", message=f"the answer is not whole: {how}", hint=hint)
