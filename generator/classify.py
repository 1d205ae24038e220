"""Puts a paper into topics by the weighted phrases of `content/topics.yml`.

1. Title and abstract become folded words, and so do the phrases of the rules: case, accents,
   hyphens, plurals and British spelling make no difference (`fold_words`). Addresses in them say
   nothing: that of `Model Surgery` has no surgery.
2. From left to right the longest phrase that starts at a word is found, whichever topic it
   belongs to, and the search goes on behind it. So `reinforcement learning from human feedback`
   hides `reinforcement learning`, and a phrase with weight 0 only hides what is inside it.
3. A phrase adds its weight to its topic, times what the places are worth where it was found: the
   title most, the abstract once, and a little more if the abstract repeats it.
4. The best topic is taken if its score reaches `ENOUGH`, the second and the third if they also
   come near the best. Equal scores go by the order of the topics.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.records import Assignment
from generator.text.phrases import fold_words
from generator.text.words import without_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.records import Topic

AT_MOST = 3
"""Topics that one paper can have."""

ENOUGH = 16.0
"""The score that every topic needs."""

NEAR_BEST = 0.3
"""The share of the best topic's score that the second and the third need as well."""

IN_TITLE = 3.0
"""What a phrase in the title counts, times its weight."""

IN_ABSTRACT = 1.0
"""What a phrase in the abstract counts."""

REPEATED = 0.5
"""What is added when the abstract has the phrase more than once, however often."""

REASONS = 5
"""Phrases that an assignment names at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A phrase of the rules: its folded words, the text as written, weights by topic number."""

    words: tuple[str, ...]
    text: str
    weights: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of all topics, ready for use.

    `phrases` is by folded words; `lengths` says, for a first word, how many words the phrases have
    that start with it, most first.
    """

    slugs: tuple[str, ...]
    phrases: Mapping[tuple[str, ...], Phrase]
    lengths: Mapping[str, tuple[int, ...]]


def compile_rules(topics: Sequence[Topic]) -> Rules:
    """The rules of the topics, in their order.

    A phrase may stand in several topics. Where one topic has it in two spellings that fold to the
    same words, the first counts; a phrase without letters or digits is never found.
    """
    weights: dict[tuple[str, ...], dict[int, float]] = {}
    texts: dict[tuple[str, ...], str] = {}
    for number, topic in enumerate(topics):
        for text, weight in topic.rules.items():
            folded = fold_words(text)
            texts.setdefault(folded, text)
            weights.setdefault(folded, {}).setdefault(number, weight)
    lengths: dict[str, set[int]] = {}
    for folded in filter(None, texts):
        lengths.setdefault(folded[0], set()).add(len(folded))
    return Rules(
        slugs=tuple(topic.slug for topic in topics),
        phrases={
            folded: Phrase(words=folded, text=text, weights=tuple(weights[folded].items()))
            for folded, text in texts.items()
        },
        lengths={first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
    )


def classify(rules: Rules, title: str, abstract: str) -> tuple[Assignment, ...]:
    """The topics of a paper, best first; none if no topic reaches `ENOUGH`.

    `because` names the phrases that added to the score, as the rules write them, strongest first.
    """
    places = _places(rules, title, abstract)
    scores = [0.0] * len(rules.slugs)
    for phrase, place in places:
        for number, weight in phrase.weights:
            scores[number] += weight * place
    return tuple(
        Assignment(
            slug=rules.slugs[number],
            origin="rules",
            score=round(scores[number], 2),
            because=_reasons(places, number),
        )
        for number in _chosen(scores)
    )


def _places(rules: Rules, title: str, abstract: str) -> list[tuple[Phrase, float]]:
    in_title = {phrase.words: phrase for phrase in _find(rules, _read(title))}
    in_abstract: dict[tuple[str, ...], float] = {}
    found = dict(in_title)
    for phrase in _find(rules, _read(abstract)):
        found[phrase.words] = phrase
        seen = phrase.words in in_abstract
        in_abstract[phrase.words] = IN_ABSTRACT + REPEATED * seen
    return [
        (phrase, IN_TITLE * (key in in_title) + in_abstract.get(key, 0.0))
        for key, phrase in found.items()
    ]


def _read(text: str) -> tuple[str, ...]:
    return fold_words(without_addresses(text))


def _find(rules: Rules, found: tuple[str, ...]) -> Iterator[Phrase]:
    """The phrases in a text from left to right, the longest at each place, without overlap."""
    lengths, phrases = rules.lengths, rules.phrases
    behind = 0
    for at in [at for at, word in enumerate(found) if word in lengths]:
        if at < behind:
            continue
        for length in lengths[found[at]]:
            phrase = phrases.get(found[at : at + length])
            if phrase:
                yield phrase
                behind = at + length
                break


def _chosen(scores: Sequence[float]) -> list[int]:
    best = sorted(range(len(scores)), key=lambda number: -scores[number])[:AT_MOST]
    bar = max(ENOUGH, NEAR_BEST * scores[best[0]]) if best else ENOUGH
    return [number for number in best if scores[number] >= bar]


def _reasons(places: Sequence[tuple[Phrase, float]], topic: int) -> tuple[str, ...]:
    added = [
        (-weight * place, phrase.text)
        for phrase, place in places
        for number, weight in phrase.weights
        if number == topic and weight > 0
    ]
    return tuple(text for _, text in sorted(added)[:REASONS])
