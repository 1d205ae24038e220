"""The foot of every page tells the newest listing and, in the reader's own calendar, how old it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from host import ADDRESS, serve
from playwright.sync_api import expect
from projects import run, smallest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

pytestmark = pytest.mark.site

LISTED = "2031-06-02"
NEWEST = "Newest listing: 2 June 2031"
PAPER = "papers/a-kettle-that-waits/"
PAGES = (
    "",
    "topics/",
    "editions/",
    f"editions/{LISTED}/",
    "dates/2031/06/01/",
    PAPER,
    "search/",
    "nowhere/",
)
STATING = PAGES[:3]
"""Pages that state the day in their HTML."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A digest of one paper, served below a path."""
    listing = tmp_path_factory.mktemp("listings") / f"{LISTED}.daily-papers-api.json"
    paper = {
        "id": "3106.01234",
        "authors": [{"name": "Ada Lovelace"}],
        "publishedAt": "2031-06-01T10:00:00.000Z",
        "title": "A Kettle that Waits",
        "summary": "A kettle and a cup are described here at some length. " * 3,
    }
    listing.write_text(json.dumps([{"paper": paper}]), "utf-8")
    folder = smallest(tmp_path_factory.mktemp("project"), listing)
    run("generator", "build", "--quiet", cwd=folder, DIGEST_SITE_URL=ADDRESS)
    with serve(folder / "site", tmp_path_factory.mktemp("host")) as where:
        yield where


Opener = Callable[..., "BrowserContext"]


@pytest.fixture
def open_browser(browser: Browser) -> Iterator[Opener]:
    """Make readers, each at an hour of theirs."""
    contexts: list[BrowserContext] = []

    def make(now: str = "2031-06-14T12:00", **options: Any) -> BrowserContext:  # noqa: ANN401
        context = browser.new_context(**options)
        context.clock.set_fixed_time(datetime.fromisoformat(now).replace(tzinfo=UTC))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


def go(context: BrowserContext, address: str) -> Page:
    tab = context.new_page()
    tab.goto(address)
    tab.locator(".colophon").scroll_into_view_if_needed()
    return tab


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_how_long_ago_the_newest_listing_was(
    open_browser: Opener, address: str, page: str
) -> None:
    tab = go(open_browser("2031-06-05T12:00"), address + page)

    expect(tab.locator("[data-newest]")).to_have_text(f"{NEWEST}, 3 days ago")
    expect(tab.locator("[data-newest]")).to_be_visible()


@pytest.mark.parametrize(
    ("now", "zone", "text"),
    [
        ("2031-06-02T00:00", "UTC", f"{NEWEST}, today"),
        ("2031-06-02T23:59", "UTC", f"{NEWEST}, today"),
        ("2031-06-03T00:00", "UTC", f"{NEWEST}, yesterday"),
        ("2031-06-09T23:59", "UTC", f"{NEWEST}, 7 days ago"),
        ("2031-06-10T00:00", "UTC", f"{NEWEST}. No listing has come for 8 days."),
        ("2034-06-02T00:00", "UTC", f"{NEWEST}. No listing has come for 1,096 days."),
        # It is the reader's day that counts, and their clock may be put forward in between.
        ("2031-06-02T12:01", "Pacific/Auckland", f"{NEWEST}, yesterday"),
        ("2031-06-03T03:00", "America/Los_Angeles", f"{NEWEST}, today"),
        ("2031-06-02T03:00", "America/Los_Angeles", NEWEST),
        ("2031-11-03T12:00", "America/New_York", f"{NEWEST}. No listing has come for 154 days."),
    ],
)
def test_days_are_those_of_the_readers_calendar(
    open_browser: Opener, address: str, now: str, zone: str, text: str
) -> None:
    tab = go(open_browser(now, timezone_id=zone), address + PAPER)

    expect(tab.locator("[data-newest]")).to_have_text(text)


@pytest.mark.parametrize("page", PAGES)
def test_without_a_script_lists_state_the_day_and_nothing_is_broken(
    open_browser: Opener, address: str, page: str
) -> None:
    tab = go(open_browser(java_script_enabled=False), address + page)
    line = tab.locator("[data-newest]")

    if page in STATING:
        assert line.inner_text() == NEWEST
    else:
        assert not line.is_visible()


def test_nothing_is_asked_before_the_foot_is_near(open_browser: Opener, address: str) -> None:
    context = open_browser(viewport={"width": 390, "height": 300})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    tab = context.new_page()
    tab.goto(f"{address}about/", wait_until="networkidle")

    assert [url for url in asked if "status" in url or "newest" in url] == []

    tab.locator(".colophon").scroll_into_view_if_needed()
    expect(tab.locator("[data-newest]")).to_contain_text("No listing has come")

    assert [url for url in asked if "status" in url] == [f"{address}data/status.json"]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500, "body": "no"},
        {"status": 200, "body": "<html>"},
        {"status": 200, "body": "null"},
        {"status": 200, "body": '{"newest_listing": null}'},
        {"status": 200, "body": '{"newest_listing": {"day": "<img src=x>"}}'},
        None,
    ],
)
def test_without_an_answer_the_page_stays_as_it_is(
    open_browser: Opener, address: str, answer: dict[str, Any] | None
) -> None:
    context = open_browser()
    faults: list[str] = []

    def fulfil(route: Route) -> None:
        if answer is None:
            route.abort()
        else:
            route.fulfill(**answer)

    context.route("**/data/status.json", fulfil)
    tab = context.new_page()
    tab.on("pageerror", lambda error: faults.append(str(error)))
    for page, text in (("", NEWEST), (PAPER, "")):
        # On a short page the foot is near from the start, and is asked for while the page loads.
        with tab.expect_event("request", lambda request: "status.json" in request.url):
            tab.goto(address + page)
            tab.locator(".colophon").scroll_into_view_if_needed()
        tab.wait_for_load_state("networkidle")
        assert tab.locator("[data-newest]").text_content() == text
    assert faults == []


SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("page", ["about/", PAPER])
def test_nothing_moves_and_nobody_is_interrupted_when_the_line_comes(
    open_browser: Opener, address: str, page: str, width: int
) -> None:
    context = open_browser(viewport={"width": width, "height": 500})
    context.add_init_script(SHIFTS)
    tab = go(context, address + page)
    line = tab.locator("[data-newest]")
    expect(line).to_contain_text("No listing has come")
    tab.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")

    assert tab.evaluate("window.shifts") == 0
    assert line.evaluate("it => it.closest('[aria-live], [role=status], [role=alert]')") is None
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
