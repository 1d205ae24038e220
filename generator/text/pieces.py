r"""A text with TeX as a reader meets it: words, formulas and links, the markup around them gone.

Macros that only set a font are unwrapped (`\textbf{x}`, `{\em x}`), names of symbols become the
symbols, `\url` and `\href` become links; a macro that is not known stays as written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from generator.text import symbols
from generator.text.decoding import (
    DECODED,
    decoded,
    decoded_address,
    hide_quotes,
    show_quotes,
)
from generator.text.formula import MAX_DEPTH, parse
from generator.text.formula_text import to_unicode
from generator.text.segments import segments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: `text` is plain text, a formula of TeX, or the label of a link.

    `source` is a formula as written, for where it cannot be shown better.
    """

    kind: Literal["text", "math", "link"]
    text: str
    address: str = ""
    source: str = ""
    display: bool = False


@dataclass(slots=True)
class _Frame:
    """An open group: what opened it, where in the output, and what its closing brace becomes."""

    opener: str
    at: int
    closing: str = ""


_FONTS: Final = frozenset(
    [
        "textbf",
        "textit",
        "textsl",
        "textsc",
        "texttt",
        "textsf",
        "textrm",
        "textmd",
        "textup",
        "textnormal",
        "text",
        "emph",
        "mbox",
        "hbox",
        "underline",
        "uline",
        "underbar",
        "enquote",
        "smash",
        "uppercase",
        "highlight",
        "mathrm",
        "mathbf",
        "mathsf",
        "mathtt",
        "mathit",
        "mathcal",
    ]
)
_SWITCHES: Final = frozenset(
    [
        "em",
        "bf",
        "it",
        "tt",
        "sc",
        "rm",
        "sf",
        "sl",
        "tiny",
        "scriptsize",
        "footnotesize",
        "small",
        "normalsize",
        "large",
        "Large",
        "LARGE",
        "huge",
        "Huge",
        "bfseries",
        "itshape",
        "ttfamily",
        "scshape",
        "sffamily",
        "rmfamily",
        "slshape",
        "mdseries",
        "upshape",
        "normalfont",
        "noindent",
        "allowbreak",
        "nobreak",
        "relax",
        "protect",
        "centering",
        "newline",
        "linebreak",
        "boldmath",
    ]
)
_CITATIONS: Final = frozenset({"cite", "citep", "label", "thanks", "vspace", "hspace"})
_SPACES: Final = frozenset({"quad", "qquad", "enspace", "thinspace", "space"})
_PLAIN_SYMBOLS: Final = {
    **symbols.GREEK,
    **symbols.RELATIONS,
    **symbols.OPERATORS,
    **symbols.ORDINARY,
    **symbols.TEXT_SYMBOLS,
}

_TOKEN = re.compile(
    rf"{DECODED}|\\(?P<command>[A-Za-z]+)\*?|\\(?P<control>[^A-Za-z])|(?P<brace>[{{}}])|(?P<tie>~)",
    re.DOTALL,
)
_BEGIN = re.compile(r"\\|\{|\}|~|--|``|''|https?://")
"""What tokens begin with: to try for each of them at every character takes ten times as long."""

_SWITCH = re.compile(r"\{\s*\\(?P<name>[A-Za-z]+)(?![A-Za-z])\s*")
_TEX = ("\\", "{", "}", "$", "~", "`", "--", "''")
"""What TeX begins with; most texts have none of it."""

_MANY_SPACES = re.compile(" {2,}")


def to_plain(text: str) -> str:
    """Text for titles, tabs, feeds, slugs and search: no markup, formulas in Unicode.

    A formula that cannot be written so stays as it is.
    """
    if not any(map(text.__contains__, _TEX)):
        return text
    return plain(read(text))


def plain(pieces: Iterable[Piece]) -> str:
    """`to_plain` of a text that is read already."""
    text = "".join(map(_plain, pieces))
    return _MANY_SPACES.sub(" ", text) if "  " in text else text


def _plain(piece: Piece) -> str:
    if piece.kind == "math":
        row = parse(piece.text)
        return piece.source if row is None else to_unicode(row)
    if piece.kind == "link" and piece.text != piece.address:
        return f"{piece.text} ({piece.address})"
    return piece.text


def read(text: str) -> tuple[Piece, ...]:
    """The pieces of a text, in order, neighbouring words joined; never raises."""
    if not any(map(text.__contains__, _TEX)):
        return (Piece("text", text),) if text else ()
    reader = _Reader()
    for segment in segments(hide_quotes(text)):
        if segment.kind == "math" and not segment.tex.startswith(("\\href", "\\url")):
            reader.out.append(Piece("math", segment.tex, "", segment.source, segment.display))
        else:
            reader.read(segment.tex)
    return tuple(_joined(reader.finish()))


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    words: list[str] = []
    for piece in pieces:
        if piece.kind == "text":
            words.append(piece.text)
            continue
        if any(words):
            yield Piece("text", show_quotes("".join(words)))
        words = []
        yield piece
    if any(words):
        yield Piece("text", show_quotes("".join(words)))


