from __future__ import annotations

from dataclasses import replace

from figures import (
    Figure,
    judge_growth,
    judge_memory,
    judge_rate,
    judge_sifting,
    lay_out,
    make_row,
    to_figures,
)
from measure import Part, Run


def figure(*, papers: int, seconds: float) -> Figure:
    return Figure(
        part="topics",
        corpus="api-1",
        papers=papers,
        made=papers,
        busy=(seconds,),
        elapsed=(2 * seconds,),
        peak=1,
    )


def test_the_median_of_the_runs_counts_and_the_largest_peak() -> None:
    runs = [
        Run(parts=(Part("read and merge", busy=seconds, made=100),), peak=peak)
        for seconds, peak in ((4.0, 10), (1.0, 30), (2.0, 20))
    ]
    (found,) = to_figures("api-100", 100, runs)
    assert found.rate == 50
    assert found.peak == 30


def test_a_sum_is_made_run_by_run_of_the_parts_that_are_there() -> None:
    parts = (Part("topics", busy=1.0, made=10), Part("sentence choice", busy=4.0, made=10))
    found = {each.part: each for each in to_figures("api-10", 10, [Run(parts=parts, peak=1)])}
    assert found["topics and sentences"].busy == (5.0,)
    assert found["topics and sentences"].made == 10
    assert "pages: all of it" not in found


def test_verdicts_are_in_words() -> None:
    assert judge_rate(6_000, 5_000) == "1.2 times the target"
    assert judge_rate(1_000, 2_000) == "too slow: 50% of it"
    assert judge_memory(500_000_000) == "500 MB, below 1,000 MB"
    assert judge_memory(1_500_000_000) == "1,500 MB, above 1,000 MB"


def test_growth_is_linear_when_each_paper_takes_as_long() -> None:
    small = figure(papers=1_000, seconds=1.0)
    assert judge_growth(small, figure(papers=6_000, seconds=7.0)).endswith(": linear")
    assert judge_growth(small, figure(papers=6_000, seconds=12.0)).endswith("more than linear")


def test_memory_is_flat_when_a_longer_file_takes_no_more() -> None:
    once = replace(figure(papers=1_000, seconds=1.0), peak=100)
    often = replace(figure(papers=4_000, seconds=4.0), peak=101)
    assert judge_sifting(once, often) == "1.01 times the peak for 4 times the records: flat"
    assert judge_sifting(once, replace(often, peak=200)).endswith(": grows")


def test_a_row_has_a_cell_for_each_column() -> None:
    lines = list(lay_out([make_row(figure(papers=1_000, seconds=0.5))]))
    expected = "topics api-1 1,000 0.50 0.50 to 0.50 1.00 2,000 0"
    assert " ".join(lines[0].split()) == expected
