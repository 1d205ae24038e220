"""Asking a source that misbehaves: on loopback, with real sockets and a clock of our own."""

from __future__ import annotations

import gzip
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from misbehaving import (
    HTML,
    JSON,
    PLAIN,
    Asked,
    FakeTime,
    Reply,
    Source,
    broken_chunks,
    chunked,
    cut_off,
    dripping,
    dripping_headers,
    error_page,
    gibberish,
    good,
    hang_up,
    limited,
    nobody,
    redirect,
    short_length,
    silent,
    status,
    validated,
    zipped,
)

from generator import __version__
from generator.fetching import arxiv
from generator.fetching.answers import (
    Answer,
    Known,
    is_same_house,
    make_address,
    next_address,
    read_retry_after,
)
from generator.fetching.body import Body
from generator.fetching.client import Client
from generator.fetching.connection import Deadline, proxy_of_environment
from generator.fetching.faults import FetchError, PassingError, in_words
from generator.fetching.manners import Manners, make_agent
from generator.fetching.memory import (
    Memory,
    Remembered,
    parse_memory,
    read_memory,
    remember,
    render_memory,
    write_memory,
)
from generator.problems import Problem, Severity
from generator.settings import FetchSettings, Settings
from generator.web import is_plain

BODY = b'[{"paper": {"id": "2511.00001", "title": "On Tea"}}]'
AGENT = "paper-digest/test (+https://digest.example/; tea@digest.example)"
PAUSE = 3.0
DATE = "Thu, 20 Nov 2025 06:00:00 GMT"
TO_ITSELF = "/api?q=1"

Make = Callable[..., Client]


@pytest.fixture
def heard() -> list[Problem]:
    """What a client told while it went on."""
    return []


@pytest.fixture
def make(fake_time: FakeTime, heard: list[Problem]) -> Iterator[Make]:
    """Make clients with other manners, or by another proxy; without chance their waits are whole."""
    made: list[Client] = []

    def make(proxy_for: Callable[[httpx.URL], str | None] | None = None, **other: float) -> Client:
        client = Client(
            Manners(**({"agent": AGENT, "pause": PAUSE} | other)),  # type: ignore[arg-type]
            tell=heard.append,
            clock=fake_time.now,
            sleep=fake_time.sleep,
            chance=lambda: 0.0,
            proxy_for=proxy_for or proxy_of_environment,
        )
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


def failure(client: Client, url: str, **params: str) -> FetchError:
    """The error of asking, which has one finding that names its place and a way out."""
    with pytest.raises(FetchError) as caught:
        client.get(url, params)
    assert not isinstance(caught.value, PassingError)
    (problem,) = caught.value.problems
    assert problem.severity is Severity.ERROR
    assert problem.path.startswith("http")
    assert problem.hint
    return caught.value


# A good answer


@pytest.mark.parametrize(
    "reply",
    [
        good(BODY, ETag='"tea"'),
        chunked(BODY),
        zipped(BODY),
        Reply(body=BODY, headers={"Content-Type": JSON}, bare=True),
        Reply(body=gzip.compress(BODY), headers={"Content-Type": JSON, "Content-Encoding": "gzip"}),
    ],
    ids=["length", "chunks", "zipped", "until closed", "zipped with length"],
)
def test_an_answer_comes_whole_however_it_is_sent(source: Source, make: Make, reply: Reply) -> None:
    source.serve("/api", reply)
    answer = make().get(f"{source.address}/api", {"date": "2025-11-20", "q": "tea & milk"})

    assert answer.body == BODY
    assert answer.status == 200
    assert answer.content_type == JSON
    assert answer.etag == reply.headers.get("ETag")
    assert answer.date
    assert answer.asked == answer.url == f"{source.address}/api?date=2025-11-20&q=tea+%26+milk"
    assert not answer.unchanged
    assert source.asked[0].params == {"date": "2025-11-20", "q": "tea & milk"}


