"""A curation as it would be, put before every check of `digest check` before it is written."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.assemble import Assembled, judge
from generator.content.curations import SUFFIX, parse_curation
from generator.content.load import Content, show_path
from generator.content.wording import is_hidden
from generator.content.yaml import load
from generator.editing.changes import AddLink, Change
from generator.editing.edit import edit
from generator.editing.template import NEW_CURATION
from generator.problems import ContentError, Problem, Severity
from generator.records import ID_KINDS, Paper
from generator.slugs import make_paper_id, title_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The text of a curation before and after; `problems` are those of the file as it would be.

    `before` is none for a file that is new. `errors` are those that the change brings.
    """

    path: Path
    before: str | None
    after: str
    problems: tuple[Problem, ...]
    errors: tuple[Problem, ...]

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to write."""
        return self.after != self.before


def curation_path(content: Content, paper: str) -> Path:
    """Where the curation of a paper stands, or would stand."""
    file = content.curations.get(paper)
    if file:
        return Path(file.curation.path)
    return content.root / "curations" / f"{paper}{SUFFIX}"


def make_draft(
    content: Content,
    assembled: Assembled,
    paper: str,
    before: bytes | None,
    changes: Iterable[Change],
) -> Draft:
    """Make changes in a paper's curation, of which `before` are the bytes, and check the whole.

    Raises what `edit` raises.
    """
    path = curation_path(content, paper)
    shown = show_path(path)
    text = None if before is None else _decode(before, shown)
    after = edit(NEW_CURATION if text is None else text, changes, path=shown)
    problems = tuple(check_draft(content, paper, shown, after.encode()))
    known = {_likeness(problem) for problem in assembled.problems}
    errors = (p for p in problems if p.severity is Severity.ERROR and _likeness(p) not in known)
    return Draft(path=path, before=text, after=after, problems=problems, errors=tuple(errors))


def _decode(data: bytes, shown: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ContentError(load(data, shown)[1]) from error


def check_draft(content: Content, paper: str, shown: str, data: bytes) -> Iterator[Problem]:
    """The problems that `digest check` would find in a curation with these bytes."""
    file, found = parse_curation(data, shown)
    curations = dict(content.curations)
    if file:
        curations[paper] = file
    others = (problem for problem in content.problems if problem.path != shown)
    grown = replace(content, curations=curations, problems=(*others, *found))
    return (problem for problem in judge(grown)[1] if problem.path == shown)


def _likeness(problem: Problem) -> tuple[str, str, str]:
    """What stays of a problem when lines move."""
    return problem.path, problem.rule, problem.message


def show_changes(draft: Draft) -> Iterator[str]:
    """The difference, as lines that are safe on a terminal."""
    before = (draft.before or "").splitlines()
    name = show_path(draft.path)
    old = "/dev/null" if draft.before is None else name
    lines = difflib.unified_diff(before, draft.after.splitlines(), old, name, lineterm="")
    return ("".join(map(_seen, line)) for line in lines)


def _seen(character: str) -> str:
    return f"<U+{ord(character):04X}>" if is_hidden(character) else character


def find_present(
    assembled: Assembled, title: str, links: Sequence[AddLink]
) -> tuple[tuple[str, str], ...]:
    """Ids of papers that are the one to be introduced, with why: by identifier, or by title.

    The title may be spelled in any way. Two arXiv ids never are one paper, however equal the
    titles. Titles that are nearly equal are found by the checks of a draft.
    """
    key = title_key(title)
    works = {work.id: work for work in assembled.merged.works}
    same: list[tuple[str, str]] = []
    for paper in assembled.digest.papers:
        is_same = key in {*works[paper.id].titles, title_key(paper.title)}
        if reason := _shared_id(paper, links):
            same.append((paper.id, reason))
        elif is_same and not _two_arxiv_ids(paper, links):
            same.append((paper.id, "has this title"))
    return tuple(same)


def _shared_id(paper: Paper, links: Sequence[AddLink]) -> str | None:
    wanted = {(link.kind, link.value) for link in links if link.kind in ID_KINDS}
    shared = (link for link in paper.links if (link.kind, link.value) in wanted)
    return next((f"has the {link.kind} id {link.value}" for link in shared), None)


def _two_arxiv_ids(paper: Paper, links: Sequence[AddLink]) -> bool:
    return any(link.kind == "arxiv" for link in links) and bool(paper.links_of("arxiv"))


def new_paper_id(assembled: Assembled, title: str) -> str:
    """The id of a paper that is new; no file, no paper and no former one has it."""
    taken = {name for work in assembled.merged.works for name in (work.id, *work.former_ids)}
    return make_paper_id(title, taken)
