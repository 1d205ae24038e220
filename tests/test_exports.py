"""The data files: valid against their own schema, texts as listed, the same bytes every time."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import jsonschema
import pytest
from builders import CAPTURED, ONE_OF_EACH_ADDRESS, make_digest, make_paper, make_settings
from hypothesis import given
from hypothesis import strategies as st

from generator.exports import make_exports, papers_schema
from generator.ids import is_paper_id
from generator.records import (
    CURATION,
    Assignment,
    Author,
    Digest,
    Link,
    Note,
    Organisation,
    Paper,
    Pick,
    Status,
)

FIELDS = [
    *("id", "title", "abstract", "published", "published_from", "n_authors", "authors"),
    *("organisation", "comments", "editions", "listed", "added", "topics", "related"),
    *("mentions", "mentioned_by", "links", "pick", "notes", "status", "url"),
]
"""The fields that DESIGN promises, in its order."""

texts = st.text(max_size=40)
names = texts.filter(bool)
counts = st.none() | st.integers(0, 10_000)
days = st.dates()
authors = st.builds(Author, name=names, family=st.none() | names, given=st.none() | names)
links = st.lists(
    st.sampled_from(
        [
            Link(kind="arxiv", value="2501.00001", source="2025-11-20.daily-papers"),
            Link(kind="doi", value="10.1000/tea", source=CURATION),
            Link(kind="openreview", value="AbCd123456", source=CURATION),
            *ONE_OF_EACH_ADDRESS,
        ]
    ),
    unique=True,
)
papers = st.builds(
    make_paper,
    st.from_regex(r"\A[a-z0-9]{1,8}(-[a-z0-9]{1,8})?\Z"),
    title=names,
    abstract=texts,
    published=st.none() | days,
    published_from=st.sampled_from(["stated", "year-from-capture", "curation", None]),
    n_authors=counts,
    authors=st.lists(authors, max_size=2).map(tuple),
    organisation=st.none() | st.builds(Organisation, slug=names, name=names),
    comments=counts,
    added=st.none() | days,
    topics=st.just(())
    | st.tuples(
        st.builds(
            Assignment,
            slug=st.just("kettles"),
            origin=st.sampled_from(["rules", "curation"]),
            score=st.none() | st.floats(0, 99),
            because=st.lists(texts, max_size=2).map(tuple),
        )
    ),
    links=links.map(tuple),
    pick=st.none() | st.builds(Pick, by=names, on=days),
    notes=st.just(()) | st.tuples(st.builds(Note, by=names, on=days, text=texts)),
    status=st.none() | st.builds(Status, value=st.just("withdrawn"), on=days, because=texts),
)


def export(digest: Digest) -> tuple[dict[str, Any], dict[str, Any]]:
    data, schema = make_exports(digest, make_settings())
    assert (data.path, schema.path) == ("data/papers.json", "data/papers.schema.json")
    return json.loads(data.data), json.loads(schema.data)


def validate(data: object, schema: dict[str, Any]) -> None:
    cls = jsonschema.Draft202012Validator
    cls.check_schema(schema)
    cls(schema, format_checker=cls.FORMAT_CHECKER).validate(data)


@given(st.lists(papers, max_size=3, unique_by=lambda paper: paper.id))
def test_any_digest_validates_against_its_schema(found: list[Paper]) -> None:
    data, schema = export(make_digest(found))

    validate(data, schema)
    assert data["schema"] == "papers.schema.json"
    assert [paper["id"] for paper in data["papers"]] == sorted(paper.id for paper in found)


@given(texts.filter(bool), texts)
def test_texts_come_out_as_they_were_listed(title: str, abstract: str) -> None:
    data, _ = export(make_digest([make_paper(title=title, abstract=abstract)]))

    assert (data["papers"][0]["title"], data["papers"][0]["abstract"]) == (title, abstract)


def test_a_paper_of_which_little_is_known_has_every_field_all_the_same() -> None:
    bare = Paper(id="tea", title="Tea", abstract="")
    data, schema = export(make_digest([bare]))
    (paper,) = data["papers"]

    validate(data, schema)
    assert list(paper) == FIELDS
    assert {name: paper[name] for name in FIELDS if not paper[name]} == {
        "abstract": "",
        **dict.fromkeys(
            (
                "published",
                "published_from",
                "n_authors",
                "organisation",
                "comments",
                "listed",
                "added",
            ),
        ),
        **{name: [] for name in ("authors", "editions", "topics", "related", "mentions")},
        "mentioned_by": [],
        "pick": None,
        "notes": [],
        "status": None,
    }
    assert paper["links"] == {
        **dict.fromkeys(("arxiv", "doi", "openreview")),
        **{kind: [] for kind in ("code", "project", "model", "dataset", "demo", "video")},
    }
    assert paper["url"] == "papers/tea/"


def test_each_link_says_where_it_comes_from() -> None:
    arxiv = Link(kind="arxiv", value="2501.00001", source="2025-11-20.daily-papers")
    data, _ = export(make_digest([make_paper(links=(arxiv, *ONE_OF_EACH_ADDRESS))]))
    found = data["papers"][0]["links"]

    assert found["arxiv"] == {"id": "2501.00001", "from": "2025-11-20.daily-papers"}
    assert found["code"] == [{"url": "https://kettles.example/code", "from": "curation"}]


@pytest.mark.parametrize(
    "change",
    [
        {"id": "Not An Id"},
        {"title": ""},
        {"published": "20 November"},
        {"published_from": "guess"},
        {"n_authors": -1},
        {"comments": "many"},
        {"editions": ["a", "a"]},
        {"topics": [{"slug": "kettles"}]},
        {"organisation": {"slug": "a"}},
        {"status": {"is": "lost", "on": "2025-11-20", "because": ""}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_schema_refuses_what_cannot_be(change: dict[str, object]) -> None:
    data, schema = export(make_digest([make_paper()]))
    data["papers"][0] |= change

    with pytest.raises(jsonschema.ValidationError):
        validate(data, schema)


@pytest.mark.parametrize("name", FIELDS)
def test_the_schema_requires_every_promised_field_and_allows_new_ones(name: str) -> None:
    data, schema = export(make_digest([make_paper()]))
    data["papers"][0]["added_in_time"] = 1
    validate(data, schema)
    del data["papers"][0][name]

    with pytest.raises(jsonschema.ValidationError):
        validate(data, schema)


def test_the_schema_is_named_by_its_address() -> None:
    schema = papers_schema(make_settings())

    assert schema["$id"] == "https://digest.example/kettles/data/papers.schema.json"


def test_the_same_papers_give_the_same_bytes_in_any_order() -> None:
    found = [make_paper(name, added=CAPTURED) for name in ("tea", "milk", "cocoa")]
    first = list(make_exports(make_digest(found), make_settings()))

    assert first == list(make_exports(make_digest(reversed(found)), make_settings()))
    assert all(is_paper_id(paper.id) for paper in found)


def test_dates_are_iso_dates() -> None:
    data, _ = export(make_digest([make_paper(published=date(2025, 9, 8), published_from="stated")]))

    assert data["papers"][0]["published"] == "2025-09-08"
