"""Sentences, and the one that says what a paper does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_tables import rows

from generator.text.escape import clean
from generator.text.sentences import explain, key_sentence, shorten, split_sentences


@pytest.mark.parametrize("joined", [row[0] for row in rows("sentences.tsv")])
def test_sentences_end_where_a_reader_ends_them(joined: str) -> None:
    expected = joined.split(" ¦ ")
    assert list(split_sentences(" ".join(expected))) == expected


def test_a_sentence_glued_to_the_next_is_cut_off() -> None:
    assert split_sentences("It has 5 layers.This helps.") == ("It has 5 layers.", "This helps.")


def test_sentences_of_scripts_without_spaces_end_at_their_own_full_stops() -> None:
    text = "これは要約です。「本当に？」はい！次。End."
    assert split_sentences(text) == ("これは要約です。", "「本当に？」", "はい！", "次。", "End.")


@pytest.mark.parametrize(("title", "marked"), rows("key_sentences.tsv"))
def test_the_sentence_that_says_what_the_paper_does_is_chosen(title: str, marked: str) -> None:
    expected = marked.partition("»")[2].partition("«")[0]
    assert key_sentence(marked.replace("»", "").replace("«", ""), title) == expected


def test_the_chosen_sentence_is_plain_text() -> None:
    assert key_sentence(r"We propose T\"ULU, 1.4times faster.") == "We propose TÜLU, 1.4× faster."


def test_without_an_abstract_there_is_no_sentence() -> None:
    assert key_sentence("") is None
    assert key_sentence(" \n ") is None


def test_a_long_sentence_gives_way_to_a_shorter_good_one() -> None:
    long = "We propose " + "a thing that does many things, " * 20 + "and more."
    assert key_sentence(f"{long} We introduce Thing, a model.") == "We introduce Thing, a model."
    assert key_sentence(long) == long


def test_a_choice_can_be_explained() -> None:
    cues = {cue.name for cue in explain("We propose FastThing, a novel cache.")}
    assert cues == {"makes something", "introduces a name", "new"}


@given(st.text())
def test_sentences_lose_no_character_but_space(text: str) -> None:
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())


@given(st.text())
def test_the_key_sentence_is_one_of_the_sentences(text: str) -> None:
    chosen = key_sentence(text)
    assert chosen is None or chosen == clean(chosen)


@given(st.text(), st.integers(min_value=2, max_value=400))
def test_shortened_text_fits_and_begins_the_same(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert text == short or (short[-1] == "…" and text.startswith(short[:-1]))


def test_text_is_shortened_at_a_word() -> None:
    assert shorten("A model that reads, and writes", 22) == "A model that reads…"
    assert shorten("short", 22) == "short"
