"""A digest as its readers get it: built, crawled, and used in a browser."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import feedparser
import jsonschema
import pytest
from builders import write
from host import ADDRESS
from playwright.sync_api import Browser, expect
from projects import clone, run, smallest, tree
from reached import broken_links, pages_for, parse

pytestmark = pytest.mark.site

DATA = Path(__file__).parent / "data"
ANOTHER_TIME = """\
import time, datetime
_offset = 400 * 86400
_time = time.time
time.time = lambda: _time() + _offset
class _Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(time.time(), tz)
    @classmethod
    def utcnow(cls): return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)
    @classmethod
    def today(cls): return cls.now()
datetime.datetime = _Later
"""


@pytest.fixture
def project(built_project: Path) -> Path:
    return built_project


@pytest.fixture(scope="module")
def site(built_site: Path) -> Path:
    return built_site


@pytest.fixture(scope="module")
def papers(site: Path) -> list[dict[str, Any]]:
    papers: list[dict[str, Any]] = json.loads((site / "data/papers.json").read_bytes())["papers"]
    return papers


@pytest.fixture
def address(served: str) -> str:
    return served


def test_the_digest_has_the_papers_that_were_written_into_it(
    papers: list[dict[str, Any]],
) -> None:
    """The listings have 418 titles, two of them of one paper; one more paper is introduced."""
    assert len(papers) == 418
    assert sum(len(p["editions"]) > 1 for p in papers) == 35
    assert sum(p["published"] is not None for p in papers) == 383
    assert sum(p["published_from"] == "year-from-capture" for p in papers) == 266


def test_every_paper_topic_date_and_edition_has_its_page(
    site: Path, papers: list[dict[str, Any]]
) -> None:
    wanted = {page for paper in papers for page in pages_for(paper)}

    assert len(wanted) > len(papers)
    assert [page for page in sorted(wanted) if not (site / page).is_file()] == []


def test_no_link_or_anchor_inside_the_site_is_broken(site: Path) -> None:
    assert len(list(site.rglob("*.html"))) > 600
    assert list(broken_links(site)) == []


def test_a_broken_link_or_anchor_is_found(tmp_path: Path) -> None:
    """The control."""
    write(tmp_path / "a/index.html", "<h1 id=top><a href=../b/>b</a> <a href=#top>c</a></h1>")
    write(tmp_path / "b/index.html", "<a href=../a/#end>a</a> <img src=x.png> <a href=../c/>c</a>")

    assert sorted(broken_links(tmp_path)) == [
        ("b/index.html", "../a/#end"),
        ("b/index.html", "../c/"),
        ("b/index.html", "x.png"),
    ]


def test_links_that_leave_go_by_http_and_give_no_standing(site: Path) -> None:
    own = "https://github.test/kettle-readers/kettles"
    for path in site.rglob("*.html"):
        here = ADDRESS + path.relative_to(site).as_posix()
        for link in parse(path).xpath("//a[@href]"):
            href = urljoin(here, link.get("href"))
            if not href.startswith((ADDRESS, own)):
                assert re.match(r"https?://[a-z0-9.-]+(/|$)", href), (path, href)
                assert {"nofollow", "noopener"} <= set((link.get("rel") or "").split()), (
                    path,
                    href,
                )


def test_every_page_says_what_it_is_and_leads_on(site: Path) -> None:
    for path in sorted(site.rglob("index.html")):
        document = parse(path)
        (heading,) = document.xpath("//h1")
        (title,) = document.xpath("//title/text()")
        (description,) = document.xpath("//meta[@name='description']/@content") or ("moved",)
        assert heading.text_content().strip(), path
        assert title.strip(), path
        assert description.strip(), path
        assert len(document.xpath("//h2 | //h3")) >= 1 or document.xpath("//main//a"), path


def test_a_paper_page_says_where_each_fact_came_from(site: Path) -> None:
    paper = "papers/ofen-3-an-open-record-of-bread-crust-and-waiting"
    text, counted = (
        parse(site / folder / "index.html").text_content()
        for folder in (paper, "papers/umbrellas-a-survey")
    )

    assert "ÖFEN 3: An Open Record of Bread, Crust and Waiting" in text
    assert "22 September 2030" in text
    assert "Hypatia" in text  # the one listing that names authors wins over those that count
    assert "31 authors" in counted
    for listing in ("2030-11-18", "2031-01-20", "2031-02-10", "2031-03-03", "2031-04-14"):
        assert f"of {listing}.daily-papers" in text


def test_papers_json_validates_against_its_schema(site: Path) -> None:
    schema = json.loads((site / "data/papers.schema.json").read_bytes())
    data = json.loads((site / "data/papers.json").read_bytes())

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(data)
    assert [p["id"] for p in data["papers"]] == sorted(p["id"] for p in data["papers"])


def test_the_feed_is_found_and_read_by_a_feed_reader(site: Path) -> None:
    data = (site / "feeds/editions.xml").read_bytes()
    feed = feedparser.parse(data)
    home = parse(site / "index.html")

    assert not feed.bozo
    assert home.xpath("//link[@rel='alternate' and @type='application/rss+xml']/@href") == [
        "feeds/papers.xml",
        "feeds/editions.xml",
    ]
    assert [entry.id for entry in feed.entries] == [
        f"tag:kettles.test,2030:editions/{edition}"
        for edition in (
            *("2031-04-14", "2031-03-03-baking", "2031-03-03"),
            *("2031-02-10", "2031-01-20", "2030-11-18"),
        )
    ]
    # The first paper that this edition brought is the 228th of the register.
    assert feed.entries[0].published == "Mon, 14 Apr 2031 12:03:48 +0000"
    assert all(entry.link.startswith(f"{ADDRESS}editions/") for entry in feed.entries)
    assert len(data) < 512_000


def test_the_sitemap_tells_days_of_the_content_alone(site: Path) -> None:
    sitemap = ET.fromstring((site / "sitemap.xml").read_bytes())  # noqa: S314 - our own file
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    days = {node.text for node in sitemap.findall(".//s:lastmod", space)}
    locations = [node.text for node in sitemap.findall(".//s:loc", space)]

    captures = {"2030-11-18", "2031-01-20", "2031-02-10", "2031-03-03", "2031-04-14"}
    assert days == captures  # every curation is of the day of one
    assert all((location or "").startswith(ADDRESS) for location in locations)
    assert len(locations) > 600


def test_mkdocs_alone_gives_the_same_bytes_in_another_place_and_at_another_time(
    project: Path, tmp_path: Path
) -> None:
    """Another hash seed, time zone, locale, folder, clock, and files created in another order."""
    other = clone(tmp_path / "elsewhere", backwards=True)
    clock = tmp_path / "clock"
    clock.mkdir()
    (clock / "sitecustomize.py").write_text(ANOTHER_TIME, "utf-8")
    run(
        "mkdocs",
        "build",
        "--strict",
        cwd=other,
        PYTHONPATH=f"{clock}:{other}",
        DIGEST_SITE_URL=ADDRESS,
        PYTHONHASHSEED="4711",
        TZ="Pacific/Kiritimati",
        LC_ALL="C",
    )

    first, second = tree(project / "site"), tree(other / "site")
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_a_second_run_touches_no_page(project: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in (project / "build/docs").rglob("*.md")}
    run("generator", "pages", cwd=project, DIGEST_SITE_URL=ADDRESS)

    assert {p: p.stat().st_mtime_ns for p in (project / "build/docs").rglob("*.md")} == before


def test_the_smallest_digest_builds_without_a_warning(tmp_path: Path) -> None:
    """One listing that states no date, count or organisation; nothing is picked or curated."""
    listing = DATA / "listings/2031-03-12.daily-papers.txt"
    folder = smallest(tmp_path, listing)
    placeholders = (folder / "mkdocs.yml").read_text("utf-8")
    write(folder / "mkdocs.yml", placeholders.replace(".example", ".test"))
    done = run("generator", "build", cwd=folder)
    data = json.loads((folder / "site/data/papers.json").read_bytes())

    assert "warning" not in done.stderr
    assert [paper["published"] for paper in data["papers"]] == [None] * 4
    for section in (
        *("topics", "dates", "editions", "organisations", "authors", "picks", "search", "about"),
    ):
        assert (folder / "site" / section / "index.html").is_file()
    assert "No paper is picked yet" in (folder / "site/picks/index.html").read_text("utf-8")


# In a browser.


def test_a_reader_searches_a_word_and_follows_a_paper_its_topic_and_its_date(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    requests: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None)

    page.goto(address)
    assert not [url for url in requests if "/pagefind/" in url]
    page.get_by_role("searchbox").first.fill("descaling")
    page.get_by_role("searchbox").first.press("Enter")
    page.wait_for_url("**/search/?q=descaling")
    result = page.get_by_role("link", name="Corrective Descaling of Old Kettles", exact=True)
    expect(result).to_be_visible()
    result.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Corrective Descaling of Old Kettles")
    page.locator(".chips").get_by_role("link", name="Descaling & care").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Descaling & care")
    page.locator(".paper-card", has=page.locator("time")).first.get_by_role("link").first.click()
    page.locator(".paper-meta time").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/dates/\d{4}/\d{2}/\d{2}/$"))

    assert all(url.startswith(address) for url in requests)
    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 768, 1440])
def test_no_page_is_wider_than_the_screen(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    for path in ("", "topics/", "dates/", "editions/2031-04-14/", "search/", "about/", "picks/"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_lines_between_the_sources_of_facts_run_across(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}papers/umbrellas-a-survey/")
    page.locator(".provenance summary").click()
    widths = page.locator(".provenance tbody tr > *").evaluate_all(
        "cells => cells.map((cell) => getComputedStyle(cell).borderTopWidth)"
    )

    assert len(set(widths)) == 1
    assert widths[0] != "0px"
    page.close()


def test_without_scripts_every_section_reads_and_search_says_where_to_go(
    browser: Browser, address: str, site: Path
) -> None:
    """What `noscript` holds is read from the page: an emulated switch leaves it hidden."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in ("", "topics/", "dates/", "editions/2031-04-14/", "picks/", "about/"):
        page.goto(address + path)
        expect(page.locator("main a").first).to_be_visible()
    context.close()
    search = parse(site / "search/index.html")

    assert {"../topics/", "../dates/", "../editions/"} <= set(search.xpath("//noscript//a/@href"))
