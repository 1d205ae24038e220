"""The search page in a browser, on a small invented digest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from host import ADDRESS, serve
from playwright.sync_api import Browser, Locator, Page, Route, expect
from projects import run, smallest

pytestmark = pytest.mark.site

HOSTILE = '<img src=x onerror="window.ran=1">'
TOPICS = """\
- {slug: brewing, name: Brewing & waiting, about: Water and leaves, rules: {kettle: 9}}
- {slug: steam, name: Steam, about: What leaves the kettle, rules: {geyser: 9}}
- {slug: cups, name: Cups, about: What it is poured into, rules: {cup: 9}}
"""

WHY = "As everybody knows, " + "patience is a virtue of those who wait. " * 8
ROOM = {"name": "room", "fullname": "The Waiting Room"}
LONG = f"{WHY}Only then does the lonely geyser boil over, and the patient samovar sings about it again."
NAMES = ("Blaise Pascal", "Alan Turing", "Kurt Gödel", "Emmy Noether", "Leonhard Euler")

CUPS = 12
"""Papers that differ in nothing but their number, to fill more than one screen of results."""


def paper(title: str, abstract: str, day: str | None, **facts: object) -> dict[str, object]:
    """A record as the API would answer it."""
    outer = {"numComments": facts.pop("comments", 0)}
    stamp = {"publishedAt": f"{day}T12:00:00.000Z"} if day else {}
    return {"paper": {"title": title, "summary": abstract, **stamp, **facts}, **outer}


TEA_LAB = {"name": "tea-lab", "fullname": "The Tea Laboratory"}
PAPERS = (
    paper(
        "Kettle Diffusion",
        "We study the diffusion of heat in a kettle, and its steam.",
        "2030-03-01",
        comments=5,
        organization=TEA_LAB,
        githubRepo="tea-lab/diffusion",
    ),
    paper(
        "Reinforcement of Handles",
        "A kettle without steam: the reinforcement of handles lets it wait.",
        "2031-02-02",
        comments=2,
        authors=[{"name": "Ada Lovelace"}],
    ),
    paper("Steam Engines", "Steam and a kettle become an engine.", "2031-04-04", comments=11),
    paper(
        "Undated Kettles",
        "Nobody knows when these kettles were made, nor Teapot-R7.",
        None,
        comments=7,
    ),
    paper(
        f"Hostile Leaves {HOSTILE}",
        f"Leaves that {HOSTILE} run. &lt;b&gt; A leaf <mark>marks</mark>.",
        "2029-01-01",
        organization={"name": "evil", "fullname": f"Evil {HOSTILE}"},
    ),
    paper(
        "Patience",
        LONG,
        "2027-01-01",
        authors=[{"name": name} for name in NAMES],
        organization=ROOM,
    ),
    *(
        paper(f"Cup Number {number}", f"The cup holds {number} sips.", f"2031-05-{number:02}")
        for number in range(1, CUPS + 1)
    ),
)
CATEGORIES = {
    ("Kettle Diffusion", "2030-03-01"): ("cs.CL", "stat.ML"),
    ("Steam Engines", "2031-04-04"): ("cs.CL",),
}


def answer_of_arxiv() -> str:
    """An answer of arXiv's API about papers that the listing has, which only tells categories."""
    entries = "".join(
        f"<entry><id>http://arxiv.org/abs/3001.0000{number}v1</id><title>{title}</title>"
        f"<summary>Of tea.</summary><published>{day}T12:00:00Z</published>"
        + "".join(f'<category term="{code}"/>' for code in codes)
        + "</entry>"
        for number, ((title, day), codes) in enumerate(CATEGORIES.items(), start=1)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>ArXiv Query</title>{entries}</feed>'


CURATIONS = {
    "steam-engines": "pick: {by: ada, on: 2031-06-02}\ntopics: {add: [steam]}\n",
    "kettle-diffusion": "topics: {add: [steam]}\n",
    "reinforcement-of-handles": "topics: {add: [steam]}\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    listings = tmp_path_factory.mktemp("listings")
    listing = listings / "2031-06-01.daily-papers-api.json"
    listing.write_text(json.dumps(PAPERS), "utf-8")
    project = smallest(tmp_path_factory.mktemp("project"), listing)
    (project / "content/topics.yml").write_text(TOPICS, "utf-8")
    references = project / "content/references/2031"
    references.mkdir(parents=True)
    (references / "2031-06-02.arxiv-api.xml").write_text(answer_of_arxiv(), "utf-8")
    (project / "content/curations").mkdir()
    for name, text in CURATIONS.items():
        (project / f"content/curations/{name}.yml").write_text(text, "utf-8")
    run("generator", "build", cwd=project, DIGEST_SITE_URL=ADDRESS)
    return project / "site"


@pytest.fixture(scope="module")
def address(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(site, tmp_path_factory.mktemp("host")) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on which nothing may go wrong."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None)
    yield page
    page.close()
    assert faults == []


@pytest.fixture
def kettles(browser: Browser, address: str) -> Iterator[Page]:
    """A page that shows a search, and on which things may go wrong from now on."""
    page = browser.new_page()
    page.goto(f"{address}search/?q=kettle")
    expect(page.locator("#search-results .paper-title")).to_have_count(4)
    yield page
    page.close()


class Search:
    """The search page as a reader sees it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.field = page.locator("#search-input")
        self.status = page.locator("#search-status")
        self.titles = page.locator("#search-results .paper-title")
        self.facets = page.locator("#search-facets")

    def open(self, query: str = "") -> Search:
        self.page.goto(f"{self.address}search/{query}")
        return self

    def type(self, text: str) -> Search:
        self.field.fill(text)
        return self

    def has_titles(self, *titles: str) -> None:
        expect(self.titles).to_have_text(titles)

    def box(self, name: str) -> Locator:
        """The box of a facet's value; its label says the count too."""
        return self.facets.get_by_role("checkbox", name=re.compile(rf"^{re.escape(name)}( |$)"))

    def count(self, facet: str, value: str) -> Locator:
        row = self.page.locator(f'[data-facet="{facet}"] [data-value="{value}"]')
        return row.locator(".count")

    def is_at(self, query: str) -> None:
        expect(self.page).to_have_url(f"{self.address}search/{query}")


@pytest.fixture
def search(page: Page, address: str) -> Search:
    return Search(page, address)


# Words


@pytest.mark.parametrize("beginning", ["dif", "diffusi", "diffusio", "diffusion", "DIFFUSION"])
def test_a_word_is_found_by_any_beginning(search: Search, beginning: str) -> None:
    search.open().type(beginning).has_titles("Kettle Diffusion")


@pytest.mark.parametrize("typed", ["reinforcemen", "lovelace", '"reinforcement of handles"'])
def test_words_of_abstracts_names_of_authors_and_phrases_are_found(
    search: Search, typed: str
) -> None:
    search.open(f"?q={quote_plus(typed)}").has_titles("Reinforcement of Handles")


@pytest.mark.parametrize(
    "typed",
    [
        "3001.00001",
        "arXiv:3001.00001v2 [cs.CL]",
        "https://arxiv.org/pdf/3001.00001v2.pdf",
        "Pascal (2030). arXiv:3001.00001.",
    ],
)
def test_a_paper_is_found_by_its_arxiv_id_however_it_is_written(search: Search, typed: str) -> None:
    search.open(f"?q={quote_plus(typed)}").has_titles("Kettle Diffusion")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("waiting room", "Patience"),
        ("room pascal", "Patience"),
        ("r7", "Undated Kettles"),
        ("teapot r7", "Undated Kettles"),
        ("teapot-r7", "Undated Kettles"),
    ],
)
def test_organisations_and_parts_of_joined_words_are_found(
    search: Search, typed: str, title: str
) -> None:
    search.open(f"?q={quote_plus(typed)}").has_titles(title)


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ('"steam and a kettle" engine', ["Steam Engines"]),
        ('"a kettle" -diffusion -without', ["Steam Engines"]),
        ('"kettle without" "reinforcement of"', ["Reinforcement of Handles"]),
        ('"teapot r7"', ["Undated Kettles"]),
        ('"teapot-r7" kettle', ["Undated Kettles"]),
        ('"kettle steam"', []),
        ('"kettle steam" heat', []),
        ('steam -"in a kettle" -"a kettle become"', ["Reinforcement of Handles"]),
    ],
)
def test_phrases_stand_beside_words_and_however_their_words_are_joined(
    search: Search, typed: str, titles: list[str]
) -> None:
    search.open(f"?q={quote_plus(typed)}")

    expect(search.status).to_contain_text("paper")
    search.has_titles(*titles)


