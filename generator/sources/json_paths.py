"""Which keys a JSON text has and where, seen in its beginning alone: that tells formats apart."""

from __future__ import annotations

import re

_DEEPEST = 8
"""Lists and mappings within each other that are looked into; below that nothing tells a format."""

_TOKEN = re.compile(
    r'"(?P<text>(?:[^"\\]++|\\.|\\\Z)*+)(?:"\s*+(?P<colon>:)?|\Z)|(?P<sign>[][{}])', re.DOTALL
)


def key_paths(head: str) -> frozenset[str]:
    """Name each key and list by its way from the outermost value; nothing of what is no JSON.

    The text may end anywhere. Records in a list, and values that follow each other, count together.

    >>> sorted(key_paths('{"notes": [{"id": "a", "content": {"tit'))
    ['notes', 'notes[]', 'notes[].content', 'notes[].id']
    """
    found: set[str] = set()
    around: list[str] = []
    at = ""
    if head.lstrip()[:1] not in {"[", "{"}:
        return frozenset()
    for token in _TOKEN.finditer(head):
        if token["colon"] and around:
            at = f"{around[-1]}.{token['text']}".removeprefix(".")
            found.add(at)
        elif token["sign"] in {"[", "{"}:
            if len(around) == _DEEPEST:
                break
            at += "[]" if token["sign"] == "[" else ""
            found.update([at] if token["sign"] == "[" else [])
            around.append(at)
        elif token["sign"]:
            around = around[:-1]
            at = around[-1] if around else ""
    return frozenset(found)
