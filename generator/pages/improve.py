"""Ways in: where the hosting site lets anybody improve a page, each kind of page in its own way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from generator import addresses
from generator.curation_template import make_template
from generator.hosting import (
    CORRECT,
    CURATIONS_FOLDER,
    LISTING,
    PROPOSE,
    SUGGEST,
    TITLES,
    TOPICS_FILE,
    Hosting,
    find_hosting,
)
from generator.pages.views import Page, WayIn
from generator.records import Paper
from generator.settings import Settings

_MISSING = "Suggest a missing paper"
_WRONG = "Report a wrong date"

KINDS = {
    "topics": ((PROPOSE, TITLES[PROPOSE]),),
    "topic": ((PROPOSE, "Propose a change to this topic"), (SUGGEST, _MISSING)),
    "topic_year": ((PROPOSE, "Propose a change to this topic"), (SUGGEST, _MISSING)),
    "dates": ((SUGGEST, _MISSING), (CORRECT, _WRONG)),
    "year": ((SUGGEST, _MISSING), (CORRECT, _WRONG)),
    "month": ((SUGGEST, _MISSING), (CORRECT, _WRONG)),
    "day": ((SUGGEST, _MISSING), (CORRECT, _WRONG)),
    "undated": ((CORRECT, "State the date of a paper"),),
    "editions": ((LISTING, "Suggest a listing"),),
    "edition": ((SUGGEST, _MISSING), (CORRECT, _WRONG)),
    "organisations": ((SUGGEST, _MISSING), (CORRECT, "Report a wrong organisation")),
    "organisation": ((SUGGEST, _MISSING), (CORRECT, "Report a wrong organisation")),
    "authors": ((SUGGEST, _MISSING), (CORRECT, "Report a wrong name")),
    "author": ((SUGGEST, _MISSING), (CORRECT, "Report a wrong name")),
    "picks": ((SUGGEST, _MISSING),),
}
"""The forms that a page of a kind leads to, and what it says; other kinds have no way in."""

EDITS_TOPICS = {"topics", "topic", "topic_year"}
"""Kinds of pages whose words stand in the file of topics."""


def add_ways_in(pages: Iterable[Page], settings: Settings) -> Iterator[Page]:
    """Pages with their ways in, by their kinds; without a repository there are none."""
    hosting = find_hosting(settings)
    for page in pages:
        if hosting and page.kind in KINDS:
            yield replace(page, ways_in=tuple(_ways(page, hosting)))
        else:
            yield page


def _ways(page: Page, hosting: Hosting) -> Iterator[WayIn]:
    for form, text in KINDS[page.kind]:
        fields = {"name": name} if form == PROPOSE and (name := _topic_of(page)) else {}
        yield WayIn(text, hosting.form(form, **fields))
    if page.kind in EDITS_TOPICS:
        yield WayIn("Edit the file of topics", hosting.edit(TOPICS_FILE))


def _topic_of(page: Page) -> str | None:
    """The name of the topic that a page belongs to; the pages of its years stand below it."""
    match page.kind:
        case "topic":
            return page.title
        case "topic_year":
            return page.crumbs[-1].text
        case _:
            return None


def improve_paper(paper: Paper, settings: Settings) -> tuple[WayIn, ...]:
    """The editor on a paper's curation, or on a template of one, and the form for corrections."""
    hosting = find_hosting(settings)
    if hosting is None:
        return ()
    path = f"{CURATIONS_FOLDER}/{paper.id}.yml"
    text = make_template(paper, settings.site_url + addresses.CONTRIBUTE)
    editor = hosting.edit(path) if paper.curated else hosting.new(path, text)
    return (
        WayIn("Improve this page", editor, ": a topic, a link, a note, a wrong date"),
        WayIn("Report a mistake", hosting.form(CORRECT, paper=paper.id)),
    )
