"""`llms.txt`: where programs that read text find what (https://llmstxt.org), an index alone."""

from __future__ import annotations

from collections.abc import Iterator

from generator import addresses
from generator.catalogue import FORMS, RSS, Feed, list_feeds
from generator.pages.index import Index
from generator.settings import Settings
from generator.text.escape import clean
from generator.text.readable import readable, readable_label
from generator.write import File

DATA = (
    (addresses.DATA, "what the data files hold and promise"),
    (addresses.PAPERS_JSON, "all papers as JSON"),
    (addresses.PAPERS_LINES, "the same, one a line"),
    (addresses.PAPERS_CSV, "the same as a table"),
    (addresses.PAPERS_SCHEMA, "the schema of a paper"),
)
"""Data files and what they are."""


def make_llms(index: Index, settings: Settings) -> File:
    """The file at the site's root; it names topics, feeds and data, and no paper."""
    return File(addresses.LLMS, "".join(f"{line}\n" for line in _lines(index, settings)).encode())


def _lines(index: Index, settings: Settings) -> Iterator[str]:
    root = settings.site_url
    yield f"# {readable(clean(settings.site_name))}\n"
    yield f"> {readable(clean(settings.site_description))}\n"
    yield (
        f"Each paper has a page at `{root}{addresses.paper('<id>')}`, and the same as Markdown at "
        f"`{root}{addresses.paper_text('<id>')}`. Ids stand in the data; they never change.\n"
    )
    yield "## Topics\n"
    for topic in index.digest.topics:
        address = root + addresses.topic(topic.slug)
        yield f"- {_link(topic.name, address)}: {readable(clean(topic.about))}"
    yield "\n## Data\n"
    for address, what in DATA:
        yield f"- {_link(address, root + address)}: {what}"
    topics = root + addresses.feed(addresses.topic_feed("<slug>"), RSS)
    yield f"\n## Feeds\n\nEach topic has one at `{topics}`. All come in other forms too:"
    yield f"{' and '.join(_other_forms())}.\n"
    for feed in list_feeds(()):
        yield _feed(feed, settings)


def _other_forms() -> Iterator[str]:
    """The forms that are not linked, with the ends of their addresses."""
    for form, (name, _) in FORMS.items():
        if form != RSS:
            yield f"{name} (`.{form}` for `.{RSS}`)"


def _feed(feed: Feed, settings: Settings) -> str:
    address = settings.site_url + addresses.feed(feed.stem, RSS)
    return f"- {_link(feed.title(settings.site_name), address)}: {readable(clean(feed.about))}"


def _link(text: str, address: str) -> str:
    return f"[{readable_label(clean(text))}]({address})"
