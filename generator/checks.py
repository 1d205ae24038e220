"""Checks that need the whole content: what no single file can know.

Each check is a generator of findings; `check_content` runs them all. What one file alone can get
wrong is found where it is read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter

from rapidfuzz import fuzz, process

from generator.content.curations import CurationFile
from generator.content.load import Content
from generator.content.lock import LOCK_NAME
from generator.content.yaml import Place
from generator.dates import is_possible
from generator.ids import is_paper_id, parse_arxiv
from generator.likeness import find_near
from generator.merge import Merged, Work
from generator.problems import Problem, Severity, has_errors
from generator.records import ID_KINDS, Entry, Link, Listing, Topic
from generator.slugs import RESERVED, make_paper_id, title_key
from generator.text.words import words

Check = Callable[[Content, Merged], Iterator[Problem]]


def check_content(content: Content, merged: Merged) -> Iterator[Problem]:
    """Run every check, in order."""
    for check in CHECKS:
        yield from check(content, merged)


def check_topics_exist(content: Content, _merged: Merged) -> Iterator[Problem]:
    """A curation may name only topics of `topics.yml`, where all of that can be read."""
    if has_errors(p for p in content.problems if p.path == content.shown("topics.yml")):
        return  # a topic with a fault is none yet: to name that fault is enough
    known = {slug for topic in content.topics for slug in (topic.slug, *topic.formerly)}
    for file in content.curations.values():
        for key in ("add", "remove"):
            named = file.curation.topics_add if key == "add" else file.curation.topics_remove
            for slug in named:
                if slug not in known:
                    near = _suggest_topic(slug, content.topics)
                    yield _unknown(file, file.place_of(slug, "topics", key), "topic", slug, near)


def check_papers_exist(content: Content, merged: Merged) -> Iterator[Problem]:
    """A curation stands for a paper that exists, and names only such papers."""
    known = {work.id for work in merged.works} | {
        gone for work in merged.works for gone in work.former_ids
    }
    for paper, file in content.curations.items():
        if paper not in known and not _explains_itself(file):
            yield from _unknown_file(file, paper, known)
        for place, named in _named_papers(file):
            if named not in known:
                yield _unknown(file, place, "paper", named, _suggest(named, known))


def _explains_itself(file: CurationFile) -> bool:
    """Whether the file is about a paper that need not exist, even where it says so wrongly."""
    data = file.document.data
    return isinstance(data, dict) and not data.keys().isdisjoint({"same_as", "paper"})


def _named_papers(file: CurationFile) -> Iterator[tuple[Place, str]]:
    curation = file.curation
    if curation.same_as:
        yield file.where.at("same_as"), curation.same_as
    for other in curation.distinct_from:
        yield file.place_of(other, "distinct_from"), other


def check_same_as_ends(content: Content, _merged: Merged) -> Iterator[Problem]:
    """`same_as` leads to a paper that stays, not round in a circle."""
    for paper, file in content.curations.items():
        seen = [paper]
        while (at := content.curations.get(seen[-1])) and (target := at.curation.same_as):
            if target in seen:
                if target == paper:
                    yield _circle(file, seen)
                break
            seen.append(target)


def _circle(file: CurationFile, seen: Sequence[str]) -> Problem:
    return _told_at(
        file,
        file.where.at("same_as"),
        rule="same-as-circle",
        message=f"`same_as` leads back to this paper: {' → '.join((*seen, seen[0]))}",
        hint="remove the file of the paper that stays",
    )


def check_introductions(content: Content, merged: Merged) -> Iterator[Problem]:
    """A paper that a curation introduces has an id of its own, and is not there already."""
    papers = {work.id: work for work in merged.works}
    with_title: dict[str, list[Work]] = defaultdict(list)
    for work in merged.works:
        for title in work.titles:
            with_title[title].append(work)
    with_id = _by_identifier(content, merged)
    for paper, file in content.curations.items():
        introduced = papers.get(paper)
        if introduced is None or not file.curation.introduces:
            continue
        if paper in RESERVED:
            yield _reserved(file, paper)
        yield from _find_twins(file, introduced, with_title, with_id)


def _find_twins(
    file: CurationFile,
    introduced: Work,
    with_title: Mapping[str, Sequence[Work]],
    with_id: Mapping[tuple[str, str], Work],
) -> Iterator[Problem]:
    """Find the paper under its title, however spelled, or under an identifier in any form."""
    judged = {introduced.id, *file.curation.distinct_from}
    title = file.curation.introduces.title if file.curation.introduces else ""
    for other in with_title.get(title_key(title), ()):
        if other.id not in judged and not _two_arxiv_ids((introduced, other)):
            judged.add(other.id)
            hint = f"if it is that paper, {_SAY_IT_THERE.format(other.id)}; "
            hint += f"if not, add `distinct_from: [{other.id}]`"
            message = f"the paper {other.id!r} has this title already"
            yield _introduced_twice(file, ("paper", "title"), message, hint)
    for link in file.curation.links:
        # That an arXiv id stands twice is found where papers are merged by it.
        known = with_id.get(_identifier(link)) if link.kind in {"doi", "openreview"} else None
        if known and known.id not in judged:
            judged.add(known.id)
            message = f"{link.value} is the paper {known.id!r} already"
            hint = _SAY_IT_THERE.format(known.id)
            yield _introduced_twice(file, ("links", link.kind), message, hint)


def _by_identifier(content: Content, merged: Merged) -> Mapping[tuple[str, str], Work]:
    """The papers that are listed, by each identifier that listings and curations state."""
    found: dict[tuple[str, str], Work] = {}
    for work in merged.works:
        file = content.curations.get(work.id)
        if file and file.curation.introduces and not work.entries:
            continue
        links = [link for entry in work.entries for link in entry.links if link.kind in ID_KINDS]
        for link in (*links, *(file.curation.links if file else ())):
            found.setdefault(_identifier(link), work)
        if work.arxiv:
            found.setdefault(("arxiv", work.arxiv), work)
    return found


def _identifier(link: Link) -> tuple[str, str]:
    """What a link names; arXiv's own DOI names the same as the arXiv id."""
    arxiv = parse_arxiv(link.value) if link.kind == "doi" else None
    return ("arxiv", arxiv) if arxiv else (link.kind, link.value)


