"""Identity: which entries are the same paper, and what that paper's id is.

Entries are one paper when they share an arXiv id or a whole normalised title. Two arXiv ids never
merge. References join papers that listings have by the same rules, and make none. What the register
(`papers.lock`) says wins over what would be derived, so that an id never changes. The result
depends on the content alone, not on the order in which files are read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from generator.content.lock import TITLE, Locked
from generator.dates import SLACK
from generator.problems import Problem, Severity
from generator.records import Curation, Entry
from generator.slugs import make_paper_id, make_slug, title_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """All entries of one paper, oldest first, under its id; `references` only add facts.

    `added` is `None` for a paper that stands neither in the register nor in a listing. `number` is
    its place in the register, from 1; papers not there yet follow as an import would add them.
    """

    id: str
    entries: tuple[Entry, ...]
    references: tuple[Entry, ...] = ()
    arxiv: str | None
    titles: tuple[str, ...]
    added: date | None
    locked: Locked | None
    number: int = 0
    former_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The papers, sorted by id, and what a human should look at."""

    works: tuple[Work, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True, eq=False)
class Cluster:
    """A paper in the making; `title_first` names the title that its register line began with."""

    id: str | None = None
    arxiv: str | None = None
    locked: Locked | None = None
    introduced: date | None = None
    titles: dict[str, None] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    references: list[Entry] = field(default_factory=list)
    former_ids: list[str] = field(default_factory=list)

    @property
    def title_first(self) -> str | None:
        """The title that the paper's line in the register began with, if it began with one."""
        first = self.locked.keys[0] if self.locked else None
        return first.removeprefix(TITLE) if first and first.startswith(TITLE) else None

    def add(self, entry: Entry, title: str) -> None:
        """Take in an entry whose title has this key."""
        self.entries.append(entry)
        self.titles[title] = None

    def absorb(self, other: Cluster) -> None:
        """Take over all that another paper has, which then is none any more."""
        self.arxiv = self.arxiv or other.arxiv
        self.titles |= other.titles
        self.entries += other.entries
        self.references += other.references
        self.former_ids += other.former_ids


def merge(
    entries: Iterable[Entry],
    register: Sequence[Locked],
    curations: Mapping[str, Curation],
    references: Iterable[Entry] = (),
) -> Merged:
    """Join entries into papers and give each its id; references add to the papers of entries."""
    run = Merge(register, curations).run
    return run(sorted(entries, key=place), sorted(references, key=place))


def place(entry: Entry) -> tuple[date, str, int]:
    """Where an entry stands in the order of time: capture, listing, position."""
    return (entry.listing.captured, entry.listing.id, entry.position)