def _next_token(text: str, at: int) -> re.Match[str] | None:
    while begin := _BEGIN.search(text, at):
        if found := _TOKEN.match(text, begin.start()):
            return found
        at = begin.start() + 1
    return None


class _Reader:
    """Reads the TeX text between formulas; groups may span them."""

    def __init__(self) -> None:
        self.out: list[Piece] = []
        self.frames: list[_Frame] = []

    def read(self, text: str) -> None:
        at = 0
        while found := _next_token(text, at):
            self.emit(text[at : found.start()])
            at = self.token(found)
        self.emit(text[at:])

    def emit(self, text: str) -> None:
        if text:
            self.out.append(Piece("text", text))

    def finish(self) -> list[Piece]:
        """Groups that never closed stand as they were written."""
        for frame in reversed(self.frames):
            if frame.closing == ")":
                self.out[frame.at] = Piece("text", frame.opener)
            elif not frame.closing:
                self.out.insert(frame.at, Piece("text", frame.opener))
        return self.out

    def token(self, found: re.Match[str]) -> int:
        """Emit what a token says; the index after all that it took."""
        if found["command"]:
            return self.command(found)
        if found["brace"]:
            return self.open(found) if found["brace"] == "{" else self.close(found)
        if found["control"]:
            self.emit(_CONTROLS.get(found["control"], found[0]))
        elif found["tie"]:
            self.emit(" " if _is_tie(found) else "~")
        else:
            self.emit(decoded(found))
        return found.end()

    def open(self, found: re.Match[str]) -> int:
        switch = _SWITCH.match(found.string, found.start())
        if switch and switch["name"] in _SWITCHES:
            return self.push(switch[0], switch.end())
        symbol = _lone_symbol(found)
        if symbol:
            self.emit(symbol[0])
            return symbol[1]
        self.frames.append(_Frame("{", len(self.out), "}"))
        self.emit("{")
        return found.end()

    def push(self, opener: str, end: int) -> int:
        """Open a group whose braces vanish; too deep, it stays as written."""
        if len(self.frames) < MAX_DEPTH:
            self.frames.append(_Frame(opener, len(self.out)))
        else:
            self.emit(opener)
            self.frames.append(_Frame(opener, len(self.out), "}"))
        return end

    def close(self, found: re.Match[str]) -> int:
        frame = self.frames.pop() if self.frames else None
        self.emit("}" if frame is None else frame.closing)
        return found.end()

    def command(self, found: re.Match[str]) -> int:
        name, text, end = found["command"], found.string, found.end()
        if name in _FONTS and (group := _OPEN.match(text, end)):
            return self.push(text[found.start() : group.end()], group.end())
        if name in _ARGUMENTS:
            return _ARGUMENTS[name](self, found)
        if name in _SWITCHES:
            return _after_space(text, end)
        if name in _SPACES:
            self.emit(" ")
            return _after_space(text, end)
        return self.name(found)

    def name(self, found: re.Match[str]) -> int:
        """A symbol, an abbreviation, or a macro that only its author knows."""
        name, text, end = found["command"], found.string, found.end()
        if name in symbols.ABBREVIATIONS:
            self.emit(symbols.ABBREVIATIONS[name])
            return end + text.startswith(".", end)
        if greek := _split_name(found):
            self.emit(greek[0])
            return greek[1]
        self.emit(_PLAIN_SYMBOLS.get(name, found[0]))
        return end + 2 * text.startswith("{}", end)

    def citation(self, found: re.Match[str]) -> int:
        """Keys of a bibliography that is not here say nothing to a reader."""
        group = _group(found.string, found.end())
        if group is None:
            return self.name(found)
        if self.out and self.out[-1].kind == "text":
            self.out[-1] = Piece("text", self.out[-1].text.rstrip(" "))
        return group[1]

    def address(self, found: re.Match[str]) -> int:
        group = _group(found.string, found.end())
        if group is None:
            return self.name(found)
        address = decoded_address(group[0])
        self.out.append(Piece("link", address, address))
        return group[1]

    def link(self, found: re.Match[str]) -> int:
        target = _group(found.string, found.end())
        label = _group(found.string, target[1]) if target else None
        if target is not None and label is None and target[0].startswith("http"):
            return self.address(found)
        if target is None or label is None:
            return self.name(found)
        address = decoded_address(target[0])
        words = to_plain(label[0]) if "\\href" not in label[0] else label[0]
        same = words.strip(" .") == address or not words.strip()
        self.out.append(Piece("link", address if same else words, address))
        return label[1]

    def footnote(self, found: re.Match[str]) -> int:
        """A footnote is read where it stands, in parentheses."""
        opened = _OPEN_AFTER_OPTION.match(found.string, found.end())
        if opened is None or len(self.frames) >= MAX_DEPTH:
            return self.name(found)
        opener = found.string[found.start() : opened.end()]
        self.frames.append(_Frame(opener, len(self.out), ")"))
        self.emit(" (")
        return opened.end()

    def colour(self, found: re.Match[str]) -> int:
        r"""`\textcolor{red}{X}`: the words without their colour."""
        group = _group(found.string, found.end())
        opened = _OPEN.match(found.string, group[1]) if group else None
        if opened is None:
            return self.name(found)
        opener = found.string[found.start() : opened.end()]
        return self.push(opener, opened.end())

    def root(self, found: re.Match[str]) -> int:
        r"""`1/\sqrt{n}` outside dollars is mathematics all the same."""
        group = _group(found.string, found.end())
        if group is None:
            return self.name(found)
        source = found.string[found.start() : group[1]]
        self.out.append(Piece("math", source, "", source))
        return group[1]

    def script(self, found: re.Match[str]) -> int:
        group = _group(found.string, found.end())
        if group is None:
            return self.name(found)
        sign = "^" if found["command"] == "textsuperscript" else "_"
        source = found.string[found.start() : group[1]]
        self.out.append(Piece("math", f"{sign}{{\\text{{{group[0]}}}}}", "", source))
        return group[1]


