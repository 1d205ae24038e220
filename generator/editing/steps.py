"""Single steps of editing, as they change plain data."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TypeAlias

from generator.content.yaml import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Give a key its value, whatever it had before."""

    path: tuple[str, ...]
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """Put an item at the end of a list."""

    path: tuple[str, ...]
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """Take an item out of a list, wherever it stands first."""

    path: tuple[str, ...]
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """Take a key and its value away."""

    path: tuple[str, ...]


Step: TypeAlias = Put | Append | Drop | Delete


class MisplacedError(Exception):
    """Something else stands where a list or mapping was expected; `path` is the way to it."""

    def __init__(self, path: Sequence[str], expected: str) -> None:
        self.path = tuple(path)
        self.expected = expected
        super().__init__(f"`{'.'.join(path)}` is not {expected}")


def settle(step: Step, data: Value) -> Step | None:
    """Say a step so that all around it is there and nothing empty is left; none if it is done.

    An item of a list that is not there puts the list; the last item takes its list along.
    """
    if isinstance(step, Append):
        items = _list_at(data, step.path)
        if items is None:
            return settle(Put(path=step.path, value=[step.value]), data)
        return None if step.value in items else step
    if isinstance(step, Drop):
        items = _list_at(data, step.path)
        if items is None or step.value not in items:
            return None
        return step if len(items) > 1 else settle(Delete(path=step.path), data)
    return _settle_key(step, data)


def _settle_key(step: Put | Delete, data: Value) -> Step | None:
    *above, key = step.path
    parent = _mapping_at(data, above)
    if isinstance(step, Put):
        if parent is None and above:
            return settle(Put(path=tuple(above), value={key: step.value}), data)
        return None if parent and key in parent and parent[key] == step.value else step
    if parent is None or key not in parent:
        return None
    return replace(step, path=tuple(above)) if above and len(parent) == 1 else step


def take(step: Step, data: Value) -> Value:
    """The data as a settled step leaves it."""
    changed: Value = deepcopy(data) if data is not None else {}
    *above, key = step.path
    parent = changed
    for name in above:
        parent = parent[name] if isinstance(parent, dict) else None
    if not isinstance(parent, dict):
        raise MisplacedError(above, "a mapping")
    if isinstance(step, Put):
        parent[key] = step.value
    elif isinstance(step, Delete):
        del parent[key]
    else:
        _take_item(step, parent[key])
    return changed


def _take_item(step: Append | Drop, items: Value) -> None:
    if not isinstance(items, list):
        raise MisplacedError(step.path, "a list")
    if isinstance(step, Append):
        items.append(step.value)
    else:
        items.remove(step.value)


def _mapping_at(data: Value, path: Sequence[str]) -> dict[str, Value] | None:
    """The mapping at a path, if all on the way to it is there."""
    for depth, key in enumerate(path):
        data = _as_mapping(data, path[:depth])
        if key not in data:
            return None
        data = data[key]
    return _as_mapping(data, path)


def _as_mapping(value: Value, path: Sequence[str]) -> dict[str, Value]:
    if value is None and not path:
        return {}
    if not isinstance(value, dict):
        raise MisplacedError(path, "a mapping")
    return value


def _list_at(data: Value, path: Sequence[str]) -> list[Value] | None:
    parent = _mapping_at(data, path[:-1])
    if parent is None or path[-1] not in parent:
        return None
    items = parent[path[-1]]
    if not isinstance(items, list):
        raise MisplacedError(path, "a list")
    return items
