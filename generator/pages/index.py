"""The digest seen from every side: by id, topic, day, edition, organisation and author, computed once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import TypeVar

from generator import addresses
from generator.authors import Byline, group_by_name, name_key
from generator.citations import Citation, cite, to_coins
from generator.counts import count
from generator.dates import long_date
from generator.pages.views import Card, Ref
from generator.records import Author, Digest, Edition, Organisation, Paper, Topic
from generator.slugs import RESERVED, make_slug
from generator.text.display import as_text
from generator.text.sentences import key_sentence, shorten
from generator.trends import Trends, make_trends

CARD_NAMES = 3
"""Authors that a list or mail names of a paper; of four it names all."""

CARD_NAME = 80
"""Longest name there, in characters."""

CARD_SENTENCE = 320
"""Longest sentence in a list, in characters."""


Value = TypeVar("Value")


class OnDemand(Mapping[str, Value]):
    """Something of each paper, by id: made when it is first asked for, and kept."""

    def __init__(self, papers: Mapping[str, Paper], make: Callable[[Paper], Value]) -> None:
        self._papers = papers
        self._make = make
        self.made: dict[str, Value] = {}

    def __getitem__(self, paper: str) -> Value:
        if paper not in self.made:
            self.made[paper] = self._make(self._papers[paper])
        return self.made[paper]

    def carry(self, last: Mapping[str, Value], same: Iterable[str]) -> None:
        """Take over what was made before, of papers that are the same."""
        made = last.made if isinstance(last, OnDemand) else last
        self.made.update((paper, made[paper]) for paper in same if paper in made)

    def __iter__(self) -> Iterator[str]:
        return iter(self._papers)

    def __len__(self) -> int:
        return len(self._papers)


@dataclass(frozen=True)
class Index:
    """A digest and its groupings; each grouping is computed when first asked for.

    `site_url` is where the site will stand: citations lead there when no other link is known.
    `sentences` are those of abstracts that are chosen already, by paper.
    """

    digest: Digest
    site_url: str = ""
    sentences: Mapping[str, str | None] = field(default_factory=dict)

    def prepare(self) -> None:
        """Make all that is made once and shared, before work on pages is split among processes."""
        for name, value in vars(type(self)).items():
            if isinstance(value, cached_property) and name not in {"_bylines", "_names"}:
                getattr(self, name)
        for name in ("citations", "cards"):
            self.__dict__[name] = dict(getattr(self, name))

    def carry(self, last: Index) -> None:
        """Take over from the index before an edit what is the same; papers are if they are one object."""
        if "authors" in vars(last) and self._bylines == last._bylines:
            self.__dict__["authors"] = {
                key: replace(one, papers=tuple(self.papers[paper.id] for paper in one.papers))
                for key, one in last.authors.items()
            }
        if self.site_url != last.site_url:
            return
        same = [paper.id for paper in self.digest.papers if last.papers.get(paper.id) is paper]
        if isinstance(self.citations, OnDemand):
            self.citations.carry(last.citations, same)
        if isinstance(self.cards, OnDemand) and self._names == last._names:
            self.cards.carry(last.cards, same)

    @cached_property
    def _bylines(self) -> Sequence[object]:
        """All that the pages of authors are made of, but for the papers on them."""
        return [(one.id, one.authors, one.added, one.number) for one in self.newest_first]

    @cached_property
    def _names(self) -> object:
        """What cards take from the digest, and not from their paper."""
        topics = {slug: topic.name for slug, topic in self.topics.items()}
        return topics, self.organisation_names, self.by_organisation.keys()

    @cached_property
    def papers(self) -> Mapping[str, Paper]:
        """Papers by id."""
        return {paper.id: paper for paper in self.digest.papers}

    @cached_property
    def topics(self) -> Mapping[str, Topic]:
        """Topics by slug."""
        return {topic.slug: topic for topic in self.digest.topics}

    @cached_property
    def standing(self) -> Digest:
        """The digest of the papers that stand: lists are made of these alone (`Paper.stands`)."""
        papers = tuple(paper for paper in self.digest.papers if paper.stands)
        return replace(self.digest, papers=papers)

    @cached_property
    def newest_first(self) -> Sequence[Paper]:
        """All papers that stand by date, newest first; those without a date last."""
        return sort_papers(self.standing.papers)

    @cached_property
    def by_topic(self) -> Mapping[str, Sequence[Paper]]:
        """Papers of each topic, newest first."""
        groups: dict[str, list[Paper]] = {topic.slug: [] for topic in self.digest.topics}
        for paper in self.newest_first:
            for assignment in paper.topics:
                groups[assignment.slug].append(paper)
        return groups

    @cached_property
    def by_day(self) -> Mapping[date, Sequence[Paper]]:
        """Papers of each day, days ascending."""
        groups: dict[date, list[Paper]] = defaultdict(list)
        for paper in self.newest_first:
            if paper.published:
                groups[paper.published].append(paper)
        return dict(sorted(groups.items()))

    @cached_property
    def by_month(self) -> Mapping[date, Sequence[Paper]]:
        """Papers of each month (its first day), months ascending, newest paper first."""
        groups: dict[date, list[Paper]] = defaultdict(list)
        for paper in self.newest_first:
            if paper.published:
                groups[paper.published.replace(day=1)].append(paper)
        return dict(sorted(groups.items()))

    @cached_property
    def years(self) -> Mapping[int, int]:
        """How many papers each year has, years ascending."""
        return dict(sorted(Counter(day.year for day in self._dates).items()))

    @cached_property
    def _dates(self) -> Sequence[date]:
        return [paper.published for paper in self.standing.papers if paper.published]

    @cached_property
    def undated(self) -> Sequence[Paper]:
        """Papers without a date, the last added first."""
        return [paper for paper in self.newest_first if not paper.published]

    @cached_property
    def by_added(self) -> Mapping[date, Sequence[Paper]]:
        """Papers by the day on which the digest took them in, newest day first."""
        groups: dict[date, list[Paper]] = defaultdict(list)
        for paper in self.newest_first:
            if paper.added:
                groups[paper.added].append(paper)
        return dict(sorted(groups.items(), reverse=True))

    @cached_property
    def trends(self) -> Trends:
        """What is going on, for the page of trends and the small charts at topics."""
        return make_trends(self.standing)

    @cached_property
    def editions(self) -> Mapping[str, Edition]:
        """Editions by id, oldest first."""
        return {edition.id: edition for edition in self.digest.editions}

    @cached_property
    def positions(self) -> Mapping[str, Mapping[str, int]]:
        """For each edition, where each of its papers stands, from 0."""
        return {
            edition.id: {paper: at for at, paper in enumerate(edition.papers)}
            for edition in self.digest.editions
        }

    @property
    def newest_edition(self) -> Edition | None:
        """The edition of the latest capture."""
        return self.digest.editions[-1] if self.digest.editions else None

    @property
    def newest_paper(self) -> Paper | None:
        """The paper with the latest date."""
        first = self.newest_first[0] if self.newest_first else None
        return first if first and first.published else None

    @cached_property
    def picks(self) -> Sequence[Paper]:
        """Papers that a curator picked, the last picked first."""
        picked = [paper for paper in self.standing.papers if paper.pick]
        return sorted(picked, key=lambda p: p.pick.on if p.pick else date.min, reverse=True)

    @cached_property
    def by_organisation(self) -> Mapping[str, Sequence[Paper]]:
        """Papers of each organisation's slug, by slug."""
        groups: dict[str, list[Paper]] = defaultdict(list)
        for paper in self.newest_first:
            if paper.organisation:
                groups[organisation_slug(paper.organisation)].append(paper)
        return dict(sorted(groups.items()))

    @cached_property
    def organisation_names(self) -> Mapping[str, str]:
        """The name to show for each organisation's slug: that of its newest listed paper.

        Where several have pages under one name, whatever its case, the slug tells them apart.
        """
        names: dict[str, tuple[date, str]] = {}
        for paper in self.digest.papers:
            if paper.organisation:
                slug = organisation_slug(paper.organisation)
                seen = (paper.added or date.min, as_text(paper.organisation.name))
                names[slug] = max(names.get(slug, seen), seen)
        times = Counter(names[slug][1].casefold() for slug in self.by_organisation)
        return {
            slug: f"{name} ({slug})" if times[name.casefold()] > 1 else name
            for slug, (_, name) in names.items()
        }

    @cached_property
    def authors(self) -> Mapping[str, Byline]:
        """Names of authors that enough papers have, by their keys."""
        return group_by_name(self.newest_first)

    @cached_property
    def neighbours(self) -> Mapping[str, Sequence[str]]:
        """For each topic, the topics that share most papers with it, the closest first."""
        shared: dict[str, Counter[str]] = defaultdict(Counter)
        for paper in self.standing.papers:
            for one, other in combinations([a.slug for a in paper.topics], 2):
                shared[one][other] += 1
                shared[other][one] += 1
        return {
            slug: sorted(counts, key=lambda other: (-counts[other], other))
            for slug, counts in shared.items()
        }

    @cached_property
    def citations(self) -> Mapping[str, Citation]:
        """What is known of each paper for citing it, by id."""
        return OnDemand(
            self.papers, lambda paper: cite(paper, self.site_url + addresses.paper(paper.id))
        )

    @cached_property
    def cards(self) -> Mapping[str, Card]:
        """The card of each paper, made once for all lists."""
        return OnDemand(self.papers, self._card)

    def cards_of(self, papers: Iterable[Paper]) -> tuple[Card, ...]:
        """Cards in the order of the papers."""
        return tuple(self.cards[paper.id] for paper in papers)

    def topic_ref(self, slug: str) -> Ref:
        """A link to a topic."""
        return Ref(self.topics[slug].name, addresses.topic(slug))

    def organisation_ref(self, organisation: Organisation) -> Ref | str:
        """A link to an organisation, under its newest name; the name alone where no list has it."""
        slug = organisation_slug(organisation)
        name = self.organisation_names[slug]
        return Ref(name, addresses.organisation(slug)) if slug in self.by_organisation else name

    def author_ref(self, author: Author) -> Ref | str:
        """An author's name as the paper has it; a link where it has a page."""
        name, byline = as_text(author.name), self.authors.get(name_key(author.name))
        return Ref(name, addresses.author(byline.slug)) if byline else name

    def day_ref(self, day: date) -> Ref | str:
        """A link to a day, or its name alone where no paper of it stands."""
        name = long_date(day)
        return Ref(name, addresses.day(day)) if day in self.by_day else name

    def _card(self, paper: Paper) -> Card:
        sentence = self._sentence(paper)
        return Card(
            id=paper.id,
            title=paper_ref(paper),
            published=paper.published,
            by=name_authors(paper),
            who=self._who(paper),
            comments=paper.comments,
            sentence=shorten(sentence, CARD_SENTENCE) if sentence else None,
            topics=tuple(self.topic_ref(assignment.slug) for assignment in paper.topics),
            status=paper.status.value if paper.status else None,
            added=paper.added,
            listed=paper.listed,
            coins=to_coins(self.citations[paper.id]),
        )

    def _who(self, paper: Paper) -> Ref | str | None:
        """What a list says of who wrote a paper, beside the names of those who are known."""
        if paper.organisation:
            return self.organisation_ref(paper.organisation)
        return None if paper.authors else count_authors(paper.n_authors)

    def _sentence(self, paper: Paper) -> str | None:
        if paper.id in self.sentences:
            return self.sentences[paper.id]
        return key_sentence(paper.abstract, paper.title)


