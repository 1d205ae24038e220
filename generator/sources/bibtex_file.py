"""BibTeX and BibLaTeX, as Zotero and other reference managers export it.

bibtexparser finds the entries and goes on after a broken one. Values are put together here, since
it resolves no `#` and takes all up to the next comma for the value; texts are decoded here too (see
`tex_fields`), since it drops unknown macros.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeGuard

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import split_multiple_persons_names
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    Field,
    ImplicitComment,
    ParsingFailedBlock,
    String,
)

from generator.problems import Problem
from generator.records import ADDRESS_KINDS, Author, Day, More, RawEntry
from generator.sources.bibliography import (
    Record,
    find_day,
    first_mark,
    is_others,
    is_suffix,
    make_author,
    without_entities,
)
from generator.sources.categories import is_category
from generator.sources.losses import Losses
from generator.sources.page import (
    MAX_ABSTRACT,
    MAX_ENTRIES,
    Page,
    UnreadableRecordError,
    cut_off,
    decode_text,
    fold_paragraphs,
    fold_space,
    read_records,
    refuse_too_many,
)
from generator.sources.tex_fields import decode_field
from generator.text.decoding import decoded_address

EXPECTED = "entries of BibTeX, each as `@type{key, title = {…}, …}`"

logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # its findings are told here

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""Macros that need no definition."""

MAX_MACRO = 2_000
"""Longest text of a macro: many values can use it, and macros can use each other."""

MAX_BLOCKS = 2 * MAX_ENTRIES
"""Most entries, macros and comments of a file; all are found before the first is read."""

MAX_SHOWN = 60
"""Characters of a block that a message shows."""

_VENUES = ("number", "journal", "journaltitle", "booktitle", "howpublished", "publisher", "url")
"""Where an identifier may be the whole text, the surest first."""

_MONTH = re.compile(
    rf"(?:(?P<before>\d{{1,2}})\.? ?)?(?P<month>{'|'.join(MONTHS)})[a-z]*\.?(?: ?(?P<after>\d{{1,2}}))?",
    re.ASCII | re.IGNORECASE,
)
"""A month by its name, and the day that BibTeX has no other place for: `10 jan`, `January 10`."""

_NOTES = ("note", "annotation", "annote", "addendum")
_EPRINTS = ("eprint", "arxivid", "arxiv")
_ARCHIVES = ("archiveprefix", "eprinttype")
_CLASSES = ("primaryclass", "eprintclass")
_DATES = ("date", "year", "month", "day")
_READ = frozenset(
    (
        *("title", "author", "abstract", "doi", "volume", *_DATES, *_EPRINTS, *_ARCHIVES),
        *(*_CLASSES, *_VENUES, *_NOTES, *ADDRESS_KINDS),
    )
)
"""Fields of which something may be kept; the values of others are not even put together."""

_EMPTY = frozenset(("{}", '""', ""))
_BLOCK = re.compile(r"@\w*[ \t]*[{(]")
_SYNTAX = re.compile(r'\\.|[{}"#]', re.DOTALL)
_NAME = re.compile(r"[^\s\"#%'(),={}]+")
_MEANT = re.compile(r"^[ \t]*(?:@[A-Za-z]|[A-Za-z]+[ \t]*\{[^\s{}(),=]*\s*,)", re.MULTILINE)
"""What begins an entry whose brace or `@` is missing."""

_DANGLING = re.compile(r"\sand\s*$", re.IGNORECASE)
_BETWEEN = re.compile(r"\\.|[{},;]", re.DOTALL)
_OF_MANY = frozenset(("cs", "econ", "eess", "math", "nlin", "physics", "q-bio", "q-fin", "stat"))
"""Archives that Zotero writes where a category should stand."""

_CORR_VOLUME = re.compile(r"abs/(?=\S)", re.ASCII)
_URL_MACRO = re.compile(r"\\url\s*\{([^{}]*)\}")


def claims(head: str) -> bool:
    """Whether a file that begins so holds such entries; any text may stand before the first."""
    return first_mark(head) == "bibtex"


