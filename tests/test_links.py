"""Links between pages: whatever a page's values hold, a link that leads nowhere is found."""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from generator.links import BrokenLinkError, Links
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


def check_links(pages: Iterable[Page], redirects: Iterable[Redirect], files: Iterable[str]) -> None:
    links = Links()
    for page_ in pages:
        links.note_page(page_)
    for redirect in redirects:
        links.note_redirect(redirect)
    for path in files:
        links.note_file(path)
    links.check()


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
    with pytest.raises(BrokenLinkError, match=r"papers/tea/ → papers/gone/"):
        check_links([page("papers/tea/", value)], [], [])


def test_crumbs_and_redirects_are_links_too() -> None:
    redirect = Redirect(address="papers/old/", target=GONE)
    with pytest.raises(BrokenLinkError) as raised:
        check_links([page("", crumbs=(GONE,))], [redirect], [])

    assert str(raised.value).splitlines()[1:] == ["/ → papers/gone/"]
    with pytest.raises(BrokenLinkError, match="papers/old/ → papers/gone/"):
        check_links([page("")], [redirect], [])


def test_every_address_that_leads_nowhere_is_named_in_one_run_with_who_asks_first() -> None:
    pages = [page("a/", GONE), page("b/", GONE, Ref("also", "also/"))]
    with pytest.raises(BrokenLinkError) as raised:
        check_links(pages, [], [])

    assert str(raised.value).splitlines()[1:] == [
        "a/ → papers/gone/",
        "b/ → also/",
    ]


def test_pages_need_not_be_kept_and_no_link_of_a_later_one_is_missed() -> None:
    links = Links()
    for number in range(100):  # a page that is gone leaves its place in memory to the next
        links.note_page(page(f"{number}/", Holder((Holder(Ref("gone", f"gone/{number}/")),))))
    with pytest.raises(BrokenLinkError) as raised:
        links.check()

    assert len(str(raised.value).splitlines()) == 101


def test_links_to_pages_redirects_and_files_are_sound() -> None:
    redirect = Redirect(address="papers/old/", target=Ref("tea", "papers/tea/"))
    refs = [Ref("a", ""), Ref("b", "papers/old/"), Ref("c", "feeds/editions.xml")]

    check_links([page("", *refs), page("papers/tea/")], [redirect], ["feeds/editions.xml"])