_OPEN = re.compile(r"\s*\{")
_OPEN_AFTER_OPTION = re.compile(r"(?:\[[^\[\]]{0,20}\])?\s*\{")
_CONTROLS: Final = dict.fromkeys(" ,;:>\\\n", " ") | dict.fromkeys("!-/@", "")

_ARGUMENTS: Final[dict[str, Callable[[_Reader, re.Match[str]], int]]] = {
    **dict.fromkeys(_CITATIONS, _Reader.citation),
    "url": _Reader.address,
    "path": _Reader.address,
    "href": _Reader.link,
    "footnote": _Reader.footnote,
    "sqrt": _Reader.root,
    "textcolor": _Reader.colour,
    "textsuperscript": _Reader.script,
    "textsubscript": _Reader.script,
}


def _after_space(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


_MAX_GROUP: Final = 600
"""Characters of a group that is read whole: an address, a key, a label."""


def _group(text: str, at: int) -> tuple[str, int] | None:
    """The group that starts here, without its braces, and the index after it."""
    opened = _OPEN.match(text, at)
    if opened is None:
        return None
    depth = 1
    for found in _BRACE.finditer(text, opened.end(), opened.end() + _MAX_GROUP):
        depth += (found[0] == "{") - (found[0] == "}")
        if depth == 0:
            return text[opened.end() : found.start()], found.end()
    return None


_LONE = re.compile(r"\{\s*\\([A-Za-z]+)\s*\}")


def _lone_symbol(found: re.Match[str]) -> tuple[str, int] | None:
    r"""`{\sigma}`: how arXiv writes a symbol that was once mathematics."""
    lone = _LONE.match(found.string, found.start())
    symbol = _PLAIN_SYMBOLS.get(lone[1]) if lone else None
    return (symbol, lone.end()) if lone and symbol else None


_SPLIT = re.compile(r"\{([a-z]{2,8})\}")


def _split_name(found: re.Match[str]) -> tuple[str, int] | None:
    r"""`\b{eta}`: what arXiv's own reading of accents once made of `\beta`."""
    rest = _SPLIT.match(found.string, found.end()) if len(found["command"]) == 1 else None
    greek = symbols.GREEK.get(found["command"] + rest[1]) if rest else None
    return (greek, rest.end()) if rest and greek else None


_BEFORE_TIE = re.compile(r"(?:[A-Za-z]{3}|\.|\}|\))$")
_NAME_BEFORE_TIE = re.compile(r"(?:^|[^A-Za-z])[A-Z][A-Za-z]+$")
_AFTER_TIE = re.compile(r"[A-Za-z]{3}|[({\[]")
_NUMBER_AFTER_TIE = re.compile(r"\d+(?![\d%]|\.\d|x)")


def _is_tie(found: re.Match[str]) -> bool:
    """Whether `~` is TeX's space that does not break, and not "about" or a range."""
    text, at = found.string, found.start()
    before = text[max(0, at - 30) : at]
    if not before or before.endswith(" "):
        return False
    if text.startswith("\\", at + 1):
        return True
    if not _BEFORE_TIE.search(before):
        return False
    if at + 1 == len(text) or _AFTER_TIE.match(text, at + 1):
        return True
    named = before.endswith(".") or _NAME_BEFORE_TIE.search(before)
    return bool(named and _NUMBER_AFTER_TIE.match(text, at + 1))
