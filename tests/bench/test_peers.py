"""The comparison with peers: what is held back, told and judged; the programs themselves do not run here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import chain
from pathlib import Path, PurePosixPath

import peers
import pytest
import rivals
from hugo_pages import hugo_path, with_title, write_project
from hypothesis import given
from hypothesis import strategies as st
from processes import PROC, Spent, parse_memory, parse_stat, read_busy, spend, sum_memory
from ratios import Limit, Standing, lay_out_standings, lay_out_times, ratio, share_of_others
from reloading import SCRIPT

needs_proc = pytest.mark.skipif(
    not (PROC / "self/smaps_rollup").exists(), reason="only Linux tells what processes share"
)


def runs(*seconds: float) -> list[Spent]:
    return [Spent(elapsed=each, busy=2 * each, others=0.5) for each in seconds]


# Pages for Hugo


@pytest.mark.parametrize(
    ("page", "moved"),
    [
        ("index.md", "_index.md"),
        ("papers/kettles/index.md", "papers/kettles.md"),
        ("papers/llama-3.1/index.md", "papers/llama-3.1.md"),
        ("topics/tea/page/2/index.md", "topics/tea/page/2.md"),
        ("about.md", "about.md"),
    ],
)
def test_a_page_is_no_folder_that_hides_those_below_it(page: str, moved: str) -> None:
    assert hugo_path(PurePosixPath(page)) == PurePosixPath(moved)


def test_hugo_gets_every_page_and_nothing_else(tmp_path: Path) -> None:
    for name in ("index.md", "papers/kettles/index.md", "papers/index.md", "feeds/all.xml"):
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\nkind: x\n---\n\n# {name}\n", "utf-8")
    write_project(tmp_path / "pages", tmp_path / "hugo")
    content = tmp_path / "hugo/content"
    copied = {path.relative_to(content).as_posix(): path for path in content.rglob("*.*")}

    assert {name: path.read_text("utf-8").split("\n")[1] for name, path in copied.items()} == {
        "_index.md": 'title: "index.md"',
        "papers.md": 'title: "papers/index.md"',
        "papers/kettles.md": 'title: "papers/kettles/index.md"',
    }


def test_a_title_is_a_value_whatever_it_holds() -> None:
    page = '---\nkind: paper\n---\n\n# Tea: "hot" #1\n\n# Another\n'

    assert with_title(page) == page.replace("kind", 'title: "Tea: \\"hot\\" #1"\nkind')
    assert with_title("# No front matter\n") == "# No front matter\n"


# The listing that comes later


@given(st.lists(st.lists(st.integers().map(str), max_size=5), max_size=5), st.integers(0, 30))
def test_what_is_held_back_are_the_newest_papers(listings: list[list[str]], papers: int) -> None:
    kept, held = rivals.split_newest(listings, papers)
    lines = [*chain.from_iterable(listings)]

    assert len(kept) == len(listings)
    assert [*chain.from_iterable(kept), *held] == lines
    assert len(held) == min(papers, len(lines))


def test_later_listings_are_of_the_days_after_the_newest(tmp_path: Path) -> None:
    listings = tmp_path / "listings/2025"
    listings.mkdir(parents=True)
    (listings / "2025-12-30.daily-papers-api.jsonl").write_text("a\nb\n", "utf-8")
    (listings / "2025-12-31.daily-papers-api.jsonl").write_text("c\n", "utf-8")
    later = rivals.hold_back(tmp_path / "listings", tmp_path, 1, 2)

    assert {path.name[:10]: path.read_text("utf-8") for path in later} == {
        "2026-01-01": "b\n",
        "2026-01-02": "c\n",
    }
    (left,) = listings.iterdir()  # an emptied listing is no listing
    assert left.read_text("utf-8") == "a\n"


# What programs take


def test_the_name_of_a_process_may_hold_what_stands_around_it() -> None:
    assert parse_stat("12 (a) (b c) S 1 12 11 0 -1") == ("a) (b c", 11)


def test_memory_is_what_each_holds_with_its_share_of_what_is_common() -> None:
    text = "5559-7ffd ---p 00000000 00:00 0 [rollup]\nRss: 900 kB\nPss: 12 kB\nPss_Dirty: 7 kB\n"

    assert parse_memory(text) == 12 * 1024
    assert parse_memory("") == 0


def test_memory_is_summed_over_a_session_without_the_search_engine(tmp_path: Path) -> None:
    for number, name, session in ((1, "python", 1), (2, "python", 1), (3, "python", 9)):
        give_process(tmp_path / str(number), name, session)
    give_process(tmp_path / "4", "pagefind_extend", 1)
    (tmp_path / "5").mkdir()  # has just ended

    assert sum_memory(1, tmp_path) == 2 * 10 * 1024


def give_process(folder: Path, name: str, session: int) -> None:
    folder.mkdir()
    (folder / "stat").write_text(f"{folder.name} ({name}) S 1 1 {session} 0", "utf-8")
    (folder / "smaps_rollup").write_text("Pss: 10 kB\n", "utf-8")


def test_what_processors_did_for_nobody_or_a_disk_is_no_work(tmp_path: Path) -> None:
    tick = os.sysconf("SC_CLK_TCK")
    (tmp_path / "stat").write_text(
        f"cpu  {tick} 0 {tick} 700 800 {tick} 0 0 0 0\ncpu0 1\n", "utf-8"
    )

    assert read_busy(tmp_path) == 3.0
    assert read_busy(tmp_path / "nothing") == 0.0


@needs_proc
def test_a_program_is_watched_with_those_that_it_starts(tmp_path: Path) -> None:
    hold = "held = b'x' * 60_000_000; import time; time.sleep(0.5)"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}])"
    command = [sys.executable, "-c", start]
    spent = spend(command, cwd=tmp_path, environ=os.environ, watched=True)

    assert spent.peak is not None
    assert spent.peak > 60_000_000
    assert spent.elapsed >= 0.5


def test_a_program_that_fails_is_told_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError) as failed:
        spend([sys.executable, "-c", "exit('no tea')"], cwd=tmp_path, environ=os.environ)

    assert failed.value.output == "no tea\n"


def test_the_signal_of_a_preview_is_found_where_its_script_is_called() -> None:
    script = "var livereload = function(epoch, requestId) {};\nlivereload(1234, 5);\n"
    found = SCRIPT.search(script)

    assert found is not None
    assert found.groups() == ("1234", "5")


# Figures


def test_a_ratio_is_the_median_of_those_within_a_round() -> None:
    assert ratio(runs(1, 20, 3), runs(2, 10, 1)) == 2
    assert ratio(runs(1), []) is None


def test_the_share_of_others_is_known_where_both_are() -> None:
    assert share_of_others([*runs(0.75), Spent(elapsed=9.0)]) == 0.25
    assert share_of_others([]) == 0


def test_figures_of_a_busy_machine_are_told_as_such() -> None:
    found = peers.Found(times={peers.FULL: runs(0.75)})

    assert any("Other programs did 25% of all work" in line for line in peers.tell(found))
    found.times = {peers.FULL: runs(75)}
    assert not any("Other programs" in line for line in peers.tell(found))


@pytest.mark.parametrize(
    ("limit", "found", "limits", "verdict"),
    [
        (Limit(unit="×", most=1.0, aim=0.7), 0.6, "≤ 1 ×, aim 0.7 ×", "met, and the aim"),
        (Limit(unit="×", most=1.0, aim=0.7), 1.0, "≤ 1 ×, aim 0.7 ×", "met"),
        (Limit(unit="×", most=1.0, aim=0.7), 1.1, "≤ 1 ×, aim 0.7 ×", "not met"),
        (Limit(unit="s", most=2), 1.5, "≤ 2 s", "met"),
        (Limit(unit="s", aim=5), 4.0, "aim 5 s", "aim met"),
        (Limit(unit="s", aim=5), 6.0, "aim 5 s", "aim not met"),
        (Limit(unit="s", most=2), None, "≤ 2 s", "not measured"),
    ],
)
def test_a_figure_stands_beside_its_limit_in_words(
    limit: Limit, found: float | None, limits: str, verdict: str
) -> None:
    standing = Standing(figure="tea", found=found, limit=limit)

    assert (str(limit), standing.verdict) == (limits, verdict)


def test_tables_are_markdown_and_leave_out_what_did_not_run() -> None:
    preview = [Spent(elapsed=1.0)]
    times = [("`digest`", runs(3, 1, 2)), ("Hugo", []), ("preview", preview)]
    standing = Standing(figure="`digest`", found=1.234, limit=Limit(unit="s", most=2))

    assert list(lay_out_times(times)) == [
        "| what ran | median | fastest to slowest | of processors | others meanwhile |",
        "| --- | --- | --- | --- | --- |",
        "| `digest` | 2.0 s | 1.0 to 3.0 s | 4.0 s | 0.5 s |",
        "| preview | 1.0 s | 1.0 to 1.0 s |  |  |",
    ]
    assert list(lay_out_standings([standing]))[2:] == ["| `digest` | 1.23 s | ≤ 2 s | met |"]


def test_the_page_on_speed_has_the_tables_that_are_printed_now() -> None:
    text = (rivals.ROOT / "SPEED.md").read_text("utf-8")
    rows = dict(
        re.findall(r"^\| (.+?) \| .*? \| (.+?) \| (?:met|aim|not) ?.* \|$", text, re.MULTILINE)
    )
    wanted = {standing.figure: str(standing.limit) for standing in peers.judge(peers.Found())}

    assert wanted.items() <= rows.items()


def test_what_fails_is_told_in_a_line_and_stops_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = peers.Found()
    program = "print('first'); exit('no tea')"
    peers.attempt(
        found,
        lambda: found.note(
            "x", spend(["python3", "-c", program], cwd=tmp_path, environ=os.environ)
        ),
    )

    assert found.failed == [f"`python3 -c {program}` ended with status 1: no tea"]
    assert "first" in capsys.readouterr().err


def test_every_limit_is_told_even_where_nothing_was_measured() -> None:
    found = peers.Found()
    found.peaks = {(peers.FULL, 10_000): None, (peers.FULL, 36_899): 2 * peers.GB}
    found.failed = ["void: Hugo made 1 pages of 2"]
    said = list(peers.tell(found))

    assert sum("not measured" in line for line in said) == 7
    assert any(line.endswith("36,899 papers | 2.00 GB | ≤ 1.2 GB | not met |") for line in said)
    assert "- Not measured: void: Hugo made 1 pages of 2" in said
