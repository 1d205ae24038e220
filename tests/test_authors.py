"""Pages by author: which names stand together, what the pages claim, and their addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import assemble_project, make_digest, make_paper, make_project, make_settings
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown import Markdown
from wholes import make_files

from generator.authors import MIN_PAPERS, group_by_name, make_name_slugs, name_key
from generator.head import is_for_engines
from generator.pages import Index, Page, make_pages
from generator.pages.authors import RULE
from generator.pages.lists import PER_PAGE
from generator.reading import make_reading_files
from generator.records import Author, Organisation, Paper, Status
from generator.render import Renderer, make_environment
from generator.slugs import MAX_SLUG, RESERVED

TEMPLATES = Path(__file__).parent.parent / "site_templates"
SETTINGS = make_settings(repository="https://github.com/x/y")
DAY = date(2025, 11, 18)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

names = st.text(min_size=1, max_size=120) | st.text("aAé -.'李$\\{}ﬁØ9", min_size=1, max_size=100)


def papers_of(*bylines: Sequence[str], **changes: Any) -> list[Paper]:  # noqa: ANN401
    """A paper for each row of names, the later ones added later."""
    return [
        make_paper(
            f"p-{at}",
            title=f"Kettle {at}",
            number=at + 1,
            added=DAY + timedelta(days=at),
            authors=tuple(Author(name=name) for name in row),
            **changes,
        )
        for at, row in enumerate(bylines)
    ]


def pages_of(papers: Sequence[Paper]) -> dict[str, Page]:
    index = Index(make_digest(papers), SETTINGS.site_url)
    return {page.address: page for page in make_pages(index, SETTINGS)}


def show(papers: Sequence[Paper], address: str) -> Any:  # noqa: ANN401 - lxml has no types
    """A page as a tree of HTML."""
    index = Index(make_digest(papers), SETTINGS.site_url)
    page = next(p for p in make_pages(index, SETTINGS) if p.address == address)
    text = Renderer(make_environment(TEMPLATES), SETTINGS, index).render(page).data.decode()
    body = text.removeprefix("---\n").partition("\n---\n")[2]
    return html.fromstring(f"<main>{Markdown(extensions=['toc']).convert(body)}</main>")


def text_of(papers: Sequence[Paper], address: str) -> str:
    return " ".join(show(papers, address).text_content().split())


def links_of(papers: Sequence[Paper], address: str) -> list[str]:
    return [str(href) for href in show(papers, address).xpath("//a/@href")]


# Which names are one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Lovelace", "ADA  lovelace"),
        ("Jean-François Lalonde", "Jean Francois Lalonde"),
        ("Justin T. Chiu", "Justin T Chiu"),
        ("Miles O’Brien", "Miles O'Brien"),
        ("G{\\'e}rard D.", "Gérard D"),
    ],
)
def test_spellings_of_the_same_words_are_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Lovelace", "A. Lovelace"),
        ("Ada Lovelace", "Lovelace, Ada"),
        ("Ada Lovelace", "Ada King Lovelace"),
        ("李明", "李 明"),
    ],
)
def test_nothing_is_left_out_or_turned_around(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_a_name_needs_enough_papers_and_counts_once_in_each() -> None:
    few = papers_of(*[["Ada Lovelace", "ADA LOVELACE"]] * (MIN_PAPERS - 1))
    enough = papers_of(*[["Ada Lovelace"]] * MIN_PAPERS)

    assert group_by_name(few) == {}
    assert [len(byline.papers) for byline in group_by_name(enough).values()] == [MIN_PAPERS]


def test_a_name_that_nobody_can_see_is_none() -> None:
    assert group_by_name(papers_of(*[["\u200b"], ["\u2060"], ["\u200b\u200b"]])) == {}


# Addresses


@given(st.lists(names, max_size=8))
def test_each_name_has_an_address_of_its_own_whatever_names_there_are(found: list[str]) -> None:
    keys = {key for name in found if (key := name_key(name))}
    slugs = make_name_slugs(keys)

    assert slugs.keys() == keys
    assert len(set(slugs.values())) == len(keys)
    for key, slug in slugs.items():
        assert SLUG.fullmatch(slug)
        assert len(slug) <= MAX_SLUG + len("-12345678")
        assert slug not in RESERVED
        assert make_name_slugs([key]) == {key: slug}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Émilie du Châtelet", r"emilie-du-chatelet"),
        ("The Kettle Collaboration", r"the-kettle-collaboration"),
        ("李明", r"author-[0-9a-f]{8}"),
        ("Ming 李", r"ming-[0-9a-f]{8}"),
        ("Page", r"page-[0-9a-f]{8}"),
        ("Con", r"con-[0-9a-f]{8}"),
        ("Bob " * 30, r"bob(-bob)+-[0-9a-f]{8}"),
        ("?!", r"author-[0-9a-f]{8}"),
    ],
)
def test_a_slug_follows_from_the_name_alone(name: str, slug: str) -> None:
    (found,) = make_name_slugs([name_key(name)]).values()

    assert re.fullmatch(slug, found)


def test_a_name_made_to_have_anothers_address_gets_one_of_its_own() -> None:
    (taken,) = make_name_slugs([name_key("李明")]).values()
    slugs = make_name_slugs([name_key("李明"), name_key(taken)])

    assert slugs[name_key(taken)] == taken
    assert slugs[name_key("李明")].startswith(taken)
    assert len(set(slugs.values())) == 2


# The pages


def test_a_name_has_a_page_with_its_papers_and_is_shown_as_the_newest_has_it() -> None:
    older = [["Emilie du Chatelet"]] * (MIN_PAPERS - 2)
    papers = papers_of(*older, ["EMILIE DU CHATELET"], ["Émilie du Châtelet"])
    address = "authors/emilie-du-chatelet/"
    links = links_of(papers, address)

    assert pages_of(papers)[address].title == "Émilie du Châtelet"
    assert [link for link in links if "papers/" in link] == [
        f"../../papers/p-{at}/" for at in reversed(range(MIN_PAPERS))
    ]
    assert (
        show(papers, "authors/").xpath("//li[a]")[0].text_content()
        == f"Émilie du Châtelet {MIN_PAPERS}"
    )


def test_a_page_says_by_what_rule_and_claims_no_person() -> None:
    papers = papers_of(*[["Ada Lovelace"]] * MIN_PAPERS)
    index = Index(make_digest(papers), SETTINGS.site_url)
    page = pages_of(papers)["authors/ada-lovelace/"]
    head = Renderer(make_environment(TEMPLATES), SETTINGS, index).heads.make(page)

    assert RULE in text_of(papers, "authors/ada-lovelace/")
    assert RULE in text_of(papers, "authors/")
    assert RULE.count(". ") == 0
    assert '"CollectionPage"' in head
    assert "Person" not in head


def test_on_a_papers_page_names_lead_to_their_pages_as_the_paper_spells_them() -> None:
    others = [["Ada Lovelace"]] * (MIN_PAPERS - 1)
    papers = papers_of(["ADA LOVELACE", "Alan Turing"], *others)
    (authors,) = show(papers, "papers/p-0/").xpath("//*[@class='authors']")

    assert authors.text_content() == "ADA LOVELACE, Alan Turing"
    assert authors.xpath("a/@href") == ["../../authors/ada-lovelace/"]
    assert "several people" in text_of(papers, "papers/p-0/")


def test_where_no_name_has_a_page_a_paper_links_none() -> None:
    papers = papers_of(["Ada Lovelace"])

    assert not [link for link in links_of(papers, "papers/p-0/") if "authors/" in link]


def test_the_page_of_names_is_there_without_any_and_is_found() -> None:
    assert "No name stands on 5 papers yet." in text_of(papers_of(["Ada Lovelace"]), "authors/")
    for address in ("organisations/", "about/"):
        assert "../authors/" in links_of(papers_of(["Ada Lovelace"]), address)


def test_a_paper_that_was_taken_back_counts_for_no_name_and_leads_to_it_all_the_same() -> None:
    gone = Status(value="withdrawn", on=DAY, because="It leaks.")
    standing = papers_of(*[["Ada Lovelace"]] * MIN_PAPERS)
    papers = [*standing, make_paper("gone", authors=(Author(name="ada lovelace"),), status=gone)]

    assert "../../papers/gone/" not in links_of(papers, "authors/ada-lovelace/")
    assert "../../authors/ada-lovelace/" in links_of(papers, "papers/gone/")
    assert "authors/ada-lovelace/" not in pages_of([*standing[:2], papers[-1]])


def test_names_stand_from_a_to_z_under_their_initials_and_other_letters_last() -> None:
    rows = [["Zoë Kettle", "ada lovelace", "李明", "Émilie du Châtelet", "3 Kettles"]] * MIN_PAPERS
    page = show(papers_of(*rows), "authors/")

    assert page.xpath("//h2/text()") == ["A", "E", "Z", "Others"]
    assert page.xpath("//*[@class='author-list']/li/a/text()") == [
        *("ada lovelace", "Émilie du Châtelet", "Zoë Kettle", "3 Kettles", "李明")
    ]
    assert not page.xpath("//*[@class='letters']")


def test_many_names_stand_on_pages_that_lead_to_each_other_and_to_their_initials() -> None:
    rows = [[f"{'AZ'[at % 2]}da {at:03}" for at in range(2 * PER_PAGE + 1)]] * MIN_PAPERS
    pages = pages_of(papers_of(*rows))
    first, second, third = "authors/", "authors/page/2/", "authors/page/3/"

    assert [
        address for address in pages if address in {first, second, third, "authors/page/4/"}
    ] == [*(first, second, third)]
    assert not is_for_engines(pages[second])
    assert is_for_engines(pages[first])
    assert links_of(papers_of(*rows), second)[1:3] == [
        "../../../authors/",
        "../../../authors/page/2/",
    ]
    (pager,) = show(papers_of(*rows), second).xpath("//*[@class='pager']")
    assert pager.xpath("a/@href") == ["../../../authors/", "../../../authors/page/3/"]
    listed = [
        link
        for address in (first, second, third)
        for link in show(papers_of(*rows), address).xpath("//*[@class='author-list']/li/a/@href")
    ]
    assert len(set(listed)) == len(rows[0])


def test_a_name_on_many_papers_has_pages_as_long_lists_have() -> None:
    pages = pages_of(papers_of(*[["Ada Lovelace"]] * (PER_PAGE + 1)))

    assert "authors/ada-lovelace/page/1/" in pages
    assert pages["authors/ada-lovelace/"].context["total"] == f"{PER_PAGE + 1} papers"


def test_the_same_names_give_the_same_pages_in_any_order_of_papers() -> None:
    papers = papers_of(
        ["Ada Lovelace", "Émilie"], ["ÉMILIE", "ada lovelace"], ["Emilie", "Ada Lovelace"]
    )
    backwards = make_digest(papers[::-1])

    one, other = (Index(digest).authors for digest in (make_digest(papers), backwards))

    assert list(one.items()) == list(other.items())


def test_an_answer_of_the_api_makes_pages_whose_links_all_lead_somewhere(tmp_path: Path) -> None:
    records = [
        {
            "paper": {
                "id": f"3105.{10000 + at}",
                "title": f"Kettle {at}",
                "summary": "It waits.",
                "authors": [{"name": "Ada Lovelace"}, {"name": "李明"}, {"name": f"Nr {at}"}],
            }
        }
        for at in range(MIN_PAPERS)
    ]
    path = "content/listings/2031/2031-06-01.daily-papers-api.json"
    project = make_project(tmp_path, {path: json.dumps(records)})
    digest = assemble_project(project).digest
    made = {file.path for file in make_files(digest, SETTINGS, TEMPLATES)}

    assert {path for path in made if path.startswith("authors/")} == {
        "authors/index.md",
        "authors/ada-lovelace/index.md",
        "authors/author-aa227102/index.md",
    }


@pytest.mark.parametrize(
    ("names", "number", "by", "who"),
    [
        ("", None, None, None),
        ("", 7, None, "7 authors"),
        ("Ada", None, "Ada", None),
        ("Ada Ben Cleo Dan", 4, "Ada, Ben, Cleo, Dan", None),
        ("Ada Ben Cleo Dan Eve", 5, "Ada, Ben, Cleo and 2 more", None),
        ("Ada Ben", 1_202, "Ada, Ben and 1,200 more", None),
    ],
)
def test_lists_name_the_first_authors_where_they_are_known(
    names: str, number: int | None, by: str | None, who: str | None
) -> None:
    authors = tuple(Author(name=name) for name in names.split())
    card = Index(make_digest([make_paper(authors=authors, n_authors=number)])).cards[
        "kettles-that-wait"
    ]

    assert (card.by, card.who) == (by, who)


def test_lists_name_authors_before_the_organisation_and_both_are_text() -> None:
    lab = Organisation(slug="lab", name="Tea <Lab>")
    paper = make_paper(authors=(Author(name="<b>Ada</b>"),), organisation=lab)
    index = Index(make_digest([paper]))
    page = next(page for page in make_pages(index, SETTINGS) if page.kind == "edition")
    text = Renderer(make_environment(TEMPLATES), SETTINGS, index).render(page).data.decode()
    (file, *_) = make_reading_files(index)

    assert "· &lt;b&gt;Ada&lt;/b&gt; · <a" in text
    assert json.loads(file.data)["papers"][0]["who"] == "<b>Ada</b> · Tea <Lab>"
