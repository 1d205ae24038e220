"""The places where texts have names of systems.

A name is compared by its letters and numbers, one after the other: `Tulu 3` is `TÜLU-3`, and
`Llama 3` is neither `Llama 3.1` nor `Llama`. What hangs on to a name makes another one of it
(`Orca-Math`, `Video-Orca`, `Orca 2`), unless it is a size, a stage of training or a word in lower case
(`Llama-3-8B`, `Tulu-3-SFT`, `Orca-style`).

Most places of a name that is a word as well (`Gap`, `Reasoning`) have the word: in lower case, with
nothing that hangs on to it. The more names there are, the more of these there are, so they are found in
arrays, for many texts at once; the others are looked at one by one.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np

from generator.relations.characters import (
    DIGIT,
    LETTER,
    OF_WORD,
    Codes,
    Flags,
    Ints,
    Kinds,
    Table,
    between,
    find_runs,
    read_codes,
    spread,
    take_runs,
)
from generator.relations.systems import Key, fold_piece

END: Final = "\0"
"""Stands between texts; no text has it."""

Numbers = tuple[int, ...]
"""The pieces of a name by their numbers."""


class Place(NamedTuple):
    """Where a name stands: in which text, from where to where in it, and the number of the name."""

    text: int
    start: int
    end: int
    name: int


class Lexicon(dict[str, int]):
    """Pieces of texts as they are written, each with a number; new ones are added.

    `folded` is the number of each one's folded form; that of a piece of the names, which come first,
    is below `of_names`.
    """

    def __init__(self, keys: Sequence[Key]) -> None:
        self._numbers: dict[str, int] = {}
        self.folded, self.marks, self.kinds = array("i"), array("I"), array("B")
        for piece in sorted({piece for key in keys for piece in key}):
            self._number(piece)
        self.of_names = len(self._numbers)

    def __missing__(self, written: str) -> int:
        piece = fold_piece(written)
        number = self[written] = len(self.folded)
        self.folded.append(self._number(piece))
        self.marks.append(mark(piece))
        is_number = written[0].isdecimal() or written in "vV"
        self.kinds.append(_IS_LOWER * written.islower() | _IS_NUMBER * is_number)
        return number

    def numbers(self, key: Key) -> Numbers:
        """The pieces of a name."""
        return tuple(self._numbers[piece] for piece in key)

    def _number(self, piece: str) -> int:
        return self._numbers.setdefault(piece, len(self._numbers))


_IS_LOWER, _IS_NUMBER = 1, 2
"""A piece in lower case, and one that can begin a version (`2`, the `v` of `v2`)."""


def mark(piece: str) -> int:
    """A number that stands for a folded piece; two may have the same."""
    return crc32(piece.encode())


_JOINS, _OPENS, _CLOSES = 8, 16, 32
"""Of a character between pieces: a name goes on behind it, if it is alone; one begins behind it; one
ends before it, if no version follows."""


def _kind(character: str) -> int:
    """What is known of a character that may stand between pieces."""
    is_glued = character == "_" or character.isalnum()
    opens = not is_glued and character not in "-\u2010\u2011.@#"
    closes = not is_glued and character not in "-\u2010\u2011+@"
    return _JOINS * (character in _JOINTS) | _OPENS * opens | _CLOSES * closes


_JOINTS = " -_/^'.&\u2010\u2011\u2019"
_TABLE = Table(_kind)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Texts cut into pieces, one text after the other in `whole`.

    `begins` says where each text begins; of each piece there are the number of its folded form, what is
    known of it and of the gaps around it (one more), where it stands and of which text it is.
    """

    whole: str
    begins: Ints
    numbers: Ints
    kinds: Ints
    gaps: Ints
    starts: Ints
    ends: Ints
    texts: Ints
    marks: Ints


