"""Every kind of page in a browser: before axe, at three widths, and without scripts."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from kinds import addresses_to_visit
from weights import BUDGETS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Response

LOOKS = [("light", 390), ("dark", 1440)]
"""The colours and the width, in CSS pixels, in which pages are loaded."""

WIDTHS = (390, 768, 1440)

SHIFTS = """new Promise((tell) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.hadRecentInput ? 0 : entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => tell(sum), 100));
})"""
"""How much of the page has moved by itself since it began to load, as layout shift is counted."""

STILL = 0.02
"""So much is not seen as a move: a busy machine paints the masthead in two pieces."""


NEVER_JUDGED = frozenset({"nonBmp", "shortTextContent", "imgNode"})
"""Why axe never judges colours: a lone sign or letter, and text in a picture."""

BESIDE = """performance.getEntriesByType("resource").map((entry) => entry.encodedBodySize)"""
"""Bytes of each file that the page has loaded, as they were sent."""


@dataclass(slots=True)
class Visit:
    """What was seen on pages, each finding with the address where it was made."""

    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    shifts: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    beside: dict[str, list[int]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def addresses(built_site: Path) -> list[str]:
    return list(addresses_to_visit(built_site).values())


@pytest.fixture(scope="module")
def axe(judges: Path) -> str:
    return (judges / "node_modules/axe-core/axe.min.js").read_text("utf-8")


@contextmanager
def window(browser: Browser, scheme: str, width: int, **options: Any) -> Iterator[Page]:  # noqa: ANN401 - Playwright's own
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        **options,
    )
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module", params=LOOKS, ids=str)
def visit(
    request: pytest.FixtureRequest, browser: Browser, served: str, addresses: list[str], axe: str
) -> Visit:
    """One visit to the richest page of each kind, and to a search with results."""
    scheme, width = request.param
    seen = Visit()
    with window(browser, scheme, width) as page:
        listen(page, seen)
        for address in addresses:
            look(page, served + address, seen, axe)
        look(page, f"{served}search/?q=descaling", seen, axe, has_results)
    return seen


def listen(page: Page, seen: Visit) -> None:
    """Note all that the page asks for, and all that the browser complains about."""

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            seen.faults.append(f"{page.url}: {message.text}")

    def check(response: Response) -> None:
        if not response.ok:
            seen.faults.append(f"{page.url}: {response.status} {response.url}")

    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("pageerror", lambda error: seen.faults.append(f"{page.url}: {error}"))
    page.on("console", hear)
    page.on("response", check)


def at_once(_: Page) -> None:
    """Wait for nothing."""


def look(
    page: Page, address: str, seen: Visit, axe: str, ready: Callable[[Page], None] = at_once
) -> None:
    """Load a page, and have it judged when it is ready."""
    page.goto(address)
    if ready is at_once:
        seen.beside[address] = page.evaluate(BESIDE)
    ready(page)
    shifted = page.evaluate(SHIFTS)
    if shifted > STILL:
        seen.shifts.append(f"{address}: {shifted}")
    seen.axe += [f"{address}: {finding}" for finding in ask_axe(page, axe)]
    seen.too_wide += [f"{address}: {width}" for width in find_too_narrow(page)]


def has_results(page: Page) -> None:
    page.locator("#search-results a").first.wait_for()


def ask_axe(page: Page, axe: str) -> Iterator[str]:
    """What all of its rules but the experimental ones have against a page, with the element.

    Colours of which it is unsure count as wrong, but for those that it never judges.
    """
    page.evaluate(axe)
    result = page.evaluate("axe.run({resultTypes: ['violations', 'incomplete']})")
    for rule in result["violations"]:
        yield from (f"{rule['id']}: {node['html']}" for node in rule["nodes"])
    for rule in result["incomplete"]:
        if rule["id"] == "color-contrast":
            yield from (f"unsure: {node['html']}" for node in rule["nodes"] if is_judged(node))


def is_judged(node: Mapping[str, Any]) -> bool:
    """Whether axe judges colours of its kind."""
    return not {check["data"]["messageKey"] for check in node["any"]} <= NEVER_JUDGED


def find_too_narrow(page: Page) -> Iterator[int]:
    """The widths of windows that show the page only when it is moved sideways."""
    had = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield width
    if had:
        page.set_viewport_size(had)


def test_axe_finds_nothing(visit: Visit) -> None:
    assert visit.axe == []


def test_axe_sees_a_mistake(browser: Browser, axe: str) -> None:
    """The control: a picture that says nothing, and grey on grey."""
    page = browser.new_page()
    page.set_content(
        "<main><img src='data:,'><p style='color: #999; background: #aaa'>Tea</p></main>"
    )
    found = {finding.partition(":")[0] for finding in ask_axe(page, axe)}
    page.close()

    assert {"image-alt", "color-contrast"} <= found


def test_no_page_asks_another_host(visit: Visit, served: str) -> None:
    assert len(visit.requests) > 50
    assert [url for url in visit.requests if not url.startswith(served)] == []


def test_the_browser_has_nothing_to_complain_about(visit: Visit) -> None:
    assert visit.faults == []


def test_no_page_loads_more_than_its_budget(visit: Visit) -> None:
    beside = tomllib.loads(BUDGETS.read_text("utf-8"))["beside"]

    heaviest = max(visit.beside.values(), key=sum)
    assert sum(heaviest) <= beside["bytes"]
    assert max(map(len, visit.beside.values())) <= beside["requests"]


def test_nothing_moves_while_a_page_loads(visit: Visit) -> None:
    assert visit.shifts == []


def test_no_page_is_wider_than_its_window(visit: Visit) -> None:
    assert visit.too_wide == []


def test_without_scripts_every_kind_of_page_reads_and_every_link_works(
    browser: Browser, served: str, addresses: list[str]
) -> None:
    """What is visible works: no button waits for a script, and no link leads nowhere."""
    faults: list[str] = []
    links: set[str] = set()
    with window(browser, "light", 390, java_script_enabled=False) as page:
        for address in addresses:
            page.goto(served + address)
            faults += [f"{address}: {fault}" for fault in find_what_needs_scripts(page)]
            hrefs = page.eval_on_selector_all("a[href]", "all => all.map((a) => a.href)")
            links |= {href.partition("#")[0] for href in hrefs if href.startswith(served)}
        answers = {link: page.request.head(link).status for link in sorted(links)}

    assert faults == []
    assert len(links) > 300
    assert {link: status for link, status in answers.items() if status != 200} == {}


def find_what_needs_scripts(page: Page) -> Iterator[str]:
    """What a reader without scripts sees and cannot use, or should see and does not."""
    if not page.locator("h1").is_visible():
        yield "its heading is hidden"
    if not page.locator("main a").first.is_visible():
        yield "no link of it leads on"
    for button in page.locator("button:visible:not(form button[type=submit])").all():
        yield f"a button that needs a script: {button.inner_text() or button.inner_html()}"