def test_a_phrase_that_no_paper_has_leads_to_papers_with_its_words(search: Search) -> None:
    search.open('?q="kettle+steam"')
    offer = search.page.locator("#search-ways li").first
    expect(offer).to_have_text("without the quotation marks (3 papers)")
    offer.get_by_role("link").click()

    expect(search.titles).to_have_count(3)
    expect(search.status).to_contain_text("for “kettle steam”")


def test_a_plural_finds_the_singular_too(search: Search) -> None:
    search.open("?q=engines+become").has_titles("Steam Engines")
    search.open("?q=diffusions").has_titles("Kettle Diffusion")


@pytest.mark.parametrize("others", ["", "kettle+", "cup+kettle+"])
def test_a_word_that_no_paper_has_finds_nothing_and_is_named(search: Search, others: str) -> None:
    search.open(f"?q={others}kettlexyz")

    expect(search.status).to_have_text("No paper has “kettlexyz”.")
    expect(search.titles).to_have_count(0)


def test_what_a_result_says_begins_after_its_title(search: Search) -> None:
    search.open("?q=diffusion")

    expect(search.page.locator(".paper-sentence")).to_have_text(
        "We study the diffusion of heat in a kettle, and its steam."
    )
    expect(search.page.locator(".paper-meta")).to_have_text(
        "1 March 2030 · The Tea Laboratory · 5 comments"
    )


