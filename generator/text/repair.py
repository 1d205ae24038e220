r"""Lost TeX restored: some listings dropped dollars and backslashes (`1.4times`, `10^{19}`).

A rule stands here only if what it matches cannot be English, a name or code: it asks for digits,
braces or glued letters around the lost command. Everything else stays as listed. Each rule has
its lines in `tests/data/text/repairs.tsv`, and was judged on pairs of listed and original texts.
"""

# ruff: noqa: RUF001 - the look-alikes are the subject here

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.text import symbols
from generator.text.decoding import ADDRESS
from generator.text.segments import segments

if TYPE_CHECKING:
    from collections.abc import Callable

_ALONE = r"(?<![A-Za-z\\])"
"""Before a lost command: no letter that would make it part of a word, no backslash."""

_GREEK = "|".join(sorted(symbols.GREEK, key=len, reverse=True))
_COLOURS = "red|blue|green|orange|teal|purple|magenta|cyan|brown|violet|olive|gray|grey|black"
_FONTS = "text(?:bf|it|tt|sc|sf|rm|md|up|normal)|math(?:bb|bf|cal|rm|sf|tt|it)|emph"
_SIZES = "em|bf|tt|sc|rm|sf|sl|scriptsize|footnotesize"
_NUMBER = r"\d[\d.,]*"


def _times_between(found: re.Match[str]) -> str:
    """`64 times 64` is a size; `3 times 5` may be English, so alone it needs large numbers."""
    numbers = re.findall(r"\d+", found[0])
    is_size = len(numbers) > 2 or len(set(numbers)) == 1 or all(len(n) > 2 for n in numbers)  # noqa: PLR2004
    glued = re.search(r"\dtimes|times\d", found[0])
    return "×".join(numbers) if glued or is_size else found[0]


def _script(found: re.Match[str]) -> str:
    """A script in Unicode if it has such characters, else as the mathematics that it was."""
    sign, written = found["sign"], found["braced"] or found["bare"]
    if sign == "^" and written in {"circ", "prime", "*"}:
        return {"circ": "°", "prime": "′"}.get(written, "*")
    table = symbols.SUPERSCRIPTS if sign == "^" else symbols.SUBSCRIPTS
    letters = sum(map(str.isalpha, written))
    small = letters <= 1 or written in {"th", "st", "nd", "rd"}
    if small and all(character in table for character in written):
        return "".join(map(table.__getitem__, written))
    if not found["braced"]:
        return found[0]
    return f"${sign}{{\\mathrm{{{written}}}}}$" if written.isalpha() else f"${sign}{{{written}}}$"


def _relation(found: re.Match[str]) -> str:
    return symbols.RELATIONS[found[1] or found[2]]


def _arrow(found: re.Match[str]) -> str:
    """No English word holds `rightarrow`; a command that kept its backslash is not lost."""
    return found[0] if found["kept"] else symbols.RELATIONS[found["name"]]


def _greek(found: re.Match[str]) -> str:
    return symbols.GREEK.get(found[1], "ℓ")


def _dash(found: re.Match[str]) -> str:
    return "–" if found[1] == "3" else "—"


@dataclass(frozen=True, slots=True)
class _Rule:
    """What was lost and what it was; `needles` are cheap to look for, and one must be there."""

    needles: tuple[str, ...]
    lost: re.Pattern[str]
    restored: str | Callable[[re.Match[str]], str]

    def apply(self, text: str) -> str:
        for needle in self.needles:  # a loop: `any` costs more than the look itself
            if needle in text:
                return self.lost.sub(self.restored, text)
        return text


def _href(found: re.Match[str]) -> str:
    return f"\\href{{{found['address']}}}{found['label'] or '{}'}"


_LINK: Final = _Rule(
    ("{",),
    re.compile(
        rf"(?<![\w/{{])(?P<address>{ADDRESS})(?:(?P<label>\{{[^{{}}$\\]{{1,200}}\}})"
        r"| \{(?P=address)\})"
    ),
    _href,
)
"""`https://…{project page}` was `\\href{https://…}{project page}`."""

_FONT: Final = _Rule(("{",), re.compile(rf"{_ALONE}(?=(?:{_FONTS})\{{)"), r"\\")
"""No English word ends before a brace like `textbf{`."""

