"""When two titles are nearly equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.likeness import find_near, is_near
from generator.slugs import title_key

LONG = "kettles that learn to wait for water on old stoves"


@pytest.mark.parametrize(
    ("other", "near"),
    [
        (LONG, False),  # equal: merging has seen to it
        (LONG.replace("old", "odd"), True),
        (f"{LONG} again", True),
        (LONG.replace("kettles", "samovars"), False),
        (f"{LONG} 2", False),
        ("", False),
    ],
)
def test_titles_are_near_if_a_letter_or_a_short_word_differs(other: str, near: bool) -> None:
    assert is_near(LONG, other) is near
    assert is_near(other, LONG) is near


def test_titles_that_differ_in_a_number_alone_are_not_near() -> None:
    assert not is_near(f"{LONG} part 1", f"{LONG} part 2")
    assert is_near(f"{LONG} part 1", f"{LONG} parts 1")


def test_titles_whose_words_part_beside_a_number_are_near() -> None:
    """As a superscript that a listing lost is parted from its letter."""
    lost, kept = (title_key(f"{title} {LONG}") for title in ("M^3Bench:", "M$^3$Bench:"))

    assert lost != kept
    assert is_near(lost, kept)


titles = st.lists(st.sampled_from(["kettle", "kettles", "tea", "1", "2"]), max_size=5).map(" ".join)


@given(titles, st.lists(titles, max_size=6))
def test_property_those_found_among_many_are_those_that_are_near_alone(
    title: str, others: list[str]
) -> None:
    near = [at for at, other in enumerate(others) if is_near(title, other)]
    assert find_near(title, others) == near
