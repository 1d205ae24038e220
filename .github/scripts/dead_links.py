"""Which outgoing links of a digest are surely dead: gone on two days, and nothing else.

    python dead_links.py papers.json --asks https://code.example/digest --before old.json \
        --after new.json --report report.md

A link is gone when its host answers 404 or 410 to HEAD and to GET, or when no name server knows the
host. It is dead when it was gone on an earlier day as well and on every asking since. All else says
nothing about a link: too many requests, refusals, errors of the host or of TLS, no answer in time.

One request at a time goes to a host, with a pause between two; a host that asks to be left alone is
left alone. Only the standard library is used: this runs beside the generator, which opens no
connection. Exit status 0 whatever is found.
"""

from __future__ import annotations

import argparse
import http.client
import ipaddress
import json
import socket
import ssl
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urljoin, urlsplit

KINDS: Final = ("code", "project", "model", "dataset", "demo", "video")
"""Links that are addresses; the others are built from identifiers, whose registries keep them."""

GONE: Final = frozenset({404, 410})
LEAVE_ALONE: Final = frozenset({429, 503})
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS: Final = 8
MAX_HOSTS_AT_ONCE: Final = 8
MAX_REPORT: Final = 60_000
"""Characters of a report; an issue holds no more than 65,536."""

MAX_PAPERS: Final = 3
"""Papers named for a link."""

