"""`digest fetch` against a source that misbehaves: on loopback, with real sockets.

What a person reads stands in `tests/data/fetch/`, a file a fault: the command, what it says, and its
exit status.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from answering import Work, atom, atom_error, by_ids, daily, kettles, papers, record
from builders import files_of, page_text, write
from fetched import Digest, Ended
from misbehaving import (
    ATOM,
    HTML,
    JSON,
    Answering,
    Asked,
    FakeTime,
    Reply,
    Source,
    cut_off,
    error_page,
    good,
    limited,
    nobody,
    redirect,
    short_length,
    silent,
    status,
    validated,
)

from generator.cli import job
from generator.content.load import load_content
from generator.fetching.client import Client
from generator.fetching.manners import Manners, make_agent
from generator.problems import has_errors
from generator.settings import Settings

TODAY = date(2031, 3, 20)
PAGE = "content/listings/2031/2031-03-10.daily-papers.txt"
LIST = "content/listings/2031/2031-03-11.daily-papers-api.json"
DAILY, QUERY = "/api/daily_papers", "/api/query"
DAY = "2031-03-12"
FILES: Mapping[str, str | bytes] = {
    PAGE: page_text(["Kettles That Wait", "Pots"], header="Mar 10"),
    LIST: daily(*kettles(1, 3)),
}
"""Two papers without an arXiv id, and three with one."""

ARXIV = (*papers(1, 2), replace(papers(3, 3)[0], comment="This paper has been withdrawn"))


@pytest.fixture
def digest(
    tmp_path: Path,
    source: Source,
    fake_time: FakeTime,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Digest:
    """A project with two listings, on `TODAY`, whose waits take no time."""
    project = Digest(tmp_path / "digest", source.address, monkeypatch, capsys)
    project.hurry(fake_time, TODAY)
    project.begin(FILES)
    return project


# What sources answer


def days(lists: Mapping[str, bytes]) -> Answering:
    """Lists by their days; others are empty."""
    return lambda asked: good(lists.get(asked.params["date"], b"[]"), JSON)


def arxiv(works: Sequence[Work]) -> Answering:
    """The API with these papers: by id, by the words of a title, or all of a category."""

    def answer(asked: Asked) -> Reply:
        if "id_list" in asked.params:
            return good(atom(by_ids(works, asked.params["id_list"])), ATOM)
        query = asked.params["search_query"]
        phrase = re.fullmatch('ti:"(.*)"', query)
        found = [w for w in works if phrase and phrase[1].lower() in w.title.lower()]
        whole = found if phrase else works
        start, most = int(asked.params.get("start", 0)), int(asked.params["max_results"])
        return good(atom(whole[start : start + most], len(whole), start), ATOM)

    return answer


KINDS: Mapping[str, tuple[tuple[str, ...], str, Answering]] = {
    "daily-papers": (("daily-papers", DAY), DAILY, days({DAY: daily(*kettles(11, 14))})),
    "arxiv": (("arxiv", "cs.CL", "--since", "2031-03-01"), QUERY, arxiv(papers(21, 23))),
    "arxiv --ids": (("arxiv", "--ids", "3103.00001,3103.00002"), QUERY, arxiv(ARXIV)),
    "resolve": (
        ("resolve",),
        QUERY,
        arxiv([Work(arxiv="3103.00031", title="Kettles that Wait"), *papers(4, 5)]),
    ),
    "withdrawn": (("withdrawn",), QUERY, arxiv(ARXIV)),
}
"""Each command, the path that it asks, and what a good source answers."""


Fault = Callable[[Answering, Asked], Reply]


def as_it_is(answer: Answering, asked: Asked) -> Reply:
    return answer(asked)


def instead(daily_papers: Reply, arxiv: Reply | None = None) -> Fault:
    """A fault that says nothing of what was asked."""
    return lambda _, asked: daily_papers if asked.path == DAILY else arxiv or daily_papers


def other_shape(answer: Answering, asked: Asked) -> Reply:
    reply = answer(asked)
    body = reply.body.replace(b'"paper"', b'"article"').replace(b"published>", b"submitted>")
    return replace(reply, body=body)


LEAVE_ME_ALONE = (
    b"HTTP/1.1 429 Slow\r\nDate: Thu, 20 Mar 2031 06:00:00 GMT\r\nRetry-After: 7200\r\n"
    b"Content-Length: 0\r\n\r\n"
)
FAULTS: Mapping[str, Fault] = {
    "good": as_it_is,
    "429": instead(limited()),
    "429-for-two-hours": instead(Reply(raw=LEAVE_ME_ALONE)),
    "500": instead(status(500)),
    "400": instead(status(400, b'{"error": "Invalid date"}', JSON)),
    "slow": instead(silent()),
    "cut-off": lambda answer, asked: cut_off(answer(asked).body),
    "wrong-length": lambda answer, asked: short_length(answer(asked).body),
    "wrong-type": instead(good(b"\x89PNG\r\n\x1a\n\0", "image/png")),
    "redirect-loop": lambda _, asked: redirect(f"{asked.path}?again"),
    "redirect-elsewhere": instead(redirect("https://login.example/?wifi")),
    "error-page": instead(error_page()),
    "error-in-disguise": instead(
        good(b'{"error": "Service is overloaded"}'), good(atom_error("incorrect id format"), ATOM)
    ),
    "rate-exceeded": instead(good(b"Rate exceeded.", ATOM)),
    "empty-list": instead(good(b"[]"), good(atom([]), ATOM)),
    "left-empty": instead(good(b""), good(atom([], total=3), ATOM)),
    "changed-shape": other_shape,
    "nobody": as_it_is,
}

FINE = {"good": set(KINDS), "empty-list": {"arxiv", "resolve"}}
"""Where nothing is refused: an empty answer to a search is an answer."""


@contextmanager
def somewhere(digest: Digest, source: Source, fault: str) -> Iterator[None]:
    """Have sources at their address, or at one where nobody is."""
    place: AbstractContextManager[str] = (
        nobody() if fault == "nobody" else nullcontext(source.address)
    )
    with place as address:
        digest.ask_at(address)
        yield


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_changes_nothing_and_is_told_as_a_person_would_want_it(
    digest: Digest,
    source: Source,
    fault: str,
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if fault == "slow":
        impatient = replace(Manners(agent="test"), read=0.05)
        monkeypatch.setattr(job, "manners_for", lambda _: impatient)
    told: list[str] = []
    for kind, (arguments, path, answer) in KINDS.items():
        before = digest.begin(FILES)
        source.serve(path, partial(FAULTS[fault], answer))
        with somewhere(digest, source, fault):
            ended = digest.fetch(*arguments)
        is_fine = kind in FINE.get(fault, ())
        assert ended.status == (0 if is_fine else 1), ended.said
        assert is_fine or digest.content == before, kind
        told.append(as_text(arguments, ended))

    check_golden(repository / f"tests/data/fetch/{fault}.txt", "\n".join(told))


def as_text(arguments: Sequence[str], ended: Ended) -> str:
    """A command and its end as on a terminal; the port of the source has no say."""
    said = re.sub(r"http://127\.0\.0\.1:\d+", "https://source.example", ended.said)
    said = re.sub(r"\[Errno \d+\] ", "", said)  # each system has its own
    words = " ".join(f"'{word}'" if " " in word else word for word in arguments)
    return f"$ digest fetch {words}\n{said}(exit status {ended.status})\n"


def check_golden(path: Path, text: str) -> None:
    assert path.is_file(), f"{path} is missing; read this, then keep it there:\n{text}"
    assert text == path.read_text("utf-8")


def test_a_source_that_asks_for_a_wait_gets_it(
    digest: Digest, source: Source, fake_time: FakeTime
) -> None:
    source.serve(DAILY, limited("100"), days({DAY: daily(*kettles(11, 14))}))
    ended = digest.fetch("daily-papers", DAY)

    assert (ended.status, fake_time.slept) == (0, [100])
    assert "'Rate exceeded.'; try 2 of 5 follows in 1 min 40 s" in ended.said


def test_a_good_answer_is_taken_whatever_type_it_says_to_be(digest: Digest, source: Source) -> None:
    source.serve(DAILY, good(daily(*kettles(11, 14)), HTML))

    assert digest.fetch("daily-papers", DAY).status == 0


# What is wrong with the question


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("daily-papers", "2031-3"), "'2031-3' is not what was expected: a day such as 2025-12-31"),
        (("daily-papers", "2031-04"), "2031-04-01 is still to come (today is 2031-03-20)"),
        (("arxiv",), "give either categories with --since, or --ids, or --listed"),
        (("arxiv", "cs.CL"), "give either categories with --since"),
        (("arxiv", "--since", "2031-03-01"), "give either categories with --since"),
        (("arxiv", "--ids", "3103.00001", "--listed"), "give either categories with --since"),
        (("arxiv", "cs.CL OR x", "--since", "2031-03-01"), "is no category of arXiv"),
        (("arxiv", "--ids", "3103.00001 tea"), "'tea' is no arXiv id such as 2401.00001"),
        (("arxiv", "cs.CL", "--since", "2032-01-01"), "2032-01-01 is still to come"),
        (("tea",), "No such command 'tea'"),
        (("resolve", "--config", "elsewhere.yml"), "elsewhere.yml is not there"),
    ],
)
def test_wrong_use_is_told_and_asks_nobody(
    digest: Digest, source: Source, arguments: Sequence[str], said: str
) -> None:
    ended = digest.fetch(*arguments)

    assert ended.status == 2
    assert said in " ".join(ended.said.split())
    assert source.asked == []


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (("daily-papers", "2031-W11"), 7),
        (("daily-papers", "2031-03"), 20),  # the rest is still to come
        (("daily-papers",), 28),  # the working days of 30 days before the newest, and the last ones
        (("arxiv", "cs.CL", "hep-th", "--since", "2031-03-01"), 1),
        (("arxiv", "--listed"), 1),
        (("resolve",), 2),
        (("withdrawn",), 1),
    ],
)
def test_a_dry_run_says_what_it_would_ask_and_asks_nothing(
    digest: Digest, source: Source, arguments: Sequence[str], asked: int
) -> None:
    before = files_of(digest.folder)
    ended = digest.fetch(*arguments, "--dry-run")

    assert ended.status == 0
    assert len(ended.out.splitlines()) == asked
    assert all(line.startswith(source.address) for line in ended.out.splitlines())
    assert f"{asked} to ask, one in 3 s" in ended.said
    assert source.asked == []
    assert files_of(digest.folder) == before


def test_missed_days_are_counted_from_the_newest_list_of_daily_papers_alone(
    digest: Digest, source: Source
) -> None:
    source.serve(QUERY, arxiv(papers(21, 23)))
    before = digest.fetch("daily-papers", "--dry-run").out
    digest.fetch("arxiv", "cs.CL", "--since", "2031-03-01")

    assert digest.fetch("daily-papers", "--dry-run").out == before


def test_nobody_is_asked_while_the_content_has_errors(digest: Digest, source: Source) -> None:
    write(digest.folder / "content/curations/pots.yml", "topics: {add: [tea]\n")
    ended = digest.fetch("daily-papers", DAY)

    assert ended.status == 1
    assert "content/curations/pots.yml:" in ended.said
    assert source.asked == []


# Manners


def test_a_source_is_asked_by_name_with_pauses_and_never_twice_at_once(
    digest: Digest, source: Source
) -> None:
    source.serve(DAILY, days({}))
    digest.fetch("daily-papers", "2031-W10")

    assert len(source.asked) == 7
    # By a clock that goes on only while the one who asks sleeps: no two are on their way at once.
    assert source.pauses() == [3] * 6
    assert {asked.agent for asked in source.asked} == {make_agent(SETTINGS)}
    assert "kettles.test" in source.asked[0].agent


SETTINGS = Settings(
    site_name="",
    site_description="",
    site_url="https://kettles.test/",
    tag="",
    repository="https://github.test/kettle-readers/kettles",
)


def test_a_list_that_is_known_is_asked_for_only_if_it_changed(
    digest: Digest, source: Source
) -> None:
    body = daily(*kettles(11, 14))
    source.serve(DAILY, validated(body, '"tea"'))
    digest.fetch("daily-papers", DAY)
    before = digest.content
    ended = digest.fetch("daily-papers", DAY)

    assert [asked.headers.get("if-none-match") for asked in source.asked] == [None, '"tea"']
    assert (ended.status, digest.content) == (0, before)
    assert ended.said == f"Daily Papers of {DAY}: unchanged\n1 with nothing to keep\n"


def test_a_list_that_is_known_no_more_is_asked_for_whole(digest: Digest, source: Source) -> None:
    """Whoever goes back to an earlier state of the content gets the list again."""
    source.serve(DAILY, validated(daily(*kettles(11, 13)), '"tea"'))
    digest.fetch("daily-papers", DAY)
    early = digest.content
    source.serve(DAILY, validated(daily(*kettles(11, 14)), '"milk"'))
    digest.fetch("daily-papers", DAY)
    grown = digest.content
    assert grown != early
    for path, data in early.items():
        write(digest.folder / "content" / path, data)
    digest.fetch("daily-papers", DAY)

    assert digest.content == grown


def test_what_was_refused_is_never_said_to_be_unchanged(digest: Digest, source: Source) -> None:
    source.serve(DAILY, validated(daily(*kettles(11, 14)), '"tea"'))
    digest.fetch("daily-papers", DAY)
    source.serve(DAILY, validated(daily(*kettles(11, 12)), '"milk"'))

    assert [digest.fetch("daily-papers", DAY).status for _ in range(3)] == [1, 1, 1]


# Going on


def test_a_refused_day_does_not_stop_later_ones(digest: Digest, source: Source) -> None:
    lists = {"2031-03-12": b"<html>", "2031-03-13": daily(*kettles(20, 22)), "2031-03-14": b"{}"}
    source.serve(DAILY, days(lists))
    ended = digest.fetch("daily-papers", *lists)

    assert ended.status == 1
    assert ended.said.endswith("1 answer kept, 3 new papers, 2 refused\n")
    assert "listings/2031/2031-03-13.daily-papers-api.jsonl" in digest.content


def test_after_three_failures_in_a_row_a_source_is_left_alone(
    digest: Digest, source: Source
) -> None:
    source.serve(DAILY, status(404), days({"2031-02-04": daily(*kettles(20, 22))}), status(404))
    ended = digest.fetch("daily-papers", "2031-02")

    # The first fails, the second is empty: from the third on all fail.
    assert len(source.asked) == 5
    assert ended.status == 1
    assert "23 not asked for: the source did not answer 3 times in a row" in ended.said


def test_a_source_that_asks_for_a_long_wait_is_left_alone_at_once(
    digest: Digest, source: Source
) -> None:
    source.serve(DAILY, days({DAY: daily(*kettles(11, 14))}), Reply(raw=LEAVE_ME_ALONE))
    ended = digest.fetch("daily-papers", DAY, "2031-03-13", "2031-03-14")

    assert len(source.asked) == 2
    assert "1 not asked for: the source asks to be left alone for 2 h" in ended.said
    assert "It asks to come again in 2 h, after 2031-03-20 08:00 UTC" in ended.said
    assert f"listings/2031/{DAY}.daily-papers-api.jsonl" in digest.content


def test_a_working_day_without_a_list_is_a_day_off_once_a_later_one_has_a_list(
    digest: Digest, source: Source
) -> None:
    source.serve(DAILY, days({}))
    assert digest.fetch("daily-papers", "2031-03-13", "2031-03-14").status == 1
    source.serve(DAILY, days({"2031-03-17": daily(*kettles(11, 14))}))
    ended = digest.fetch("daily-papers", "2031-03-13", "2031-03-14", "2031-03-17")

    assert ended.status == 0
    assert "Daily Papers of 2031-03-14: no list, and later days have one: a day off" in ended.said


def test_more_days_off_in_a_row_than_any_holiday_has_are_refused(
    digest: Digest, source: Source
) -> None:
    source.serve(DAILY, days({"2031-03-18": daily(*kettles(11, 14))}))
    week = ("2031-03-13", "2031-03-14", "2031-03-17", "2031-03-18")
    ended = digest.fetch("daily-papers", *week)

    assert ended.status == 1
    assert ended.said.endswith("1 answer kept, 4 new papers, 3 refused\n")


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_a_list_that_grew_replaces_the_earlier_one_in_its_file(
    digest: Digest, source: Source, suffix: str
) -> None:
    data = daily(*kettles(11, 12))
    earlier = data if suffix == "json" else data[1:-1].replace(b'"}, {"p', b'"}\n{"p')
    path = write(digest.folder / f"content/listings/2031/{DAY}.daily-papers-api.{suffix}", earlier)
    digest.run("import")
    source.serve(DAILY, days({DAY: daily(*reversed(kettles(11, 14)))}))
    ended = digest.fetch("daily-papers", DAY)

    assert ended.status == 0, ended.said
    assert "1 answer kept, 2 new papers" in ended.said
    content = load_content(digest.folder / "content")
    (listing,) = (one for one in content.listings if str(one.name.captured) == DAY)
    assert [entry.title[-2:] for entry in listing.entries] == ["14", "13", "12", "11"]
    assert path.is_file()
    register = digest.content["papers.lock"].decode()
    assert [line.split("\t")[0] for line in register.splitlines()[-4:]] == [
        *("kettle-no-11", "kettle-no-12", "kettle-no-14", "kettle-no-13")
    ]


def test_an_interruption_keeps_what_was_taken_and_the_next_run_asks_for_the_rest(
    digest: Digest, source: Source, fake_time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists = {f"2031-03-{n:02}": daily(*kettles(n * 10, n * 10 + 2)) for n in range(3, 8)}
    source.serve(DAILY, days(lists))
    arrived: list[float] = []

    def interrupt(seconds: float) -> None:
        fake_time.seconds += seconds
        arrived.append(seconds)
        if len(arrived) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(job, "Client", partial(Client, clock=fake_time.now, sleep=interrupt))
    ended = digest.fetch("daily-papers", "2031-W10")

    assert ended.status == 130
    assert ended.said.endswith(
        "3 answers kept, 9 new papers\n"
        "interrupted; what was kept stays, and the same command asks for the rest\n"
    )
    digest.fetch("daily-papers")
    asked = [asked.params["date"][5:] for asked in source.asked]
    assert asked[:3] == ["03-03", "03-04", "03-05"]
    assert [day for day in asked[3:] if "03-02" < day < "03-10"] == ["03-06", "03-07"]
    there = [path for path in digest.content if path.endswith("api.jsonl")]
    assert len(there) == 5


def test_a_second_run_changes_nothing(digest: Digest, source: Source) -> None:
    for kind, (arguments, path, answer) in KINDS.items():
        digest.begin(FILES)
        source.serve(path, answer)
        assert digest.fetch(*arguments).status == 0, kind
        before = digest.content
        assert digest.fetch(*arguments).status == 0, kind
        assert digest.content == before, kind
        shutil.rmtree(digest.folder / "build")  # what is remembered is no state
        assert digest.fetch(*arguments).status == 0, kind
        assert digest.content == before, kind


def test_an_answer_that_would_break_the_content_is_refused_and_the_others_are_kept(
    digest: Digest, source: Source
) -> None:
    curation = digest.folder / "content/curations/pots.yml"
    write(curation, "same_as: kettle-no-3\n")
    body = daily(record("Pots", "3103.00099"), *kettles(11, 12))
    source.serve(DAILY, days({DAY: body, "2031-03-13": daily(*kettles(20, 22))}))
    ended = digest.fetch("daily-papers", DAY, "2031-03-13")

    assert ended.status == 1
    assert f"Daily Papers of {DAY}: error: 'pots' is arXiv 3103.00099" in ended.said
    assert ended.said.endswith("1 answer kept, 3 new papers, 1 refused\n")
    assert not has_errors(load_content(digest.folder / "content").problems)


# The report


def test_the_report_tells_an_issue_what_was_refused_and_goes_when_all_is_well(
    digest: Digest, source: Source, repository: Path
) -> None:
    report = digest.folder / "refused.md"
    source.serve(
        DAILY,
        good(daily(*map(shapeless, kettles(1, 2)))),
        good(b"<html><title>@everyone <b>#1</b></title>", HTML),
        Reply(raw=LEAVE_ME_ALONE),
    )
    digest.fetch("daily-papers", DAY, "2031-03-13", "2031-03-14", "--report", str(report))
    told = report.read_text("utf-8")
    told = re.sub(r"http(&#58;&#47;&#47;)127\.0\.0\.1&#58;\d+", r"https\1source.example", told)
    check_golden(repository / "tests/data/fetch/report.md", told)

    source.serve(DAILY, days({DAY: daily(*kettles(11, 14))}))
    digest.fetch("daily-papers", DAY, "--report", str(report))
    assert not report.exists()


def shapeless(found: Mapping[str, object]) -> dict[str, object]:
    return {"article": found["paper"]}


def test_a_quiet_run_tells_of_refusals_alone(digest: Digest, source: Source) -> None:
    source.serve(DAILY, days({DAY: daily(*kettles(11, 14)), "2031-03-13": b"<html>"}))

    assert digest.fetch("daily-papers", DAY, "--quiet").said == ""
    said = digest.fetch("daily-papers", "2031-03-13", "--quiet").said
    assert said.startswith("Daily Papers of 2031-03-13: error: the answer is HTML")


# arXiv


def test_papers_that_are_listed_are_asked_for_in_portions_and_once_a_day(
    digest: Digest, source: Source
) -> None:
    source.serve(DAILY, days({DAY: daily(*kettles(101, 195)), "2031-03-13": daily(*kettles(1, 9))}))
    digest.fetch("daily-papers", DAY)
    works = [*papers(1, 3), *papers(101, 195)]
    source.serve(QUERY, arxiv(works[:-1]))
    ended = digest.fetch("arxiv", "--listed")

    assert ended.status == 0
    assert [asked.params.get("max_results") for asked in source.asked] == [None, "98"]
    assert "arXiv 3103.00195: arXiv does not know it" in ended.said
    assert "listings/2031/2031-03-20.arxiv-api.ids.xml" not in digest.content
    said = digest.fetch("arxiv", "--listed").said
    assert source.asked[-1].params["id_list"] == "3103.00195"
    assert "97 of 98 papers were asked for today already" in said


def test_a_search_of_several_pages_becomes_listings_and_what_grew_replaces_them(
    digest: Digest, source: Source
) -> None:
    question = ("arxiv", "cs.LG", "cs.CL", "--since", "2031-03-01")
    source.serve(QUERY, arxiv(papers(1000, 1700)))
    assert digest.fetch(*question).said.endswith("2 answers kept, 701 new papers\n")
    names = [path for path in digest.content if "arxiv-api" in path]
    assert names == [
        "listings/2031/2031-03-20.arxiv-api.cs-cl-cs-lg-2.xml",
        "listings/2031/2031-03-20.arxiv-api.cs-cl-cs-lg.xml",
    ]
    source.serve(QUERY, arxiv(papers(1000, 1720)))
    assert "20 new papers" in digest.fetch(*question).said
    assert [path for path in digest.content if "arxiv-api" in path] == names
    source.serve(QUERY, arxiv(papers(1500, 1600)))
    before = digest.content
    assert "nothing new: all of its 101 papers are listed" in digest.fetch(*question).said
    assert digest.content == before
    source.serve(QUERY, arxiv(papers(1710, 1730)))
    assert "10 new papers" in digest.fetch(*question).said
    assert len([path for path in digest.content if "arxiv-api" in path]) == 3


def test_of_a_search_all_pages_are_kept_or_none(digest: Digest, source: Source) -> None:
    before = digest.content
    whole = arxiv(papers(1000, 1700))
    source.serve(QUERY, whole, status(404))

    assert digest.fetch("arxiv", "cs.CL", "--since", "2031-03-01").status == 1
    source.serve(QUERY, whole, lambda _: good(atom(papers(1000, 1200), 701, 500), ATOM))
    ended = digest.fetch("arxiv", "cs.CL", "--since", "2031-03-01")
    assert ended.status == 1
    assert "its pages repeat each other" in ended.said
    assert digest.content == before


def test_that_a_paper_was_withdrawn_is_news_though_all_else_is_as_before(
    digest: Digest, source: Source
) -> None:
    source.serve(QUERY, arxiv(papers(1, 3)))
    digest.fetch("arxiv", "--ids", "3103.00003")
    source.serve(QUERY, arxiv(ARXIV))
    ended = digest.fetch("withdrawn")

    assert "withdrawn: 3103.00003 → content/references/" in ended.said
    digest.fetch("withdrawn")
    assert source.asked[-1].params["id_list"] == "3103.00001,3103.00002"


def test_a_title_that_arxiv_does_not_know_is_asked_for_again_after_thirty_days(
    digest: Digest, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.serve(QUERY, arxiv(papers(1, 3)))
    asked = []
    for day in (TODAY, date(2031, 4, 18), date(2031, 4, 19)):
        monkeypatch.setattr(job, "today", lambda day=day: day)
        assert digest.fetch("resolve").status == 0
        asked.append(len(source.asked))

    assert asked == [2, 2, 4]


def test_a_title_of_which_there_is_too_much_is_left_to_people(
    digest: Digest, source: Source
) -> None:
    """A second paper of that title could stand among those that were not sent."""
    pots = [Work(arxiv=f"3102.{n:05}", title=f"Pots, Part {n}") for n in range(60)]
    source.serve(QUERY, arxiv([Work(arxiv="3103.00077", title="Pots"), *pots]))
    ended = digest.fetch("resolve")

    assert "pots: 61 papers have these words in their titles" in ended.said
    assert not any("references" in path for path in digest.content)
