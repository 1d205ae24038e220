"""Checks a document against a pydantic model: problems with places and in people's words.

Pydantic finds every mistake at once and says where by keys; the document knows the line of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import islice
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from rapidfuzz import fuzz, process

from generator.content.rules import MAX_PROBLEMS
from generator.content.wording import flow, readable, show, show_path
from generator.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    from generator.content.yaml import Document, KeyPath, Place, Value

Model = TypeVar("Model", bound=BaseModel)

NEAR = 60
"""Likeness, of 100, from which on a known key is suggested for an unknown one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """What is checked against what; `noun` names the whole, as in "a curation"."""

    model: type[BaseModel]
    document: Document
    path: str
    noun: str

    def name(self, at: KeyPath) -> str:
        """`links.code[0]`, or `topics[0].slug` where the whole is a list."""
        above = self.noun if at and isinstance(at[0], int) else ""
        return f"`{above}{show_path(at)}`" if at else self.noun

    def problem(self, rule: str, place: Place, message: str, hint: str) -> Problem:
        line, column = place
        return Problem(
            path=self.path, rule=rule, line=line, column=column, message=message, hint=hint
        )

    def misfit(
        self, rule: str, at: KeyPath, detail: ErrorDetails, expected: str, hint: str
    ) -> Problem:
        """A value that is not what its key wants, or a key that cannot be one."""
        where, value = self.document.where, detail["input"]
        is_key = value is None or _is_of_key(detail)
        place = (where.at_key if is_key else where.at)(*at)
        message = f"{self.name(at)} is {show(value)}; expected {expected}"
        return self.problem(rule, place, message, hint)


def check_shape(
    model: type[Model], document: Document, path: str, noun: str
) -> tuple[Model, tuple[Problem, ...]]:
    """Read a mapping or list as a model, with every problem of its parts.

    The model holds what could be understood: parts at the top level that have a problem are left
    out, so that what depends on the others can be checked too. `noun` names the whole.
    """
    try:
        return model.model_validate(document.data), ()
    except ValidationError as error:
        details = error.errors(include_url=False)
    scene = _Scene(model=model, document=document, path=path, noun=noun)
    new = (detail for detail in details if not _is_known(scene, detail))
    problems = tuple(_explain(scene, detail) for detail in islice(new, MAX_PROBLEMS + 1))
    sound = _without(document.data, {detail["loc"][0] for detail in details if detail["loc"]})
    return model.model_validate(sound), problems


def nearest(text: str, known: Iterable[str]) -> str | None:
    """The known word that somebody may have meant."""
    found = process.extractOne(
        text, list(known), scorer=fuzz.ratio, processor=str.lower, score_cutoff=NEAR
    )
    return found[0] if found else None


def _without(data: Value, parts: set[int | str]) -> Value:
    if isinstance(data, dict):
        return {key: value for key, value in data.items() if key not in parts}
    if isinstance(data, list):
        return [item for index, item in enumerate(data) if index not in parts]
    return data


def _is_of_key(detail: ErrorDetails) -> bool:
    """Whether a finding is about a mapping's key; pydantic says so in its last step."""
    return detail["loc"][-1:] == ("[key]",)


def _path_of(detail: ErrorDetails) -> KeyPath:
    return detail["loc"][:-1] if _is_of_key(detail) else detail["loc"]


def _is_known(scene: _Scene, detail: ErrorDetails) -> bool:
    """Whether the finding follows from a value that was refused, and reported, already."""
    at = _path_of(detail)
    return any(at[: len(path)] == path for path in scene.document.refused)


def _explain(scene: _Scene, detail: ErrorDetails) -> Problem:
    return _SAYINGS.get(detail["type"], _wrong_type)(scene, _path_of(detail), detail)


def _unknown_key(scene: _Scene, at: KeyPath, detail: ErrorDetails) -> Problem:
    key = str(at[-1])
    message = f"{scene.name(at[:-1])} has no key `{readable(key)}`"
    hint = _suggest_key(scene.model, at[:-1], key, is_bare=detail["input"] is None)
    return scene.problem("unknown-key", scene.document.where.at_key(*at), message, hint)


def _suggest_key(model: type[BaseModel], above: KeyPath, key: str, *, is_bare: bool) -> str:
    known = _keys(_annotation(model, above))
    if near := nearest(key, known):
        return f"did you mean `{near}`?"
    if elsewhere := _elsewhere(model, key):
        return f"`{key}` belongs under `{elsewhere}`"
    names = "known keys: " + ", ".join(f"`{name}`" for name in known)
    # `{text: Fast, cheap}` is a text "Fast" and a key "cheap" without a value.
    comma = "a comma ends a value in { }, so put text that has one in quotes; "
    return comma + names if is_bare else names


def _missing_key(scene: _Scene, at: KeyPath, _: ErrorDetails) -> Problem:
    message = f"{scene.name(at[:-1])} has no `{at[-1]}`"
    place = scene.document.where.at_key(*at[:-1])
    return scene.problem("missing-key", place, message, "add it, " + _example(scene.model, at))


def _refused(scene: _Scene, at: KeyPath, detail: ErrorDetails) -> Problem:
    """What one of the models' own validators says."""
    context = detail["ctx"]
    hint = context["hint"] or _example(scene.model, at)
    expected = context["expected"]
    if detail["input"] is None:
        field, annotation = _walk(scene.model, at)
        expected = _kind(annotation) or expected
        hint = _example(scene.model, at) if field and field.is_required() else hint
    return scene.misfit(context["rule"], at, detail, expected, hint)