class Names:
    """Names to look for; they have numbers in the order in which they are given.

    `in_lower` says which of them some owner writes so that it may also be written in lower case; of the
    others it tells only that a text has the word. A reader of texts has its own, for what it has read
    of them is kept.
    """

    def __init__(self, in_lower: Mapping[Key, bool]) -> None:
        self.keys = [*in_lower]
        self.in_lower = [*in_lower.values()]
        self._lexicon = Lexicon(self.keys)
        self._by_pieces = {self._lexicon.numbers(key): n for n, key in enumerate(self.keys)}
        lengths: dict[Numbers, set[int]] = defaultdict(set)
        for pieces in self._by_pieces:
            lengths[pieces[:2]].add(len(pieces))
        self._lengths = {first: sorted(some, reverse=True) for first, some in lengths.items()}
        pairs = (first << 32 | second for first, second in filter(_is_pair, lengths))
        self._pairs = np.array(sorted(pairs), np.int64)
        # The last stands for all pieces that no name has.
        self._alone = np.full(self._lexicon.of_names + 1, -1, np.int32)
        self._is_word = np.zeros(self._lexicon.of_names + 1, np.bool_)
        self._is_first = self._is_word.copy()
        for pieces, name in self._by_pieces.items():
            self._is_first[pieces[0]] = True
            if len(pieces) == 1:
                self._alone[pieces[0]] = name
                self._is_word[pieces[0]] = not self.in_lower[name]

    def cut(self, texts: Sequence[str]) -> Pieces:
        """Cut texts into pieces."""
        whole = "".join((END, *(f"{text}{END}" for text in texts)))
        codes = read_codes(whole)
        kinds = _TABLE.of(codes)
        starts, ends = find_runs(_find_kinds(codes, kinds))
        lexicon, written = self._lexicon, take_runs(codes, starts, ends)
        numbers = np.fromiter(map(lexicon.__getitem__, written), np.int32, len(written))
        begins = np.array([*accumulate((len(text) + 1 for text in texts), initial=1)])
        return Pieces(
            whole=whole,
            begins=begins,
            numbers=np.array(lexicon.folded, np.int32)[numbers],
            kinds=np.array(lexicon.kinds, np.uint8)[numbers],
            gaps=_read_gaps(codes, kinds, np.append(0, ends), np.append(starts, len(codes))),
            starts=starts,
            ends=ends,
            texts=np.searchsorted(begins, starts, side="right") - 1,
            marks=np.array(lexicon.marks, np.uint32)[numbers],
        )

    def find(self, pieces: Pieces) -> tuple[list[Place], Ints, Ints]:
        """The longest name at each place, from left to right, if it stands there whole.

        Behind it those that are a word and no more: the texts, and the numbers of the names.
        """
        known = np.minimum(pieces.numbers, self._lexicon.of_names)
        begins = np.flatnonzero(self._is_first[known])
        is_pair = self._begin_pairs(pieces, begins)
        alone = self._alone[known[begins]]
        is_word = ~is_pair & self._is_word[known[begins]] & _are_words(pieces, begins)
        one_by_one = (is_pair | (alone >= 0)) & ~is_word
        matches = self._match_all(pieces, begins[one_by_one])
        taken = np.zeros(len(pieces.numbers), np.bool_)
        for at, length, _ in matches:
            taken[at : at + length] = True
        is_word &= ~taken[begins]
        places = [place for match in matches if (place := _place(pieces, *match))]
        return places, pieces.texts[begins[is_word]], alone[is_word]

    def _begin_pairs(self, pieces: Pieces, begins: Ints) -> Flags:
        """Whether a name begins with this piece and the next."""
        if not len(self._pairs):
            return np.zeros(len(begins), np.bool_)
        following = np.append(pieces.numbers[1:], -1)[begins]
        codes = pieces.numbers[begins].astype(np.int64) << 32 | following
        nearest = np.searchsorted(self._pairs, codes).clip(max=len(self._pairs) - 1)
        found: Flags = self._pairs[nearest] == codes
        return found

    def _match_all(self, pieces: Pieces, begins: Ints) -> list[tuple[int, int, int]]:
        """From which piece on the longest names stand, how many pieces they have, and which."""
        found, behind = [], 0
        for at in begins.tolist():
            if at >= behind and (match := self._match(pieces, at)):
                found.append((at, *match))
                behind = at + match[0]
        return found

    def _match(self, pieces: Pieces, at: int) -> tuple[int, int] | None:
        pair = tuple(pieces.numbers[at : at + 2].tolist())
        for length in (*self._lengths.get(pair, ()), *self._lengths.get(pair[:1], ())):
            name = self._by_pieces.get(tuple(pieces.numbers[at : at + length].tolist()))
            inner = pieces.gaps[at + 1 : at + length]  # behind the last piece nothing is joined
            if name is not None and bool((inner & _JOINS).all()):
                return length, name
        return None


