"""Changes since the last publication: each is told once, under an id that stays."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import jsonschema
import pytest
from builders import CAPTURED, bytes_of, make_digest, make_paper, make_settings
from hypothesis import given
from hypothesis import strategies as st

from generator import addresses
from generator.changes import (
    MAX_CHANGES,
    Change,
    Published,
    compare,
    make_changes,
    make_changes_files,
    parse_change,
)
from generator.changes.compare import DRIFTING
from generator.changes.records import CURATED, FACTS, KINDS
from generator.exports import make_exports
from generator.records import (
    CURATION,
    Appearance,
    Assignment,
    Author,
    Digest,
    Link,
    Mention,
    Note,
    Paper,
    Pick,
    Related,
    Status,
)

DAY = date(2025, 12, 1)
TEA, MILK = make_paper("tea", title="Tea"), make_paper("milk", title="Milk")


def papers_json(digest: Digest) -> bytes:
    files = bytes_of(make_exports(digest, make_settings()))
    return files[addresses.PAPERS_JSON]


def published(digest: Digest, changes: tuple[Change, ...] = ()) -> Published:
    """A digest as it lies on its site, through the bytes of its file."""
    data = papers_json(digest)
    papers = {paper["id"]: paper for paper in json.loads(data)["papers"]}
    return Published(path="papers.json", papers=papers, changes=changes)


def tell(before: Iterable[Paper], after: Iterable[Paper]) -> tuple[Change, ...]:
    return compare(published(make_digest(before)).papers, make_digest(after), DAY)


def told(changes: Iterable[Change]) -> list[tuple[str, str]]:
    return [(change.kind, change.paper) for change in changes]


ids = st.from_regex(r"\A[a-d]{1,2}\Z")
papers = st.builds(
    make_paper,
    ids,
    title=st.text(min_size=1, max_size=9),
    published=st.none() | st.dates(),
    comments=st.none() | st.integers(0, 9),
    authors=st.lists(st.builds(Author, name=st.text(min_size=1, max_size=3)), max_size=2).map(
        tuple
    ),
    status=st.none()
    | st.builds(Status, value=st.just("withdrawn"), on=st.dates(), because=st.text()),
)
collections = st.lists(papers, max_size=5, unique_by=lambda paper: paper.id)


@given(collections)
def test_a_digest_compared_with_itself_has_no_changes(found: list[Paper]) -> None:
    assert tell(found, found) == ()


@given(collections, collections)
def test_every_paper_added_or_removed_is_told_and_no_other(
    before: list[Paper], after: list[Paper]
) -> None:
    changes = tell(before, after)
    old, new = {paper.id for paper in before}, {paper.id for paper in after}

    assert {c.paper for c in changes if c.kind == "added"} == new - old
    assert {c.paper for c in changes if c.kind == "removed"} == old - new
    assert {c.paper for c in changes} - (new ^ old) <= new & old
    assert len({c.id for c in changes}) == len(changes)


@given(collections, collections)
def test_building_again_tells_the_same_and_from_the_outcome_nothing_more(
    before: list[Paper], after: list[Paper]
) -> None:
    state, digest = published(make_digest(before)), make_digest(after)
    first = make_changes(digest, state)

    assert make_changes(digest, state) == first
    assert make_changes(digest, published(digest, first)) == first


@given(collections, collections)
def test_changes_are_read_back_as_they_were_written(
    before: list[Paper], after: list[Paper]
) -> None:
    changes = make_changes(make_digest(after), published(make_digest(before)))
    data, schema = (json.loads(f.data) for f in make_changes_files(changes, make_settings()))

    cls = jsonschema.Draft202012Validator
    cls.check_schema(schema)
    cls(schema, format_checker=cls.FORMAT_CHECKER).validate(data)
    assert tuple(map(parse_change, data["changes"])) == changes
    assert [row["summary"] for row in data["changes"]] == [change.sentence for change in changes]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("title", {"title": "Green Tea"}),
        ("abstract", {"abstract": "Another."}),
        ("published", {"published": date(2025, 9, 9)}),
        ("n_authors", {"n_authors": 3}),
        ("authors", {"authors": (Author(name="Ada Lovelace"),)}),
        ("links.doi", {"links": (Link(kind="doi", value="10.1000/tea", source=CURATION),)}),
        ("links.code", {"links": (Link(kind="code", value="https://a.example/", source="x"),)}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fact_that_differs_is_a_correction(field: str, change: dict[str, Any]) -> None:
    (found,) = tell([TEA], [replace(TEA, **change)])

    assert (found.kind, [fact.field for fact in found.what]) == ("corrected", [field])
    assert found.what[0].before != found.what[0].after
    assert found.sentence == f"Its {FACTS[field]} is different now."


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("pick", {"pick": Pick(by="ada", on=DAY)}),
        ("notes", {"notes": (Note(by="ada", on=DAY, text="Hot."),)}),
        ("topics", {"topics": (Assignment(slug="kettles", origin="curation"),)}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_curators_say_is_a_change_of_its_own(field: str, change: dict[str, Any]) -> None:
    (found,) = tell([TEA], [replace(TEA, **change)])

    assert (found.kind, [fact.field for fact in found.what]) == ("curated", [field])
    assert CURATED[field] in found.sentence


SEEN = Appearance(listing="2025-11-27.daily-papers", edition="2025-11-27", position=1, line=9)


@pytest.mark.parametrize(
    "change",
    [
        {"comments": 9},
        {"appearances": (*TEA.appearances, SEEN)},
        {"listed": date(2025, 11, 1)},
        {"related": (Related(id="milk"),)},
        {"mentions": (Mention(id="milk", name="Milk"),)},
        {"mentioned_by": (Mention(id="milk", name="Milk"),)},
        {"topics": (Assignment(slug="kettles", origin="rules", score=3.0),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_drifts_by_itself_is_no_change(change: dict[str, Any]) -> None:
    assert tell([TEA, MILK], [replace(TEA, **change), MILK]) == ()


def test_where_a_link_comes_from_is_no_change() -> None:
    link = Link(kind="arxiv", value="2501.00001", source="2025-11-20.daily-papers")
    before, after = (replace(TEA, links=(x,)) for x in (link, replace(link, source=CURATION)))

    assert tell([before], [after]) == ()


def test_each_field_of_a_paper_is_compared_or_its_drift_explained() -> None:
    fields = json.loads(papers_json(make_digest([TEA])))
    names = set(fields["papers"][0]) - {"id", "links"}

    assert names - set(FACTS) - set(CURATED) <= set(DRIFTING)
    assert set(FACTS).isdisjoint(DRIFTING)


def test_a_paper_whose_address_leads_on_was_merged() -> None:
    (found,) = tell([TEA, MILK], [replace(TEA, former_ids=("milk",))])

    assert told([found]) == [("merged", "milk")]
    assert {fact.field: (fact.before, fact.after) for fact in found.what} == {
        "id": ("milk", "tea"),
        "title": ("Milk", "Tea"),
    }
    assert found.headline == "Merged: Milk"
    assert found.sentence == "It is one paper with “Tea”, to which its address leads now."
    assert found.address == "papers/milk/"


def test_a_paper_that_joined_a_new_one_is_merged_and_the_new_one_added() -> None:
    new = replace(TEA, former_ids=("milk",))

    assert told(tell([MILK], [new])) == [("merged", "milk"), ("added", "tea")]


@pytest.mark.parametrize("value", ["withdrawn", "retracted", "superseded"])
def test_a_status_newly_set_is_told_by_its_name(value: Any) -> None:  # noqa: ANN401 - a literal
    status = Status(value=value, on=DAY, because="The water was cold.")
    (found,) = tell([TEA], [replace(TEA, status=status)])

    assert found.kind == value
    assert found.headline == f"{value.capitalize()}: Tea"
    assert found.sentence == f"It was {value} on 2025-12-01: The water was cold."


def test_a_status_taken_back_is_a_correction() -> None:
    was = replace(TEA, status=Status(value="withdrawn", on=DAY, because="x"))
    (found,) = tell([was], [TEA])

    assert (found.kind, [fact.field for fact in found.what]) == ("corrected", ["status"])


def test_a_paper_that_is_lost_is_told_without_an_address() -> None:
    (found,) = tell([TEA, MILK], [TEA])

    assert told([found]) == [("removed", "milk")]
    assert found.address is None


def test_a_field_that_the_published_state_does_not_have_yet_is_not_compared() -> None:
    state = published(make_digest([TEA]))
    old: Mapping[str, Any] = {
        "tea": {
            name: value
            for name, value in state.papers["tea"].items()
            if name not in {"n_authors", "notes", "status", "links"}
        }
    }
    now = replace(TEA, n_authors=4, notes=(Note(by="ada", on=DAY, text="x"),))

    assert compare(old, make_digest([now]), DAY) == ()


def test_a_change_bears_the_newest_day_of_the_content() -> None:
    later = replace(MILK, added=date(2025, 11, 28))
    (found,) = make_changes(make_digest([TEA, later]), published(make_digest([TEA])))

    assert found.day == date(2025, 11, 28)
    assert found.id == "2025-11-28/milk/added"


def test_changes_accumulate_newest_first_and_none_is_told_twice() -> None:
    empty, one = make_digest([]), make_digest([TEA])
    first = make_changes(one, published(empty))
    second = make_changes(make_digest([TEA, MILK]), published(one, first))

    assert told(second) == [("added", "milk"), ("added", "tea")]
    assert second[1:] == first


def test_two_corrections_of_a_paper_in_one_day_have_two_ids() -> None:
    states = [make_digest([replace(TEA, title=title)]) for title in ("Tea", "Te", "T")]
    first = make_changes(states[1], published(states[0]))
    second = make_changes(states[2], published(states[1], first))

    assert [change.id for change in second] == [
        f"{CAPTURED}/tea/corrected-2",
        f"{CAPTURED}/tea/corrected",
    ]


def test_content_that_grows_younger_does_not_put_new_changes_behind_old_ones() -> None:
    old = (Change(id="x", day=date(2026, 1, 1), kind="added", paper="milk", title="Milk"),)
    changes = make_changes(make_digest([TEA]), published(make_digest([]), old))

    assert [change.day for change in changes] == [date(2026, 1, 1)] * 2


def test_of_too_many_changes_the_additions_go_first() -> None:
    many = [make_paper(f"tea-{n}") for n in range(MAX_CHANGES + 9)]
    changes = make_changes(make_digest(many), published(make_digest([MILK])))

    assert len(changes) == MAX_CHANGES
    assert told(changes)[0] == ("removed", "milk")


@pytest.mark.parametrize("title", ["If $a<b$ & c>d]]>", "tab\tnul\0", "\u202eright", "x" * 3000])
def test_a_hostile_title_stays_as_listed_and_is_shown_as_text(title: str) -> None:
    (found,) = tell([], [replace(TEA, title=title)])
    data, _ = make_changes_files([found], make_settings())

    assert json.loads(data.data)["changes"][0]["title"] == title
    assert "\0" not in found.headline


@pytest.mark.parametrize(
    "change",
    [
        [],
        {},
        {"day": "yesterday"},
        {"kind": "vanished"},
        {"paper": "../../etc"},
        {"id": ""},
        {"what": [1]},
        {"what": [{"before": 1}]},
    ],
    ids=str,
)
def test_what_is_no_change_is_not_read(change: object) -> None:
    good = {"id": "x", "day": "2025-11-20", "kind": "added", "paper": "tea", "title": "Tea"}
    bad = good | change if isinstance(change, dict) and change else change

    assert parse_change(good).paper == "tea"
    with pytest.raises(ValueError, match="change"):
        parse_change(bad)


def test_kinds_that_a_reader_should_hear_of_come_first() -> None:
    assert KINDS[0] == "withdrawn"
    assert KINDS[-1] == "added"
