"""Sentences of an abstract, and the one that says what the paper does.

The sentence is chosen, never written: each gets a score from stated cues, and the best one wins,
the earlier one among equals; `explain` tells which cues spoke.
"""

# ruff: noqa: RUF001 - the look-alikes are the subject here

from __future__ import annotations

import re
from typing import Final

from generator.text.cues import RANKING, TELLING, Cue
from generator.text.display import as_text

LONG: Final = 320
"""Characters of a sentence from which a shorter good one is preferred."""

_SHORT: Final = 45
_EARLIER: Final = 0.12
_NAMED: Final = 2.5
_MAX_SENTENCES: Final = 40

_END = re.compile(
    r"[.!?…](?<![.!?…]{2})[.!?…]*+(?P<closing>[\"'”’)\]]*)"
    r"(?:(?P<space>\s+)(?=[\"'“‘(\[]?(?:[A-Z0-9$\\Α-ω]|[a-z]+[A-Z0-9]))"
    r"|(?<=[a-z)%\d]\.)(?=(?:We|The|This|These|In|Our|It|However|To|Code|By|Moreover) ))"
    r"|[。！？]++[」』”’）)]*+"  # no space follows these
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“\"~/–—-])(?:e\.g|i\.e|et al|[Ff]igs?|[Ee]qs?|[Ss]ecs?|[Tt]abs?|[Cc]h|vs|cf|viz"
    r"|approx|resp|w\.r\.t|a\.k\.a|i\.i\.d|[Nn]o|[Vv]ol|pp?|[Ee]d|Dr|Mr|Mrs|Ms|Prof|St|Jr|Inc|Ltd"
    r"|Co|Corp|(?:[A-Z]\.)+[A-Z])$"
)
_INITIAL = re.compile(r"(?:^|[\s(.])[A-Z]$")
_OPENERS = re.compile(
    r"(?:We|The|This|These|Our|In|It|However|To|While|By|Unlike|Experiments?|Extensive|Code|For|A"
    r"|An|As|On|With|Here|Then|Thus|Moreover|Furthermore|Additionally|Specifically|Finally)\b"
)
_LIST_NUMBER = re.compile(r"(?:^|[:;—–]\s*)\(?\d{1,2}$")


def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, in order, without the space between them."""
    sentences, start = [], 0
    for found in _END.finditer(text):
        if _is_end(text, start, found):
            end = found.end() if found["closing"] is None else found.end("closing")
            sentences.append(text[start:end].strip())
            start = found.end()
    sentences.append(text[start:].strip())
    return tuple(filter(None, sentences))


def _is_end(text: str, start: int, found: re.Match[str]) -> bool:
    """Whether a full stop ends a sentence; after an abbreviation or a list's number it does not."""
    stop = found.start()
    if found["space"] is None or text[stop] != "." or text[stop + 1 : stop + 2] == ".":
        return True
    before = text[max(start, stop - 24) : stop]
    if _INITIAL.search(before):
        return _OPENERS.match(text, found.end()) is not None
    return not (_ABBREVIATION.search(before) or _LIST_NUMBER.search(before))


def key_sentence(abstract: str, title: str = "") -> str | None:
    """The sentence of a listed abstract that says what the paper does, as plain text.

    A name that the title puts before a colon speaks for the sentences that use it. The result is
    not escaped, and as long as it is; `shorten` cuts it. `None` when there is no abstract.
    """
    sentences = split_sentences(as_text(abstract))[:_MAX_SENTENCES]
    if not sentences:
        return None
    name, colon, _ = as_text(title).partition(":")
    told = [_told(sentence) for sentence in sentences]
    candidates = [i for i, weight in enumerate(told) if weight] or range(len(sentences))
    return sentences[
        max(
            candidates,
            key=lambda i: (told[i] + _score(sentences[i], i, name if colon else ""), -i),
        )
    ]


def _told(sentence: str) -> float:
    return next((cue.weight for cue in TELLING if cue.speaks(sentence)), 0)


def explain(sentence: str) -> tuple[Cue, ...]:
    """The cues that count for a sentence."""
    telling = next(((cue,) for cue in TELLING if cue.speaks(sentence)), ())
    return (*telling, *(cue for cue in RANKING if cue.speaks(sentence)))


def _score(sentence: str, position: int, name: str) -> float:
    score = sum(cue.weight for cue in RANKING if cue.speaks(sentence)) - _EARLIER * position
    if name and name in sentence:
        score += _NAMED
    if len(sentence) > LONG:
        score -= 2 + (len(sentence) - LONG) / 100
    return score - 3 * (len(sentence) < _SHORT)


def shorten(text: str, limit: int = LONG) -> str:
    """At most `limit` characters of plain text: cut at a word, with an ellipsis where cut."""
    if len(text) <= limit:
        return text
    head, _, _ = text[:limit].rpartition(" ")
    cut = head if len(head) > limit // 2 else text[: limit - 1]
    return cut.rstrip(" ,;:–—-([“") + "…"


def end_sentence(text: str) -> str:
    """A text with a mark at its end: a full stop, where it has none of its own."""
    return text if text.endswith((".", "?", "!")) else f"{text}."
