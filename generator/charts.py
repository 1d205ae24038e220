"""Charts: figures become SVG for a page, drawn by Vega (vl-convert) when the site is built.

A chart is the same bytes everywhere: nothing in it is placed by measuring text, because that asks
the fonts of the machine. So sizes are fixed, names stand in room of their own and are cut by the
character, and legends and titles are left to the page's HTML. Text inherits the page's font, and
colours are the page's tokens, so that a chart reads in light and dark.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import vl_convert
from markupsafe import Markup

from generator.text.escape import clean

Spec = Mapping[str, Any]
"""A part of a Vega-Lite specification: JSON by its nature."""

INK = "currentColor"
SOFT = "var(--soft)"
EDGE = "var(--edge)"
PAPER = "var(--paper)"
ACCENT = "var(--accent)"

TEXT_SIZE = 12
"""Of all text in a chart, in pixels: a chart is drawn for the width at which it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A width to draw for, in pixels: all of it, the room for names, and letters that fit there."""

    width: int
    names: int
    letters: int


NARROW = Size(width=358, names=150, letters=22)
"""The text's width on a phone of 390 pixels."""

WIDE = Size(width=704, names=240, letters=36)
"""The text's width on a desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One finding, drawn for a phone and for a desk; each says it to a screen reader."""

    narrow: Markup
    wide: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One of a row of columns: `mark` stands below it, `is_open` if it may still grow."""

    value: int
    mark: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A named bar of a main and a lesser part, and what stands at its end."""

    name: str
    value: int
    lesser: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A named change from one share to another, in parts of 1."""

    name: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over a column: its name, and above that a group's name where one begins."""

    name: str
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """A named row of shares, in parts of 1, one for each column."""

    name: str
    shares: tuple[float, ...]


def draw_columns(columns: Sequence[Column], label: str) -> Chart:
    """Columns side by side; of many, only the highest and the last say their number."""
    return _both(lambda size: _columns(columns, size), label)


def draw_bars(bars: Sequence[Bar], label: str) -> Chart:
    """Bars below each other, in the order given."""
    return _both(lambda size: _bars(bars, size), label)


def draw_moves(moves: Sequence[Move], label: str) -> Chart:
    """A line for each change, from a hollow dot to a full one."""
    return _both(lambda size: _moves(moves, size), label)


def draw_heat(columns: Sequence[Head], rows: Sequence[HeatRow], label: str) -> Chart:
    """A table of shares in hundredths, each with its number: a tint alone tells not everybody."""
    return _both(lambda size: _heat(columns, rows, size), label)


def draw_sparkline(counts: Sequence[int], label: str) -> Markup:
    """A small row of columns, to be set beside text; the highest is as high as it can be.

    There is one for each topic, and each listing changes most of them: so it is drawn here, in a
    thousandth of the time, in the very bytes that the library gives for such columns.
    """
    most, bands = max(counts), len(counts) - SPARK_PADDING
    step = SPARK_WIDTH / (bands + 2 * SPARK_PADDING)
    start = (SPARK_WIDTH - step * bands) / 2
    size = {"width": f"{SPARK_WIDTH}", "height": f"{SPARK_HEIGHT + 1}"}
    view = {"viewBox": f"0 0 {SPARK_WIDTH} {SPARK_HEIGHT + 1}"}
    image = ET.Element("svg", {**_looks(label, "sparkline"), **size, **view})
    group = ET.SubElement(image, "g", {"fill": "none"})
    for at, count in enumerate(counts):
        if count:
            top = SPARK_HEIGHT * (1 - count / most)
            way = _draw_column(start + step * at, top, step * (1 - SPARK_PADDING))
            ET.SubElement(group, "path", {"d": way, "fill": ACCENT})
    ground = {"transform": f"translate(0,{SPARK_HEIGHT})", "x2": f"{SPARK_WIDTH}", "y2": "0"}
    ET.SubElement(group, "line", {**ground, "stroke": EDGE})
    return _to_markup(image)


