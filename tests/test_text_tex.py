"""TeX in titles and abstracts: what is decoded, what is shown, and what is left alone."""

from __future__ import annotations

import json
import lzma
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_tables import hostile_texts, rows

from generator.text.display import as_text
from generator.text.tex import repair, segments, to_plain

if TYPE_CHECKING:
    from pathlib import Path

TEXISH = st.lists(
    st.sampled_from([*"ab1 $\\{}()[]^_~`'\"-.,%&é", "\\text", "\\frac", "\\em ", "times", "pi_"])
).map("".join)
"""Broken TeX of all kinds."""


@pytest.mark.parametrize(("tex", "expected"), rows("decoded.tsv"))
def test_accents_and_escapes_are_decoded_and_mathematics_stays(tex: str, expected: str) -> None:
    assert to_plain(tex) == expected


@pytest.mark.parametrize(("tex", "expected"), rows("plain.tsv"))
def test_plain_text_says_what_the_tex_says(tex: str, expected: str) -> None:
    assert to_plain(tex) == expected


@pytest.mark.parametrize(("text", "formulas"), rows("segments.tsv"))
def test_mathematics_is_told_from_prices(text: str, formulas: str) -> None:
    found = [part.tex for part in segments(text) if part.kind == "math"]
    assert " ¦ ".join(found) == formulas


@pytest.mark.parametrize(("listed", "shown"), rows("repairs.tsv"))
def test_lost_tex_is_repaired(listed: str, shown: str) -> None:
    assert as_text(listed) == shown


@pytest.mark.parametrize("text", [row[0] for row in rows("untouched.tsv")])
def test_what_only_looks_like_lost_tex_is_left_alone(text: str) -> None:
    assert repair(text) == text
    assert as_text(text) == text


@given(st.text() | TEXISH)
def test_segments_lose_nothing(text: str) -> None:
    assert "".join(part.source for part in segments(text)) == text


@given(st.text() | TEXISH)
def test_nothing_raises_on_any_text(text: str) -> None:
    for function in (to_plain, repair, as_text):
        assert isinstance(function(text), str)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\\${}^_~`'-")))
def test_text_without_tex_is_its_own_plain_text(text: str) -> None:
    assert to_plain(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "$" + "{" * 1900 + "$",
        "$" + r"\frac" * 300 + "$",
        "$" + r"\hat{" * 200 + "}" * 200 + "$",
        r"\textbf{" * 500,
        "{" * 3000 + "}" * 3000,
        "${" * 3000,
        r"\footnote{" * 500,
    ],
)
def test_deep_tex_stays_as_written(text: str) -> None:
    assert to_plain(text).count("{") == text.count("{")


def test_hostile_text_does_not_raise(shared: Path) -> None:
    for text in hostile_texts(shared):
        for function in (to_plain, repair, as_text):
            function(text)


def test_repairs_of_real_listings_agree_with_the_originals(shared: Path) -> None:
    """Joined on the arXiv id: where a listing said what the original says, it still does."""
    originals = _originals(shared)
    changed = harmed = 0
    for listed, original in _listed_and_original(shared, originals):
        plain, shown, wanted = to_plain(listed), as_text(listed), as_text(original)
        changed += shown != plain
        harmed += plain == wanted != shown
    assert changed > 50
    assert harmed == 0


def _originals(shared: Path) -> dict[str, dict[str, str]]:
    with lzma.open(shared / "data/arxiv/arxiv_csai_37k.jsonl.xz", "rt", encoding="utf-8") as lines:
        records = map(json.loads, lines)
        return {re.sub(r"v\d+$", "", record["arxiv_id"]): record for record in records}


def _listed_and_original(
    shared: Path, originals: dict[str, dict[str, str]]
) -> list[tuple[str, str]]:
    file = shared / "data/daily_papers_api/2024-05_2025-12.jsonl.xz"
    pairs = []
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for paper in (json.loads(line)["paper"] for line in lines):
            if original := originals.get(paper["id"]):
                pairs.append((" ".join(paper["title"].split()), original["title"]))
                pairs.append((" ".join(paper["summary"].split()), original["abstract"]))
    return pairs
