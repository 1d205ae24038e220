"""OpenReview's notes: what is public, when it was published, and who is never named."""

import json
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.problems import ContentError
from generator.records import RawEntry
from generator.sources.openreview import claims, read
from generator.sources.page import Page

ID = "AbCd123456"


def page_of(content: Mapping[str, object] | None = None, **fields: object) -> Page:
    note = {"id": ID, "forum": ID, "content": {"title": "Cups", **(content or {})}, **fields}
    return read(json.dumps({"notes": [note]}).encode(), "a.json")


def only(content: Mapping[str, object] | None = None, **fields: object) -> RawEntry:
    (entry,) = page_of(content, **fields).entries
    return entry


@pytest.mark.parametrize(
    ("times", "published"),
    [
        ({"pdate": 86_400_000, "cdate": 1}, date(1970, 1, 2)),
        ({"pdate": None, "cdate": 86_399_999, "tcdate": 86_400_000}, date(1970, 1, 1)),
        ({"tcdate": 86_400_000}, date(1970, 1, 2)),
        ({"tmdate": 86_400_000}, None),
        ({"pdate": True}, None),
        ({"pdate": 10**17}, None),
    ],
)
def test_a_paper_was_published_at_its_date_or_else_when_its_note_was_made(
    times: dict[str, object], published: date | None
) -> None:
    assert page_of({}, **times).entries[0].published == published


@pytest.mark.parametrize("names", [["Anonymous"], ["anonymous authors"], [], None])
def test_authors_who_hide_are_not_known(names: object) -> None:
    entry = only({"authors": names})

    assert (entry.authors, entry.n_authors) == ((), None)


def test_ids_of_authors_are_neither_kept_nor_told() -> None:
    private = {"authorids": ["ada@tea.example"], "emails": ["ada@tea.example"]}
    secret = {"value": ["ada@tea.example"], "readers": ["Tea.example/Chairs"]}
    for page in (page_of(private, **private), page_of({"authorids": secret})):
        assert "authorids" not in repr(page)
        assert "emails" not in repr(page)
        assert "tea.example" not in repr(page)


def test_an_author_in_parts_is_a_name_alone() -> None:
    page = page_of({"authors": [{"fullname": "Ada Lovelace", "username": "~Ada1"}]})

    assert [author.name for author in page.entries[0].authors] == ["Ada Lovelace"]
    assert "~Ada1" not in repr(page)


@pytest.mark.parametrize("readers", [["Tea.example/Chairs"], [], "everyone", 7])
def test_what_not_everybody_may_read_is_not_listed(readers: object) -> None:
    with pytest.raises(ContentError, match="what not everybody may read is not listed"):
        page_of(readers=readers)


def test_a_field_that_not_everybody_may_read_is_not_kept() -> None:
    page = page_of({"abstract": {"value": "Hidden.", "readers": ["Tea.example/Chairs"]}})

    assert page.entries[0].abstract == ""
    assert "Hidden" not in repr(page)


def test_keywords_of_authors_are_not_those_of_a_machine() -> None:
    page = page_of({"keywords": {"value": ["tea"]}})

    assert page.entries[0].more.keywords == ()
    assert "`content.keywords` of 1 record is not kept" in page.losses[0].message


@pytest.mark.parametrize(
    ("content", "fields", "withdrawn"),
    [
        ({"venue": "Tea Withdrawn Submission"}, {}, "Tea Withdrawn Submission"),
        ({"venueid": "Tea/Withdrawn_Submission"}, {}, "Tea/Withdrawn_Submission"),
        ({}, {"invitation": "Tea/-/Withdrawn_Submission"}, "Tea/-/Withdrawn_Submission"),
        ({"venue": "Submitted to Tea"}, {"invitations": ["Tea/-/Submission"]}, None),
        ({"venue": "Tea Desk Rejected Submission"}, {}, None),
    ],
)
def test_a_withdrawn_submission_says_so(
    content: dict[str, object], fields: dict[str, object], withdrawn: str | None
) -> None:
    assert only(content, **fields).more.withdrawn == withdrawn


def test_other_answers_are_not_claimed() -> None:
    assert claims('{"notes": [], "count": 0}')
    assert claims('{"id": "a", "content": {"title": "Cups"}}\n')
    assert not claims('{"notes": "none"}')
    assert not claims('[{"id": "cup", "type": "book", "title": "Cups", "note": "x"}]')
    assert not claims('{"data": [], "total": 0}')


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["value", "readers", "fullname", "title", "authors"]), inner
        )
    ),
    max_leaves=8,
)
NOTE = ("id", "forum", "content", "pdate", "cdate", "replyto", "readers", "invitations", "ddate")
CONTENT = ("title", "abstract", "authors", "venue", "code", "keywords")


@given(
    st.dictionaries(st.sampled_from(NOTE), values),
    st.dictionaries(st.sampled_from(CONTENT), values),
)
def test_fields_of_any_shape_are_read_or_refused(
    note: dict[str, object], content: dict[str, object]
) -> None:
    try:
        read(json.dumps({"notes": [{"content": content, **note}]}).encode(), "a.json")
    except ContentError:
        return


@given(st.binary(max_size=400) | values.map(json.dumps).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read(data, "a.json")
    except ContentError:
        return
