"""No page is heavier than `tests/budgets.toml` allows."""

from __future__ import annotations

from pathlib import Path

import pytest
from weights import Budget, Weight, find_heaviest, find_too_heavy, read_budgets, weigh, weigh_page

BUDGETS = {"paper": Budget(own=12_000), "day": Budget(own=5_000, each=300)}


def make_weight(kind: str, sent: int, papers: int = 0) -> Weight:
    return Weight(address=f"{kind}/", kind=kind, papers=papers, sent=sent)


def test_no_page_of_the_digest_is_above_its_budget(built_site: Path) -> None:
    weights = list(weigh(built_site))

    assert len(weights) > 600
    assert list(find_too_heavy(weights, read_budgets())) == []


def test_the_budgets_keep_the_promises() -> None:
    budgets = read_budgets()

    assert budgets["paper"].most(papers=0) <= 12_000
    assert [kind for kind, it in budgets.items() if it.each and it.most(papers=100) > 60_000] == []


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        (make_weight("paper", 12_000), []),
        (
            make_weight("paper", 12_001),
            ["paper/: 12,001 bytes, and 12,000 are allowed for paper with 0 papers"],
        ),
        (make_weight("day", 8_000, papers=10), []),
        (
            make_weight("day", 8_001, papers=10),
            ["day/: 8,001 bytes, and 8,000 are allowed for day with 10 papers"],
        ),
        (make_weight("new", 1), ["new/: no budget for a page of the kind 'new'"]),
    ],
)
def test_a_page_above_its_budget_is_named(weight: Weight, said: list[str]) -> None:
    assert list(find_too_heavy([weight], BUDGETS)) == said


def test_the_heaviest_page_of_a_kind_is_the_one_that_uses_most_of_its_budget() -> None:
    small, large = make_weight("day", 4_900), make_weight("day", 8_000, papers=100)

    assert list(find_heaviest([large, small], BUDGETS)) == [(small, 0.98)]


def test_a_page_is_weighed_as_it_is_sent() -> None:
    html = b'<div class="page page--topic_year">' + b'<li class="paper-card">' * 1_000

    weight = weigh_page("topics/tea/2031/index.html", html)

    assert (weight.address, weight.kind, weight.papers) == (
        "topics/tea/2031/",
        "topic_year",
        1_000,
    )
    assert weight.sent < len(html) / 10