def test_an_error_page_a_wrong_type_and_an_empty_list_are_answers_for_others_to_judge(
    source: Source, make: Make
) -> None:
    source.serve("/api", error_page(), good(BODY, HTML), good(b"[]"), short_length(BODY))
    client = make()
    answers = [client.get(f"{source.address}/api") for _ in range(4)]

    assert [answer.content_type for answer in answers] == [HTML, HTML, JSON, JSON]
    assert answers[2].body == b"[]"
    assert answers[3].body == BODY[: len(BODY) // 2]  # no client can know more than the length told


def test_the_default_manners_are_those_that_arxiv_asks_for() -> None:
    assert Manners(agent=AGENT).pause >= 3


# Faults that may pass

FAULTS = {
    "429": (limited(), "too-many-requests", "answered 429 Too Many Requests: 'Rate exceeded.'"),
    "500": (status(500), "server-error", "answered 500 Internal Server Error"),
    "502": (status(502), "server-error", "answered 502 Bad Gateway"),
    "503": (status(503), "server-error", "answered 503 Service Unavailable"),
    "504": (status(504), "server-error", "answered 504 Gateway Timeout"),
    "cut off": (cut_off(BODY), "cut-off", "received 26 bytes, expected 52"),
    "broken chunks": (broken_chunks(BODY), "cut-off", "the answer is not whole"),
    "zipped, cut": (zipped(BODY, most=40), "cut-off", "its compressed text stops before its end"),
    "zipped, bad": (
        Reply(body=BODY, headers={"Content-Encoding": "gzip"}),
        "cut-off",
        "its compressed text is damaged",
    ),
    "hang up": (hang_up(), "no-answer", "Server disconnected without sending a response"),
    "no HTTP": (gibberish(), "no-answer", "gave no answer"),
}
by_fault = pytest.mark.parametrize(("reply", "rule", "said"), FAULTS.values(), ids=FAULTS)


@by_fault
def test_a_fault_that_passes_is_no_fault_and_is_told(
    source: Source, make: Make, heard: list[Problem], *, reply: Reply, rule: str, said: str
) -> None:
    source.serve("/api", reply, reply, good(BODY))

    assert make().get(f"{source.address}/api").body == BODY
    assert len(source.asked) == 3
    assert [problem.rule for problem in heard] == [rule, rule]
    assert all(said in problem.message for problem in heard)
    assert heard[0].message.endswith("; try 2 of 5 follows in 5 s")
    assert {problem.severity for problem in heard} == {Severity.NOTE}


@by_fault
def test_a_fault_that_does_not_pass_is_one_finding_after_five_tries(
    source: Source, make: Make, fake_time: FakeTime, *, reply: Reply, rule: str, said: str
) -> None:
    source.serve("/api", reply)
    error = failure(make(), f"{source.address}/api")

    assert error.problems[0].rule == rule
    assert said in error.problems[0].message
    assert error.problems[0].message.endswith("(5 tries in 1 min 15 s)")
    assert len(source.asked) == 5
    assert fake_time.slept == [5, 10, 20, 40]


def test_waits_are_shortened_by_chance_and_have_an_end(source: Source, fake_time: FakeTime) -> None:
    source.serve("/api", status(503))
    chances = iter([0.0, 0.5, 0.999, 0.0, 1.0, 0.0, 0.0])
    manners = Manners(agent=AGENT, pause=0, tries=7, first_wait=10, longest_wait=60)
    with Client(
        manners, clock=fake_time.now, sleep=fake_time.sleep, chance=lambda: next(chances)
    ) as client:
        failure(client, f"{source.address}/api")

    assert fake_time.slept == pytest.approx([10, 15, 20.02, 60, 30, 60])


def test_a_single_try_is_not_counted(source: Source, make: Make) -> None:
    source.serve("/api", status(500))
    error = failure(make(tries=1), f"{source.address}/api")

    assert error.problems[0].message == "answered 500 Internal Server Error"
    assert len(source.asked) == 1


def test_a_closed_port_is_asked_again_and_then_an_error(make: Make, fake_time: FakeTime) -> None:
    with nobody() as address:
        error = failure(make(tries=3), f"{address}/api")

    assert error.problems[0].rule == "no-answer"
    assert "refused" in error.problems[0].message
    assert fake_time.slept == [5, 10]


def test_a_host_without_a_name_is_an_error(make: Make) -> None:
    assert failure(make(tries=1), "https://nobody.invalid/").problems[0].rule == "no-answer"


def test_a_server_without_tls_is_an_error(source: Source, make: Make) -> None:
    error = failure(make(tries=1), source.address.replace("http:", "https:"))

    assert error.problems[0].rule == "no-answer"
    assert "SSL" in error.problems[0].message


def test_an_interruption_is_none_of_our_faults(source: Source) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    source.serve("/api", status(503))
    with Client(Manners(agent=AGENT), sleep=interrupt) as client, pytest.raises(KeyboardInterrupt):
        client.get(f"{source.address}/api")


# Time limits


def test_a_server_that_keeps_silent_is_left(source: Source, make: Make) -> None:
    source.serve("/api", silent())
    error = failure(make(tries=2, read=0.05), f"{source.address}/api")

    assert error.problems[0].rule == "too-slow"
    assert "the server said nothing for 1 s" in error.problems[0].message


@pytest.mark.parametrize("reply", [dripping(), dripping_headers()], ids=["body", "headers"])
def test_a_server_that_sends_a_byte_at_a_time_is_left_when_the_whole_time_is_up(
    source: Source, make: Make, fake_time: FakeTime, reply: Reply
) -> None:
    fake_time.tick = 1.0
    source.serve("/api", reply)
    error = failure(make(tries=1, whole=30), f"{source.address}/api")

    assert error.problems[0].rule == "too-slow"
    assert error.problems[0].message == "the answer was not whole after 30 s"


def test_every_step_gets_what_is_left_of_the_time(fake_time: FakeTime) -> None:
    deadline = Deadline(fake_time.now)
    assert deadline.limit(10, TimeoutError) == 10
    deadline.begin(30)

    assert deadline.limit(10, TimeoutError) == 10
    assert deadline.limit(None, TimeoutError) == 30
    fake_time.sleep(25)
    assert deadline.limit(10, TimeoutError) == 5
    fake_time.sleep(5)
    assert deadline.is_over
    with pytest.raises(TimeoutError):
        deadline.limit(10, TimeoutError)


# What a server asks for


@pytest.mark.parametrize("code", [429, 503])
def test_a_server_is_left_alone_as_long_as_it_asks(
    source: Source, make: Make, fake_time: FakeTime, code: int
) -> None:
    source.serve("/api", status(code, Retry_After="100"), good(BODY))

    assert make().get(f"{source.address}/api").body == BODY
    assert source.pauses() == [100]
    assert fake_time.slept == [100]


def test_a_wait_can_be_told_by_a_date(source: Source, make: Make, fake_time: FakeTime) -> None:
    """It counts from the date of the same answer: the server's clock may be years from ours."""
    later = "Thu, 20 Nov 2025 06:02:00 GMT"
    raw = f"HTTP/1.1 429 Slow\r\nDate: {DATE}\r\nRetry-After: {later}\r\nContent-Length: 0\r\n\r\n"
    source.serve("/api", Reply(raw=raw.encode()), good(BODY))

    assert make().get(f"{source.address}/api").body == BODY
    assert fake_time.slept == [120]


def test_a_short_wait_that_a_server_asks_for_does_not_shorten_ours(
    source: Source, make: Make
) -> None:
    source.serve("/api", limited("0"), limited("1"), good(BODY))
    make().get(f"{source.address}/api")

    assert source.pauses() == [5, 10]


def test_a_long_wait_is_obeyed_by_not_asking_again(
    source: Source, make: Make, fake_time: FakeTime
) -> None:
    raw = f"HTTP/1.1 429 Slow\r\nDate: {DATE}\r\nRetry-After: 7500\r\nContent-Length: 0\r\n\r\n"
    source.serve("/api", Reply(raw=raw.encode()))
    error = failure(make(), f"{source.address}/api")

    assert len(source.asked) == 1
    assert fake_time.slept == []
    assert error.wait == 7500
    assert "come again in 2 h 5 min, after 2025-11-20 08:05 UTC;" in str(error.problems[0].hint)


@pytest.mark.parametrize(
    ("value", "now", "seconds"),
    [
        ("120", None, 120),
        (" 0 ", None, 0),
        ("Thu, 20 Nov 2025 06:00:30 GMT", DATE, 30),
        ("Thursday, 20-Nov-25 06:00:30 GMT", DATE, 30),
        ("Thu Nov 20 06:00:30 2025", DATE, 30),
        ("Thu, 20 Nov 2025 07:00:30 +0100", DATE, 30),
        ("Thu, 20 Nov 2025 05:00:00 GMT", DATE, 0),  # it is over
        ("Thu, 20 Nov 2025 06:00:30 GMT", None, None),
        (None, DATE, None),
        ("", DATE, None),
        ("soon", DATE, None),
        ("-5", DATE, None),
        ("1.5", DATE, None),
        ("9" * 5000, DATE, None),
    ],
)
def test_waits_are_read_in_all_their_forms(
    value: str | None, now: str | None, seconds: float | None
) -> None:
    assert read_retry_after(value, now) == seconds


@given(st.text(), st.text())
@example("Thu, 31 Dec 9999 23:59:59 -2359", DATE)
@example("Thu, 99 Nov 99999999999 06:00:00 GMT", DATE)
def test_no_wait_is_so_odd_that_reading_it_fails_property(value: str, now: str) -> None:
    seconds = read_retry_after(value, now)

    assert seconds is None or seconds >= 0


# What is not asked again


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 451, 501, 505, 204, 206, 304, 799])
def test_what_asking_again_cannot_help_is_asked_once(source: Source, make: Make, code: int) -> None:
    source.serve("/api", status(code))
    error = failure(make(), f"{source.address}/api")

    assert error.problems[0].rule == "refused-request"
    assert error.problems[0].message.startswith(f"answered {code}")
    assert error.problems[0].message.endswith("; 200 OK was expected")
    assert len(source.asked) == 1


