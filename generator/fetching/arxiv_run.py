"""Fetching from arXiv: papers by id and by category, the ids of titles, and withdrawals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from generator.assemble import assemble
from generator.content.load import load_content
from generator.content.names import MAX_LABEL
from generator.fetching import arxiv, titles
from generator.fetching.answers import Answer, make_address
from generator.fetching.refusals import LATER
from generator.fetching.run import Params, Run
from generator.importing import Candidate
from generator.problems import ContentError, Problem
from generator.records import Listing, Paper, RawEntry
from generator.slugs import make_slug

ASK_AGAIN: Final = timedelta(days=30)
"""How long a title that arXiv did not know is not asked for again."""

Entries = Sequence[RawEntry]


# Papers by their ids


def fetch_ids(run: Run, ids: Sequence[str], label: str = "ids") -> None:
    """Ask arXiv for papers by their ids, and keep the answers as references.

    Those that a reference of today has are not asked for again: arXiv changes once a day.
    """
    there = _asked_today(run)
    wanted = [arxiv_id for arxiv_id in ids if arxiv_id not in there]
    if len(wanted) < len(ids):
        known = len(ids) - len(wanted)
        run.leave("arXiv", f"{known:,} of {len(ids):,} papers were asked for today already")
    for batch, (answer, _) in _ask_batches(run, wanted):
        run.put(_reference(run, _name(batch), answer, label), answer)


def fetch_withdrawn(run: Run) -> None:
    """Ask arXiv which listed papers were withdrawn; the answer on those is kept as a reference."""
    seen = 0
    for _, (_, entries) in _ask_batches(run, listed_ids(run.content)):
        gone = [arxiv.id_of(entry) for entry in entries if entry.more.withdrawn]
        seen += len(entries) - len(gone)
        if gone and (found := _ask_ids(run, gone)):
            run.put(_reference(run, f"withdrawn: {', '.join(gone)}", found[0], "withdrawn"))
    if seen:
        run.leave("arXiv", f"{seen:,} listed papers stand there as before")


def _ask_batches(
    run: Run, ids: Sequence[str]
) -> Iterator[tuple[Sequence[str], tuple[Answer, Entries]]]:
    """Ask for ids in portions; each with its answer, where it is a good one that has papers."""
    for done, batch in enumerate(arxiv.batches_of(ids)):
        if run.is_over:
            run.outcome.unasked = len(ids) - done * arxiv.IDS_AT_ONCE
            break
        run.advance("papers of arXiv", done * arxiv.IDS_AT_ONCE, len(ids))
        if found := _ask_ids(run, batch):
            yield batch, found
    run.advance("papers of arXiv", len(ids), len(ids))


def _ask_ids(run: Run, ids: Sequence[str]) -> tuple[Answer, Entries] | None:
    """The answer to a batch of ids with its entries, where it is a good one."""
    what = _name(ids)
    found = _ask(run, what, arxiv.ids_parameters(ids))
    if found is None:
        return None
    answer, entries = found
    if problems := arxiv.check_ids(answer, entries, ids):
        run.refuse(what, problems)
        return None
    for missing in arxiv.missing_ids(entries, ids):
        run.leave(f"arXiv {missing}", "arXiv does not know it")
    return found if entries else None


def _ask(run: Run, what: str, params: Params) -> tuple[Answer, Entries] | None:
    """An answer with its entries; what is no answer of the API is refused."""
    answer = run.ask(what, arxiv.address(run.settings.arxiv), params)
    if answer is None:
        return None
    try:
        return answer, arxiv.read_answer(answer)
    except ContentError as error:
        run.refuse(what, error.problems)
        return None


def _asked_today(run: Run) -> frozenset[str]:
    """The arXiv ids that references of today state."""
    return frozenset(
        entry.arxiv
        for reference in load_content(run.content).references
        if reference.name.reader == arxiv.READER and reference.name.captured == run.today
        for entry in reference.entries
        if entry.arxiv
    )


def _name(ids: Sequence[str]) -> str:
    return f"arXiv {ids[0]}" + (f" and {len(ids) - 1:,} more" if len(ids) > 1 else "")


def _reference(run: Run, what: str, answer: Answer, label: str) -> Candidate:
    return Candidate(
        path=what,
        file_name=f"{run.today}.{arxiv.READER}.{label}.xml",
        data=answer.body,
        is_reference=True,
    )


# Papers by their categories


def fetch_search(run: Run, categories: Sequence[str], since: date) -> None:
    """Ask arXiv for the papers submitted in categories since a day; they become listings of today.

    All pages are kept, or none; none either if every paper is listed already.
    """
    what = f"arXiv {' '.join(categories)} since {since}"
    pages = _ask_pages(run, what, categories, since)
    if pages is None:
        return
    ids = {arxiv.id_of(entry) for _, entries in pages for entry in entries}
    listings = load_content(run.content).listings
    if not ids:
        run.leave(what, "nothing was submitted")
    elif ids <= _ids_of(listings):
        run.leave(what, f"nothing new: all of its {len(ids):,} papers are listed")
    else:
        label = make_slug(" ".join(sorted(set(categories))))[: MAX_LABEL - 3].strip("-")
        earlier = _ids_of(one for one in listings if _is_of_today(one, run.today, label))
        for number, (answer, _) in enumerate(pages, start=1):
            run.put(_listing(run, what, answer, _numbered(label, number), grown=earlier <= ids))


def _ask_pages(
    run: Run, what: str, categories: Sequence[str], since: date
) -> list[tuple[Answer, Entries]] | None:
    """All pages of a search that have papers; none at all where one of them is not good."""
    pages: list[tuple[Answer, Entries]] = []
    start, total = 0, 1
    while start < total:
        run.advance(what, start, total)
        params = arxiv.search_parameters(categories, since, run.today, start)
        found = _ask(run, what, params)
        if found is None:
            return None
        if problems := _check_page(found, start, pages):
            run.refuse(what, problems)
            return None
        pages += [found] if found[1] else []
        start, total = start + len(found[1]), arxiv.total_of(found[0]) or 0
    run.advance(what, total, total)
    return pages


def _check_page(
    found: tuple[Answer, Entries], start: int, before: Sequence[tuple[Answer, Entries]]
) -> list[Problem]:
    answer, entries = found
    there = {arxiv.id_of(entry) for _, earlier in before for entry in earlier}
    ids = {arxiv.id_of(entry) for entry in entries}
    if len(ids) < len(entries) or ids & there:
        message = "papers of it are there twice: its pages repeat each other"
        return [Problem(path=answer.asked, rule="repeated-answer", message=message, hint=LATER)]
    return arxiv.check_page(answer, entries, start)


def _is_of_today(listing: Listing, today: date, label: str) -> bool:
    """Whether a listing is a page of the same search, kept earlier today."""
    name = listing.name
    pages = rf"{re.escape(label)}(-\d+)?"
    is_today = (name.captured, name.reader) == (today, arxiv.READER)
    return is_today and re.fullmatch(pages, name.label or "") is not None


def _ids_of(listings: Iterable[Listing]) -> set[str]:
    return {entry.arxiv for listing in listings for entry in listing.entries if entry.arxiv}


def _numbered(label: str, number: int) -> str:
    return label if number == 1 else f"{label}-{number}"


def _listing(run: Run, what: str, answer: Answer, label: str, *, grown: bool) -> Candidate:
    """A page as a listing; it replaces the one of its name if that search has `grown`."""
    return replace(_reference(run, what, answer, label), is_reference=False, replaces=grown)


# The ids of titles


def fetch_titles(run: Run) -> None:
    """Ask arXiv for the listed papers without an arXiv id, by their whole titles.

    The answer that tells is kept as a reference, as it came. A title that is not known there is
    asked for again after thirty days.
    """
    wanted = unresolved(run.content)
    for done, paper in enumerate(wanted):
        if run.is_over:
            run.outcome.unasked = len(wanted) - done
            break
        run.advance("titles at arXiv", done, len(wanted))
        _fetch_title(run, paper)
    run.advance("titles at arXiv", len(wanted), len(wanted))


def _fetch_title(run: Run, paper: Paper) -> None:
    params = arxiv.title_parameters(paper.title)
    if params is None:
        run.leave(paper.id, "its title has no words to ask for")
        return
    if _asked_lately(run, params):
        return
    found = _ask(run, paper.id, params)
    if found is None:
        return
    answer, entries = found
    total = arxiv.total_of(answer) or 0
    if problems := arxiv.check_page(answer, entries, 0, arxiv.TITLES_AT_ONCE):
        run.refuse(paper.id, problems)
    elif total > arxiv.TITLES_AT_ONCE:
        run.leave(paper.id, f"{total:,} papers have these words in their titles", answer)
    else:
        _settle_title(run, paper, answer, entries)


def _settle_title(run: Run, paper: Paper, answer: Answer, entries: Entries) -> None:
    found = titles.resolve(paper, entries)
    if found.arxiv:
        label = paper.id[:MAX_LABEL].rstrip("-")
        run.put(_reference(run, f"{paper.id} = arXiv {found.arxiv}", answer, label), answer)
    else:
        run.leave(paper.id, found.reason, answer)


def _asked_lately(run: Run, params: Params) -> bool:
    last = run.memory.day(make_address(arxiv.address(run.settings.arxiv), params))
    return last is not None and last + ASK_AGAIN > run.today


# Which papers


def listed_ids(content: Path) -> tuple[str, ...]:
    """The arXiv ids of the listed papers that still stand, by paper."""
    papers = (paper for paper in _papers_of(content) if paper.stands)
    return tuple(link.value for paper in papers for link in paper.links_of("arxiv"))


def unresolved(content: Path) -> tuple[Paper, ...]:
    """The papers that still stand and have no arXiv id."""
    papers = (paper for paper in _papers_of(content) if paper.stands)
    return tuple(paper for paper in papers if not paper.links_of("arxiv"))


def _papers_of(content: Path) -> tuple[Paper, ...]:
    return assemble(load_content(content), classified=False).digest.papers