def _find_kinds(codes: Codes, kinds: Kinds) -> Kinds:
    """What each character is in a piece: of a run of letters, of a number with decimals, of plus signs.

    A plus sign stands behind a letter, a digit or `_`.
    """
    found = kinds & np.uint8(LETTER | DIGIT)
    is_digit = found == DIGIT
    found[between(codes == ord("."), is_digit)] = DIGIT
    starts, ends = find_runs(codes == ord("+"))
    is_behind = kinds[starts - 1] & OF_WORD > 0
    starts, lengths = starts[is_behind], (ends - starts)[is_behind]
    found[spread(starts, lengths)] = _PLUS
    return found


_PLUS: Final = 4


def _read_gaps(codes: Codes, kinds: Kinds, starts: Ints, ends: Ints) -> Kinds:
    """What is known of what stands between pieces, from where to where."""
    lengths = ends - starts
    first, last = kinds[starts], kinds[ends - 1]
    is_colon = (lengths == len(": ")) & (codes[starts] == ord(":")) & (codes[ends - 1] == ord(" "))
    joins = (lengths == 0) | ((lengths == 1) & (first & _JOINS > 0)) | is_colon
    around = np.where(lengths > 0, last & _OPENS | first & _CLOSES, 0)
    return np.where(joins, around | _JOINS, around).astype(np.uint8)


def _is_pair(numbers: Numbers) -> bool:
    return len(numbers) > 1


def _are_words(pieces: Pieces, at: Ints) -> Flags:
    """Whether pieces are in lower case, and surely stand whole."""
    following = np.append(pieces.kinds[1:], _IS_NUMBER)
    found: Flags = (
        (pieces.kinds[at] & _IS_LOWER > 0)
        & (pieces.gaps[at] & _OPENS > 0)
        & (pieces.gaps[at + 1] & _CLOSES > 0)
        & (following[at] & _IS_NUMBER == 0)
    )
    return found


def _place(pieces: Pieces, at: int, length: int, name: int) -> Place | None:
    start, end = int(pieces.starts[at]), int(pieces.ends[at + length - 1])
    if _BEGINS.search(pieces.whole, start - 2, start) and _ENDS.match(pieces.whole, end):
        return Place(int(pieces.texts[at]), start, end, name)
    return None


_BEGINS = re.compile(rf"(?:[^\w\-\u2010\u2011.@#]|[^\w{END}]\W)\Z")
_ENDS = re.compile(
    r"""(?![\w+@]|\.\d)                                 # nothing is glued to it,
        (?![-\u2010\u2011](?!                          # only this hangs on:
            \d+(?:\.\d+)?[Bb]\b|\d{2,}[Mm]\b          #   a size,
          | (?:Base|Chat|Distill|Instruct|Preview|RL|SFT|Thinking|Zero)\b
          | [a-z]))                                    #   a stage of training, a small word,
        (?!\s[vV]?\d+(?:\.\d+)*(?![\w.%]|\s(?:of|times|out)\b))  # and no version follows
    """,
    re.VERBOSE,
)