def read(data: bytes, path: str) -> Page:
    """Read an export; raise `ContentError` when it is none."""
    losses = Losses(path)
    text = decode_text(data, path)
    if sum(1 for _ in _BLOCK.finditer(text)) > MAX_BLOCKS:
        refuse_too_many(path, MAX_BLOCKS)
    blocks = list(_place(parse_string(text, parse_stack=[]).blocks, text))
    strings = _strings(blocks, losses)

    def read_record(found: _Found, line: int) -> RawEntry:
        return _read_block(found, line, strings, losses)

    entries, problems = read_records(_records(blocks, losses), read_record, path, expected=EXPECTED)
    return Page(entries=entries, problems=problems, cut=_cut(blocks, path), losses=losses.told())


# Blocks


_Placed = tuple[int, Block]
"""A block and the line that it begins on."""


def _place(blocks: Iterable[Block], text: str) -> Iterator[_Placed]:
    """Blocks with their lines; bibtexparser's own are wrong after a backslash that ends a line."""
    at, line = 0, 1
    for block in blocks:
        raw = block.raw or ""
        begin = max(text.find(raw, at), at)
        line += text.count("\n", at, begin)
        yield line, block
        at = begin + len(raw)
        line += raw.count("\n")


def _inside(block: Block) -> Block:
    """An entry or macro that bibtexparser sets aside for a key or a field that stands twice."""
    if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        return block.ignore_error_block or block
    return block


def _strings(blocks: Iterable[_Placed], losses: Losses) -> Mapping[str, str]:
    """The texts of macros by their names in lower case; each may use those before it."""
    strings = {month: month for month in MONTHS}
    for line, block in blocks:
        inner = _inside(block)
        if isinstance(inner, String):
            value = None if _surplus(inner.value) else _put_together(inner.value, strings)
            if value is None or len(value) > MAX_MACRO:
                losses.say(line, f"`@string` of {inner.key[:60]!r} cannot be resolved")
            else:
                strings[inner.key.casefold()] = value
    return strings


_Broken = ParsingFailedBlock | ImplicitComment
_Found = tuple[Entry | _Broken, bool]
"""A block that is or should be an entry, and whether its key stands above already."""


def _records(blocks: Iterable[_Placed], losses: Losses) -> Iterator[tuple[int, _Found]]:
    """Entries, and blocks that should be; comments and the like are told as lost."""
    keys: set[str] = set()
    for line, block in blocks:
        inner = _inside(block)
        if isinstance(inner, ParsingFailedBlock) or _is_meant(inner):
            yield line, (inner, False)
        elif isinstance(inner, Entry):
            yield line, (inner, inner.key in keys)
            keys.add(inner.key)
        elif not isinstance(inner, String):
            losses.say(line, f"the text {_begin(block)} is no entry, and not kept")


def _is_meant(block: Block) -> TypeGuard[ImplicitComment]:
    """Whether a text between entries was to be one."""
    return isinstance(block, ImplicitComment) and _MEANT.search(block.raw or "") is not None


def _begin(block: Block) -> str:
    begin = fold_space((block.raw or "")[:200])
    return repr(begin if len(begin) <= MAX_SHOWN else f"{begin[:MAX_SHOWN]}…")


def _cut(blocks: Sequence[_Placed], path: str) -> Problem | None:
    line, block = blocks[-1]
    last = _inside(block)
    if isinstance(last, ParsingFailedBlock) and "end of file" in _reason(last):
        return cut_off(path, line, "the last entry has no end: the file seems cut off")
    return None


def _reason(block: _Broken) -> str:
    if isinstance(block, ImplicitComment):
        return "an entry begins with `@type{key,`"
    reason = getattr(block.error, "abort_reason", None) or str(block.error)
    return fold_space(reason).rstrip(".")


# Values


def _put_together(value: str, strings: Mapping[str, str]) -> str | None:
    """A value without its braces or quotes, macros and `#` resolved; `None` if that fails."""
    parts: list[str] = []
    length = 0
    for piece in _pieces(value):
        text = _text_of(piece.strip(), strings)
        length += len(text or "")
        if text is None or (parts and length > MAX_ABSTRACT):
            return None
        parts.append(text)
    return "".join(parts)


def _pieces(value: str) -> Iterator[str]:
    """What stands between the `#` of a value."""
    if "#" not in value:
        yield value
        return
    depth, is_quoted, start = 0, False, 0
    for found in _SYNTAX.finditer(value):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if found[0] == '"' and depth == 0:
            is_quoted = not is_quoted
        elif found[0] == "#" and depth == 0 and not is_quoted:
            yield value[start : found.start()]
            start = found.end()
    yield value[start:]


