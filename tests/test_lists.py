"""Long lists in parts: full pages never change, nothing is lost, and every page leads on."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.pages.lists import PER_PAGE, Part, make_pagers, split_list
from generator.pages.views import Card, Ref

ADDRESS = "topics/tea/"
totals = st.integers(0, 3 * PER_PAGE + 2)


def cards(total: int) -> list[Card]:
    """Cards newest first; the oldest is number 1, whatever the total."""
    return [
        Card(
            id=f"tea-{n}",
            title=Ref(f"Tea {n}", f"papers/tea-{n}/"),
            published=date(2025, 1, 1),
            who=None,
            comments=None,
            sentence=None,
            topics=(),
        )
        for n in range(total, 0, -1)
    ]


def parts(total: int) -> list[Part]:
    return list(split_list(ADDRESS, cards(total)))


@pytest.mark.parametrize(
    ("total", "numbers"),
    [(0, []), (1, []), (200, []), (201, [1]), (400, [1]), (401, [2, 1]), (601, [3, 2, 1])],
)
def test_a_list_over_200_papers_is_parted(total: int, numbers: list[int]) -> None:
    assert [part.number for part in parts(total)] == [None, *numbers]


def test_the_lists_own_page_holds_the_newest_and_page_1_the_oldest() -> None:
    own, first = parts(201)

    assert (own.address, first.address) == (ADDRESS, f"{ADDRESS}page/1/")
    assert [own.cards[0].id, own.cards[-1].id] == ["tea-201", "tea-2"]
    assert [first.cards[0].id, first.cards[-1].id] == ["tea-200", "tea-1"]


@given(totals, totals)
def test_a_full_page_never_changes_when_the_list_grows(total: int, more: int) -> None:
    small, large = sorted((total, more))
    before = {part.number: part.cards for part in parts(small) if part.number}
    after = {part.number: part.cards for part in parts(large)}

    assert all(after[number] == held for number, held in before.items())
    assert all(len(held) == PER_PAGE for held in before.values())


@given(totals)
def test_every_paper_stands_on_a_page_newest_first(total: int) -> None:
    made = parts(total)

    assert {card.id for part in made for card in part.cards} == {card.id for card in cards(total)}
    for part in made:
        numbers = [int(card.id.removeprefix("tea-")) for card in part.cards]
        assert numbers == sorted(numbers, reverse=True)
        assert len(numbers) <= PER_PAGE


@given(totals)
def test_from_each_page_the_older_one_and_the_newest_are_one_step_away(total: int) -> None:
    """Not the next newer one: a full page would change when that comes into being."""
    made = parts(total)
    row = [part.address for part in made]

    assert [part.pager.older.address if part.pager.older else None for part in made] == [
        *row[1:],
        None,
    ]
    assert [part.pager.newer.address if part.pager.newer else None for part in made] == [
        None,
        *(row[0] for _ in row[1:]),
    ]


def test_pages_in_a_row_lead_to_their_neighbours() -> None:
    first, second, third = (Ref(name, f"{name}/") for name in "abc")
    pagers = make_pagers({1: first, 2: second, 3: third}, "Days")

    assert (pagers[1].older, pagers[1].newer) == (None, second)
    assert (pagers[2].older, pagers[2].newer) == (first, third)
    assert (pagers[3].older, pagers[3].newer) == (second, None)
    assert make_pagers({}, "Days") == {}
