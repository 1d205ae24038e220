"""Sparklines: a small chart of a topic's papers over time, for where the topic is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from generator.charts import draw_sparkline
from generator.pages.figures import Table
from generator.pages.index import Index
from generator.trends import Timeline, TopicTrend

FEWEST_PAPERS = 5
"""A topic with fewer papers on the timeline than this has no course that a line could show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sparkline:
    """A topic's papers by period: the drawing, the periods it spans, and its figures."""

    svg: Markup
    span: str
    table: Table


def make_sparklines(index: Index) -> Mapping[str, Sparkline]:
    """A small chart for each topic that has enough dated papers, by slug."""
    trends = index.trends
    if not trends.timeline:
        return {}
    return {
        trend.slug: _make_sparkline(trend, trends.timeline)
        for trend in trends.topics
        if sum(trend.counts) >= FEWEST_PAPERS
    }


def _make_sparkline(trend: TopicTrend, timeline: Timeline) -> Sparkline:
    names = [period.name for period in timeline.periods]
    most = max(trend.counts)
    span = f"by {timeline.step}, {names[0]} to {names[-1]}"
    peak = names[trend.counts.index(most)]
    says = f"Papers {span}: most in {peak} ({most:,}), {trend.counts[-1]:,} in the last"
    return Sparkline(
        svg=draw_sparkline(trend.counts, says),
        span=span,
        table=Table(
            caption=f"Papers by {timeline.step}",
            head=(timeline.step.capitalize(), "Papers"),
            rows=tuple(zip(names, trend.counts, strict=True)),
        ),
    )