def test_an_error_says_what_the_server_says_where_it_is_text_for_people(
    source: Source, make: Make
) -> None:
    said = b'{"error": "Invalid\n date\x1b[2J"}' + b" " * 300 + b"x"
    source.serve("/json", status(400, said, JSON))
    source.serve("/text", status(400, b"a" * 10_000, PLAIN))
    source.serve("/page", status(400, b"<h1>No</h1>", HTML))
    client = make()
    json, text, page = (
        failure(client, source.address + path).problems[0].message
        for path in ("/json", "/text", "/page")
    )

    assert '{"error": "Invalid date\\x1b[2J"} x' in json
    assert f"'{'a' * 200}'" in text
    assert "No" not in page


@pytest.mark.parametrize(
    "reply",
    [
        good(BODY * 100),
        chunked(BODY * 100),
        zipped(b"0" * 1_000_000),
        zipped(gzip.compress(b"0" * 10)),
    ],
    ids=["length", "chunks", "zipped", "harmless"],
)
def test_no_more_is_taken_than_the_limit(source: Source, make: Make, reply: Reply) -> None:
    source.serve("/api", reply)
    client = make(largest=1000)
    if len(reply.body) < 100:
        assert client.get(f"{source.address}/api").body
        return
    error = failure(client, f"{source.address}/api")

    assert error.problems[0].rule == "too-large-answer"
    assert "at most 1,000 bytes are taken" in error.problems[0].message
    assert len(source.asked) == 1


