"""What a reader's browser keeps: marks, visits, topics and the saved list, used in a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from host import ADDRESS, SUB_PATH, serve
from playwright.sync_api import expect
from projects import run, smallest

from generator.text.bibtex import bibtex

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Route

pytestmark = pytest.mark.site

ENGINES = "Engines that Brew"
AWKWARD = "Cups & 100% of {Tea}_#1 ~ ^ $5 [x](y) *z* `q` <i>"
STIRRING = "Stirring <b>Considered</b> Helpful"
WAITING = "A Kettle that Waits"
SQUARE = "Square Cups Leak"
SPOONS = "Silent Spoons"
SPOONS_TOO = "Silent Spoons, Once More"

OLD, NEW = "2031-05-20", "2031-06-02"
EDITIONS = {
    OLD: ((ENGINES, "3105.01234"), (AWKWARD, None), (STIRRING, None)),
    NEW: ((WAITING, None), (SQUARE, None), (SPOONS_TOO, None), (SPOONS, None)),
}
"""Two editions, each with the titles of its papers and their arXiv ids; the third of the newer one
went into the fourth."""

PRESENT = datetime(2031, 6, 5, 9, tzinfo=UTC)


def record(title: str, arxiv: str | None, captured: str) -> Mapping[str, Any]:
    """A paper as the API answers it; two are in no topic."""
    outside = title in {SPOONS, SPOONS_TOO, ENGINES}
    subject = "A spoon is" if outside else "A kettle, a cup and much stirring are"
    return {
        "paper": {
            "id": arxiv or "none",
            "authors": [{"name": "Ada Lovelace"}, {"name": "Alan Turing"}] if arxiv else [],
            "publishedAt": f"{captured[:8]}01T10:00:00.000Z",
            "title": title,
            "summary": f"{subject} described here at some length, and it is all invented. " * 3,
        }
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    listings = tmp_path_factory.mktemp("listings")
    for day, papers in EDITIONS.items():
        answer = [record(title, arxiv, day) for title, arxiv in papers]
        (listings / f"{day}.daily-papers-api.json").write_text(json.dumps(answer), "utf-8")
    folder = smallest(tmp_path_factory.mktemp("project"), *sorted(listings.iterdir()))
    gone = folder / "content/curations/silent-spoons-once-more.yml"
    gone.parent.mkdir()
    gone.write_text("same_as: silent-spoons\n", "utf-8")
    run("generator", "build", "--quiet", cwd=folder, DIGEST_SITE_URL=ADDRESS)
    return folder / "site"


@pytest.fixture(scope="module")
def address(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(site, tmp_path_factory.mktemp("host")) as address:
        yield address


@pytest.fixture(scope="module")
def ids(site: Path) -> Mapping[str, str]:
    """The id of each title."""
    papers = json.loads((site / "data/papers.json").read_bytes())["papers"]
    return {paper["title"]: paper["id"] for paper in papers}


@dataclass
class Reader:
    """A person at a browser of their own; what goes wrong there is kept."""

    context: BrowserContext
    address: str
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def open(self, path: str = "") -> Page:
        """Open a page of the site in a new tab."""
        tab = self.context.new_page()
        tab.on("request", lambda request: self.requests.append(request.url))
        tab.on("pageerror", lambda error: self.faults.append(str(error)))
        tab.on("console", self.hear)
        return self.go(tab, path)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(message.text)

    def go(self, tab: Page, path: str = "") -> Page:
        """Go to a page of the site, and wait until its scripts have done what they do at once."""
        tab.goto(self.address + path)
        for start, ready in READY.items():
            if tab.evaluate("'js' === document.documentElement.className") and path.startswith(
                start
            ):
                tab.wait_for_selector(ready, state="attached")
                break
        return tab


READY = {
    "saved/": "#saved-page:not([hidden])",
    "topics/": ".mark--follow",
    "editions/": ".mark--saved",
    "papers/": ".mark--saved",
    "about/": ":root",
    "picks/": ":root",
    "": "#since:not(:empty)",
}
"""By the beginning of an address, what is there when a page's scripts are done."""


