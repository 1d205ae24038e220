"""Citations read back by programs that others wrote: what each finds, as one kind of record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema
import pybtex.database
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import NameParts, SeparateCoAuthors, SplitNameParts
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)

from generator.citations import Citation
from generator.citations.bibtex import MONTHS
from generator.citations.record import Name

ARXIV = "arXiv:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a program finds of a paper; `day` is as exact as the format can say it."""

    id: str
    title: str | None
    authors: tuple[str, ...]
    day: tuple[int, ...]
    arxiv: str | None
    doi: str | None
    url: str


def whole(citation: Citation, *, parts: int = 3, given_first: bool = False) -> Read:
    """What should be found; `parts` of a date, 2 where a format knows no day."""
    day = citation.date
    return Read(
        id=citation.id,
        title=citation.title or None,
        authors=tuple(
            _given_first(name) if given_first else name.family_first for name in citation.authors
        ),
        day=(day.year, day.month, day.day)[:parts] if day else (),
        arxiv=citation.arxiv,
        doi=citation.doi,
        url=citation.url,
    )


def _given_first(name: Name) -> str:
    return f"{name.given} {name.family}" if name.family else name.whole


# BibTeX

SIGNS = {
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciicircum": "^",
}
"""LaTeX's names of signs that pylatexenc, which both parsers of BibTeX leave TeX to, misses."""


def _make_decoder() -> LatexNodes2Text:
    context = get_default_latex_context_db()
    macros = [MacroTextSpec(name, simplify_repl=sign) for name, sign in SIGNS.items()]
    context.add_context_category("signs", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=context, math_mode="text")


DECODER = _make_decoder()


def decode(tex: str) -> str:
    """What TeX prints; most texts hold nothing that it would act on."""
    return str(DECODER.latex_to_text(tex)) if set(tex) & set("\\{}$~^%") else tex


def read_with_bibtexparser(text: str) -> Iterator[Read]:
    library = parse_string(text, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    assert not library.failed_blocks
    for entry in library.entries:
        fields = {field.key: field.value for field in entry.fields}
        authors = map(_joined_parts, fields.pop("author", ()))
        month = MONTHS.index(fields["month"]) + 1 if "month" in fields else None
        yield _of_fields(entry.key, fields, month, authors)


def _joined_parts(name: NameParts) -> str:
    return decode(" ".join((*name.first, *name.von, *name.last, *name.jr)))


def read_with_pybtex(text: str) -> Iterator[Read]:
    for key, entry in pybtex.database.parse_string(text, "bibtex").entries.items():
        authors = (
            decode(
                " ".join(
                    (
                        *person.first_names,
                        *person.middle_names,
                        *person.prelast_names,
                        *person.last_names,
                        *person.lineage_names,
                    )
                )
            )
            for person in entry.persons.get("author", ())
        )
        fields = {name.lower(): value for name, value in entry.fields.items()}
        named = fields.get("month")  # the macro is resolved to its English name
        month = MONTHS.index(named[:3].lower()) + 1 if named else None
        yield _of_fields(key, fields, month, authors)


def _of_fields(
    key: str, fields: Mapping[str, str], month: int | None, authors: Iterable[str]
) -> Read:
    fields = {name.lower(): value for name, value in fields.items()}
    assert fields.get("archiveprefix", "arXiv") == "arXiv"
    title = fields.get("title")
    return Read(
        id=key,
        title=None if title is None else decode(title),
        authors=tuple(authors),
        day=(int(fields["year"]), month) if month else (),
        arxiv=fields.get("eprint"),
        doi=fields.get("doi"),
        url=fields["url"],
    )


# RIS


def read_with_rispy(text: str) -> Iterator[Read]:
    assert text.count("\n") == text.count("\r\n")
    for record in rispy.loads(text):
        assert record["type_of_reference"] == "UNPB"
        assert "unknown_tag" not in record
        day = record.get("date", "")
        assert day[:4] == record.get("year", "")
        number = record.get("accession_number")
        yield Read(
            id=record["id"],
            title=record.get("title"),
            authors=tuple(record.get("authors", ())),
            day=tuple(map(int, filter(None, day.split("/")))),
            arxiv=number and number.removeprefix(ARXIV),
            doi=record.get("doi"),
            url=";".join(record["urls"]),  # it takes an address apart at each semicolon
        )


# CSL-JSON

TEXT = {"type": "string", "minLength": 1}
_NAME = {
    "anyOf": [
        {
            "properties": {"family": TEXT, "given": TEXT},
            "required": ["family", "given"],
            "additionalProperties": False,
        },
        {"properties": {"literal": TEXT}, "required": ["literal"], "additionalProperties": False},
    ]
}
CSL_SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "id": TEXT,
            "type": {"const": "article"},
            "title": TEXT,
            "author": {"type": "array", "minItems": 1, "items": {"type": "object", **_NAME}},
            "issued": {
                "type": "object",
                "properties": {
                    "date-parts": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 1,
                        "items": {
                            "type": "array",
                            "minItems": 3,
                            "maxItems": 3,
                            "items": {"type": "integer"},
                        },
                    }
                },
                "required": ["date-parts"],
                "additionalProperties": False,
            },
            "genre": {"const": "preprint"},
            "publisher": {"const": "arXiv"},
            "number": {"type": "string", "pattern": "^arXiv:."},
            "DOI": {"type": "string", "pattern": "^10[.]"},
            "URL": {"type": "string", "pattern": "^https?://"},
        },
        "required": ["id", "type", "URL"],
        "dependentRequired": {"genre": ["number"], "publisher": ["number"], "number": ["genre"]},
        "additionalProperties": False,
    },
}
"""What this project uses of CSL-JSON 1.0.2, which itself refuses fields that it does not name."""


def read_csl(text: str) -> Iterator[Read]:
    items = json.loads(text)
    jsonschema.validate(items, CSL_SCHEMA)
    for item in items:
        number = item.get("number")
        yield Read(
            id=item["id"],
            title=item.get("title"),
            authors=tuple(map(_csl_name, item.get("author", ()))),
            day=tuple(item["issued"]["date-parts"][0]) if "issued" in item else (),
            arxiv=number and number.removeprefix(ARXIV),
            doi=item.get("DOI"),
            url=item["URL"],
        )


def _csl_name(name: Mapping[str, Any]) -> str:
    return name["literal"] if "literal" in name else f"{name['family']}, {name['given']}"