class Merge:
    """One run of merging; its steps are the methods in the order of `run`."""

    def __init__(self, register: Sequence[Locked], curations: Mapping[str, Curation]) -> None:
        self.curations = curations
        self.clusters: list[Cluster] = []
        self.by_arxiv: dict[str, Cluster] = {}
        self.by_locked_title: dict[str, list[Cluster]] = defaultdict(list)
        self.problems: list[Problem] = []
        self.register = register

    def run(self, entries: Sequence[Entry], references: Sequence[Entry] = ()) -> Merged:
        """Take the steps; `entries` and `references` are in the order of time."""
        keyed = [(entry, title_key(entry.title)) for entry in entries]
        told = [(entry, title_key(entry.title)) for entry in references]
        self._seed()
        self._join_by_arxiv([pair for pair in keyed if pair[0].arxiv])
        told = self._refer_by_arxiv(told)
        self._join_by_title([pair for pair in keyed if not pair[0].arxiv])
        self._refer_by_title(told)
        self._name()
        self._join_by_curated_arxiv()
        self._join_same()
        return Merged(works=self._works(), problems=tuple(self.problems))

    # 1. Papers that are known before any listing is read.

    def _seed(self) -> None:
        for line in self.register:
            cluster = Cluster(id=line.id, arxiv=line.arxiv, locked=line)
            cluster.titles.update(dict.fromkeys(line.titles))
            self._keep_seed(cluster)
        known = {line.id for line in self.register}
        for paper, curation in sorted(self.curations.items()):
            if curation.introduces and paper not in known:
                cluster = Cluster(id=paper, introduced=curation.introduces.on)
                cluster.titles[title_key(curation.introduces.title)] = None
                self._keep_seed(cluster)
        self._seed_curated_arxiv()

    def _keep_seed(self, cluster: Cluster) -> None:
        self.clusters.append(cluster)
        if cluster.arxiv:
            self.by_arxiv[cluster.arxiv] = cluster
        for title in cluster.titles:
            self.by_locked_title[title].append(cluster)

    def _seed_curated_arxiv(self) -> None:
        """A curation's arXiv id is a key of its paper, where that does not part two papers."""
        for cluster in self.clusters:
            arxiv = self._curated_arxiv(cluster)
            if arxiv and not cluster.arxiv and arxiv not in self.by_arxiv:
                cluster.arxiv = arxiv
                self.by_arxiv[arxiv] = cluster

    def _curated_arxiv(self, cluster: Cluster) -> str | None:
        curation = self.curations.get(cluster.id or "")
        links = curation.links if curation else ()
        return next((link.value for link in links if link.kind == "arxiv"), None)

    # 2. Entries with an arXiv id.

    def _join_by_arxiv(self, keyed: Sequence[tuple[Entry, str]]) -> None:
        fresh: dict[str, Cluster] = {}
        for entry, title in keyed:
            arxiv = entry.arxiv or ""
            cluster = self.by_arxiv.get(arxiv) or fresh.setdefault(arxiv, Cluster(arxiv=arxiv))
            cluster.add(entry, title)
        for cluster in self._join_registered(list(fresh.values())):
            self.clusters.append(cluster)
            self.by_arxiv[cluster.arxiv or ""] = cluster

    def _join_registered(self, fresh: Sequence[Cluster]) -> Iterator[Cluster]:
        """Let a new arXiv id join the one registered paper of its title that has none.

        Where several new ids claim one paper, none gets it.
        """
        claims: dict[int, list[Cluster]] = defaultdict(list)
        with_title = self._by_title()
        homes = {id(cluster): _only_home(cluster, with_title) for cluster in fresh}
        for cluster in fresh:
            claims[id(homes[id(cluster)])].append(cluster)
        for cluster in fresh:
            home = homes[id(cluster)]
            if home is None:
                yield cluster
            elif len(claims[id(home)]) > 1:
                self._warn_shared_title(cluster.entries[0])
                yield cluster
            else:
                home.absorb(cluster)
                self.by_arxiv[home.arxiv or ""] = home

    def _by_title(self) -> dict[str, list[Cluster]]:
        """The papers so far, by each title that they were ever listed under."""
        with_title: dict[str, list[Cluster]] = defaultdict(list)
        for cluster in self.clusters:
            for title in cluster.titles:
                with_title[title].append(cluster)
        return with_title

    # 3. Entries without one: the whole title decides, if it names exactly one paper.

    def _join_by_title(self, keyed: Sequence[tuple[Entry, str]]) -> None:
        with_title = self._by_title()
        apart: dict[str, Cluster] = {}
        for entry, title in keyed:
            home = self._home_of_title(title, with_title[title])
            if len(with_title[title]) > 1 and not self._is_judged(home, with_title[title]):
                self._warn_shared_title(entry)
            cluster = home or apart.setdefault(title, Cluster())
            cluster.add(entry, title)
        self.clusters += apart.values()

    def _home_of_title(self, title: str, papers: Sequence[Cluster]) -> Cluster | None:
        """Find the paper of a title: the only one, or the only one registered for it.

        Of several registered ones, it is the first whose line began with the title: there,
        entries without an id have been since before the others came.
        """
        if len(papers) == 1:
            return papers[0]
        seeds = self.by_locked_title.get(title, [])
        registered = [seed for seed in seeds if seed.locked] or seeds
        if len(registered) == 1:
            return registered[0]
        return next((seed for seed in registered if seed.title_first == title), None)

    def _is_judged(self, home: Cluster | None, papers: Iterable[Cluster]) -> bool:
        """Whether curators have said which of the papers of a title its entries are."""
        curation = self.curations.get(home.id or "") if home else None
        return home is not None and (
            bool(curation and curation.same_as)
            or all(other is home or self._are_distinct(home, other) for other in papers)
        )

    def _are_distinct(self, one: Cluster, other: Cluster) -> bool:
        ids = {one.id, other.id}
        both = (self.curations.get(paper or "") for paper in ids)
        return any(c and not ids.isdisjoint(c.distinct_from) for c in both)

    def _warn_shared_title(self, entry: Entry) -> None:
        hint = (
            "`digest show` tells which one this entry is now; in that one's curation, "
            "write `same_as: …` if it is another, or `distinct_from: […]` if it is right"
        )
        message = f"several papers have the title {entry.title[:80]!r}"
        self._warn(entry, "shared-title", message, hint)

    # 4. References: they add to papers that are there.

    def _refer_by_arxiv(self, told: Sequence[tuple[Entry, str]]) -> list[tuple[Entry, str]]:
        """Give papers what references say of their arXiv ids; returns the others.

        A title that no other paper has becomes one of the paper's, so that an entry without an
        id finds it.
        """
        with_title = self._by_title() if told else {}
        rest: list[tuple[Entry, str]] = []
        for entry, title in told:
            cluster = self.by_arxiv.get(entry.arxiv or "")
            if cluster is None:
                rest.append((entry, title))
                continue
            cluster.references.append(entry)
            others = [paper for paper in with_title.get(title, ()) if paper is not cluster]
            if others:
                self._warn_twins(entry, cluster, others)
            else:
                cluster.titles[title] = None
        return rest

    def _refer_by_title(self, told: Sequence[tuple[Entry, str]]) -> None:
        """Let references without a known arXiv id join the one paper of their whole title.

        A paper without an arXiv id learns the one that they state, if their date can be the
        paper's; where they state several for it, or one for several papers, it learns none.
        """
        with_title = self._by_title() if told else {}
        claims: dict[int, list[Entry]] = defaultdict(list)
        homes: dict[int, Cluster] = {}
        for entry, title in told:
            papers = with_title.get(title, ())
            if len(papers) > 1:
                self._warn_shared_title(entry)
            for home in papers if len(papers) == 1 else ():
                homes[id(home)] = home
                claims[id(home)].append(entry)
        stated = {key: sorted(_ids_for(homes[key], entries)) for key, entries in claims.items()}
        papers_of = Counter(chain.from_iterable(stated.values()))
        for key, entries in claims.items():
            home, ids = homes[key], stated[key]
            if not home.arxiv and len(ids) == 1 and papers_of[ids[0]] == 1:
                home.arxiv = ids[0]
                self.by_arxiv[ids[0]] = home
            self._refer(home, entries, ids)

    def _refer(self, home: Cluster, entries: Sequence[Entry], stated: Sequence[str]) -> None:
        for entry in entries:
            if entry.arxiv in {None, home.arxiv}:
                home.references.append(entry)
            else:
                self._warn_other_arxiv(entry, home, stated)

    def _warn_twins(self, entry: Entry, paper: Cluster, others: Sequence[Cluster]) -> None:
        names = ", ".join(repr(other.id or entry.title[:80]) for other in others)
        message = (
            f"arXiv {entry.arxiv} is {paper.id or paper.arxiv!r}, and has the title of {names}"
        )
        hint = f"if they are one paper, write `same_as: {paper.id or '…'}` in the other's curation"
        self._warn(entry, "reference-twins", message, hint)

    def _warn_other_arxiv(self, entry: Entry, home: Cluster, stated: Sequence[str]) -> None:
        title = repr(entry.title[:80])
        why = self._why_not(entry, home, stated)
        message = f"the paper {title} {why}; what is said of {entry.arxiv} is not taken"
        hint = "state the right id in the paper's curation under `links`"
        self._warn(entry, "reference-clash", message, hint)

    def _why_not(self, entry: Entry, home: Cluster, stated: Sequence[str]) -> str:
        if home.arxiv:
            return f"is arXiv {home.arxiv}"
        if entry.arxiv not in stated:
            return f"has another date than {entry.published}"
        return f"may be arXiv {' or '.join(stated)}, or another paper is"

    def _warn(self, entry: Entry, rule: str, message: str, hint: str) -> None:
        self.problems.append(
            Problem(
                path=entry.path,
                line=entry.line,
                column=1,
                rule=rule,
                severity=Severity.WARNING,
                message=message,
                hint=hint,
            )
        )

    # 5. Ids for the papers that have none yet, in the order of time.

    def _name(self) -> None:
        taken = {cluster.id for cluster in self.clusters if cluster.id}
        nameless = [cluster for cluster in self.clusters if not cluster.id]
        for cluster in sorted(nameless, key=lambda c: min(map(place, c.entries))):
            first = min(cluster.entries, key=place)
            cluster.id = make_paper_id(first.title, taken)
            taken.add(cluster.id)
            self.problems += _naming_notes(cluster.id, first)

    # 6. What curations say about identity.

    def _join_by_curated_arxiv(self) -> None:
        for cluster in list(self.clusters):
            arxiv = self._curated_arxiv(cluster)
            other = self.by_arxiv.get(arxiv or "")
            if not arxiv or other is cluster or self._goes_to(other, cluster):
                continue
            if cluster.arxiv or (other and self._has_a_say(other)):
                self._report_arxiv_clash(cluster, arxiv, other)
                continue
            if other:
                cluster.absorb(other)
                self.clusters.remove(other)
            cluster.arxiv = arxiv
            self.by_arxiv[arxiv] = cluster

    def _goes_to(self, other: Cluster | None, cluster: Cluster) -> bool:
        return bool(other and _end_of_chain(other.id or "", self.curations) == cluster.id)

    def _has_a_say(self, cluster: Cluster) -> bool:
        """Whether the register or a curator knows the paper, so that none takes it over."""
        return bool(cluster.locked or cluster.introduced or cluster.id in self.curations)

    def _report_arxiv_clash(self, cluster: Cluster, arxiv: str, other: Cluster | None) -> None:
        path = self.curations[cluster.id or ""].path
        if other and not cluster.arxiv:
            message = f"arXiv {arxiv} is the paper {other.id!r} already"
            hint = (
                f"say the rest in {other.id}.yml, without `paper`"
                if cluster.introduced and not cluster.entries
                else f"if they are one paper, write `same_as: {cluster.id}` alone in {other.id}.yml"
            )
            severity = Severity.ERROR
        else:
            message = (
                f"by its listings or the register the paper is arXiv {cluster.arxiv}, "
                f"this curation says {arxiv}"
            )
            hint = "the curation's link is shown; take it out if it is wrong"
            severity = Severity.WARNING
        self.problems.append(
            Problem(path=path, rule="arxiv-clash", severity=severity, message=message, hint=hint)
        )

    def _join_same(self) -> None:
        by_id = {cluster.id: cluster for cluster in self.clusters}
        for gone, curation in sorted(self.curations.items()):
            target = by_id.get(_end_of_chain(gone, self.curations))
            if not curation.same_as or target is None or target.id == gone:
                continue
            source = by_id.get(gone)
            if source and source.arxiv and target.arxiv and source.arxiv != target.arxiv:
                self.problems.append(_two_arxiv_ids(curation, source.arxiv, target.arxiv))
                continue
            target.former_ids.append(gone)
            if source:
                target.absorb(source)
                self.clusters.remove(source)

    # 7. Results.

    def _works(self) -> tuple[Work, ...]:
        newest = max((line.added for line in self.register), default=date.min)
        works = [
            _make_work(cluster, newest)
            for cluster in sorted(self.clusters, key=lambda c: c.id or "")
        ]
        numbers = number_works(works, self.register)
        return tuple(replace(work, number=numbers[work.id]) for work in works)