@pytest.fixture
def new_reader(browser: Browser, address: str) -> Iterator[Callable[..., Reader]]:
    """Make readers; in the end none saw an error, and no request left the site."""
    readers: list[Reader] = []

    def make(**options: Any) -> Reader:  # noqa: ANN401 - Playwright's own options
        reader = Reader(browser.new_context(**options), address)
        readers.append(reader)
        return reader

    yield make
    for reader in readers:
        reader.context.close()
        assert reader.faults == []
        assert [
            url for url in reader.requests if not url.startswith((address, "blob:", "data:"))
        ] == []


@pytest.fixture
def reader(new_reader: Callable[..., Reader]) -> Reader:
    return new_reader()


def card(tab: Page | Locator, title: str) -> Locator:
    """A paper in a list, by its title."""
    return tab.locator(".paper-card", has_text=title).first


def save(tab: Page, title: str) -> None:
    card(tab, title).get_by_role("button", name=f"Save: {title}").click()


def kept(tab: Page, subject: str) -> Any:  # noqa: ANN401 - any JSON
    return json.loads(tab.evaluate("(key) => localStorage.getItem(key)", key(subject)) or "null")


def keep(tab: Page, subject: str, value: object) -> None:
    tab.evaluate(
        "([key, text]) => localStorage.setItem(key, text)", [key(subject), json.dumps(value)]
    )


def key(subject: str) -> str:
    return f"digest/1/{SUB_PATH}/{subject}"


def shown(tab: Page, where: str = "main") -> Locator:
    """The titles of the cards that are shown."""
    return tab.locator(f"{where} .paper-card:not(.is-hidden) .paper-title a:visible")


def titles(tab: Page) -> list[str]:
    return shown(tab).all_inner_texts()


EDITION = f"editions/{NEW}/"


# Read, saved and hidden


def test_opening_a_paper_marks_it_as_read_until_that_is_undone(reader: Reader) -> None:
    tab = reader.open(EDITION)
    expect(card(tab, SQUARE)).not_to_contain_text("Read")
    card(tab, SQUARE).get_by_role("link", name=SQUARE).click()
    expect(tab.get_by_role("button", name=f"Read: {SQUARE}")).to_have_attribute(
        "aria-pressed", "true"
    )
    tab.go_back()
    expect(card(tab, SQUARE).locator(".kicker")).to_contain_text("Read")
    card(tab, SQUARE).get_by_role("button", name="undo").click()

    expect(card(tab, SQUARE)).not_to_contain_text("Read")
    expect(card(tab, SQUARE).get_by_role("link", name=SQUARE)).to_be_focused()
    tab.reload()
    expect(card(tab, SQUARE)).not_to_contain_text("Read")


def test_a_saved_paper_is_counted_and_listed_with_its_title_and_date(reader: Reader) -> None:
    tab = reader.open(EDITION)
    save(tab, WAITING)
    save(tab, SQUARE)
    expect(tab.locator("[data-saved-count]")).to_have_text("2")
    tab.get_by_role("link", name="Saved 2").click()

    expect(tab.get_by_role("heading", level=1)).to_have_text("Saved")
    expect(shown(tab)).to_have_text([SQUARE, WAITING])
    assert "1 June 2031" in card(tab, SQUARE).inner_text()
    assert not [url for url in reader.requests if "/papers/" in url]


def test_the_saved_list_is_put_in_order_and_a_removed_paper_comes_back_in_its_place(
    reader: Reader,
) -> None:
    tab = reader.open()
    for title in (WAITING, SQUARE, SPOONS):
        save(tab, title)
    reader.go(tab, "saved/")
    tab.get_by_label("Order").select_option(label="by title")
    expect(shown(tab)).to_have_text([WAITING, SPOONS, SQUARE])
    tab.get_by_label("Order").select_option(label="last saved first")
    tab.get_by_role("button", name=f"Remove: {SQUARE}").click()
    expect(shown(tab)).to_have_text([SPOONS, WAITING])
    expect(tab.get_by_role("button", name=f"Remove: {WAITING}")).to_be_focused()
    tab.get_by_role("button", name="Undo").click()

    expect(shown(tab)).to_have_text([SPOONS, SQUARE, WAITING])
    expect(tab.get_by_role("link", name=SQUARE)).to_be_focused()


