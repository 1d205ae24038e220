"""A formula's tree as plain text, and as HTML where text with small scripts carries it."""

# ruff: noqa: RUF002 - the look-alikes are the subject here

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.text import symbols
from generator.text.escape import encode
from generator.text.formula import Accent, Atom, Fraction, Kind, Root, Row, Script

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.text.formula import Node

_ORDINALS: Final = frozenset({"th", "st", "nd", "rd"})
_NAMED: Final = frozenset({"letter", "upright", "number", "function"})
_OPEN: Final = frozenset("([{⟨⌊⌈")
_CLOSE: Final = frozenset(")]},;⟩⌋⌉")
_TIGHT_BETWEEN_NUMBERS: Final = frozenset({"\N{MULTIPLICATION SIGN}", "~", "→"})


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is written at one place of a row: its text, and the kind that decides the gaps."""

    text: str
    kind: Kind
    bare: str
    spaced: bool


def to_unicode(row: Row) -> str:
    """Plain text of a formula: `π₀`, `10¹⁹`, `x_max`, `(a + b)/c`."""
    return _join([_unit(node, _plain(node), spaced=spaced) for node, spaced in _spaced(row)])


def to_html(row: Row) -> str | None:
    """HTML of a simple formula: letters slanted, scripts small; `None` when it is not simple.

    Simple is a line of characters with at most one script at each place.
    """
    units = []
    for node, spaced in _spaced(row):
        written = _simple(node)
        if written is None:
            return None
        units.append(_unit(node, written, spaced=spaced))
    return _join(units).replace("</i><i>", "")


def _spaced(row: Row) -> Iterable[tuple[Node, bool]]:
    """The nodes but spaces, each with whether space was written before it."""
    spaced = False
    for node in row:
        if isinstance(node, Atom) and node.kind == "space":
            spaced = True
        else:
            yield node, spaced
            spaced = False


def _unit(node: Node, written: str, *, spaced: bool) -> _Unit:
    match node:
        case Atom(text, kind):
            return _Unit(written, kind, text, spaced)
        case Script(base=(*_, Atom(text, kind))):
            return _Unit(written, kind, text, spaced)
        case _:
            return _Unit(written, "letter", "", spaced)


def _join(units: list[_Unit]) -> str:
    if not units:
        return ""
    written = [units[0].text]
    for i in range(1, len(units)):
        written += (_gap(units, i), units[i].text)
    return "".join(written)


def _gap(units: list[_Unit], i: int) -> str:
    """Space or nothing between a unit and the one before it, as TeX would set it."""
    before, after = units[i - 1], units[i]
    if before.bare in _OPEN or after.bare in _CLOSE:
        return ""
    for at in (i - 1, i):
        if units[at].kind in {"relation", "operator"}:
            return _gap_of_operator(units, at)
        if units[at].bare in {"+", "-"} and units[at].kind == "symbol":
            return _gap_of_sign(units, at)
    if before.kind == "function" and (after.kind in _NAMED or after.spaced):
        return " "
    if after.kind == "function" and (before.kind in _NAMED or before.bare == ")"):
        return " "
    return " " if after.spaced else ""


def _gap_of_operator(units: list[_Unit], at: int) -> str:
    """None where an operand is missing (`~50`, `1.4×`) or both are numbers (`64×64`)."""
    if units[at].bare in {"<", ">"}:
        return " "
    if at == 0 or at == len(units) - 1:
        return ""
    tight = units[at].bare in _TIGHT_BETWEEN_NUMBERS
    return "" if tight and units[at - 1].kind == units[at + 1].kind == "number" else " "


def _gap_of_sign(units: list[_Unit], at: int) -> str:
    """As written, but the same on both sides; a leading sign belongs to its number."""
    if at == 0 or at == len(units) - 1:
        return ""
    return " " if units[at].spaced or units[at + 1].spaced else ""


def _plain(node: Node) -> str:
    match node:
        case Atom(text):
            return text
        case Script(base, sub, sup):
            return to_unicode(base) + _script(sub, "_") + _script(sup, "^")
        case Fraction(over, under):
            return f"{_grouped(over)}/{_grouped(under)}"
        case Root(body, index):
            return f"{_script(index, '^') if index else ''}√{_grouped(body)}"
        case Accent(mark, body):
            return _accented(mark, to_unicode(body))


def _script(row: Row, sign: str) -> str:
    """Small characters where they all exist and no word is spelled with them, else `^(…)`."""
    written = to_unicode(row).replace(" ", "")
    if not written:
        return ""
    if sign == "^" and written in symbols.STANDING:
        return symbols.STANDING[written]
    table = symbols.SUPERSCRIPTS if sign == "^" else symbols.SUBSCRIPTS
    small = _small(written, table)
    if small is not None:
        return small
    return sign + (written if written.replace(".", "").isalnum() else f"({written})")


def _small(written: str, table: Mapping[str, str]) -> str | None:
    is_word = sum(map(str.isalpha, written)) > 1 and written not in _ORDINALS
    if is_word or any(character not in table for character in written):
        return None
    return "".join(map(table.__getitem__, written))


def _grouped(row: Row) -> str:
    written = to_unicode(row)
    return written if written.isalnum() else f"({written})"


def _accented(mark: str, body: str) -> str:
    """Over one letter; over a word the mark would hit the wrong place and is left out."""
    return unicodedata.normalize("NFC", body + mark) if len(body) == 1 else body


def _simple(node: Node) -> str | None:
    match node:
        case Atom(kind="big"):
            return None
        case Atom(text, "letter"):
            return f"<i>{encode(text)}</i>"
        case Atom(text):
            return encode(text)
        case Script(base, sub, ()) if all(isinstance(part, Atom) for part in (*base, *sub)):
            return _simple_script(base, sub, "sub")
        case Script(base, (), sup) if all(isinstance(part, Atom) for part in (*base, *sup)):
            return _simple_script(base, sup, "sup")
        case _:
            return None


def _simple_script(base: Row, script: Row, tag: str) -> str | None:
    before, small = to_html(base), to_html(script)
    if before is None or small is None:
        return None
    plain = to_unicode(script)
    standing = (
        symbols.STANDING.get(plain) if tag == "sup" and plain in {"\N{PRIME}", "∘", "°"} else None
    )
    return before + (standing or f"<{tag}>{small.replace(' ', '')}</{tag}>")
