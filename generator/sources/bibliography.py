"""What the exports of reference managers share: names, identifiers, days, and what is not kept.

Such records have many places for one fact. An arXiv id stands in a field of its own, in the number,
the journal, the DOI, the address, or a line `arXiv: …` of the notes; and notes are private. So a
record is read field by field: what is wholly understood is kept, any other field is told as lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from html import unescape
from html.entities import html5

from generator.ids import parse_arxiv, parse_doi, parse_openreview
from generator.records import ADDRESS_KINDS, ID_KINDS, Author, Day, LinkKind
from generator.sources.losses import Losses
from generator.sources.page import fold_space
from generator.web import is_meant

_MARK = re.compile(
    r"^(?:(?P<bibtex>[ \t]*@[A-Za-z]+[ \t]*[{(])|(?P<ris>TY  -(?: |$)))", re.MULTILINE
)


def first_mark(head: str) -> str | None:
    """Which of the two formats of lines a file is by its first record: `bibtex` or `ris`."""
    if head.lstrip()[:1] in {"[", "{", "<"}:
        return None
    found = _MARK.search(head)
    return found.lastgroup if found else None


# Names

_OTHERS = {"others", "et al", "and others"}


def is_others(name: str) -> bool:
    """Whether a name stands for authors who are not named."""
    return fold_space(name).casefold().rstrip(".") in _OTHERS


_SUFFIX = re.compile(
    r"(?:[JS]n?r|Junior|Filho|Neto|Sobrinho|[IVX]+|\d(?:st|nd|rd|th)|Ph\. ?D|PhD|M\. ?D|MD|Esq)\.?",
    re.IGNORECASE,
)


def is_suffix(text: str) -> bool:
    """Whether a part of a name stands behind it, as `Jr.` and `III` do."""
    return bool(_SUFFIX.fullmatch(fold_space(text)))


def make_author(family: str = "", given: str = "", suffix: str = "") -> Author | None:
    """An author whose name the source splits; one part alone is a whole name.

    A suffix such as `Jr.` stays with the family name, since a record has no other place for it.
    """
    family, given = (fold_space(without_entities(part)) for part in (f"{family} {suffix}", given))
    if family and given:
        return Author(name=f"{given} {family}", family=family, given=given)
    return Author(name=family or given) if family or given else None


# Days

_WHOLE_DAY = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:/.*)?", re.ASCII | re.DOTALL)
_PARTIAL = re.compile(r"\d{4}(?:[-/]\d{0,2})?[-/ ]*", re.ASCII)
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)", re.ASCII)
PARTIAL_DATE = "the date of {records} is a year or month only, and not kept"
NO_DATE = "the date of {records} cannot be read as one whole day, and is not kept"


def make_day(year: int, month: int, day: int) -> Day | None:
    """A whole day, if the calendar has it."""
    try:
        date(year, month, day)
    except ValueError:
        return None
    return Day(year=year, month=month, day=day)


def parse_day(text: str) -> Day | None:
    """A whole day, as `2024-01-02` or `2024/1/2`, or with RIS's remark: `2024/01/02/spring`.

    A time of the day is no part of it: what such programs add is mostly midnight.
    """
    day = text.strip().partition("T")[0]
    found = _WHOLE_DAY.fullmatch(day)
    if not found or (found[2] == "-" and day.count("/")):  # a range of days
        return None
    return make_day(int(found[1]), int(found[3]), int(found[4]))


def find_day(record: Record, stated: Iterable[tuple[str, str]]) -> Day | None:
    """The first whole day that a record states; other dates of it are told as lost.

    Args:
        record: Gets what is not kept.
        stated: Names of fields and their texts, the best first.
    """
    texts = {name: text.strip() for name, text in stated if text.strip()}
    days = {name: day for name, text in texts.items() if (day := parse_day(text))}
    for name in texts:
        record.keep(name)
    if not days:
        if texts:
            partial = all(_PARTIAL.fullmatch(text) for text in texts.values())
            record.kind(PARTIAL_DATE if partial else NO_DATE)
        return None
    taken, day = next(iter(days.items()))
    for name, text in texts.items():
        if not _agrees(text, day):
            record.say(f"`{name}` is {text[:60]!r}, and `{taken}` another day, which is taken")
    return day


def _agrees(text: str, day: Day) -> bool:
    """Whether a date is that day, or its year or month alone."""
    numbers = [int(number) for number in _NUMBER.findall(text)[:3]]
    return bool(numbers) and numbers == [day.year, day.month, day.day][: len(numbers)]


# Identifiers

_LABELLED = re.compile(r"arxiv[:.]|oai:arxiv|https?://|doi:|10\.\d", re.IGNORECASE)
_ARXIV_WORDS = re.compile(
    r"(?:arxiv(?: e-?prints?| preprints?)?[,:]? |corr,? )(?=arxiv:)", re.IGNORECASE
)
_CLASSES = re.compile(r" ?\[[\w., -]*\]$", re.ASCII)
_OPENREVIEW = re.compile(r"https?://openreview\.net/", re.IGNORECASE)
_SHORT_DOI = re.compile(r"10/\w+", re.ASCII)
_ARXIV_ITSELF = {"arxiv", "arxiv.org", "corr", "arxiv preprint", "arxiv e-prints", "arxiv eprints"}
_LINE = re.compile(r"(?P<key>[\w][\w .-]{0,30}?)\s*:\s*(?P<value>\S.*)")
_ARXIV_KEYS = {"arxiv", "arxiv id", "arxivid", "eprint", "_eprint", "tex.eprint"}

_NOBODYS = {"1011.1669"}
"""Ids that a program wrote into records of other papers: Mendeley did so for years."""


def identify(text: str, *, bare: bool = False) -> tuple[LinkKind, str] | None:
    """The identifier that a text is: labelled, or an address, or a DOI; `bare` an arXiv id alone.

    >>> identify("arXiv preprint arXiv:2401.00001v2")
    ('arxiv', '2401.00001')
    """
    text = _ARXIV_WORDS.sub("", fold_space(text), count=1)
    if not (bare or _LABELLED.match(text)):
        return None
    if _OPENREVIEW.match(text):
        forum = parse_openreview(text)
        return ("openreview", forum) if forum else None
    if arxiv := parse_arxiv(text):
        return ("arxiv", arxiv)
    doi = parse_doi(text)
    return ("doi", doi) if doi else None


class Record:
    """One record while it is read: its fields, of which each is kept or told as lost.

    Nothing is told before `close`, so that a record that cannot be read loses nothing.
    """

    def __init__(self, fields: Iterable[str]) -> None:
        self._left = dict.fromkeys(fields)
        self._places: list[str] = []
        self._links: dict[tuple[LinkKind, str], None] = {}
        self._said: list[str] = []
        self._kinds: list[str] = []

    def keep(self, name: str) -> None:
        """A field is kept, or what it loses is told already."""
        self._left.pop(name, None)

    def say(self, sentence: str) -> None:
        """Tell what this record alone loses."""
        self._said.append(sentence)

    def say_joined(self, name: str, mend: str) -> None:
        """Tell that the authors are lost: one name of them is several, which nobody can part."""
        shown = fold_space(name)[:60]
        self.say(f"the authors are not kept: {shown!r} is more than one name; {mend}")

    def kind(self, sentence: str) -> None:
        """Tell what many records lose; see `Losses.kind`."""
        self._kinds.append(sentence)

    def take(self, name: str, text: str, *, bare: bool = False) -> None:
        """Take the identifiers that a field consists of; it is kept if there is nothing else."""
        if fold_space(text).casefold() in _ARXIV_ITSELF:
            self._places.append(name)
        elif self._take_all(_parts(text), bare=bare):
            self.keep(name)

    def take_doi(self, name: str, text: str) -> None:
        """Take a DOI, or say that it is none; any other identifier may stand in its place."""
        if not text.strip():
            return
        if _SHORT_DOI.fullmatch(text.strip()):
            self.kind("the DOI of {records} is a short one (10/…), and not kept")
        elif not self._take_all([text], bare=False):
            self.say(f"{fold_space(text)[:80]!r} is no DOI that can be read, and is not kept")
        self.keep(name)

    def take_lines(self, name: str, text: str) -> None:
        """Take the lines of a note that name an identifier or an address; the rest is private."""
        lines = [fold_space(line) for line in text.splitlines() if line.strip()]
        taken = [self._take_line(line) for line in lines]
        if all(taken):
            self.keep(name)

    def take_address(self, kind: LinkKind, name: str, text: str) -> None:
        """Take an address that is labelled as what it is."""
        if self._take_address(kind, text.strip()):
            self.keep(name)

    def close(self, losses: Losses, line: int) -> tuple[tuple[LinkKind, str], ...]:
        """Tell all that is lost; return the links, one of each kind of identifier."""
        links = tuple(self._chosen())
        if any(kind == "arxiv" for kind, _ in links):
            for name in self._places:
                self.keep(name)
        for sentence in self._said:
            losses.say(line, sentence)
        for sentence in dict.fromkeys(self._kinds):
            losses.kind(sentence)
        for name in self._left:
            losses.field(name)
        return links

    def _take_all(self, parts: Iterable[str], *, bare: bool) -> bool:
        taken = [self._take_one(part, bare=bare) for part in parts]
        return all(taken)

    def _take_one(self, text: str, *, bare: bool) -> bool:
        plain = _CLASSES.sub("", fold_space(text), count=1)
        found = identify(plain, bare=bare)
        if found and found[1] not in _NOBODYS:
            self._links.setdefault(found)
            return plain == fold_space(text)
        return False

    def _take_line(self, line: str) -> bool:
        found = _LINE.fullmatch(line)
        if not found:
            return False
        key, value = found["key"].casefold(), found["value"]
        if key in _ARXIV_KEYS:
            return self._take_one(value, bare=True)
        if key == "doi":
            return bool(parse_doi(value)) and self._take_one(value, bare=False)
        address = next((kind for kind in ADDRESS_KINDS if kind == key), None)
        return address is not None and self._take_address(address, value)

    def _take_address(self, kind: LinkKind, text: str) -> bool:
        is_address = is_meant(text)
        if is_address:
            self._links.setdefault((kind, text))
        return is_address

    def _chosen(self) -> Iterator[tuple[LinkKind, str]]:
        """The first identifier of each kind, then all addresses; any other identifier is told."""
        for kind in (*ID_KINDS, *ADDRESS_KINDS):
            first, *others = [value for of, value in self._links if of == kind] or [""]
            if first:
                yield kind, first
            for value in others:
                if kind in ADDRESS_KINDS:
                    yield kind, value
                else:
                    self.say(f"the {kind} id {value!r} is not kept: {first!r} was stated first")


def _parts(text: str) -> list[str]:
    """The addresses of a field that holds several, else its text."""
    words = text.split()
    return words if all("://" in word for word in words) else [text]


# Texts

_ENTITY = re.compile(r"&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)


def without_entities(text: str) -> str:
    """Text as it was before an exporter wrote it for the web: `&amp;` as `&`, `&uuml;` as `ü`."""
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    is_known = entity[1].startswith("#") or f"{entity[1]};" in html5
    return unescape(entity[0]) if is_known else entity[0]


_TAG = re.compile(
    r"</?(?:i|b|em|strong|sub|sup|sc)>|</span>|<span(?: [a-z]+=\"[^\"<>]*\")*>", re.IGNORECASE
)


def strip_tags(text: str) -> str:
    """A title without the few tags that reference managers set in one; any other `<` is text."""
    return _TAG.sub("", text) if "<" in text else text
