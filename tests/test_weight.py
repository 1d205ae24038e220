"""How much a site weighs, and when a build warns of it."""

from __future__ import annotations

import gzip
import random
import re
from pathlib import Path

import pytest
from builders import write
from hypothesis import given
from hypothesis import strategies as st

from generator.problems import ContentError, Severity
from generator.settings import parse_settings
from generator.weight import Weight, find_too_much, render_weight, weigh

CONFIG = Path("mkdocs.yml")


def weight_of(size: int) -> Weight:
    return Weight(files=1, size=size, compressed=size)


def test_all_files_of_all_folders_are_weighed(tmp_path: Path) -> None:
    write(tmp_path / "index.html", "a" * 1_000)
    write(tmp_path / "papers/x/index.html", "a" * 2_000)
    write(tmp_path / ".digest-site", "")
    weight = weigh(tmp_path)

    assert (weight.files, weight.size) == (3, 3_000)
    assert weight.compressed < 100


def test_an_empty_site_weighs_nothing(tmp_path: Path) -> None:
    assert weigh(tmp_path) == Weight(files=0, size=0, compressed=0)


def test_what_is_compressed_is_not_compressed_again(tmp_path: Path) -> None:
    data = gzip.compress(b"a" * 5_000_000)
    write(tmp_path / "data/papers.csv.gz", data)

    assert weigh(tmp_path).compressed == weigh(tmp_path).size == len(data)


def test_the_estimate_is_near_what_gzip_makes_of_all(tmp_path: Path) -> None:
    words = random.Random(1)
    for at in range(1_000):
        text = " ".join(words.choices(["kettle", "cup", "leaf", "water", "pot"], k=50 + at % 300))
        write(tmp_path / f"{at}/index.html", text)
    whole = sum(len(gzip.compress(path.read_bytes(), mtime=0)) for path in tmp_path.rglob("*.html"))

    assert weigh(tmp_path).compressed == pytest.approx(whole, rel=0.1)
    assert weigh(tmp_path) == weigh(tmp_path)


@given(size=st.integers(0, 3_000_000_000), limit=st.integers(1, 2_000))
def test_a_warning_comes_from_four_fifths_of_the_limit_on(size: int, limit: int) -> None:
    found = list(find_too_much(weight_of(size), limit, CONFIG))

    assert bool(found) == (size * 10 >= limit * 8_000_000)
    assert {problem.severity for problem in found} <= {Severity.WARNING}


def test_a_warning_says_how_much_of_what_and_the_way_out() -> None:
    (problem,) = find_too_much(weight_of(1_234_567_890), 1_000, CONFIG)

    assert problem.message == "the site has 1,235 MB, 123 % of 1,000 MB"
    assert problem.hint is not None
    assert "HOSTING.md" in problem.hint


def test_the_chapter_that_a_warning_names_is_there(repository: Path) -> None:
    (problem,) = find_too_much(weight_of(2_000_000_000), 1_000, CONFIG)
    chapter = str(problem.hint).split("“")[1].split("”")[0]

    assert f"## {chapter}\n" in (repository / "HOSTING.md").read_text("utf-8")


def test_a_weight_is_one_line() -> None:
    weight = Weight(files=26_237, size=538_887_378, compressed=9_940_000)

    assert render_weight(weight) == "26,237 files, 539 MB (about 9.9 MB compressed)"


SETTINGS = (
    "site_name: A\nsite_description: B\nsite_url: https://x.example/\nextra: {{digest: {}}}\n"
)


@pytest.mark.parametrize(
    ("digest", "limit"),
    [
        ("{tag: 'x.example,2025'}", 1_000),
        ("{tag: 'x.example,2025', limit_mb: 25000}", 25_000),
        ("{tag: 'x.example,2025', limit_mb: '500'}", 500),
    ],
)
def test_the_limit_is_a_setting(digest: str, limit: int) -> None:
    assert parse_settings(SETTINGS.format(digest), {}).limit_mb == limit


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("0", "limit_mb is '0'"),
        ("-5", "limit_mb is '-5'"),
        ("1.5", "limit_mb must be megabytes that the host takes, like 1000"),
        ("yes", "limit_mb must be"),
        ("[1]", "limit_mb must be"),
    ],
)
def test_a_limit_that_is_no_whole_number_is_an_error(value: str, said: str) -> None:
    text = SETTINGS.format(f"{{tag: 'x.example,2025', limit_mb: {value}}}")

    with pytest.raises(ContentError, match=re.escape(f"extra.digest.{said}")):
        parse_settings(text, {})