def test_a_result_without_a_date_says_when_it_was_listed(search: Search) -> None:
    search.open("?q=undated")

    expect(search.page.locator(".paper-meta")).to_have_text(
        "no date known, listed 1 June 2031 · 7 comments"
    )


MARKED = "[...document.querySelectorAll('#search-results mark')].map((e) => e.textContent)"


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("diffusion", ["Diffusion", "diffusion"]),
        ("DIFFUSIONS", ["Diffusion", "diffusion"]),
        ("lonely samovar", ["lonely", "samovar"]),
        ('"lonely geyser"', ["lonely geyser"]),
        ("godel", ["Gödel"]),
        ("lovelace handle", ["Handles", "Lovelace", "handles"]),
    ],
)
def test_what_was_typed_is_marked_in_titles_names_and_abstracts(
    search: Search, typed: str, marked: list[str]
) -> None:
    search.open(f"?q={quote_plus(typed)}")
    expect(search.titles).to_have_count(1)

    assert search.page.evaluate(MARKED) == marked


def test_a_result_shows_the_part_of_the_abstract_that_has_most_of_the_words(search: Search) -> None:
    search.open("?q=virtue+samovar+patient")

    expect(search.page.locator(".paper-sentence")).to_have_text(
        "… patience is a virtue of those who wait. Only then does the lonely geyser boil over, "
        "and the patient samovar sings about it again."
    )


def test_a_result_says_which_of_many_authors_was_asked_for(search: Search) -> None:
    search.open("?q=euler")

    expect(search.page.locator(".paper-meta")).to_have_text(
        "1 January 2027 · Blaise Pascal, Alan Turing, Kurt Gödel, Leonhard Euler and others"
        " · The Waiting Room"
    )


def test_a_word_with_a_minus_leaves_papers_out_and_counts_follow(search: Search) -> None:
    search.open("?q=kettle+-steam").has_titles("Undated Kettles")
    expect(search.count("year", "undated")).to_have_text("1")
    expect(search.count("year", "2031")).to_have_text("0")
    search.open("?q=kettle+-engine+-handles+-kettlexyz")
    expect(search.status).to_have_text("2 papers for “kettle -engine -handles -kettlexyz”")
    expect(search.count("topic", "brewing")).to_have_text("2")


