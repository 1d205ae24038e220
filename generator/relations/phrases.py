"""Phrases of texts: the words, pairs and triples of words that can tell what they are about.

1. Only words that stand side by side make a phrase: a space, a hyphen or a slash may be between
   them, other punctuation may not.
2. No phrase begins or ends with an empty word (`EMPTY`: of grammar, or of any paper, as `propose`)
   or a bare number; a triple may hold a word of grammar in its middle (`mixture of experts`).
3. A word that is common among papers (`COMMON`: `model`, `language`) tells something only in company
   (`world model`), and some companies tell nothing (`HOLLOW`: `high quality`).

Phrases are compared folded, as rules of topics are: `Multi-Modal Agents` is `multimodal agent`.
Many texts are read at once, as arrays of numbers: a word is its number in a `Vocabulary`, and a
phrase is one number that holds those of its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from generator.relations.characters import (
    DIGIT,
    LETTER,
    Flags,
    Ints,
    Table,
    between,
    find_runs,
    read_codes,
    take_runs,
)
from generator.relations.stopwords import COMMON, GRAMMAR, HOLLOW, PAPERESE
from generator.text.phrases import fold_words

Kind = TypeVar("Kind", bound=np.generic)

EMPTY = GRAMMAR | PAPERESE | {"0", ""}
"""Words that no phrase begins or ends with; all bare numbers read as `0`."""

BITS: Final = 21
"""What a word's number takes within a phrase's, which has three of them."""

_LIMIT: Final = 1 << BITS
_IS_EMPTY, _IS_GRAMMAR, _IS_COMMON, _IS_PREFIX = 1, 2, 4, 8
_BESIDE, _APOSTROPHE = 8, 16
_TABLE = Table(
    lambda character: (
        _BESIDE * (character in " -/\u2010\u2011") | _APOSTROPHE * (character in "'\u2019")
    )
)
"""Characters that may stand between words side by side, and those that may stand in a word."""


class Vocabulary(dict[str, int]):
    """Words as they are written, each with the number of its folded form; new ones are added.

    Of more than two million words, the rest count as empty. No result depends on which number a
    word has.
    """

    def __init__(self, words: Sequence[str] = (), kinds: bytes = b"") -> None:
        self.words = list(words)
        self._numbers = {word: number for number, word in enumerate(words)}
        self._kinds = bytearray(kinds)
        self.add("")
        self.hollow = np.sort([self._pack(phrase.split()) for phrase in HOLLOW])

    def __missing__(self, written: str) -> int:
        folded = "".join(fold_words(written))
        # All numbers and sizes (`7B`) are one word.
        number = self.add("0" if folded.rstrip("bkm").isdecimal() else folded)
        self[written] = number
        return number

    def add(self, folded: str) -> int:
        """The number of a folded word."""
        number = self._numbers.get(folded)
        if number is None:
            if len(self.words) == _LIMIT:
                return 0
            number = self._numbers[folded] = len(self.words)
            self.words.append(folded)
            self._kinds.append(_kind_of(folded))
        return number

    def since(self, first: int) -> tuple[list[str], bytes]:
        """The words from a number on, and what is known of them."""
        return self.words[first:], bytes(self._kinds[first:])

    def adopt(self, words: Sequence[str], kinds: bytes) -> list[int]:
        """The numbers of folded words that another vocabulary has, with what it knows of them."""
        for word, kind in zip(words, kinds, strict=True):
            if word not in self._numbers and len(self.words) < _LIMIT:
                self._numbers[word] = len(self.words)
                self.words.append(word)
                self._kinds.append(kind)
        return [self._numbers.get(word, 0) for word in words]

    def kinds(self) -> npt.NDArray[np.uint8]:
        """What is known of each word, by its number."""
        return np.frombuffer(bytes(self._kinds), np.uint8)

    def _pack(self, words: Sequence[str]) -> int:
        return sum(self.add(word) << BITS * at for at, word in enumerate(words))


def _kind_of(folded: str) -> int:
    is_prefix = bool(folded) and len(fold_words(f"{folded} x")) == 1
    return (
        _IS_EMPTY * (folded in EMPTY)
        | _IS_GRAMMAR * (folded in GRAMMAR)
        | _IS_COMMON * (folded in COMMON)
        | _IS_PREFIX * is_prefix
    )


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: their numbers, where they stand, and whether the word before is beside."""

    numbers: Ints
    starts: Ints
    ends: Ints
    follows: Flags


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases, each as the numbers of its words in one (the first lowest), and where they stand.

    Equal phrases come in the order of their places.
    """

    keys: Ints
    starts: Ints
    ends: Ints


def read_phrases(text: str, vocabulary: Vocabulary) -> Phrases:
    """All phrases of a plain text, also those inside longer ones; lines are texts of their own."""
    found = _read_words(text, vocabulary)
    kinds = vocabulary.kinds()[found.numbers]
    second, third = (_shift(found.numbers, by).astype(np.int64) for by in (1, 2))
    is_empty = (kinds & _IS_EMPTY) > 0
    is_inner = ~_shift(is_empty, 1) | (_shift(kinds, 1) & _IS_GRAMMAR > 0)
    has_second = ~is_empty & _shift(found.follows, 1)
    has_third = has_second & is_inner & _shift(found.follows, 2) & ~_shift(is_empty, 2)
    single = found.numbers.astype(np.int64)
    pair = single | second << BITS
    triple = pair | third << 2 * BITS
    choices = (
        (single, ~is_empty & (kinds & _IS_COMMON == 0)),
        (pair, has_second & ~_shift(is_empty, 1) & ~_is_in(pair, vocabulary.hollow)),
        (triple, has_third & ~_is_in(triple, vocabulary.hollow)),
    )
    places = [np.flatnonzero(chosen) for _, chosen in choices]
    return Phrases(
        keys=np.concatenate([keys[at] for (keys, _), at in zip(choices, places, strict=True)]),
        starts=found.starts[np.concatenate(places)],
        ends=found.ends[np.concatenate([at + more for more, at in enumerate(places)])],
    )


def _shift(values: npt.NDArray[Kind], by: int) -> npt.NDArray[Kind]:
    """What stands so many places on; nothing behind the last."""
    shifted = np.zeros_like(values)
    shifted[: max(0, len(values) - by)] = values[by:]
    return shifted


def _is_in(keys: Ints, some: Ints) -> Flags:
    nearest = some[np.searchsorted(some, keys).clip(max=len(some) - 1)]
    found: Flags = nearest == keys
    return found


def _read_words(text: str, vocabulary: Vocabulary) -> Words:
    """The words in order; a prefix that stands apart (`multi-modal`) is part of its word."""
    codes = read_codes(f"{text}\n")
    kinds = _TABLE.of(codes)
    is_inner = kinds & (LETTER | DIGIT) > 0
    is_inner |= between(kinds & _APOSTROPHE > 0, is_inner)
    starts, ends = find_runs(is_inner)
    follows = np.zeros(len(starts), np.bool_)
    follows[1:] = (starts[1:] - ends[:-1] == 1) & (kinds[ends[:-1]] & _BESIDE > 0)
    written = take_runs(codes, starts, ends)
    numbers = np.fromiter(map(vocabulary.__getitem__, written), np.int32, len(written))
    words = Words(numbers, starts, ends, follows)
    return _join_prefixes(words, vocabulary)


def _join_prefixes(words: Words, vocabulary: Vocabulary) -> Words:
    is_prefix = vocabulary.kinds()[words.numbers] & _IS_PREFIX > 0
    joins = is_prefix & _shift(words.follows, 1)
    stays = np.ones(len(joins), np.bool_)
    stays[1:] = ~joins[:-1]
    for first in np.flatnonzero(joins & stays).tolist():
        last, folded = first, vocabulary.words[words.numbers[first]]
        while joins[last]:
            last += 1
            folded += vocabulary.words[words.numbers[last]]
        words.numbers[first] = vocabulary.add(folded)
        words.ends[first] = words.ends[last]
    numbers, starts, ends = (part[stays] for part in (words.numbers, words.starts, words.ends))
    return Words(numbers, starts, ends, words.follows[stays])


def split_keys(keys: Ints) -> Ints:
    """The numbers of the words of phrases, a row for each; 0 where there is none."""
    return np.stack([keys >> BITS * at & _LIMIT - 1 for at in range(3)], axis=-1)


def renumber(keys: Ints, numbers: Ints) -> Ints:
    """Phrases of words that have other numbers now."""
    first, second, third = numbers[split_keys(keys)].T
    found: Ints = first | second << BITS | third << 2 * BITS
    return found