_RULES: Final = (
    _FONT,
    _Rule(("{",), re.compile(rf"\{{(?:{_SIZES}) (?P<words>[^{{}}]+)\}}"), r"\g<words>"),
    # Colours: `teal{Tool-use}` was `\textcolor{teal}{Tool-use}`.
    _Rule(("{",), re.compile(rf"{_ALONE}(?:{_COLOURS})\{{(?P<words>[^{{}}]+)\}}"), r"\g<words>"),
    # A dash that was `\unicode{x2013}` between two words.
    _Rule(("x201",), re.compile(r"(?<=[a-z)])x201([34])(?=[a-z])"), _dash),
    # Sizes and factors.
    _Rule(("times",), re.compile(r"(?<![\w.,])\d+(?: ?times ?\d+)+(?![\w.,]*\d)"), _times_between),
    _Rule(("times",), re.compile(r"times(?<=\dtimes)(?:(?![A-Za-z])|(?=sim\d))"), "×"),
    # About: `sim50%`, `(sim 50%)`, `20sim40`; never `sim2real`.
    _Rule(
        ("sim",),
        re.compile(
            rf"sim(?<![A-Za-z\\]sim)(?={_NUMBER}(?:\\?%|×|[kKMBGTx]?(?![A-Za-z\d])))"
            r"|sim(?<=\(sim) (?=\d)|sim(?<=\dsim) ?(?=\d)|sim(?<=\d[KMB]sim)(?=\d)"
            r"|sim(?<=\d[KMB] sim)(?=\d)"
        ),
        "~",
    ),
    # Relations glued to a number, and arrows, whose names are no words.
    _Rule(
        ("leq", "geq", "neq", "approx"),
        re.compile(
            r"([lgn]eq|approx)(?<![A-Za-z\\][lgn]eq)(?<![A-Za-z\\]approx)(?=\d)"
            r"|(?<![\w\\-])([lgn]eq)(?![\w-])"
        ),
        _relation,
    ),
    _Rule(("pm",), re.compile(r"pm(?<=\dpm)(?=\d)"), "±"),
    _Rule(
        ("ightarrow", "leftarrow"),
        re.compile(
            r"(?P<kept>\\[A-Za-z]*?)?(?P<name>(?:left|long|Left)?[rR]ightarrow|leftarrow)(?!s)"
        ),
        _arrow,
    ),
    # Greek letters with a script: `pi_0`, `ell_2`, `sigma^{2}`.
    _Rule(
        ("_", "^"),
        re.compile(rf"{_ALONE}({_GREEK}|ell)(?=[_^](?:\{{[\w+\-.]+\}}|\w(?!\w)))"),
        _greek,
    ),
    # Scripts: in braces, or above a number or one letter, or below one letter one character.
    _Rule(
        ("^{",),
        re.compile(r"(?<=\w)\^\{(?P<high>[A-Za-z0-9]+?) ?times ?(?P<wide>[A-Za-z0-9]+)\}"),
        r"$^{\g<high>\\times \g<wide>}$",
    ),
    _Rule(
        ("^",),
        re.compile(
            r"(?<=[\w)\]+])(?P<sign>\^)(?:\{(?P<braced>[\w+\-*/.]{1,12})\}"
            r"|(?P<bare>[+\-]?\d+|circ(?![A-Za-z])|\*|\+(?=[\s,.;)])|th(?![A-Za-z])"
            r"|[A-Za-z](?![A-Za-z])))"
        ),
        _script,
    ),
    _Rule(
        ("_",),
        re.compile(
            r"(?P<sign>_)(?:(?<=\w_)\{(?P<braced>[\w+\-.]{1,12})\}"
            r"|(?<=(?<![\w./\\\-])[A-Za-zα-ωϵϕℓ]_)(?P<bare>\w)(?![\w/]))"
        ),
        _script,
    ),
)


_NEEDLES: Final = tuple(dict.fromkeys(needle for rule in _RULES for needle in rule.needles))
"""Most texts, and nearly all names, have none."""


def repair(text: str) -> str:
    """The text with what is certainly lost TeX restored, as Unicode or as TeX.

    Addresses and mathematics are left alone.
    """
    if not any(map(text.__contains__, _NEEDLES)):
        return text
    linked = _LINK.apply(text)
    return "".join(
        _repair_formula(part.source) if part.kind == "math" else _repair_words(part.source)
        for part in segments(linked)
    )


_ADDRESSES = re.compile(f"({ADDRESS})")


def _repair_formula(source: str) -> str:
    r"""A formula that kept its dollars but lost every backslash (`$textbf{x}$`)."""
    return source if "\\" in source else _FONT.apply(source)


def _repair_words(text: str) -> str:
    parts = _ADDRESSES.split(text) if "://" in text else [text]
    for i in range(0, len(parts), 2):
        for rule in _RULES:
            parts[i] = rule.apply(parts[i])
    return "".join(parts)