State = Literal["alive", "gone", "unclear"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What asking for a link told: its state and, in a few words, why."""

    state: State
    why: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A link that is gone: since which day, last asked on which, and what was answered then."""

    since: str
    asked: str
    why: str

    @property
    def is_dead(self) -> bool:
        """Whether it was gone on two different days."""
        return self.since < self.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """How links are asked for; `may_ask` says which addresses of machines are asked at all.

    Of a host's links `most` are asked for in one turn, and in the next turn those after them.
    Times are in seconds.
    """

    agent: str
    timeout: float = 20.0
    pause: float = 1.0
    most: int = 500
    turn: int = 0
    sleep: Callable[[float], None] = time.sleep
    may_ask: Callable[[str], bool] = lambda address: ipaddress.ip_address(address).is_global

    def ask_all(self, links: Iterable[str]) -> dict[str, Answer]:
        """Ask for every link, hosts side by side, the links of a host one after the other."""
        hosts: dict[str, list[str]] = defaultdict(list)
        for link in sorted(set(links)):
            hosts[urlsplit(link).netloc.casefold()].append(link)
        with ThreadPoolExecutor(MAX_HOSTS_AT_ONCE) as pool:
            found = pool.map(self._ask_host, map(self._choose, hosts.values()))
            return {link: answer for answers in found for link, answer in answers.items()}

    def _choose(self, links: Sequence[str]) -> Sequence[str]:
        """The links of a host whose turn it is."""
        start = self.turn * self.most % len(links)
        return (*links[start:], *links[:start])[: self.most]

    def _ask_host(self, links: Sequence[str]) -> dict[str, Answer]:
        answers: dict[str, Answer] = {}
        for at, link in enumerate(links):
            if at:
                self.sleep(self.pause)
            answers[link] = self.ask(link)
            if answers[link].why in _ALONE:
                rest = Answer("unclear", "not asked: its host asked to be left alone")
                return answers | dict.fromkeys(links[at + 1 :], rest)
        return answers

    def ask(self, link: str) -> Answer:
        """Ask for one link: HEAD, and GET where that says gone or is not understood."""
        try:
            status = self._follow("HEAD", link)
            if status in GONE or status in {400, 403, 405, 501}:
                self.sleep(self.pause)
                status = self._follow("GET", link)
        except socket.gaierror as error:
            unknown = error.errno == socket.EAI_NONAME
            return Answer(*("gone", NO_NAME) if unknown else ("unclear", "no name server answers"))
        except (OSError, ssl.SSLError, http.client.HTTPException, ValueError) as error:
            return Answer("unclear", type(error).__name__)
        if status in GONE:
            return Answer("gone", str(status))
        return Answer("alive" if status < http.HTTPStatus.BAD_REQUEST else "unclear", str(status))

    def _follow(self, method: str, link: str) -> int:
        """The status that a link leads to in the end."""
        for hop in range(MAX_REDIRECTS):
            if hop:
                self.sleep(self.pause)
            status, target = self._request(method, link)
            if status not in REDIRECTS or not target:
                return status
            link = urljoin(link, target)
        raise ValueError("too many redirects")

    def _request(self, method: str, link: str) -> tuple[int, str | None]:
        """One request, its body left unread."""
        parts = urlsplit(link)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("leads away from the web")
        plain, safe = http.client.HTTPConnection, http.client.HTTPSConnection
        connect = safe if parts.scheme == "https" else plain
        port = parts.port or connect.default_port
        self._refuse_inside(parts.hostname, port)
        connection = connect(parts.hostname, port, timeout=self.timeout)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request(method, path, headers={"User-Agent": self.agent, "Accept": "*/*"})
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location")
        finally:
            connection.close()

    def _refuse_inside(self, host: str, port: int) -> None:
        """A link that a stranger wrote must not ask machines of the network that this runs in."""
        for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            if not self.may_ask(str(address[0])):
                raise ValueError("leads inside")


_ALONE = frozenset(map(str, LEAVE_ALONE))
NO_NAME: Final = "no such host"


def read_links(papers: Path) -> dict[str, tuple[str, ...]]:
    """Every outgoing address of a `papers.json`, and the papers whose pages have it."""
    found: dict[str, list[str]] = defaultdict(list)
    for paper in json.loads(papers.read_text("utf-8"))["papers"]:
        for kind in KINDS:
            for link in paper["links"].get(kind) or ():
                found[_address(link)].append(paper["id"])
    return {link: tuple(dict.fromkeys(ids)) for link, ids in sorted(found.items())}


def _address(link: object) -> str:
    """A link is an object that also says where it comes from."""
    return str(link["url"] if isinstance(link, Mapping) else link)


def remember(
    before: Mapping[str, Missing], answers: Mapping[str, Answer], links: Iterable[str], today: date
) -> dict[str, Missing]:
    """Which of the links are gone now, and since when.

    One whose answer is unclear, or that was not asked for, stays as it was; one that the digest no
    longer has is forgotten.
    """
    after: dict[str, Missing] = {}
    for link in links:
        was, answer = before.get(link), answers.get(link)
        if answer and answer.state == "gone":
            since = was.since if was else today.isoformat()
            after[link] = Missing(since, today.isoformat(), answer.why)
        elif was and not (answer and answer.state == "alive"):
            after[link] = was
    return after


def read_memory(path: Path | None) -> dict[str, Missing]:
    """What was gone before; nothing where there is no file, or none that can be read."""
    try:
        rows = json.loads(path.read_text("utf-8")) if path else {}
        return {link: Missing(**row) for link, row in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_memory(path: Path, missing: Mapping[str, Missing]) -> None:
    """Keep what is gone for the next run."""
    rows = {link: asdict(row) for link, row in sorted(missing.items())}
    path.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


def make_report(missing: Mapping[str, Missing], links: Mapping[str, Sequence[str]]) -> str:
    """The dead links in Markdown, the longest gone first; empty where there are none."""
    dead = sorted((row.since, link) for link, row in missing.items() if row.is_dead)
    report = HEAD
    for told, (since, link) in enumerate(dead):
        papers = ", ".join(links[link][:MAX_PAPERS])
        row = f"| {_code(link)} | {missing[link].why} | {since} | {papers} |\n"
        if len(report) + len(row) > MAX_REPORT:
            return f"{report}\nAnd {len(dead) - told} more.\n"
        report += row
    return report if dead else ""


HEAD: Final = """\
Nobody answers at these addresses any more, asked on two days or more.
Each stands in the curation or the abstract of the papers beside it.

| address | answer | since | papers |
|---|---|---|---|
"""


def _code(link: str) -> str:
    """A stranger's address as text: no link, no mention, no end of the cell."""
    text = link.replace("|", "%7C").replace("`", "%60")
    return f"`{text}`"


def main(arguments: Sequence[str]) -> int:
    """Ask, remember, report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("papers", type=Path)
    parser.add_argument("--asks", required=True, help="who asks: an address that tells more")
    parser.add_argument("--before", type=Path, help="what was gone when it was last asked")
    parser.add_argument("--after", type=Path, required=True, help="where to keep what is gone now")
    parser.add_argument("--report", type=Path, required=True, help="where the report goes")
    options = parser.parse_args(arguments)
    links = read_links(options.papers)
    today = datetime.now(UTC).date()
    agent = f"paper-digest-link-check/1 (+{options.asks}; weekly)"
    answers = Asker(agent=agent, turn=today.isocalendar().week).ask_all(links)
    missing = remember(read_memory(options.before), answers, links, today)
    write_memory(options.after, missing)
    options.report.write_text(make_report(missing, links), "utf-8")
    dead = sum(row.is_dead for row in missing.values())
    sys.stdout.write(f"{len(links)} links, {len(missing)} gone, {dead} of them dead\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
