"""Related papers: those whose titles and abstracts share most, and what they share.

1. What a paper speaks of are its phrases (`phrases`). A phrase counts 2 in the title, and once
   or twice in the abstract, as often as it stands there.
2. Its weight is that count times its rarity: how often all papers must be halved to come down to
   those with the phrase. A phrase of several words weighs half as much again; one that more than an
   eighth of the papers have weighs nothing.
3. Rarity is frozen: it is counted among the oldest papers alone, as many as the largest power of two
   that the digest holds. So a new paper changes a list only by entering it, and weights are counted
   anew only when the digest has doubled.
4. Papers are compared by the cosine of their weights (TF-IDF). The `FEW` that are most alike are
   related, and up to `MOST` if they are `CLOSE`; equal ones go by id. A paper of nearly the same
   title is no relative but a double.
5. What they share are the phrases that add most to the likeness, as the paper itself writes them;
   of two that have two words in common, the first.

All sums are of whole numbers: exact, and the same on every machine.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from generator.checks import is_near
from generator.records import Digest, Paper, Related
from generator.relations.phrases import find_phrases, fold_phrase
from generator.slugs import title_key
from generator.text.display import as_text

MOST = 8
"""Related papers of a paper, if all are close."""

FEW = 5
"""Related papers of a paper, if there are so many that share anything."""

CLOSE = 0.1
"""The likeness (cosine) that every one after the first few needs."""

SPARE = 4
"""Candidates beyond those, for some may be doubles."""

NAMED = 3
"""Shared phrases that are named."""

LOOKED_AT = 8
"""Shared phrases among which those to be named are sought."""

IN_TITLE = 2
"""What a phrase in the title counts."""

IN_ABSTRACT = 2
"""What a phrase in the abstract counts at most."""

IN_TOPIC = 2
"""What a topic of the paper counts, as if it were a word."""

ALONE, IN_COMPANY = 2, 3
"""What a word weighs, and a phrase of several words, before count and rarity."""

TOO_COMMON = 8
"""A phrase that more than one in so many papers has weighs nothing."""

FEWEST = 64
"""A smaller digest rates phrases as if it had so many papers."""

BLOCK = 256
"""Papers compared with all others at a time; it bounds memory."""

Ints = npt.NDArray[np.integer]

Near = list[tuple[int, float]]
"""Where papers stand, and the square of the cosine between them and another."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The phrases of all papers, one paper after the other: `ends` says where each paper's end.

    A phrase is known by a number (`keys`) that equal phrases share. `at` is where the text of its
    paper has it, from start to end.
    """

    ends: Ints
    keys: Ints
    counts: Ints
    lengths: Ints
    at: Ints


def relate(digest: Digest) -> Digest:
    """The digest, each paper with its related papers."""
    related = find_related(digest.papers)
    papers = (replace(paper, related=related[paper.id]) for paper in digest.papers)
    return replace(digest, papers=tuple(papers))


def find_related(papers: Sequence[Paper]) -> Mapping[str, tuple[Related, ...]]:
    """The related papers of each, most alike first; papers come in the order of ids.

    One that was taken back has relatives, and is none.
    """
    if not papers:
        return {}
    texts = [text_of(paper) for paper in papers]
    spoken = _listen(papers, texts)
    weights = _weigh(spoken, _oldest(papers))
    titles = [title_key(paper.title) for paper in papers]
    found = {}
    for at, near in enumerate(_find_nearest(weights)):
        related: list[Related] = []
        for other, likeness in near:
            if len(related) >= (MOST if likeness >= CLOSE**2 else FEW):
                break
            if not papers[other].stands or _is_double(titles[at], titles[other]):
                continue
            if shared := _name(texts[at], spoken, weights, at, other):
                related.append(Related(id=papers[other].id, shared=tuple(shared)))
        found[papers[at].id] = tuple(related)
    return found


def _is_double(title: str, other: str) -> bool:
    return title == other or is_near(title, other)


def text_of(paper: Paper) -> str:
    """Title and abstract as plain text, on a line each."""
    return f"{as_text(paper.title)}\n{as_text(paper.abstract)}"


def _listen(papers: Iterable[Paper], texts: Iterable[str]) -> Spoken:
    """Find the phrases of all papers, in arrays: there are millions of them."""
    ends, keys, counts, lengths, at = (array("q") for _ in range(5))
    for paper, text in zip(papers, texts, strict=True):
        topics = ((f"/{topic.slug}", (IN_TOPIC, 0, 0)) for topic in paper.topics)
        for folded, (count, start, end) in chain(_phrases_of(text).items(), topics):
            keys.append(crc32(folded.encode()))
            counts.append(count)
            lengths.append(folded.count(" ") + 1)
            at.extend((start, end))
        ends.append(len(keys))
    numbers = np.unique(_to_ints(keys), return_inverse=True)[1]
    # Sorted within each paper: SciPy would sort its rows later, and not what stands beside them.
    row = np.repeat(np.arange(len(ends)), np.diff(_to_ints(ends), prepend=0))
    order = np.lexsort((numbers, row))
    return Spoken(
        ends=_to_ints(ends),
        keys=numbers[order],
        counts=_to_ints(counts)[order],
        lengths=_to_ints(lengths)[order],
        at=_to_ints(at).reshape(-1, 2)[order],
    )


def _to_ints(values: array[int]) -> Ints:
    return np.frombuffer(values, np.int64) if values else np.zeros(0, np.int64)


def _phrases_of(text: str) -> dict[str, tuple[int, int, int]]:
    """Each phrase with what it counts and where it stands, if possible without a capital in front."""
    behind_title = text.index("\n")
    in_title: set[str] = set()
    in_abstract: dict[str, int] = {}
    places: dict[str, tuple[int, int]] = {}
    for folded, start, end in find_phrases(text):
        if start < behind_title:
            in_title.add(folded)
        else:
            in_abstract[folded] = in_abstract.get(folded, 0) + 1
        if folded not in places or (text[places[folded][0]].isupper() and text[start].islower()):
            places[folded] = (start, end)
    return {
        folded: (
            IN_TITLE * (folded in in_title) + min(IN_ABSTRACT, in_abstract.get(folded, 0)),
            *place,
        )
        for folded, place in places.items()
    }


def _oldest(papers: Sequence[Paper]) -> Sequence[int]:
    """Where the oldest papers stand: as many as the largest power of two that there are."""
    by_age = sorted(
        range(len(papers)),
        key=lambda at: (papers[at].added or date.max, papers[at].listed or date.max, at),
    )
    return by_age[: 1 << len(papers).bit_length() - 1]


def _weigh(spoken: Spoken, oldest: Sequence[int]) -> csr_array[np.int64]:
    """The weight of each phrase in each paper: a row a paper, a column a phrase."""
    starts = np.concatenate(([0], spoken.ends)).astype(np.int32)
    counts = csr_array(
        (spoken.counts.astype(np.int64), spoken.keys.astype(np.int32), starts),
        shape=(len(spoken.ends), int(spoken.keys.max(initial=-1)) + 1),
    )
    papers_with = np.bincount(counts[oldest].indices, minlength=counts.shape[1])
    factors = np.where(spoken.lengths > 1, IN_COMPANY, ALONE)
    rarity = _rate(papers_with, len(oldest))
    counts.data *= rarity[spoken.keys] * factors
    return counts


def _rate(papers_with: Ints, papers: int) -> Ints:
    """How often `papers` must be halved to come down to those with a phrase, in whole steps.

    A phrase that none of them has counts as one that a single paper has.
    """
    papers = max(papers, FEWEST)
    # frexp gives the exponent without rounding: 1 → 1, 2 and 3 → 2, 4 to 7 → 3.
    steps = np.frexp(np.maximum(papers_with, 1))[1]
    return np.where(papers_with * TOO_COMMON > papers, 0, papers.bit_length() - steps)


def _find_nearest(weights: csr_array[np.int64]) -> Iterator[Near]:
    """For each paper the others that are most alike, best first: some more than are wanted."""
    squares: Ints = np.asarray(weights.power(2).sum(axis=1)).ravel()
    shared = weights[:, np.bincount(weights.indices, minlength=weights.shape[1]) > 1]
    shared.eliminate_zeros()
    columns = shared.T.tocsr()
    for first in range(0, weights.shape[0], BLOCK):
        products = shared[first : first + BLOCK] @ columns
        for row, start in enumerate(products.indptr[:-1]):
            part = slice(start, products.indptr[row + 1])
            yield _best(first + row, products.indices[part], products.data[part], squares)


def _best(paper: int, others: Ints, products: Ints, squares: Ints) -> Near:
    # The square of the cosine ranks as the cosine does, and needs no root.
    likeness = products.astype(np.float64) ** 2 / (squares[others] * squares[paper])
    likeness[others == paper] = 0
    if (most := MOST + SPARE) < len(others):
        keep = likeness >= np.partition(likeness, -most)[-most]
        others, likeness = others[keep], likeness[keep]
    order = np.lexsort((others, -likeness))[:most]
    return [(int(others[n]), float(likeness[n])) for n in order if likeness[n] > 0]


def _name(
    text: str, spoken: Spoken, weights: csr_array[np.int64], one: int, other: int
) -> list[str]:
    """What two papers share, as the text of the first one has it, what counts most first."""
    mine, others = (range(*weights.indptr[paper : paper + 2]) for paper in (one, other))
    known = dict(zip(spoken.keys[mine.start : mine.stop].tolist(), mine, strict=True))
    keys = zip(spoken.keys[others.start : others.stop].tolist(), others, strict=True)
    gains = [
        (weights.data[known[key]] * weights.data[n], known[key]) for key, n in keys if key in known
    ]
    best = sorted((-gain, n) for gain, n in gains if gain)[:LOOKED_AT]
    places = (spoken.at[n].tolist() for _, n in best)
    return list(islice(_keep_different([text[a:b] for a, b in places if b]), NAMED))


def _keep_different(phrases: Sequence[str]) -> Iterator[str]:
    """Without single words that a longer phrase has, and phrases that repeat two words."""
    folded = [frozenset(fold_phrase(phrase)) for phrase in phrases]
    kept: list[frozenset[str]] = []
    for phrase, words in zip(phrases, folded, strict=True):
        is_part = len(words) == 1 and any(words < other for other in folded)
        if not is_part and all(len(words & other) < 2 for other in kept):  # noqa: PLR2004
            kept.append(words)
            yield phrase
