"""Which papers mention the system of another: precision first."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from builders import make_digest, make_paper
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.records import Mention, Paper
from generator.relations.kept_uses import read_uses, write_uses
from generator.relations.mentions import judge_uses, mention
from generator.relations.places import Names
from generator.relations.systems import parse_system, plain
from generator.relations.uses import find_uses
from generator.text.display import as_text

FOLDER = Path(__file__).parent / "data/mentions"

OLD, NEW = date(2030, 1, 1), date(2031, 1, 1)


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (FOLDER / name).read_text("utf-8").splitlines()]


def owner(title: str, paper_id: str = "owner", published: date | None = OLD) -> Paper:
    return make_paper(paper_id, title=title, abstract="Water is heated.", published=published)


def reader(abstract: str, published: date | None = NEW, title: str = "On Tea") -> Paper:
    return make_paper("reader", title=title, abstract=abstract, published=published)


def find_mentions(papers: Sequence[Paper]) -> Mapping[str, tuple[Mention, ...]]:
    return judge_uses(papers, find_uses(papers))


def mentioned(*papers: Paper) -> tuple[str, ...]:
    """The ids of the papers that the reader mentions."""
    return tuple(found.id for found in find_mentions(papers).get("reader", ()))


@pytest.mark.parametrize(("title", "name"), rows("names.tsv"))
def test_a_named_system_stands_before_the_colon(title: str, name: str) -> None:
    system = parse_system(plain(as_text(title)))
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


PARTS = ("Orca", "orca", " ", "-", "2", ".1", "v", "tea", "pot", "+", "(", ".", "_")


@given(st.lists(st.sampled_from(["Orca", " ", "-", "2", ".1", "s", "+", "("]), max_size=12))
def test_property_a_name_is_found_where_it_stands_whole(parts: list[str]) -> None:
    text = "".join(parts)
    names = Names({("orca", "2"): False, ("orca",): False})
    pieces = names.cut([text])
    places, _, _ = names.find(pieces)
    for place in places:
        before, behind = pieces.whole[: place.start], pieces.whole[place.end :]
        assert pieces.whole[place.start : place.end].lower().startswith("orca")
        assert not behind[:1].isalnum()
        assert not before[-1:].isalnum()


def find_all(names: Names, texts: Sequence[str]) -> set[tuple[int, int, bool]]:
    """Which names the texts have, and whether in lower case."""
    pieces = names.cut(texts)
    places, in_texts, words = names.find(pieces)
    by_word = zip(in_texts.tolist(), words.tolist(), strict=True)
    whole = pieces.whole
    one_by_one = {(at.text, at.name, whole[at.start : at.end].islower()) for at in places}
    return {(text, name, True) for text, name in by_word} | one_by_one


@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=9).map("".join), max_size=5))
def test_property_a_text_has_the_same_names_beside_others(texts: list[str]) -> None:
    names = Names({("orca", "2"): True, ("orca",): False, ("tea", "pot"): False})
    alone = [(n, *one[1:]) for n, text in enumerate(texts) for one in find_all(names, [text])]
    assert find_all(names, texts) == set(alone)


def test_a_word_in_lower_case_is_found_where_nothing_hangs_on_to_it() -> None:
    names = Names({("orca",): False, ("tea", "pot"): False})
    texts = ["An orca, an Orca.", "orca 2 and orca-Math", "the orca-style", "a tea pot, and orcas"]
    assert find_all(names, texts) == {(0, 0, True), (0, 0, False), (2, 0, True), (3, 1, True)}


@given(st.text(max_size=80), st.text(max_size=80))
def test_property_any_text_is_read(title: str, abstract: str) -> None:
    find_mentions([owner("KettleBench: Tea"), reader(abstract, title=title or "Tea")])


NAMES = (
    "KettleBench",
    "Kettle-R1",
    "Kettle-R1 Mini",
    "Orca",
    "Orca 2",
    "TEA",
    "Tea Pot++",
    "kettle",
)
SENTENCES = (
    *("It gains on {}.", "We present {}, a pot.", "A pot ({}) is heated.", "Water, {} and steam."),
    *("We run {}-7B.", "A {} for {}.", "They are {}s.", "Milk is heated."),
)


def invent(draw: random.Random, paper_id: str) -> Paper:
    """A paper that may name a system and use the names of others."""
    title = draw.choice(("On Water", "{}: Water in a Pot", "{}", "A Water Pot ({}): Of Milk"))
    texts = [draw.choice(SENTENCES) for _ in range(draw.randrange(4))]
    return make_paper(
        paper_id,
        title=_fill(title, draw),
        abstract=" ".join(_fill(text, draw) for text in texts),
        published=draw.choice((None, OLD, NEW)),
    )


def _fill(text: str, draw: random.Random) -> str:
    while "{}" in text:
        text = text.replace("{}", draw.choice((*NAMES, draw.choice(NAMES).lower())), 1)
    return text


def edit(papers: Sequence[Paper], draw: random.Random) -> list[Paper]:
    """The papers, some of them gone or others, and some new ones."""
    left = [one for one in papers if draw.random() > 0.1]
    edited = [
        replace(invent(draw, one.id), published=one.published) if draw.random() < 0.2 else one
        for one in left
    ]
    number = draw.randrange(1000, 9000)
    new = [invent(draw, f"p{number + n}") for n in range(draw.randrange(4))]
    return sorted((*edited, *new), key=lambda one: one.id)


@given(st.integers(0, 1 << 32), st.integers(0, 40))
@settings(deadline=None)
def test_property_an_update_finds_what_a_start_from_nothing_finds(seed: int, count: int) -> None:
    draw = random.Random(seed)
    papers = [invent(draw, f"p{n:03}") for n in range(count)]
    known = find_uses(papers)
    for _ in range(3):
        papers = edit(papers, draw)
        known, anew = find_uses(papers, known), find_uses(papers)
        assert judge_uses(papers, known) == judge_uses(papers, anew)
        assert (known.systems, known.found) == (anew.systems, anew.found)
        assert known.marks.tolist() == anew.marks.tolist()


def test_a_name_that_comes_is_found_in_texts_that_were_read_before(tmp_path: Path) -> None:
    cache, papers = tmp_path / "names.npz", [reader("It gains on KettleBench.")]
    assert mention(make_digest(papers), cache).papers[0].mentions == ()
    digest = make_digest([owner("KettleBench: Tea"), *papers])
    assert [one.mentions for one in mention(digest, cache).papers] == [
        (),
        (Mention(id="owner", name="KettleBench"),),
    ]


def test_a_name_that_goes_gives_way_to_a_shorter_one(tmp_path: Path) -> None:
    cache, text = tmp_path / "names.npz", reader("We heat Kettle-R1 Mini.")
    short, long = owner("Kettle-R1: Tea", "a"), owner("Kettle-R1 Mini: Tea", "b")
    first = mention(make_digest([short, long, text]), cache)
    assert [one.id for one in first.papers[-1].mentions] == ["b"]
    second = make_digest([short, text])
    assert mention(second, cache) == mention(second)


def test_what_was_found_is_kept_in_a_file(tmp_path: Path) -> None:
    cache, draw = tmp_path / "names.npz", random.Random(7)
    digest = make_digest([invent(draw, f"p{n:03}") for n in range(60)])
    first = mention(digest, cache)
    kept = cache.read_bytes()
    assert any(one.mentions for one in first.papers)
    assert mention(digest, cache) == first == mention(digest)
    assert cache.read_bytes() == kept
    assert mention(first) == first


def test_two_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(7)
    digest = make_digest([invent(draw, f"p{n:03}") for n in range(60)])
    expected = mention(digest)
    monkeypatch.setattr("generator.relations.uses.AT_ONCE", 11)
    monkeypatch.setattr("generator.relations.texts.AT_ONCE", 11)
    assert mention(digest, jobs=2) == expected


@pytest.mark.parametrize("what", ["empty", "cut", "changed", "foreign"])
def test_a_damaged_or_foreign_file_is_not_used(tmp_path: Path, what: str) -> None:
    cache = tmp_path / "names.npz"
    digest = make_digest([owner("KettleBench: Tea"), reader("On KettleBench.")])
    expected = mention(digest, cache)
    data = cache.read_bytes()
    middle = data.index(b"KettleBench")
    damaged = {
        "empty": b"",
        "cut": data[:middle],
        "changed": data[:middle] + b"kettleBench" + data[middle + 11 :],
        "foreign": b"\x93NUMPY and so on",
    }
    cache.write_bytes(damaged[what])
    assert read_uses(cache) is None
    assert mention(digest, cache) == expected
    assert cache.read_bytes() == data


def test_a_file_whose_parts_do_not_fit_is_not_used(tmp_path: Path) -> None:
    cache = tmp_path / "names.npz"
    uses = find_uses([owner("KettleBench: Tea"), reader("On KettleBench.")])
    broken = (
        replace(uses, prints=uses.prints[1:]),
        replace(uses, systems=[*uses.systems, ""]),
        replace(uses, marks=uses.marks[1:]),
        replace(uses, starts=uses.starts[::-1]),
    )
    for one in broken:
        write_uses(cache, one)
        assert read_uses(cache) is None


def test_a_file_of_other_rules_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "names.npz"
    write_uses(cache, find_uses([owner("KettleBench: Tea")]))
    assert read_uses(cache) is not None
    monkeypatch.setattr("generator.relations.archive.read_rules", lambda: b"others")
    assert read_uses(cache) is None


def test_no_objects_are_read_from_a_file(tmp_path: Path) -> None:
    cache = tmp_path / "names.npz"
    np.savez(cache, rules=np.array([{"a": 1}], dtype=object))
    assert read_uses(cache) is None