def _reserved(file: CurationFile, paper: str) -> Problem:
    title = file.curation.introduces.title if file.curation.introduces else paper
    return _told_at(
        file,
        (1, 1),
        rule="reserved-id",
        message=f"{paper!r} is a name that the site or Windows keeps for itself",
        hint=f"rename the file: {make_paper_id(title, {paper})}.yml",
    )


_SAY_IT_THERE = "say the rest in {}.yml, without `paper`"


def _introduced_twice(file: CurationFile, at: tuple[str, ...], message: str, hint: str) -> Problem:
    return _told_at(
        file,
        file.where.at(*at),
        rule="introduced-twice",
        message=message,
        hint=hint,
    )


def check_near_titles(content: Content, merged: Merged) -> Iterator[Problem]:
    """Two papers whose titles differ by a little may be one; a human should say.

    Only papers that share a blocking key are compared: some words in a row from the beginning,
    the middle or the end of the title, so that the time grows with the number of papers.
    """
    judged = {
        frozenset((paper, other))
        for paper, file in content.curations.items()
        for other in file.curation.distinct_from
    }
    seen: set[frozenset[str]] = set()
    for works in _blocks(merged.works):
        for pair in _near_pairs(works):
            ids = frozenset(work.id for work in pair)
            if ids not in seen and ids not in judged and not _two_arxiv_ids(pair):
                seen.add(ids)
                yield from _near(*pair, content.curations)


def _blocks(works: Iterable[Work]) -> Iterator[list[Work]]:
    blocks: dict[tuple[str, ...], list[Work]] = defaultdict(list)
    for work in works:
        for key in {key for title in work.titles for key in _blocking_keys(title)}:
            blocks[key].append(work)
    return (block for block in blocks.values() if len(block) > 1)