def test_an_encoding_that_was_not_offered_is_refused(source: Source, make: Make) -> None:
    source.serve("/api", Reply(body=BODY, headers={"Content-Encoding": "gzip, br"}))
    error = failure(make(), f"{source.address}/api")

    assert error.problems[0].rule == "refused-encoding"
    assert source.asked[0].headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/api",
        "file:///etc/passwd",
        "ftp://x.example/",
        "http://",
        "http://[::1",
        "http://x.example:99999999/",
        "https://user:secret@x.example/",
        "https://x.example/a b",
        "https://x.example/\r\nX: 1",
        "https://tee.example/é",
        "https://" + "a" * 70 + ".example/",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(make: Make, url: str) -> None:
    with pytest.raises(FetchError) as caught:
        make(tries=1).get(url)

    assert caught.value.problems[0].rule in {"no-web-address", "no-answer"}


# Redirects


def test_a_question_may_name_a_hundred_papers(source: Source, make: Make) -> None:
    """By ids of the old form it is longer than an address that pages may show."""
    asked = make_address(
        f"{source.address}/api",
        arxiv.ids_parameters([f"cond-mat/99{number:05}" for number in range(arxiv.IDS_AT_ONCE)]),
    )
    source.serve("/api", redirect(asked.replace("/api", "/new")))
    source.serve("/new", good(BODY))

    assert make().get(asked).body == BODY


