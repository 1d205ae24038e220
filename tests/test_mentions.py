"""Which papers mention the system of another: precision first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builders import make_digest, make_paper
from hypothesis import given
from hypothesis import strategies as st

from generator.records import Mention, Paper
from generator.relations.mentions import find_mentions, mention
from generator.relations.systems import find_names, make_names, parse_system

FOLDER = Path(__file__).parent / "data/mentions"

OLD, NEW = date(2030, 1, 1), date(2031, 1, 1)


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (FOLDER / name).read_text("utf-8").splitlines()]


def owner(title: str, paper_id: str = "owner", published: date | None = OLD) -> Paper:
    return make_paper(paper_id, title=title, abstract="Water is heated.", published=published)


def reader(abstract: str, published: date | None = NEW, title: str = "On Tea") -> Paper:
    return make_paper("reader", title=title, abstract=abstract, published=published)


def mentioned(*papers: Paper) -> tuple[str, ...]:
    """The ids of the papers that the reader mentions."""
    return tuple(found.id for found in find_mentions(papers).get("reader", ()))


@pytest.mark.parametrize(("title", "name"), rows("names.tsv"))
def test_a_named_system_stands_before_the_colon(title: str, name: str) -> None:
    system = parse_system(owner(title))
    assert (system.name if system else "-") == name


@pytest.mark.parametrize(("title", "abstract", "why"), rows("meant.tsv"))
def test_a_mention_is_found(title: str, abstract: str, why: str) -> None:
    assert mentioned(owner(title), reader(abstract)) == ("owner",), why


@pytest.mark.parametrize(("title", "abstract", "why"), rows("not-meant.tsv"))
def test_what_only_looks_like_a_mention_is_left(title: str, abstract: str, why: str) -> None:
    assert mentioned(owner(title), reader(abstract)) == (), why


def test_of_names_that_begin_alike_the_longest_is_meant() -> None:
    papers = (
        owner("Kettle-R1: Pouring", "short"),
        owner("Kettle-R1 Mini: Pouring Less", "long"),
        reader("We heat Kettle-R1 Mini."),
    )
    assert mentioned(*papers) == ("long",)


def test_a_name_that_two_titles_claim_is_nobodys() -> None:
    first, second = owner("KettleBench: Waiting", "a"), owner("Kettlebench: Tea", "b")
    assert mentioned(first, second, reader("It gains on KettleBench.")) == ()


def test_a_name_that_an_abstract_claims_is_nobodys() -> None:
    claim = make_paper("claim", title="Tea", abstract="We present KettleBench, a benchmark.")
    assert mentioned(owner("KettleBench: Waiting"), claim, reader("On KettleBench.")) == ()


def test_a_paper_of_the_same_family_claims_nothing() -> None:
    later = make_paper(
        "later",
        title="KettleBench-V2: Waiting Again",
        abstract="After we introduced it, people call KettleBench slow.",
        published=NEW,
    )
    papers = (owner("KettleBench: Waiting"), later, reader("On KettleBench."))
    assert mentioned(*papers) == ("owner",)


def test_no_paper_mentions_a_younger_one() -> None:
    younger = owner("Kettle-R1: Pouring", published=date(2031, 1, 2))
    assert mentioned(younger, reader("We heat Kettle-R1.")) == ()


def test_a_name_that_an_older_paper_uses_is_nobodys_unless_its_number_says_which() -> None:
    older = make_paper(
        "older", title="Tea", abstract="On KettleBench and Kettle-R1.", published=date(2029, 1, 1)
    )
    plain, numbered = owner("KettleBench: Waiting", "plain"), owner("Kettle-R1: Tea", "numbered")
    text = reader("On KettleBench and Kettle-R1.")
    assert mentioned(older, plain, numbered, text) == ("numbered",)


def test_unknown_dates_speak_against_nothing() -> None:
    assert mentioned(owner("KettleBench: Tea", published=None), reader("On KettleBench.")) == (
        "owner",
    )
    assert mentioned(owner("KettleBench: Tea"), reader("On KettleBench.", published=None)) == (
        "owner",
    )


def test_a_title_mentions_too_and_a_paper_never_itself() -> None:
    papers = (owner("KettleBench: Tea"), reader("", title="Is KettleBench Fair?"))
    assert mentioned(*papers) == ("owner",)
    assert find_mentions([make_paper("reader", title="KettleBench: Tea, KettleBench")]) == {}


def test_mentions_stand_on_both_papers() -> None:
    digest = mention(make_digest([owner("KettleBench: Tea"), reader("On KettleBench.")]))
    one, other = digest.papers
    assert one.mentioned_by == (Mention(id="reader", name="KettleBench"),)
    assert other.mentions == (Mention(id="owner", name="KettleBench"),)
    assert (one.mentions, other.mentioned_by) == ((), ())


def test_the_order_of_papers_makes_no_difference() -> None:
    papers = [
        owner("Kettle-R1: Tea", "a"),
        owner("KettleBench: Tea", "b"),
        reader("Kettle-R1 fails on KettleBench."),
    ]
    assert find_mentions(papers) == find_mentions(papers[::-1])
    assert mentioned(*papers) == ("a", "b")


@given(st.lists(st.sampled_from(["Orca", " ", "-", "2", ".1", "s", "+", "("]), max_size=12))
def test_property_a_name_is_found_where_it_stands_whole(parts: list[str]) -> None:
    text = "".join(parts)
    names = make_names({("orca", "2"), ("orca",)})
    for place in find_names(names, text):
        assert text[place.start : place.end].lower().startswith("orca")
        assert not text[place.end : place.end + 1].isalnum()
        assert not text[: place.start][-1:].isalnum()


@given(st.text(max_size=80), st.text(max_size=80))
def test_property_any_text_is_read(title: str, abstract: str) -> None:
    find_mentions([owner("KettleBench: Tea"), reader(abstract, title=title or "Tea")])