# Facets


def test_facets_count_and_values_of_one_add_up_while_facets_narrow(search: Search) -> None:
    search.open().type("kettle")
    expect(search.status).to_have_text("4 papers for “kettle”")
    expect(search.count("year", "2031")).to_have_text("2")
    expect(search.count("topic", "steam")).to_have_text("3")

    search.box("2030").check()
    search.has_titles("Kettle Diffusion")
    expect(search.count("year", "2031")).to_have_text("2")
    expect(search.count("topic", "steam")).to_have_text("1")
    search.box("2031").check()
    expect(search.titles).to_have_count(3)
    search.box("No date").check()
    expect(search.titles).to_have_count(4)
    search.box("Steam").check()
    expect(search.titles).to_have_count(3)
    search.is_at("?q=kettle&topic=steam&year=2031&year=2030&year=undated")


def test_a_value_is_excluded_or_wanted_and_not_both(search: Search) -> None:
    search.open("?q=kettle")
    without = search.facets.get_by_role("checkbox", name="Without Steam")
    without.check()
    search.has_titles("Undated Kettles")
    search.is_at("?q=kettle&not-topic=steam")
    search.box("Steam").check()

    expect(without).not_to_be_checked()
    search.is_at("?q=kettle&topic=steam")


def test_organisations_code_and_picks_load_when_opened(search: Search) -> None:
    requests: list[str] = []
    search.page.on("request", lambda request: requests.append(request.url))
    search.open("?q=kettle")
    expect(search.titles).to_have_count(4)
    assert sum("/filter/" in url for url in requests) == 2
    search.facets.get_by_text("Organisation", exact=True).first.click()
    expect(search.count("organisation", "The Tea Laboratory")).to_have_text("1")
    search.facets.get_by_text("More", exact=True).first.click()
    expect(search.count("has", "code")).to_have_text("1")
    expect(search.count("pick", "yes")).to_have_text("1")
    assert sum("/filter/" in url for url in requests) == 5

    search.box("The Tea Laboratory").check()
    search.has_titles("Kettle Diffusion")
    search.is_at("?q=kettle&organisation=The+Tea+Laboratory")


def test_categories_of_arxiv_are_a_facet_that_loads_when_opened(search: Search) -> None:
    requests: list[str] = []
    search.page.on("request", lambda request: requests.append(request.url))
    search.open("?q=kettle")
    expect(search.titles).to_have_count(4)
    assert sum("/filter/" in url for url in requests) == 2
    search.facets.get_by_text("arXiv category", exact=True).first.click()
    expect(search.count("category", "cs.CL")).to_have_text("2")
    expect(search.count("category", "stat.ML")).to_have_text("1")
    assert sum("/filter/" in url for url in requests) == 3

    search.box("stat.ML").check()
    search.has_titles("Kettle Diffusion")
    search.is_at("?q=kettle&category=stat.ML")
    search.open("?q=kettle&not-category=cs.CL")
    search.has_titles("Undated Kettles", "Reinforcement of Handles")


def test_filters_work_without_words_and_show_the_newest_first(search: Search) -> None:
    search.open("?topic=steam").has_titles(
        "Steam Engines", "Reinforcement of Handles", "Kettle Diffusion"
    )


def test_a_filter_in_use_is_shown_and_can_be_taken_back(search: Search) -> None:
    search.open("?q=kettle&year=2030&not-topic=cups")
    chosen = search.page.locator("#search-chosen a")
    expect(chosen).to_have_text([re.compile("not Cups"), re.compile("2030")])
    search.page.get_by_role("link", name="Remove 2030").click()

    search.is_at("?q=kettle&not-topic=cups")
    expect(search.titles).to_have_count(4)
    expect(search.box("2030")).not_to_be_checked()


# Order