def test_redirects_are_followed_within_the_house(source: Source, make: Make) -> None:
    source.serve("/old", redirect("/new?x=1", 301))
    source.serve("/new", redirect(f"{source.address}/api#top", 308))
    source.serve("/api", good(BODY))
    answer = make().get(f"{source.address}/old")

    assert (answer.asked, answer.url) == (f"{source.address}/old", f"{source.address}/api")
    assert answer.body == BODY
    assert source.pauses() == [PAUSE, PAUSE]


LOST = {
    "itself": ([redirect(TO_ITSELF)], "redirect-loop", "which was asked already"),
    "nowhere": ([Reply(status=302)], "redirect-elsewhere", "redirects to no address (None)"),
    "a file": ([redirect("file:///etc/passwd")], "redirect-elsewhere", "redirects to no address"),
    "a script": ([redirect("javascript:alert(1)")], "redirect-elsewhere", "to no address"),
    "a password": ([redirect("http://u:p@127.0.0.1/")], "redirect-elsewhere", "to no address"),
    "nonsense": ([redirect("http://[::1")], "redirect-elsewhere", "redirects to no address"),
    "others": ([redirect("http://login.example/?wifi")], "redirect-elsewhere", "another house"),
    "another name": ([redirect("http://localhost/api")], "redirect-elsewhere", "another house"),
    "too far": (
        [redirect(f"/api?q={number}") for number in range(2, 20)],
        "redirect-loop",
        "the 6th time in a row",
    ),
}


@pytest.mark.parametrize(("replies", "rule", "said"), LOST.values(), ids=LOST)
def test_a_redirect_that_leads_astray_is_refused(
    source: Source, make: Make, replies: list[Reply], rule: str, said: str
) -> None:
    source.serve("/api", *replies)
    error = failure(make(), source.address + TO_ITSELF)

    assert error.problems[0].rule == rule
    assert said in error.problems[0].message
    assert len(source.asked) <= 6


def test_two_redirects_that_lead_to_each_other_are_a_loop(source: Source, make: Make) -> None:
    source.serve("/a", redirect("/b"))
    source.serve("/b", redirect("/a"))
    error = failure(make(), f"{source.address}/a")

    assert error.problems[0].rule == "redirect-loop"
    assert error.problems[0].path == f"{source.address}/b"
    assert source.paths() == ["/a", "/b"]


@pytest.mark.parametrize(
    ("here", "location", "there"),
    [
        ("http://x.example/a", "https://x.example/a", "https://x.example/a"),
        ("https://x.example/a/b", "../c?d#e", "https://x.example/c?d"),
        ("https://x.example/a", "//x.example/b", "https://x.example/b"),
        ("https://export.arxiv.org/oai2", "https://oaipmh.arxiv.org/oai", None),
        ("https://x.example/a", "http://x.example/b", ""),
        ("https://arxiv.org/a", "https://notarxiv.org/a", ""),
    ],
)
def test_a_redirect_leads_to_the_same_scheme_or_a_better_one(
    here: str, location: str, there: str | None
) -> None:
    if there == "":
        with pytest.raises(FetchError, match="redirect-elsewhere"):
            next_address([here], location, 5)
    else:
        assert next_address([here], location, 5) == (there or location)


@given(st.text(max_size=40) | st.sampled_from(["http://x.example/", "//evil.example", "https:/"]))
def test_no_redirect_leads_away_or_to_a_worse_scheme_property(location: str) -> None:
    try:
        there = next_address(["https://x.example/api"], location, 5)
    except FetchError:
        return

    assert there.startswith("https://x.example")
    assert is_plain(there, own=True)


