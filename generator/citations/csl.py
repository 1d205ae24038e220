"""CSL-JSON, the one form that loses nothing of a preprint.

Names that no source splits are `literal`: shown as they came, and sorted by their first word. To
guess a family name would be wrong too often, and nobody could see that it was guessed.
Texts stand as they are: a whole `<i>` or `<sub>` in one is markup to programs that set citations,
and the format has no way to say that it is not.
"""

from __future__ import annotations

import json
from typing import Any

from generator.citations.record import Citation, Name


def to_csl(citation: Citation) -> str:
    """One item, on one line."""
    return json.dumps(_item(citation), ensure_ascii=False)


def _item(citation: Citation) -> dict[str, Any]:
    day = citation.date
    item = {
        "id": citation.id,
        "type": "article",  # what CSL calls a preprint
        "title": citation.title,
        "author": list(map(_name, citation.authors)),
        "issued": day and {"date-parts": [[day.year, day.month, day.day]]},
        **_arxiv(citation.arxiv),
        "DOI": citation.doi,
        "URL": citation.url,
    }
    return {name: value for name, value in item.items() if value}


def _arxiv(arxiv: str | None) -> dict[str, str]:
    """That it is a preprint is known only of a paper that is on a server for them."""
    if arxiv is None:
        return {}
    return {"genre": "preprint", "publisher": "arXiv", "number": f"arXiv:{arxiv}"}


def _name(name: Name) -> dict[str, str]:
    if name.family and name.given:
        return {"family": name.family, "given": name.given}
    return {"literal": name.whole}