def _unknown_value(scene: _Scene, at: KeyPath, detail: ErrorDetails) -> Problem:
    choices = [str(choice) for choice in get_args(_annotation(scene.model, at))]
    near = nearest(str(detail["input"]), choices)
    hint = f"did you mean `{near}`?" if near else _example(scene.model, at)
    expected = "one of " + ", ".join(f"`{choice}`" for choice in choices)
    return scene.misfit("unknown-value", at, detail, expected, hint)


def _too_long(scene: _Scene, at: KeyPath, detail: ErrorDetails) -> Problem:
    value = detail["input"]
    limit = detail["ctx"]["max_length"]
    unit = "characters" if isinstance(value, str) else "items"
    message = f"{scene.name(at)} has {len(value):,} {unit}; at most {limit:,} are allowed"
    return scene.problem("too-long", scene.document.where.at(*at), message, "shorten it")


def _wrong_type(scene: _Scene, at: KeyPath, detail: ErrorDetails) -> Problem:
    annotation = _annotation(scene.model, at)
    value = detail["input"]
    expected = _kind(annotation) or "another value"
    hint = _example(scene.model, at)
    if expected == "text" and isinstance(value, bool):
        hint = f'put it in quotes: "{show(value)}"'
    elif expected == "a list of text" and isinstance(value, str):
        hint = f"write `{at[-1]}: [{flow(value)}]`"
    elif isinstance(value, str) and _required(annotation) == ["name"]:
        hint = f"write `{{name: {flow(value)}}}`"
    return scene.misfit("wrong-type", at, detail, expected, hint)


_SAYINGS: dict[str, Callable[[_Scene, KeyPath, ErrorDetails], Problem]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing_key,
    "refused": _refused,
    "literal_error": _unknown_value,
    "string_too_long": _too_long,
    "too_long": _too_long,
}
"""What pydantic's kinds of findings become; the others are values of a wrong type."""


def _example(model: type[BaseModel], at: KeyPath) -> str:
    """How to write what belongs at a path, from its field's example: `by: ada`."""
    field, annotation = _walk(model, at)
    if not field or not field.examples:
        return f"for instance `{flow(_example_of(annotation))}`"
    example = field.examples[0]
    if isinstance(at[-1], int) and isinstance(example, list):
        return f"for instance `{flow(example[0])}`"
    if isinstance(example, dict) and get_origin(_walk(model, at[:-1])[1]) is dict:
        return f"for instance `{flow(dict(list(example.items())[:1]))[1:-1]}`"
    name = next(step for step in reversed(at) if isinstance(step, str))
    return f"for instance `{name}: {flow(example)}`"


def _example_of(annotation: Any) -> dict[str, object]:  # noqa: ANN401 - a type's own type
    """The least mapping of a shape."""
    shape = _shape(annotation)
    fields = _fields(shape).items() if shape else ()
    return {
        key: field.examples[0] for key, field in fields if field.is_required() and field.examples
    }


def _annotation(model: type[BaseModel], at: KeyPath) -> Any:  # noqa: ANN401 - see above
    return _walk(model, at)[1]


def _walk(model: type[BaseModel], at: KeyPath) -> tuple[FieldInfo | None, Any]:
    """The last field on the way to a value, and what the models say the value is."""
    field: FieldInfo | None = None
    annotation = _bare(model)
    for step in at:
        if isinstance(step, str) and (shape := _shape(annotation)):
            field = _fields(shape).get(step)
            annotation = _bare(field.annotation) if field else None
        else:
            annotation = _item(annotation)
    return field, annotation


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - see above
    """A type without its metadata, its `None` and the wrapper of a root model."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return _bare(next(part for part in get_args(annotation) if part is not type(None)))
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        return _bare(annotation.model_fields["root"].annotation)
    return annotation


def _item(annotation: Any) -> Any:  # noqa: ANN401 - see above
    """What a list's items or a mapping's values are."""
    parts = get_args(annotation)
    return _bare(parts[-1]) if get_origin(annotation) in {list, dict} else None


def _shape(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - see above
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return cast("type[BaseModel]", annotation) if is_model else None


def _fields(shape: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in shape.model_fields.items()}


def _keys(annotation: Any) -> list[str]:  # noqa: ANN401 - see above
    shape = _shape(annotation)
    return list(_fields(shape)) if shape else []


def _required(annotation: Any) -> list[str]:  # noqa: ANN401 - see above
    shape = _shape(annotation)
    fields = _fields(shape).items() if shape else ()
    return [key for key, field in fields if field.is_required()]


def _elsewhere(model: type[BaseModel], key: str) -> str | None:
    """The key at the top under which an unknown key is known."""
    shape = _shape(_bare(model))
    for name, field in _fields(shape).items() if shape else ():
        annotation = _bare(field.annotation)
        if key in _keys(annotation) or key in _keys(_item(annotation)):
            return name
    return None


def _kind(annotation: Any) -> str | None:  # noqa: ANN401 - see above
    """A type in people's words."""
    if get_origin(annotation) is list:
        return "a list of text" if _item(annotation) is str else "a list of mappings"
    if get_origin(annotation) is dict or _shape(annotation):
        return "a mapping"
    return _WORDS.get(annotation)


_WORDS = {str: "text", date: "a date (YYYY-MM-DD)", float: "a number"}