def _blocking_keys(title: str) -> Iterator[tuple[str, ...]]:
    """Parts of a title such that one word changed, put in or left out leaves a part as it was.

    Both ends of three words, fewer where the title is short, and the middle of a long one.
    """
    words = title.split()
    shortest = min(3, max(1, (len(words) - 1) // 2))
    for size in range(shortest, min(3, max(1, len(words) // 2)) + 1):
        yield ("first", *words[:size])
        yield ("last", *words[-size:])
    if len(words) >= LONG_TITLE:
        yield ("middle", *words[len(words) // 2 - 1 :][:3])


def _near_pairs(works: Iterable[Work]) -> Iterator[tuple[Work, Work]]:
    """Pairs of a block; in a very common one, only neighbours by title."""
    titled = sorted(
        ((title, work.id, work) for work in works for title in work.titles), key=itemgetter(0, 1)
    )
    titles = [title for title, *_ in titled]
    reach = len(titled) if len(titled) <= COMMON_BLOCK else NEIGHBOURS
    for at, (title, _, work) in enumerate(titled, start=1):
        for near in find_near(title, titles[at : at + reach]):
            other = titled[at + near][-1]
            if other is not work:
                yield work, other


LONG_TITLE = 9
"""A title of so many words has a middle apart from both ends."""

COMMON_BLOCK = 40
"""A larger block shares words that say little; all its pairs would be too many."""

NEIGHBOURS = 10
"""How many neighbours are compared in a common block."""


def _two_arxiv_ids(pair: tuple[Work, Work]) -> bool:
    first, second = pair
    return bool(first.arxiv and second.arxiv)


def _near(work: Work, other: Work, curations: Mapping[str, CurationFile]) -> Iterator[Problem]:
    """The finding stands where it can be mended: at the paper that was introduced, if one was."""
    for new, known in ((other, work), (work, other)):
        if not new.entries and (file := curations.get(new.id)) and file.curation.introduces:
            yield _introduced_near(file, known)
            return
    for entry in (*other.entries, *work.entries)[:1]:  # papers that lost all are told apart
        yield _listed_near(work, other, entry)


def _introduced_near(file: CurationFile, known: Work) -> Problem:
    return _told_at(
        file,
        file.where.at("paper", "title"),
        rule="near-titles",
        severity=Severity.WARNING,
        message=f"the paper {known.id!r} has nearly this title",
        hint=f"if it is that paper, {_SAY_IT_THERE.format(known.id)}; "
        f"if not, add `distinct_from: [{known.id}]`",
    )


def _listed_near(work: Work, other: Work, entry: Entry) -> Problem:
    return Problem(
        path=entry.path,
        line=entry.line,
        column=1,
        rule="near-titles",
        severity=Severity.WARNING,
        message=f"{work.id!r} and {other.id!r} have nearly the same title",
        hint=(
            f"one paper: `same_as: {work.id}` in curations/{other.id}.yml; "
            f"two: `distinct_from: [{work.id}]` there"
        ),
    )


def check_listings_differ(content: Content, _merged: Merged) -> Iterator[Problem]:
    """Each listing has a name and entries of its own; another reader may show the same day."""
    names: dict[str, Listing] = {}
    contents: dict[tuple[bool, str, tuple[tuple[str, str], ...]], Listing] = {}
    for listing in (*content.listings, *content.references):
        name = listing.name
        entries = tuple((entry.title, entry.abstract) for entry in listing.entries)
        first = names.setdefault(name.source, listing)
        same = contents.setdefault((name.is_reference, name.reader, entries), listing)
        if first is not listing:
            yield _twice(listing, first, "duplicate-listing", "has the same day, reader and label")
        elif same is not listing:
            yield _twice(listing, same, "repeated-listing", "has the same papers in the same order")


def _twice(listing: Listing, first: Listing, rule: str, what: str) -> Problem:
    is_name = rule == "duplicate-listing"
    return Problem(
        path=listing.path,
        rule=rule,
        severity=Severity.ERROR if is_name else Severity.WARNING,
        message=f"{first.path} {what}",
        hint="add a label before the suffix" if is_name else "remove one of the two",
    )


def check_references_used(content: Content, merged: Merged) -> Iterator[Problem]:
    """Records of a reference add to a paper that is listed; what they say of others is not used."""
    used = Counter(entry.path for work in merged.works for entry in work.references)
    for reference in content.references:
        idle = len(reference.entries) - used[reference.path]
        if idle:
            yield Problem(
                path=reference.path,
                rule="unused-reference",
                severity=Severity.NOTE,
                message=f"{idle:,} of its {len(reference.entries):,} records are of no listed paper",
                hint="nothing is wrong with that; a paper that is listed later takes its facts",
            )


def check_nothing_lost(content: Content, merged: Merged) -> Iterator[Problem]:
    """Every paper of the register still has an entry, an introduction or a successor."""
    lines = {line.id: line.line for line in content.register}
    introduced = {p for p, file in content.curations.items() if file.curation.introduces}
    for work in merged.works:
        if not work.entries and work.id in lines and work.id not in introduced:
            yield Problem(
                path=content.shown(LOCK_NAME),
                line=lines[work.id],
                column=1,
                rule="lost-paper",
                message=f"the paper {work.id!r} stands in no listing and no curation any more",
                hint="bring its listing back, or say `same_as: …` in its curation",
            )


def check_not_ahead(content: Content, _merged: Merged) -> Iterator[Problem]:
    """What is dated later than the newest capture is no news yet: a build knows no other day."""
    newest = max((listing.name.captured for listing in content.listings), default=date.max)
    for file in content.curations.values():
        pick = file.curation.pick
        if pick and pick.on > newest:
            yield _told_at(
                file,
                file.where.at("pick", "on"),
                rule="future-date",
                severity=Severity.NOTE,
                message=f"{pick.on} is later than the newest capture, {newest}",
                hint="feeds show the pick as soon as a listing of that day or later is there",
            )


def check_dates_are_possible(content: Content, merged: Merged) -> Iterator[Problem]:
    """A paper was not published after the digest first had it; such a date is a slip of the pen."""
    listed = {work.id: work.entries[0].listing.captured for work in merged.works if work.entries}
    for paper, file in content.curations.items():
        introduced = file.curation.introduces
        stated = [("correct", file.curation.correct.published, listed.get(paper))]
        if introduced:
            stated.append(("paper", introduced.published, listed.get(paper, introduced.on)))
        for key, published, known in stated:
            if published and known and not is_possible(published, known):
                yield _impossible(file, file.where.at(key, "published"), published, known)


def _impossible(file: CurationFile, place: Place, published: date, known: date) -> Problem:
    return _told_at(
        file,
        place,
        rule="impossible-date",
        severity=Severity.WARNING,
        message=f"{published} is not a day before {known}, when the digest first had the paper",
        hint="write the day on which the paper was published first",
    )


def check_common_phrases(content: Content, merged: Merged) -> Iterator[Problem]:
    """A word of the rules that most papers have tells none apart, and fills its topic with all."""
    works = [work for work in merged.works if work.entries]
    if len(works) < ENOUGH:
        return
    sample = works[:: -(-len(works) // SAMPLE)]
    seen = Counter(
        word
        for work in sample
        for word in set(words(f"{work.entries[0].title} {work.entries[0].abstract}"))
    )
    for topic in content.topics:
        for phrase, weight in topic.rules.items():
            word = words(phrase)
            if len(word) == 1 and weight > 0 and seen[word[0]] > COMMON * len(sample):
                yield Problem(
                    path=content.shown("topics.yml"),
                    rule="common-phrase",
                    severity=Severity.WARNING,
                    message=f"the phrase {phrase!r} of the topic {topic.slug!r} stands in "
                    f"{seen[word[0]]} of {len(sample)} papers, so it tells none apart",
                    hint="name what only the topic's own papers speak of",
                )


ENOUGH = 20
"""Fewer papers may well share a word that is rare elsewhere."""

SAMPLE = 300
"""Papers in which common words are looked for, evenly chosen: they show in few as in all."""

COMMON = 0.6
"""The share of papers that makes a word common."""


def _unknown(file: CurationFile, place: Place, what: str, name: str, near: str | None) -> Problem:
    return _told_at(
        file,
        place,
        rule=f"unknown-{what}",
        message=f"there is no {what} {name!r}",
        hint=near or _WAYS_OUT[what],
    )


def _unknown_file(file: CurationFile, paper: str, known: Iterable[str]) -> Iterator[Problem]:
    """Name the paper that was meant; a name that can be none was reported where it was read."""
    near = _suggest(paper, known)
    if not near and not is_paper_id(paper):
        return
    yield _told_at(
        file,
        (1, 1),
        rule="unknown-paper",
        message=f"there is no paper {paper!r}; a curation's file is named after its paper",
        hint=near or _WAYS_OUT["paper"],
    )


_WAYS_OUT = {
    "paper": "the last part of the address of a paper's page is its id",
    "topic": "`topics.yml` has those that there are; name one, or propose it there",
}


def _suggest(name: str, known: Iterable[str]) -> str | None:
    near = process.extractOne(name, sorted(known), scorer=fuzz.ratio, score_cutoff=60)
    return f"did you mean {near[0]!r}?" if near else None


def _suggest_topic(name: str, topics: Iterable[Topic]) -> str | None:
    """The slug that was meant, also by somebody who wrote the name that readers see."""
    meant = {word: topic.slug for topic in topics for word in (topic.name, topic.slug)}
    near = process.extractOne(
        name, sorted(meant), scorer=fuzz.ratio, processor=str.lower, score_cutoff=60
    )
    return f"did you mean {meant[near[0]]!r}?" if near else None


def _told_at(
    file: CurationFile,
    place: Place,
    *,
    rule: str,
    message: str,
    hint: str,
    severity: Severity = Severity.ERROR,
) -> Problem:
    """A finding at a place in a curation's file."""
    line, column = place
    return Problem(
        path=file.curation.path,
        line=line,
        column=column,
        rule=rule,
        message=message,
        hint=hint,
        severity=severity,
    )


CHECKS: tuple[Check, ...] = (
    check_topics_exist,
    check_papers_exist,
    check_same_as_ends,
    check_listings_differ,
    check_references_used,
    check_introductions,
    check_near_titles,
    check_nothing_lost,
    check_not_ahead,
    check_dates_are_possible,
    check_common_phrases,
)