def test_papers_sort_by_date_and_comments_and_none_is_lost(search: Search) -> None:
    search.open("?q=kettle")
    search.page.get_by_label("Sort by").select_option("date")
    search.has_titles(
        "Steam Engines", "Reinforcement of Handles", "Kettle Diffusion", "Undated Kettles"
    )
    search.is_at("?q=kettle&sort=date")
    search.page.get_by_label("Sort by").select_option("comments")
    search.has_titles(
        "Steam Engines", "Undated Kettles", "Kettle Diffusion", "Reinforcement of Handles"
    )


# The address and the history


def test_the_title_of_the_page_tells_what_is_searched_for(search: Search) -> None:
    search.open("?q=kettle")
    expect(search.page).to_have_title(re.compile("^“kettle” · Search · "))
    search.type('"kettle diffusion"')
    expect(search.page).to_have_title(re.compile('^"kettle diffusion" · Search · '))
    expect(search.status).to_have_text('1 paper for "kettle diffusion"')
    search.type("")
    expect(search.page).to_have_title(re.compile("^Search · "))


def test_an_address_shows_the_same_search_anywhere(search: Search) -> None:
    search.open("?q=kettle&topic=steam&not-year=2030&sort=comments")

    search.has_titles("Steam Engines", "Reinforcement of Handles")
    expect(search.field).to_have_value("kettle")
    expect(search.box("Steam")).to_be_checked()
    expect(search.facets.get_by_role("checkbox", name="Without 2030")).to_be_checked()
    expect(search.page.get_by_label("Sort by")).to_have_value("comments")


def test_back_and_forward_lead_from_search_to_search_and_not_by_letters(search: Search) -> None:
    search.open()
    search.field.press_sequentially("steam", delay=60)
    expect(search.titles).to_have_count(3)
    search.field.press("Enter")
    search.type("handles").has_titles("Reinforcement of Handles")
    search.box("2031").check()
    search.is_at("?q=handles&year=2031")

    search.page.go_back()
    search.is_at("?q=handles")
    expect(search.box("2031")).not_to_be_checked()
    search.page.go_back()
    search.is_at("?q=steam")
    expect(search.field).to_have_value("steam")
    expect(search.titles).to_have_count(3)
    search.page.go_forward()
    search.has_titles("Reinforcement of Handles")


def test_more_papers_come_ten_at_a_time_and_stay_after_a_visit(search: Search) -> None:
    search.open("?q=cup")
    expect(search.titles).to_have_count(10)
    search.page.get_by_role("button", name="Show more").click()
    expect(search.titles).to_have_count(CUPS)
    expect(search.titles.nth(10).get_by_role("link")).to_be_focused()

    search.titles.nth(11).get_by_role("link").click()
    expect(search.page.get_by_role("heading", level=1)).to_contain_text("Cup Number")
    search.page.go_back()
    expect(search.titles).to_have_count(CUPS)


def test_two_clicks_show_the_next_papers_once(search: Search) -> None:
    search.open("?q=cup")
    expect(search.titles).to_have_count(10)
    more = search.page.get_by_role("button", name="Show more")
    more.evaluate("button => { button.click(); button.click(); }")

    expect(more).to_be_hidden()
    expect(search.titles).to_have_count(CUPS)


def test_more_papers_that_cannot_be_loaded_can_be_asked_for_again(search: Search) -> None:
    search.open("?q=cup")
    expect(search.status).to_have_text(f"{CUPS} papers for “cup”")
    search.page.context.set_offline(offline=True)
    search.page.get_by_role("button", name="Show more").click()
    expect(search.status).to_have_text("The next papers could not be loaded.")
    expect(search.titles).to_have_count(10)

    search.page.context.set_offline(offline=False)
    search.page.get_by_role("button", name="Try again").click()
    expect(search.titles).to_have_count(CUPS)
    expect(search.status).to_have_text(f"{CUPS} papers for “cup”")


def test_the_field_of_every_page_opens_the_same_search(search: Search) -> None:
    search.page.goto(f"{search.address}topics/steam/")
    field = search.page.get_by_role("searchbox", name="Search the digest")
    field.fill("handles -diffusion")
    field.press("Enter")

    search.is_at("?q=handles+-diffusion")
    search.has_titles("Reinforcement of Handles")


# What is loaded


