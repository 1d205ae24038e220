"""A paper's page as Markdown that is read as it stands, by people in a terminal and by programs.

A rendering of its own, of the same values as the page: its Markdown source is HTML for the most part.
Addresses are whole, so that they still lead somewhere from a copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from generator import addresses
from generator.dates import long_date
from generator.pages.related import MentionView, RelatedView
from generator.pages.views import (
    MachineText,
    NoteView,
    OutLink,
    Page,
    Ref,
    Tally,
    TopicReason,
)
from generator.records import Paper
from generator.settings import Settings
from generator.text.display import abstract_paragraphs, as_text
from generator.text.escape import clean
from generator.text.readable import readable, readable_label
from generator.write import File

MOST_MENTIONS = 60
"""Papers that mention this one and are named; some systems are mentioned by hundreds."""


def make_paper_text(page: Page, settings: Settings) -> File:
    """The text of a paper's page."""
    paper = cast("Paper", page.context["paper"])
    blocks = _Writer(settings).blocks(page, paper)
    data = "".join(f"{block}\n\n" for block in blocks).rstrip("\n") + "\n"
    return File(addresses.paper_text(paper.id), data.encode("utf-8", "replace"))


class _Writer:
    """Writes blocks of Markdown: paragraphs, headings, lists."""

    def __init__(self, settings: Settings) -> None:
        self.root = settings.site_url

    def blocks(self, page: Page, paper: Paper) -> Iterator[str]:
        """The whole page, block by block."""
        known: Any = page.context  # each value is what the page's maker put there
        yield f"# {readable(page.title)}"
        if who := _who(paper, known):
            yield who
        if paper.status:
            status = paper.status
            yield (
                f"**{status.value.capitalize()}**{readable(known['status_day'])}: "
                f"{readable(clean(status.because))}"
            )
        yield "\n".join(self._facts(page, paper, known))
        for note in known["notes"]:
            yield _note(note)
        yield "## Abstract"
        yield "\n\n".join(_abstract(paper)) or "Its listing has no abstract."
        if machine := known["machine"]:
            yield from _machine(machine)
        yield from self._others("Related papers", map(self._related, known["related"]))
        yield from self._others("Mentions", map(self._mentioned, known["mentions"]))
        mentioning = known["mentioned_by"][:MOST_MENTIONS]
        yield from self._others("Mentioned by", map(self._mention, mentioning))
        yield "## Cite"
        yield readable(clean(known["cite_line"]))

    def _facts(self, page: Page, paper: Paper, known: Any) -> Iterator[str]:  # noqa: ANN401
        yield f"- Page: {self.root}{page.address}"
        day = f"{long_date(paper.published)}, " if paper.published else ""
        yield f"- Date: {day}{known['date_reason']}"
        for ref, place in known["editions"]:
            yield f"- Listed: {self._link(ref)}, {readable(place)}"
        if paper.added:
            yield f"- Added: {long_date(paper.added)}"
        yield from map(self._topic, known["topics"])
        if categories := known["categories"]:
            yield f"- arXiv categories: {', '.join(_category(*row) for row in categories)}"
        if upvotes := known["upvotes"]:
            yield f"- Upvotes: {_tally(upvotes)}"
        yield from map(_out_link, known["links"])

    def _topic(self, row: TopicReason) -> str:
        return f"- Topic: {self._link(row.topic)}: {readable(clean(row.reason))}"

    def _others(self, heading: str, rows: Iterable[str]) -> Iterator[str]:
        listed = "\n".join(rows)
        if listed:
            yield f"## {heading}"
            yield listed

    def _related(self, view: RelatedView) -> str:
        shared = readable(clean(view.shared))
        return f"- {self._paper(view)}{f': {shared}' if shared else ''}"

    def _mentioned(self, view: MentionView) -> str:
        return f"- {readable(clean(view.name))}: {self._paper(view)}"

    def _mention(self, view: MentionView) -> str:
        return f"- {self._paper(view)}"

    def _paper(self, view: RelatedView | MentionView) -> str:
        """Another paper: its own text, and its year."""
        year = f" ({view.published.year})" if view.published else ""
        return f"{self._link(Ref(view.paper.text, _text_of(view.paper)))}{year}"

    def _link(self, ref: Ref) -> str:
        return f"[{readable_label(clean(ref.text))}]({self.root}{ref.address})"


def _text_of(paper: Ref) -> str:
    """Where the text of a paper stands that a page links to."""
    return addresses.paper_text(paper.address.removeprefix("papers/").rstrip("/"))


def _who(paper: Paper, known: Any) -> str:  # noqa: ANN401
    """Authors, or how many they are, and the organisation."""
    more = [f"and {known['more_authors']} more"] if known["more_authors"] else []
    names = ", ".join([*(readable(_bare(author)) for author in known["authors"]), *more])
    who = known["card"].who
    behind = readable(clean(_bare(who))) if who else ""
    if names and not paper.organisation:
        return names
    return " · ".join(filter(None, (names, behind)))


def _bare(value: Ref | str) -> str:
    """A name without its link."""
    return value.text if isinstance(value, Ref) else value


def _category(code: str, name: str) -> str:
    return readable(f"{code} ({name})" if name else code)


def _tally(tally: Tally) -> str:
    on = f" on {long_date(tally.on)}" if tally.on else ""
    return f"{tally.number:,}{on}"


def _out_link(link: OutLink) -> str:
    """Where the paper itself is, or what belongs to it; the address is one that was checked."""
    stars = f"; stars: {_tally(link.stars)}" if link.stars else ""
    return f"- {link.label}: {clean(link.href)} (from {readable(clean(link.source))}{stars})"


def _machine(text: MachineText) -> Iterator[str]:
    sources = " and ".join(readable(clean(_bare(source))) for source in text.sources)
    yield "## Written by a machine"
    have = "has" if len(text.sources) == 1 else "have"
    yield f"Not by the authors or curators{f'; as {sources} {have} it' if sources else ''}."
    if text.summary:
        yield readable(text.summary)
    if text.keywords:
        yield f"Keywords: {readable(', '.join(text.keywords))}"


def _note(view: NoteView) -> str:
    """A curator's note as plain text: its Markdown is for the page."""
    return f"> {readable(clean(view.html.striptags()))}\n>\n> {readable(clean(view.by))}, {long_date(view.on)}"


def _abstract(paper: Paper) -> Iterator[str]:
    return map(readable, abstract_paragraphs(paper.abstract, as_text))
