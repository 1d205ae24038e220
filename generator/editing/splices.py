"""Which range of a file a step could replace, and by what: proposals, the best first.

None of them holds a comment, so none is lost. Whether a proposal does what it should is not
judged here: whoever takes one reads the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

from generator.content.yaml import Value
from generator.editing import nodes
from generator.editing.emit import entry, flow, item, scalar
from generator.editing.steps import Append, Delete, Drop, Put, Step


@dataclass(frozen=True, slots=True)
class Splice:
    """A range of characters, and the text that takes its place."""

    start: int
    end: int
    text: str

    def on(self, text: str) -> str:
        """The text with the range replaced."""
        return text[: self.start] + self.text + text[self.end :]


def propose(text: str, step: Step) -> Iterator[Splice]:
    """Ways to take a settled step, the one that keeps the file's style first."""
    root = nodes.compose(text)
    if root is None:
        if isinstance(step, Put):
            yield _after_everything(text, entry(step.path[-1], step.value, 0))
        return
    scene = _Scene(text=text, root=root)
    if isinstance(step, Put | Delete):
        parent = nodes.find(root, step.path[:-1])
        if isinstance(parent, yaml.MappingNode):
            yield from _on_key(scene, parent, step)
    else:
        items = nodes.find(root, step.path)
        if isinstance(items, yaml.SequenceNode):
            yield from _on_item(scene, items, step)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    text: str
    root: yaml.Node

    def end(self, node: yaml.Node) -> int:
        return nodes.end(self.text, node)

    def is_bare(self, begin: int, stop: int) -> bool:
        """Whether no comment stands in a range."""
        return not nodes.has_comment(self.text, begin, stop, self.root)


def _on_key(scene: _Scene, parent: yaml.MappingNode, step: Put | Delete) -> Iterator[Splice]:
    pair = nodes.pair_of(parent, step.path[-1])
    if isinstance(step, Delete):
        parts = [(nodes.start(key), scene.end(value)) for key, value in nodes.pairs(parent)]
        if pair:
            yield from _remove(scene, parent, parts, nodes.pairs(parent).index(pair))
    elif pair:
        yield from _replace(scene, parent, pair, step.value)
    elif nodes.is_flow(parent):
        ends = [scene.end(value) for _, value in nodes.pairs(parent)]
        yield _into_flow(parent, ends, f"{flow(step.path[-1])}: {flow(step.value)}")
    else:
        yield from _into_mapping(scene, parent, step)


def _on_item(scene: _Scene, items: yaml.SequenceNode, step: Append | Drop) -> Iterator[Splice]:
    if isinstance(step, Drop):
        at = _index_of(items, step.value)
        yield from _remove(scene, items, [_extent(scene, items, n) for n in items.value], at)
    elif nodes.is_flow(items):
        yield _into_flow(items, [scene.end(one) for one in items.value], flow(step.value))
    else:
        column = nodes.column(items)
        yield from _below(scene, items, item(step.value, column, key=step.path[-1]), column)


def _index_of(items: yaml.SequenceNode, value: Value) -> int:
    return next(n for n, one in enumerate(items.value) if one.value == value)


def _extent(scene: _Scene, items: yaml.SequenceNode, one: yaml.Node) -> tuple[int, int]:
    """Where an item of a list begins, in block style with its dash, and where it ends."""
    begin = nodes.start(one)
    if not nodes.is_flow(items):
        begin = scene.text.rfind("-", 0, begin)
    return begin, scene.end(one)


# Something new.


def _into_flow(node: yaml.CollectionNode, ends: Sequence[int], new: str) -> Splice:
    """Put a part behind the last one in brackets or braces."""
    if ends:
        return Splice(ends[-1], ends[-1], f", {new}")
    inside = nodes.start(node) + 1
    return Splice(inside, inside, new)


def _into_mapping(scene: _Scene, parent: yaml.MappingNode, step: Put) -> Iterator[Splice]:
    column = nodes.column(parent)
    lines = entry(step.path[-1], step.value, column)
    yield from _below(scene, parent, lines, column)
    # A text that ends with the file, without a line break, cannot be followed by anything.
    first = nodes.start(parent)
    begin = nodes.line_start(scene.text, first)
    if not scene.text[begin:first].strip():
        yield _above(scene.text, begin, lines)


