r"""Formulas as MathML, rebuilt through an allow-list.

latex2mathml turns `\href`, `\style` and `\class` into attributes and writes the words of `\text`
unescaped, so its text is never used: only its tree is, element by element, and only if every
command in the formula is one that sets mathematics.

No `<annotation>` with the TeX is added: screen readers read the MathML itself, browsers do not
show it, and it would double the weight of a page's formulas; the data keeps the text as listed.
"""

from __future__ import annotations

import html as html_entities
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from generator.text import symbols
from generator.text.escape import clean, encode
from generator.text.formula import MAX_DEPTH, MAX_LENGTH

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ELEMENTS: Final = frozenset(
    [
        "mi",
        "mn",
        "mo",
        "mtext",
        "mrow",
        "msub",
        "msup",
        "msubsup",
        "mfrac",
        "msqrt",
        "mroot",
        "mover",
        "munder",
        "munderover",
        "mtable",
        "mtr",
        "mtd",
        "mspace",
        "mstyle",
        "mpadded",
        "mphantom",
    ]
)
_ROWS: Final = frozenset({"mrow", "mstyle", "mtd", "msqrt", "mpadded", "mphantom"})
"""Elements whose children stand in a line; the others count theirs."""

_TOKENS: Final = frozenset({"mi", "mn", "mo", "mtext"})

_TRUTH = "true|false"
_SMALL = r"-?[0-2]?(?:\.\d{1,4})?em|0"
_ATTRIBUTES: Final = {
    "stretchy": _TRUTH,
    "fence": _TRUTH,
    "separator": _TRUTH,
    "accent": _TRUTH,
    "accentunder": _TRUTH,
    "movablelimits": _TRUTH,
    "displaystyle": _TRUTH,
    "form": "prefix|infix|postfix",
    "scriptlevel": r"[+-]?[0-3]",
    "linethickness": r"0|0?\.\d{1,3}em|1",
    "minsize": r"[0-3](?:\.\d{1,3})?em",
    "maxsize": r"[0-3](?:\.\d{1,3})?em",
    "lspace": _SMALL,
    "rspace": _SMALL,
    "width": _SMALL,
    "columnalign": "left|center|right",
}
"""Attributes that set mathematics, and all the values they may have; others are left out."""

_COMMAND = re.compile(r"\\(?:([A-Za-z]+)\*?|.)", re.DOTALL)
_STRUCTURE: Final = frozenset(
    [
        "frac",
        "dfrac",
        "tfrac",
        "cfrac",
        "binom",
        "sqrt",
        "root",
        "left",
        "right",
        "middle",
        "big",
        "Big",
        "bigg",
        "Bigg",
        "bigl",
        "bigr",
        "Bigl",
        "Bigr",
        "biggl",
        "biggr",
        "Biggl",
        "Biggr",
        "text",
        "textbf",
        "textit",
        "textrm",
        "textsf",
        "texttt",
        "mbox",
        "mathrm",
        "mathbf",
        "mathit",
        "mathsf",
        "mathtt",
        "mathbb",
        "mathcal",
        "mathscr",
        "mathfrak",
        "boldsymbol",
        "bm",
        "operatorname",
        "hat",
        "widehat",
        "tilde",
        "widetilde",
        "bar",
        "overline",
        "underline",
        "vec",
        "dot",
        "ddot",
        "overset",
        "underset",
        "stackrel",
        "underbrace",
        "overbrace",
        "overrightarrow",
        "limits",
        "nolimits",
        "displaystyle",
        "textstyle",
        "scriptstyle",
        "quad",
        "qquad",
        "not",
        "pmod",
        "bmod",
        "mod",
        "substack",
        "choose",
        "over",
        "begin",
        "end",
    ]
)
_ENVIRONMENT = re.compile(
    r"\\begin\s*\{(?!(?:matrix|pmatrix|bmatrix|vmatrix|cases|array|aligned)\})"
)

_ALPHABETS: Final = {
    "bold": "MATHEMATICAL BOLD",
    "bold-italic": "MATHEMATICAL BOLD ITALIC",
    "double-struck": "MATHEMATICAL DOUBLE-STRUCK",
    "script": "MATHEMATICAL SCRIPT",
    "fraktur": "MATHEMATICAL FRAKTUR",
}


class _RefusedError(ValueError):
    """The tree holds something that is not on the list."""


def prepare() -> None:
    """Import the library now: processes that are forked later have it then.

    It takes a tenth of a second, and is left out where no formula is met.
    """
    import latex2mathml.converter  # noqa: F401, PLC0415