def test_a_hidden_paper_folds_away_everywhere_until_it_is_shown_again(reader: Reader) -> None:
    tab = reader.open(EDITION)
    card(tab, SQUARE).get_by_role("button", name=f"Hide: {SQUARE}").click()
    show = tab.get_by_role("button", name=f"Show: {SQUARE}")
    expect(show).to_be_focused()
    reader.go(tab)
    assert SQUARE not in titles(tab)
    expect(tab.get_by_text(f"Hidden: {SQUARE}")).to_be_visible()
    show.click()

    assert SQUARE in titles(tab)
    expect(tab.get_by_role("button", name=f"Hide: {SQUARE}")).to_be_focused()


def test_a_papers_own_page_saves_and_hides_it(reader: Reader, ids: Mapping[str, str]) -> None:
    tab = reader.open(f"papers/{ids[STIRRING]}/")
    tab.get_by_role("button", name="Save: ").click()
    tab.get_by_role("button", name="Hide: ").click()

    assert kept(tab, "saved") == [{"id": ids[STIRRING], "title": STIRRING, "date": "2031-05-01"}]
    assert kept(tab, "hidden") == [ids[STIRRING]]
    tab.get_by_role("button", name="Hide: ").click()
    assert kept(tab, "hidden") == []


UNDATED = '<a href="../../dates/undated/">no date known</a> · 7 upvotes on '
"""Before the one date of a page whose paper has none: that of its upvotes."""


@pytest.mark.parametrize("way", ["saved", "restored"])
def test_a_paper_without_a_date_is_kept_without_one_whatever_else_has_a_date(
    reader: Reader, ids: Mapping[str, str], way: str
) -> None:
    path = f"papers/{ids[STIRRING]}/"

    def without_date(route: Route) -> None:
        page = route.fetch().text()
        route.fulfill(body=page.replace("<time", f"{UNDATED}<time", 1), content_type="text/html")

    reader.context.route(f"**/{path}", without_date)
    if way == "saved":
        tab = reader.open(path)
        tab.get_by_role("button", name="Save: ").click()
    else:
        tab = reader.open(f"saved/#ids={ids[STIRRING]}")
        tab.get_by_role("button", name="Add to my list").click()
        expect(tab.locator("#saved-list")).to_contain_text("no date known")

    assert kept(tab, "saved") == [{"id": ids[STIRRING], "title": STIRRING, "date": None}]


# Since the last visit


def test_what_is_new_since_the_last_visit_is_counted_marked_and_listed_alone(
    reader: Reader,
) -> None:
    """A visit ends six hours after its last page; days of the content are compared, no clocks."""
    tab = reader.open()
    at = reader.context.clock
    at.set_fixed_time(PRESENT)
    tab.evaluate("localStorage.clear()")
    tab.reload()
    line = tab.locator("#since")
    expect(line).to_have_text("Come back, and this line says what is new since today.")
    expect(tab.locator(".kicker", has_text="New")).to_have_count(0)
    assert kept(tab, "visit")["seen"] == NEW
    keep(tab, "visit", {**kept(tab, "visit"), "seen": OLD})  # as the front page was earlier

    at.set_fixed_time(PRESENT + timedelta(hours=7))
    tab.reload()
    expect(line).to_have_text(
        "3 papers are new since your last visit on 5 June 2031. Show only these"
    )
    at.set_fixed_time(PRESENT + timedelta(hours=8))
    tab.reload()
    expect(line).to_contain_text("3 papers are new")
    assert not [url for url in reader.requests if "/data/" in url]
    line.get_by_role("link").click()
    expect(tab.locator("#new .paper-card")).to_have_count(3)
    assert sorted(titles(tab)) == sorted([WAITING, SQUARE, SPOONS])
    expect(tab.locator("#new .kicker", has_text="New")).to_have_count(3)
    tab.go_back()
    expect(tab.get_by_role("heading", name="Topics")).to_be_visible()
    reader.go(tab, f"editions/{OLD}/")
    expect(tab.locator(".kicker", has_text="New")).to_have_count(0)

    at.set_fixed_time(PRESENT + timedelta(hours=15))
    reader.go(tab)
    expect(line).to_have_text("Nothing is new since your last visit on 5 June 2031.")


