"""What speaks for or against a sentence as the one that says what a paper does.

Read top down: first the cues that make a sentence a candidate, then what raises it among the
candidates, then what lowers it. Weights were set by reading choices for real abstracts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One reason; `needles` are cheap to look for, and one of them must be in the sentence."""

    name: str
    weight: float
    needles: tuple[str, ...]
    pattern: re.Pattern[str]

    def speaks(self, sentence: str) -> bool:
        """Whether the sentence shows the cue."""
        if self.needles and not any(needle in sentence for needle in self.needles):
            return False
        return self.pattern.search(sentence) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening(Cue):
    """A cue that looks at the first words only."""

    def speaks(self, sentence: str) -> bool:
        """Whether the sentence opens so."""
        return self.pattern.match(sentence) is not None


_MAKE = (
    "(?:propos|introduc|present|develop|design|devis|creat|build|built|construct|formulat|establish"
    "|describ|contribut|curat|unveil|pioneer|launch|implement|offer|collect|release)"
)
_STUDY = (
    "(?:stud|investigat|explor|examin|analy[sz]|evaluat|survey|review|assess|revisit|address|tackl"
    "|focus|aim|provid|conduct|seek|consider|discuss|argu|report|compar|benchmark|characteri[sz]"
    "|rethink|ask|test|measur|identif|formali[sz]|systemati|tak|advocat|challeng|pos|perform"
    "|advanc|bridg|delv|defin|outlin|shar|giv|ar(?:e|gu))"
)
_SHOW = (
    "(?:show|demonstrat|find|found|prov|reveal|discover|observ|train|adapt|extend|us|appl|leverag"
    "|enabl|scal|improv|combin|integrat|make|made|mak|achiev|highlight|illustrat|uncover|deriv)"
)
_ADVERBS = r"(?: (?:then|thus|here|hence|first|also|further|now|aim to|seek to|instead|have|\w+ly))*"
_WE = rf"\b(?:[Ww]e|[Tt]he authors|I){_ADVERBS} "
_WORK = (
    r"(?:paper|work|study|article|survey|report|technical report|research|tutorial|thesis|project"
    r"|manuscript|letter|review|chapter|system card)"
)
_THIS = rf"\b(?:[Tt]h(?:is|e)|[Oo]ur)(?: (?:present|position|technical|\w+))? {_WORK}(?: (?:thus|aims to|seeks to|attempts to|\w+ly))* "
_WE_NEEDLES = ("We ", "we ", "authors ", "I ")
_WORKS = ("paper ", " work ", "study ", "article ", "survey ", "report ", "research ", "review ", "tutorial ", "project ", "thesis ", "manuscript ", "chapter ", "letter ", "card ")

TELLING: Final[tuple[Cue, ...]] = (
    Cue(name="makes something", weight=10, needles=_WE_NEEDLES, pattern=re.compile(_WE + _MAKE)),
    Cue(name="this paper makes something", weight=10, needles=_WORKS, pattern=re.compile(_THIS + _MAKE)),
    Cue(name="this paper studies something", weight=8.5, needles=_WORKS, pattern=re.compile(rf"{_THIS}(?:{_STUDY}|{_SHOW})")),
    Cue(name="something is proposed", weight=7, needles=("is proposed", "is introduced", "is presented", "is developed", "are proposed", "are introduced", "are presented"), pattern=re.compile(r"\b(?:is|are) (?:proposed|introduced|presented|developed)\b")),
    Cue(name="studies something", weight=7, needles=_WE_NEEDLES, pattern=re.compile(_WE + _STUDY)),
    Cue(name="shows something", weight=4, needles=_WE_NEEDLES, pattern=re.compile(_WE + _SHOW)),
    Cue(name="in this paper", weight=3, needles=("n this ", "n our ", "n the present "), pattern=re.compile(rf"\b[Ii]n (?:this|our|the present)(?: \w+)? {_WORK}\b")),
    Opening(name="here", weight=3, needles=(), pattern=re.compile(r"Here,? ")),
    Opening(name="says what it is", weight=5, needles=(), pattern=re.compile(r"(?:[A-Z][\w.+-]*[A-Z0-9][\w.+-]*|The [A-Z]\w+)(?: [\w.+-]+){0,3}(?: \([^)]*\))?,? (?:is|are) (?:a|an|the|our) ")),
)
"""What makes a sentence a candidate."""

