"""Semantic Scholar's papers: ids, days and years, and fields of any shape."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.problems import ContentError
from generator.records import Day, RawEntry
from generator.sources.semantic_scholar import claims, read


def only(**fields: object) -> RawEntry:
    (entry,) = read(json.dumps({"paperId": "a", "title": "Cups", **fields}).encode(), "a").entries
    return entry


def losses(**fields: object) -> list[str]:
    page = read(json.dumps({"title": "Cups", **fields}).encode(), "a")
    return [loss.message for loss in page.losses]


@pytest.mark.parametrize(
    ("ids", "links"),
    [
        ({"ArXiv": "3101.00001"}, (("arxiv", "3101.00001"),)),
        ({"DOI": "10.48550/ARXIV.3101.00001"}, (("arxiv", "3101.00001"),)),
        (
            {"ArXiv": "3101.00001", "DOI": "10.1000/A"},
            (("arxiv", "3101.00001"), ("doi", "10.1000/a")),
        ),
        ({"CorpusId": 7}, ()),
    ],
)
def test_ids_of_arxiv_and_dois_become_links(ids: dict[str, object], links: object) -> None:
    assert only(externalIds=ids).links == links


def test_a_year_is_no_day() -> None:
    assert only(year=3101).published is None
    assert losses(year=3101) == ["`year` is not kept: 3101 stands there, and it is no whole day"]
    assert losses(year=3101, publicationDate="3101-01-01") == []


def test_a_year_against_the_day_is_told() -> None:
    assert only(year=3101, publicationDate="3102-01-01").published == Day(month=1, day=1, year=3102)
    assert losses(year=3101, publicationDate="3102-01-01") == [
        "`year` is not kept: 3101 stands there, and `publicationDate` is 3102-01-01"
    ]


def test_the_machines_sentence_is_never_the_abstract() -> None:
    entry = only(abstract=None, tldr={"model": "tldr", "text": "Cups hold tea."})

    assert entry.abstract == ""
    assert entry.more.summary == "Cups hold tea."


def test_answers_that_found_nothing_are_claimed_and_other_lists_are_not() -> None:
    assert claims('{"total": 0, "offset": 0}')
    assert claims('{"total": 0, "token": null, "data": []}')
    assert claims('[null, {"paperId": "a"}]')
    assert claims('{"data": [{"citedPaper": {"paperId": "a"}}]}')
    assert not claims('{"data": [{"title": "Cups"}]}')
    assert not claims('{"notes": [], "count": 0}')


FIELDS = ("title", "abstract", "authors", "externalIds", "publicationDate", "tldr", "year")
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["name", "text", "model", "ArXiv", "DOI"]), inner)
    ),
    max_leaves=8,
)


@given(st.lists(st.none() | st.dictionaries(st.sampled_from(FIELDS), values), max_size=4))
def test_fields_of_any_shape_are_read_or_refused(papers: list[object]) -> None:
    try:
        page = read(json.dumps({"data": papers}).encode(), "a.json")
    except ContentError:
        return
    assert len(page.entries) + len(page.problems) == sum(paper is not None for paper in papers)


@given(
    st.binary(max_size=400)
    | st.text(max_size=400).map(str.encode)
    | values.map(json.dumps).map(str.encode)
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read(data, "a.json")
    except ContentError:
        return
