"""Addresses of pages and files, relative to the site's root; `''` is the front page.

They are promised: once published, an address of a paper, topic, edition, feed or data file answers
or redirects. No other module spells one out.
"""

from __future__ import annotations

from datetime import date

HOME = ""
TOPICS = "topics/"
DATES = "dates/"
UNDATED = "dates/undated/"
EDITIONS = "editions/"
ORGANISATIONS = "organisations/"
AUTHORS = "authors/"
PICKS = "picks/"
TRENDS = "trends/"
SEARCH = "search/"
SAVED = "saved/"
ABOUT = "about/"
SUBSCRIBE = "subscribe/"
CONTRIBUTE = "contribute/"
DATA = "data/"

FEED_STYLE = "assets/feed.css"
SUBSCRIPTIONS = "feeds/subscriptions.opml"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
LLMS = "llms.txt"
PAPERS_JSON = "data/papers.json"
PAPERS_SCHEMA = "data/papers.schema.json"
PAPERS_LINES = "data/papers.jsonl.gz"
PAPERS_CSV = "data/papers.csv"
ALL_CITATIONS = "data/papers"
PICKS_CITATIONS = "data/picks"
CHANGES_JSON = "data/changes.json"
CHANGES_SCHEMA = "data/changes.schema.json"
STATUS_JSON = "data/status.json"
STATUS_SCHEMA = "data/status.schema.json"


def paper(paper_id: str) -> str:
    """The one page of a paper."""
    return f"papers/{paper_id}/"


def paper_text(paper_id: str) -> str:
    """A paper's page as readable Markdown.

    It ends in `.txt` because every `.md` in the docs folder becomes a page of the site, and so that
    hosts send it as text that browsers show.
    """
    return f"{paper(paper_id)}index.md.txt"


def topic(slug: str) -> str:
    """All of a topic."""
    return f"{TOPICS}{slug}/"


def topic_year(slug: str, year: int | None) -> str:
    """A topic's papers of one year, or those without a date."""
    return f"{topic(slug)}{'undated' if year is None else f'{year:04}'}/"


def year(number: int) -> str:
    """The months of a year."""
    return f"{DATES}{number:04}/"


def month(day: date) -> str:
    """The papers of a month."""
    return f"{DATES}{day.year:04}/{day.month:02}/"


def day(when: date) -> str:
    """The papers of a day."""
    return f"{month(when)}{when.day:02}/"


def edition(edition_id: str) -> str:
    """The digest of one capture."""
    return f"{EDITIONS}{edition_id}/"


def organisation(slug: str) -> str:
    """The papers that an organisation is behind."""
    return f"{ORGANISATIONS}{slug}/"


def author(slug: str) -> str:
    """The papers that name an author so."""
    return f"{AUTHORS}{slug}/"


def feed(stem: str, form: str) -> str:
    """A feed in one of its forms: `xml` (RSS), `atom.xml` or `json`."""
    return f"feeds/{stem}.{form}"


def topic_feed(slug: str) -> str:
    """The stem of a topic's feed."""
    return f"topics/{slug}"


def mail(edition_id: str, form: str) -> str:
    """An edition as a mail: its parts `html` and `txt`, or `eml`, the whole message."""
    return f"{DATA}mail/{edition_id}.{form}"


def topic_data(slug: str) -> str:
    """A topic's papers, in the shape of all papers."""
    return f"data/topics/{slug}.json"


def edition_data(edition_id: str) -> str:
    """An edition's papers, in the shape of all papers."""
    return f"data/editions/{edition_id}.json"


def topic_citations(slug: str) -> str:
    """The stem of a topic's citations."""
    return f"data/topics/{slug}"


def edition_citations(edition_id: str) -> str:
    """The stem of an edition's citations."""
    return f"data/editions/{edition_id}"


def citations(stem: str, suffix: str) -> str:
    """The citations of a list in one of their forms: `bib`, `ris` or `csl.json`."""
    return f"{stem}.{suffix}"


READING_WORDS = "data/reading/words.json"
"""Words that a search may mean, for the browsers of readers who typed another one."""


def reading_topic(slug: str) -> str:
    """A topic's newest papers, for the browsers of readers who follow it."""
    return f"data/reading/topics/{slug}.json"


def reading_day(when: date) -> str:
    """The papers added on a day, for the browsers of readers who come back."""
    return f"data/reading/days/{when.isoformat()}.json"


def picture(name: str) -> str:
    """The picture that previews of links show for one kind of page."""
    return f"assets/cards/{name}.png"


def sitemap_part(number: int) -> str:
    """One part of the sitemap, where one file cannot hold it; counted from 1."""
    return f"sitemap-{number}.xml"


def part(address: str, number: int) -> str:
    """One numbered page of a long list."""
    return f"{address}page/{number}/"


def is_part(address: str) -> bool:
    """Whether an address is that of a numbered page; no slug before the number is `page`."""
    return address.split("/")[-3:-2] == ["page"]


def source_path(address: str) -> str:
    """The Markdown file that MkDocs turns into the page of an address."""
    return f"{address}index.md"


def root_from(address: str) -> str:
    """The way from a page back to the site's root: `../../` from `papers/x/`."""
    return "../" * address.count("/")
