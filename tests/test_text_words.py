"""Folding: spellings of one word are equal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.words import fold, without_addresses, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TÜLU 3: it's “Łódź”", ["tulu", "3", "its", "lodz"]),
        ("Straße, STRASSE, İstanbul, ısı", ["strasse", "strasse", "istanbul", "isi"]),
        ("naïve ﬁne Ångström Ørsted Æsir", ["naive", "fine", "angstrom", "orsted", "aesir"]),
        ("snake_case state-of-the-art", ["snake", "case", "state", "of", "the", "art"]),
        ("π₀ 10¹⁹ ℝ", ["π0", "1019", "r"]),
        ("l’état, rock ʼn’ roll, 90´", ["letat", "rock", "n", "roll", "90"]),
        ("中文 한국어 が", ["中文", "한국어", "が"]),
        ("—…!", []),
    ],
)
def test_words_are_folded_letters_and_digits(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Code: https://loom.example/ada/yarn-dyer. Enjoy", "Code: Enjoy"),
        ("Code (HTTP://loom.example/~ada?a=1&b=%20#x), data", "Code ( data"),
        (r"\\href{https://loom.example/a\_b}{a loom}", r"\\href{ }{a loom}"),
        ("https://loom.example/x{a loom} at:ftp://loom.example", " {a loom} at: "),
        ("见https://loom.example/织。代码", "见 织。代码"),
        ("https://loom.example/Möbel-Räder here", " here"),
        ("at github.com/ada/yarn, www.loom.example", "at "),
        ("at yarn-dyer.github.io or hf.co/ada/yarn.", "at or "),
        ("Loom.ai, Loom.js/Yarn, yarn and/or wool.The loom", None),
        ("ada@loom.com/yarn: a://b", None),
    ],
)
def test_addresses_leave_only_their_room(text: str, expected: str | None) -> None:
    left = without_addresses(text)

    assert len(left) == len(text)
    assert re.sub(" +", " ", left) == (text if expected is None else expected)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_what_stands_behind_it_changes_no_words_of_ascii(text: str) -> None:
    assert words(f"{text} é") == [*words(text), "e"]


@given(st.text())
def test_words_of_words_are_the_same_words(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)