def _ids_for(home: Cluster, entries: Iterable[Entry]) -> set[str]:
    """The arXiv ids that references state for a paper, if their dates can be the paper's."""
    days = [entry.published for entry in home.entries if entry.published]
    listed = min((entry.listing.captured for entry in home.entries), default=None)
    return {
        entry.arxiv
        for entry in entries
        if entry.arxiv
        and not (
            entry.timed
            and entry.published
            and dates_contradict(entry.published, days[-1] if days else None, listed)
        )
    }


def dates_contradict(stated: date, published: date | None, listed: date | None) -> bool:
    """Whether a paper of this exact date cannot be one that is known by these days.

    Pages follow US Eastern time, so a day's difference says nothing.
    """
    if published:
        return abs(stated - published) > SLACK
    return listed is not None and stated > listed + SLACK


def number_works(works: Iterable[Work], register: Sequence[Locked]) -> Mapping[str, int]:
    """The place of each paper in the register, as it is or will be; it never changes."""
    numbers = {line.id: number for number, line in enumerate(register, start=1)}
    fresh = sorted((work for work in works if not work.locked), key=order_of_arrival)
    return numbers | {work.id: at for at, work in enumerate(fresh, start=len(register) + 1)}


def order_of_arrival(work: Work) -> tuple[date, tuple[date, str, int], str]:
    """In which order papers enter the register: by day, listing and position."""
    first = place(work.entries[0]) if work.entries else (date.max, "", 0)
    return (work.added or date.max, first, work.id)


