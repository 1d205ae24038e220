"""The answer of arXiv's OAI-PMH (`oaipmh.arxiv.org/oai`) with `metadataPrefix=arXiv`.

`created` is the whole day of the first version, `updated` that of the last; the record's
`datestamp` is the day on which anything about it changed. Names are split. Categories stand in one
text, the primary one first. A long list comes in parts, each ending with a `resumptionToken`.
"""

from __future__ import annotations

import re

from generator.dates import parse_iso_date
from generator.ids import parse_arxiv
from generator.problems import ContentError
from generator.records import Day, More, RawEntry
from generator.sources.arxiv_names import Names, sift, split_author
from generator.sources.arxiv_xml import (
    Element,
    count_authors,
    count_lost,
    keep_authors,
    keep_categories,
    line_of,
    links_of,
    name_of,
    parse_xml,
    root_of,
    stated_day,
    text_of,
    whole_text,
)
from generator.sources.losses import Losses
from generator.sources.page import (
    Page,
    UnreadableRecordError,
    fold_paragraphs,
    fold_space,
    read_records,
    refusal,
)
from generator.sources.withdrawn import withdrawn_by_comment

EXPECTED = "an answer of arXiv's OAI-PMH with `record`s in its `arXiv` format"

OAI = "{http://www.openarchives.org/OAI/2.0/}"
FORMAT = "{http://arxiv.org/OAI/arXiv/}"

_VERBS = (OAI + "ListRecords", OAI + "GetRecord")
_KEPT = frozenset(
    FORMAT + name for name in ("id", "created", "authors", "title", "categories", "doi", "abstract")
)


def claims(head: str) -> bool:
    """Whether a file that begins so is an answer of OAI-PMH, in whatever format."""
    return root_of(head) == "OAI-PMH"


def read(data: bytes, path: str) -> Page:
    """Read an answer; raise `ContentError` when it is none."""
    answer = parse_xml(data, path, EXPECTED)
    _refuse_error(answer, path)
    lists = [part for part in answer.iterchildren() if part.tag in _VERBS]
    if not lists:
        raise _refuse_other(answer, path)
    losses = Losses(path)
    records = [record for part in lists for record in part.iterchildren(OAI + "record")]
    kept = [(line_of(record), record) for record in records if not _is_deleted(record)]
    if not kept:
        raise _refuse_empty(len(records), path)
    for record in filter(_is_deleted, records):
        stated = fold_space(text_of(record, f"{OAI}header/{OAI}identifier"))
        losses.say(line_of(record), f"the record {stated!r} is left out: arXiv has deleted it")
    _tell_part(lists[0], losses)
    entries, problems = read_records(
        kept, lambda record, line: _read_record(record, line, losses), path, expected=EXPECTED
    )
    return Page(
        entries=entries,
        stated=stated_day(answer, OAI + "responseDate"),
        problems=problems,
        losses=losses.told(),
    )


def _refuse_error(answer: Element, path: str) -> None:
    errors = answer.findall(OAI + "error")
    if errors:
        told = "; ".join(
            f"{error.get('code', 'error')}: {fold_space(whole_text(error))[:200]}"
            for error in errors
        )
        message = f"the answer is an error, not papers; arXiv said {told!r}"
        raise refusal(path, line_of(errors[0]), message, "mend the question, then ask again")


def _refuse_other(answer: Element, path: str) -> ContentError:
    verbs = [
        part for part in answer.iterchildren() if name_of(part) not in {"responseDate", "request"}
    ]
    found = f"of `{name_of(verbs[0])}`" if verbs else "empty"
    message = f"{EXPECTED}, was expected; the answer is {found}"
    hint = "ask with verb=ListRecords and metadataPrefix=arXiv"
    return refusal(path, line_of((verbs or [answer])[0]), message, hint)


def _refuse_empty(deleted: int, path: str) -> ContentError:
    why = (
        f"arXiv has deleted all of its records, {deleted:,} in number"
        if deleted
        else "it has no records"
    )
    return refusal(path, 1, f"the answer has no papers: {why}", "ask for other days or sets")


def _is_deleted(record: Element) -> bool:
    header = record.find(OAI + "header")
    return header is not None and header.get("status") == "deleted"


def _tell_part(records: Element, losses: Losses) -> None:
    """Tell that the file is one part of a list: a token follows, or others came before."""
    token = records.find(OAI + "resumptionToken")
    if token is None:
        return
    size = str(token.get("completeListSize", ""))
    whole = f" of {int(size):,} records" if re.fullmatch(r"[0-9]{1,9}", size) else ""
    if whole_text(token).strip():
        message = f"the file is not the whole list{whole}: a `resumptionToken` leads to the rest"
        losses.say(line_of(token), message)
    elif str(token.get("cursor", "0")).strip() not in {"", "0"}:
        losses.say(line_of(token), f"the file is not the whole list{whole}: it is the last part")


def _read_record(record: Element, line: int, losses: Losses) -> RawEntry:
    paper = _metadata(record)
    stated = fold_space(text_of(paper, FORMAT + "id"))
    title = fold_space(text_of(paper, FORMAT + "title"))
    arxiv = parse_arxiv(stated)
    if not title:
        raise UnreadableRecordError(f"the record {stated[:60]!r} has no `title`")
    if arxiv is None:
        raise UnreadableRecordError(f"the `id` {stated[:60]!r} of a record is no arXiv id")
    abstract = fold_paragraphs(text_of(paper, FORMAT + "abstract"))
    comment = fold_space(text_of(paper, FORMAT + "comments"))
    withdrawn = withdrawn_by_comment(comment, abstract)
    names = _names(paper, losses)
    count_lost(paper, _KEPT | ({FORMAT + "comments"} if withdrawn == comment else set()), losses)
    return RawEntry(
        title=title,
        abstract=abstract,
        line=line,
        published=_created(paper, line, losses),
        n_authors=count_authors(names),
        authors=keep_authors(names, line, losses),
        links=links_of(arxiv, text_of(paper, FORMAT + "doi").split(), line, losses),
        more=More(
            categories=keep_categories(text_of(paper, FORMAT + "categories").split(), losses),
            withdrawn=withdrawn,
        ),
    )


def _metadata(record: Element) -> Element:
    """The paper of a record; one in another format, such as `oai_dc`, is not read."""
    held = record.find(OAI + "metadata")
    papers = list(held.iterchildren()) if held is not None else []
    if not papers:
        raise UnreadableRecordError("the record has no `metadata`")
    if papers[0].tag != FORMAT + "arXiv":
        raise UnreadableRecordError(
            f"the record is in the format `{name_of(papers[0])}`, not in `arXiv`: "
            "ask with metadataPrefix=arXiv"
        )
    return papers[0]


def _created(paper: Element, line: int, losses: Losses) -> Day | None:
    stated = fold_space(text_of(paper, FORMAT + "created"))
    day = parse_iso_date(stated)
    if stated and not day:
        losses.say(line, f"`created` is not kept: {stated[:60]!r} is no day")
    return Day(month=day.month, day=day.day, year=day.year) if day else None


def _names(paper: Element, losses: Losses) -> Names:
    authors = paper.findall(f"{FORMAT}authors/{FORMAT}author")
    if any(text_of(author, FORMAT + "affiliation") for author in authors):
        losses.field("affiliation")
    return sift(
        split_author(
            text_of(author, FORMAT + "keyname"),
            text_of(author, FORMAT + "forenames"),
            text_of(author, FORMAT + "suffix"),
        )
        for author in authors
    )
