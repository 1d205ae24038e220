"""Stamps of files in the cache of rendered pages: trusted where nothing can have changed unseen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.engines.rendered import (
    Known,
    Rendered,
    read_rendered,
    stamp_html,
    stamp_source,
    write_rendered,
)
from generator.sealed import seal

HOUR = 3_600_000_000_000


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page, and a cache that was written an hour after it."""
    page = tmp_path / "page"
    page.write_bytes(b"old")
    age(page, 1)
    return page


def age(path: Path, hours: int) -> None:
    written = path.stat().st_mtime_ns - hours * HOUR
    os.utime(path, ns=(written, written))


def record(page: Path, *, later: int = HOUR) -> Rendered:
    file = page.stat()
    known = Known("a", "b", stamp_source(file), stamp_html(file))
    return Rendered("", {"page": known}, file.st_mtime_ns + later)


def trusts(rendered: Rendered, page: Path) -> tuple[bool, bool]:
    known, file = rendered.pages["page"], page.stat()
    return (
        rendered.trusts(known.source_stamp, file, source=True),
        rendered.trusts(known.html_stamp, file, source=False),
    )


def test_a_file_that_stayed_as_it_was_is_trusted(page: Path) -> None:
    assert trusts(record(page), page) == (True, True)


def test_a_second_name_makes_no_other_page(page: Path) -> None:
    rendered = record(page)
    page.with_name("second").hardlink_to(page)

    assert trusts(rendered, page)[1]


def test_other_bytes_of_the_same_size_are_noticed(page: Path) -> None:
    rendered = record(page)
    page.write_bytes(b"new")

    assert trusts(rendered, page) == (False, False)


def test_a_file_put_in_the_place_is_noticed_even_with_the_same_time(page: Path) -> None:
    rendered = record(page)
    other = page.with_name("other")
    other.write_bytes(b"new")
    os.utime(other, ns=(page.stat().st_atime_ns, page.stat().st_mtime_ns))
    other.replace(page)

    assert trusts(rendered, page) == (False, False)


def test_a_source_whose_time_was_set_back_is_noticed(page: Path) -> None:
    """Nobody can set the time at which its name or times were changed."""
    rendered, before = record(page), page.stat()
    page.write_bytes(b"new")
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert trusts(rendered, page)[0] is False


@pytest.mark.parametrize("later", [-HOUR, 0, 1_999_999_999])
def test_a_file_written_about_when_the_cache_was_is_read_again(page: Path, later: int) -> None:
    """It may have been written once more within the same tick of the clock."""
    assert trusts(record(page, later=later), page) == (False, False)


@pytest.mark.parametrize("data", [b"", b"[1, 2]", b"{}", b'{"a": 3}', b'{"a": [1, 2, 3]}', b"\xff"])
def test_a_cache_that_is_damaged_or_foreign_knows_no_page(tmp_path: Path, data: bytes) -> None:
    for file in (data, seal(data, "")):
        (tmp_path / "cache.json").write_bytes(file)
        assert read_rendered(tmp_path / "cache.json", "").pages == {}
    assert read_rendered(tmp_path / "nowhere.json", "").pages == {}


def test_a_cache_says_when_it_was_last_true(tmp_path: Path, page: Path) -> None:
    cache = tmp_path / "cache.json"
    write_rendered(cache, record(page))
    age(cache, 5)
    write_rendered(cache, record(page))
    found = read_rendered(cache, "")

    assert found.pages == record(page).pages
    assert trusts(found, page) == (True, True)
