"""What speaks for or against a sentence as the one that says what a paper does.

Read top down: first the cues that make a sentence a candidate, then what raises it among the
candidates, then what lowers it. Weights were set by reading choices for real abstracts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LOOKED_AT: Final = 2_000
"""Characters of a sentence in which cues are sought.

No author needs more; patterns take a time that grows with the square of a sentence's length.
"""

OPENING: Final = 400
"""Characters of a sentence that its first words take at most."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One reason and its weight; one of the `needles`, cheap to look for, must be there."""

    name: str
    weight: float
    pattern: re.Pattern[str]
    needles: tuple[str, ...]

    def speaks(self, sentence: str) -> bool:
        """Whether the sentence shows the cue."""
        for needle in self.needles:  # a loop: `any` costs more than the look itself
            if needle in sentence:
                return self.pattern.search(sentence, 0, LOOKED_AT) is not None
        return False


@dataclass(frozen=True, slots=True)
class Opening(Cue):
    """A cue that looks at the first words only, and needs no needles."""

    needles: tuple[str, ...] = ()

    def speaks(self, sentence: str) -> bool:
        """Whether the sentence opens so."""
        return self.pattern.match(sentence, 0, OPENING) is not None


def _cue(name: str, weight: float, pattern: str, *needles: str) -> Cue:
    return Cue(name, weight, re.compile(pattern), needles)


def _opening(name: str, weight: float, words: str) -> Opening:
    return Opening(name, weight, re.compile(words))


_MAKE = (
    "(?:propos|introduc|present|develop|design|devis|creat|build|built|construct|formulat|establish"
    "|describ|curat|unveil|pioneer|launch|implement|offer|assembl|collect|release|open-sourc)"
)
_STUDY = (
    "(?:stud|investigat|explor|examin|analy[sz]|evaluat|survey|review|assess|revisit|address|tackl"
    "|focus|aim|provid|conduct|seek|consider|discuss|argu|report|compar|benchmark|characteri[sz]"
    "|rethink|ask|test|measur|identif|formali[sz]|tak|advocat|challeng|pos|perform"
    "|advanc|bridg|delv|defin|outlin|shar|giv|track|contribut|categori[sz]|classif|suggest|automat|expand|translat"
    "|replicat|generali[sz])"
)
_SHOW = (
    "(?:show|demonstrat|find|found|prov|reveal|discover|observ|train|adapt|extend|us|appl|leverag"
    "|enabl|scal|improv|combin|integrat|make|achiev|highlight|illustrat|uncover|deriv|enhanc|adopt|employ|prompt)"
)
_MAYBE = (
    r"(?: (?:then|thus|here|hence|therefore|first|also|further|now|instead|have|aim to|seek to"
    r"|\w+ly))*"
)
_WE = rf"\b(?:[Ww]e|[Tt]he authors|I){_MAYBE} "
_WORK = (
    r"(?:paper|work|study|article|survey|report|technical report|research|tutorial|thesis|project"
    r"|manuscript|letter|review|chapter|system card)"
)
_THIS = (
    rf"\b(?:(?:[Tt]his|[Oo]ur)(?: \w+)?|[Tt]he) {_WORK}"
    r"(?: (?:thus|aims to|seeks to|attempts to|\w+ly))* "
)
_WE_NEEDLES = ("We ", "we ", "authors ", "I ")
_WORK_NEEDLES = (
    *("paper ", " work ", "study ", "article ", "survey ", "report ", "research ", "review "),
    *("tutorial ", "project ", "thesis ", "manuscript ", "chapter ", "letter ", "card "),
)
_IS_PROPOSED = r"\b(?:is|are) (?:proposed|introduced|presented|developed)\b"
_IS_PROPOSED_NEEDLES = tuple(
    f"{verb} {done}"
    for verb in ("is", "are")
    for done in ("proposed", "introduced", "presented", "developed")
)

TELLING: Final[tuple[Cue, ...]] = (
    _cue("makes something", 10, _WE + _MAKE, *_WE_NEEDLES),
    _cue("this paper makes something", 10, _THIS + _MAKE, *_WORK_NEEDLES),
    _cue("this paper studies something", 8.5, f"{_THIS}(?:{_STUDY}|{_SHOW})", *_WORK_NEEDLES),
    _cue("something is proposed", 7, _IS_PROPOSED, *_IS_PROPOSED_NEEDLES),
    _cue("studies something", 7, _WE + _STUDY, *_WE_NEEDLES),
    _cue(
        "in this paper we",
        6.5,
        rf"\b[Ii]n (?:this|our)(?: \w+)? {_WORK},? we ",
        *("n this ", "n our "),
    ),
    _opening(
        "says what it is",
        5,
        r"(?:[A-Z][\w.+-]*[A-Z0-9][\w.+-]*|The [A-Z]\w+)(?: [\w.+-]+){0,3}(?: \([^)]*\))?,?"
        r" (?:is|are) (?:a|an|the|our) ",
    ),
    _cue("shows something", 4, _WE + _SHOW, *_WE_NEEDLES),
    _cue(
        "in this paper",
        3,
        rf"\b[Ii]n (?:this|our|the present)(?: \w+)? {_WORK}\b",
        *("n this ", "n our ", "n the present "),
    ),
    _opening("here", 3, "Here,? "),
)
"""What makes a sentence a candidate, strongest first: one counts."""

