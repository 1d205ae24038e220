"""`digest show`: all that is known of a paper, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click

from generator.assemble import Assembled, assemble
from generator.cli.options import config_option, content_option, find_digest
from generator.content.load import load_content
from generator.find import find_papers
from generator.problems import visible
from generator.records import More, Paper
from generator.text.sentences import explain, key_sentence

MANY = 10
"""Papers named when several fit."""

MACHINE = frozenset({"keywords", "summary"})
"""What machines write about papers."""


@click.command()
@click.argument("paper", nargs=-1, required=True)
@content_option
@config_option
def show(paper: tuple[str, ...], content: Path | None, config: Path) -> None:
    """Show a paper, found by id, arXiv id, address or words of its title, and say why it is so."""
    project = find_digest(config, content)
    assembled = assemble(load_content(project.content))
    wanted = " ".join(paper)
    found = find_papers(wanted, assembled.digest.papers)
    if not found:
        raise click.ClickException(f"no paper fits {wanted!r}; try other words of its title")
    if len(found) > 1:
        names = "\n".join(f"  {p.id}" for p in found[:MANY])
        raise click.ClickException(f"{len(found)} papers fit {wanted!r}, such as\n{names}")
    click.echo(
        "\n".join(map(visible, _lines(found[0], assembled))).encode("utf-8", "backslashreplace")
    )


def _lines(paper: Paper, assembled: Assembled) -> Iterator[str]:
    yield f"{paper.title}{_from(paper, 'title')}"
    was = f" (was {', '.join(paper.former_ids)})" if paper.former_ids else ""
    yield f"id: {paper.id}{was}"
    yield from _dates(paper)
    yield from _people(paper)
    yield from _more(paper)
    yield from _links_and_topics(paper)
    for seen in paper.appearances:
        yield f"in {seen.listing}: no. {seen.position}, line {seen.line}"
    work = next(w for w in assembled.merged.works if w.id == paper.id)
    for told in work.references:
        yield f"told of by {told.listing.source}: no. {told.position}, line {told.line}"
    yield f"keys: {', '.join(work.locked.keys) if work.locked else 'not in papers.lock yet'}"
    yield from _curated(paper)
    if paper.abstract:
        yield from _key_sentence(paper)
        yield ""
        yield from paper.abstract.split("\n")


def _key_sentence(paper: Paper) -> Iterator[str]:
    """The sentence that previews and lists show of the abstract, and what spoke for it."""
    if sentence := key_sentence(paper.abstract, paper.title):
        reasons = ", ".join(cue.name for cue in explain(sentence)) or "its place in the abstract"
        yield f"key sentence: {sentence}  (because of {reasons})"


def _from(paper: Paper, field: str) -> str:
    sources = paper.sources.get(field)
    return f"  (from {', '.join(sources)})" if sources else ""


def _dates(paper: Paper) -> Iterator[str]:
    day = paper.published.isoformat() if paper.published else "not known"
    why = paper.published_from or "no listing states it"
    yield f"published: {day}, {why}{_from(paper, 'published')}"
    yield f"listed: {paper.listed or 'in no edition'}"
    yield f"added: {paper.added or 'not yet in the register'}"


def _people(paper: Paper) -> Iterator[str]:
    if paper.authors:
        yield f"authors: {', '.join(a.name for a in paper.authors)}{_from(paper, 'authors')}"
    elif paper.n_authors:
        yield f"authors: {paper.n_authors}{_from(paper, 'n_authors')}"
    if paper.organisation:
        name = f"{paper.organisation.name} [{paper.organisation.slug}]"
        yield f"organisation: {name}{_from(paper, 'organisation')}"
    if paper.comments is not None:
        yield f"comments: {paper.comments}{_from(paper, 'comments')}"


def _more(paper: Paper) -> Iterator[str]:
    """What only some sources tell; what a machine wrote says so."""
    for name in (field.name for field in fields(More)):
        value = getattr(paper.more, name)
        if value not in {None, ()}:
            text = ", ".join(value) if isinstance(value, tuple) else value
            by = " by a machine" if name in MACHINE else ""
            yield f"{name}{by}: {text}{_from(paper, name)}"


def _links_and_topics(paper: Paper) -> Iterator[str]:
    for link in paper.links:
        yield f"{link.kind}: {link.value}  (from {link.source})"
    for topic in paper.topics:
        reason = "a curator" if topic.origin == "curation" else ", ".join(topic.because)
        score = f" {topic.score:g}" if topic.score is not None else ""
        yield f"topic: {topic.slug}{score}  (because of {reason})"


def _curated(paper: Paper) -> Iterator[str]:
    if paper.status:
        status = paper.status
        yield f"status: {status.value} on {status.on}: {status.because}  (from {status.source})"
    if paper.pick:
        yield f"picked by {paper.pick.by} on {paper.pick.on}"
    for note in paper.notes:
        yield f"note by {note.by}, {note.on}: {note.text}"