_FOR = (
    Opening(name="answers a problem", weight=1.5, needles=(), pattern=re.compile(r"(?:To (?:address|tackle|solve|overcome|bridge|fill|mitigate|alleviate|this end|close|remedy|resolve|enable|facilitate|answer)|Motivated by|Inspired by|In response)\b")),
    Cue(name="names it", weight=1.5, needles=("called", "named", "termed", "dubbed", "coined", "namely", "("), pattern=re.compile(r"\b(?:called|named|termed|dubbed|coined|namely)\b|\([A-Z][\w-]*[A-Z0-9][\w-]*\)")),
    Cue(name="introduces a name", weight=1.5, needles=("ntroduc", "resent", "ropos"), pattern=re.compile(r"\b(?:introduc|present|propos)(?:e|es|ing)? (?:the )?(?:\"|“)?[A-Z]")),
    Cue(name="new", weight=1, needles=("novel", "new", "first", "simple", "comprehensive", "unified", "large-scale"), pattern=re.compile(r"\b(?:a|an|the) (?:\w+[ ,-]+){0,3}?(?:novel|new|first|simple|comprehensive|unified|large-scale)\b")),
)
_AGAINST = (
    Opening(name="one more part", weight=-5, needles=(), pattern=re.compile(r"(?:Additionally|Furthermore|Moreover|Besides|In addition|Finally|Lastly|Also|Then|Next|Second|Secondly|Third|Thirdly|Meanwhile|Further|Alongside|Complementing|Beyond|Along with|On the \w+ side|As part of|Together with|For (?:evaluation|training|the))\b")),
    Cue(name="makes one more", weight=-4, needles=("also", "further", "additionally"), pattern=re.compile(r"\b(?:also|further|additionally) (?:\w+ )?(?:propos|introduc|present|develop|design|releas|provid|creat|construct|contribut|build|show|demonstrat|conduct|explor|investigat|analy[sz])")),
    Opening(name="a detail", weight=-3, needles=(), pattern=re.compile(r"(?:Specifically|Concretely|In particular|For (?:example|instance)|First|Firstly|Notably|Technically|More specifically|Through|Building on|Based on|During|At (?:the|its) (?:core|heart)|Central to|Leveraging|Using)\b")),
    Opening(name="an item of a list", weight=-4, needles=(), pattern=re.compile(r"\(?(?:\d|[ivx]+)[).]|We first ")),
    Cue(name="a first step", weight=-2, needles=("we first", "e then"), pattern=re.compile(r"\bwe first(?:ly)? |^We then ")),
    Cue(name="a claim", weight=-4, needles=("propose that", "propose to"), pattern=re.compile(r"\bpropose that\b")),
    Cue(name="a result", weight=-3, needles=("xperiment", "esults", "valuations", "utperform", "urpass", "chiev"), pattern=re.compile(r"\b(?:[Ee]xperiments?|[Rr]esults|[Ee]valuations?|[Ee]xperimental)\b.{0,60}\b(?:show|demonstrat|indicat|reveal|confirm|validat|suggest|highlight)|\b(?:outperform|surpass)|\bachiev\w+\b|\bexperiments to\b|\b(?:extensive|comprehensive|thorough) experiments\b")),
    Cue(name="an address", weight=-9, needles=("http",), pattern=re.compile("https?://")),
    Cue(name="available", weight=-9, needles=("vailable", "eleased"), pattern=re.compile(r"\b(?:publicly|freely|openly) (?:available|releas)|\bavailable (?:at|on|here|for download)|\bwill (?:be )?(?:release|open)")),
    Cue(name="code", weight=-9, needles=(" code ", "Code ", " codes ", "Codes ", " codebase ", "Codebase "), pattern=re.compile(r"\b[Cc]ode(?:s|base)?\b.{0,60}\b(?:available|released|found|public)")),
    Cue(name="a release", weight=-8, needles=("e release", "e open-source", "e publish", "e make", "y release", "o release"), pattern=re.compile(r"\b[Ww]e (?:\w+ )?(?:(?:release|open-source|publish)\b|make\b.{0,120}\b(?:code|models|weights|checkpoints|publicly|available))")),
    Opening(name="background", weight=-2, needles=(), pattern=re.compile(r"(?:However|Recent|Recently|Existing|Current|Despite|Although|While|Yet|Traditional|Prior|Previous|Most|Many|Unfortunately|Nevertheless|As)\b")),
    Cue(name="a question", weight=-2, needles=("?",), pattern=re.compile(r"\?$")),
    Cue(name="the background of it", weight=-2, needles=("we ", "We "), pattern=re.compile(r"\b(?:[Ww]e (?:train|evaluate|test|collect|use|apply|conduct|perform|provide|observe|find)\b)")),
)

RANKING: Final[tuple[Cue, ...]] = (*_FOR, *_AGAINST)
"""What ranks the candidates."""
