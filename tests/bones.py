"""What is left of a page without its words, as a browser builds it, and whether any of it could run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

from generator.text.notes import ALLOWED_TAGS

SET = {"p", "i", "sub", "sup", "code", "a", "math"}
"""What an abstract may be set with; what stands inside `math` is MathML."""

MATHML = {
    *("mrow", "mi", "mo", "mn", "mtext", "mspace", "msub", "msup", "msubsup", "mfrac", "msqrt"),
    *("mroot", "mover", "munder", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded"),
    *("mphantom", "mfenced", "menclose", "semantics", "annotation", "mmultiscripts", "mprescripts"),
}
GOES = re.compile(r"https?://|mailto:|(?!//|[^/?#]*:)", re.IGNORECASE)
"""How an address begins that leads somewhere and runs nothing."""


class Bones:
    """A page as a browser builds it: tags and attributes in order, and the texts of some.

    `texts` are those of `bdi` and of differences, as one line each: what is there now.
    """

    def __init__(self, html: str) -> None:
        self.tags: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        self.texts: list[str] = []
        self.heading = ""
        self.linked_data: list[Any] = []
        self._walk(html5lib.parse(html, namespaceHTMLElements=False))

    def _walk(self, element: Element) -> None:
        tag = str(element.tag)
        self.tags.append((tag, tuple(sorted(map(self._judge, element.attrib.items())))))
        if tag == "script":
            assert element.get("type") == "application/ld+json"
            self.linked_data.append(json.loads(element.text or ""))
            return
        if tag == "h1":
            self.heading = "".join(element.itertext())
        if tag == "bdi" or is_difference(element):
            self.texts.append(" ".join(" ".join(texts_now(element)).split()))
        css = element.get("class", "")
        if is_difference(element):
            check_set(element, {"dd", "p", "span", "ins", "del"})
        elif css == "abstract":
            check_set(element, {*SET, "div"})
        elif css == "note":
            check_set(element, {*ALLOWED_TAGS, "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"})
        elif "related-why" not in css:
            for child in element:
                self._walk(child)

    @staticmethod
    def _judge(attribute: tuple[str, str]) -> tuple[str, str]:
        """Names count; values that hold text or follow from it are checked, and left out."""
        name, value = attribute
        assert not name.startswith("on"), attribute
        if name in {"href", "src", "action"}:
            assert GOES.match(value), attribute
        free = {
            "href",
            "content",
            "title",
            "id",
            "data-file",
            "data-name",
            "data-copy",
            "aria-label",
        }
        # A chart sorts and places what it shows by names.
        free |= {"transform", "d", "x", "y"}
        return name, "" if name in free else value


def is_difference(element: Element) -> bool:
    """Whether it holds words of two texts, each in pieces: how many depends on the words."""
    return (element.tag == "dd" and element.get("dir") == "auto") or element.get("class") == "lines"


def texts_now(element: Element) -> Iterator[str]:
    if element.tag != "del":
        yield element.text or ""
        for child in element:
            yield from texts_now(child)
            yield child.tail or ""


def check_set(element: Element, tags: set[str]) -> None:
    """What a text is set with is harmless, whatever and however much of it there is."""
    for inner in element.iter():
        tag = str(inner.tag).rpartition("}")[2]
        assert tag in tags | MATHML | {"aside", "div", "p"}, tag
        for name, value in inner.attrib.items():
            assert not name.startswith(("on", "style", "src")), (name, value)
            assert name != "href" or re.match(r"https?://|mailto:", value), value
