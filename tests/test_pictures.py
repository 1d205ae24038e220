"""Pictures for previews: their size, and the same bytes whatever fonts a machine has."""

from __future__ import annotations

import hashlib
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from builders import make_settings
from hypothesis import given
from hypothesis import strategies as st

from generator.letters import can_draw, measure, outlines, wrap
from generator.pictures import (
    HEIGHT,
    MARGIN,
    MOST_LINES,
    PICTURES,
    WIDTH,
    draw_picture,
    fit_name,
    make_pictures,
    picture_of,
    render_png,
)

SCRIPT = """\
import hashlib
from generator.pictures import PICTURES, draw_picture, render_png
for picture in PICTURES:
    print(hashlib.sha256(render_png(draw_picture(picture, "Kettle Digest"))).hexdigest())
"""
FONTS = '<?xml version="1.0"?><fontconfig><dir>{}</dir></fontconfig>'


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_there_is_one_of_each_kind_and_all_are_as_large_as_they_say() -> None:
    files = list(make_pictures(make_settings()))

    assert [file.path for file in files] == [f"assets/cards/{p.name}.png" for p in PICTURES]
    assert {size_of(file.data) for file in files} == {(WIDTH, HEIGHT)} == {(1200, 630)}
    assert len({file.data for file in files}) == len(files)
    assert all(len(file.data) < 100_000 for file in files)


def test_a_machine_with_other_fonts_draws_the_same(tmp_path: Path, repository: Path) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text(FONTS.format(tmp_path), "utf-8")
    here = [
        hashlib.sha256(render_png(draw_picture(picture, "Kettle Digest"))).hexdigest()
        for picture in PICTURES
    ]
    elsewhere = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=repository,
        env={
            **os.environ,
            "HOME": str(tmp_path),
            "FONTCONFIG_FILE": str(config),
            "TZ": "Asia/Tokyo",
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert elsewhere == here


@given(st.text())
def test_a_picture_asks_for_no_font_and_holds_no_text(name: str) -> None:
    svg = draw_picture(PICTURES[0], name)

    assert "<text" not in svg
    assert "font" not in svg
    assert svg.isascii()


def test_a_name_in_letters_that_cannot_be_drawn_leaves_the_sign() -> None:
    assert not can_draw("論文ダイジェスト")
    assert size_of(render_png(draw_picture(PICTURES[0], "論文ダイジェスト"))) == (WIDTH, HEIGHT)
    assert "scale(0.048)" not in draw_picture(PICTURES[0], "論文ダイジェスト")


@pytest.mark.parametrize(
    "name", ["K", "Kettle Digest", "Kettle " * 30, "Wasserkocher" * 12, "Überhaupt ein Überblick"]
)
def test_no_name_is_wider_than_the_picture(name: str) -> None:
    size, lines = fit_name(name, WIDTH - 2 * MARGIN)

    assert len(lines) <= MOST_LINES
    assert all(measure(line, size) <= WIDTH - 2 * MARGIN for line in lines)
    assert " ".join(lines) == name.strip() or lines[-1].endswith("…")


@given(st.lists(st.text(st.sampled_from(sorted(outlines().keys() - {" "})), min_size=1)))
def test_wrapped_lines_hold_all_words_in_their_order(words: list[str]) -> None:
    assert " ".join(wrap(" ".join(words), 48, 400)).split() == words


def test_every_kind_of_page_has_a_picture() -> None:
    assert picture_of("paper").name == "paper"
    assert picture_of("topic_year").name == "topic"
    assert picture_of("a kind of next year").name == "list"
