"""The page of a preview: HTML that is whole in itself, without a script and without a request."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment

from generator.preview.records import Comparison, Count, Weight
from generator.preview.words import visible
from generator.problems import sum_up
from generator.render import make_environment
from generator.revisions import Revision
from generator.template_faults import telling_faults

_STEP = 1000


def render_preview(
    comparison: Comparison,
    weight: Weight,
    revision: Revision,
    *,
    site_name: str,
    templates: Path,
) -> bytes:
    """Render the page; every text of the change stands in it as text.

    Raises:
        ContentError: the template failed.
    """
    with telling_faults("the preview"):
        page = _environment(templates).get_template("preview.html.j2")
        text = page.render(
            seen=comparison, weight=weight, revision=revision, site_name=site_name, sum_up=sum_up
        )
    return text.encode("utf-8", "replace")


def _environment(templates: Path) -> Environment:
    environment = make_environment(templates)
    environment.filters["visible"] = visible
    environment.filters["bytes"] = in_bytes
    environment.filters["gain"] = gain
    return environment


def in_bytes(size: int) -> str:
    """Bytes as people read them: `812 bytes`, `1.2 kB`, `34.5 MB`.

    >>> in_bytes(999), in_bytes(1_234), in_bytes(-34_500_000)
    ('999 bytes', '1.2 kB', '-34.5 MB')
    """
    if abs(size) < _STEP:
        return f"{size:,} bytes"
    number, unit = size / _STEP, "kB"
    if abs(number) >= _STEP:
        number, unit = number / _STEP, "MB"
    return f"{number:,.1f} {unit}"


def gain(count: Count) -> str:
    """What a list gains or loses, with its sign; a list that comes or goes says so."""
    if count.before is None:
        return "new"
    if count.after is None:
        return "gone"
    return f"{count.after - count.before:+,}"
