"""Citations on pages: what a paper's page shows and gives away, and what lists lead to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import lxml.html
import pytest
from playwright.sync_api import Browser, Page, expect
from reread import Read, read_csl, read_with_bibtexparser, read_with_rispy

READERS = {"bib": read_with_bibtexparser, "ris": read_with_rispy, "csl.json": read_csl}


def parse(path: Path) -> Any:  # noqa: ANN401 - lxml's queries give what they find
    return lxml.html.fromstring(path.read_bytes())


@pytest.fixture(scope="module")
def papers(built_site: Path) -> dict[str, dict[str, Any]]:
    data = json.loads((built_site / "data/papers.json").read_bytes())
    return {paper["id"]: paper for paper in data["papers"]}


def cited_in(site: Path, stem: str) -> Iterator[tuple[str, list[Read]]]:
    for suffix, read in READERS.items():
        yield suffix, list(read((site / f"{stem}.{suffix}").read_bytes().decode()))


def test_the_files_of_the_digest_hold_what_is_known_of_every_paper(
    built_site: Path, papers: dict[str, dict[str, Any]]
) -> None:
    for suffix, found in cited_in(built_site, "data/papers"):
        assert [read.id for read in found] == list(papers)
        days = ["-".join(f"{part:02}" for part in read.day) for read in found]
        known = [paper["published"] or "" for paper in papers.values()]
        assert days == [day[:7] for day in known] if suffix == "bib" else days == known
        arxiv = [paper["links"]["arxiv"] for paper in papers.values()]
        assert [read.arxiv for read in found] == [link and link["id"] for link in arxiv]


def test_a_papers_page_holds_it_in_every_form_and_no_coins(
    built_site: Path, papers: dict[str, dict[str, Any]]
) -> None:
    in_files = {
        suffix: {read.id: read for read in found}
        for suffix, found in cited_in(built_site, "data/papers")
    }
    for paper_id in papers:
        page = parse(built_site / "papers" / paper_id / "index.html")
        for suffix, read in READERS.items():
            (code,) = page.xpath(f"//details[@data-file='{paper_id}.{suffix}']/pre/code/text()")
            text = code.replace("\n", "\r\n") if suffix == "ris" else code
            assert list(read(text)) == [in_files[suffix][paper_id]]
        assert page.xpath("//*[@class='Z3988']") == []


def test_lists_tell_reference_managers_of_each_paper(
    built_site: Path, papers: dict[str, dict[str, Any]]
) -> None:
    for path in built_site.rglob("index.html"):
        for card in parse(path).xpath("//main//li[@data-paper]"):
            (title,) = card.xpath(".//h2/a/text() | .//h3/a/text()")
            (coins,) = card.xpath(".//span[@class='Z3988']/@title")
            found = parse_qs(coins, strict_parsing=True)
            assert found["rft.title"] == [title]
            assert found.get("rft.date", [None]) == [papers[card.get("data-paper")]["published"]]
            assert found["rft.identifier"][0].startswith("https://")


@pytest.mark.parametrize(("kind", "lists"), [("topics", 16), ("editions", 6)])
def test_lists_lead_to_their_files_in_each_form(built_site: Path, kind: str, lists: int) -> None:
    """One topic has no paper, and one former address of a topic leads on."""
    folders = filter(Path.is_dir, (built_site / kind).iterdir())
    pages = {folder: parse(folder / "index.html") for folder in folders}
    listing = {folder: page for folder, page in pages.items() if page.find_class("paper-card")}

    assert len(listing) == lists
    for folder, page in listing.items():
        hrefs = page.xpath("//p[@class='cite-all']/a/@href")
        names = [f"../../data/{kind}/{folder.name}.{suffix}" for suffix in READERS]

        assert hrefs == names
        assert all((folder / href).is_file() for href in hrefs)


# In a browser


@pytest.fixture
def page(browser: Browser, served: str, papers: Iterable[str]) -> Iterator[Page]:
    """The page of a paper with its citations open, which may write to the clipboard."""
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{served}papers/{min(papers)}/")
    page.locator(".cite > summary").click()
    yield page
    context.close()


@pytest.mark.parametrize(("name", "suffix"), [("BibTeX", "bib"), ("RIS", "ris")])
def test_a_citation_is_copied_and_downloaded(
    page: Page, built_site: Path, papers: Iterable[str], name: str, suffix: str
) -> None:
    paper = min(papers)
    in_file = (built_site / f"data/papers.{suffix}").read_bytes()
    if suffix != "bib":  # which is open already
        page.locator("summary", has_text=name).click()
    page.get_by_role("button", name=f"Copy: {name}").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Download: {name}").click()
    data = download.value.path().read_bytes()

    assert download.value.suggested_filename == f"{paper}.{suffix}"
    assert in_file.startswith(data)
    assert paper.encode() in data
    assert copied.splitlines() == data.decode().splitlines()


def test_the_plain_citation_is_copied(page: Page) -> None:
    page.get_by_role("button", name="Copy: plain text").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".cite > p").inner_text()


def test_a_link_beside_the_marks_opens_the_citations_and_leads_there(
    browser: Browser, served: str, papers: Iterable[str]
) -> None:
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.goto(f"{served}papers/{min(papers)}/")
        line = page.locator(".cite > p")
        expect(line).to_be_hidden()
        page.locator(".marks").get_by_role("link", name="Cite", exact=True).press("Enter")
        expect(line).to_be_in_viewport()
        expect(line).to_be_focused()
        expect(page.locator(".cite > summary")).to_be_in_viewport()
        if scripts:
            page.keyboard.press("Tab")
            expect(page.get_by_role("button", name="Copy: plain text")).to_be_focused()
        context.close()


def test_where_copying_is_refused_the_text_is_selected(page: Page) -> None:
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Copy: BibTeX").click()
    expect(page.get_by_role("status")).to_contain_text("selected")

    assert page.evaluate("getSelection().toString()").startswith("@misc{")


def test_without_scripts_the_forms_open_and_have_no_dead_buttons(
    browser: Browser, served: str, papers: Iterable[str]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}papers/{min(papers)}/")
    page.locator(".cite > summary").click()
    page.locator(".cite summary", has_text="CSL-JSON").click()

    expect(page.locator(".cite code", has_text='"type": "article"')).to_be_visible()
    expect(page.locator(".cite button")).to_have_count(0)
    context.close()
