"""The data files: valid against their own schema, texts as listed, the same bytes every time."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import date
from io import StringIO
from typing import Any

import jsonschema
import pytest
from builders import CAPTURED, ONE_OF_EACH_ADDRESS, bytes_of, make_digest, make_paper, make_settings
from cells import split, unguard
from hypothesis import given
from hypothesis import strategies as st

from generator.exports import make_exports, papers_schema
from generator.exports.schema import list_fields
from generator.exports.table import COLUMNS, guard, join
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
    Topic,
)

FIELDS = [
    *("id", "title", "abstract", "published", "published_from", "n_authors", "authors"),
    *("organisation", "comments", "editions", "listed", "added", "topics", "related"),
    *("mentions", "mentioned_by", "links", "pick", "notes", "status", "url"),
    *("categories", "upvotes", "stars", "machine_written"),
]
"""The fields that DESIGN promises, in its order, and those that came later."""

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


def files_of(digest: Digest) -> dict[str, bytes]:
    return bytes_of(make_exports(digest, make_settings()))


def export(digest: Digest) -> tuple[dict[str, Any], dict[str, Any]]:
    files = files_of(digest)
    return json.loads(files["data/papers.json"]), json.loads(files["data/papers.schema.json"])


def read_table(data: bytes) -> list[dict[str, str]]:
    """The table as any program reads it, its cells as they were before they were guarded."""
    rows = csv.DictReader(StringIO(data.decode("utf-8-sig"), newline=""))
    return [{name: unguard(cell) for name, cell in row.items()} for row in rows]


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
                "upvotes",
                "stars",
                "machine_written",
            ),
        ),
        **{name: [] for name in ("authors", "editions", "topics", "related", "mentions")},
        "mentioned_by": [],
        "categories": [],
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
    first = files_of(make_digest(found))

    assert first == files_of(make_digest(reversed(found)))
    assert all(is_paper_id(paper.id) for paper in found)


def test_dates_are_iso_dates() -> None:
    data, _ = export(make_digest([make_paper(published=date(2025, 9, 8), published_from="stated")]))

    assert data["papers"][0]["published"] == "2025-09-08"


# The other files


KETTLES = Topic(slug="kettles", name="Kettles", about="", formerly=("pots",))
SPOONS = Topic(slug="spoons", name="Spoons", about="")
IN_KETTLES = (Assignment(slug="kettles", origin="rules", score=1.0),)
HOSTILE = (
    "If $a<b$ & c>d]]>",
    "nul \0, bell \a, escape \x1b, c1 \x85, tab \t, line \u2028, mark \ufeff end",
    "a title " * 375,
    "\u202eright to left \u05d0\u05d1\u05d2 and back",
    "\U0001f9d1\u200d\U0001f9be emoji, \u0301 alone",
    '"quoted", and; | = bars',
    '=HYPERLINK("https://evil.example")',
)


@given(st.lists(papers, max_size=4, unique_by=lambda paper: paper.id))
def test_every_json_file_validates_and_holds_the_same_records(found: list[Paper]) -> None:
    files = files_of(make_digest(found, [KETTLES, SPOONS]))
    schema = json.loads(files["data/papers.schema.json"])
    whole = {paper["id"]: paper for paper in json.loads(files["data/papers.json"])["papers"]}

    held = {}
    for path, data in files.items():
        if path.endswith(".json") and path.count("/") == 2:
            read = json.loads(data)
            validate(read, schema)
            assert read["schema"] == "../papers.schema.json"
            held[path] = [paper["id"] for paper in read["papers"]]
            assert [whole[name] for name in held[path]] == read["papers"]
    in_topic = sorted(paper.id for paper in found if paper.topics)
    assert held == {
        "data/topics/kettles.json": in_topic,
        "data/topics/pots.json": in_topic,
        "data/topics/spoons.json": [],
        **({"data/editions/2025-11-20.json": sorted(whole)} if found else {}),
    }


@given(st.lists(papers, max_size=4, unique_by=lambda paper: paper.id))
def test_the_lines_are_the_records_and_the_packing_names_no_time(found: list[Paper]) -> None:
    files = files_of(make_digest(found))
    packed = files["data/papers.jsonl.gz"]

    lines = gzip.decompress(packed).splitlines(keepends=True)
    assert [json.loads(line) for line in lines] == json.loads(files["data/papers.json"])["papers"]
    assert packed[:10] == b"\x1f\x8b\x08\0\0\0\0\0\0\xff"


@given(st.lists(papers, max_size=4, unique_by=lambda paper: paper.id))
def test_the_table_read_back_is_the_data(found: list[Paper]) -> None:
    files = files_of(make_digest(found))
    data = files["data/papers.csv"]
    rows = read_table(data)

    assert data.startswith(b"\xef\xbb\xbfid,title,")
    for row, paper in zip(rows, sorted(found, key=lambda paper: paper.id), strict=True):
        assert tuple(row) == COLUMNS
        assert (row["id"], row["title"], row["abstract"]) == (
            paper.id,
            paper.title,
            paper.abstract,
        )
        assert split(row["authors"]) == [author.name for author in paper.authors]
        assert split(row["topics"]) == [topic.slug for topic in paper.topics]
        assert split(row["code"]) == [link.value for link in paper.links_of("code")]
        assert row["arxiv"] == next((link.value for link in paper.links_of("arxiv")), "")
        assert row["published"] == (paper.published.isoformat() if paper.published else "")
        assert row["comments"] == ("" if paper.comments is None else str(paper.comments))
        assert row["pick_by"] == (paper.pick.by if paper.pick else "")
        assert row["status_because"] == (paper.status.because if paper.status else "")


def test_lines_of_the_table_end_as_the_standard_says() -> None:
    data = files_of(make_digest([make_paper(abstract="one\n\ntwo")]))["data/papers.csv"]

    assert data.count(b"\r\n") == 2
    assert data.endswith(b"\r\n")
    assert b'"one\n\ntwo"' in data


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_title_comes_out_of_every_file_as_it_went_in(text: str) -> None:
    files = files_of(make_digest([make_paper(title=text, abstract=text, topics=IN_KETTLES)]))

    for data in (files["data/papers.json"], files["data/editions/2025-11-20.json"]):
        (paper,) = json.loads(data)["papers"]
        assert (paper["title"], paper["abstract"]) == (text, text)
    assert json.loads(gzip.decompress(files["data/papers.jsonl.gz"]))["title"] == text
    assert read_table(files["data/papers.csv"])[0]["title"] == text


def test_half_a_character_stays_in_json_and_is_marked_in_the_table() -> None:
    files = files_of(make_digest([make_paper(title="half \ud83c")]))

    assert json.loads(files["data/papers.json"])["papers"][0]["title"] == "half \ud83c"
    assert json.loads(gzip.decompress(files["data/papers.jsonl.gz"]))["title"] == "half \ud83c"
    assert read_table(files["data/papers.csv"])[0]["title"] == "half ?"


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n", "'\n"),
        ("\uff1d1", "'\uff1d1"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff201", "'\uff201"),
        ("  =1", "'  =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("'=1", "''=1"),
        ("Tea; =cmd()", "Tea;' =cmd()"),
        ("Tea\n\n-5 degrees", "Tea\n\n'-5 degrees"),
        ("Tea = hot water", "Tea = hot water"),
        ("'Tea'", "'Tea'"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_is_guarded_and_nothing_else(text: str, guarded: str) -> None:
    assert guard(text) == guarded
    assert unguard(guarded) == text


@given(st.text(alphabet="'=-+@;\t\r\n \u00a0\uff1da", max_size=12))
def test_a_guarded_cell_is_safe_wherever_cells_part_and_can_be_undone(text: str) -> None:
    guarded = guard(text)

    assert unguard(guarded) == text
    assert guarded[:1] not in {*"=+-@\t\r\n\uff1d"} - {""}
    for part in guarded.replace("\t", ";").replace("\r", ";").replace("\n", ";").split(";"):
        assert not part.strip().startswith((*"=+-@", "\uff1d"))


@given(st.lists(st.text(alphabet="a |\\", min_size=1, max_size=6), max_size=4))
def test_the_items_of_a_list_are_told_apart_again(items: list[str]) -> None:
    assert split(join(items)) == items


def test_every_field_says_what_it_is() -> None:
    fields = {field.name: field for field in list_fields()}

    assert [name for name in fields if "." not in name] == FIELDS
    assert all(field.about.endswith(".") for field in fields.values())
    assert fields["published"].kind == "day or null"
    assert fields["topics"].kind == "list of objects"
    assert fields["topics[].because"].kind == "list of texts"
    assert fields["links.code[].url"].kind == "address"
    assert fields["status.is"].kind == "“withdrawn”, “retracted” or “superseded”"
