"""Charts: drawn by the library, the same bytes everywhere, and safe for any name."""

import random
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import lxml.etree
import lxml.html
import pytest
import vl_convert
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from markdown import Markdown
from markupsafe import Markup
from text_tables import hostile_texts

from generator.charts import (
    ACCENT,
    SPARK_HEIGHT,
    SPARK_PADDING,
    SPARK_WIDTH,
    Bar,
    Chart,
    Column,
    Head,
    HeatRow,
    Move,
    Spec,
    _bands,
    _ground,
    _length,
    _spec,
    draw_bars,
    draw_columns,
    draw_heat,
    draw_moves,
    draw_sparkline,
    draw_spec,
    percent,
)
from generator.text.escape import clean

DRAWN: dict[str, Callable[[str], Chart]] = {
    "columns": lambda name: draw_columns(
        [Column(value=3, mark="2024"), Column(value=0), Column(value=12, is_open=True)], name
    ),
    "bars": lambda name: draw_bars(
        [Bar(name=name, value=7, lesser=2, text="7 + 2"), Bar(name="Tea", value=1)], name
    ),
    "moves": lambda name: draw_moves(
        [Move(name=name, before=0.1, after=0.25), Move(name="Tea", before=0.2, after=0.1)], name
    ),
    "heat": lambda name: draw_heat(
        [Head("Q1", "2024"), Head("Q2")],
        [HeatRow(name=name, shares=(0.1, 0)), HeatRow(name="Tea", shares=(0.004, 0.3))],
        name,
    ),
}

NAMES = (
    "Plain",
    "</svg><script>window.ran = 1</script>",
    '" onload="alert(1)',
    "A & B <b>bold</b> &lt;i&gt;",
    "\u202egnp.exe\u202c \x00\x0b\ud800",
    "{{ config }} `code` *b* _i_ # h | cell\n# heading",
    "datum.value + 1 //",
    "null",
    "東京大学 研究所 と とても ながい なまえ の けんきゅうしょ",
)

by_kind = pytest.mark.parametrize("kind", DRAWN)


def parse(svg: str) -> Any:  # noqa: ANN401 - lxml's queries give what they find
    """Read an SVG strictly; anything that is not well formed raises."""
    return lxml.etree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in parse(svg).iter("text")]


def shape(svg: str) -> list[tuple[str, tuple[str, ...]]]:
    """Tags and the names of their attributes, without what a name may change."""
    return [(str(element.tag), tuple(element.keys())) for element in parse(svg).iter()]


# What a reader gets


@by_kind
def test_a_chart_says_its_finding_to_a_screen_reader(kind: str) -> None:
    for svg in (DRAWN[kind]("Kettles lead").narrow, DRAWN[kind]("Kettles lead").wide):
        image = parse(svg)
        assert (image.tag, image.get("role")) == ("svg", "img")
        assert image.get("aria-label") == "Kettles lead"
        assert not image.xpath("*//@role | *//@*[starts-with(name(), 'aria-')]")


@by_kind
def test_a_chart_has_the_page_s_font_and_colours_and_no_ids(kind: str) -> None:
    image = parse(DRAWN[kind]("Tea").wide)
    colours = {str(value) for value in image.xpath("//@fill | //@stroke")}

    assert image.xpath("//@font-family | //@id | //@style | //@class") == ["chart-wide"]
    assert colours - {"none", "currentColor"} == {
        colour for colour in colours if re.fullmatch(r"var\(--(accent|edge|soft|paper)\)", colour)
    }
    assert not image.xpath("//*[local-name() = 'image' or local-name() = 'a' or @href]")


@by_kind
def test_a_chart_is_drawn_for_a_phone_and_for_a_desk(kind: str) -> None:
    chart = DRAWN[kind]("Tea")
    sizes = [
        (parse(svg).get("width"), parse(svg).get("class")) for svg in (chart.narrow, chart.wide)
    ]

    assert sizes == [("358", "chart-narrow"), ("704", "chart-wide")]


def test_columns_are_as_high_as_their_numbers() -> None:
    image = parse(draw_columns([Column(value=n) for n in (10, 5, 0)], "x").wide)
    heights = [re.findall(r"v([\d.]+)h", str(path)) for path in image.xpath("//path/@d")]

    assert heights == [["150"], ["75"], ["0"]]


