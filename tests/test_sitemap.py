"""What crawlers are told: the sitemap, robots.txt and llms.txt."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

from builders import make_digest, make_paper, make_settings

from generator.llms import make_llms
from generator.pages import Index, make_pages
from generator.records import Topic
from generator.sitemap import MOST_URLS, Entry, Sitemap, make_robots, make_sitemap
from generator.write import File

SETTINGS = make_settings()
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def rows(file: File) -> list[tuple[str, str | None]]:
    """Address and day of everything that a file of the sitemap names."""
    root = ET.fromstring(file.data)  # noqa: S314  our own file
    return [(row.findtext(f"{SPACE}loc") or "", row.findtext(f"{SPACE}lastmod")) for row in root]


def test_a_sitemap_names_pages_with_the_day_of_their_content() -> None:
    sitemap = Sitemap()
    paper = make_paper(published=date(2025, 11, 3))
    for page in make_pages(Index(make_digest((paper,))), SETTINGS):
        sitemap.note_page(page)
    (file,) = make_sitemap(sitemap.entries, SETTINGS)
    found = dict(rows(file))

    assert file.path == "sitemap.xml"
    assert found["https://digest.example/kettles/papers/kettles-that-wait/"] == "2025-11-20"
    assert found["https://digest.example/kettles/about/"] is None
    assert "https://digest.example/kettles/search/" not in found


def test_a_sitemap_above_the_limit_is_an_index_of_parts() -> None:
    entries: list[Entry] = [(f"papers/{n}/", date(2025, 11, 20)) for n in range(MOST_URLS + 1)]
    entries[3] = (entries[3][0], date(2025, 11, 21))
    index, *parts = make_sitemap(entries, SETTINGS)

    assert rows(index) == [
        ("https://digest.example/kettles/sitemap-1.xml", "2025-11-21"),
        ("https://digest.example/kettles/sitemap-2.xml", "2025-11-20"),
    ]
    assert [part.path for part in parts] == ["sitemap-1.xml", "sitemap-2.xml"]
    assert [len(rows(part)) for part in parts] == [MOST_URLS, 1]


def test_robots_may_read_everything_and_find_the_sitemap() -> None:
    assert make_robots(SETTINGS).data.decode() == (
        "User-agent: *\nAllow: /\n\nSitemap: https://digest.example/kettles/sitemap.xml\n"
    )


def test_llms_txt_is_an_index_of_topics_data_and_feeds() -> None:
    topic = Topic(slug="tea", name="Tea [hot]", about="Leaves *in* water")
    text = make_llms(Index(make_digest((make_paper(),), (topic,))), SETTINGS).data.decode()

    assert text.startswith("# Kettle Digest\n\n> Kettles, read daily.\n\n")
    assert (
        r"- [Tea \[hot\]](https://digest.example/kettles/topics/tea/): Leaves \*in\* water" in text
    )
    assert "`https://digest.example/kettles/papers/<id>/index.md.txt`" in text
    assert "kettles-that-wait" not in text


def test_everything_that_is_named_to_crawlers_is_there(built_site: Path) -> None:
    robots = (built_site / "robots.txt").read_text("utf-8")
    root = robots.rpartition(" ")[2].removesuffix("sitemap.xml\n")
    llms = (built_site / "llms.txt").read_text("utf-8")
    sitemap = File("sitemap.xml", (built_site / "sitemap.xml").read_bytes())
    named = [*re.findall(r"\]\((.*?)\)", llms), *(address for address, _ in rows(sitemap))]

    assert len(named) > 600
    for address in named:
        assert address.startswith(root)
        target = built_site / address.removeprefix(root)
        assert (target if target.is_file() else target / "index.html").is_file(), address
    assert not list(built_site.glob("sitemap*.gz"))


def test_a_page_that_says_noindex_is_not_in_the_sitemap(built_site: Path) -> None:
    sitemap = (built_site / "sitemap.xml").read_text("utf-8")
    hidden = [
        page.relative_to(built_site).as_posix().removesuffix("index.html")
        for page in built_site.rglob("index.html")
        if '<meta name="robots" content="noindex">' in page.read_text("utf-8")
    ]

    assert {"search/", "saved/"} <= set(hidden)
    assert not [address for address in hidden if f"/{address}</loc>" in sitemap]
