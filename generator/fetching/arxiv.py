"""arXiv by its API: what is asked, and whether an answer is whole.

The API answers ten entries where nobody says how many, and errors with a status of 200; so every
answer is held against what it says of itself (`opensearch:totalResults`) and what was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from generator.content.wording import readable
from generator.counts import count
from generator.fetching.answers import Answer
from generator.fetching.refusals import LATER, refuse
from generator.problems import ContentError, Problem
from generator.records import RawEntry
from generator.sources import arxiv_api

READER: Final = "arxiv-api"

IDS_AT_ONCE: Final = 100
"""Ids of one request: longer addresses were refused."""

RESULTS_AT_ONCE: Final = 500
"""Entries of one page of a search; arXiv allows 2,000 and asks for less."""

MOST_RESULTS: Final = 10_000
"""Entries of a search; beyond them a shorter time is to be asked for."""

TITLES_AT_ONCE: Final = 50
"""Entries of an answer to a title: papers whose titles hold all its words in their order."""

FIELDS: Final = ("entry", "published", "summary", "category")
"""Elements of every entry that its reader could do without; when one is gone, arXiv has changed."""

Params = Mapping[str, str | int]

_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)*(?:\.(?:[A-Z]{2}|[a-z]+(?:-[a-z]+)*))?", re.ASCII)
_NAME = re.compile(r"<([A-Za-z][\w:.-]*)", re.ASCII)
_HEAD = frozenset(
    (
        *("feed", "link", "title", "id", "updated", "author", "name", "generator"),
        *(f"opensearch:{name}" for name in ("totalResults", "startIndex", "itemsPerPage")),
    )
)
"""What stands in a feed without entries."""

_TOTAL = re.compile(r"<opensearch:totalResults[^>]*>\s*(\d{1,9})\s*<", re.ASCII)


def is_category(text: str) -> bool:
    """Whether a text can be a category of arXiv: `cs.CL`, `hep-th`, `physics.optics`."""
    return bool(_CATEGORY.fullmatch(text))


# What is asked


def address(base: str) -> str:
    """Where the API answers."""
    return f"{base}/api/query"


def ids_parameters(ids: Sequence[str]) -> Params:
    """What asks for papers by their ids; without a number it would answer ten."""
    return {"id_list": ",".join(ids), "max_results": len(ids)}


def batches_of(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """The ids in the portions that are asked for."""
    return (ids[start : start + IDS_AT_ONCE] for start in range(0, len(ids), IDS_AT_ONCE))


def search_parameters(categories: Sequence[str], since: date, today: date, start: int) -> Params:
    """What asks for a page of the papers that were submitted in these categories since a day."""
    within = " OR ".join(f"cat:{category}" for category in categories)
    times = f"[{since:%Y%m%d}0000 TO {today:%Y%m%d}2359]"
    return {
        "search_query": f"({within}) AND submittedDate:{times}",
        "start": start,
        "max_results": RESULTS_AT_ONCE,
        "sortBy": "submittedDate",
        "sortOrder": "ascending",
    }


def title_parameters(title: str) -> Params | None:
    """What asks for papers of a title: its words in their order, without signs that arXiv reads.

    None where it has no words.
    """
    words = " ".join(re.findall(r"[^\W_]+", title))
    return {"search_query": f'ti:"{words}"', "max_results": TITLES_AT_ONCE} if words else None


# What is answered


def total_of(answer: Answer) -> int | None:
    """How many entries there are, by what the answer says."""
    match = _TOTAL.search(answer.body[:65_536].decode("utf-8", "replace"))
    return int(match[1]) if match else None


def read_answer(answer: Answer) -> tuple[RawEntry, ...]:
    """The entries of an answer; none is a right answer to a search.

    Raises:
        ContentError: it is no answer of the API, of another shape, an error in disguise, or cut off.
    """
    text = answer.body.decode("utf-8", "replace")
    if text.rstrip().endswith("</feed>"):
        if total_of(answer) == 0 and "<entry" not in text:
            return ()
        if problem := _check_shape(text, answer.asked):
            raise ContentError([problem])
    return _read_entries(answer)


def _read_entries(answer: Answer) -> tuple[RawEntry, ...]:
    try:
        page = arxiv_api.read(answer.body, answer.asked)
    except ContentError as error:
        raise ContentError(refuse(error.problems, answer)) from None
    if page.problems:
        raise ContentError(refuse(page.problems, answer))
    return page.entries


def _check_shape(text: str, asked: str) -> Problem | None:
    """Name the elements that no entry has any more, and those that may have taken their place.

    A feed whose entries are left out, or is an error, has another fault, which its reader tells.
    """
    there = set(_NAME.findall(text)) - _HEAD
    gone = [name for name in FIELDS if name not in there]
    if not there or not gone or "/api/errors" in text:
        return None
    return Problem(
        path=asked,
        rule="changed-shape",
        message=f"there is no {_show(gone)}, which each entry had before; "
        f"there are {_show(sorted(there))}",
        hint="The source has changed: nothing is taken until the reader in "
        "generator/sources/arxiv_api.py knows the new shape.",
    )


def _show(names: Sequence[str]) -> str:
    return ", ".join(f"`{readable(name[:40])}`" for name in names[:40])


def id_of(entry: RawEntry) -> str:
    """The arXiv id of an entry, which every answer of arXiv states."""
    return entry.arxiv or entry.title


def check_ids(answer: Answer, entries: Sequence[RawEntry], asked: Sequence[str]) -> list[Problem]:
    """An answer has the papers that were asked for, and no others.

    A few may be missing: ids that arXiv does not know. Most of them never are; then a limit on the
    way has cut the answer, as one of ten did for months at another digest.
    """
    there = {id_of(entry) for entry in entries}
    if strange := sorted(there - set(asked)):
        message = f"it has papers that were not asked for: {', '.join(strange[:5])}"
        return [Problem(path=answer.asked, rule="strange-answer", message=message, hint=LATER)]
    total = total_of(answer)
    if total is not None and total != len(entries):
        return [_short(answer, f"{_has(entries)} and says there are {total:,}")]
    if len(asked) > 1 and len(there) * 2 < len(asked):
        return [_short(answer, f"it has {len(there):,} of the {len(asked):,} papers asked for")]
    return []


def missing_ids(entries: Iterable[RawEntry], asked: Sequence[str]) -> list[str]:
    """The ids that arXiv does not know, in the order in which they were asked for."""
    there = {id_of(entry) for entry in entries}
    return [arxiv for arxiv in asked if arxiv not in there]


def check_page(
    answer: Answer, entries: Sequence[RawEntry], start: int, most: int = RESULTS_AT_ONCE
) -> list[Problem]:
    """A page of a search has as many entries as it says there are, up to those asked for."""
    total = total_of(answer)
    if total is None:
        return [_short(answer, f"{_has(entries)} and does not say how many there are")]
    if total > MOST_RESULTS and most == RESULTS_AT_ONCE:
        return [_too_many(answer, total)]
    expected = max(0, min(total - start, most))
    if expected == len(entries):
        return []
    from_here = f" from no. {start + 1:,} on" if start else ""
    seen = f"{_has(entries)}{from_here} and says there are {total:,}"
    return [_short(answer, f"{seen}; {expected:,} were expected")]


def _has(entries: Sequence[RawEntry]) -> str:
    return f"it has {count(len(entries), 'entry')}"


def _short(answer: Answer, seen: str) -> Problem:
    return Problem(
        path=answer.asked,
        rule="short-answer",
        message=f"the answer is not whole: {seen}",
        hint=LATER,
    )


def _too_many(answer: Answer, total: int) -> Problem:
    return Problem(
        path=answer.asked,
        rule="too-large-answer",
        message=f"there are {total:,} papers; at most {MOST_RESULTS:,} are taken at once",
        hint="Ask for a later --since, or for fewer categories.",
    )