def _below(
    scene: _Scene, node: yaml.CollectionNode, lines: Sequence[str], column: int
) -> Iterator[Splice]:
    """Put lines behind a block: after its last line, or after the blank ones that are its own."""
    at = _behind_comments(scene.text, scene.end(node), column)
    between = nodes.break_at(scene.text, at)
    yield Splice(at, at, between + between.join(lines))
    at = nodes.line_start(scene.text, nodes.limit(node))
    yield _above(scene.text, at, lines)


def _above(text: str, at: int, lines: Sequence[str]) -> Splice:
    between = nodes.break_at(text, at)
    return Splice(at, at, between.join(lines) + between)


def _behind_comments(text: str, at: int, column: int) -> int:
    """The end of a line, or of the last comment after it that stands deeper than a column."""
    last = look = nodes.line_end(text, at)
    while (begin := nodes.next_line(text, look)) < len(text):
        look = nodes.line_end(text, begin)
        line = text[begin:look]
        bare = line.lstrip(" ")
        if bare.startswith("#") and len(line) - len(bare) > column:
            last = look
        elif bare.strip():
            break
    return last


def _after_everything(text: str, lines: Sequence[str]) -> Splice:
    """Put lines at the end of a file that has comments alone."""
    between = nodes.break_at(text, len(text))
    if not text or text.endswith(("\n", "\r")):
        return Splice(len(text), len(text), between.join(lines) + between)
    return Splice(len(text), len(text), between + between.join(lines))


# Another value.


def _replace(
    scene: _Scene, parent: yaml.MappingNode, pair: nodes.Pair, value: Value
) -> Iterator[Splice]:
    key, old = pair
    begin, stop = nodes.start(old), scene.end(old)
    between = nodes.break_at(scene.text, begin)
    is_in_flow = nodes.is_flow(parent)
    if isinstance(value, str) and not is_in_flow and scene.is_bare(begin, stop):
        used = begin - nodes.line_start(scene.text, begin)
        yield Splice(begin, stop, between.join(scalar(value, nodes.column(key), used)))
    elif is_in_flow or nodes.is_flow(old) or isinstance(old, yaml.ScalarNode):
        if scene.is_bare(begin, stop):
            yield Splice(begin, stop, flow(value))
    elif scene.is_bare(nodes.start(key), stop):
        name = scene.text[nodes.start(key) : nodes.limit(key)]
        lines = entry(key.value, value, nodes.column(key), name=name)
        yield Splice(nodes.start(key), stop, between.join(lines).lstrip(" "))


# Nothing any more.


def _remove(
    scene: _Scene, node: yaml.CollectionNode, parts: Sequence[tuple[int, int]], at: int
) -> Iterator[Splice]:
    begin, stop = parts[at]
    if not nodes.is_flow(node):
        if scene.is_bare(begin, stop):
            yield from _remove_lines(scene.text, begin, stop)
        return
    if at + 1 < len(parts):
        stop = parts[at + 1][0]
    elif at:
        begin = parts[at - 1][1]
    if scene.is_bare(begin, stop):
        yield Splice(begin, stop, "")


def _remove_lines(text: str, begin: int, stop: int) -> Iterator[Splice]:
    """Remove whole lines; a comment at the end of the last one stays, on a line of its own."""
    first, last = nodes.line_start(text, begin), nodes.line_end(text, stop)
    if text[first:begin].strip():
        return
    rest = text[stop:last]
    if rest.strip():
        yield Splice(begin, stop + len(rest) - len(rest.lstrip()), "")
    elif last < len(text) or not first:
        yield Splice(first, nodes.next_line(text, last), "")
    else:
        yield Splice(first - len(_break_before(text, first)), last, "")


def _break_before(text: str, at: int) -> str:
    return "\r\n" if text[:at].endswith("\r\n") else text[at - 1 : at]
