"""Pictures that previews of links show: one for each kind of page, drawn when the site is built.

They are the same bytes everywhere: lettering is drawn as outlines, and nothing depends on papers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import vl_convert

from generator import addresses
from generator.letters import can_draw, draw, measure, wrap
from generator.settings import Settings
from generator.text.escape import clean
from generator.write import File

WIDTH, HEIGHT = 1200, 630
"""Of a picture in pixels, as Open Graph's readers ask for it."""

PAPER, INK, SOFT, ACCENT = "#fdfcf9", "#1d1b18", "#5b564d", "#8f2d1f"
"""The light colours of the site's style sheet."""

MARGIN = 80
NAME_SIZES = (128, 112, 96, 80, 64, 48)
"""Sizes that a name may have, the first at which it fits."""

MOST_LINES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The picture of a kind of page: the words on it and the sign beside them.

    A sign is made of strokes in a square of 32, as the site's icon is.
    """

    name: str
    words: str
    sign: str

    @property
    def address(self) -> str:
        """Where it stands."""
        return addresses.picture(self.name)

    def describe(self, settings: Settings) -> str:
        """The same in words, for those who do not see it."""
        return f"{settings.site_name}: {self.words}"


_HOME = Picture(
    name="home", words="Papers by topic and by date", sign="M9 8h14M9 13h14M9 18h14M9 23h8"
)
_PAPER = Picture(
    name="paper", words="A paper", sign="M10 6h8l5 5v15h-13zM18 6v5h5M13 15.5h7M13 18.5h7M13 21.5h4"
)
_TOPIC = Picture(name="topic", words="A topic", sign="M7 8h9l10 9-9 9-10-9zM12 13h.01")
_EDITION = Picture(
    name="edition", words="An edition", sign="M8 9h16v15h-16zM12 13h8M12 16.5h8M12 20h5M11 6h10"
)
_DATE = Picture(
    name="date", words="Papers by date", sign="M8 9h16v15h-16zM8 14h16M12 6.5v4M20 6.5v4M13 19h6"
)
_ORGANISATION = Picture(
    name="organisation",
    words="Papers by organisation",
    sign="M9 25v-18h10v18M19 13h5v12M7 25h18M12.5 11h3M12.5 15h3M12.5 19h3",
)
_AUTHOR = Picture(
    name="author",
    words="Papers by author",
    sign="M16 7a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9M7 26c0-5 4-7 9-7s9 2 9 7",
)
_LIST = Picture(
    name="list", words="Papers", sign="M8 9h.01M8 16h.01M8 23h.01M13 9h11M13 16h11M13 23h11"
)

PICTURES = (_HOME, _PAPER, _TOPIC, _EDITION, _DATE, _ORGANISATION, _AUTHOR, _LIST)

_OF_KIND: Mapping[str, Picture] = {
    "home": _HOME,
    "paper": _PAPER,
    **dict.fromkeys(("topic", "topic_year", "topics"), _TOPIC),
    **dict.fromkeys(("edition", "editions"), _EDITION),
    **dict.fromkeys(("dates", "year", "month", "day", "undated"), _DATE),
    **dict.fromkeys(("organisation", "organisations"), _ORGANISATION),
    **dict.fromkeys(("author", "authors"), _AUTHOR),
}


def picture_of(kind: str) -> Picture:
    """The picture of a kind of page."""
    return _OF_KIND.get(kind, _LIST)


def make_pictures(settings: Settings) -> Iterator[File]:
    """All of them, as PNG."""
    for picture in PICTURES:
        yield File(picture.address, render_png(draw_picture(picture, settings.site_name)))


@lru_cache(maxsize=64)  # a live preview asks for the same ones after every edit
def render_png(svg: str) -> bytes:
    """A drawing without text as a PNG, a pixel for each of its units."""
    return vl_convert.svg_to_png(svg, scale=1, ppi=72)


def draw_picture(picture: Picture, site_name: str) -> str:
    """A picture as SVG; a name with letters that cannot be drawn leaves the sign to speak."""
    name = clean(site_name)
    lettering = _lettering(name, picture.words) if can_draw(name) else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
        f'<rect width="{WIDTH}" height="16" fill="{ACCENT}"/>'
        f"{_sign(picture.sign)}{lettering}</svg>"
    )


def _sign(strokes: str) -> str:
    return (
        f'<g transform="translate({MARGIN} {MARGIN + 16}) scale(5)">'
        f'<rect width="32" height="32" rx="6" fill="{ACCENT}"/>'
        f'<path d="{strokes}" fill="none" stroke="{PAPER}" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round"/></g>'
    )


def _lettering(name: str, words: str) -> str:
    """The name at the foot, as large as it may be, and below it what kind of page it is."""
    size, lines = fit_name(name, WIDTH - 2 * MARGIN)
    base = HEIGHT - MARGIN
    drawn = [f'<g fill="{SOFT}">{draw(words, MARGIN, base, 48)}</g>']
    for at, line in enumerate(reversed(lines)):
        y = base - 90 - at * size * 1.1
        drawn.append(f'<g fill="{INK}">{draw(line, MARGIN, y, size)}</g>')
    return "".join(drawn)


def fit_name(name: str, width: float) -> tuple[int, list[str]]:
    """The largest size at which a name takes few lines; one that never does loses its end."""
    for size in NAME_SIZES:
        lines = wrap(name, size, width)
        if len(lines) <= MOST_LINES and all(measure(line, size) <= width for line in lines):
            return size, lines
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]}…"]
    return size, [_cut(line, size, width) for line in lines]


def _cut(line: str, size: int, width: float) -> str:
    while measure(line, size) > width:
        line = f"{line.removesuffix('…')[:-1].rstrip()}…"
    return line
