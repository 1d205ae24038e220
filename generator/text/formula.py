"""One formula of TeX as a small tree; `formula_text` writes the tree out.

Only what abstracts use is understood: letters, symbols, scripts, fractions, roots, accents and
changes of font. Everything else makes `parse` give up, and the formula is shown as written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from generator.text import symbols

MAX_LENGTH: Final = 2000
"""Characters of a formula; a longer one is shown as written."""

MAX_DEPTH: Final = 30
"""Groups within groups; a deeper formula is shown as written."""

Kind = Literal[
    "letter", "upright", "number", "symbol", "relation", "operator", "function", "big", "space"
]


@dataclass(frozen=True, slots=True)
class Atom:
    """A run of characters of one kind."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Script:
    """What stands below and above the node before it."""

    base: Row
    sub: Row = ()
    sup: Row = ()


@dataclass(frozen=True, slots=True)
class Fraction:
    """One row over another."""

    over: Row
    under: Row


@dataclass(frozen=True, slots=True)
class Root:
    """A root; `index` is empty for the square root."""

    body: Row
    index: Row = ()


@dataclass(frozen=True, slots=True)
class Accent:
    """A combining character over all of a row."""

    mark: str
    body: Row


Node: TypeAlias = Atom | Script | Fraction | Root | Accent
Row: TypeAlias = tuple[Node, ...]


class NotUnderstoodError(ValueError):
    """The formula uses what this module does not know; show it as written."""


_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|[0-9]+(?:[.,][0-9]+)*|.", re.DOTALL)

_TEXT_FONTS = symbols.names("""
    text textbf textit textsl textsc texttt textsf textrm textmd textup textnormal mbox hbox
    emph
""")
_MATH_FONTS = symbols.names("""
    mathbb mathrm mathsf mathtt mathbf mathit mathcal mathscr mathfrak bm boldsymbol pmb
    mathnormal operatorname operatorname* ensuremath underbrace overbrace mathop mathbin
    mathrel mathord smash boxed uline phantom highlight
""")
_UPRIGHT_FONTS = frozenset({"mathrm", "mathsf", "mathtt", "operatorname", "operatorname*"})
_SWITCHES = symbols.names("""
    bf rm it tt sc sf sl em cal tiny scriptsize footnotesize small normalsize large Large
    displaystyle textstyle scriptstyle scriptscriptstyle boldmath bfseries itshape limits
    nolimits nonumber notag left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl
    biggr Biggl Biggr bigm Bigm allowbreak nobreak relax noindent protect
""")
_SPACES = symbols.names("""
    quad qquad enspace thinspace space
""")
_ESCAPED = {c: c for c in "%&#_${}"} | {"|": "‖"}
_DELIMITERS = symbols.names("""
    left right middle
""")


def parse(tex: str) -> Row | None:
    """The tree of a formula (without its dollars), or `None` when it is not understood."""
    if len(tex) > MAX_LENGTH:
        return None
    try:
        parser = _Parser(_TOKEN.findall(tex))
        return parser.row(depth=0, text=False)
    except NotUnderstoodError:
        return None


