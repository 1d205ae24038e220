"""Escaping for BibTeX: what TeX would act on, it prints instead."""

from __future__ import annotations

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
    }
)


def bibtex(text: str) -> str:
    """Text for the value of a BibTeX field in braces; they stay balanced whatever it holds."""
    return clean(text).translate(_ESCAPES)