@pytest.mark.parametrize(
    ("host", "other", "same"),
    [
        ("export.arxiv.org", "arxiv.org", True),
        ("export.arxiv.org", "OAIPMH.arxiv.org", True),
        ("arxiv.org", "export.arxiv.org", True),
        ("huggingface.co", "hf.co", False),
        ("huggingface.co", "api.huggingface.co", True),
        ("huggingface.co", "evil-huggingface.co", False),
        ("127.0.0.1", "127.0.0.2", False),
        ("127.0.0.1", "10.0.0.1", False),
        ("export.arxiv.org", "169.254.169.254", False),
        ("localhost", "evil.localhost", False),
    ],
)
def test_hosts_of_one_domain_belong_to_one_house(host: str, other: str, *, same: bool) -> None:
    assert is_same_house(host, other) is same


# Manners


def test_the_pause_is_kept_between_requests_retries_and_redirects(
    source: Source, make: Make
) -> None:
    source.serve("/a", good(BODY), status(503), redirect("/b"))
    source.serve("/b", good(BODY))
    source.serve("/c", status(404))
    client = make(first_wait=0.5)
    client.get(f"{source.address}/a")
    client.get(f"{source.address}/a")
    failure(client, f"{source.address}/c")
    client.get(f"{source.address}/b")

    assert source.paths() == ["/a", "/a", "/a", "/b", "/c", "/b"]
    assert source.pauses() == [PAUSE] * 5


def test_no_pause_is_made_that_has_passed_already(
    source: Source, make: Make, fake_time: FakeTime
) -> None:
    source.serve("/api", good(BODY))
    client = make()
    client.get(f"{source.address}/api")
    fake_time.sleep(2)
    client.get(f"{source.address}/api")
    fake_time.sleep(60)
    client.get(f"{source.address}/api")

    assert source.pauses() == [PAUSE, 60]
    assert fake_time.slept == [2, 1, 60]


def test_one_request_at_a_time_each_over_its_own_connection(source: Source, make: Make) -> None:
    """Whoever calls from whichever thread."""

    def slowly(_: Asked) -> Reply:
        time.sleep(0.01)  # whoever else asked would do so meanwhile
        return good(BODY)

    source.serve("/api", slowly)
    client = make()
    threads = [
        threading.Thread(target=client.get, args=(f"{source.address}/api",)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(source.asked) == 8
    assert source.most_at_once == 1
    assert source.connections == 8
    assert min(source.pauses()) >= PAUSE


def test_what_follows_an_answer_is_not_read_as_the_next_one(source: Source, make: Make) -> None:
    """The server tells less than it sends, and what is left over looks like an answer."""
    forged = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"
    longer = Reply(body=BODY + forged, headers={"Content-Type": JSON}, length=len(BODY))
    source.serve("/api", longer, good(b'["second"]'))
    client = make()

    assert client.get(f"{source.address}/api").body == BODY
    assert client.get(f"{source.address}/api").body == b'["second"]'


def test_every_request_says_who_asks_and_keeps_nothing_of_the_answers_before(
    source: Source, make: Make
) -> None:
    source.serve("/api", status(503, Set_Cookie="a=b"), good(BODY, Set_Cookie="c=d; Max-Age=999"))
    client = make()
    client.get(f"{source.address}/api")
    client.get(f"{source.address}/api")

    assert [asked.agent for asked in source.asked] == [AGENT] * 3
    assert not any("cookie" in asked.headers for asked in source.asked)


def test_no_password_of_the_user_is_sent(
    source: Source, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ada password tea\n", "utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    source.serve("/api", good(BODY))
    make().get(f"{source.address}/api")

    assert "authorization" not in source.asked[0].headers


def test_a_proxy_is_used_where_there_is_one(source: Source, make: Make) -> None:
    source.serve("/api", good(BODY))
    client = make(proxy_for=lambda url: source.address if url.host == "far.example" else None)

    assert client.get("http://far.example/api").body == BODY
    assert source.asked[0].headers["host"] == "far.example"
    client.get(f"{source.address}/api")
    assert source.asked[1].headers["host"] == source.address.removeprefix("http://")


@pytest.mark.parametrize("proxy", ["socks5://far.example:1080", "http://[::1"])
def test_a_proxy_that_cannot_be_used_is_an_error_at_once(make: Make, proxy: str) -> None:
    error = failure(make(proxy_for=lambda _: proxy), "https://x.example/")

    assert error.problems[0].rule == "no-web-address"


def test_the_environment_names_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "proxy.example:3128")
    monkeypatch.setenv("no_proxy", "near.example,127.0.0.1")

    assert proxy_of_environment(httpx.URL("https://far.example/")) == "proxy.example:3128"
    assert proxy_of_environment(httpx.URL("https://near.example/")) is None


def make_settings(**other: object) -> Settings:
    values = {"site_name": "Tea", "site_description": "Of tea.", "tag": "tea.example,2025"}
    return Settings(**(values | {"site_url": "https://tea.example/"} | other))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "about"),
    [
        ({}, "+https://tea.example/"),
        (
            {"repository": "https://forge.example/tea"},
            "+https://tea.example/; https://forge.example/tea",
        ),
        (
            {
                "repository": "https://forge.example/tea",
                "fetch": FetchSettings(contact="ada@tea.example"),
            },
            "+https://tea.example/; ada@tea.example",
        ),
        ({"site_url": "https://tee.example/(grün)\\/"}, "+https://tee.example/%28gr%C3%BCn%29%5C/"),
    ],
)
def test_the_agent_says_who_asks_and_whom_to_write_to(other: dict[str, object], about: str) -> None:
    assert make_agent(make_settings(**other)) == f"paper-digest/{__version__} ({about})"


