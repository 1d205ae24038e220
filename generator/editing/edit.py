"""`edit`: a curation's text and changes in, the text with exactly those changes out."""

from __future__ import annotations

from collections.abc import Iterable

from generator.content.wording import show_path
from generator.content.yaml import Document, Value, load
from generator.editing.changes import Change, steps_of
from generator.editing.emit import entry, flow
from generator.editing.splices import propose
from generator.editing.steps import Append, Delete, Drop, MisplacedError, Put, Step, settle, take
from generator.problems import ContentError

_BOM = "\ufeff"


class CannotEditError(Exception):
    """A file's shape does not allow an edit that touches nothing else.

    `line` and `column` say where, `message` why and `by_hand` what a person may write instead.
    """

    def __init__(self, message: str, by_hand: str, place: tuple[int, int] = (1, 1)) -> None:
        self.message = message
        self.by_hand = by_hand
        self.line, self.column = place
        super().__init__(f"{message}; {by_hand}")


def edit(text: str, changes: Iterable[Change], *, path: str = "") -> str:
    """Make changes in a curation's text and leave every other character as it is.

    Comments, order, quotes, line ends, styles and indentation stay. What is true already is left
    alone. Raises `ContentError` where the strict reader does not take the text as it stands, and
    `CannotEditError` where a change would touch more than itself; `path` names the file in both.
    """
    mark = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    for change in changes:
        for step in steps_of(change, _read(text, path).data):
            text = _take(text, step, path)
    return mark + text


def _take(text: str, step: Step, path: str) -> str:
    document = _read(text, path)
    try:
        settled = settle(step, document.data)
    except MisplacedError as error:
        if isinstance(step, Drop | Delete):
            return text
        raise _misplaced(step, document, error) from error
    if settled is None:
        return text
    wanted = take(settled, document.data)
    if not wanted:
        raise CannotEditError("nothing would be left in the file", "delete it")
    for splice in propose(text, settled):
        changed = splice.on(text)
        if _reads_as(changed, wanted):
            return changed
    place = document.where.at_key(*settled.path)
    raise CannotEditError(
        "this cannot be changed without touching a comment or what stands around it",
        by_hand(settled),
        place,
    )


def _read(text: str, path: str) -> Document:
    document, problems = load(text.encode(), path)
    if problems or document is None:
        raise ContentError(problems)
    return document


def _reads_as(text: str, wanted: Value) -> bool:
    document, problems = load(text.encode(), "")
    return document is not None and not problems and document.data == wanted


def _misplaced(step: Step, document: Document, error: MisplacedError) -> CannotEditError:
    what = show_path(error.path) or "the file"
    return CannotEditError(
        f"`{what}` is not {error.expected}", by_hand(step), document.where.at_key(*error.path)
    )


def by_hand(step: Step) -> str:
    """Say how a person takes a step."""
    where = show_path(step.path)
    if isinstance(step, Delete):
        return f"delete `{where}`"
    if isinstance(step, Drop):
        return f"delete `{flow(step.value)}` from `{where}`"
    value = [step.value] if isinstance(step, Append) else step.value
    verb = "set" if isinstance(step, Put) else "add"
    return f"{verb} by hand:\n" + "\n".join(_nested(step.path, value))


def _nested(path: tuple[str, ...], value: Value) -> list[str]:
    for key in reversed(path[1:]):
        value = {key: value}
    return entry(path[0], value, 0)
