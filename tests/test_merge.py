"""Identity: which entries are one paper, what its id is, and that it stays so for ever."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from builders import homes, make_curation, make_listing, merge_listings, register_after
from hypothesis import given
from hypothesis import strategies as st

from generator.content.lock import Locked
from generator.ids import is_paper_id
from generator.merge import Merged
from generator.problems import has_errors
from generator.records import Curation, Introduction, Listing
from generator.slugs import RESERVED

ONE, TWO, THREE = "2501.00001", "2501.00002", "2501.00003"


def ids(merged: Merged) -> list[str]:
    return [work.id for work in merged.works]


def rules(merged: Merged) -> list[tuple[str, str]]:
    return [(str(p.severity), p.rule) for p in merged.problems if p.rule != "not-locked"]


def added(register: Sequence[Locked]) -> dict[str, str]:
    return {line.id: line.added.isoformat() for line in register}


# What makes entries one paper


def test_entries_of_one_whole_title_are_one_paper() -> None:
    first = make_listing([("TÜLU 3: Pushing Frontiers", None)], "2025-01-01")
    second = make_listing([("Tulu 3 — pushing frontiers", None)], "2025-02-01")

    assert ids(merge_listings([first, second])) == ["tulu-3-pushing-frontiers"]


def test_a_part_of_a_title_is_another_paper() -> None:
    listing = make_listing([("Kettles", None), ("Kettles that Wait", None)])

    assert ids(merge_listings([listing])) == ["kettles", "kettles-that-wait"]


def test_entries_of_one_arxiv_id_are_one_paper_under_its_first_title() -> None:
    old = make_listing([("A Kettle", ONE)], "2025-01-01")
    new = make_listing([("A Better Kettle", ONE)], "2025-02-01")

    assert ids(merge_listings([new, old])) == ["a-kettle"]


def test_two_arxiv_ids_of_one_title_are_two_papers() -> None:
    merged = merge_listings([make_listing([("Tea", ONE), ("Tea", TWO)])])

    assert [work.arxiv for work in merged.works] == [ONE, TWO]
    assert rules(merged) == [("note", "id-suffix")]


def test_an_entry_without_id_joins_the_only_paper_of_its_title() -> None:
    merged = merge_listings(
        [make_listing([("Tea", None)]), make_listing([("Tea", ONE)], label="b")]
    )

    assert [(work.id, work.arxiv, len(work.entries)) for work in merged.works] == [("tea", ONE, 2)]


def test_an_entry_without_id_stays_apart_where_two_papers_have_its_title() -> None:
    merged = merge_listings([make_listing([("Tea", ONE), ("Tea", TWO), ("Tea", None)])])

    assert len(set(homes(merged).values())) == 3
    assert ("warning", "shared-title") in rules(merged)


def test_the_later_of_two_papers_gets_the_suffix_whatever_the_order_of_files() -> None:
    old = make_listing([("Tea", ONE)], "2025-01-01")
    new = make_listing([("Tea", TWO)], "2025-02-01")

    for listings in ([old, new], [new, old]):
        assert homes(merge_listings(listings))["2025-01-01.daily-papers", 1] == "tea"


# The register


def test_a_registered_id_wins_over_the_one_that_an_older_listing_would_give() -> None:
    new = make_listing([("A Better Kettle", ONE)], "2025-02-01")
    register = register_after([new])
    old = make_listing([("A Kettle", ONE)], "2025-01-01")

    assert ids(merge_listings([old, new], register)) == ["a-better-kettle"]


def test_a_listing_imported_late_adds_nothing_to_the_past() -> None:
    new = make_listing([("New", None)], "2025-02-01")
    old = make_listing([("Old", None)], "2025-01-01")
    register = register_after([old, new], register_after([new]))

    assert added(register) == {"new": "2025-02-01", "old": "2025-02-01"}
    assert [work.added for work in merge_listings([old, new], register).works] == [
        date(2025, 2, 1)
    ] * 2


def test_papers_imported_together_are_added_on_the_days_of_their_captures() -> None:
    old = make_listing([("Old", None)], "2025-01-01")
    new = make_listing([("New", None)], "2025-02-01")

    assert added(register_after([new, old])) == {"old": "2025-01-01", "new": "2025-02-01"}


def test_a_paper_outside_the_register_is_derived_with_a_note() -> None:
    (problem,) = merge_listings([make_listing([("Tea", None)])]).problems

    assert (str(problem.severity), problem.rule) == ("note", "not-locked")


def test_a_registered_paper_keeps_an_entry_when_another_paper_of_its_title_comes() -> None:
    """In three imports: an arXiv id, then an entry without, then another id of the same title."""
    listings = [make_listing([("Tea", ONE)], "2025-01-01")]
    register = register_after(listings)
    listings.append(make_listing([("Tea", None)], "2025-02-01"))
    register = register_after(listings, register)
    listings.append(make_listing([("Tea", TWO)], "2025-03-01"))
    for _ in range(3):
        places = homes(merge_listings(listings, register))
        assert places["2025-02-01.daily-papers", 1] == "tea"
        assert places["2025-03-01.daily-papers", 1] != "tea"
        register = register_after(listings, register)


def test_an_entry_that_stayed_apart_stays_there_after_its_import() -> None:
    listings = [make_listing([("Tea", ONE), ("Tea", TWO), ("Tea", None)], "2025-01-01")]
    register = register_after(listings)
    before = homes(merge_listings(listings, register))
    listings += [
        make_listing([("Tea", THREE), ("Tea", None)], "2025-02-01"),
        make_listing([("Tea", None)], "2024-12-01"),
    ]
    after = homes(merge_listings(listings, register_after(listings, register)))

    assert before.items() <= after.items()
    assert {after["2025-02-01.daily-papers", 2], after["2024-12-01.daily-papers", 1]} == {
        before["2025-01-01.daily-papers", 3]
    }
    assert after["2025-02-01.daily-papers", 1] not in before.values()


def test_a_registered_paper_without_arxiv_id_gets_the_one_that_its_title_brings() -> None:
    listings = [make_listing([("Tea", None)], "2025-01-01")]
    register = register_after(listings)
    listings.append(make_listing([("Tea", ONE)], "2025-02-01"))
    (line,) = register_after(listings, register)

    assert (line.id, line.keys) == ("tea", ("title:tea", f"arxiv:{ONE}"))


def test_two_new_arxiv_ids_that_claim_one_registered_paper_both_stay_apart() -> None:
    listings = [make_listing([("Tea", None)], "2025-01-01")]
    register = register_after(listings)
    listings.append(make_listing([("Tea", ONE), ("Tea", TWO)], "2025-02-01"))
    merged = merge_listings(listings, register)

    assert len(merged.works) == 3
    assert ("warning", "shared-title") in rules(merged)
    listings.append(make_listing([("Tea", THREE)], "2025-03-01"))
    assert len(merge_listings(listings, register_after(listings[:2], register)).works) == 4


def test_a_title_that_changes_into_a_shared_one_moves_no_entry() -> None:
    listings = [make_listing([("Tea", None), ("Coffee", ONE)], "2025-01-01")]
    register = register_after(listings)
    listings.append(make_listing([("Tea", ONE)], "2025-02-01"))
    register = register_after(listings, register)
    places = homes(merge_listings(listings, register))

    assert places["2025-01-01.daily-papers", 1] == "tea"
    assert places["2025-02-01.daily-papers", 1] == "coffee"


# What curations say about identity


def test_a_curations_arxiv_id_is_a_key_of_its_paper() -> None:
    listings = [
        make_listing([("Tea", None)], "2025-01-01"),
        make_listing([("Tea, Explained", ONE)], "2025-02-01"),
    ]
    curations = {"tea": make_curation("tea", ONE)}

    for register in ((), register_after(listings[:1])):
        merged = merge_listings(listings, register, curations)
        assert [(work.id, work.arxiv, len(work.entries)) for work in merged.works] == [
            ("tea", ONE, 2)
        ]


def test_a_curations_arxiv_id_that_another_paper_has_is_an_error_with_a_way_out() -> None:
    listings = [make_listing([("Tea", None), ("Coffee", ONE)])]
    register = register_after(listings)
    curations = {"tea": make_curation("tea", ONE)}
    merged = merge_listings(listings, register, curations)

    assert rules(merged) == [("error", "arxiv-clash")]
    assert "`same_as: tea` alone in coffee.yml" in str(merged.problems[0].hint)

    curations["coffee"] = make_curation("coffee", same_as="tea")
    merged = merge_listings(listings, register, curations)
    assert rules(merged) == []
    assert [(work.id, work.arxiv, work.former_ids) for work in merged.works] == [
        ("tea", ONE, ("coffee",))
    ]


def test_a_curations_arxiv_id_against_the_listings_is_a_warning() -> None:
    listings = [make_listing([("Tea", ONE)])]
    merged = merge_listings(listings, (), {"tea": make_curation("tea", TWO)})

    assert ("warning", "arxiv-clash") in rules(merged)
    assert [work.arxiv for work in merged.works] == [ONE]


def test_two_curations_of_one_arxiv_id_are_an_error_and_no_paper_vanishes() -> None:
    listings = [make_listing([("Tea", None), ("Coffee", None)])]
    curations = {"tea": make_curation("tea", ONE), "coffee": make_curation("coffee", ONE)}

    for register in ((), register_after(listings)):
        merged = merge_listings(listings, register, curations)
        assert ids(merged) == ["coffee", "tea"]
        assert ("error", "arxiv-clash") in rules(merged)


def test_same_as_brings_entries_keys_and_address_to_the_paper_that_stays() -> None:
    listings = [make_listing([("A", ONE), ("B", None)], "2025-01-01")]
    register = register_after(listings)
    curations = {"a": make_curation("a", same_as="b")}
    listings.append(make_listing([("A, Renamed", ONE), ("A", None)], "2025-02-01"))
    for _ in range(2):
        merged = merge_listings(listings, register, curations)
        assert set(homes(merged).values()) == {"b"}
        assert [(work.arxiv, work.former_ids) for work in merged.works] == [(ONE, ("a",))]
        register = register_after(listings, register, curations)
    assert [line.id for line in register] == ["a", "b"]


def test_same_as_leads_through_a_chain_to_its_end() -> None:
    listings = [make_listing([("A", None), ("B", ONE), ("C", None), ("D", None)])]
    curations = {
        "a": make_curation("a", same_as="b"),
        "b": make_curation("b", same_as="c"),
    }
    for register in ((), register_after(listings)):
        merged = merge_listings(listings, register, curations)
        assert [(work.id, work.former_ids) for work in merged.works] == [
            ("c", ("a", "b")),
            ("d", ()),
        ]


def test_same_as_in_a_circle_loses_no_paper() -> None:
    listings = [make_listing([("A", None), ("B", None), ("C", None)])]
    curations = {paper: make_curation(paper, same_as=other) for paper, other in ("ab", "ba", "ca")}

    assert len(homes(merge_listings(listings, (), curations))) == 3


def test_same_as_of_two_arxiv_ids_is_an_error_and_merges_nothing() -> None:
    listings = [make_listing([("A", ONE), ("B", TWO)])]
    merged = merge_listings(listings, (), {"a": make_curation("a", same_as="b")})

    assert ("error", "arxiv-clash") in rules(merged)
    assert ids(merged) == ["a", "b"]


def test_same_as_may_lead_to_a_paper_that_is_not_registered_yet() -> None:
    listings = [make_listing([("A", ONE)], "2025-01-01")]
    register = register_after(listings)
    listings.append(make_listing([("B", None)], "2025-02-01"))
    curations = {"a": make_curation("a", same_as="b")}
    register = register_after(listings, register, curations)
    merged = merge_listings(listings, register, curations)

    assert [line.keys for line in register] == [(f"arxiv:{ONE}", "title:a"), ("title:b",)]
    assert [(work.id, work.arxiv, len(work.entries)) for work in merged.works] == [("b", ONE, 2)]


def test_same_as_ends_the_warning_about_an_entry_that_stayed_apart() -> None:
    listings = [make_listing([("Tea", ONE), ("Tea", TWO), ("Tea", None)])]
    register = register_after(listings)
    apart = homes(merge_listings(listings, register))["2025-11-20.daily-papers", 3]
    curations = {apart: make_curation(apart, same_as="tea")}
    merged = merge_listings(listings, register, curations)

    assert rules(merged) == []
    assert homes(merged)["2025-11-20.daily-papers", 3] == "tea"


def introduce(paper: str, title: str, arxiv: str | None = None) -> Curation:
    told = Introduction(title=title, abstract="", on=date(2025, 1, 15))
    return make_curation(paper, arxiv, introduces=told)


def test_an_introduced_paper_has_an_id_and_a_day_before_any_listing_has_it() -> None:
    (work,) = merge_listings([], (), {"my-tea": introduce("my-tea", "Tea")}).works

    assert (work.id, work.added, work.entries) == ("my-tea", date(2025, 1, 15), ())


@pytest.mark.parametrize("arxiv", [None, ONE])
def test_an_introduced_paper_that_is_listed_later_stays_what_it_was(arxiv: str | None) -> None:
    curations = {"my-tea": introduce("my-tea", "Tea", arxiv)}
    register = register_after([], (), curations)
    listings = [make_listing([("Tea", ONE), ("Tea", None)], "2025-02-01")]
    for _ in range(2):
        (work,) = merge_listings(listings, register, curations).works
        assert (work.id, work.arxiv, work.added) == ("my-tea", ONE, date(2025, 1, 15))
        register = register_after(listings, register, curations)


def test_introducing_a_paper_takes_no_entry_from_a_registered_one() -> None:
    listings = [make_listing([("Tea", ONE)], "2025-01-01")]
    register = register_after(listings)
    listings.append(make_listing([("Tea", None)], "2025-02-01"))
    register = register_after(listings, register)
    curations = {"my-tea": introduce("my-tea", "Tea")}
    for _ in range(2):
        places = homes(merge_listings(listings, register, curations))
        assert set(places.values()) == {"tea"}
        register = register_after(listings, register, curations)


# Whatever is imported, in whatever order


titles = st.sampled_from(
    ["Tea", "tea!", "Coffee", "Index", "中文", "The Kettle", "tEa", "Kettle's"]
)
arxiv_ids = st.sampled_from([None, None, ONE, TWO, THREE])
entries = st.lists(st.tuples(titles, arxiv_ids), min_size=1, max_size=4)


@st.composite
def imports(draw: st.DrawFn) -> list[list[Listing]]:
    """Some imports of some listings each, captured on different days in any order."""
    sizes = draw(st.lists(st.integers(1, 2), min_size=1, max_size=4))
    first = date(2025, 1, 1)
    offsets = draw(st.permutations(range(sum(sizes))))
    made = [make_listing(draw(entries), first + timedelta(days=day)) for day in offsets]
    return [made[sum(sizes[:at]) : sum(sizes[: at + 1])] for at in range(len(sizes))]


@given(imports())
def test_no_id_ever_changes_and_no_registered_entry_ever_moves(
    batches: list[list[Listing]],
) -> None:
    listings: list[Listing] = []
    register: tuple[Locked, ...] = ()
    before: Mapping[tuple[str, int], str] = {}
    for batch in batches:
        listings += batch
        grown = register_after(listings, register)
        after = homes(merge_listings(listings, grown))

        assert before.items() <= after.items()
        assert [(new.id, new.added) for new in grown[: len(register)]] == [
            (old.id, old.added) for old in register
        ]
        assert all(
            new.keys[: len(old.keys)] == old.keys for new, old in zip(grown, register, strict=False)
        )
        assert [line.added for line in grown] == sorted(line.added for line in grown)
        assert set(after.values()) == {line.id for line in grown}
        register, before = grown, after


@given(imports())
def test_an_import_of_nothing_new_changes_nothing(batches: list[list[Listing]]) -> None:
    listings = [listing for batch in batches for listing in batch]
    register = register_after(listings)

    assert register_after(listings, register) == register


@given(imports(), st.randoms(use_true_random=False))
def test_the_order_of_listings_does_not_matter(
    batches: list[list[Listing]], chance: random.Random
) -> None:
    listings = [listing for batch in batches for listing in batch]
    register = register_after(batches[0])
    shuffled = chance.sample(listings, len(listings))

    for known in ((), register):
        assert merge_listings(shuffled, known).works == merge_listings(listings, known).works
        assert register_after(shuffled, known) == register_after(listings, known)


@given(imports())
def test_an_id_is_taken_before_it_is_registered_as_it_is_after(
    batches: list[list[Listing]],
) -> None:
    listings = [listing for batch in batches for listing in batch]
    derived = homes(merge_listings(listings))

    assert homes(merge_listings(listings, register_after(listings))) == derived


@given(imports())
def test_ids_are_valid_and_differ_where_case_is_ignored(batches: list[list[Listing]]) -> None:
    found = ids(merge_listings([listing for batch in batches for listing in batch]))

    assert all(map(is_paper_id, found))
    assert not RESERVED.intersection(found)
    assert len({paper.casefold() for paper in found}) == len(found)


@given(imports())
def test_no_paper_has_entries_of_two_arxiv_ids_and_no_arxiv_id_two_papers(
    batches: list[list[Listing]],
) -> None:
    works = merge_listings([listing for batch in batches for listing in batch]).works
    found = [{entry.arxiv for entry in work.entries if entry.arxiv} for work in works]

    assert all(len(arxiv) <= 1 for arxiv in found)
    assert len(set().union(*found)) == sum(map(len, found))


@given(imports(), st.data())
def test_what_curators_judge_between_imports_moves_nothing_else(
    batches: list[list[Listing]], data: st.DataObject
) -> None:
    """An import that finds an error is refused; `register_after` fails on a line that cannot be."""
    listings: list[Listing] = []
    register: tuple[Locked, ...] = ()
    curations: dict[str, Curation] = {}
    places: dict[tuple[str, int], str] = {}
    for batch in batches:
        grown = [*listings, *batch]
        if has_errors(merge_listings(grown, register, curations).problems):
            continue
        listings, before = grown, register
        register = register_after(listings, before, curations)
        after = homes(merge_listings(listings, register, curations))
        assert places.items() <= after.items()
        assert [line.id for line in register[: len(before)]] == [line.id for line in before]

        judged = curations | draw_judgement([line.id for line in register], data)
        if not has_errors(merge_listings(listings, register, judged).problems):
            curations = judged
        places = homes(merge_listings(listings, register, curations))


def draw_judgement(papers: list[str], data: st.DataObject) -> dict[str, Curation]:
    """One paper's curation: another paper that it is, one that it is not, or its arXiv id."""
    paper, other = data.draw(st.tuples(*2 * [st.sampled_from(papers)]))
    says: dict[str, dict[str, Any]] = {
        "same_as": {"same_as": other if other != paper else None},
        "distinct_from": {"distinct_from": (other,)},
        "arxiv": {"arxiv": data.draw(st.sampled_from([ONE, TWO, THREE]))},
    }
    return {paper: make_curation(paper, **says[data.draw(st.sampled_from(sorted(says)))])}


def test_a_paper_apart_can_be_registered_where_one_of_its_title_went_into_another() -> None:
    """The paper that went keeps its line; its title is not taken from others by that."""
    listings = [make_listing([("Tea", ONE), ("Tea", TWO), ("Coffee", None)], "2025-01-01")]
    register = register_after(listings)
    curations = {"tea": make_curation("tea", same_as="coffee")}
    listings.append(make_listing([("Tea", None)], "2025-02-01"))
    register = register_after(listings, register, curations)

    assert register[-1].keys == ("title:tea",)
    assert homes(merge_listings(listings, register, curations))["2025-02-01.daily-papers", 1] == (
        register[-1].id
    )


def test_a_line_of_the_register_compares_by_what_it_says() -> None:
    line = Locked(id="tea", added=date(2025, 1, 1), keys=("title:tea",))

    assert replace(line, line=7) == line
