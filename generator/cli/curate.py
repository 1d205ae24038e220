"""`digest curate`: say something about a paper, without touching what is said already."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from generator.assemble import Assembled, assemble
from generator.cli.asking import ask, ask_lines, is_terminal
from generator.cli.drafting import choose_paper, draft, finish, read_text, refuse_present, text_file
from generator.cli.options import config_option, content_option, find_digest
from generator.cli.signing import by_option, on_option, sign
from generator.content.load import Content, load_content
from generator.editing.changes import AddLink, Introduce, describe
from generator.editing.drafts import new_paper_id
from generator.editing.forms import (
    CORRECT_PAPER,
    PROPOSE_TOPIC,
    STATES,
    SUGGEST_PAPER,
    Filled,
    NotAFormError,
    parse_issue,
)
from generator.editing.requests import (
    Request,
    Signature,
    changes_of,
    parse_link,
    parse_topic,
    split_topics,
)
from generator.editing.suggestions import (
    ProposedTopic,
    Understood,
    propose_topic,
    understand_correction,
    understand_suggestion,
)
from generator.editing.typed import State, UnclearError, clean_text
from generator.records import Paper
from generator.text.display import as_text

NOTHING_SAID = (
    "nothing to say: pass --topic +slug or -slug, --note TEXT, --pick, --link KIND=ADDRESS, "
    "--correct FIELD=VALUE or --status; on a terminal the most of it is asked for"
)


@click.command()
@click.argument("paper", nargs=-1)
@click.option(
    "--topic",
    "topics",
    multiple=True,
    metavar="+SLUG|-SLUG",
    help="A topic that the paper belongs to, or (-) does not; may be repeated.",
)
@click.option("--note", help="Why the paper matters, in your own words; Markdown.")
@click.option("--pick", is_flag=True, help="The paper is worth reading.")
@click.option(
    "--link",
    "links",
    multiple=True,
    metavar="KIND=ADDRESS",
    help="Where the paper, its code, data and so on are found; may be repeated.",
)
@click.option(
    "--correct",
    "corrections",
    multiple=True,
    metavar="FIELD=VALUE",
    help="What a listing states wrongly: title, abstract, published or authors (all of them, "
    "with ; between); may be repeated.",
)
@click.option("--status", type=click.Choice(STATES), help="What became of the paper.")
@click.option("--because", help="Why it has that status, and where it is stated; takes --on, when.")
@by_option
@on_option
@click.option(
    "--from-issue",
    type=text_file,
    help="The text of an issue made by a form (- for stdin); it is read as data alone.",
)
@content_option
@config_option
def curate(  # noqa: PLR0917 - click passes them by name
    paper: tuple[str, ...],
    topics: tuple[str, ...],
    note: str | None,
    links: tuple[str, ...],
    corrections: tuple[str, ...],
    status: State | None,
    because: str | None,
    by: str | None,
    on: date | None,
    from_issue: Path | None,
    content: Path | None,
    config: Path,
    *,
    pick: bool,
) -> None:
    """Say something about a paper: write or edit its curation, and check it.

    PAPER is found by words of its title, id, arXiv id or address. Without options a terminal is
    asked. Only what is said is written; comments, order and style of the file stay.
    """
    project = find_digest(config, content)
    request = Request(
        topics=topics,
        note=note,
        pick=pick,
        links=links,
        corrections=corrections,
        status=status,
        because=because,
        since=on if status or because else None,
    )
    if from_issue and (paper or request != Request()):
        raise click.UsageError("--from-issue takes the paper and what to say from the issue alone")
    if not from_issue and not paper:
        raise click.UsageError("name the paper: words of its title, its id, arXiv id or address")
    asks = not from_issue and request == Request()
    if asks and not is_terminal():
        raise click.UsageError(NOTHING_SAID)
    loaded = load_content(project.content)
    assembled = assemble(loaded)
    if from_issue:
        signature = sign(by, on, needs_name=False)
        _take_issue(read_text(from_issue), loaded, assembled, signature)
        return
    chosen = choose_paper(" ".join(paper), assembled)
    request = _ask(chosen, loaded) if asks else request
    signature = sign(by, on, needs_name=request.needs_name)
    try:
        changes, told = changes_of(request, chosen, loaded.topics, signature)
    except UnclearError as error:
        raise click.UsageError(str(error)) from error
    for line in told:
        click.echo(line, err=True)
    if changes:
        finish(draft(loaded, assembled, chosen.id, changes), loaded, asks=asks)


def _ask(paper: Paper, content: Content) -> Request:
    """Ask what there is to say."""
    slugs = [topic.slug for topic in content.topics]
    now = ", ".join(topic.slug for topic in paper.topics) or "none"
    click.echo(f"{as_text(paper.title)}\n{paper.id}; topics: {now}. Enter alone goes on.")

    def check_topics(text: str) -> None:
        for name in split_topics(text):
            parse_topic(name, content.topics, paper)

    def check_link(text: str) -> None:
        if text:
            parse_link(text)

    topics = ask("Topics, +slug or -slug, Tab completes", slugs, check_topics)
    note = ask_lines("Note, in your own words, up to a blank line", clean_text)
    links = tuple(iter(lambda: ask("Link, an address or KIND=ADDRESS", check=check_link), ""))
    pick = click.confirm("Is it worth picking?", default=False)
    return Request(topics=split_topics(topics), note=note or None, pick=pick, links=links)


def _take_issue(text: str, content: Content, assembled: Assembled, signature: Signature) -> None:
    try:
        filled = parse_issue(text)
    except NotAFormError as error:
        raise click.ClickException(f"this is no text of a form: {error}") from error
    if filled.form is CORRECT_PAPER:
        _take_correction(filled, content, assembled, signature)
    elif filled.form is SUGGEST_PAPER:
        _take_suggestion(filled, content, assembled, signature)
    elif filled.form is PROPOSE_TOPIC:
        _show_topic(propose_topic(filled, content.topics))
        sys.exit(2)
    else:
        raise click.UsageError(
            "a listing is no curation: if its terms allow it, save the page as text and run "
            "`digest import FILE --captured YYYY-MM-DD`; another kind of page needs a reader"
        )


def _take_correction(
    filled: Filled, content: Content, assembled: Assembled, signature: Signature
) -> None:
    wanted = filled.answer("Paper to correct")
    if not wanted:
        raise click.ClickException(
            "`Paper to correct` is not answered; write the paper's id, arXiv id or title there"
        )
    paper = choose_paper(wanted, assembled)
    understood = understand_correction(filled, paper, content.topics, signature)
    _tell(understood)
    if not understood.changes:
        raise click.ClickException("the issue says nothing that a curation can hold")
    made = draft(content, assembled, paper.id, understood.changes)
    finish(made, content, asks=is_terminal())


def _take_suggestion(
    filled: Filled, content: Content, assembled: Assembled, signature: Signature
) -> None:
    understood = understand_suggestion(filled, content.topics, signature)
    _tell(understood)
    introduced = [one.paper for one in understood.changes if isinstance(one, Introduce)]
    if not introduced:
        raise click.ClickException("a paper needs a title and an abstract; nothing is written")
    links = [one for one in understood.changes if isinstance(one, AddLink)]
    refuse_present(assembled, introduced[0].title, links)
    paper = new_paper_id(assembled, introduced[0].title)
    made = draft(content, assembled, paper, understood.changes)
    finish(made, content, asks=is_terminal())


def _show_topic(proposed: ProposedTopic) -> None:
    _warn("missing", proposed.missing)
    _warn("left out", proposed.left_out)
    if proposed.same:
        click.echo(f"there is the topic `{proposed.same}` already; this may change it:", err=True)
    else:
        click.echo("a topic is no curation; if it is wanted, this goes into topics.yml:", err=True)
    click.echo(proposed.entry.encode("utf-8", "backslashreplace"))


def _tell(understood: Understood) -> None:
    for change in understood.changes:
        click.echo(f"understood: {describe(change)}", err=True)
    for line in understood.told:
        click.echo(line, err=True)
    _warn("missing", understood.missing)
    _warn("left out", understood.left_out)


def _warn(what: str, lines: Iterable[str]) -> None:
    for line in lines:
        click.secho(f"{what}: {line}", err=True, fg="yellow")
