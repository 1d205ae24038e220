"""Links between pages: whatever a page's values hold, a link that leads nowhere is found."""

from dataclasses import dataclass

import pytest

from generator.links import BrokenLinkError, check_links
from generator.pages.views import Page, Pager, Redirect, Ref


def page(address: str, *context: object, crumbs: tuple[Ref, ...] = ()) -> Page:
    return Page(
        address=address,
        kind="paper",
        title="Tea",
        description="Tea.",
        updated=None,
        crumbs=crumbs,
        context={"value": context},
    )


@dataclass(frozen=True, slots=True)
class Holder:
    value: object


GONE = Ref("gone", "papers/gone/")


@pytest.mark.parametrize(
    "value",
    [GONE, (GONE,), [GONE], {"a": {"b": (GONE,)}}, Holder((Holder(GONE),)), Pager(older=GONE)],
    ids=lambda value: type(value).__name__,
)
def test_a_link_that_leads_nowhere_is_found_wherever_it_stands(value: object) -> None:
    with pytest.raises(BrokenLinkError, match=r"papers/tea/ → papers/gone/ \(gone\)"):
        check_links([page("papers/tea/", value)], [], [])


def test_crumbs_and_redirects_are_links_too() -> None:
    redirect = Redirect(address="papers/old/", target=GONE)
    with pytest.raises(BrokenLinkError) as raised:
        check_links([page("", crumbs=(GONE,))], [redirect], [])

    assert str(raised.value).splitlines()[1:] == [
        "/ → papers/gone/ (gone)",
        "papers/old/ → papers/gone/",
    ]


def test_every_broken_link_is_named_in_one_run() -> None:
    pages = [page("a/", GONE), page("b/", GONE, Ref("also", "also/"))]
    with pytest.raises(BrokenLinkError) as raised:
        check_links(pages, [], [])

    assert len(str(raised.value).splitlines()) == 4


def test_a_value_that_pages_share_is_looked_at_once_and_found_all_the_same() -> None:
    shared = Holder(GONE)
    with pytest.raises(BrokenLinkError) as raised:
        check_links([page("a/", shared), page("b/", shared)], [], [])

    assert len(str(raised.value).splitlines()) == 2


def test_links_to_pages_redirects_and_files_are_sound() -> None:
    redirect = Redirect(address="papers/old/", target=Ref("tea", "papers/tea/"))
    refs = [Ref("a", ""), Ref("b", "papers/old/"), Ref("c", "feeds/editions.xml")]

    check_links([page("", *refs), page("papers/tea/")], [redirect], ["feeds/editions.xml"])