def test_few_columns_say_all_their_numbers_and_many_the_highest_and_the_last() -> None:
    few = draw_columns([Column(value=n) for n in range(1, 13)], "x").narrow
    many = draw_columns([Column(value=n % 13) for n in range(24)], "x").narrow

    assert texts(few) == [str(n) for n in range(1, 13)]
    assert texts(many) == ["12", "10"]


def test_a_bar_is_followed_by_its_lesser_part() -> None:
    image = parse(draw_bars([Bar(name="Tea", value=6, lesser=4)], "x").wide)
    paths = {str(p.get("fill")): str(p.get("d")) for p in image.iter("path")}
    room = 704 - 240 - 74

    assert paths["var(--accent)"].startswith("M0,")
    assert paths["var(--edge)"].startswith(f"M{room * 6 / 10:.0f},")


def test_a_move_goes_from_a_hollow_dot_to_a_full_one() -> None:
    image = parse(draw_moves([Move(name="Tea", before=0.1, after=0.2)], "x").wide)
    before, after = image.iter("path")

    assert (before.get("fill"), after.get("fill")) == ("var(--paper)", "var(--accent)")
    assert "10\u202f% → 20\u202f%" in texts(lxml.etree.tostring(image, encoding="unicode"))


def test_every_cell_of_a_heat_has_its_number() -> None:
    chart = draw_heat([Head("2024"), Head("2025")], [HeatRow(name="Tea", shares=(0.126, 0.0))], "x")

    assert texts(chart.wide) == ["13", "·", "2024", "2025", "Tea"]


def test_a_name_is_cut_before_the_brackets_at_its_end() -> None:
    names = [f"Stanford University ({slug})" for slug in ("stanford", "stanford-nlp", "s" * 40)]
    image = parse(draw_bars([Bar(name=name, value=2) for name in names], "Tea.").narrow)
    shown = [text for text in image.xpath("//text/text()") if text.startswith("Stan")]

    assert shown == ["Stanford U… (stanford)", "Stanfo… (stanford-nlp)", "Stanford University (…"]


def test_two_names_that_are_cut_to_the_same_keep_their_rows() -> None:
    name = "The Institute of Kettles and of Everything that Boils in "
    image = parse(draw_bars([Bar(name=name + end, value=2) for end in "ABC"], "x").narrow)

    assert len(image.xpath("//path")) == 3
    assert len(image.xpath("//text[contains(., '…')]")) == 3


def test_a_sparkline_has_a_column_for_each_period_with_papers() -> None:
    svg = draw_sparkline((0, 1, 4, 0, 2), "Papers by year")
    image = parse(svg)

    assert (image.get("class"), image.get("role")) == ("sparkline", "img")
    assert len(image.xpath("//path")) == 3
    assert len(svg) < 700


def specify_sparkline(counts: Sequence[int]) -> Spec:
    """What a sparkline is, in the words of the library."""
    values = [{"at": at, "n": count} for at, count in enumerate(counts)]
    x = _bands("at", len(counts), padding=SPARK_PADDING)
    bars = {
        "data": {"values": values},
        "transform": [{"filter": "datum.n"}],
        "mark": {"type": "bar", "color": ACCENT},
        "encoding": {"x": x, "y": _length("n", max(counts))},
    }
    return _spec(
        width=SPARK_WIDTH,
        height=SPARK_HEIGHT,
        padding={"left": 0, "right": 0, "top": 0, "bottom": 1},
        layer=[bars, _ground()],
    )


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=40).filter(any))
@hypothesis_settings(max_examples=40)
def test_property_a_sparkline_is_drawn_as_the_library_draws_it(counts: list[int]) -> None:
    label = "Papers & more by <year>"

    assert draw_sparkline(counts, label) == draw_spec(specify_sparkline(counts), label, "sparkline")


@pytest.mark.parametrize(
    ("share", "said"), [(0, "0"), (0.0001, "<1"), (0.005, "0"), (0.119, "12"), (1, "100")]
)
def test_a_share_that_rounds_to_nothing_says_so(share: float, said: str) -> None:
    assert percent(share) == f"{said}\u202f%"


# The same bytes everywhere


