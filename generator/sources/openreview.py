"""Notes of OpenReview's API, versions 2 and 1, in `notes`, in a list, or one a line.

In version 2 each field of `content` is a mapping with its `value`, and with `readers` where not
everybody may see it; in version 1 it is bare. Of the notes only submissions are papers: a reply
has `replyto`. What not everybody may read is left out, and so are `authorids`, which are never
even looked at: they may be addresses of people's mail.

A paper was published at `pdate`; where that is missing, at `cdate` or `tcdate`, when its note was
made. All are milliseconds since 1970 in UTC. The keywords are the authors' own, and are not kept:
those that an entry has a place for were written by a machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from generator.ids import parse_openreview
from generator.problems import ContentError
from generator.records import MORE_UNKNOWN, Author, LinkKind, More, RawEntry
from generator.sources.json_answers import Answer, as_record, read_answer, told_error
from generator.sources.json_paths import key_paths
from generator.sources.json_records import Json, as_mapping, count_of, text_of
from generator.sources.losses import Losses
from generator.sources.page import (
    Page,
    UnreadableRecordError,
    decode_text,
    fold_paragraphs,
    fold_space,
    read_records,
    refusal,
)
from generator.web import is_meant

EXPECTED = "a list of notes, alone or under `notes`, each with `id` and `content.title`"

_PRIVATE = frozenset(("authorids", "emails"))
"""Fields that are neither read nor named."""

_READ = frozenset(("id", "forum", "content", "replyto", "ddate", "readers"))
_READ_OF_CONTENT = frozenset(("title", "abstract", "authors"))
_CODE = "code"
"""A field of some venues: the address of the authors' code, which other text may stand in for."""

_TIMES = ("pdate", "cdate", "tcdate")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ANONYMOUS = frozenset(("anonymous", "anonymous author", "anonymous authors"))
_WITHDRAWN = re.compile(r"withdrawn[ _]submission", re.IGNORECASE)


def claims(head: str) -> bool:
    """Whether a file that begins so is such an answer; so is one that found nothing."""
    found = key_paths(head)
    return "notes[]" in found or any(
        f"{place}content.title" in found and {f"{place}id", f"{place}forum"} & found
        for place in ("", "[].")
    )


def read(data: bytes, path: str) -> Page:
    """Read an answer; raise `ContentError` when it is none."""
    losses = Losses(path)
    answer = read_answer(decode_text(data, path), path, "notes", EXPECTED)
    notes = list(answer.records)
    left_out = Counter(filter(None, (_why_left_out(note) for _, note in notes)))
    if notes and left_out.total() == len(notes):
        raise _no_papers(path, left_out)
    entries, problems = read_records(
        ((line, note) for line, note in notes if not _why_left_out(note)),
        lambda note, line: _read_note(note, line, losses),
        path,
        expected=EXPECTED,
    )
    for why, count in left_out.items():
        losses.say(0, f"{_notes(count)} left out: {why}")
    _tell_what_follows(answer, len(notes), losses)
    return Page(entries=entries, problems=problems, losses=losses.told())


def _notes(count: int) -> str:
    return "1 note is" if count == 1 else f"{count:,} notes are"


def _no_papers(path: str, left_out: Counter[str]) -> ContentError:
    why = "; ".join(f"{_notes(count)} left out: {why}" for why, count in left_out.items())
    hint = "ask for the submissions of a venue, by its `venueid`, without signing in"
    return refusal(path, 1, f"the file has no papers: {why}", hint)


def _tell_what_follows(answer: Answer, notes: int, losses: Losses) -> None:
    """Say so when the server knew of more notes than it gave."""
    count = count_of(answer.around, "count")
    if count is not None and count > notes:
        losses.say(0, f"the file holds {notes:,} of {count:,} notes: it is a part of the answer")


def _why_left_out(value: object) -> str | None:
    """Why a note is no paper to list; what is no note at all is judged when it is read."""
    if not isinstance(value, dict):
        return None
    content = value.get("content")
    if value.get("replyto"):
        return "a reply, such as a review or a decision, is no paper"
    if isinstance(content, dict) and not {"title", "abstract"} & content.keys():
        return "what has neither `title` nor `abstract` is no paper"
    if value.get("ddate"):
        return "what was deleted is not listed"
    return None if _is_public(value) else "what not everybody may read is not listed"


def _is_public(holder: Json) -> bool:
    """Whether everybody may read a note, or a field of one; those that do not say are open."""
    readers = holder.get("readers")
    return readers is None or (isinstance(readers, list) and "everyone" in readers)


