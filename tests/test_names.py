"""Names of listings: what a file's name says, and what is none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content.names import (
    MAX_LABEL,
    is_label,
    listing_path,
    parse_listing_name,
)
from generator.records import ListingName
from generator.sources import FORMATS

words = st.from_regex(r"\A[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,4}\Z")
names = st.builds(
    ListingName,
    captured=st.dates(),
    reader=st.sampled_from(sorted(FORMATS)),
    label=words | st.none(),
)


@given(names)
def test_reading_the_name_of_a_listings_place_gives_it_back(name: ListingName) -> None:
    path = listing_path(name, FORMATS[name.reader].suffix)

    assert parse_listing_name(path.name) == name
    assert path.parts[:2] == ("listings", f"{name.captured.year:04}")


def test_a_name_says_day_reader_label_and_edition() -> None:
    name = parse_listing_name("2025-11-20.daily-papers.post-training.txt")

    assert name == ListingName(
        captured=date(2025, 11, 20), reader="daily-papers", label="post-training"
    )
    assert name.id == "2025-11-20.daily-papers.post-training"
    assert name.edition == "2025-11-20-post-training"


@pytest.mark.parametrize(
    "name",
    [
        *("", "2025-11-20.txt", "2025-11-20.daily-papers", "2025-02-30.daily-papers.txt"),
        *(
            "2025-11-20.daily-papers.md",
            "2025-11-20.Daily-Papers.txt",
            "2025-11-20.daily_papers.txt",
        ),
        *("2025-11-20.daily-papers..txt", "2025-11-20.daily-papers.a.b.txt", "x.2025-11-20.a.txt"),
        *("2025-11-20.daily-papers.-a.txt", "2025-11-20.daily-papers.a--b.txt", "20251120.a.txt"),
        *("2025-11-20.daily-papers.txt\n", "２025-11-20.daily-papers.txt"),
        f"2025-11-20.daily-papers.{'x' * (MAX_LABEL + 1)}.txt",
    ],
)
def test_what_is_no_name_is_none(name: str) -> None:
    assert parse_listing_name(name) is None


@pytest.mark.parametrize("label", ["", "A", "a b", "a.b", "a/b", "-", "a-", "../a", "x" * 41])
def test_a_label_is_lower_case_words(label: str) -> None:
    assert not is_label(label)