def _only_home(cluster: Cluster, with_title: Mapping[str, Sequence[Cluster]]) -> Cluster | None:
    """The one paper that has a title of the cluster's, if that has no arXiv id."""
    homes = {id(home): home for title in cluster.titles for home in with_title.get(title, ())}
    home = next(iter(homes.values()), None)
    return home if home and len(homes) == 1 and home.arxiv is None else None


def _make_work(cluster: Cluster, newest: date) -> Work:
    """Freeze a cluster; `added` never lies before the newest day of the register."""
    entries = tuple(sorted(cluster.entries, key=place))
    first = entries[0].listing.captured if entries else cluster.introduced
    added = cluster.locked.added if cluster.locked else first and max(first, newest)
    return Work(
        id=cluster.id or "",
        entries=entries,
        references=tuple(sorted(cluster.references, key=place)),
        arxiv=cluster.arxiv,
        titles=tuple(cluster.titles),
        added=added,
        locked=cluster.locked,
        former_ids=tuple(sorted(set(cluster.former_ids))),
    )


def _naming_notes(paper_id: str, entry: Entry) -> Iterator[Problem]:
    slug = make_slug(entry.title)
    if paper_id != slug:
        message = f"the id {slug!r} is taken or reserved; the paper is {paper_id!r}"
        yield _note(entry, "id-suffix", message)
    message = f"the paper {paper_id!r} does not stand in papers.lock yet"
    yield _note(entry, "not-locked", message, "`digest import` adds it, and so fixes its address")


def _note(entry: Entry, rule: str, message: str, hint: str | None = None) -> Problem:
    return Problem(
        path=entry.path,
        line=entry.line,
        column=1,
        rule=rule,
        severity=Severity.NOTE,
        message=message,
        hint=hint,
    )


def _end_of_chain(paper: str, curations: Mapping[str, Curation]) -> str:
    """Follow `same_as` to the paper that stays; a circle ends where it closes."""
    seen = {paper}
    while (curation := curations.get(paper)) and curation.same_as:
        paper = curation.same_as
        if paper in seen:
            return paper
        seen.add(paper)
    return paper


def _two_arxiv_ids(curation: Curation, gone: str, stays: str) -> Problem:
    return Problem(
        path=curation.path,
        rule="arxiv-clash",
        message=f"{curation.paper!r} is arXiv {gone}, {curation.same_as!r} is arXiv {stays}",
        hint="two arXiv ids are two papers; remove `same_as`",
    )