def test_a_list_of_what_is_new_that_cannot_be_loaded_can_be_asked_for_again(reader: Reader) -> None:
    tab = reader.open("about/")
    keep(tab, "visit", {"last": 1, "told": 1, "before": None, "seen": OLD, "since": None})
    tab.route("**/data/**", lambda route: route.abort())
    reader.go(tab, "#new")
    expect(tab.locator("#new")).to_contain_text("could not be loaded")
    reader.faults.clear()  # the browser itself notes what it could not load
    tab.unroute("**/data/**")
    again = tab.get_by_role("button", name="Try again")
    again.evaluate("button => { button.click(); button.click(); }")

    expect(tab.locator("#new .paper-card")).to_have_count(3)
    expect(tab.locator("#new .paper-title a").first).to_be_focused()


def test_a_visit_that_saw_no_front_page_leaves_new_what_it_did_not_show(
    reader: Reader, ids: Mapping[str, str]
) -> None:
    tab = reader.open("about/")
    long_ago = {"last": 1, "told": 1, "before": None, "seen": OLD, "since": None}
    keep(tab, "visit", long_ago)
    reader.go(tab, f"papers/{ids[WAITING]}/")
    assert kept(tab, "visit")["since"] == OLD
    keep(tab, "visit", {**kept(tab, "visit"), "last": 1})
    reader.go(tab)

    expect(tab.locator("#since")).to_contain_text("3 papers are new")


def test_a_paper_that_was_read_is_not_called_new(reader: Reader, ids: Mapping[str, str]) -> None:
    tab = reader.open("about/")
    keep(tab, "visit", {"last": 1, "told": 1, "before": None, "seen": OLD, "since": None})
    keep(tab, "read", [ids[SQUARE]])
    reader.go(tab, EDITION)

    expect(card(tab, WAITING).locator(".kicker")).to_have_text("New")
    expect(card(tab, SQUARE).locator(".kicker")).to_have_text("Read undo")


# Topics


def test_a_followed_topic_has_its_papers_on_the_front_page(reader: Reader) -> None:
    tab = reader.open()
    assert not tab.locator("#yours").is_visible()
    assert not [url for url in reader.requests if "/data/" in url]
    reader.go(tab, "topics/brewing/")
    follow = tab.get_by_role("button", name="Follow: Brewing")
    follow.click()
    expect(follow).to_have_attribute("aria-pressed", "true")
    reader.go(tab)

    expect(tab.get_by_role("heading", name="In your topics")).to_be_visible()
    expect(shown(tab, "#yours")).to_have_text([WAITING, SQUARE, AWKWARD, STIRRING])
    expect(
        card(tab.locator("#yours"), STIRRING).get_by_role("link", name="Brewing")
    ).to_be_visible()
    reader.go(tab, "topics/")
    tab.get_by_role("button", name="Follow: Brewing").click()
    reader.go(tab)
    assert not tab.locator("#yours").is_visible()


def test_a_topic_that_is_gone_leaves_the_front_page_whole(
    new_reader: Callable[..., Reader],
) -> None:
    reader = new_reader()
    tab = reader.open("about/")
    keep(tab, "topics", ["no-such-topic", "brewing"])
    reader.go(tab)

    expect(tab.locator("#yours .paper-card")).to_have_count(4)
    reader.faults.clear()  # the browser itself notes a file that is not there


# Export and restoring


def entries(site: Path, ids: Mapping[str, str], *papers: str) -> list[str]:
    """The citations that the papers' own pages show."""
    pages = (site / "papers" / ids[title] / "index.html" for title in papers)
    return [
        str(
            lxml.html.fromstring(page.read_bytes()).xpath("string(//*[@class='cite']//code)")
        ).strip()
        for page in pages
    ]


def exported(tab: Page, form: str) -> str:
    output = tab.locator("#saved-text")
    tab.get_by_role("button", name=form, exact=True).click()
    expect(output).to_be_focused()
    return output.input_value()


