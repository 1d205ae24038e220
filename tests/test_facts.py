"""Facts: which listing or curator decides, and who is named as having said so."""

from datetime import date
from typing import Any

import pytest
from builders import make_curation, make_entry, make_listing, merge_listings, name_listing

from generator.facts import check_agreement, make_paper
from generator.merge import Work, merge
from generator.records import (
    CURATION,
    Author,
    Correction,
    Curation,
    Entry,
    Introduction,
    Link,
    Organisation,
    Paper,
    Pick,
)

OLD, NEW = "2025-01-01.daily-papers", "2025-02-01.daily-papers"
ADA, ALAN = Author(name="Ada Lovelace"), Author(name="Alan Turing")


def work_of(*entries: Entry, curation: Curation | None = None) -> Work:
    (work,) = merge(entries, (), {curation.paper: curation} if curation else {}).works
    return work


def read(*entries: Entry, curation: Curation | None = None) -> Paper:
    return make_paper(work_of(*entries, curation=curation), curation)


def old(**facts: Any) -> Entry:  # noqa: ANN401 - the record's own fields
    return make_entry(captured="2025-01-01", **facts)


def new(**facts: Any) -> Entry:  # noqa: ANN401 - the record's own fields
    return make_entry(captured="2025-02-01", **facts)


@pytest.mark.parametrize(
    ("field", "was", "now"),
    [
        ("title", "Kettles that Wait!", "Kettles That Wait"),
        ("abstract", "Once.", "Twice."),
        ("published", date(2025, 1, 1), date(2025, 1, 2)),
        ("organisation", Organisation(slug="a", name="A"), Organisation(slug="b", name="B")),
        ("comments", 7, 0),
        ("authors", (ADA,), (ADA, ALAN)),
        ("n_authors", 1, 2),
    ],
)
def test_the_newest_listing_decides_and_is_named(field: str, was: object, now: object) -> None:
    for entries in ([old(**{field: was}), new(**{field: now})], [new(**{field: now})]):
        paper = read(*entries)
        assert getattr(paper, field) == now
        assert paper.sources[field] == (NEW,)


def test_a_newer_listing_that_says_nothing_takes_no_fact_away() -> None:
    paper = read(old(comments=7, n_authors=2), new())

    assert (paper.comments, paper.n_authors) == (7, 2)
    assert paper.sources["comments"] == (OLD,)


def test_all_listings_that_agree_are_named_the_deciding_one_first() -> None:
    assert read(old(comments=7), new(comments=7)).sources["comments"] == (NEW, OLD)


def test_what_no_listing_states_is_not_known() -> None:
    paper = read(make_entry(abstract=""))

    assert (paper.published, paper.published_from, paper.n_authors) == (None, None, None)
    assert (paper.organisation, paper.abstract, paper.authors) == (None, "", ())
    assert paper.comments is None
    assert set(paper.sources) == {"title"}


def test_a_listing_that_states_a_time_wins_over_a_newer_one_that_states_a_day() -> None:
    timed = old(published=date(2025, 1, 1), published_from="stated", timed=True)
    paper = read(timed, new(published=date(2024, 12, 31), published_from="year-from-capture"))

    assert paper.published == date(2025, 1, 1)
    assert (paper.published_from, paper.sources["published"]) == ("stated", (OLD,))


def test_of_listings_that_agree_on_a_date_the_one_that_states_its_year_tells_why() -> None:
    day = date(2025, 1, 1)
    paper = read(
        old(published=day, published_from="stated"),
        new(published=day, published_from="year-from-capture"),
    )

    assert paper.published_from == "stated"


def test_a_curators_correction_wins_over_every_listing() -> None:
    correct = Correction(title="T", abstract="A", published=date(2025, 1, 9), authors=(ADA, ALAN))
    timed = new(published=date(2025, 1, 1), published_from="stated", timed=True, n_authors=9)
    paper = read(timed, curation=make_curation("kettles-that-wait", correct=correct))

    assert (paper.title, paper.abstract, paper.published) == ("T", "A", date(2025, 1, 9))
    assert (paper.authors, paper.n_authors) == ((ADA, ALAN), 2)
    assert paper.published_from == "curation"
    assert all(
        paper.sources[field] == (CURATION,)
        for field in ("title", "abstract", "published", "authors", "n_authors")
    )
    assert paper.id == "kettles-that-wait"