class _Parser:
    """A recursive descent over the tokens; every call consumes at least one, depth is capped."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def row(self, *, depth: int, text: bool, closing: str | None = None) -> Row:
        if depth > MAX_DEPTH:
            raise NotUnderstoodError
        nodes: list[Node] = []
        while self.at < len(self.tokens):
            part = self.tokens[self.at]
            if part == closing:
                self.at += 1
                return tuple(nodes)
            self.at += 1
            if part in "^_'" and not (text and part == "'"):
                nodes.append(self.script(part, nodes, depth=depth))
            else:
                nodes.extend(self.nodes(part, depth=depth, text=text))
        if closing is not None:
            raise NotUnderstoodError
        return tuple(nodes)

    def nodes(self, part: str, *, depth: int, text: bool) -> Row:
        """What one token, with its arguments, stands for."""
        if part == "{":
            return self.row(depth=depth + 1, text=text, closing="}")
        if part == "}":
            raise NotUnderstoodError
        if part.startswith("\\"):
            return self.command(part[1:], depth=depth, text=text)
        return _plain_token(part, text=text)

    def command(self, name: str, *, depth: int, text: bool) -> Row:
        if not name[:1].isalpha():
            return _control_symbol(name)
        if name in _TEXT_FONTS:
            return self.argument(depth=depth, text=True)
        if name in _MATH_FONTS:
            return self.font(name, depth=depth)
        if name in _SWITCHES:
            return self.switch(name)
        if name in symbols.MATH_ACCENTS:
            return (Accent(symbols.MATH_ACCENTS[name], self.argument(depth=depth)),)
        return self.structure(name, depth=depth, text=text)

    def structure(self, name: str, *, depth: int, text: bool) -> Row:
        match name:
            case "frac" | "dfrac" | "tfrac" | "cfrac" | "sfrac" | "nicefrac":
                return (Fraction(self.argument(depth=depth), self.argument(depth=depth)),)
            case "sqrt":
                return (self.root(depth=depth),)
            case "textcolor":
                self.argument(depth=depth)
                return self.argument(depth=depth, text=text)
            case "not":
                return (Accent("\u0338", self.argument(depth=depth)),)
            case "unicode":
                return (_code_point(self.argument(depth=depth, text=True)),)
            case _:
                return self.symbol(name, text=text)

    def symbol(self, name: str, *, text: bool) -> Row:
        atom = _named_symbol(name)
        if atom.kind == "letter" and not text:
            self.skip_space()
        return (atom,)

    def font(self, name: str, *, depth: int) -> Row:
        row = self.argument(depth=depth)
        if name == "mathbb":
            return tuple(map(_double_struck, row))
        return tuple(_upright(node) for node in row) if name in _UPRIGHT_FONTS else row

    def switch(self, name: str) -> Row:
        r"""Fonts, sizes and `\left`: nothing of them is seen, but `\left.` has no delimiter."""
        self.skip_space()
        if name in _DELIMITERS and self.at < len(self.tokens) and self.tokens[self.at] == ".":
            self.at += 1
        return ()

    def root(self, *, depth: int) -> Root:
        index: Row = ()
        self.skip_space()
        if self.at < len(self.tokens) and self.tokens[self.at] == "[":
            self.at += 1
            index = self.row(depth=depth + 1, text=False, closing="]")
        return Root(self.argument(depth=depth), index)

    def argument(self, *, depth: int, text: bool = False) -> Row:
        """The group or the one token that follows."""
        self.skip_space()
        if self.at >= len(self.tokens):
            raise NotUnderstoodError
        part = self.tokens[self.at]
        if part in "^_" or depth > MAX_DEPTH:
            raise NotUnderstoodError
        if part[0].isdigit() and len(part) > 1:
            self.tokens[self.at] = part[1:]
            return (Atom(part[0], "number"),)
        self.at += 1
        return self.nodes(part, depth=depth + 1, text=text)

    def script(self, part: str, nodes: list[Node], *, depth: int) -> Script:
        """Attach a script to the node before it; a second one joins the first."""
        below = part == "_"
        if part == "'":
            row: Row = (Atom("\N{PRIME}", "symbol"),)
        else:
            row = self.argument(depth=depth)
        before = nodes.pop() if nodes and nodes[-1] != _SPACE else None
        if isinstance(before, Script):
            if below and not before.sub:
                return Script(before.base, row, before.sup)
            if not below:
                return Script(before.base, before.sub, before.sup + row)
        base: Row = (before,) if before else ()
        return Script(base, row) if below else Script(base, (), row)

    def skip_space(self) -> None:
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1


_SPACE: Final = Atom(" ", "space")


def _plain_token(part: str, *, text: bool) -> Row:
    if part.isspace() or part == "~":
        return (_SPACE,)
    if part == "$" or (part == "&" and not text):
        return ()
    return (Atom(part, _kind(part, text=text)),)


def _kind(part: str, *, text: bool) -> Kind:
    if part[0].isdigit():
        return "number"
    if text:
        return "upright"
    if part in "=<>":
        return "relation"
    return "letter" if part.isalpha() else "symbol"


def _control_symbol(name: str) -> Row:
    if name in _ESCAPED:
        return (Atom(_ESCAPED[name], "symbol"),)
    if name in ",;: >\\" or name.isspace():
        return (_SPACE,)
    if name in "!/-@":
        return ()
    raise NotUnderstoodError


def _named_symbol(name: str) -> Atom:
    if name in symbols.FUNCTIONS:
        return Atom(name, "function")
    if name in symbols.RELATIONS:
        return Atom(symbols.RELATIONS[name], "relation")
    if name in symbols.OPERATORS:
        return Atom(symbols.OPERATORS[name], "operator")
    if name in symbols.BIG:
        return Atom(symbols.BIG[name], "big")
    if name in _SPACES:
        return _SPACE
    known = symbols.TEXT_SYMBOLS.get(name) or symbols.math_symbol(name)
    if known is None:
        raise NotUnderstoodError
    return Atom(known, "letter" if known.isalpha() else "symbol")


def _upright(node: Node) -> Node:
    if isinstance(node, Atom) and node.kind == "letter":
        return Atom(node.text, "upright")
    if isinstance(node, Script):
        return Script(tuple(map(_upright, node.base)), node.sub, node.sup)
    return node


def _double_struck(node: Node) -> Node:
    if isinstance(node, Atom) and node.kind == "letter":
        return Atom(symbols.BLACKBOARD.get(node.text, node.text), "symbol")
    return node


def _code_point(row: Row) -> Atom:
    r"""MathJax's `\unicode{x2013}`."""
    written = "".join(node.text for node in row if isinstance(node, Atom))
    found = re.fullmatch(r"x([0-9a-fA-F]{2,5})|([0-9]{2,6})", written)
    if not found:
        raise NotUnderstoodError
    code = int(found[1], 16) if found[1] else int(found[2])
    character = chr(code) if code <= 0x10FFFF else ""  # noqa: PLR2004
    if not character.isprintable() or not character:
        raise NotUnderstoodError
    return Atom(character, "upright")