def sort_papers(papers: Iterable[Paper]) -> list[Paper]:
    """Newest first by date, papers without one last, then the last added, then by id."""
    by_id = sorted(papers, key=lambda paper: paper.id)
    return sorted(
        by_id,
        key=lambda paper: (paper.published or date.min, paper.added or date.min),
        reverse=True,
    )


def sort_by_added(newest_first: Iterable[Paper]) -> list[Paper]:
    """The last added first; papers of one day keep their order."""
    return sorted(newest_first, key=lambda paper: paper.added or date.min, reverse=True)


def paper_ref(paper: Paper) -> Ref:
    """A link to a paper under its title."""
    return Ref(as_text(paper.title) or paper.id, addresses.paper(paper.id))


def organisation_slug(organisation: Organisation) -> str:
    """The slug of an organisation's address: lower case and safe on every file system."""
    slug = make_slug(organisation.slug.replace("_", "-"))
    return f"{slug}-org" if slug in RESERVED else slug


def name_authors(paper: Paper) -> str | None:
    """The first authors of a paper, and how many more there are; nothing where none is known."""
    if not paper.authors:
        return None
    number = max(paper.n_authors or 0, len(paper.authors))
    shown = CARD_NAMES + (number == CARD_NAMES + 1)
    names = [shorten(as_text(author.name), CARD_NAME) for author in paper.authors[:shown]]
    more = number - len(names)
    return f"{', '.join(names)} and {more:,} more" if more else ", ".join(names)


def count_authors(number: int | None) -> str | None:
    """How many authors, in words that agree."""
    return count(number, "author") if number else None


def newest_added(papers: Iterable[Paper]) -> date | None:
    """The last day on which one of the papers was added."""
    return max((paper.added for paper in papers if paper.added), default=None)
