"""A source that misbehaves as it is told to: a server on loopback, with real sockets.

    with misbehave() as source:
        source.serve("/api", good(b"[]", JSON), status(503), last)   # one reply a request
        source.serve("/api", by_data)                                # or a function of the request
        ...
        assert source.most_at_once == 1

The last reply of a path is given again and again; a path without any is 404. `source.fault_when`
comes first of all: what it returns for a request is given in place of the path's reply.
"""

from __future__ import annotations

import gzip
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

JSON = "application/json"
ATOM = "application/atom+xml"
HTML = "text/html; charset=utf-8"
PLAIN = "text/plain"
PATIENCE = 60.0
"""Seconds after which a server that keeps silent gives up by itself: a bound, never a measure."""


class FakeTime:
    """A clock that goes on only when somebody sleeps, and by `tick` seconds whenever it is read."""

    def __init__(self, tick: float = 0.0) -> None:
        self.seconds = 1000.0
        self.tick = tick
        self.slept: list[float] = []

    def now(self) -> float:
        self.seconds += self.tick
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came in; `at` is by the source's clock, `number` counts from 1."""

    number: int
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    at: float

    @property
    def agent(self) -> str:
        return self.headers["user-agent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is sent for a request. Without a `length`, it is that of what is sent.

    `chunks` sends the body in chunks and leaves the last one off if it is to be `cut`; `drip` sends
    byte by byte, the headers too, and never comes to an end; `silent` sends nothing and waits;
    `hang_up` sends nothing and closes; `bare` gives no length and ends by closing.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    chunks: bool = False
    cut: bool = False
    bare: bool = False
    drip: str = ""
    silent: bool = False
    hang_up: bool = False
    raw: bytes | None = None


Answering = Callable[[Asked], Reply]


# Replies, by what is wrong with them


def good(body: bytes, kind: str = JSON, **headers: str) -> Reply:
    """An answer as it should be; `headers` are written with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(body=body, headers={"Content-Type": kind} | named)


def validated(body: bytes, etag: str, kind: str = JSON) -> Answering:
    """An answer with an ETag, which is not sent to whoever knows it."""

    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == etag:
            return Reply(status=304, headers={"ETag": etag})
        return good(body, kind, ETag=etag)

    return answer


def status(number: int, body: bytes = b"", kind: str = HTML, **headers: str) -> Reply:
    """An error that says so: 429, 500, 404."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=number, body=body, headers={"Content-Type": kind} | named)


def limited(after: str | None = None) -> Reply:
    """Asked too often; `after` is when to come again, in seconds or as a date of HTTP."""
    return status(429, b"Rate exceeded.", PLAIN, **({"Retry_After": after} if after else {}))


def dripping(body: bytes = b"[", kind: str = JSON) -> Reply:
    """A body that comes a byte at a time, and never all of it."""
    return Reply(body=body, headers={"Content-Type": kind}, drip="body", length=10**6)


def dripping_headers() -> Reply:
    """Headers that never end."""
    return Reply(drip="headers")


def silent() -> Reply:
    """A server that takes the request and says nothing."""
    return Reply(silent=True)


def cut_off(body: bytes, kind: str = JSON) -> Reply:
    """Half of a body whose length was told, then the end of the connection."""
    half = body[: len(body) // 2]
    return Reply(body=half, headers={"Content-Type": kind}, length=len(body), cut=True)


def broken_chunks(body: bytes, kind: str = JSON) -> Reply:
    """A body in chunks, of which the last is missing."""
    return Reply(body=body, headers={"Content-Type": kind}, chunks=True, cut=True)


def chunked(body: bytes, kind: str = JSON) -> Reply:
    """A good answer in chunks."""
    return Reply(body=body, headers={"Content-Type": kind}, chunks=True)


def short_length(body: bytes, kind: str = JSON) -> Reply:
    """A length that is less than what is sent: whoever believes it has a text without its end."""
    return Reply(body=body, headers={"Content-Type": kind}, length=len(body) // 2, cut=True)


def zipped(body: bytes, kind: str = JSON, *, most: int | None = None) -> Reply:
    """A compressed answer, without a length; `most` cuts it off where nothing but itself tells."""
    headers = {"Content-Type": kind, "Content-Encoding": "gzip"}
    return Reply(body=gzip.compress(body, mtime=0)[:most], headers=headers, bare=True)


def redirect(target: str, number: int = 302) -> Reply:
    """Away to another address: to itself, in a circle, to another host."""
    return Reply(status=number, headers={"Location": target})


def error_page() -> Reply:
    """An error in disguise: a page for people, as if all were well."""
    page = b"<!doctype html><title>502</title><h1>We will be right back</h1>\n"
    return good(page, HTML)


def hang_up() -> Reply:
    """The connection is closed instead of an answer."""
    return Reply(hang_up=True)


def gibberish() -> Reply:
    """An answer that is no HTTP."""
    return Reply(raw=b"220 mail.example ready\r\n")


@contextmanager
def nobody() -> Iterator[str]:
    """An address on loopback at which nothing listens, and nothing else can begin to."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


# The source


class Source:
    """The server's script and its records; used in a `with`, by `misbehave`."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.address = ""
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self.connections = 0
        self.errors: list[BaseException] = []
        self.fault_when: Callable[[Asked], Reply | None] = lambda _: None
        self.over = threading.Event()
        self._clock = clock
        self._replies: dict[str, tuple[Reply | Answering, ...]] = {}
        self._turns: Counter[str] = Counter()
        self._at_once = 0
        self._alone = threading.Lock()

    def serve(self, path: str, *replies: Reply | Answering) -> None:
        """Set what a path answers, one reply a request, from now on."""
        with self._alone:
            self._replies[path] = replies
            self._turns[path] = 0

    def paths(self) -> list[str]:
        """The paths that were asked, in order."""
        return [asked.path for asked in self.asked]

    def pauses(self) -> list[float]:
        """The times between one request and the next, by the source's clock."""
        times = [asked.at for asked in self.asked]
        return [later - earlier for earlier, later in pairwise(times)]

    def take(self, target: str, headers: Mapping[str, str]) -> Reply:
        """Record a request and find its reply."""
        parts = urlsplit(target)
        with self._alone:
            asked = Asked(
                number=len(self.asked) + 1,
                path=parts.path,
                params=dict(parse_qsl(parts.query, keep_blank_values=True)),
                headers={name.lower(): value for name, value in headers.items()},
                at=self._clock(),
            )
            self.asked.append(asked)
            replies = self._replies.get(asked.path, (status(404),))
            reply = replies[min(self._turns[asked.path], len(replies) - 1)]
            fault = self.fault_when(asked)
            if fault is None:
                self._turns[asked.path] += 1
        return fault or (reply if isinstance(reply, Reply) else reply(asked))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Count how many requests wait for an answer at once."""
        with self._alone:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._alone:
                self._at_once -= 1


@contextmanager
def misbehave(clock: Callable[[], float] = time.monotonic) -> Iterator[Source]:
    """Serve on loopback until the end of the `with`; then what went wrong in here is raised."""
    source = Source(clock)
    handler = type("Handler", (_Handler,), {"source": source})
    with _Server(("127.0.0.1", 0), handler) as server:
        server.source = source
        source.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield source
        finally:
            source.over.set()
            server.shutdown()
            thread.join()
    if source.errors:
        raise source.errors[0]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    source: Source

    def handle_error(self, *_: object) -> None:
        """Keep errors of replies for the test; that a client has gone is none."""
        error = sys.exception()
        if error is not None and not isinstance(error, ConnectionError):
            self.source.errors.append(error)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    source: Source

    def setup(self) -> None:
        super().setup()
        self.source.connections += 1

    def do_GET(self) -> None:
        with (
            self.source.at_work()
        ):  # not while it is sent: the client can have it all before the end
            reply = self.source.take(self.path, dict(self.headers.items()))
        with suppress(ConnectionError):
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        if reply.silent:
            self.source.over.wait(PATIENCE)
        if reply.silent or reply.hang_up or reply.raw is not None:
            self.close_connection = True
            self.wfile.write(reply.raw or b"")
            return
        if reply.drip == "headers":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            self._drip(b"X-More: and more\r\n")
            return
        self._send_head(reply)
        self._send_body(reply)

    def _send_head(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.chunks:
            self.send_header("Transfer-Encoding", "chunked")
        elif reply.bare:
            self.send_header("Connection", "close")
        elif reply.status != 304:
            length = len(reply.body) if reply.length is None else reply.length
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def _send_body(self, reply: Reply) -> None:
        if reply.cut or reply.bare:
            self.close_connection = True
        if reply.drip:
            self._drip(reply.body)
        elif reply.chunks:
            half = len(reply.body) // 2
            for piece in filter(None, (reply.body[:half], reply.body[half:])):
                self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            self.wfile.write(b"" if reply.cut else b"0\r\n\r\n")
        else:
            self.wfile.write(reply.body)

    def _drip(self, piece: bytes) -> None:
        """Go on until the client has had enough."""
        self.close_connection = True
        began = time.monotonic()
        while not self.source.over.wait(0.001) and time.monotonic() - began < PATIENCE:
            for byte in piece:
                self.wfile.write(bytes([byte]))

    def log_message(self, *_: object) -> None:
        """Keep the output of tests clean."""
