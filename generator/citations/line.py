"""A citation as a line of plain text, for those who only want to paste it."""

from __future__ import annotations

from generator.citations.record import Citation
from generator.text.sentences import end_sentence

MOST_NAMES = 6
"""Authors that the line names; more are `et al.`"""


def to_line(citation: Citation) -> str:
    """`Names (2024). Title. arXiv:2401.00001. Address`, with what is known of it.

    As the APA has it, a title that nobody is named for takes the place of the names.
    """
    names = [name.whole for name in citation.authors]
    who = ", ".join(names) if len(names) <= MOST_NAMES else f"{names[0]} et al."
    year = f"({citation.date.year})" if citation.date else ""
    arxiv = f"arXiv:{citation.arxiv}" if citation.arxiv else ""
    first, then = (who, citation.title) if who else (citation.title, "")
    sentences = (" ".join(filter(None, (first, year))), then, arxiv)
    return " ".join((*map(end_sentence, filter(None, sentences)), citation.url))