@given(st.text())
def test_an_agent_is_always_one_line_of_ascii_property(text: str) -> None:
    site = text.encode("utf-8", "replace").decode()
    agent = make_agent(make_settings(site_url=f"https://{site}/"))

    assert re.fullmatch(r"paper-digest/[\d.]+ \([ -'*-~]*\)", agent)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (0.05, "1 s"),
        (59, "59 s"),
        (60, "1 min"),
        (90.5, "1 min 31 s"),
        (3600, "1 h"),
        (3601, "1 h"),
        (7500, "2 h 5 min"),
        (90_000, "1 d 1 h"),
        (999_999_999, "11,574 d 1 h"),
    ],
)
def test_times_are_told_as_people_tell_them(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


# Bodies


@given(st.lists(st.binary(max_size=50), max_size=4), st.integers(1, 30), st.integers(0, 40))
def test_a_zipped_body_is_the_same_however_it_is_cut_into_pieces_property(
    texts: list[bytes], size: int, missing: int
) -> None:
    whole = b"".join(gzip.compress(text, mtime=0) for text in texts) or gzip.compress(b"")
    last = len(gzip.compress(texts[-1] if texts else b""))
    sent = whole[: len(whole) - missing] if missing < last else whole
    body = Body("https://x.example/", "gzip", 1000)
    for start in range(0, len(sent), size):
        body.add(sent[start : start + size])
    if sent == whole:
        assert body.close() == b"".join(texts)
    else:
        with pytest.raises(PassingError, match="cut-off"):
            body.close()


def test_a_small_piece_that_would_become_a_large_one_stops_at_the_limit() -> None:
    bomb = gzip.compress(b"0" * 10_000_000)
    body = Body("https://x.example/", "gzip", 1000)

    with pytest.raises(FetchError, match="at most 1,000 bytes"):
        body.add(bomb)


# What is remembered

DAY = date(2025, 11, 20)


def test_what_did_not_change_is_not_sent_again(source: Source, make: Make) -> None:
    source.serve("/api", validated(BODY, '"tea"'))
    client = make()
    first = client.get(f"{source.address}/api", {"date": "2025-11-20"})
    memory = remember(Memory(), first, DAY)
    again = client.get(first.asked, known=memory.known(first.asked))
    other = client.get(f"{source.address}/api", known=Known(etag='"milk"'))

    assert (again.status, again.unchanged, again.body) == (304, True, b"")
    assert (other.status, other.body) == (200, BODY)
    assert source.asked[1].headers["if-none-match"] == '"tea"'
    assert "if-none-match" not in source.asked[0].headers


def test_a_date_is_asked_by_where_a_source_gives_one(source: Source, make: Make) -> None:
    source.serve("/api", good(BODY, Last_Modified=DATE), status(304))
    client = make()
    memory = remember(Memory(), client.get(f"{source.address}/api"), DAY)
    answer = client.get(f"{source.address}/api", known=memory.known(f"{source.address}/api"))

    assert answer.unchanged
    assert source.asked[1].headers["if-modified-since"] == DATE


def test_an_unchanged_answer_is_remembered_with_what_was_known_of_it() -> None:
    asked = make_address("https://x.example/api", {"q": "tea"})
    first = Answer(asked=asked, url=asked, status=200, etag='"1"', last_modified=DATE)
    same = Answer(asked=asked, url=asked, status=304, etag='W/"1"')
    memory = remember(remember(Memory(), first, DAY), same, DAY + timedelta(days=1))

    assert memory.known(asked) == Known(etag='W/"1"', last_modified=DATE)
    assert memory.day(asked) == date(2025, 11, 21)
    assert memory.known("https://x.example/api") is None
    assert memory.day("https://x.example/api") is None


def test_a_new_answer_takes_the_place_of_what_was_known() -> None:
    asked = "https://x.example/api"
    first = Answer(asked=asked, url=asked, status=200, etag='"1"', last_modified=DATE)
    memory = remember(Memory(), first, DAY)

    assert remember(memory, Answer(asked=asked, url=asked, status=200), DAY).known(asked) == Known()


def test_a_header_that_could_not_be_sent_back_is_not_kept(source: Source, make: Make) -> None:
    raw = b'HTTP/1.1 200 OK\r\nETag: "t\xe9"\r\nContent-Length: 2\r\n\r\n[]'
    source.serve("/api", Reply(raw=raw))

    assert make().get(f"{source.address}/api").etag is None


values = st.none() | st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1)
memories = st.builds(
    lambda answers: Memory(answers=MappingProxyType(answers)),
    st.dictionaries(
        st.text(),
        st.builds(
            lambda etag, last, day: Remembered(known=Known(etag=etag, last_modified=last), day=day),
            values,
            values,
            st.dates(min_value=date(1991, 8, 14)),
        ),
        max_size=4,
    ),
)