def test_nothing_of_the_index_loads_before_the_first_keystroke(search: Search) -> None:
    requests: list[str] = []
    search.page.on("request", lambda request: requests.append(request.url))
    search.open()
    search.page.wait_for_load_state("networkidle")
    assert not [url for url in requests if "/pagefind/" in url]

    search.type("steam")
    expect(search.titles).to_have_count(3)
    assert [url for url in requests if "/pagefind/" in url]
    assert all(url.startswith(search.address) for url in requests)
    assert not [url for url in requests if "/order-" in url]


def test_lists_are_not_in_the_index(search: Search) -> None:
    search.open("?sort=date&not-topic=none")

    expect(search.status).to_have_text(f"{len(PAPERS)} papers")


# Nothing found


def test_an_empty_result_offers_what_would_find_papers(search: Search) -> None:
    search.open("?q=kettle+steam&topic=cups&year=2031")

    expect(search.status).to_have_text("No papers for “kettle steam”")
    offers = search.page.locator("#search-ways li")
    expect(offers).to_have_text(["without the filter “Cups” (2 papers)"])
    expect(search.page.locator("#search-empty a")).to_have_count(4)
    offers.get_by_role("link").click()
    search.is_at("?q=kettle+steam&year=2031")
    expect(search.titles).to_have_count(2)


def test_an_empty_result_stays_told_while_ways_on_are_looked_for(search: Search) -> None:
    held: list[Route] = []
    is_held = True

    def hold(route: Route) -> None:
        if is_held:
            held.append(route)
        else:
            route.continue_()

    search.page.route("**/pagefind/fragment/*", hold)  # only the ways on need these
    search.page.clock.install()
    search.open("?topic=cups&year=2030")
    expect(search.status).to_have_text("No papers")

    search.page.clock.run_for(60_000)
    expect(search.status).to_have_text("No papers")
    is_held = False
    for route in held:
        route.continue_()
    expect(search.page.locator("#search-ways li")).to_have_count(2)


def test_an_unknown_word_is_told_as_it_was_typed(search: Search) -> None:
    search.open("?q=kettle+Zébras,")
    expect(search.status).to_have_text("No paper has “Zébras”.")
    expect(search.page.locator("#search-ways a")).to_have_text(["without the word “Zébras”"])


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("difusion", "diffusion"),
        ("diffusoin", "diffusion"),
        ("hanldes", "handle"),
        ("lovelase", "lovelace"),
        ("ketle stean", "kettle steam"),
    ],
)
def test_for_a_slip_a_near_word_is_offered(search: Search, typed: str, instead: str) -> None:
    search.open(f"?q={quote_plus(typed)}")
    offers = search.page.locator("#search-ways a")
    expect(offers.first).to_have_text(f"“{instead}” instead")
    offers.first.click()

    search.is_at(f"?q={quote_plus(instead)}")
    expect(search.titles.first).to_be_visible()


def test_without_its_list_of_words_the_search_offers_no_near_ones_and_goes_on(
    search: Search,
) -> None:
    search.page.route("**/data/reading/words.json", lambda route: route.fulfill(json=[]))
    search.open("?q=difusion")
    expect(search.status).to_have_text("No paper has “difusion”.")
    search.type("diffusion").has_titles("Kettle Diffusion")


def test_a_word_that_is_too_long_is_offered_shorter(search: Search) -> None:
    search.open("?q=diffusionist")
    offers = search.page.locator("#search-ways li")
    expect(offers).to_have_text(["“diffusion…” instead (1 paper)"])
    offers.get_by_role("link").click()

    search.is_at("?q=diffusion")
    search.has_titles("Kettle Diffusion")


