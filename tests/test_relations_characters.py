"""Runs of characters are found as regular expressions find them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.relations.characters import DIGIT, LETTER, OF_WORD, Table, read_codes
from generator.relations.phrases import Vocabulary, read_phrases
from generator.relations.places import Names

PIECE = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)*|(?<=\w)\++")
WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
    st.lists(st.sampled_from([*"aZé1²٣._+-' \u2019", "C++", "4.1", "don't"]), max_size=12).map(
        "".join
    ),
)


@given(st.lists(TEXTS, max_size=4))
def test_property_pieces_are_letters_numbers_and_plus_signs(texts: Sequence[str]) -> None:
    pieces = Names({}).cut(texts)
    found = [
        (text, pieces.whole[start:end])
        for text, start, end in zip(
            pieces.texts.tolist(), pieces.starts.tolist(), pieces.ends.tolist(), strict=True
        )
    ]
    assert found == [(n, piece) for n, text in enumerate(texts) for piece in PIECE.findall(text)]


@given(TEXTS)
def test_property_words_are_letters_and_digits_with_apostrophes_inside(text: str) -> None:
    vocabulary = Vocabulary()
    read_phrases(text, vocabulary)
    assert set(vocabulary) == set(WORD.findall(text))


@pytest.mark.parametrize("characters", ["aZé漢ß", "0٣", "_²½", " .+-\u2019\n"])
def test_a_character_is_what_re_takes_it_for(characters: str) -> None:
    kinds = Table(lambda _: 0).of(read_codes(characters))
    for character, kind in zip(characters, kinds.tolist(), strict=True):
        assert bool(kind & LETTER) == bool(re.match(r"[^\W\d_]", character))
        assert bool(kind & DIGIT) == bool(re.match(r"\d", character))
        assert bool(kind & OF_WORD) == bool(re.match(r"\w", character))
