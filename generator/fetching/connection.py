"""Connections with a time limit for the whole of an answer, straight or through a proxy.

httpx limits how long one reading of a socket may take, so a server that sends a byte at a time
keeps its client for days; httpcore below it lets the network be replaced, and here every reading
gets what is left until the deadline.
"""

from __future__ import annotations

import math
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx


class Deadline:
    """Until when an answer must be there whole, by a clock in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._end = math.inf

    def begin(self, seconds: float) -> None:
        """From now on there are so many seconds."""
        self._end = self._clock() + seconds

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return self._clock() >= self._end

    def limit(self, timeout: float | None, error: type[Exception]) -> float:
        """What one step may take at most; raise `error` if the time is up."""
        left = self._end - self._clock()
        if left <= 0:
            raise error("the time is up")
        return left if timeout is None else min(left, timeout)


class Connections(httpx.BaseTransport):
    """One connection at a time, and one for each request.

    What a server sends after the end of an answer would otherwise be taken for the beginning of
    the next one, and a connection that a server is just closing would fail the request on it.

    `proxy_for` gives the address of the proxy for a URL, or None: `proxy_of_environment`.
    """

    def __init__(self, deadline: Deadline, proxy_for: Callable[[httpx.URL], str | None]) -> None:
        self._network = _Network(deadline)
        self._proxy_for = proxy_for
        self._pools: dict[str | None, httpcore.ConnectionPool] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the answer's body is read as the caller goes through its stream."""
        address = request.url
        inner = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=address.raw_scheme,
                host=address.raw_host,
                port=address.port,
                target=address.raw_path,
            ),
            headers=request.headers.raw,
            content=request.read(),
            extensions=request.extensions,
        )
        with _errors_of_httpx():
            answer = self._pool(self._proxy_for(address)).handle_request(inner)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer), request=request
        )

    def close(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            pool.close()

    def _pool(self, proxy: str | None) -> httpcore.ConnectionPool:
        if proxy not in self._pools:
            self._pools[proxy] = httpcore.ConnectionPool(
                ssl_context=_tls(),
                proxy=_make_proxy(proxy) if proxy else None,
                max_connections=1,
                max_keepalive_connections=0,
                network_backend=self._network,
            )
        return self._pools[proxy]


@cache
def _tls() -> ssl.SSLContext:
    """Whom we trust, as httpx reads it from its certificates or the environment: it takes a while."""
    return httpx.create_ssl_context()


def proxy_of_environment(url: httpx.URL) -> str | None:
    """The proxy that the environment or the system names for an address, as Python finds it."""
    proxy = getproxies().get(url.scheme)
    return None if proxy is None or proxy_bypass(url.host) else proxy


def _make_proxy(address: str) -> httpcore.Proxy:
    address = address if "://" in address else f"http://{address}"
    if not address.startswith(("http://", "https://")):
        raise httpx.UnsupportedProtocol("its proxy is spoken to by http or https only")
    proxy = httpx.Proxy(address)
    return httpcore.Proxy(str(proxy.url), auth=proxy.raw_auth)


class _Stream(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _errors_of_httpx():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@contextmanager
def _errors_of_httpx() -> Iterator[None]:
    """Errors of httpcore have namesakes in httpx."""
    try:
        yield
    except (
        httpcore.TimeoutException,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.ProxyError,
        httpcore.UnsupportedProtocol,
    ) as error:
        namesake: type[httpx.TransportError] = getattr(httpx, type(error).__name__)
        raise namesake(str(error)) from error


class _Network(httpcore.NetworkBackend):
    """The network, every step of it within the deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        limit = self._deadline.limit(timeout, httpcore.ConnectTimeout)
        stream = self._inner.connect_tcp(host, port, limit, local_address, socket_options)
        return _LimitedStream(stream, self._deadline)


class _LimitedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.limit(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.limit(timeout, httpcore.WriteTimeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        limit = self._deadline.limit(timeout, httpcore.ConnectTimeout)
        inner = self._inner.start_tls(ssl_context, server_hostname, limit)
        return _LimitedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)

    def close(self) -> None:
        self._inner.close()
