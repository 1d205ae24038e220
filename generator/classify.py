"""Puts a paper into topics by the weighted phrases of `content/topics.yml`.

1. Title and abstract become folded words: case, accents, hyphens, plurals and British spelling
   do not matter (`fold_words`).
2. The longest phrase of any topic that starts at a word is found, and the search goes on behind
   it: `reinforcement learning from human feedback` hides `reinforcement learning`.
3. A phrase is worth its weight times the places it was found in. The title counts most, then the
   sentences in which a paper speaks of itself; what it says of others counts least.
4. The best topic is taken if its score reaches a fixed threshold, the second and third if they
   also come near the best. Equal scores go by the order of the topics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from generator.records import Assignment, Topic
from generator.text.words import words

AT_MOST = 3
"""Topics of one paper."""

THRESHOLD = 8.0
"""The score that a topic needs."""

NEAR_BEST = 0.45
"""The share of the best topic's score that the second and third need as well."""

IN_TITLE = 3.0
"""What a phrase in the title counts, once."""

IN_OWN_SENTENCE = 1.0
"""What it counts in a sentence of the abstract in which the paper speaks of itself."""

IN_OTHER_SENTENCE = 0.6
"""What it counts in the abstract's other sentences: background, motivation, results."""

ABSTRACT_AT_MOST = 2.0
"""However often a phrase is repeated, the abstract counts no more than this."""

REASONS = 5
"""Phrases that an assignment names."""

_PREFIXES = frozenset(
    ["anti", "auto", "bi", "co", "cross", "de", "fine", "hyper", "inter", "intra", "meta", "micro", "mid", "mono", "multi", "neuro", "non", "post", "pre", "pseudo", "re", "self", "semi", "spatio", "sub", "super", "tri", "un", "uni"]
)
_OWN = frozenset(["we", "our", "ours", "us", "this", "paper", "work", "article", "study", "report", "survey", "thesis"])
_OWN = frozenset(["we", "our", "ours", "here", "paper"])
_SENTENCE_END = re.compile(r"[.!?:;](?=\s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    words: tuple[str, ...]
    text: str
    weights: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    slugs: tuple[str, ...]
    by_first: Mapping[str, tuple[Phrase, ...]]


def fold_words(text: str) -> list[str]:
    found = [_fold(word) for word in words(text)]
    if _PREFIXES.isdisjoint(found):
        return found
    joined: list[str] = []
    prefix = ""
    for word in found:
        if word in _PREFIXES:
            prefix += word
        else:
            joined.append(prefix + word)
            prefix = ""
    if prefix:
        joined.append(prefix)
    return joined


@lru_cache(maxsize=1 << 16)
def _fold(word: str) -> str:
    return _american(_singular(word))


def _singular(word: str) -> str:
    if len(word) < 4 or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def _american(word: str) -> str:
    for british, american in (
        ("isation", "ization"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("ise", "ize"),
        ("lling", "ling"),
        ("lled", "led"),
        ("our", "or"),
    ):
        if word.endswith(british) and len(word) > len(british) + 2:
            return word[: -len(british)] + american
    if word.endswith("bench") and len(word) > 5:
        return "bench"
    return word


def compile_rules(topics: Sequence[Topic]) -> Rules:
    found: dict[tuple[str, ...], tuple[str, dict[int, float]]] = {}
    for n, topic in enumerate(topics):
        for text, weight in topic.rules.items():
            key = tuple(fold_words(text))
            _, weights = found.setdefault(key, (text, {}))
            weights.setdefault(n, weight)
    by_first: dict[str, list[Phrase]] = {}
    for key, (text, weights) in found.items():
        by_first.setdefault(key[0], []).append(
            Phrase(words=key, text=text, weights=tuple(weights.items()))
        )
    return Rules(
        slugs=tuple(t.slug for t in topics),
        by_first={f: tuple(sorted(p, key=lambda x: -len(x.words))) for f, p in by_first.items()},
    )


def _find(rules: Rules, found: list[str]) -> Iterator[Phrase]:
    at, n = 0, len(found)
    by_first = rules.by_first
    while at < n:
        step = 1
        for phrase in by_first.get(found[at], ()):
            length = len(phrase.words)
            if length == 1 or tuple(found[at : at + length]) == phrase.words:
                yield phrase
                step = length
                break
        at += step


def places(rules: Rules, title: str, abstract: str) -> dict[str, tuple[Phrase, float]]:
    out: dict[str, list] = {}
    for phrase in _find(rules, fold_words(title)):
        out[phrase.text] = [phrase, IN_TITLE, 0.0]
    for sentence in _SENTENCE_END.split(abstract):
        found = fold_words(sentence)
        value = IN_OTHER_SENTENCE if _OWN.isdisjoint(found) else IN_OWN_SENTENCE
        for phrase in _find(rules, found):
            e = out.setdefault(phrase.text, [phrase, 0.0, 0.0])
            e[2] += value
    return {k: (p, t + min(a, ABSTRACT_AT_MOST)) for k, (p, t, a) in out.items()}


def score(rules: Rules, title: str, abstract: str):
    scores = [0.0] * len(rules.slugs)
    why: list[list[tuple[float, str]]] = [[] for _ in rules.slugs]
    for text, (phrase, place) in places(rules, title, abstract).items():
        for n, weight in phrase.weights:
            scores[n] += weight * place
            if weight > 0:
                why[n].append((-weight * place, text))
    return scores, why


def classify(rules: Rules, title: str, abstract: str) -> tuple[Assignment, ...]:
    scores, why = score(rules, title, abstract)
    order = sorted(range(len(scores)), key=lambda n: -scores[n])
    bar = max(THRESHOLD, NEAR_BEST * scores[order[0]])
    return tuple(
        Assignment(
            slug=rules.slugs[n],
            origin="rules",
            score=round(scores[n], 2),
            because=tuple(t for _, t in sorted(why[n])[:REASONS]),
        )
        for n in order[:AT_MOST]
        if scores[n] >= bar
    )