def _draw_column(left: float, top: float, width: float) -> str:
    x, y, across, down = map(_tenths, (left, top, width, SPARK_HEIGHT - top))
    return f"M{x},{y}h{across}v{down}h-{across}Z"


SPARK_HEIGHT = 20
SPARK_PADDING = 0.12
"""The room between two columns, in parts of the step from one to the next."""

SPARK_WIDTH = 96


# Specifications

FEW_COLUMNS = 12
"""So many columns have room for a number each, also on a phone."""

COLUMN_HEIGHT = 150
EDGE_ROOM = 8
"""Beside the first and the last column, whose text may be wider."""

ROW_HEIGHT = 26
HEAT_ROW_HEIGHT = 24

STRONGEST_TINT = 0.42
"""Text on it keeps its contrast in light and dark."""


def _columns(columns: Sequence[Column], size: Size) -> Spec:
    counts = [column.value for column in columns]
    told = {len(columns) - 1, counts.index(max(counts))}
    values = [
        {
            "at": at,
            "n": column.value,
            "text": f"{column.value:,}" if at in told or len(columns) <= FEW_COLUMNS else "",
            "mark": column.mark,
            "weight": 0.55 if column.is_open else 1,
        }
        for at, column in enumerate(columns)
    ]
    x = _bands("at", len(columns), padding=0.15)
    y = _length("n", max(counts))
    bars = {
        "mark": {"type": "bar", "color": ACCENT},
        "encoding": {"x": x, "y": y, "opacity": _as_is("weight")},
    }
    return _spec(
        width=size.width - 2 * EDGE_ROOM,
        height=COLUMN_HEIGHT,
        padding={"left": EDGE_ROOM, "right": EDGE_ROOM, "top": 18, "bottom": 22},
        data={"values": values},
        layer=[
            bars,
            _ground(),
            _says("text", {"x": x, "y": y}, dy=-9),
            _says("mark", {"x": x, "y": {"value": COLUMN_HEIGHT}}, dy=13, color=SOFT),
        ],
    )


def _bars(bars: Sequence[Bar], size: Size) -> Spec:
    values = [
        {
            "at": at,
            "name": _cut(bar.name, size.letters),
            "n": bar.value,
            "sum": bar.value + bar.lesser,
            "text": bar.text or f"{bar.value:,}",
        }
        for at, bar in enumerate(bars)
    ]
    y = _bands("at", len(bars))
    longest = max(bar.value + bar.lesser for bar in bars)
    main, both = _length("n", longest), _length("sum", longest)
    mark = {"type": "bar", "height": {"band": 0.6}}
    lesser = {
        "transform": [{"filter": "datum.sum > datum.n"}],
        "mark": {**mark, "color": EDGE},
        "encoding": {"y": y, "x": main, "x2": {"field": "sum"}},
    }
    return _named_rows(
        size,
        values,
        right=74,
        layer=[
            lesser,
            {"mark": {**mark, "color": ACCENT}, "encoding": {"y": y, "x": main}},
            _says("text", {"y": y, "x": both}, dx=5, align="left"),
        ],
    )


def _moves(moves: Sequence[Move], size: Size) -> Spec:
    values = [
        {
            "at": at,
            "name": _cut(move.name, size.letters),
            "before": move.before,
            "after": move.after,
            "end": max(move.before, move.after),
            "text": f"{percent(move.before)} → {percent(move.after)}",
        }
        for at, move in enumerate(moves)
    ]
    y = _bands("at", len(moves))
    most = max(max(move.before, move.after) for move in moves)
    before, after, end = (_length(name, most) for name in ("before", "after", "end"))
    way = {"type": "rule", "color": ACCENT, "strokeWidth": 2}
    dot = {"type": "point", "size": 60, "strokeWidth": 2, "opacity": 1, "stroke": ACCENT}
    return _named_rows(
        size,
        values,
        right=96,
        layer=[
            {"mark": way, "encoding": {"y": y, "x": before, "x2": {"field": "after"}}},
            {"mark": {**dot, "fill": PAPER}, "encoding": {"y": y, "x": before}},
            {"mark": {**dot, "fill": ACCENT}, "encoding": {"y": y, "x": after}},
            _says("text", {"y": y, "x": end}, dx=9, align="left"),
        ],
    )