def _text_of(piece: str, strings: Mapping[str, str]) -> str | None:
    if len(piece) > 1 and (piece[0], piece[-1]) in {("{", "}"), ('"', '"')}:
        return piece[1:-1]
    return piece if piece.isdigit() else strings.get(piece.casefold())


# Entries


def _read_block(found: _Found, line: int, strings: Mapping[str, str], losses: Losses) -> RawEntry:
    entry, is_again = found
    if not isinstance(entry, Entry):
        raise UnreadableRecordError(f"the entry {_begin(entry)} cannot be read: {_reason(entry)}")
    for field in entry.fields:
        _check(field, entry, line)
    record = Record(("entry type", "entry key", *(field.key.lower() for field in entry.fields)))
    if is_again:
        record.say(
            f"the key {entry.key[:60]!r} stands above already; the entry is kept all the same"
        )
    fields = _fields(entry, strings, record)
    title = fold_space(without_entities(decode_field(fields.get("title", ""))))
    if not title:
        raise UnreadableRecordError(_untitled(entry))
    authors, is_whole = _authors(fields.get("author", ""), record)
    for name in ("title", "author", "abstract"):
        if name in fields:
            record.keep(name)
    published = _published(fields, record)
    categories = _identify(fields, record)
    return RawEntry(
        title=title,
        abstract=fold_paragraphs(without_entities(decode_field(fields.get("abstract", "")))),
        line=line,
        published=published,
        n_authors=len(authors) or None if is_whole else None,
        authors=authors,
        links=record.close(losses, line),
        more=More(categories=categories),
    )


def _check(field: Field, entry: Entry, line: int) -> None:
    """Refuse an entry of which a field has more than a name and a value: a mark is missing there."""
    value = field.value.strip()
    surplus = _surplus(value)
    if not _NAME.fullmatch(field.key):
        shown = fold_space(f"{field.key} = {value}")[:MAX_SHOWN]
        told = f"a field begins with its name, but here stands {shown!r}"
        mend = "write a field as `name = {value},`"
    elif surplus:
        told = f"after the value of `{field.key}` a comma was expected, but here stands "
        told += repr(fold_space(surplus)[:MAX_SHOWN])
        mend = "write `,` after the value, or the brace or quote that is missing in it"
    else:
        return
    raw = entry.raw or ""
    line += raw[: raw.find(surplus, raw.find(value))].count("\n")
    said = f"the entry {entry.key[:MAX_SHOWN]!r} cannot be read: {told}"
    raise UnreadableRecordError(said, at=(line, 1), mend=mend)


def _surplus(value: str) -> str:
    """What is too much in a value; nothing where each of its pieces is whole."""
    return next(filter(None, map(_rest, _pieces(value))), "")


def _rest(piece: str) -> str:
    """What follows the text in braces or quotes, the number or the name that a piece of a value is."""
    piece = piece.strip()
    end = {"{": "}", '"': '"'}.get(piece[:1])
    if end is None:
        return "".join(piece.split(None, 1)[1:])
    depth = 0
    for found in _SYNTAX.finditer(piece):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0 and found[0] == end and found.start():
            return piece[found.end() :].strip()
    return ""


def _untitled(entry: Entry) -> str:
    written = next((field.value for field in entry.fields if field.key.lower() == "title"), "")
    undefined = written and not written.startswith(("{", '"'))
    reason = f": {written[:60]!r} has an undefined `@string`" if undefined else ""
    return f"the entry {entry.key[:60]!r} has no title{reason}"


def _fields(entry: Entry, strings: Mapping[str, str], record: Record) -> Mapping[str, str]:
    """The fields that are read by their names in lower case, as the TeX that they hold."""
    fields: dict[str, str] = {}
    for field in entry.fields:
        name = field.key.lower()
        if field.value in _EMPTY:
            record.keep(name)
        elif name in _READ:
            value = _put_together(field.value, strings)
            if value is None:
                record.keep(name)
                record.say(f"`{name}` is not kept: {field.value[:60]!r} has an undefined `@string`")
            elif fields.setdefault(name, value) != value:
                record.say(f"`{name}` stands twice; the first is taken")
    return fields