def test_a_correction_of_one_fact_leaves_the_others_to_the_listings() -> None:
    curation = make_curation("kettles-that-wait", correct=Correction(title="T"))
    paper = read(new(abstract="As listed.", n_authors=3), curation=curation)

    assert (paper.title, paper.abstract, paper.n_authors) == ("T", "As listed.", 3)


def test_what_a_curator_says_of_an_introduced_paper_wins_when_it_is_listed_later() -> None:
    told = Introduction(
        title="Kettles that Wait", abstract="As introduced.", on=date(2025, 1, 1), authors=(ADA,)
    )
    curation = make_curation("kettles-that-wait", introduces=told)
    paper = read(new(abstract="As listed.", n_authors=3, comments=4), curation=curation)

    assert (paper.abstract, paper.n_authors, paper.comments) == ("As introduced.", 1, 4)
    assert paper.sources["abstract"] == (CURATION,)
    assert (paper.listed, paper.editions) == (date(2025, 2, 1), ("2025-02-01",))


def test_a_paper_that_no_listing_has_is_in_no_edition() -> None:
    told = Introduction(title="Tea", abstract="", on=date(2025, 1, 1), published=date(2024, 1, 1))
    curation = make_curation("tea", "2501.00001", introduces=told)
    (work,) = merge((), (), {"tea": curation}).works
    paper = make_paper(work, curation)

    assert (paper.listed, paper.editions, paper.added) == (None, (), date(2025, 1, 1))
    assert (paper.published, paper.published_from) == (date(2024, 1, 1), "curation")


def test_appearances_are_oldest_first_and_an_edition_counts_once() -> None:
    both = [
        make_entry(listing=name_listing("2025-02-01", reader=reader))
        for reader in ("daily-papers-api", "daily-papers")
    ]
    paper = read(*both, old())

    assert [seen.listing for seen in paper.appearances] == [OLD, NEW, f"{NEW}-api"]
    assert paper.editions == ("2025-01-01", "2025-02-01")
    assert paper.listed == date(2025, 1, 1)


# Links


def test_of_an_identifier_the_curators_is_shown_and_of_addresses_all() -> None:
    def code(name: str, source: str) -> Link:
        return Link(kind="code", value=f"https://kettles.example/{name}", source=source)

    doi = Link(kind="doi", value="10.1000/new", source=NEW)
    curated = (Link(kind="doi", value="10.1000/right", source=CURATION), code("a", CURATION))
    entries = (old(links=(code("b", OLD), code("a", OLD))), new(links=(doi, code("c", NEW))))
    links = read(*entries, curation=make_curation("kettles-that-wait", links=curated)).links

    assert [(link.value.rpartition("/")[2], link.source) for link in links] == [
        ("right", CURATION),
        ("a", CURATION),
        ("c", NEW),
        ("b", OLD),
    ]


def test_an_arxiv_id_that_only_the_register_knows_is_shown() -> None:
    listed = make_listing([("Tea", None)])
    (work,) = merge_listings([listed], (), {"tea": make_curation("tea", "2501.00001")}).works

    assert [(link.value, link.source) for link in make_paper(work, None).links] == [
        ("2501.00001", "papers.lock")
    ]


def test_a_curations_pick_reaches_the_paper() -> None:
    pick = Pick(by="digest", on=date(2025, 2, 2))

    assert read(new(), curation=make_curation("kettles-that-wait", pick=pick)).pick == pick


# What a human should look at


def test_dates_a_day_apart_are_no_contradiction() -> None:
    """A page's dates follow US Eastern time, arXiv's are UTC."""
    work = work_of(old(published=date(2025, 1, 1)), new(published=date(2024, 12, 31)))

    assert list(check_agreement(work)) == []


def test_dates_two_days_apart_and_other_counts_are_reported_at_the_newest_listing() -> None:
    work = work_of(
        old(published=date(2025, 1, 1), n_authors=2), new(published=date(2025, 1, 3), n_authors=3)
    )
    problems = list(check_agreement(work))

    assert [(str(p.severity), p.rule) for p in problems] == [("warning", "facts-differ")] * 2
    assert {p.path for p in problems} == {work.entries[-1].path}
    assert "2025-01-01, 2025-01-03" in problems[0].message
    assert "2, 3" in problems[1].message
