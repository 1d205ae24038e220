"""What arXiv's records say when a paper is withdrawn.

A withdrawn paper keeps its id and its record. Nothing marks it but words: those of its authors in
the comment, where arXiv asks for the reason, or a notice in place of the abstract or before it.
"""

from __future__ import annotations

import re

from generator.sources.page import fold_space

_THING = r"(?:paper|submissions?|article|manuscript|pre-?print|e-?print|work|version|report|note)"
_OURS = rf"(?:this|the|our|my|the\s+(?:following|present|current))\s+{_THING}"
_IS = r"(?:has\s+been|have\s+been|had\s+been|is\s+being|is|was)"
_ELSEWHERE = r"(?!\s+from\s+(?!(?:the\s+)?arxiv\b|consideration\b|public\b))"
"""Withdrawn from a conference or a journal is not withdrawn from arXiv."""

_GONE = rf"(?:(?:hereby|temporarily|voluntarily|now)\s+)?withdrawn\b{_ELSEWHERE}"
_REASON = (
    r"(?=\s*(?:$|[.,:;!)\]*-])|\s+(?:after|as|at|because|by|due|following|for|from|in|on|pending"
    r"|since|so|temporarily|to|until|voluntarily|while)\b)"
)
"""What follows where nothing stands before: "Withdrawn drugs" are another matter."""

_PASSIVE = rf"\b{_OURS}\s+{_IS}\s+{_GONE}"
_BARE = rf"(?:{_THING}\s+(?:{_IS}\s+)?)?{_GONE}{_REASON}"
_NOTICE = re.compile(
    rf"(?:^[-*\s]*|(?<=[.!?\[]\s)|(?<=\[))(?:arXiv\s+admin\s+note:\s*)?(?:{_PASSIVE}|{_BARE})",
    re.IGNORECASE,
)
"""In an abstract: a sentence that begins so, or the text in brackets."""

_ITS_OBJECT = (
    rf"(?:(?:this|the|our|my)\s+(?:current\s+)?{_THING}\b|it\b|this\b|from\s+(?:the\s+)?arxiv\b)"
    rf"{_ELSEWHERE}"
)
_PART = r"(?:^|(?<=[.!?;:\[*-])|(?<=[.!?;:*-]\s))\s*"
_COMMENT = re.compile(
    rf"{_PASSIVE}|{_PART}{_BARE}|{_PART}withdrawing\b"
    rf"|\b(?:it|this)\s+{_IS}\s+{_GONE}"
    rf"|\bauthors?(?:\(s\))?\s+(?:has|have)\s+withdrawn\s+{_ITS_OBJECT}"
    rf"|\b(?:am|are|is|hereby|to|temporarily)\s+withdraw(?:ing)?\s+{_ITS_OBJECT}"
    rf"|\brequest(?:s|ed|ing)?\s+(?:(?:a|the|full)\s+)*withdrawal\b{_ELSEWHERE}",
    re.IGNORECASE,
)
"""In a comment, which is a place for nothing else when a paper is withdrawn: a wish counts too."""

_NOT_YET = re.compile(
    r"(?:\b(?:not|never|may|might|could|if|unless|whether)|n't)(?:\s+\w+){0,3}\s*$", re.IGNORECASE
)
_FORMER = re.compile(r"\b(?:original|first|previous|earlier|older?|v1)\s+version\b", re.IGNORECASE)
_SENTENCE = re.compile(r".*?(?:[.!?](?=\s+[A-Z\[]|\])|\]|$)", re.DOTALL)


def withdrawn_by_comment(comment: str, abstract: str) -> str | None:
    """The source's words on the paper's withdrawal, or `None` when it does not speak of one.

    These are the whole comment, or the abstract's sentence. A paper about withdrawals, one that
    was withdrawn from a conference only, and one whose former version was, are not withdrawn.

    >>> withdrawn_by_comment("Withdrawn by the authors: a sign is wrong", "")
    'Withdrawn by the authors: a sign is wrong'
    >>> withdrawn_by_comment("12 pages", "[This paper has been withdrawn.] We study tea.")
    'This paper has been withdrawn.'
    >>> withdrawn_by_comment("", "Many drugs have been withdrawn from the market.") is None
    True
    """
    if "withdr" not in f"{comment} {abstract}".lower():
        return None
    comment, abstract = fold_space(comment), fold_space(abstract)
    if any(_counts(match, comment) for match in _COMMENT.finditer(comment)):
        return comment
    notices = (match for match in _NOTICE.finditer(abstract) if _counts(match, abstract))
    notice = next(notices, None)
    return _sentence_from(abstract, notice) if notice else None


def _counts(match: re.Match[str], text: str) -> bool:
    """Whether the words around a match leave it standing: no doubt, and no other version."""
    before = text[: match.start()][-80:]
    return not _NOT_YET.search(before) and not _FORMER.search(before + match[0])


def _sentence_from(text: str, match: re.Match[str]) -> str:
    sentence = _SENTENCE.match(text, match.start())
    return (sentence[0] if sentence else match[0]).strip(" []*-")
