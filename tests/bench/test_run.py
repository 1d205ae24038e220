"""What `make bench` measures, and what it says of growth."""

from __future__ import annotations

from figures import Figure
from run import CURATED, GROWING, GROWTH, IMPORTS, SITE, STAGES, choose_jobs, sum_up
from stages import STAGES as ALL


def test_every_stage_of_a_build_is_measured_on_the_smallest_and_the_largest_corpus() -> None:
    jobs = set(choose_jobs(quick=False, mkdocs=False, stage=None))
    small, *_, large = GROWING

    assert {*STAGES, SITE, GROWTH, CURATED, *IMPORTS} == ALL.keys()
    assert jobs >= {(corpus, stage) for corpus in (small, large) for stage in (*STAGES, SITE)}


def test_a_stage_alone_is_measured_alone() -> None:
    for stage in (*STAGES, SITE, CURATED, *IMPORTS):
        asked = {each for _, each in choose_jobs(quick=False, mkdocs=False, stage=stage)}

        assert asked - {GROWTH} == {stage}


def test_growth_is_told_of_every_part_that_both_ends_have() -> None:
    small, middle, large = GROWING
    figures = [
        Figure(
            part=part,
            corpus=corpus.name,
            papers=corpus.papers,
            made=1,
            busy=(corpus.papers * each,),
            elapsed=(1.0,),
            peak=1,
        )
        for part, corpus, each in (
            ("topics", small, 1.0),
            ("topics", large, 1.1),
            ("MkDocs", small, 1.0),
            ("MkDocs", large, 1.3),
            ("mentions", middle, 1.0),
        )
    ]
    told = [line for line in sum_up(figures) if line.startswith("Growth")]

    assert len(told) == 2
    assert "topics: 1.10 times" in told[0]
    assert told[0].endswith(": linear.")
    assert "MkDocs: 1.30 times" in told[1]
    assert told[1].endswith("more than linear.")