@lru_cache(maxsize=4096)
def to_mathml(tex: str, *, display: bool = False) -> str | None:
    """A `<math>` element for a formula without its dollars, or `None` if it cannot be safe.

    The result holds no address, script, identifier, class or style, and it may stand in Markdown:
    its characters are escaped for both. `None` for unknown commands and definitions, for formulas
    over 2,000 characters or 30 groups deep, and for what latex2mathml cannot read.
    """
    if not tex or not _is_plain_mathematics(tex):
        return None
    from latex2mathml.converter import Converter  # noqa: PLC0415 - only pages with formulas pay

    try:
        root = Converter().convert_to_element(tex)
        inner = _row(_content(root), 0)
    except Exception:  # noqa: BLE001 - it raises IndexError, KeyError and others on broken TeX
        return None
    block = ' display="block"' if display else ""
    return f"<math{block}>{inner}</math>" if inner else None


def _is_plain_mathematics(tex: str) -> bool:
    if len(tex) > MAX_LENGTH or _depth(tex) > MAX_DEPTH or _ENVIRONMENT.search(tex):
        return False
    return all(map(_is_known, filter(None, _COMMAND.findall(tex))))


def _depth(tex: str) -> int:
    depth = deepest = 0
    for character in tex:
        depth += (character == "{") - (character == "}")
        deepest = max(deepest, depth)
    return deepest


def _is_known(command: str) -> bool:
    return (
        command in _STRUCTURE
        or command in symbols.FUNCTIONS
        or symbols.math_symbol(command) is not None
    )


def _content(element: Element) -> list[Element]:
    """The children, without rows that hold them for no reason."""
    children = list(element)
    while len(children) == 1 and children[0].tag == "mrow":
        children = list(children[0])
    return children


def _rebuild(element: Element, depth: int) -> str:
    tag = element.tag
    if tag not in _ELEMENTS or depth > 2 * MAX_DEPTH:
        raise _RefusedError
    if tag in _TOKENS:
        return _token(element)
    if tag == "mrow" and len(element) == 1:
        return _rebuild(element[0], depth + 1)
    if tag in _ROWS:
        inner = _row(list(element), depth + 1)
    else:
        inner = "".join(_rebuild(child, depth + 1) for child in element)
    return f"<{tag}{_attributes(element)}>{inner}</{tag}>"


def _row(elements: list[Element], depth: int) -> str:
    parts = []
    for i, element in enumerate(elements):
        parts.append(_rebuild(element, depth))
        if _is_function(element) and i + 1 < len(elements) and elements[i + 1].tag != "mo":
            parts.append(_THIN_SPACE)
    return "".join(parts)


_THIN_SPACE: Final = '<mspace width=".167em"></mspace>'
"""Between `log` and its argument: browsers set none there."""


def _is_function(element: Element) -> bool:
    core = element[0] if element.tag in {"msub", "msup", "msubsup"} else element
    return core.tag == "mi" and core.text in symbols.FUNCTIONS


def _token(element: Element) -> str:
    if len(element):
        raise _RefusedError
    raw = html_entities.unescape(element.text or "")
    text = clean(raw)
    variant = element.get("mathvariant", "")
    if variant in _ALPHABETS:
        text = "".join(_in_alphabet(character, _ALPHABETS[variant]) for character in text)
    upright = ' mathvariant="normal"' if variant == "normal" and len(text) == 1 else ""
    written = _with_edges(raw, encode(text)) if element.tag == "mtext" else encode(text)
    return f"<{element.tag}{upright}{_attributes(element)}>{written}</{element.tag}>"


def _with_edges(raw: str, written: str) -> str:
    """Browsers drop plain space at the ends of an element."""
    before = "&#160;" if raw[:1].isspace() else ""
    after = "&#160;" if written and raw[-1:].isspace() else ""
    return f"{before}{written}{after}"


def _in_alphabet(character: str, alphabet: str) -> str:
    """MathML Core knows no fonts: a bold letter is a character of its own."""
    script, _, name = unicodedata.name(character, "").partition(" ")
    if script not in {"LATIN", "GREEK", "DIGIT"}:
        return character
    kind = "DIGIT " if script == "DIGIT" else ""
    try:
        return unicodedata.lookup(f"{alphabet} {kind}{name.replace('LETTER ', '')}")
    except KeyError:
        return character


def _attributes(element: Element) -> str:
    return "".join(
        f' {name}="{value}"'
        for name, value in sorted(element.attrib.items())
        if name in _ATTRIBUTES and re.fullmatch(_ATTRIBUTES[name], value)
    )
