"""The text of a Hugging Face Daily Papers page, in the three layouts seen so far.

*Full*: title, abstract, `• 5 authors` (or `nvidia NVIDIA`), `·`, `Sep 26 4`, the last number being
the count of comments. *Bare*: the same without the lines of authors and date, for some entries or
for all. *Addressed* (2026): the page's addresses stand between the lines, titles and abstracts are
followed by that of the paper, and the count of comments is a line of its own. Programs that save
pages as Markdown give that too, with links, pictures and escapes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final

from generator.dates import parse_day, parse_iso_date
from generator.ids import parse_arxiv
from generator.problems import ContentError, Problem
from generator.records import Day, LinkKind, Organisation, RawEntry
from generator.sources.losses import Losses
from generator.sources.organisations import read_organisations
from generator.sources.page import (
    Page,
    cut_off,
    decode_text,
    fold_space,
    over_limit,
    refusal,
    unreadable,
)
from generator.sources.runs import Block, Guess, split_run
from generator.web import is_meant

SINCE = date(2023, 5, 4)
"""The first day that such a page exists for."""

MARK = "and the research community"
"""Every layout has this in its head, before the page's date."""

_SITE = "https://huggingface.co/"
_PAPER = re.compile(re.escape(_SITE) + r"papers/(?!date/|week/|month/|trending$)([^\s?#]+)")
_PAGE_DAY = re.compile(re.escape(_SITE) + r"papers/date/(\d{4}-\d{2}-\d{2})")
_ORGANISATION = re.compile(re.escape(_SITE) + r"([\w.-]+)", re.ASCII)
_HEADING = re.compile(r"^#{1,6} (?=\[)", re.MULTILINE)
"""How a title begins on a page that was saved as Markdown."""

_PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*\)")
_BREAK = re.compile(r"\\+(?=\s|$)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BRACKET = re.compile(r"\\.|[\[\]]")
_LOGIN = f"{_SITE}login?"
_VOTES = re.compile(r"\[-\] (?:\d+|-)")
_AUTHORS = re.compile(r"(?:[-*•◦▪] ?)?(?P<count>\d{1,6}) authors?", re.ASCII)
_DATED = re.compile(
    r"(?P<day>[A-Z][a-z]{2,8} \d{1,2}(?:, \d{4})?)(?: (?P<comments>\d{1,6}))?", re.ASCII
)
_ON_ONE_LINE = re.compile(rf"(?P<who>[^·]{{0,120}}?) ?· ?(?P<when>{_DATED.pattern})")
"""The lines of authors and date as some programs save them: `5 authors · Sep 8, 2024 3`."""

_SUBMITTED = re.compile(r"Submitted by(?: \S+)?")
_NUMBER = re.compile(r"\d{1,6}", re.ASCII)
_COUNT = re.compile(r"\d{1,6}|-", re.ASCII)
_DOT = "·"
_ENDED = re.compile(r"""[.!?…)\]}>"'”’»$]$|(?:^|\s)(?=\S*[^\W\d_])\S*\w[.:/]\w\S*$""")  # noqa: RUF001 - quotes as they stand
_TRENDING = "Trending Papers ranked by GitHub stars activity"
_FOOT = frozenset(
    (
        *("Previous", "Next", _TRENDING, "System theme", "Company", "TOS", "Privacy", "About"),
        *("Careers", "Jobs", "Website", "Models", "Datasets", "Spaces", "Pricing", "Docs"),
    )
)
"""Lines of the site's own below the last paper, on pages that were saved whole."""

_PAGES = re.compile(r"(?:\d{1,5}|…|\.{3})(?: (?:\d{1,5}|…|\.{3}))*", re.ASCII)
_PAGER = re.compile(rf"Previous {_PAGES.pattern} Next")
"""What leads to further pages, on one line; others have a line for each."""

_HEAD_BLOCKS = 12
"""How far below the mark the page's date may stand (tabs and arrows come between)."""

MAX_LINES = 20_000
"""Lines with text of a page; those of a day have 600, and each may be weighed with eleven others."""

MAX_ORGANISATION = 120
"""A longer line before the dot is not an organisation."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank; `joined` when no blank line stands before it."""

    number: int
    text: str
    joined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the lines below an abstract say."""

    published: Day | None = None
    n_authors: int | None = None
    organisation: Organisation | None = None
    comments: int | None = None
    without_slug: Line | None = None
    """An organisation's line that is not known to begin with its slug."""


def claims(head: str) -> bool:
    """Whether a file that begins so is such a page."""
    return any(line.rstrip().endswith(MARK) for line in head.splitlines())


def read(data: bytes, path: str) -> Page:
    """Read a page; raise `ContentError` when it is none."""
    lines = tuple(_lines(decode_text(data, path)))
    if len(lines) > MAX_LINES:
        hint = "save each page in a file of its own"
        raise refusal(
            path, lines[MAX_LINES].number, f"there are more than {MAX_LINES:,} lines", hint
        )
    mark = next((n for n, line in enumerate(lines) if line.text.endswith(MARK)), None)
    if mark is None:
        raise refusal(
            path,
            lines[0].number,
            f"a Daily Papers page has a line that ends with {MARK!r}; none does, "
            f"and the file begins with {lines[0].text[:60]!r}",
            "save the text of the whole page, from its top to the last paper",
        )
    header, body = _split_header(_without_foot(lines[mark + 1 :]))
    if submitted := next((line for line in body if _SUBMITTED.fullmatch(line.text)), None):
        raise _refuse_other_page(path, submitted)
    addressed = any(_PAPER.fullmatch(line.text) for line in body)
    guesses = _read_addressed(body) if addressed else _read_plain(_without_votes(body))
    page = _make_page(guesses, path)
    if not page.entries:
        raise refusal(
            path,
            (body or lines)[-1].number,
            "papers were expected below the page's date: a title, a blank line, an abstract",
            "save the page again when it shows papers",
        )
    neighbours = tuple(filter(None, map(_page_day, lines)))
    return replace(page, header=header, neighbours=neighbours, cut=_find_cut(page, body[-1], path))


def _refuse_other_page(path: str, line: Line) -> ContentError:
    """The list of a day has no abstracts, and that of what is trending is of no day."""
    message = (
        f"{line.text!r} stands only in the list of a day and in that of what is trending, "
        "and neither is read; the page of a search is"
    )
    hint = "take the day's list with its abstracts: `digest fetch daily-papers 2025-11-20`"
    return refusal(path, line.number, message, hint)


def _find_cut(page: Page, last: Line, path: str) -> Problem | None:
    """Tell a page that ends in the middle of its last entry.

    A page may lack the lines of authors and date for an entry, so it is whole without them; then
    its last abstract ends a sentence, or with an address (4 of 1,000 do neither). What is cut right
    after a sentence, or after a year's comma, looks whole.
    """
    entry = page.entries[-1]
    loose = [problem.line for problem in page.problems if problem.line > entry.line]
    if last.text == _DOT or _AUTHORS.fullmatch(last.text):
        line, message = last.number, f"a date was expected after the last line, {last.text!r}"
        return cut_off(path, min((line, *loose)), message)
    if loose:
        message = f"the page ends with {last.text[:60]!r}, which is no whole entry"
        return cut_off(path, loose[0], message)
    has_facts = entry.published or entry.n_authors or entry.organisation
    if has_facts or not entry.abstract or _ENDED.search(entry.abstract):
        return None
    message = f"the last abstract ends in the middle of a sentence: …{entry.abstract[-40:]!r}"
    return cut_off(path, last.number, message)


def _lines(text: str) -> Iterator[Line]:
    """Number the lines, drop blank ones, and put addresses in brackets on lines of their own."""
    joined = False
    if is_markdown := _HEADING.search(text) is not None:
        text = "\n".join(map(_without_marks, text.split("\n")))
    for number, raw in enumerate(text.split("\n"), start=1):
        parts = (_ESCAPED.sub(r"\1", part) if is_markdown else part for part in _unlink(raw))
        for part in filter(None, map(fold_space, parts)):
            if part != "[" and not _VOTES.fullmatch(part):
                for piece in _facts_apart(part):
                    yield Line(number, piece, joined)
                    joined = True
        joined = joined and bool(raw.strip())


def _without_marks(line: str) -> str:
    """A line of Markdown without pictures, marks of headings and breaks, and a link's open end."""
    plain = _PICTURE.sub("", _HEADING.sub("", _BREAK.sub("", line)))
    return plain[1:] if _opening(plain) == 0 else plain


def _facts_apart(line: str) -> Iterator[str]:
    """Part who, dot and date that stand on one line; any other line is one piece."""
    facts = _ON_ONE_LINE.fullmatch(line)
    yield from filter(None, (facts["who"], _DOT, facts["when"])) if facts else (line,)


def _unlink(line: str) -> Iterator[str]:
    """Part a line of `[text](address)` into its texts and addresses; only the site's own count."""
    before, *links = line.split(f"]({_SITE}")
    for link in links:
        path, closed, after = link.partition(")")
        at = _opening(before)
        yield from (before[: max(at, 0)], before[at + 1 :], f"{_SITE}{path}")
        before = after if closed else ""
    yield before


def _opening(text: str) -> int:
    """Where the last bracket stands that the text opens and does not close; -1 without one."""
    depth = 0
    for bracket in reversed(list(_BRACKET.finditer(text))):
        depth += {"[": -1, "]": 1}.get(bracket[0], 0)
        if depth < 0:
            return bracket.start()
    return -1


def _split_header(lines: Sequence[Line]) -> tuple[Day | None, Sequence[Line]]:
    """Take the page's day from the lines below the mark; what stands before it is navigation.

    A page of a week or month has none: the first date after a paper's dot or address is the paper's.
    """
    for n, line in enumerate(lines[:_HEAD_BLOCKS]):
        if line.text == _DOT or _PAPER.fullmatch(line.text):
            break
        if day := parse_day(line.text):
            return day, lines[n + 1 :]
    return None, lines


def _without_foot(lines: Sequence[Line]) -> Sequence[Line]:
    """Leave out the site's own words at the end of a page that was saved whole."""
    end, pager = len(lines), None
    while end and _is_of_foot(lines[end - 1]):
        end -= 1
        if (begin := _find_pager(lines, end)) is not None:
            end = pager = begin
    words = [n for n in range(end, len(lines)) if not is_meant(lines[n].text)]
    is_foot = pager is not None or any(lines[n].text in {"TOS", _TRENDING} for n in words)
    return lines[: words[0]] if is_foot else lines


def _is_of_foot(line: Line) -> bool:
    return line.text in _FOOT or bool(_PAGER.fullmatch(line.text)) or is_meant(line.text)


def _find_pager(lines: Sequence[Line], last: int) -> int | None:
    """Where the pager begins that ends in this line: `Previous`, numbers of pages, `Next`."""
    if _PAGER.fullmatch(lines[last].text):
        return last
    if lines[last].text != "Next":
        return None
    begin = last
    while begin and (_PAGES.fullmatch(lines[begin - 1].text) or is_meant(lines[begin - 1].text)):
        begin -= 1
    has_numbers = any(_PAGES.fullmatch(line.text) for line in lines[begin:last])
    has_begin = begin > 0 and lines[begin - 1].text == "Previous"
    return begin - 1 if has_begin and has_numbers else None


def _page_day(line: Line) -> date | None:
    match = _PAGE_DAY.fullmatch(line.text)
    return parse_iso_date(match[1]) if match else None


def _make_page(guesses: Iterator[tuple[Guess, Facts, str | None]], path: str) -> Page:
    entries, problems, losses = [], [], Losses(path)
    for guess, facts, paper in guesses:
        if line := facts.without_slug:
            losses.say(line.number, _WITHOUT_SLUG.format(line.text))
        if reason := _unreadable_because(guess, facts):
            problems.append(unreadable(path, guess.line, reason))
        else:
            entries.append(_make_entry(guess, facts, paper))
    return Page(entries=tuple(entries), problems=tuple(problems), losses=losses.told())


_WITHOUT_SLUG = (
    "the organisation {!r} is not kept: its slug, the text of its picture, does not stand before it"
)


def _unreadable_because(guess: Guess, facts: Facts) -> str | None:
    if guess.title is None:
        return f"the text {guess.text[:60]!r} is neither a title nor an abstract"
    if not guess.abstract and facts == Facts():
        return f"nothing follows the title {guess.title[:60]!r}; an abstract was expected"
    return over_limit(guess.title, guess.abstract)


def _make_entry(guess: Guess, facts: Facts, paper: str | None) -> RawEntry:
    arxiv = parse_arxiv(paper) if paper else None
    links: tuple[tuple[LinkKind, str], ...] = (("arxiv", arxiv),) if arxiv else ()
    return RawEntry(
        title=guess.title or "",
        abstract=guess.abstract,
        line=guess.line,
        published=facts.published,
        n_authors=facts.n_authors,
        organisation=facts.organisation,
        comments=facts.comments,
        links=links,
    )


# The layouts without addresses: blocks of text between the lines of authors and date.


def _read_plain(body: Sequence[Line]) -> Iterator[tuple[Guess, Facts, str | None]]:
    """Cut the page at its dots; a run of text before one holds entries, the last one dated."""
    spaced = any(not line.joined for line in body[1:])
    start = 0
    for first, last, facts in _find_facts(body, spaced=spaced):
        yield from _read_run(body[start:first], facts, spaced=spaced)
        start = last
    yield from _read_run(body[start:], Facts(), spaced=spaced)


def _without_votes(body: Sequence[Line]) -> Sequence[Line]:
    """Leave out the votes above titles; a page that has them begins with such a number or dash."""
    if not body or not _COUNT.fullmatch(body[0].text):
        return body
    kept: list[Line] = []
    for line in body:
        is_below = kept and _COUNT.fullmatch(kept[-1].text) and not _COUNT.fullmatch(line.text)
        if is_below:
            kept.pop()
        kept.append(replace(line, joined=False) if is_below else line)
    return kept


def _find_facts(body: Sequence[Line], *, spaced: bool) -> Iterator[tuple[int, int, Facts]]:
    """Yield the bounds of each group of lines around a dot, and what the group says."""
    dots = [*_find_dots(body)]
    names = (body[n - 1] for n, _, _ in dots if n and _is_name(body[n - 1], body[n], spaced=spaced))
    organisations = read_organisations([line.text for line in names])
    for n, day, beside in dots:
        who = _read_who(body[n - 1], organisations) if n else Facts()
        comments, last = beside, n + 2
        if not comments and last < len(body) and _NUMBER.fullmatch(body[last].text):
            comments, last = body[last].text, last + 1
        facts = replace(who, published=day, comments=int(comments) if comments else None)
        yield n - (who != Facts()), last, facts


def _find_dots(body: Sequence[Line]) -> Iterator[tuple[int, Day, str | None]]:
    """Yield where dots stand that a date follows, the day, and the count of comments beside it."""
    for n, (line, after) in enumerate(pairwise(body)):
        dated = _DATED.fullmatch(after.text) if line.text == _DOT else None
        if dated and (day := parse_day(dated["day"])):
            yield n, day, dated["comments"]


def _is_name(line: Line, dot: Line, *, spaced: bool) -> bool:
    """Whether a line before a dot is an organisation's: it is short, and no abstract's last one."""
    is_apart = not line.joined if spaced else not line.text.endswith(_SENTENCE_ENDS)
    is_other = line.text == _DOT or _AUTHORS.fullmatch(line.text) or _DATED.fullmatch(line.text)
    return dot.joined and is_apart and len(line.text) <= MAX_ORGANISATION and not is_other


_SENTENCE_ENDS: Final = (".", "!", "?")


def _read_who(line: Line, organisations: Mapping[str, Organisation | None]) -> Facts:
    """Read the line before a dot: a count of authors, or an organisation's slug and name."""
    if match := _AUTHORS.fullmatch(line.text):
        return Facts(n_authors=int(match["count"]))
    if line.text not in organisations:
        return Facts()
    organisation = organisations[line.text]
    return Facts(organisation=organisation, without_slug=None if organisation else line)


def _read_run(
    run: Sequence[Line], facts: Facts, *, spaced: bool
) -> Iterator[tuple[Guess, Facts, str | None]]:
    guesses = split_run(_blocks(run, spaced=spaced), dated=facts != Facts())
    last = max((n for n, guess in enumerate(guesses) if guess.title is not None), default=None)
    for n, guess in enumerate(guesses):
        yield guess, facts if n == last else Facts(), None


def _blocks(run: Sequence[Line], *, spaced: bool) -> tuple[Block, ...]:
    """Join lines that no blank line parts; on a page without any, each line is a block."""
    blocks: list[tuple[int, list[str]]] = []
    for n, line in enumerate(run):
        if n and line.joined and spaced:
            blocks[-1][1].append(line.text)
        else:
            blocks.append((line.number, [line.text]))
    return tuple(Block(number, fold_space(" ".join(texts))) for number, texts in blocks)


# The layout with addresses: a paper's address follows its title and its abstract.


def _read_addressed(body: Sequence[Line]) -> Iterator[tuple[Guess, Facts, str | None]]:
    starts = _find_papers(body)
    ends = [start for start, _ in starts[1:]] + [len(body)]
    for (start, paper), end in zip(starts, ends, strict=True):
        yield _read_paper(body[start:end], paper)


def _find_papers(body: Sequence[Line]) -> list[tuple[int, str]]:
    """Find where papers begin: at the text right before the first address of each."""
    starts: list[tuple[int, str]] = []
    for n, line in enumerate(body):
        match = _PAPER.fullmatch(line.text)
        if match and n and (not starts or starts[-1][1] != match[1]):
            starts.append((n - 1, match[1]))
    return starts


def _read_paper(lines: Sequence[Line], paper: str) -> tuple[Guess, Facts, str | None]:
    """Read one paper: its title, then text up to its address, its authors or a dot, then facts."""
    title = lines[0]
    rest = lines[2:]
    own = {line.text for line in lines[1:2]} & {line.text for line in rest}
    end = next((n for n, line in enumerate(rest) if _ends_abstract(line, own)), len(rest))
    abstract = fold_space(" ".join(line.text for line in rest[:end]))
    is_title = not is_meant(title.text)
    guess = Guess(
        line=title.number,
        title=fold_space(title.text) if is_title else None,
        abstract=abstract,
        text=paper,
    )
    return guess, _read_facts(rest[end:]), paper


def _ends_abstract(line: Line, own: Collection[str]) -> bool:
    """Whether a line is the paper's `own` address; any address where that does not come again."""
    is_address = line.text in own if own else is_meant(line.text)
    return is_address or line.text == _DOT or bool(_AUTHORS.fullmatch(line.text))


def _read_facts(lines: Sequence[Line]) -> Facts:
    """Read what follows an abstract; lines that say nothing known are page furniture."""
    n_authors = organisation = published = comments = None
    for line, after in pairwise((*lines, Line(0, "", joined=False))):
        if match := _AUTHORS.fullmatch(line.text):
            n_authors = int(match["count"])
        elif published is None and (dated := _DATED.fullmatch(line.text)):
            published = parse_day(dated["day"])
            comments = int(dated["comments"]) if dated["comments"] else None
        elif published and comments is None and _NUMBER.fullmatch(line.text):
            is_votes = after.text.startswith(_LOGIN)  # of the paper below: to vote needs an account
            comments = None if is_votes else int(line.text)
        elif published is None and (home := _ORGANISATION.fullmatch(after.text)):
            organisation = Organisation(slug=home[1], name=fold_space(line.text))
    return Facts(
        published=published, n_authors=n_authors, organisation=organisation, comments=comments
    )
