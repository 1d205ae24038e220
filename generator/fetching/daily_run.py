"""Fetching lists of Daily Papers: each day asked for, judged and kept, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from generator.content.load import Content, load_content
from generator.fetching import daily
from generator.fetching.answers import Answer, make_address
from generator.fetching.calendar import is_working_day
from generator.fetching.run import Run
from generator.importing import Candidate

DAYS_OFF: Final = 2
"""Working days in a row that may have no list: holidays. More of them are a fault of the source."""


@dataclass(slots=True, kw_only=True)
class _Days:
    """The lists that are known so far, and the working days whose lists came empty."""

    known: dict[date, frozenset[str]]
    empty: dict[date, daily.Refused] = field(default_factory=dict)


def fetch_daily(run: Run, days: Sequence[date]) -> None:
    """Ask for the lists of these days and keep them, oldest first."""
    lists = _Days(known=know_days(load_content(run.content)))
    try:
        for done, day in enumerate(days):
            if run.is_over:
                run.outcome.unasked = len(days) - done
                break
            run.advance("Daily Papers", done, len(days))
            _fetch_day(run, day, lists)
    finally:
        _settle_empty_days(run, lists)
    run.advance("Daily Papers", len(days), len(days))


def know_days(content: Content) -> dict[date, frozenset[str]]:
    """The papers of each day that has a listing of Daily Papers' API."""
    return {
        listing.name.captured: frozenset(entry.arxiv or entry.title for entry in listing.entries)
        for listing in content.listings
        if listing.name.reader == daily.READER and listing.name.label is None
    }


def _fetch_day(run: Run, day: date, lists: _Days) -> None:
    """Ask for a day and keep what is good."""
    what = _name(day)
    there = lists.known.get(day, frozenset())
    parts = _ask_parts(run, day, there)
    if not parts:
        return
    if parts[0].answer.unchanged:
        run.leave(what, "unchanged", _as_of(parts[0].answer, there))
        return
    verdict = daily.judge(parts, day, lists.known, run.today)
    match verdict:
        case daily.Taken():
            run.put(_candidate(day, verdict), _as_of(parts[0].answer, verdict.papers))
            lists.known[day] = verdict.papers
        case daily.Left():
            run.leave(what, verdict.reason, _as_of(parts[0].answer, there))
        case daily.Refused(is_empty=True):
            lists.empty[day] = verdict
        case daily.Refused():
            run.refuse(what, verdict.problems)


def _ask_parts(run: Run, day: date, there: frozenset[str]) -> list[daily.Part]:
    """The pages of a day's list, until one is not full; none where one did not come.

    Only a list of one page can be told to be unchanged by its first.
    """
    url = daily.address(run.settings.daily_papers)
    parts: list[daily.Part] = []
    while len(parts) < daily.MOST_PAGES and (not parts or parts[-1].is_full):
        params = daily.parameters(day, len(parts))
        is_whole = not parts and 0 < len(there) < daily.MOST
        known = run.memory.known(_mark(make_address(url, params), there)) if is_whole else None
        answer = run.ask(_name(day), url, params, known)
        if answer is None:
            return []
        parts.append(daily.Part(answer=answer) if answer.unchanged else daily.read_part(answer))
    return parts


def _as_of(answer: Answer, papers: frozenset[str]) -> Answer:
    return replace(answer, asked=_mark(answer.asked, papers))


def _mark(asked: str, papers: Iterable[str]) -> str:
    """An address with what the content has of its answer.

    With another list in the content, such as an earlier one, a source must not say "unchanged".
    """
    return f"{asked}#{sha256(chr(10).join(sorted(papers)).encode()).hexdigest()[:12]}"


def _candidate(day: date, taken: daily.Taken) -> Candidate:
    return Candidate(
        path=_name(day),
        file_name=f"{day}.{daily.READER}.jsonl",
        data=taken.data,
        replaces=taken.replaces,
    )


def _name(day: date) -> str:
    return f"Daily Papers of {day}"


def _settle_empty_days(run: Run, lists: _Days) -> None:
    """A working day without papers had no list, as on holidays, once a later day has one."""
    newest = max(lists.known, default=date.min)
    for days in _in_a_row(lists.empty):
        for day in days:
            if len(days) <= DAYS_OFF and day < newest:
                run.leave(_name(day), "no list, and later days have one: a day off")
            else:
                run.refuse(_name(day), lists.empty[day].problems)


def _in_a_row(days: Iterable[date]) -> Iterator[list[date]]:
    """Days in rows; weekends do not part them."""
    row: list[date] = []
    for day in sorted(days):
        if row and _next_working_day(row[-1]) != day:
            yield row
            row = []
        row.append(day)
    if row:
        yield row


def _next_working_day(day: date) -> date:
    after = day + timedelta(days=1)
    return after if is_working_day(after) else _next_working_day(after)