def _authors(tex: str, record: Record) -> tuple[tuple[Author, ...], bool]:
    """The authors, and whether they are all."""
    written = split_multiple_persons_names(_DANGLING.sub("", tex))
    names = [name for name in written if name.strip(" {}")]
    named = [name for name in names if not is_others(name.strip("{}"))]
    if joined := next(filter(_is_joined, named), None):
        record.say_joined(decode_field(joined), "write ` and ` between names")
        return (), False
    if len(named) < len(names):
        record.say("the authors end in `others`, who are not named: their number is not known")
    return tuple(filter(None, map(_author, named))), len(named) == len(names)


def _is_joined(tex: str) -> bool:
    """Whether a name is several, joined by `;` or by commas; braces keep both in one."""
    match [decode_field(part) for part in _apart(tex, ",")]:
        case [_] | [_, _]:
            return len(_apart(without_entities(tex), ";")) > 1
        case [_, suffix, _]:
            return not is_suffix(suffix)
    return True


def _author(tex: str) -> Author | None:
    """A name: `Last, First` or `Last, Jr, First`; without a comma outside of braces it is whole."""
    match [decode_field(part) for part in _apart(tex, ",")]:
        case [family, given]:
            return make_author(family, given)
        case [family, suffix, given]:
            return make_author(family, given, suffix)
        case _:
            return make_author(decode_field(tex))


def _apart(tex: str, sign: str) -> list[str]:
    """What stands between the commas, or other signs, outside of braces."""
    parts: list[str] = []
    depth = start = 0
    for found in _BETWEEN.finditer(tex):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if found[0] == sign and depth == 0:
            parts.append(tex[start : found.start()])
            start = found.end()
    return [*parts, tex[start:]]


def _published(fields: Mapping[str, str], record: Record) -> Day | None:
    """BibLaTeX's `date`, or BibTeX's `year`, `month` and the `day` that few files have."""
    date, year, month, day = (decode_field(fields.get(name, "")).strip() for name in _DATES)
    if named := _MONTH.fullmatch(month):
        month = str(MONTHS.index(named["month"].casefold()) + 1)
        day = named["before"] or named["after"] or day
    record.keep("month")
    record.keep("day")
    together = "-".join(filter(None, (year, month, day if month else "")))
    return find_day(record, [("date", date), ("year", together)])


def _identify(fields: Mapping[str, str], record: Record) -> tuple[str, ...]:
    """Take all identifiers; return the arXiv category that may stand beside one."""
    categories = _identify_eprint(fields, record)
    record.take_doi("doi", _verbatim(fields.get("doi", "")))
    for name in _VENUES:
        record.take(name, _venue(fields.get(name, "")))
    if "corr" in fields.get("journal", "").casefold():  # as DBLP has it: volume abs/2401.00001
        record.take("volume", _CORR_VOLUME.sub("arXiv:", fields.get("volume", ""), count=1))
    for name in _NOTES:
        record.take_lines(name, decode_field(fields.get(name, "")))
    for kind in ADDRESS_KINDS:
        record.take_address(kind, kind, _verbatim(fields.get(kind, "")))
    return categories


def _identify_eprint(fields: Mapping[str, str], record: Record) -> tuple[str, ...]:
    archive = fields.get("archiveprefix") or fields.get("eprinttype") or "arXiv"
    if archive.casefold() != "arxiv":
        return ()
    for name in _EPRINTS:
        record.take(name, decode_field(fields.get(name, "")), bare=True)
    for name in _ARCHIVES:
        record.take(name, fields.get(name, ""))
    return _category(fields, record)


def _category(fields: Mapping[str, str], record: Record) -> tuple[str, ...]:
    for name in _CLASSES:
        category = fields.get(name, "").strip()
        if is_category(category) and category not in _OF_MANY:
            record.keep(name)
            return (category,)
    return ()


def _venue(tex: str) -> str:
    r"""Where it was published; an address may stand in `\url{…}`."""
    if found := _URL_MACRO.fullmatch(tex.strip()):
        return decoded_address(found[1])
    return _verbatim(tex) if "://" in tex else decode_field(tex)


def _verbatim(tex: str) -> str:
    """An identifier or address: braces and the escapes that TeX wants are no part of it."""
    return decoded_address(tex.replace("{", "").replace("}", ""))
