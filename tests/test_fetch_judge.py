"""Judging answers: what is taken, what is left, what is refused and in which words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from answering import ASKED, Work, answer, atom, atom_error, daily, kettles, papers, record
from builders import make_paper
from hypothesis import given
from hypothesis import strategies as st

from generator.fetching import arxiv
from generator.fetching.daily import (
    EMPTY,
    MOST,
    Left,
    Refused,
    Taken,
    Verdict,
    judge,
    parameters,
    read_part,
)
from generator.fetching.refusals import refuse
from generator.fetching.titles import resolve
from generator.problems import ContentError, Problem, Severity
from generator.records import Paper, RawEntry
from generator.sources import daily_papers_api

MONDAY, TUESDAY = date(2031, 3, 10), date(2031, 3, 11)
WEDNESDAY, SATURDAY = date(2031, 3, 12), date(2031, 3, 15)
LATER = date(2031, 3, 20)

Lists = Mapping[date, frozenset[str]]


def judged(
    *bodies: bytes | str, day: date = WEDNESDAY, known: Lists | None = None, today: date = LATER
) -> Verdict:
    return judge([read_part(answer(body)) for body in bodies], day, known or {}, today)


def refusal(*bodies: bytes | str, **more: Any) -> Problem:  # noqa: ANN401
    """The one reason against an answer: an error with a place and a way out."""
    verdict = judged(*bodies, **more)
    assert isinstance(verdict, Refused)
    (problem,) = verdict.problems
    assert problem.severity is Severity.ERROR
    assert problem.path == ASKED
    assert problem.hint
    return problem


def ids(first: int, last: int) -> frozenset[str]:
    return frozenset(f"3103.{number:05}" for number in range(first, last + 1))


# Lists of Daily Papers


def test_a_list_is_taken_with_its_records_as_they_came() -> None:
    strange = '[{"paper": {"id":"3103.00001",\n "title":"Tea \\u2014 again", "summary": "x", '
    strange += '"authors": [],"publishedAt": "2031-03-01T22:00:00Z", "new": 1.0}}\n ,\t{}]'
    records = strange.replace(" ,\t{}]", "]")
    verdict = judged(records)

    assert isinstance(verdict, Taken)
    assert verdict.data.decode() == records[1:-2] + "\n"
    assert (verdict.papers, verdict.replaces) == (ids(1, 1), False)


def test_the_pages_of_a_long_list_are_one() -> None:
    bodies = daily(*kettles(1, MOST)), daily(*kettles(MOST + 1, MOST + 7))
    assert read_part(answer(bodies[0])).is_full
    assert not read_part(answer(bodies[1])).is_full
    verdict = judged(*bodies)

    assert isinstance(verdict, Taken)
    assert verdict.papers == ids(1, MOST + 7)
    assert len(daily_papers_api.read(verdict.data, "x").entries) == MOST + 7


def test_a_page_that_comes_again_is_refused() -> None:
    body = daily(*kettles(1, MOST))

    assert refusal(body, body).rule == "repeated-answer"
    assert "100 are there twice: its 2 pages repeat each other" in refusal(body, body).message


def test_a_list_that_never_ends_is_refused() -> None:
    bodies = [daily(*kettles(n * MOST + 1, (n + 1) * MOST)) for n in range(3)]

    assert "the list goes on after 300 papers" in refusal(*bodies).message


@pytest.mark.parametrize("today", [WEDNESDAY, date(2031, 3, 13)])
def test_an_empty_list_of_today_or_yesterday_may_still_come(today: date) -> None:
    assert judged("[]", today=today) == Left(reason="no list yet")


def test_an_empty_list_at_a_weekend_is_right() -> None:
    assert judged("[]", day=SATURDAY) == Left(reason="no list, as on all weekends")


def test_an_empty_list_of_a_working_day_is_refused_until_a_later_day_explains_it() -> None:
    problem = refusal("[]")
    verdict = judged("[]")

    assert problem.rule == EMPTY
    assert problem.message == (
        "the list of Wednesday, 2031-03-12, is empty; working days have papers"
    )
    assert isinstance(verdict, Refused)
    assert verdict.is_empty


def test_a_list_that_grew_replaces_the_earlier_one() -> None:
    verdict = judged(daily(*kettles(1, 3)), known={WEDNESDAY: ids(1, 2)})

    assert isinstance(verdict, Taken)
    assert verdict.replaces


def test_a_list_as_it_was_is_left_whatever_its_order_and_counts() -> None:
    body = daily(*reversed(kettles(1, 3)))

    assert judged(body, known={WEDNESDAY: ids(1, 3)}) == Left(reason="nothing new")


def test_a_list_that_shrank_is_refused_though_it_grew_too() -> None:
    problem = refusal(daily(*kettles(2, 9)), known={WEDNESDAY: ids(1, 3)})

    assert problem.rule == "shrunk-answer"
    assert problem.message == "the list has 8 papers, and 3 before; gone: 3103.00001"


def test_a_repeat_of_another_day_is_refused_though_some_papers_are_others() -> None:
    known = {MONDAY: ids(20, 30), TUESDAY: ids(1, 8)}
    problem = refusal(daily(*kettles(3, 10)), known=known)

    assert problem.rule == "repeated-listing"
    assert problem.message == "the list asked for 2031-03-12 has the papers of 2031-03-11"


def test_a_paper_of_another_day_is_no_repeat_of_that_day() -> None:
    assert isinstance(judged(daily(*kettles(8, 12)), known={TUESDAY: ids(1, 8)}), Taken)


def test_a_list_that_says_it_is_of_another_day_is_refused() -> None:
    body = daily(record("Pots", "3103.00009", day="2031-03-11"))

    assert "says that it is that of 2031-03-11" in refusal(body).message
    assert isinstance(judged(body, day=TUESDAY), Taken)


@pytest.mark.parametrize("known", [{date(2031, 3, 14): ids(1, 3)}, {}])
def test_at_weekends_the_list_of_friday_is_no_news(known: Lists) -> None:
    records = [record(f"Kettle No. {n}", f"3103.{n:05}", day="2031-03-14") for n in (1, 2, 3)]
    verdict = judged(daily(*records), day=SATURDAY, known=known)

    assert verdict == Left(
        reason="no list, as on all weekends; the source gives that of 2031-03-14"
    )


def without(field: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def change(found: dict[str, Any]) -> dict[str, Any]:
        outer, _, inner = field.partition(".")
        if not inner:
            return {key: value for key, value in found.items() if key != outer}
        return found | {outer: {k: v for k, v in found[outer].items() if k != inner}}

    return change


@pytest.mark.parametrize(
    "field",
    ["paper", "paper.id", "paper.title", "paper.summary", "paper.authors", "paper.publishedAt"],
)
def test_a_field_that_no_record_has_any_more_is_named(field: str) -> None:
    problem = refusal(daily(*map(without(field), kettles(1, 3))))

    assert problem.rule == "changed-shape"
    assert problem.message.startswith(f"no record has `{field}`, as each had before; there are `")


def test_a_field_that_some_records_have_is_no_change_of_shape() -> None:
    mixed = daily(*kettles(1, 2), *map(without("paper.authors"), kettles(3, 3)))

    assert isinstance(judged(mixed), Taken)


def test_a_field_that_was_renamed_is_named_with_its_new_name() -> None:
    records = [{"article": found["paper"]} for found in kettles(1, 2)]

    assert refusal(daily(*records)).message == (
        "no record has `paper`, as each had before; there are `article`"
    )


def test_a_field_of_another_kind_is_named() -> None:
    verdict = judged(daily(record("Pots", "3103.00009", authors={"name": "Ada Lovelace"})))

    assert isinstance(verdict, Refused)
    assert "`authors` must be a list" in verdict.problems[0].message


def test_one_record_that_cannot_be_read_refuses_the_list() -> None:
    problem = refusal(daily(*kettles(1, 2), record("", "3103.00003") | {"title": ""}))

    assert (problem.rule, problem.message) == (
        "unreadable-entry",
        "the record has no `paper.title`",
    )
    assert problem.hint == "Nothing of it is taken; the next fetch asks for it again."


DISGUISES = {
    "a page": ("<!doctype html><title>502</title>", "the answer is HTML with the title '502'"),
    "JSON": ('{"error": "Invalid date"}', "the record is an error: 'Invalid date'"),
    "JSON in a list": ('[{"error": "no"}]', "the record is an error: 'no'"),
    "text": ("Internal error", "JSON was expected"),
    "nothing": ("", "the answer is empty"),
    "blanks": (" \n", "the answer is empty"),
    "null": ("null", "no record has `paper`, as each had before; there are no fields at all"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0", "the byte 0x89 is not UTF-8 text"),
    "half": (daily(*kettles(1, 3))[:700], "the answer is cut off"),
    "without its end": (daily(*kettles(1, 3))[:-1], "the list has no end: the answer is cut off"),
    "NaN": (b'[{"paper": {"id": NaN}}]', "JSON was expected"),
    "deep": (b"[" * 100_000, ""),
}


@pytest.mark.parametrize(("body", "said"), DISGUISES.values(), ids=DISGUISES)
def test_an_error_in_disguise_is_refused(body: bytes | str, said: str) -> None:
    assert said in refusal(body).message


@given(st.recursive(st.none() | st.integers() | st.text(), lambda of: st.lists(of, max_size=3)))
def test_no_json_is_so_odd_that_judging_fails_property(value: object) -> None:
    verdict = judged(json.dumps(value))

    assert isinstance(verdict, Left | Refused)


@given(
    st.frozensets(st.integers(1, 12), min_size=1),
    st.dictionaries(
        st.sampled_from([MONDAY, TUESDAY, WEDNESDAY]), st.frozensets(st.integers(1, 12), min_size=1)
    ),
)
def test_what_is_taken_has_all_that_was_there_and_no_other_days_list_property(
    listed: frozenset[int], before: Mapping[date, frozenset[int]]
) -> None:
    known = {day: frozenset(f"3103.{n:05}" for n in there) for day, there in before.items()}
    verdict = judged(daily(*(one for n in listed for one in kettles(n, n))), known=known)

    if isinstance(verdict, Taken):
        assert verdict.papers >= known.get(WEDNESDAY, frozenset())
        assert verdict.papers != known.get(WEDNESDAY)
        assert verdict.replaces == (WEDNESDAY in known)
        assert all(verdict.papers != there for day, there in known.items() if day != WEDNESDAY)


def test_a_whole_page_is_asked_for_by_day_and_number() -> None:
    assert parameters(WEDNESDAY, 2) == {"date": "2031-03-12", "limit": 100, "p": 2}


def test_findings_of_readers_are_said_of_an_answer() -> None:
    told = Problem(path="x", rule="r", message="the file is odd", severity=Severity.WARNING)

    (problem,) = refuse([told], replace(answer(""), content_type="image/png"))
    assert problem.message == "the answer is odd (it was sent as image/png)"
    assert problem.severity is Severity.ERROR


# Answers of arXiv


def entries(works: Sequence[Work]) -> tuple[RawEntry, ...]:
    return arxiv.read_answer(answer(atom(works)))


def refused(body: bytes | str) -> str:
    with pytest.raises(ContentError) as caught:
        arxiv.read_answer(answer(body))
    return "; ".join(problem.message for problem in caught.value.problems)


def test_an_answer_without_papers_is_one() -> None:
    assert entries([]) == ()
    assert [arxiv.id_of(entry) for entry in entries(papers(1, 2))] == ["3103.00001", "3103.00002"]


ARXIVS_DISGUISES = {
    "an error": (atom_error("incorrect id format for x"), "incorrect id format for x"),
    "busy": ("Rate exceeded.", "Rate exceeded."),
    "a page": ("<!doctype html><title>503</title>", "the title '503'"),
    "left empty": (atom([], total=7), "though arXiv counts 7"),
    "half": (atom(papers(1, 3))[:2000], "the answer is cut off"),
    "empty, half": (atom([])[:-9], "the answer is cut off"),
    "nothing": ("", "the answer is empty"),
    "JSON": ('{"entries": []}', "XML was expected"),
    "another id": (atom(papers(1, 2)).replace(b"arxiv.org/abs/", b"x.example/"), "no arXiv id"),
    "no title": (
        atom(papers(1, 2))
        .replace(b"<title>", b"<title/><t>")
        .replace(b"</title>\n    <s", b"</t>\n    <s"),
        "has no `title`",
    ),
    "other entries": (
        atom(papers(1, 2)).replace(b"entry>", b"record>"),
        "there is no `entry`, which each entry had before; there are ",
    ),
    "other times": (
        atom(papers(1, 2)).replace(b"published>", b"submitted>"),
        "there is no `published`, which each entry had before; there are ",
    ),
}


@pytest.mark.parametrize(("body", "said"), ARXIVS_DISGUISES.values(), ids=ARXIVS_DISGUISES)
def test_an_error_of_arxiv_in_disguise_is_refused(body: bytes | str, said: str) -> None:
    assert said in refused(body)


def check_ids(works: Sequence[Work], asked: Sequence[str], total: int | None = None) -> list[str]:
    found = arxiv.check_ids(answer(atom(works, total)), entries(works), asked)
    return [f"{problem.rule}: {problem.message}" for problem in found]


def test_papers_that_nobody_asked_for_are_refused() -> None:
    assert check_ids(papers(1, 3), ["3103.00001", "3103.00002"]) == [
        "strange-answer: it has papers that were not asked for: 3103.00003"
    ]


def test_a_few_ids_may_be_unknown_and_are_named_but_not_most() -> None:
    asked = sorted(ids(1, 100))

    assert check_ids(papers(1, 97), asked) == []
    assert arxiv.missing_ids(entries(papers(1, 97)), asked) == asked[97:]
    assert check_ids(papers(1, 10), asked) == [
        "short-answer: the answer is not whole: it has 10 of the 100 papers asked for"
    ]
    assert check_ids(papers(1, 60), asked, total=100) == [
        "short-answer: the answer is not whole: it has 60 entries and says there are 100"
    ]
    assert check_ids([], ["3103.00001"]) == []


@pytest.mark.parametrize(
    ("here", "start", "total", "said"),
    [
        (3, 0, 3, None),
        (500, 0, 700, None),
        (200, 500, 700, None),
        (0, 0, 0, None),
        (10, 0, 700, "it has 10 entries and says there are 700; 500 were expected"),
        (1, 500, 700, "it has 1 entry from no. 501 on and says there are 700; 200 were expected"),
        (3, 0, 2, "it has 3 entries and says there are 2; 2 were expected"),
        (500, 0, 20_000, "there are 20,000 papers; at most 10,000 are taken at once"),
    ],
)
def test_a_page_has_as_many_entries_as_it_says(
    here: int, start: int, total: int, said: str | None
) -> None:
    works = papers(start + 1, start + here)
    found = arxiv.check_page(answer(atom(works, total)), entries(works), start)

    assert [(said or "nothing") in problem.message for problem in found] == [True] * bool(said)


def test_an_answer_that_does_not_say_how_many_there_are_is_refused() -> None:
    body = atom(papers(1, 3)).replace(b"opensearch:", b"search:")
    (problem,) = arxiv.check_page(answer(body), entries(papers(1, 3)), 0)

    assert "does not say how many there are" in problem.message


@pytest.mark.parametrize("text", ["cs.CL", "hep-th", "physics.optics", "cond-mat.mes-hall"])
def test_categories_are_told(text: str) -> None:
    assert arxiv.is_category(text)


@pytest.mark.parametrize("text", ["", "CS.CL", "cs.cl2", "cs.CL OR all:x", "cs.", "x" * 9 + ")"])
def test_what_is_no_category_is_told(text: str) -> None:
    assert not arxiv.is_category(text)


@given(st.text())
def test_a_title_is_asked_for_by_its_words_alone_property(title: str) -> None:
    params = arxiv.title_parameters(title)

    if params is None:
        assert not any(c.isalnum() for c in title)
    else:
        query = str(params["search_query"])
        assert query.startswith('ti:"')
        assert query.endswith('"')
        assert all(c.isalnum() or c == " " for c in query[4:-1])


# Which paper a title is

LISTED = date(2031, 3, 12)


def listed(title: str = "Kettles That Wait", published: date | None = None) -> Paper:
    return make_paper(title=title, published=published, listed=LISTED)


def resolved(paper: Paper, *works: Work) -> tuple[str | None, str]:
    found = resolve(paper, entries(works))
    return found.arxiv, found.reason


def work(arxiv_id: str, title: str, day: str = "2031-03-01") -> Work:
    return Work(arxiv=arxiv_id, title=title, published=f"{day}T22:00:00Z")


def test_an_equal_title_whose_date_fits_is_the_paper_whatever_its_case_and_signs() -> None:
    found = resolved(
        listed(published=date(2031, 3, 2)),
        work("3103.00001", "Kettles That Wait: A Survey"),
        work("3103.00002", "KETTLES that   wait!"),
        work("3103.00003", "On Kettles That Wait"),
    )

    assert found == ("3103.00002", "the same title, and the date fits")


def test_a_title_that_is_part_of_another_is_none() -> None:
    parts = work("3103.00001", "Kettles That Wait Again"), work("3103.00003", "Kettles That")

    assert resolved(listed(), *parts) == (None, "arXiv has no paper of this title")
    assert resolved(listed()) == (None, "arXiv has no paper of this title")


def test_of_equal_titles_with_two_ids_none_is_taken_and_both_are_named() -> None:
    both = work("3103.00002", "Kettles That Wait"), work("3102.00007", "Kettles that wait")

    found, reason = resolved(listed(), *both)
    assert found is None
    assert reason.startswith("arXiv has 2 papers of this title: 3102.00007, 3103.00002; ")
    assert reason.endswith("state the right one in the paper's curation")


def test_of_equal_titles_the_one_whose_date_fits_is_taken() -> None:
    both = work("3103.00002", "Kettles That Wait"), work("2902.00007", "Kettles that wait")
    later = work("2902.00007", "Kettles that wait", "2029-02-03")

    assert resolved(listed(published=date(2031, 3, 1)), both[0], later)[0] == "3103.00002"


@pytest.mark.parametrize(
    ("published", "day", "fits"),
    [
        (date(2031, 3, 1), "2031-03-01", True),
        (date(2031, 2, 28), "2031-03-01", True),  # US Eastern time
        (date(2031, 3, 4), "2031-03-01", False),
        (None, "2031-03-01", True),
        (None, "2031-03-13", True),
        (None, "2031-03-14", False),  # later than the listing
    ],
)
def test_a_date_fits_or_not(published: date | None, day: str, *, fits: bool) -> None:
    found, reason = resolved(
        listed(published=published), work("3103.00002", "Kettles That Wait", day)
    )

    assert (found is not None) == fits
    assert fits or f"the date does not fit: arXiv has 3103.00002 of {day}; the paper" in reason


def test_a_paper_of_arxiv_without_a_day_fits_none() -> None:
    body = atom([Work(arxiv="3103.00002", title="Kettles That Wait", published="soon")])
    found = resolve(listed(), arxiv.read_answer(answer(body)))

    assert found.arxiv is None
    assert "3103.00002 of no day" in found.reason
