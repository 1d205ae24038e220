"""What phrases a text has, and which words tell nothing."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.relations.phrases import Vocabulary, read_phrases, split_keys


class Phrase(NamedTuple):
    """Folded words joined by spaces, and where a text has them."""

    folded: str
    start: int
    end: int


def find_phrases(text: str) -> list[Phrase]:
    """All phrases of a plain text, by their first word, the shorter first."""
    vocabulary = Vocabulary()
    found = read_phrases(text, vocabulary)
    rows = zip(
        split_keys(found.keys).tolist(), found.starts.tolist(), found.ends.tolist(), strict=True
    )
    phrases = (
        Phrase(" ".join(vocabulary.words[n] for n in numbers if n), *at) for numbers, *at in rows
    )
    return sorted(phrases, key=lambda phrase: phrase[1:])


def phrases(text: str) -> list[str]:
    return [phrase.folded for phrase in find_phrases(text)]


def test_words_pairs_and_triples_are_phrases() -> None:
    assert phrases("copper kettle lid") == [
        "copper",
        "copper kettle",
        "copper kettle lid",
        "kettle",
        "kettle lid",
        "lid",
    ]


@pytest.mark.parametrize("text", ["copper, kettle", "copper. Kettle", "copper (kettle)"])
def test_punctuation_parts_words(text: str) -> None:
    assert phrases(text) == ["copper", "kettle"]


@pytest.mark.parametrize("text", ["copper-kettle", "copper/kettle", "Copper Kettles"])
def test_spelling_makes_no_difference(text: str) -> None:
    assert phrases(text) == ["copper", "copper kettle", "kettle"]


@pytest.mark.parametrize("text", ["multimodal kettles", "multi-modal kettle", "Multi modal kettle"])
def test_a_prefix_that_stands_apart_is_part_of_its_word(text: str) -> None:
    assert "multimodal kettle" in phrases(text)


def test_a_word_of_grammar_stands_only_inside_a_triple() -> None:
    assert phrases("the mixture of kettles") == ["mixture", "mixture of kettle", "kettle"]


@pytest.mark.parametrize("text", ["we propose a novel approach", "12 7B 300", "high-quality", ""])
def test_what_any_paper_says_is_no_phrase(text: str) -> None:
    assert phrases(text) == []


def test_a_common_word_tells_something_only_in_company() -> None:
    assert phrases("models") == []
    assert phrases("kettle model") == ["kettle", "kettle model"]


@given(st.text(st.sampled_from("Multi-modal kettle, of\nthe pré ’s7"), max_size=60))
def test_property_a_phrase_is_found_where_it_says_it_stands(text: str) -> None:
    for phrase in find_phrases(text):
        assert 0 <= phrase.start < phrase.end <= len(text)
        assert phrase.folded in phrases(text[phrase.start : phrase.end])