def test_the_saved_list_becomes_bibtex_with_the_entries_of_the_papers_pages(
    reader: Reader, site: Path, ids: Mapping[str, str]
) -> None:
    tab = reader.open()
    reader.go(tab, f"editions/{OLD}/")
    for title in (AWKWARD, ENGINES):
        save(tab, title)
    reader.go(tab, "saved/")
    text = exported(tab, "BibTeX")

    assert text.strip().split("\n\n") == entries(site, ids, ENGINES, AWKWARD)
    assert "author = {Ada Lovelace and Alan Turing}" in text
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "saved.bib"
    assert download.value.path().read_text("utf-8") == text


def test_without_the_papers_pages_bibtex_says_what_the_list_knows(
    reader: Reader, site: Path, ids: Mapping[str, str]
) -> None:
    """The same entry, where there is no more to know; no author or year is made up."""
    tab = reader.open()
    reader.go(tab, f"editions/{OLD}/")
    save(tab, AWKWARD)
    reader.go(tab, "saved/")
    tab.route("**/papers/**", lambda route: route.abort())
    text = exported(tab, "BibTeX")
    reader.faults.clear()  # the browser itself notes what it could not load

    here = text.replace(reader.address, ADDRESS)
    assert here.strip() == entries(site, ids, AWKWARD)[0]


def test_an_export_that_comes_late_replaces_no_newer_one_and_shows_no_older_list(
    reader: Reader,
) -> None:
    tab = reader.open(f"editions/{OLD}/")
    for title in (AWKWARD, ENGINES):
        save(tab, title)
    reader.go(tab, "saved/")
    held: list[Route] = []
    tab.route("**/papers/**", lambda route: held.append(route))  # noqa: PLW0108 - it takes no method of a list
    tab.get_by_role("button", name="BibTeX").click()
    link = exported(tab, "Link")
    release(tab, held)
    expect(tab.locator("#saved-text")).to_have_value(link)

    tab.get_by_role("button", name="BibTeX").click()
    tab.get_by_role("button", name=f"Remove: {ENGINES}").click()
    release(tab, held)
    expect(tab.locator("#saved-text")).to_be_hidden()


def release(tab: Page, held: list[Route]) -> None:
    """Let answers come that were held back, and give the page time to take them."""
    assert held
    while held:
        with tab.expect_response("**/papers/**"):
            held.pop().continue_()
    tab.evaluate("() => new Promise((done) => setTimeout(done, 200))")


def test_the_saved_list_becomes_markdown_that_shows_each_title_as_it_is(
    reader: Reader, ids: Mapping[str, str]
) -> None:
    tab = reader.open(f"editions/{OLD}/")
    for title in (ENGINES, AWKWARD):
        save(tab, title)
    reader.go(tab, "saved/")

    shown = r"Cups \& 100% of \{Tea\}\_\#1 \~ ^ \$5 \[x\]\(y\) \*z\* \`q\` \<i\>"
    assert exported(tab, "Markdown").splitlines() == [
        f"- [{shown}]({reader.address}papers/{ids[AWKWARD]}/), 1 May 2031",
        f"- [Engines that Brew]({reader.address}papers/{ids[ENGINES]}/), 1 May 2031",
    ]


def test_a_link_restores_the_list_in_another_browser_after_asking(
    new_reader: Callable[..., Reader], ids: Mapping[str, str]
) -> None:
    one, other = new_reader(), new_reader()
    tab = one.open()
    for title in (WAITING, SQUARE):
        save(tab, title)
    one.go(tab, "saved/")
    link = exported(tab, "Link")
    assert link == f"{one.address}saved/#ids={ids[WAITING]},{ids[SQUARE]}"

    tab = other.open()
    save(tab, SQUARE)
    save(tab, SPOONS)
    other.go(tab, link.removeprefix(other.address).replace("#ids=", "#ids=no-such-paper,"))
    expect(tab.locator("#saved-offer-text")).to_have_text(
        "It has 3 papers. You have saved 1 of them already. Add 2 to your list?"
    )
    expect(shown(tab)).to_have_text([SPOONS, SQUARE])
    tab.get_by_role("button", name="Add to my list").click()
    expect(tab.locator("#saved-status")).to_have_text("1 paper of the link is not in this digest.")
    expect(shown(tab)).to_have_text([WAITING, SPOONS, SQUARE])
    assert "1 June 2031" in card(tab, WAITING).inner_text()
    tab.reload()
    expect(tab.locator("#saved-offer")).to_be_hidden()
    other.faults.clear()  # the browser itself notes the paper that is not there


