"""Scores the topic rules against papers that people labelled by reading.

A file of labels has one JSON object a line: `title`, `primary` (the topic that fits best), `topics`
(those wanted, the primary one among them) and `also_ok` (neutral: neither right nor wrong).

Rules that were tuned on the labels that score them look better than they are. So labels fall into
two halves by their titles alone: rules are tuned on one half and judged by the other.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from generator.classify import classify
from generator.problems import ContentError, Problem
from generator.slugs import title_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from generator.classify import Rules
    from generator.records import Paper

Half = Literal["tuned", "held-out"]

HALVES: tuple[Half, ...] = get_args(Half)

EXAMPLE = '{"title": "…", "primary": "vision", "topics": ["vision", "video"], "also_ok": []}'
"""What a line of labels looks like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What one paper is about, by somebody who read it."""

    title: str
    primary: str
    topics: tuple[str, ...]
    also_ok: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often topics were found rightly, found wrongly, and missed; shares of nothing are 0."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of the found ones that is right."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of the wanted ones that is found."""
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well the topics found agree with the labels.

    `whole` counts the topics of all papers together (so its `f1` is the micro-F1), `by_topic` each
    topic that is wanted or wrong, by slug. Of `papers`, the primary topic of `primary_first` is the
    first one found, and that of `primary_found` is among those found. `absent` are the titles
    labelled that no paper has; they count nowhere.
    """

    papers: int
    primary_first: int
    primary_found: int
    whole: Tally
    by_topic: Mapping[str, Tally]
    absent: tuple[str, ...]


def parse_labels(text: str, path: str, slugs: Collection[str]) -> tuple[Label, ...]:
    """Read a file of labels; `slugs` are the topics that exist.

    Raises `ContentError` with all findings where a line is no label, names an unknown topic, or
    labels a paper a second time.
    """
    labels: dict[str, Label] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            _add_label(labels, _parse_label(line, slugs))
        except ValueError as error:
            problems.append(_bad_label(path, number, str(error)))
    if problems:
        raise ContentError(problems)
    return tuple(labels.values())


def half_of(title: str) -> Half:
    """The half that a paper's label belongs to: by the first bit of the SHA-256 of its title key.

    Nothing else decides, so a label stays in its half whatever is added to the file.
    """
    first_byte = hashlib.sha256(title_key(title).encode()).digest()[0]
    return HALVES[first_byte >> 7]


def take_half(labels: Iterable[Label], half: Half) -> tuple[Label, ...]:
    """The labels of one half, in their order."""
    return tuple(label for label in labels if half_of(label.title) == half)


def score_rules(labels: Iterable[Label], papers: Iterable[Paper], rules: Rules) -> Score:
    """Score what the rules alone find for the labelled papers; curations are left out."""
    by_key = {title_key(paper.title): paper for paper in papers}
    present: list[tuple[Label, tuple[str, ...]]] = []
    absent: list[str] = []
    for label in labels:
        paper = by_key.get(title_key(label.title))
        if paper is None:
            absent.append(label.title)
        else:
            found = classify(rules, paper.title, paper.abstract)
            present.append((label, tuple(assignment.slug for assignment in found)))
    return score_topics(present, absent)


def score_topics(found: Sequence[tuple[Label, Sequence[str]]], absent: Iterable[str] = ()) -> Score:
    """Compare labels with the topics found for their papers, best first."""
    marks = Counter(mark for label, slugs in found for mark in _marks(label, slugs))
    return Score(
        papers=len(found),
        primary_first=sum(label.primary in slugs[:1] for label, slugs in found),
        primary_found=sum(label.primary in slugs for label, slugs in found),
        whole=_tally(marks, {slug for slug, _ in marks}),
        by_topic={slug: _tally(marks, {slug}) for slug in sorted({slug for slug, _ in marks})},
        absent=tuple(absent),
    )


def render_score(score: Score) -> str:
    """The score as text for a terminal: the whole in a few lines, then a table of the topics."""
    whole = score.whole
    first, found = (_share(n, score.papers) for n in (score.primary_first, score.primary_found))
    lines = [
        f"{score.papers} labelled papers",
        f"precision {whole.precision:.3f}, recall {whole.recall:.3f}, micro-F1 {whole.f1:.3f}",
        f"primary topic found {found:.3f}, found first {first:.3f}",
        "",
        f"{'topic':<24}{'right':>7}{'wrong':>7}{'missed':>8}{'F1':>7}",
    ]
    for slug, tally in score.by_topic.items():
        counts = f"{tally.right:>7}{tally.wrong:>7}{tally.missed:>8}{tally.f1:>7.2f}"
        lines.append(f"{slug:<24}{counts}")
    if score.absent:
        lines += ["", f"not among the papers ({len(score.absent)}):"]
        lines += [f"  {title}" for title in score.absent]
    return "\n".join(lines)


def _add_label(labels: dict[str, Label], label: Label) -> None:
    if labels.setdefault(title_key(label.title), label) is not label:
        raise ValueError(f"the paper {label.title!r} is labelled on an earlier line")


def _parse_label(line: str, slugs: Collection[str]) -> Label:
    """One line as a label; `ValueError` says what is wrong with it."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("the line is no JSON") from None
    if not isinstance(fields, dict):
        raise ValueError(f"the line holds {line.strip()[:40]!r}; expected an object")  # noqa: TRY004
    label = Label(
        title=_text(fields, "title"),
        primary=_text(fields, "primary"),
        topics=_texts(fields, "topics"),
        also_ok=_texts(fields, "also_ok", ()),
    )
    _check_topics(label, slugs)
    return label


def _check_topics(label: Label, slugs: Collection[str]) -> None:
    for slug in (label.primary, *label.topics, *label.also_ok):
        if slug not in slugs:
            raise ValueError(f"{slug!r} is no topic")
    if label.primary not in label.topics:
        raise ValueError(f"the primary topic {label.primary!r} is not among `topics`")
    for slug in label.topics:
        if slug in label.also_ok:
            raise ValueError(f"{slug!r} is both in `topics` and in `also_ok`")


def _text(fields: Mapping[str, object], key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"`{key}` must be text, not {value!r}")
    return value


def _texts(
    fields: Mapping[str, object], key: str, default: tuple[str, ...] | None = None
) -> tuple[str, ...]:
    value = fields.get(key, default)
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"`{key}` must be a list of topics, not {value!r}")
    return tuple(dict.fromkeys(value))


def _bad_label(path: str, line: int, message: str) -> Problem:
    return Problem(
        path=path,
        rule="bad-label",
        message=message,
        line=line,
        column=1,
        hint=f"write one object a line, like {EXAMPLE}, with slugs of content/topics.yml",
    )


def _marks(label: Label, found: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What counts of one paper, as pairs of a topic and `right`, `wrong` or `missed`."""
    for slug in found:
        if slug in label.topics:
            yield slug, "right"
        elif slug not in label.also_ok:
            yield slug, "wrong"
    for slug in label.topics:
        if slug not in found:
            yield slug, "missed"


def _tally(marks: Mapping[tuple[str, str], int], slugs: Collection[str]) -> Tally:
    counts: Counter[str] = Counter()
    for (slug, mark), count in marks.items():
        if slug in slugs:
            counts[mark] += count
    return Tally(right=counts["right"], wrong=counts["wrong"], missed=counts["missed"])


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