def test_a_search_that_cannot_load_says_so_and_leads_on(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.route("**/pagefind/*", lambda route: route.abort())
    page.goto(f"{address}search/?q=kettle")

    expect(page.locator("#search-status")).to_have_text("The search could not be loaded.")
    expect(page.locator("#search-empty a").first).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#search-results .paper-title")).to_have_count(4)
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    page.close()


def test_no_word_is_called_unknown_while_the_index_cannot_be_reached(kettles: Page) -> None:
    status = kettles.locator("#search-status")
    kettles.context.set_offline(offline=True)
    kettles.locator("#search-input").fill("zebra")
    expect(status).to_have_text("The search could not be loaded.")

    kettles.context.set_offline(offline=False)
    kettles.get_by_role("button", name="Try again").click()
    expect(status).to_have_text("No paper has “zebra”.")


def test_a_page_that_stays_open_finds_the_index_of_a_site_that_was_published_since(
    kettles: Page,
) -> None:
    is_renewed = False

    def miss(route: Route) -> None:
        if is_renewed:
            route.continue_()
        else:
            route.fulfill(status=404)

    def renew(route: Route) -> None:
        nonlocal is_renewed
        is_renewed = True
        answer = route.fetch()
        route.fulfill(response=answer, body=f"{answer.text()} ")

    kettles.route("**/pagefind/fragment/*", miss)  # of the index that the page knows
    kettles.route("**/pagefind/pagefind-entry.json*", renew)
    kettles.locator("#search-input").fill("cup")

    expect(kettles.locator("#search-status")).to_have_text("12 papers for “cup”")
    expect(kettles.locator("#search-results .paper-title")).to_have_count(10)
    assert is_renewed


# Strangers


def test_hostile_addresses_and_papers_stay_text(search: Search) -> None:
    hostile = quote_plus(HOSTILE)
    names = ("topic", "not-topic", "year", "organisation", "not-organisation", "has", "sort")
    search.open(f"?q={hostile}&" + "&".join(f"{name}={hostile}" for name in names))
    expect(search.status).to_contain_text("<img")
    expect(search.page.locator("#search-chosen a")).to_have_count(4)
    search.open("?q=hostile+leaves&organisation=" + quote_plus(f"Evil {HOSTILE}"))
    search.has_titles(f"Hostile Leaves {HOSTILE}")
    expect(search.page.locator(".paper-sentence")).to_contain_text(f"Leaves that {HOSTILE} run.")

    assert search.page.evaluate("window.ran") is None
    assert search.page.locator("main img, main b").count() == 0


# People and screens


def test_on_a_phone_the_facets_are_behind_a_button(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{address}search/?q=kettle")
    expect(page.locator("#search-results .paper-title")).to_have_count(4)
    button = page.get_by_role("button", name="Filters")
    facets = page.locator("#search-facets")
    expect(facets).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")

    expect(facets).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator('[name="year"][value="2031"]').check()
    page.get_by_role("button", name="Show 2 papers").click()

    expect(facets).to_be_hidden()
    expect(page.get_by_role("button", name="Filters (1)")).to_have_attribute(
        "aria-expanded", "false"
    )
    expect(page.locator("#search-status")).to_be_focused()
    page.close()


def test_results_move_nothing_that_stood_there(search: Search) -> None:
    search.open()
    places = "[...document.querySelectorAll('#search-form, #search-facets, #search-status')]"
    before = search.page.evaluate(f"{places}.map((e) => e.getBoundingClientRect().top)")
    search.type("kettle")
    expect(search.titles).to_have_count(4)

    assert search.page.evaluate(f"{places}.map((e) => e.getBoundingClientRect().top)") == before


def test_all_that_is_found_is_told_where_the_search_is_offered(search: Search) -> None:
    tab = search.open().page
    expect(tab.locator("main .lead")).to_have_text(
        re.compile(r"Search \d+ papers by their words, names or arXiv ids\.")
    )
    said = tab.locator("label[for=search-input]").inner_text()
    tab.goto(f"{search.address}404.html")
    expect(tab.locator("label[for=notfound-search]")).to_have_text(said)


def test_everything_in_the_form_has_a_name(search: Search) -> None:
    search.open("?q=kettle")
    expect(search.titles).to_have_count(4)
    for field in search.page.locator("#search-form input, #search-form select").all():
        assert field.evaluate("(e) => e.ariaLabel || e.labels[0]?.textContent.trim()")
    for group in search.page.locator("fieldset").all():
        assert group.locator("legend").text_content()