def test_a_restored_paper_that_went_into_another_is_found_there(
    reader: Reader, ids: Mapping[str, str]
) -> None:
    tab = reader.open("saved/#ids=silent-spoons-once-more")
    tab.get_by_role("button", name="Add to my list").click()
    expect(shown(tab)).to_have_text([SPOONS])

    assert [paper["id"] for paper in kept(tab, "saved")] == [ids[SPOONS]]


def test_a_restored_paper_whose_page_cannot_be_loaded_gets_its_title_later(
    reader: Reader, ids: Mapping[str, str]
) -> None:
    tab = reader.open(f"saved/#ids={ids[SQUARE]}")
    tab.route("**/papers/**", lambda route: route.abort())
    tab.get_by_role("button", name="Add to my list").click()
    expect(tab.locator(".paper-card")).to_have_text(re.compile("square cups leak"))
    reader.faults.clear()  # the browser itself notes what it could not load
    tab.unroute("**/papers/**")
    tab.reload()

    expect(tab.locator(".paper-card")).to_have_text(re.compile(f"{SQUARE}.*1 June 2031"))


@pytest.mark.parametrize(
    "fragment",
    [
        "ids=<img src=x onerror=document.title='ran'>",
        "ids=%3Cimg%20src=x%20onerror=document.title='ran'%3E",
        "ids=__proto__,%E0%A4%A,../../x,A,-,a--b",
        f"ids={'a' * 100_000}",
        "ids=",
        "ids",
        "<script>",
    ],
)
def test_a_link_with_anything_else_offers_nothing(reader: Reader, fragment: str) -> None:
    tab = reader.open(f"saved/#{fragment}")

    expect(tab.locator("#saved-empty")).to_be_visible()
    expect(tab.locator("#saved-offer")).to_be_hidden()
    assert tab.title() == "Saved · Kettle Digest"
    assert tab.locator("main :is(img, script)").count() == 0


# Storage that fails


REFUSED = """
Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("refused", "SecurityError"); }
});
"""
ABSENT = 'Object.defineProperty(window, "localStorage", { value: null });'
FULL = """
Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
"""
BROKEN = (
    "{",
    "",
    "null",
    "7",
    '"text"',
    '[[], {}, null, 7, "<b>", "__proto__", {"id": 7}, {"id": "<b>"}]',
    '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    '[{"id": "__proto__", "title": {}}, {"id": "square-cups-leak", "title": [], "date": "soon"}]',
    '{"last": "x", "told": -1, "before": {}, "seen": "<i>", "since": 9e999}',
    '{"v": 0, "papers": ["an", "older", "format"]}',
)


def use_all(reader: Reader, ids: Mapping[str, str]) -> None:
    """Use everything there is, and see that it does what it can."""
    tab = reader.open()
    expect(tab.locator("#since")).to_contain_text("what is new cannot be told")
    save(tab, WAITING)
    expect(tab.locator("[data-saved-count]")).not_to_be_empty()
    saving = card(tab, WAITING).get_by_role("button", name="Save")
    expect(saving).to_have_attribute("aria-pressed", "true")
    card(tab, SPOONS).get_by_role("button", name="Hide").click()
    assert SPOONS not in titles(tab)
    reader.go(tab, "topics/brewing/")
    tab.get_by_role("button", name="Follow").click()
    expect(tab.get_by_role("button", name="Follow")).to_have_attribute("aria-pressed", "true")
    reader.go(tab, f"papers/{ids[SQUARE]}/")
    expect(tab.get_by_role("button", name="Read: ")).to_have_attribute("aria-pressed", "true")
    reader.go(tab, "saved/")
    expect(tab.locator("#saved-page")).to_be_visible()


