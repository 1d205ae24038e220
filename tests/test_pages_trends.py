"""The page of trends: findings in words, charts where there is enough, a table behind each."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from builders import make_digest, make_paper, make_settings
from markdown import Markdown

from generator.pages import Index, make_pages
from generator.pages.sparklines import make_sparklines
from generator.pages.trends import make_trends_page
from generator.records import Appearance, Assignment, Digest, Organisation, Paper, Topic
from generator.render import Renderer, make_environment
from generator.text.escape import clean

ENVIRONMENT = make_environment(Path(__file__).parent.parent / "site_templates")
TOPICS = tuple(
    Topic(slug=name.lower(), name=name, about=f"All about {name.lower()}")
    for name in ("Kettles", "Pots")
)
HOSTILE = (
    "</svg></figure><script>window.ran = 1</script>",
    '" onload="alert(1)',
    "<!-- <math>",
    "\u0002wzxhzdk:0\u0003 {{ config }}",
    "`code` *b* _i_ # h | cell",
)
HEADINGS = [
    "What is rising",
    "Topics over time",
    "Papers over time",
    "Organisations",
    "Editions",
    "Most discussed",
]


def make_many(kettles: int, pots: int, day: date, **changes: Any) -> list[Paper]:  # noqa: ANN401
    """So many papers on each topic, on days from `day`, in the edition of 20 November 2025."""
    return [
        make_paper(
            f"{slug}-{day}-{at}",
            published=day + timedelta(days=at % 28),
            topics=(Assignment(slug=slug, origin="rules", score=9),),
            **changes,
        )
        for slug, number in (("kettles", kettles), ("pots", pots))
        for at in range(number)
    ]


def make_rich(names: tuple[str, ...] = ("Tea House", "Pot Works", "Steam Labs")) -> Digest:
    """Two years of papers: kettles rise from a tenth to a half, organisations are named."""
    papers = make_many(10, 90, date(2024, 3, 1)) + make_many(60, 60, date(2025, 3, 1))
    for at, name in enumerate(names * 5):
        organisation = Organisation(slug=f"o-{at % len(names)}", name=name)
        papers.append(
            make_paper(f"named-{at}", organisation=organisation, comments=at, published=None)
        )
    return make_digest(papers, TOPICS)


def render(digest: Digest, address: str = "trends/") -> Any:  # noqa: ANN401 - lxml's queries
    index = Index(digest)
    pages = make_pages(index, make_settings())
    page = next(page for page in pages if page.address == address)
    text = Renderer(ENVIRONMENT, make_settings(), index).render(page).data.decode()
    html = Markdown().convert(text.split("\n---\n", 1)[1])
    return lxml.html.fromstring(f"<main>{html}</main>")


def says(page: Any, name: str) -> str:  # noqa: ANN401
    found: str = page.xpath(f"string(//section[h2/@id='{name}']/p[@class='finding-says'])")
    return found


def test_a_rich_digest_has_every_finding_with_its_table() -> None:
    page = render(make_rich())

    assert [str(heading) for heading in page.xpath("//h2/text()")] == HEADINGS
    assert len(page.xpath("//section//details//table")) == len(HEADINGS)
    assert len(page.xpath("//figure[svg]")) == len(HEADINGS) - 1
    assert len(page.xpath("//figure/svg[@role='img'][string-length(@aria-label) > 20]")) == 10


def test_what_rises_is_said_drawn_and_tabled_alike() -> None:
    page = render(make_rich())
    section = page.xpath("//section[h2/@id='rising']")[0]
    rows = [
        [cell.text_content() for cell in row.xpath("th|td")] for row in section.xpath(".//tbody/tr")
    ]

    assert says(page, "rising") == (
        "Kettles (10\u202f% → 50\u202f%) is rising; Pots (90\u202f% → 50\u202f%) is falling."
    )
    assert section.xpath(".//svg/@aria-label") == [clean(says(page, "rising"))] * 2
    assert rows == [
        ["Kettles", "10 (10\u202f%)", "60 (50\u202f%)", "rising"],
        ["Pots", "90 (90\u202f%)", "60 (50\u202f%)", "falling"],
    ]


def test_too_few_papers_to_tell_are_not_drawn() -> None:
    page = render(make_digest(make_many(3, 4, date(2025, 3, 1)), TOPICS))

    assert says(page, "rising").startswith("Too few papers to tell")
    assert says(page, "topics").startswith("Too few papers to tell")
    assert page.xpath("//section[h2/@id='rising' or h2/@id='topics']//svg") == []


def test_a_digest_without_dates_says_so() -> None:
    page = render(make_digest([make_paper("a"), make_paper("b")], TOPICS))

    assert says(page, "papers") == "No listing states a paper's date yet."
    assert page.xpath("//section[h2/@id='papers']//*[self::svg or self::table]") == []
    assert says(page, "editions") == "20 Nov 2025 brought 2 new papers."


def test_an_empty_digest_has_the_page_and_no_chart() -> None:
    page = render(Digest(papers=(), topics=(), editions=()))

    assert [str(heading) for heading in page.xpath("//h2/text()")] == HEADINGS
    assert page.xpath("//svg | //table") == []


def test_few_organisations_are_tabled_and_not_drawn() -> None:
    one = make_paper("a", organisation=Organisation(slug="tea", name="Tea House"))
    page = render(make_digest([one, make_paper("b")], TOPICS))

    assert says(page, "organisations") == (
        "Too few papers to tell: only 1 of 2 name an organisation."
    )
    assert page.xpath("//section[h2/@id='organisations']//tbody//th/a/text()") == ["Tea House"]


def test_repeated_papers_are_told_from_new_ones() -> None:
    old, new = (
        Appearance(listing=f"{day}.x", edition=day, position=1, line=1)
        for day in ("2025-11-12", "2025-11-20")
    )
    papers = [make_paper("a", appearances=(old, new)), make_paper("b", appearances=(new,))]
    page = render(make_digest(papers))

    assert says(page, "editions") == "20 Nov 2025 brought 1 new paper and 1 listed before."
    assert page.xpath("//section[h2/@id='editions']//figcaption/span/text()") == [
        "new",
        "listed before",
    ]


def test_what_is_left_out_of_a_chart_is_said() -> None:
    page = render(make_rich())
    note = page.xpath("string(//section[h2/@id='papers']/p[@class='finding-note'])")

    assert "by the papers' own dates" in note
    assert "15 papers are without a date." in note
    assert note.endswith(" 2025 is drawn lighter: this digest does not have the whole of it.")


@pytest.mark.parametrize("name", HOSTILE)
def test_the_name_of_an_organisation_is_text(name: str) -> None:
    names = ("Tea House", "Pot Works")
    tame, hostile = (render(make_rich((*names, third))) for third in ("Steam Labs", name))

    def structure(page: Any) -> list[tuple[str, list[str]]]:  # noqa: ANN401
        return [(str(element.tag), sorted(element.keys())) for element in page.iter()]

    assert structure(hostile) == structure(tame)


def test_no_id_stands_twice_on_a_page() -> None:
    ids = render(make_rich()).xpath("//@id")

    assert len(ids) == len(set(ids))


def test_the_same_digest_has_the_same_page() -> None:
    digest = make_rich()

    assert make_trends_page(Index(digest)) == make_trends_page(Index(digest))


# Sparklines


def test_a_topic_has_its_line_on_its_page_and_in_the_list() -> None:
    digest = make_rich()
    topic, topics = render(digest, "topics/kettles/"), render(digest, "topics/")
    label = topic.xpath("string(//svg/@aria-label)")

    assert label.startswith("Papers by ")
    assert topics.xpath("//li[.//a='Kettles']//svg/@aria-label") == [label]
    assert len(topics.xpath("//svg")) == 2
    assert len(topic.xpath("//details//tbody/tr")) == len(
        make_sparklines(Index(digest))["kettles"].table.rows
    )


def test_a_topic_with_few_papers_has_no_line() -> None:
    digest = make_digest(make_many(4, 5, date(2025, 3, 1)), TOPICS)

    assert list(make_sparklines(Index(digest))) == ["pots"]
    assert render(digest, "topics/kettles/").xpath("//svg | //table") == []
