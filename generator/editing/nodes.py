"""Where the parts of a file begin and end, to the character.

The strict reader tells where a value begins; to replace one, its end is needed too. What stands
here may only be asked of text that the strict reader took: it has no anchors, no tags, no depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import cast

import yaml

from generator.content.yaml import KeyPath

_LOADER = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
_BREAK = re.compile(r"\r\n?|\n")

Pair = tuple[yaml.Node, yaml.Node]


def compose(text: str) -> yaml.Node | None:
    """The nodes of a text; none where it holds no value."""
    return yaml.compose(text, Loader=_LOADER)


def find(root: yaml.Node, path: KeyPath) -> yaml.Node | None:
    """The node at a path."""
    node: yaml.Node | None = root
    for step in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step] if step < len(node.value) else None
        else:
            pair = pair_of(node, str(step)) if isinstance(node, yaml.MappingNode) else None
            node = pair[1] if pair else None
    return node


def pairs(node: yaml.MappingNode) -> list[Pair]:
    """The keys of a mapping with their values."""
    return cast("list[Pair]", node.value)


def pair_of(node: yaml.MappingNode, key: str) -> Pair | None:
    """A key of a mapping with its value."""
    return next((pair for pair in pairs(node) if pair[0].value == key), None)


def is_flow(node: yaml.Node) -> bool:
    """Whether a list or mapping stands in brackets or braces."""
    return bool(getattr(node, "flow_style", False))


def is_block_scalar(node: yaml.Node) -> bool:
    """Whether a text begins with `|` or `>`."""
    return isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}


def start(node: yaml.Node) -> int:
    """Where a node begins; a list in block style with its first dash."""
    return cast("int", node.start_mark.index)


def column(node: yaml.Node) -> int:
    """How many characters stand before a node on its line."""
    return cast("int", node.start_mark.column)


def limit(node: yaml.Node) -> int:
    """Where what follows a node may begin: behind the blank lines and comments after a block."""
    return cast("int", node.end_mark.index)


def end(text: str, node: yaml.Node) -> int:
    """Behind a node's last character that is neither white space nor a comment."""
    if isinstance(node, yaml.CollectionNode) and not is_flow(node) and node.value:
        last = node.value[-1]
        return end(text, last[1] if isinstance(last, tuple) else last)
    if is_block_scalar(node):
        return start(node) + len(text[start(node) : limit(node)].rstrip())
    return limit(node)


def has_comment(text: str, begin: int, stop: int, root: yaml.Node) -> bool:
    """Whether a comment stands in a range of the text."""
    at = begin
    for first, last in sorted(_texts(text, root)):
        if "#" in text[at : max(at, min(first, stop))]:
            return True
        at = max(at, last)
    return "#" in text[at:stop]


def _texts(text: str, node: yaml.Node) -> Iterator[tuple[int, int]]:
    """Where the text of keys and values stands, in which a `#` begins no comment."""
    if isinstance(node, yaml.ScalarNode):
        head = line_end(text, start(node)) if is_block_scalar(node) else start(node)
        yield head, max(head, end(text, node))
        return
    for part in chain.from_iterable(
        part if isinstance(part, tuple) else (part,) for part in node.value
    ):
        yield from _texts(text, part)


def line_start(text: str, at: int) -> int:
    """Where the line around a place begins."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def line_end(text: str, at: int) -> int:
    """Where the line around a place ends, before its break."""
    found = _BREAK.search(text, at)
    return found.start() if found else len(text)


def next_line(text: str, at: int) -> int:
    """Where the line after the one around a place begins; the text's end where there is none."""
    found = _BREAK.search(text, at)
    return found.end() if found else len(text)


def break_at(text: str, at: int) -> str:
    """The line break that a new line here takes: that of its line, or of the one before."""
    found = _BREAK.search(text, at) or next(iter(list(_BREAK.finditer(text, 0, at))[-1:]), None)
    return found[0] if found else "\n"