def _heat(columns: Sequence[Head], rows: Sequence[HeatRow], size: Size) -> Spec:
    most = max(share for row in rows for share in row.shares) or 1
    size = _with_room(size, len(columns))
    names = [{"at": at, "name": _cut(row.name, size.letters)} for at, row in enumerate(rows)]
    cells = [
        {"at": at, "column": column, "text": points(share), "tint": _tint(share / most)}
        for at, row in enumerate(rows)
        for column, share in enumerate(row.shares)
    ]
    groups = [head.group for head in columns]
    heads = [
        {"column": column, "group": head.group, "name": head.name}
        for column, head in enumerate(columns)
    ]
    x = _bands("column", len(columns), padding=0.04)
    y = _bands("at", len(rows), padding=0.04)
    tints = {
        "transform": [{"filter": "datum.tint"}],
        "mark": {"type": "rect", "color": ACCENT},
        "encoding": {"x": x, "y": y, "opacity": _as_is("tint")},
    }
    return _spec(
        width=size.width - size.names,
        height=HEAT_ROW_HEIGHT * len(rows),
        padding={"left": size.names, "right": 0, "top": 38 if any(groups) else 22, "bottom": 0},
        layer=[
            {"data": {"values": cells}, "layer": [tints, _says("text", {"x": x, "y": y})]},
            {
                "data": {"values": heads},
                "layer": [
                    _says("group", {"x": x, "y": {"value": -29}}, color=SOFT),
                    _says("name", {"x": x, "y": {"value": -12}}, color=SOFT),
                ],
            },
            {"data": {"values": names}, **_names(size, y)},
        ],
    )


def _with_room(size: Size, columns: int) -> Size:
    """Few columns leave more room for names than many."""
    names = min(NAMES, size.width - COLUMN_WIDTH * columns)
    return Size(width=size.width, names=names, letters=int(names / LETTER_WIDTH))


NAMES = 240
COLUMN_WIDTH = 26
LETTER_WIDTH = 6.8
"""Room for the longest name in pixels, for a number of two digits, and for a letter."""


def _tint(part: float) -> float:
    return round(STRONGEST_TINT * part, 2)


def _named_rows(size: Size, values: Sequence[Spec], right: int, layer: Sequence[Spec]) -> Spec:
    """Rows with their names in the room to the left, and room for text to the right."""
    return _spec(
        width=size.width - size.names - right,
        height=ROW_HEIGHT * len(values),
        padding={"left": size.names, "right": right, "top": 0, "bottom": 0},
        data={"values": values},
        layer=[*layer, _names(size, _bands("at", len(values)))],
    )


def _names(size: Size, y: Spec) -> Spec:
    return _says("name", {"y": y, "x": {"value": -size.names}}, align="left")


def _ground() -> Spec:
    """The line that columns stand on."""
    place = {"x": {"value": 0}, "x2": {"value": "width"}, "y": {"value": "height"}}
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": EDGE},
        "encoding": place,
    }


def _bands(field: str, number: int, padding: float = 0.0) -> Spec:
    """Bands of one size, by number: two names may be equal, or be cut to the same."""
    scale = {"domain": list(range(number)), "padding": padding}
    return {"field": field, "type": "ordinal", "axis": None, "scale": scale}


def _length(field: str, most: float) -> Spec:
    """A linear scale from 0 without an axis: the numbers stand at the marks."""
    scale = {"domain": [0, most], "nice": False, "zero": True}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def _as_is(field: str) -> Spec:
    return {"field": field, "type": "quantitative", "scale": None}


def _says(field: str, place: Spec, **looks: str | float) -> Spec:
    """The text of a field, where it has any."""
    return {
        "transform": [{"filter": f"datum.{field}"}],
        "mark": {"type": "text", "color": INK, "fontSize": TEXT_SIZE, "limit": 0, **looks},
        "encoding": {**place, "text": {"field": field, "type": "nominal"}},
    }


