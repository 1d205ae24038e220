"""Ids and keys of titles: a table made by hand, and what holds for any title."""

import json
import re
import unicodedata
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ids import is_paper_id
from generator.slugs import MAX_SLUG, RESERVED, make_paper_id, make_slug, title_key

TABLE = Path(__file__).parent / "data/identity/slugs.tsv"
ROWS = [
    (json.loads(title), paper_id)
    for line in TABLE.read_text("utf-8").splitlines()
    if not line.startswith("#")
    for title, paper_id in [line.split("\t")]
]
titles = st.text(max_size=200) | st.text("aZ '-_’é$\\{}ß中", max_size=120)


@pytest.mark.parametrize(("title", "paper_id"), ROWS, ids=[row[1] for row in ROWS])
def test_an_awkward_title_gets_the_id_that_the_rule_gives(title: str, paper_id: str) -> None:
    assert make_paper_id(title, set()) == paper_id


def test_the_table_is_long_and_its_lines_differ() -> None:
    assert len(dict(ROWS)) == len(ROWS) >= 20


def test_a_later_paper_of_one_title_gets_four_digits_of_its_titles_hash() -> None:
    title = "Kettles that Wait"
    digits = sha256(title.encode()).hexdigest()[:4]

    assert make_paper_id(title, {"kettles-that-wait"}) == f"kettles-that-wait-{digits}"


def test_titles_that_differ_beyond_the_eightieth_character_get_ids_of_their_own() -> None:
    start = " ".join(["kettle"] * 12)
    first = make_paper_id(f"{start} that waits", set())
    second = make_paper_id(f"{start} that hurries", {first})

    assert second.startswith(f"{first}-")
    assert re.fullmatch(r"[0-9a-f]{4}", second.removeprefix(f"{first}-"))


def test_any_number_of_papers_of_one_title_get_different_ids() -> None:
    taken: set[str] = set()
    for _ in range(50):
        taken.add(make_paper_id("Index", taken))

    assert len(taken) == 50
    assert not taken & RESERVED
    assert all(map(is_paper_id, taken))


@pytest.mark.parametrize("name", ["con", "PRN", "Aux", "nul", "COM0", "lpt9", "index", "page"])
def test_names_of_windows_and_of_the_site_are_nobodys(name: str) -> None:
    assert make_paper_id(name, set()) != name.lower()


@given(titles)
def test_any_title_has_a_slug_that_is_an_id_of_80_characters_at_most(title: str) -> None:
    slug = make_slug(title)

    assert is_paper_id(slug)
    assert len(slug) <= MAX_SLUG
    assert slug == slug.casefold()


@given(titles, st.sets(titles.map(make_slug), max_size=5))
def test_any_title_has_an_id_that_is_neither_taken_nor_reserved(
    title: str, taken: set[str]
) -> None:
    paper_id = make_paper_id(title, taken | {make_slug(title)})

    assert is_paper_id(paper_id)
    assert paper_id not in taken | RESERVED | {make_slug(title)}


@given(st.text("abcdefghij ", max_size=300))
def test_a_long_slug_is_cut_at_a_word(title: str) -> None:
    whole = "-".join(title.split())
    slug = make_slug(title)

    if not whole:
        assert slug.startswith("paper-")
    elif len(title.split(maxsplit=1)[0]) <= MAX_SLUG:
        assert f"{whole}-".startswith(f"{slug}-")
        following = f"{whole}-".removeprefix(f"{slug}-").partition("-")[0]
        assert not following or len(f"{slug}-{following}") > MAX_SLUG
    else:
        assert slug == whole[:MAX_SLUG]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TÜLU 3: Pushing  Frontiers", "Tulu 3 — pushing frontiers"),
        ('G\\"odel Machines', "Gödel machines"),
        ("It's Tea", "It’s tea"),
        ("100\\% Tea", "100% tea"),
        ("Ｔｅａ", "tea"),
        ("Tea-Time", "tea time"),
    ],
)
def test_spellings_of_one_title_share_a_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Tea", "Tea 2"), ("A Kettle", "Kettle"), ("中文", "日本"), ("!!!", "???"), ("Tea", "Teas")],
)
def test_a_part_of_a_title_is_another_title(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


@given(titles)
def test_a_key_fits_into_a_line_of_the_register(title: str) -> None:
    key = title_key(title)

    assert key
    assert key.splitlines() == [key]
    assert "\t" not in key
    assert key == key.strip()
    assert key.encode()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_compatible_forms_of_a_title_share_its_key(title: str) -> None:
    assert title_key(unicodedata.normalize("NFC", title)) == title_key(
        unicodedata.normalize("NFD", title)
    )