@pytest.mark.parametrize("script", [REFUSED, ABSENT, FULL], ids=["refused", "absent", "full"])
def test_without_storage_everything_works_as_long_as_the_page(
    reader: Reader, ids: Mapping[str, str], script: str
) -> None:
    reader.context.add_init_script(script)
    use_all(reader, ids)
    tab = reader.open(EDITION)
    save(tab, SQUARE)

    expect(tab.get_by_role("status")).to_contain_text("keeps nothing for this site now")


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_storage_is_read_as_far_as_it_is_sound(
    reader: Reader, ids: Mapping[str, str], text: str
) -> None:
    tab = reader.open("about/")
    for subject in ("read", "hidden", "saved", "topics", "visit", "keys"):
        tab.evaluate("([key, text]) => localStorage.setItem(key, text)", [key(subject), text])
    reader.go(tab)
    save(tab, WAITING)
    reader.go(tab, "saved/")
    expect(shown(tab).first).to_have_text(WAITING)
    reader.faults[:] = [fault for fault in reader.faults if "404" not in fault]

    assert [paper["id"] for paper in kept(tab, "saved")][-1] == ids[WAITING]
    assert tab.evaluate("({}).polluted") is None


def test_what_is_sound_in_a_broken_list_is_not_lost(reader: Reader, ids: Mapping[str, str]) -> None:
    tab = reader.open("about/")
    keep(
        tab, "saved", [7, {"id": ids[SQUARE], "title": SQUARE, "date": "2031-06-01", "x": 1}, None]
    )
    reader.go(tab)
    save(tab, WAITING)

    assert kept(tab, "saved") == [
        {"id": ids[SQUARE], "title": SQUARE, "date": "2031-06-01"},
        {"id": ids[WAITING], "title": WAITING, "date": "2031-06-01"},
    ]


