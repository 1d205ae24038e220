"""Escaping for BibTeX: what TeX would act on, it prints instead."""

from __future__ import annotations

import re

from generator.text.escape import clean

_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        # Not `\{`: BibTeX counts braces, escaped or not, and a lone one would end the field.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "%": r"\%",
        "&": r"\&",
        "#": r"\#",
        "_": r"\_",
        "$": r"\$",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        # TeX's own fonts have other signs in the places of these.
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
    }
)

_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=[`?!])(?=`)|(?<=,)(?=,)")
"""Between signs that TeX's fonts would join: two hyphens to a dash, two quotes to one."""


def bibtex(text: str) -> str:
    """Text for the value of a BibTeX field in braces; they stay balanced whatever it holds."""
    line = clean(text)
    if not _ACTIVE.search(line):  # nearly all names have none
        return line
    return _LIGATURE.sub("{}", line.translate(_ESCAPES))


_ACTIVE = re.compile(r"[^\w .]|_")
"""What may be acted on or joined: neither letters, digits, spaces nor full stops."""