def _read_note(value: object, line: int, losses: Losses) -> RawEntry:
    note = as_record(value)
    if "content" not in note and (error := told_error(note)):
        raise UnreadableRecordError(f"the answer is an error: {error!r}")
    stated = as_mapping(note.get("content"), "`content`")
    content = _open(stated, line, losses)
    title = fold_space(text_of(content, "title") or "")
    if not title:
        raise UnreadableRecordError("the note has no `content.title` that everybody may read")
    authors = _authors(content, line, losses)
    withdrawn = _withdrawal(note, content)
    _tell_unread(note, content, withdrawn, losses)
    return RawEntry(
        title=title,
        abstract=fold_paragraphs(text_of(content, "abstract") or ""),
        line=line,
        published=_published(note, line, losses),
        n_authors=len(authors) or None,
        authors=authors,
        links=tuple(_links(note, content, line, losses)),
        more=More(withdrawn=fold_space(withdrawn)) if withdrawn else MORE_UNKNOWN,
    )


def _open(stated: Json, line: int, losses: Losses) -> dict[str, object]:
    """The values of the fields that everybody may read, bare as in version 1 of the API."""
    values: dict[str, object] = {}
    for name, value in stated.items():
        if name in _PRIVATE:
            continue
        wrapped = isinstance(value, dict) and "value" in value
        if wrapped and not _is_public(value):
            losses.say(line, f"`content.{name[:60]}` is not kept: not everybody may read it")
        else:
            values[name] = value["value"] if wrapped else value
    return values


def _tell_unread(note: Json, content: Json, withdrawn: str | None, losses: Losses) -> None:
    read = {*_READ, *_PRIVATE, _time_of(note)}
    read_of_content = {*_READ_OF_CONTENT, *([_CODE] if _code(content) else [])}
    fields = {name: value for name, value in note.items() if name not in read}
    fields |= {f"content.{key}": content[key] for key in content if key not in read_of_content}
    for name, value in fields.items():
        if value not in (None, "", [], {}, withdrawn):
            losses.field(name[:60])


def _authors(content: Json, line: int, losses: Losses) -> tuple[Author, ...]:
    stated = content.get("authors")
    if stated is not None and not isinstance(stated, list):
        raise UnreadableRecordError(f"`content.authors` must be a list, not {str(stated)[:60]!r}")
    names = [_name(author) for author in stated or ()]
    if "" in names:
        losses.say(line, "an author has no name: left out")
    kept = tuple(Author(name=name) for name in names if name)
    return () if all(author.name.casefold() in _ANONYMOUS for author in kept) else kept


def _name(author: object) -> str:
    """A name; newer notes hold a mapping, of which nothing else is looked at."""
    name = (
        author if isinstance(author, str) else text_of(as_mapping(author, "an author"), "fullname")
    )
    return fold_space(name or "")


def _time_of(note: Json) -> str | None:
    """The name of the field that tells when the paper was published."""
    return next((name for name in _TIMES if note.get(name)), None)


def _published(note: Json, line: int, losses: Losses) -> date | None:
    name = _time_of(note)
    if name is None:
        return None
    if day := _day_of(note[name]):
        return day
    losses.say(line, f"`{name}` is not kept: {str(note[name])[:60]!r} is no time in milliseconds")
    return None


def _day_of(milliseconds: object) -> date | None:
    if not isinstance(milliseconds, int) or isinstance(milliseconds, bool):
        return None
    try:
        return (_EPOCH + timedelta(milliseconds=milliseconds)).date()
    except OverflowError:
        return None


def _links(note: Json, content: Json, line: int, losses: Losses) -> Iterator[tuple[LinkKind, str]]:
    told = text_of(note, "forum") or text_of(note, "id") or ""
    if forum := parse_openreview(told):
        yield "openreview", forum
    else:
        losses.say(line, f"the forum {told[:60]!r} is no id of OpenReview")
    if code := _code(content):
        yield "code", code


def _code(content: Json) -> str | None:
    told = content.get(_CODE)
    return told.strip() if isinstance(told, str) and is_meant(told.strip()) else None


def _withdrawal(note: Json, content: Json) -> str | None:
    """The venue that says that the paper was withdrawn, or else the invitation that does."""
    invitations = note.get("invitations")
    telling = [content.get("venue"), content.get("venueid"), note.get("invitation")]
    telling += invitations if isinstance(invitations, list) else []
    texts = (text for text in telling if isinstance(text, str))
    return next((text for text in texts if _WITHDRAWN.search(text)), None)