def test_two_tabs_stay_in_step(reader: Reader) -> None:
    one, other = reader.open(), reader.open(EDITION)
    saved_list = reader.open("saved/")
    save(one, SQUARE)
    expect(card(other, SQUARE).get_by_role("button", name="Save")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(saved_list.get_by_role("link", name=SQUARE)).to_be_visible()
    saved_list.get_by_role("button", name=f"Remove: {SQUARE}").click()
    expect(one.locator("[data-saved-count]")).to_be_empty()
    card(other, SQUARE).get_by_role("button", name="Hide").click()
    expect(one.get_by_text(f"Hidden: {SQUARE}")).to_be_visible()


# Layout, and no script


def boxes(tab: Page) -> Any:  # noqa: ANN401 - JSON
    """Where everything stands that was there before any script ran."""
    return tab.evaluate(
        """() => [...document.querySelectorAll(
          "main :is(h1, h2, h3, p:not(.kicker, .folded), .chips, time, .pager, table), .colophon, .masthead a"
        )].filter((one) => one.checkVisibility() && !one.closest(".marks, .is-hidden, #yours"))
          .map((one) => [one.textContent.slice(0, 20).replace(/[ \\d]+$/, ""),
                         Math.round(one.getBoundingClientRect().top)])"""
    )


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_moves_when_marks_appear(
    new_reader: Callable[..., Reader], ids: Mapping[str, str], width: int
) -> None:
    """The same positions without the marks' script and with it; what is hidden is folded before."""
    bare, marked = (new_reader(viewport={"width": width, "height": 900}) for _ in range(2))
    stub = {"body": "", "content_type": "text/javascript"}
    bare.context.route("**/reading/main.js", lambda route: route.fulfill(**stub))
    before, after = (reader.context.new_page() for reader in (bare, marked))
    for tab in (before, after):
        tab.goto(bare.address + "about/")
        keep(tab, "visit", {"last": 1, "told": 1, "before": None, "seen": OLD, "since": None})
        keep(tab, "read", [ids[SQUARE]])
        keep(tab, "hidden", [ids[SPOONS]])
        keep(tab, "saved", [{"id": ids[WAITING], "title": WAITING, "date": None}])
    for path in ("", EDITION, "topics/", "topics/brewing/", f"papers/{ids[SQUARE]}/", "picks/"):
        before.goto(bare.address + path)
        marked.go(after, path)
        assert boxes(after) == boxes(before), path
        assert after.evaluate("document.documentElement.scrollWidth") <= width


def test_without_a_script_nothing_is_shown_that_would_need_one(
    new_reader: Callable[..., Reader], ids: Mapping[str, str], site: Path
) -> None:
    reader = new_reader(java_script_enabled=False)
    tab = reader.open()
    for path in ("", EDITION, "topics/", "topics/brewing/", f"papers/{ids[SQUARE]}/", "saved/"):
        reader.go(tab, path)
        assert tab.locator("main button:visible, .colophon button:visible").count() == 0, path
        expect(tab.locator(".masthead__saved")).to_be_hidden()
    saved_page = lxml.html.fromstring((site / "saved/index.html").read_bytes())

    assert "Saving needs JavaScript" in str(saved_page.xpath("string(//noscript)"))


# Keys


def test_keys_go_through_a_list_open_and_save(reader: Reader) -> None:
    tab = reader.open(EDITION)
    expected = titles(tab)
    focused = tab.locator(":focus")
    for pressed, title in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        tab.keyboard.press(pressed)
        expect(focused).to_have_text(expected[title])
    tab.keyboard.press("s")
    expect(tab.get_by_role("status")).to_have_text(f"Saved: {expected[1]}")
    expect(tab.locator("[data-saved-count]")).to_have_text("1")
    tab.keyboard.press("o")
    expect(tab.get_by_role("heading", level=1)).to_have_text(expected[1])
    tab.wait_for_load_state()  # keys are heard from then on
    tab.keyboard.press("s")
    expect(tab.locator("[data-saved-count]")).to_have_text("")


def test_keys_pass_over_what_is_hidden(reader: Reader) -> None:
    tab = reader.open(EDITION)
    first, second, third = titles(tab)
    card(tab, second).get_by_role("button", name="Hide").click()
    card(tab, first).get_by_role("link", name=first).focus()
    tab.keyboard.press("j")

    expect(tab.locator(":focus")).to_have_text(third)


def test_a_key_is_no_command_where_text_goes_or_with_another_key(reader: Reader) -> None:
    tab = reader.open()
    field = tab.get_by_role("searchbox")
    tab.keyboard.press("/")
    expect(field).to_be_focused()
    field.press_sequentially("j/s?k")
    expect(field).to_have_value("j/s?k")
    field.blur()
    for pressed in ("Control+j", "Alt+j", "Meta+j", "J"):
        tab.keyboard.press(pressed)
    assert tab.evaluate("document.activeElement === document.body")
    expect(tab.locator("dialog")).to_have_count(0)


def test_the_help_names_the_keys_and_gives_the_focus_back(reader: Reader) -> None:
    tab = reader.open(EDITION)
    tab.keyboard.press("j")
    tab.keyboard.press("?")
    helping = tab.get_by_role("dialog", name="Keyboard shortcuts")
    expect(helping).to_be_visible()
    tab.keyboard.press("j")
    tab.keyboard.press("Escape")

    expect(helping).to_be_hidden()
    expect(tab.locator(":focus")).to_have_text(titles(tab)[0])


def test_single_keys_can_be_switched_off_and_on_again(reader: Reader) -> None:
    tab = reader.open(EDITION)
    opener = tab.get_by_role("button", name="Keyboard shortcuts")
    box = tab.get_by_role("checkbox", name="Use these single keys")
    opener.click()
    box.uncheck()
    tab.get_by_role("button", name="Close").click()
    expect(opener).to_be_focused()
    tab.reload()
    for pressed in ("j", "?", "/"):
        tab.keyboard.press(pressed)
    assert tab.evaluate("document.activeElement === document.body")
    expect(tab.get_by_role("dialog")).to_have_count(0)
    opener.click()
    box.check()
    tab.keyboard.press("Escape")
    tab.evaluate("scrollTo(0, 0)")  # `j` begins with the first paper in sight
    tab.keyboard.press("j")

    expect(tab.locator(":focus")).to_have_text(titles(tab)[0])


# What the scripts and the generator both know


def test_browser_and_generator_escape_bibtex_alike(reader: Reader) -> None:
    texts = [
        AWKWARD,
        "a<b> | -- --- '' `` ?` ,, c",
        "{",
        "}}{",
        "\\\\",
        "a\n  b",
        "ünï – 漢字",
        "x_{i}^{2} $\\alpha$ 50% & #1 ~",
    ]
    tab = reader.open("about/")
    escaped = tab.evaluate(
        """async ([address, texts]) =>
          texts.map((await import(address)).bibtex)""",
        [f"{reader.address}assets/reading/export.js", texts],
    )

    assert escaped == [bibtex(text) for text in texts]