@given(memories)
def test_a_memory_survives_its_file_property(memory: Memory) -> None:
    assert parse_memory(render_memory(memory)) == Memory(answers=dict(memory.answers))


def test_the_file_of_a_memory_does_not_depend_on_the_order_of_asking(tmp_path: Path) -> None:
    answers = [
        Answer(asked=f"https://x.example/{name}", url="", status=200, etag='"1"') for name in "abc"
    ]
    texts = set()
    for order in (answers, answers[::-1]):
        memory = Memory()
        for answer in order:
            memory = remember(memory, answer, DAY)
        write_memory(tmp_path / "build" / "fetched.json", memory)
        texts.add((tmp_path / "build" / "fetched.json").read_bytes())

    assert len(texts) == 1
    assert read_memory(tmp_path / "build" / "fetched.json") == (memory, ())


def test_no_memory_is_an_empty_one_without_a_word(tmp_path: Path) -> None:
    assert read_memory(tmp_path / "none.json") == (Memory(), ())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b'{"version": 1, "answers"',
        b"[]",
        b"{}",
        b'{"version": 2, "answers": {}}',
        b'{"version": 1, "answers": []}',
        b'{"version": 1, "answers": {"https://x.example/": "tea"}}',
        b'{"version": 1, "answers": {"https://x.example/": {"etag": "1"}}}',
        b'{"version": 1, "answers": {"https://x.example/": {"day": "2025-02-30"}}}',
        b'{"version": 1, "answers": {"u": {"day": "2025-11-20", "etag": "1\\r\\nX: 2"}}}',
        b'{"version": 1, "answers": {"u": {"day": "2025-11-20", "etag": ["1"]}}}',
        b"[" * 100_000,
    ],
)
def test_a_memory_that_is_damaged_or_foreign_is_left_aside_with_a_note(
    tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "fetched.json"
    path.write_bytes(data)
    memory, (note,) = read_memory(path)

    assert memory == Memory()
    assert (note.path, note.rule, note.severity) == (str(path), "fetch-memory", Severity.NOTE)
    write_memory(path, memory)
    assert read_memory(path) == (Memory(), ())


def test_a_folder_in_the_place_of_a_memory_is_a_note_too(tmp_path: Path) -> None:
    memory, (note,) = read_memory(tmp_path)

    assert memory == Memory()
    assert note.rule == "fetch-memory"
