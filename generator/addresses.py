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
PICKS = "picks/"
TRENDS = "trends/"
SEARCH = "search/"
SAVED = "saved/"
ABOUT = "about/"

EDITIONS_FEED = "feeds/editions.xml"
PAPERS_JSON = "data/papers.json"
PAPERS_SCHEMA = "data/papers.schema.json"


def paper(paper_id: str) -> str:
    """The one page of a paper."""
    return f"papers/{paper_id}/"


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


def reading_topic(slug: str) -> str:
    """A topic's newest papers, for the browsers of readers who follow it."""
    return f"data/reading/topics/{slug}.json"


def reading_day(when: date) -> str:
    """The papers added on a day, for the browsers of readers who come back."""
    return f"data/reading/days/{when.isoformat()}.json"


def part(address: str, number: int) -> str:
    """One numbered page of a long list."""
    return f"{address}page/{number}/"


def source_path(address: str) -> str:
    """The Markdown file that MkDocs turns into the page of an address."""
    return f"{address}index.md"


def root_from(address: str) -> str:
    """The way from a page back to the site's root: `../../` from `papers/x/`."""
    return "../" * address.count("/")