_FOR = (
    _opening(
        "answers a problem",
        1.5,
        r"(?:To (?:address|tackle|solve|overcome|bridge|fill|mitigate|alleviate|this end|close"
        r"|remedy|resolve|enable|facilitate|answer)|Motivated by|Inspired by|In response)\b",
    ),
    _opening("in this paper first", 1.5, rf"(?:In this|Here)(?: \w+)?(?: {_WORK})?,? "),
    _cue(
        "names it",
        1.5,
        r"\b(?:called|named|termed|dubbed|coined|namely)\b|\([A-Z][\w-]*[A-Z0-9][\w-]*\)",
        *("called", "named", "termed", "dubbed", "coined", "namely", "("),
    ),
    _cue(
        "introduces a name",
        1.5,
        r"\b(?:introduc|present|propos)(?:e|es|ing)? (?:the )?[\"“]?[A-Z]",
        *("ntroduc", "resent", "ropos"),
    ),
    _cue(
        "by making it",
        2.5,
        r"\bby (?:proposing|introducing|presenting|developing|designing)\b",
        *("by proposing", "by introducing", "by presenting", "by developing", "by designing"),
    ),
    _cue(
        "new",
        1,
        r"\ban? (?:\w+[ ,-]+){0,3}?(?:novel|new|simple|comprehensive|unified|large-scale)\b"
        r"|\bthe first\b",
        *("novel", "new", "first", "simple", "comprehensive", "unified", "large-scale"),
    ),
)
_AGAINST = (
    _opening(
        "one more part",
        -5,
        r"(?:Additionally|Furthermore|Moreover|Besides|In addition|Finally|Lastly|Also|Then|Next"
        r"|Second|Secondly|Third|Thirdly|Meanwhile|Further|Alongside|Complementing|Beyond|Along with"
        r"|On the \w+ side|Together with|By releasing|For (?:the )?\w+, we)\b",
    ),
    _cue(
        "makes one more",
        -4,
        r"\b(?:also|further|additionally) (?:\w+ )?(?:propos|introduc|present|develop|design|releas"
        r"|provid|creat|construct|contribut|build|show|demonstrat|conduct|explor|investigat|analy)",
        *("also ", "further ", "additionally "),
    ),
    _opening(
        "a detail",
        -3,
        r"(?:Specifically|Concretely|In particular|For (?:example|instance)|First|Firstly|Notably"
        r"|Technically|More specifically|During|Central to|Subsequently|Namely|Afterwards|At (?:the|its) (?:core|heart))\b",
    ),
    _opening(
        "a means",
        -4.5,
        r"To (?:\w+ly )?(?:evaluate|measure|perform|validate|verify|quantify|support|train)\b",
    ),
    _opening("on what came before", -1, r"(?:Through|Building on|Based on|Leveraging|Using|With) "),
    _cue(
        "announces a list",
        -6,
        r"\bin (?:two|three|four|several) (?:\w+ )?(?:ways|aspects|folds?|parts|directions)\b"
        r"|\bfrom (?:two|three|four|several) (?:\w+ )?(?:perspectives|aspects|angles)\b|:$",
        *(" two ", " three ", " four ", " several ", ":"),
    ),
    _opening("an item of a list", -4, r"\(?(?:\d|[ivx]+)[).]"),
    _cue(
        "a first step",
        -2,
        r"\b[Ww]e (?:first|firstly|initially) |^We then ",
        "e first",
        "e then",
        "e init",
    ),
    _cue("a claim", -4, r"\b(?:propose|present) that\b", "propose that", "present that"),
    _cue(
        "experiments",
        -3,
        r"\b(?:[Ee]xperiments?|[Rr]esults|[Ee]valuations?|[Ee]xperimental)\b.{0,60}"
        r"\b(?:show|demonstrat|indicat|reveal|confirm|validat|suggest|highlight)"
        r"|\bexperiments to\b|\b(?:extensive|comprehensive|thorough) experiments\b"
        r"|\bdemonstrate the (?:versatil|effective|superior|efficac)",
        *("xperiment", "esults", "valuations", "demonstrate the"),
    ),
    _cue("a success", -1.5, r"\b(?:outperform|surpass|achiev)", "utperform", "urpass", "chiev"),
    _cue("an address", -9, "https?://", "http"),
    _cue(
        "available",
        -9,
        r"\b(?:is|are|be|been|made?) (?:\w+ )?(?:publicly|freely|openly) (?:available|releas)"
        r"|\bwill (?:be )?(?:release|open)"
        r"|\bavailable (?:at|on|here|for download)",
        *("vailable", "release", "will open", "will be open"),
    ),
    _cue(
        "code",
        -9,
        r"\b[Cc]ode(?:s|base)?\b.{0,60}\b(?:available|released|found|public)",
        *(" code ", "Code ", " codes ", "Codes ", " codebase ", "Codebase "),
    ),
    _cue(
        "a release",
        -8,
        r"\b[Ww]e (?:\w+ )?(?:(?:release|open-source|publish)\b(?!.{0,60}, (?:a|an|the) )"
        r"|make\b.{0,120}\b(?:code|models|weights|checkpoints|publicly|available))",
        *("e release", "e open-source", "e publish", "e make", "y release", "o release"),
    ),
    _opening(
        "background",
        -2,
        r"(?:However|Recent|Recently|Existing|Current|Despite|Although|While|Yet|Traditional|Prior"
        r"|Previous|Most|Many|Unfortunately|Nevertheless|As)\b",
    ),
    _cue("a question", -2, r"\?$", "?"),
    _cue("earlier work", -6, r"\bpreviously (?:introduc|propos|present)", "previously "),
    _cue(
        "a step of the work",
        -2,
        r"\b[Ww]e (?:train|evaluate|test|collect|use|apply|conduct|perform|provide|observe|find)\b",
        *_WE_NEEDLES,
    ),
)

RANKING: Final[tuple[Cue, ...]] = (*_FOR, *_AGAINST)
"""What ranks the candidates."""