def _spec(**parts: object) -> Spec:
    """What all charts share: fixed sizes, no background, nothing for scripts."""
    return {
        "background": None,
        "autosize": "none",
        "config": {"aria": False, "view": {"stroke": None}},
        **parts,
    }


def percent(share: float) -> str:
    r"""A share for people: `12 %`; one that would round to nothing says so.

    >>> [percent(share).replace("\u202f", " ") for share in (0.119, 0.004, 0)]
    ['12 %', '<1 %', '0 %']
    """
    return f"{points(share) if share else '0'}\u202f%"


def points(share: float) -> str:
    """A share in hundredths, short: `12`, `<1`, and a dot for none."""
    return f"{100 * share:.0f}" if share >= HALF_POINT else "<1" if share else "·"


HALF_POINT = 0.005
"""The least share that rounds to a hundredth."""


def _cut(name: str, letters: int) -> str:
    """A name for its room; cleaned, so that the library gets no character that XML refuses.

    What stands in brackets at its end may tell it from others, and stays where it leaves room.
    """
    line = clean(name)
    if len(line) <= letters:
        return line
    end = line[line.rfind(" (") :] if line.endswith(")") and " (" in line else ""
    end = end if len(end) <= letters - FEWEST_LETTERS else ""
    return f"{line[: letters - len(end) - 1].rstrip()}…{end}"


FEWEST_LETTERS = 5
"""Of a name that is cut before its end, with the sign that says so."""


# Drawing


def _both(make: Callable[[Size], Spec], label: str) -> Chart:
    return Chart(
        narrow=draw_spec(make(NARROW), label, "chart-narrow"),
        wide=draw_spec(make(WIDE), label, "chart-wide"),
    )


def draw_spec(spec: Spec, label: str, name: str) -> Markup:
    """Let the library draw, and keep of its SVG what a page needs."""
    drawn = ET.fromstring(vl_convert.vegalite_to_svg(dict(spec)))  # noqa: S314 - the library's own
    size = {key: drawn.attrib[key] for key in ("width", "height", "viewBox")}
    image = ET.Element("svg", {**_looks(label, name), **size})
    image.extend(_tidy(drawn))
    return _to_markup(image)


def _looks(label: str, name: str) -> dict[str, str]:
    return {
        "class": name,
        "role": "img",
        "aria-label": clean(label),
        "font-size": f"{TEXT_SIZE}",
    }


def _to_markup(image: ET.Element) -> Markup:
    return Markup(ET.tostring(image, encoding="unicode"))  # noqa: S704 - serialised, so escaped


_NEEDLESS = {"class", "role", "font-family", "pointer-events", "stroke-miterlimit"}
_DEFAULTS = {"opacity": "1", "transform": "translate(0,0)", "font-size": f"{TEXT_SIZE}px"}
_NUMBERS = {"d", "transform", "x", "x2", "y", "y2", "width", "height"}
_FRACTION = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_UNSEEN = {"background", "foreground"}


def _tidy(element: ET.Element) -> list[ET.Element]:
    """The children without what only Vega's scripts and styles read; numbers to a tenth."""
    kept: list[ET.Element] = []
    for child in element:
        if child.get("class") in _UNSEEN:
            continue
        inner, attributes = _tidy(child), _attributes(child)
        tag = child.tag.rpartition("}")[2]
        if tag == "g" and not (inner and attributes):
            kept += inner
            continue
        shape = ET.Element(tag, attributes)
        shape.text = child.text
        shape.extend(inner)
        kept.append(shape)
    return kept


def _attributes(element: ET.Element) -> dict[str, str]:
    return {
        name: _FRACTION.sub(_shorten, value) if name in _NUMBERS else value
        for name, value in element.attrib.items()
        if not (name in _NEEDLESS or name.startswith("aria-") or _DEFAULTS.get(name) == value)
    }


def _shorten(fraction: re.Match[str]) -> str:
    return _tenths(float(fraction[0]))


def _tenths(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