def draw_with_font(font: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library measure all text in another font."""
    draw = vl_convert.vegalite_to_svg

    def draw_so(spec: dict[str, Any]) -> str:
        return draw({**spec, "config": {**spec.get("config", {}), "font": font}})

    monkeypatch.setattr(vl_convert, "vegalite_to_svg", draw_so)


@by_kind
def test_the_fonts_of_the_machine_move_nothing(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library measures text with whatever font it finds: so no place may depend on a width."""
    drawn = DRAWN[kind]("Wide or narrow, iiii or WWWW")
    draw_with_font("monospace", monkeypatch)

    assert DRAWN[kind]("Wide or narrow, iiii or WWWW") == drawn


def test_fonts_do_move_a_chart_that_the_library_lays_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the library's own axes the check above would fail."""
    names = {"field": "name", "type": "nominal"}
    spec = {"data": {"values": [{"name": "iiiiiiii"}]}, "mark": "bar", "encoding": {"y": names}}
    drawn = parse(vl_convert.vegalite_to_svg(spec)).get("width")
    draw_with_font("monospace", monkeypatch)

    assert parse(vl_convert.vegalite_to_svg(spec)).get("width") != drawn


def test_another_process_draws_the_same_bytes(tmp_path: Path) -> None:
    """In another folder, home, time zone and language, and with another seed."""
    program = (
        "from generator.charts import *\n"
        "print(draw_columns([Column(value=1234, mark='2024'), Column(value=7)], 'x').wide)\n"
        "print(draw_bars([Bar(name='Tea', value=1234)], 'x').narrow)\n"
    )
    environ = {"HOME": str(tmp_path), "TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**environ, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONHASHSEED": "7"},
        capture_output=True,
        check=True,
    )
    here = (
        draw_columns([Column(value=1234, mark="2024"), Column(value=7)], "x").wide,
        draw_bars([Bar(name="Tea", value=1234)], "x").narrow,
    )

    assert done.stdout.decode().splitlines() == list(here)


# Names of strangers


@by_kind
@pytest.mark.parametrize("name", NAMES)
def test_no_name_changes_a_chart_s_structure(kind: str, name: str) -> None:
    tame, hostile = DRAWN[kind]("Kettles").narrow, DRAWN[kind](name).narrow

    assert shape(hostile) == shape(tame)
    assert parse(hostile).get("aria-label") == clean(name)
    if kind != "columns":
        said = next(text for text in texts(hostile) if text[:5] == clean(name)[:5])
        assert clean(name).startswith(said.removesuffix("…"))


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_is_the_same_in_markdown_and_in_html(name: str) -> None:
    svg = draw_bars([Bar(name=name, value=3)], name).narrow
    html = Markdown().convert(f'<figure class="chart">\n{svg}\n</figure>\n\nAfter\n')
    page = lxml.html.fromstring(f"<div>{html}</div>")

    assert [str(e.tag) for e in page.iter()].count("script") == 0
    assert page.xpath("//svg/@aria-label") == [clean(name)]
    assert page.xpath("string(//p)") == "After"


@given(st.text())
@hypothesis_settings(max_examples=40)
def test_property_any_name_is_text(name: str) -> None:
    svg = draw_bars([Bar(name=name, value=3)], name).narrow

    assert isinstance(svg, Markup)
    assert parse(svg).get("aria-label") == clean(name)
    assert set(texts(svg)) == {"3", cut(name)} - {""}


def test_attacks_that_lie_beside_the_project_are_text(shared: Path) -> None:
    names = random.Random(7).sample(hostile_texts(shared), 200)
    svg = draw_bars([Bar(name=name, value=3) for name in names], "Attacks").narrow

    assert set(texts(svg)) == {"3", *map(cut, names)} - {""}
    assert {element.tag for element in parse(svg).iter()} == {"svg", "g", "path", "text"}


def cut(name: str) -> str:
    """A name as it stands on a phone: at most 22 letters."""
    line = clean(name)
    if len(line) <= 22:
        return line
    bracketed = re.fullmatch(r".*( \(.*\))", line, re.DOTALL)
    end = bracketed[1] if bracketed and len(bracketed[1]) <= 17 else ""
    return f"{line[: 21 - len(end)].rstrip()}…{end}"


def test_property_names_reach_the_library_cleaned() -> None:
    assert texts(draw_bars([Bar(name="a\x00b\x0bc\ufffe", value=1)], "x").wide)[-1] == "ab c"


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=24).filter(any))
@hypothesis_settings(max_examples=40)
def test_property_any_numbers_can_be_drawn(counts: list[int]) -> None:
    columns = draw_columns([Column(value=n) for n in counts], "x").wide
    line = draw_sparkline(tuple(counts), "x")

    assert "NaN" not in columns + line
    assert len(parse(line).xpath("//path")) == sum(map(bool, counts))
