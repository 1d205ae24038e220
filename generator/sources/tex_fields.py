r"""Fields that an exporter wrote as TeX, as the plain text that it had before.

What has one meaning is decoded: accents, escapes, dashes, quotes, named signs, ties, and braces
that only protect capitals. Mathematics stays as written, and so does every other macro with its
arguments: what is not understood is still there to be read.
"""

from __future__ import annotations

import re
import unicodedata

from generator.text.decoding import DECODED, decoded
from generator.text.segments import segments
from generator.text.symbols import ACCENTS, TEXT_SYMBOLS

_TWO_ACCENTS = (
    r"\\(?P<over>[\"'`^~=.]) ?\{ ?\\(?P<under>[\"'`^~=.]|[uvHckrd](?= |\{)) ?"
    r"(?:\{(?P<base>[A-Za-z])\}|(?P<bare_base>[A-Za-z])) ?\}"
)
_NAMED_ACCENT = r"\{\\(?P<named>[uvHckrd]) +(?P<named_base>\\[ij]|[A-Za-z])\}"
_SIGN = rf"\\(?P<sign>{'|'.join(TEXT_SYMBOLS)})(?![A-Za-z])(?:\{{\}}|\s*)"
_TOKEN = re.compile(
    rf"{_TWO_ACCENTS}|{_NAMED_ACCENT}|{DECODED}|{_SIGN}"
    r"|(?P<paragraph>\\par(?![A-Za-z])(?:\{\})?\s*)"
    r"|(?P<line>\\\\(?:\[[^\[\]{}]*\])?|\\newline(?![A-Za-z]))"
    r"|(?P<space>\\\s|(?<=[^\s~])~(?=[^\s~]))"
    r"|(?P<nothing>\\[-/]|[{}])"
    r"|(?P<macro>\\[A-Za-z]+\*?)|(?P<other>\\(?P<alone>[\^~])\{\}|\\.)"
)
_ANY = re.compile(r"[\\{}`~]|--|''")
_ESCAPED = re.compile(r"\\([_%&#~$])")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_ARGUMENT = re.compile(r"\\[A-Za-z]+\*?[\[{]")
_OPTION = re.compile(r"\[[^\[\]{}]*\]")


def decode_field(tex: str) -> str:
    r"""The text of a field; white space is left as it is, but for lines that TeX itself breaks.

    >>> decode_field(r"Non-{{Parametric}} na{\"\i}ve \& $x^{2}$ \foo{bar}")
    'Non-Parametric naïve & $x^{2}$ \\foo{bar}'
    """
    if not _ANY.search(tex):
        return tex
    parts: list[str] = []
    closing = _closing_braces(tex) if _ARGUMENT.search(tex) else {}
    done = end = 0
    for part in segments(tex):
        end += len(part.source)
        if end <= done:
            continue  # within the arguments of a macro
        if part.kind == "math":
            parts.append(tex[done:end])
            done = end
        else:
            done = _decode_text(tex, done, end, closing, parts)
    return "".join(parts)


def _decode_text(tex: str, at: int, end: int, closing: dict[int, int], parts: list[str]) -> int:
    """Add the text from `at` to `end`; say where it ended, later if a macro's arguments do."""
    while at < end and (found := _TOKEN.search(tex, at, end)):
        parts.append(tex[at : found.start()])
        at = found.end()
        if found["macro"]:
            at = _after_arguments(tex, at, closing)
            parts.append(tex[found.start() : at])
        else:
            parts.append(_text_of(found))
    if at < end:
        parts.append(tex[at:end])
    return max(at, end)


def _text_of(found: re.Match[str]) -> str:
    if found["over"] or found["named"]:
        return _accented(found)
    if found["sign"]:
        return TEXT_SYMBOLS[found["sign"]]
    if found["address"]:
        return _ESCAPED.sub(r"\1", found["address"])
    if found["other"]:
        return found["alone"] or found[0]
    for group, text in (("paragraph", "\n\n"), ("line", "\n"), ("space", " "), ("nothing", "")):
        if found[group] is not None:
            return text
    return decoded(found)


def _accented(found: re.Match[str]) -> str:
    """One character of a letter and its accents, or what is written where there is none."""
    base = (found["base"] or found["bare_base"] or found["named_base"]).lstrip("\\")
    accents = filter(None, (found["under"], found["over"], found["named"]))
    letter = unicodedata.normalize("NFC", base + "".join(map(ACCENTS.__getitem__, accents)))
    return letter if len(letter) == 1 else found[0]


def _closing_braces(tex: str) -> dict[int, int]:
    """Where the partner of each opening brace stands."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for found in _BRACE.finditer(tex):
        if found[0] == "{":
            opened.append(found.start())
        elif found[0] == "}" and opened:
            closing[opened.pop()] = found.start()
    return closing


def _after_arguments(tex: str, at: int, closing: dict[int, int]) -> int:
    if option := _OPTION.match(tex, at):
        at = option.end()
    while at in closing:
        at = closing[at] + 1
    return at
