"""The front page: which papers it begins with, in what order, and that it says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from builders import CAPTURED, make_digest, make_paper, make_settings

from generator import addresses
from generator.pages import Index, make_pages
from generator.pages.editions import rank_papers, say_order
from generator.pages.front import FEW_CARDS, FRONT_CARDS
from generator.pages.views import Front
from generator.records import Appearance, More, Paper, Status

OLD, NEW = "2025-11-19", "2025-11-20"
BY_COMMENTS = "Picks first, then papers that no earlier edition has, then by comments"


def listed(paper_id: str, *editions: str, **changes: Any) -> Paper:  # noqa: ANN401
    seen = tuple(
        Appearance(listing=f"{edition}.daily-papers", edition=edition, position=1, line=9)
        for edition in editions
    )
    return make_paper(paper_id, appearances=seen, **changes)


def fronts(papers: Iterable[Paper]) -> list[tuple[str, list[str]]]:
    """Each edition on the front page and the ids of its papers there."""
    index = Index(make_digest(papers))
    (home,) = (page for page in make_pages(index, make_settings()) if page.kind == "home")
    shown = cast("tuple[Front, ...]", home.context["fronts"])
    return [(front.edition.address, [card.id for card in front.cards]) for front in shown]


def test_upvotes_count_before_comments_and_the_order_is_said() -> None:
    papers = [
        make_paper("a", more=More(upvotes=3), comments=9),
        make_paper("b", more=More(upvotes=40), comments=1),
        make_paper("c", comments=30),
        make_paper("d", more=More(upvotes=3), comments=11),
    ]
    index = Index(make_digest(papers))
    (edition,) = index.digest.editions

    assert [paper.id for paper in rank_papers(edition, index)] == ["b", "d", "a", "c"]
    assert say_order(edition, index) == BY_COMMENTS.replace(
        ", then by", ", then by upvotes, then by"
    )


def test_without_upvotes_none_are_spoken_of() -> None:
    index = Index(make_digest([make_paper("a"), make_paper("b", comments=2)]))
    (edition,) = index.digest.editions

    assert [paper.id for paper in rank_papers(edition, index)] == ["b", "a"]
    assert say_order(edition, index) == BY_COMMENTS


def test_where_the_newest_edition_is_thin_the_ones_before_follow_and_nothing_comes_twice() -> None:
    papers = [
        listed("both", OLD, NEW),
        listed("new", NEW),
        *(listed(f"old-{number:02}", OLD) for number in range(FRONT_CARDS + 3)),
    ]
    (first, ids), (second, more) = fronts(papers)

    assert (first, ids) == (addresses.edition(NEW), ["new", "both"])
    assert second == addresses.edition(OLD)
    assert more == [f"old-{number:02}" for number in range(FRONT_CARDS - 2)]


def test_an_edition_that_is_enough_stands_alone() -> None:
    enough = [listed(f"new-{number}", NEW) for number in range(FEW_CARDS)]

    assert [edition for edition, _ in fronts([*enough, listed("old", OLD)])] == [
        addresses.edition(NEW)
    ]


def test_an_edition_whose_papers_are_on_the_page_already_is_no_part_of_it() -> None:
    again, oldest = listed("again", OLD, NEW), listed("oldest", "2025-11-18")

    assert [edition for edition, _ in fronts([again, oldest])] == [
        addresses.edition(NEW),
        addresses.edition("2025-11-18"),
    ]


def test_the_newest_edition_is_named_even_if_nothing_of_it_stands() -> None:
    gone = Status(value="withdrawn", on=CAPTURED, because="it leaked")

    assert fronts([listed("gone", NEW, status=gone), listed("old", OLD)]) == [
        (addresses.edition(NEW), []),
        (addresses.edition(OLD), ["old"]),
    ]
