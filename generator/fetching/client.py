"""The client: asks one source at a time, with manners, and gives a whole answer or an error.

What is decided from an answer's status and headers is decided in `answers`; here it is done.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from threading import Lock
from types import TracebackType
from typing import NoReturn, Self, cast
from urllib.parse import urlsplit

import httpx
import tenacity

from generator.fetching.answers import (
    REDIRECTS,
    Answer,
    Known,
    Refusal,
    header_value,
    make_address,
    next_address,
    refuse,
)
from generator.fetching.body import ENCODINGS, Body, cut_off, too_large
from generator.fetching.connection import Connections, Deadline, proxy_of_environment
from generator.fetching.faults import FetchError, PassingError, give_up, in_words, try_again
from generator.fetching.manners import Manners
from generator.problems import Problem
from generator.web import is_plain


class Client:
    """Asks sources; close it, or use it in a `with`.

    Only one request is ever on its way, whoever calls from whichever thread. `tell` hears, as notes,
    of faults after which the client goes on by itself, before it waits. The clock is in seconds and
    never goes back; `chance` gives numbers from 0 to 1.
    """

    def __init__(
        self,
        manners: Manners,
        *,
        tell: Callable[[Problem], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
        proxy_for: Callable[[httpx.URL], str | None] = proxy_of_environment,
    ) -> None:
        self._manners = manners
        self._tell = tell
        self._clock = clock
        self._sleep = sleep
        self._chance = chance
        self._deadline = Deadline(clock)
        self._last: dict[str, float] = {}
        self._alone = Lock()
        self._connections = Connections(self._deadline, proxy_for)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

    def get(
        self,
        url: str,
        params: Mapping[str, str | int] | None = None,
        *,
        known: Known | None = None,
    ) -> Answer:
        """Ask for an address until its answer is there whole: status 200, or 304 to `known`.

        Raises:
            FetchError: there is no such answer, or no use in asking for it again now.
        """
        asked = make_address(url, params)
        if not is_plain(asked, own=True):
            raise FetchError([_no_address(asked, "an address of the web was expected")])
        with self._alone:
            began = self._clock()
            try:
                return self._retrying()(self._follow, asked, known or Known())
            except PassingError as error:
                raise give_up(error, self._manners.tries, self._clock() - began) from error

    def _retrying(self) -> tenacity.Retrying:
        return tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(PassingError),
            stop=tenacity.stop_after_attempt(self._manners.tries),
            wait=self._wait,
            sleep=self._sleep,
            before_sleep=self._tell_of_wait,
            reraise=True,
        )

    def _wait(self, state: tenacity.RetryCallState) -> float:
        """How long to wait after a fault: twice as long each time, and at least as the server asks.

        Up to half of it is left to chance, or clients that were shut out together would all come
        back together.
        """
        longer = self._manners.first_wait * 2.0 ** (state.attempt_number - 1)
        own = min(longer, self._manners.longest_wait) * (1 - self._chance() / 2)
        return max(own, _fault(state).wait or 0.0)

    def _tell_of_wait(self, state: tenacity.RetryCallState) -> None:
        tries, wait = self._manners.tries, state.upcoming_sleep
        for problem in try_again(_fault(state), state.attempt_number, tries, wait):
            self._tell(problem)

    def _follow(self, asked: str, known: Known) -> Answer:
        """Ask once, and follow redirects from there."""
        way = [asked]
        while True:
            found = self._ask(way[-1], known)
            if isinstance(found, _Redirect):
                way.append(next_address(way, found.location, self._manners.redirects))
            else:
                return _answer(asked, way[-1], found)

    def _ask(self, url: str, known: Known) -> _Redirect | _Received:
        """Send one request when its time has come, and read what it brings."""
        host = urlsplit(url).hostname or ""
        self._keep_pause(host)
        try:
            self._deadline.begin(self._manners.whole)
            return self._receive(url, known)
        finally:
            self._last[host] = self._clock()

    def _keep_pause(self, host: str) -> None:
        if host in self._last:
            rest = self._last[host] + self._manners.pause - self._clock()
            if rest > 0:
                self._sleep(rest)

    def _receive(self, url: str, known: Known) -> _Redirect | _Received:
        response: httpx.Response | None = None
        try:
            response = self._connections.handle_request(self._request(url, known))
            with closing(response):
                return self._read(url, response, known)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise FetchError([_no_address(url, str(error))]) from error
        except httpx.HTTPError as error:
            self._refuse_broken(url, error, response)

    def _request(self, url: str, known: Known) -> httpx.Request:
        """A request as it is sent: `httpx.Client` would add cookies, and passwords of ~/.netrc."""
        headers = {
            "User-Agent": self._manners.agent,
            "Accept": "*/*",
            "Accept-Encoding": ", ".join(ENCODINGS),
            "Connection": "close",
            **known.conditions,
        }
        limits = httpx.Timeout(self._manners.read, connect=self._manners.connect)
        return httpx.Request("GET", url, headers=headers, extensions={"timeout": limits.as_dict()})

    def _read(self, url: str, response: httpx.Response, known: Known) -> _Redirect | _Received:
        status, headers = response.status_code, response.headers
        if status in REDIRECTS:
            return _Redirect(location=headers.get("location"))
        if status == httpx.codes.NOT_MODIFIED and known.conditions:
            return _Received(status=status, headers=headers)
        if status != httpx.codes.OK:
            raise refuse(_refusal(url, response), self._manners.longest_wait)
        body = Body(url, headers.get("content-encoding"), self._manners.largest)
        announced = headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self._manners.largest:
            raise FetchError([too_large(url, int(announced), self._manners.largest)])
        for piece in response.iter_raw():
            body.add(piece)
        return _Received(status=status, headers=headers, body=body.close())

    def _refuse_broken(
        self, url: str, error: Exception, response: httpx.Response | None
    ) -> NoReturn:
        """Say which way the network failed; each of them may pass."""
        if isinstance(error, httpx.TimeoutException):
            raise PassingError([self._too_slow(url, error)]) from error
        if response is not None:
            raise PassingError([cut_off(url, str(error))]) from error
        raise PassingError([_no_answer(url, error)]) from error

    def _too_slow(self, url: str, error: httpx.TimeoutException) -> Problem:
        if self._deadline.is_over:
            message = f"the answer was not whole after {in_words(self._manners.whole)}"
        elif isinstance(error, httpx.ConnectTimeout):
            message = f"no connection stood after {in_words(self._manners.connect)}"
        else:
            message = f"the server said nothing for {in_words(self._manners.read)}"
        hint = "Run the command again later; if it happens often, ask for less at once."
        return Problem(path=url, rule="too-slow", message=message, hint=hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Redirect:
    location: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Received:
    status: int
    headers: httpx.Headers
    body: bytes = b""


def _fault(state: tenacity.RetryCallState) -> PassingError:
    """The fault that a try ended in; tenacity asks for waits after no other outcome."""
    return cast("PassingError", state.outcome and state.outcome.exception())


def _answer(asked: str, url: str, found: _Received) -> Answer:
    return Answer(
        asked=asked,
        url=url,
        status=found.status,
        content_type=header_value(found.headers.get("content-type")),
        etag=header_value(found.headers.get("etag")),
        last_modified=header_value(found.headers.get("last-modified")),
        date=header_value(found.headers.get("date")),
        body=found.body,
    )


def _refusal(url: str, response: httpx.Response) -> Refusal:
    headers = response.headers
    return Refusal(
        url=url,
        status=response.status_code,
        retry_after=headers.get("retry-after"),
        date=headers.get("date"),
        said=_excerpt(response),
    )


def _excerpt(response: httpx.Response) -> str:
    """The beginning of what an error says, where it is text for people; sources mean it so."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {"text/plain", "application/json"} or "content-encoding" in response.headers:
        return ""
    try:
        piece = next(response.iter_raw(), b"")
    except httpx.HTTPError:
        return ""
    return " ".join(piece.decode("utf-8", "replace").split())[:_EXCERPT]


_EXCERPT = 200


def _no_address(url: str, why: str) -> Problem:
    return Problem(
        path=url,
        rule="no-web-address",
        message=f"is no address that can be asked: {why}",
        hint="Set the source's address in mkdocs.yml to one like https://export.arxiv.org.",
    )


def _no_answer(url: str, error: Exception) -> Problem:
    return Problem(
        path=url,
        rule="no-answer",
        message=f"gave no answer: {str(error) or type(error).__name__}",
        hint="Look whether this machine is connected, and whether the address is right.",
    )
