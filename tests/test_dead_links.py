"""Dead links: only what is surely gone is called so, and hosts are asked politely."""

from __future__ import annotations

import http.server
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from dead_links import (
    NO_NAME,
    Answer,
    Asker,
    Missing,
    make_report,
    read_links,
    read_memory,
    remember,
    write_memory,
)

MONDAY, NEXT_MONDAY = date(2031, 3, 10), date(2031, 3, 17)


class Moods(http.server.BaseHTTPRequestHandler):
    """A host on loopback that answers with the status that stands in the path."""

    seen: tuple[list[str], list[str]] = ([], [])
    """The requests, and who sent them."""

    at_once = 0
    most_at_once = 0

    def do_HEAD(self) -> None:
        Moods.at_once += 1
        Moods.most_at_once = max(Moods.most_at_once, Moods.at_once)
        self.seen[0].append(f"{self.command} {self.path}")
        self.seen[1].append(self.headers["User-Agent"])
        self.answer()

    do_GET = do_HEAD  # noqa: N815 - the names are those of the methods

    def answer(self) -> None:
        what = self.path.split("?")[0].strip("/").split("/")
        if what[0] == "slow":
            time.sleep(0.5)
        if what[0] == "get-only":
            status = 200 if self.command == "GET" else int(what[1])
        elif what[0] == "away":
            status = 302
        else:
            status = int(what[0]) if what[0].isdigit() else 200
        self.send_response(status)
        if what[0] == "away":
            self.send_header("Location", "file:///etc/passwd")
        elif status in {301, 302, 308}:
            self.send_header("Location", "/".join(("", *what[1:])) if what[1:] else self.path)
        self.send_header("Content-Length", "0")
        Moods.at_once -= 1  # with the answer sent, the next may come at any moment
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the output of tests clean."""


@pytest.fixture
def host() -> Iterator[str]:
    Moods.seen[0].clear()
    Moods.seen[1].clear()
    Moods.at_once = Moods.most_at_once = 0
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Moods) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def make_asker(**changes: object) -> Asker:
    values = {"agent": "test (+https://x.example)", "sleep": lambda _: None, "pause": 0.0}
    return Asker(**(values | {"may_ask": lambda _: True} | changes))  # type: ignore[arg-type]


# One link


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/200", Answer("alive", "200")),
        ("/404", Answer("gone", "404")),
        ("/410", Answer("gone", "410")),
        ("/302/404", Answer("gone", "404")),
        ("/301/302/200", Answer("alive", "200")),
        ("/get-only/404", Answer("alive", "200")),
        ("/get-only/405", Answer("alive", "200")),
        ("/403", Answer("unclear", "403")),
        ("/429", Answer("unclear", "429")),
        ("/500", Answer("unclear", "500")),
        ("/503", Answer("unclear", "503")),
        ("/308", Answer("unclear", "ValueError")),  # leads to itself
    ],
)
def test_only_404_and_410_are_gone(host: str, path: str, answer: Answer) -> None:
    assert make_asker().ask(host + path) == answer


def test_a_host_that_does_not_answer_in_time_is_not_gone(host: str) -> None:
    assert make_asker(timeout=0.05).ask(f"{host}/slow") == Answer("unclear", "TimeoutError")


def test_a_host_that_breaks_off_is_not_gone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    answer = make_asker().ask(f"http://127.0.0.1:{port}/")

    assert answer == Answer("unclear", "ConnectionRefusedError")


def test_an_error_of_tls_is_not_gone(host: str) -> None:
    answer = make_asker().ask(host.replace("http:", "https:") + "/404")

    assert answer.state == "unclear"
    assert issubclass(getattr(ssl, answer.why), ssl.SSLError)


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (socket.EAI_NONAME, Answer("gone", NO_NAME)),
        (socket.EAI_AGAIN, Answer("unclear", "no name server answers")),
    ],
)
def test_a_host_is_gone_when_no_name_server_knows_it(
    monkeypatch: pytest.MonkeyPatch, error: int, answer: Answer
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(error, "no")

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    assert make_asker().ask("https://kettle.example/") == answer


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "file:///etc/passwd",
        "https://",
        "https://x.example:99999/",
        "http://kettle.example/a b",
    ],
)
def test_nothing_inside_is_asked_and_nothing_odd_stops_the_run(
    monkeypatch: pytest.MonkeyPatch, link: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a connection was opened")

    monkeypatch.setattr(socket, "create_connection", refuse)
    if "kettle.example" in link:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 80))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    assert Asker(agent="test", sleep=lambda _: None).ask(link).state == "unclear"


def test_a_redirect_to_a_file_is_not_followed(host: str) -> None:
    assert make_asker().ask(f"{host}/away") == Answer("unclear", "ValueError")


# Politeness


def test_a_host_is_asked_one_at_a_time_with_pauses_and_told_who_asks(host: str) -> None:
    pauses: list[float] = []
    asker = make_asker(pause=1.5, sleep=pauses.append)

    asker.ask_all([f"{host}/200?{n}" for n in range(20)])

    assert Moods.most_at_once == 1
    assert pauses == [1.5] * 19
    assert set(Moods.seen[1]) == {"test (+https://x.example)"}


def test_head_is_enough_where_the_answer_is_clear(host: str) -> None:
    make_asker().ask(f"{host}/200")
    make_asker().ask(f"{host}/404")

    assert Moods.seen[0] == ["HEAD /200", "HEAD /404", "GET /404"]


@pytest.mark.parametrize("status", ["429", "503"])
def test_a_host_that_asks_to_be_left_alone_is_left_alone(host: str, status: str) -> None:
    links = [f"{host}/200", f"{host}/{status}", f"{host}/{status}0", f"{host}/{status}1"]

    answers = make_asker().ask_all(links)

    assert len(Moods.seen[0]) == 2
    assert [answers[link].state for link in links] == ["alive", *["unclear"] * 3]


def test_a_host_with_many_links_is_asked_for_some_of_them_in_each_turn(host: str) -> None:
    links = [f"{host}/200?{n}" for n in range(5)]
    asked = [set(make_asker(most=2, turn=turn).ask_all(links)) for turn in range(3)]

    assert [len(part) for part in asked] == [2, 2, 2]
    assert set().union(*asked) == set(links)


# Twice, on different days


def gone(why: str = "404") -> dict[str, Answer]:
    return {"https://x.example/": Answer("gone", why)}


def run(days: dict[date, dict[str, Answer]]) -> dict[str, Missing]:
    memory: dict[str, Missing] = {}
    for day, answers in days.items():
        memory = remember(memory, answers, ["https://x.example/"], day)
    return memory


def test_a_link_is_dead_when_it_is_gone_on_two_days() -> None:
    once = run({MONDAY: gone()})
    again = remember(once, gone(), ["https://x.example/"], MONDAY)
    later = run({MONDAY: gone(), NEXT_MONDAY: gone("410")})

    assert not any(row.is_dead for row in (once | again).values())
    assert later == {"https://x.example/": Missing("2031-03-10", "2031-03-17", "410")}
    assert later["https://x.example/"].is_dead


@pytest.mark.parametrize("between", [{}, {"https://x.example/": Answer("unclear", "429")}])
def test_an_answer_that_is_unclear_or_missing_changes_nothing(between: dict[str, Answer]) -> None:
    once = run({MONDAY: gone()})

    assert run({MONDAY: gone(), NEXT_MONDAY: between}) == once
    assert run({MONDAY: between}) == {}


def test_a_link_that_answers_again_or_left_the_digest_is_forgotten() -> None:
    alive = {"https://x.example/": Answer("alive", "200")}

    assert run({MONDAY: gone(), NEXT_MONDAY: alive}) == {}
    assert remember(run({MONDAY: gone()}), gone(), [], NEXT_MONDAY) == {}


def test_what_is_remembered_survives_its_file(tmp_path: Path) -> None:
    memory = run({MONDAY: gone()})
    write_memory(tmp_path / "gone.json", memory)

    assert read_memory(tmp_path / "gone.json") == memory


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '{"a": {"since": "x"}}'])
def test_a_memory_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "gone.json").write_text(text, "utf-8")

    assert read_memory(tmp_path / "gone.json") == {}
    assert read_memory(tmp_path / "absent.json") == {}
    assert read_memory(None) == {}


# What is read and told


def test_links_are_the_addresses_of_papers_and_not_their_identifiers(tmp_path: Path) -> None:
    code = {"url": "https://x.example/", "from": "curation"}
    papers = [
        {"id": "a", "links": {"arxiv": {"id": "2504.13143"}, "code": [code], "demo": []}},
        {"id": "b", "links": {"doi": None, "project": [code, {"url": "https://y.example/"}]}},
    ]
    (tmp_path / "papers.json").write_text(json.dumps({"papers": papers}), "utf-8")

    assert read_links(tmp_path / "papers.json") == {
        "https://x.example/": ("a", "b"),
        "https://y.example/": ("b",),
    }


def test_the_links_of_the_digest_are_found(built_site: Path) -> None:
    links = read_links(built_site / "data" / "papers.json")

    assert len(links) > 20
    assert all(link.startswith(("https://", "http://")) for link in links)


def test_the_report_names_what_is_dead_and_nothing_else() -> None:
    hostile = "https://x.example/`@ada`|<b>"
    missing = {
        hostile: Missing("2031-03-10", "2031-03-17", "404"),
        "https://once.example/": Missing("2031-03-17", "2031-03-17", "404"),
    }
    links = {hostile: ("a", "b", "c", "d"), "https://once.example/": ("e",)}

    assert make_report(missing, links).splitlines()[3:] == [
        "| address | answer | since | papers |",
        "|---|---|---|---|",
        "| `https://x.example/%60@ada%60%7C<b>` | 404 | 2031-03-10 | a, b, c |",
    ]
    assert make_report({}, {}) == ""


def test_a_long_report_still_fits_into_an_issue() -> None:
    links = {f"https://x.example/{n}/{'a' * 200}": ("b" * 80,) for n in range(1_000)}
    missing = dict.fromkeys(links, Missing("2031-03-10", "2031-03-17", "404"))
    report = make_report(missing, links)

    told = report.count("| 404 |")
    assert 100 < told < 1_000
    assert len(report) < 65_536
    assert report.endswith(f"And {1_000 - told} more.\n")
