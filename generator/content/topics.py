"""`content/topics.yml`: bytes → the closed list of topics, with every problem of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.content.models import TopicsFileShape
from generator.content.rules import first_problems
from generator.content.shapes import check_shape
from generator.content.wording import readable, show
from generator.content.yaml import load
from generator.problems import Problem, Severity
from generator.records import Topic
from generator.text.phrases import fold_words
from generator.text.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.content.models import TopicShape
    from generator.content.yaml import Document, KeyPath, Value

HOLDS = "write a list of topics, each like `- {slug: vision, name: Vision, about: …}`"
"""The way out of a file that is no list of topics."""


def parse_topics(data: bytes, path: str) -> tuple[tuple[Topic, ...], tuple[Problem, ...]]:
    """Read the topics in the order of their file, without those that have an error."""
    document, problems = load(data, path)
    if document is None:
        return (), first_problems(problems, path)
    if not isinstance(document.data, list) or not document.data:
        return (), first_problems((*problems, *_check_whole(document, path)), path)
    shape, misfits = check_shape(TopicsFileShape, document, path, "topics")
    problems = (
        *problems,
        *misfits,
        *_check_slugs(document, path),
        *_check_phrases(document, path),
    )
    return tuple(map(_to_record, shape.root)), first_problems(problems, path)


def _to_record(shape: TopicShape) -> Topic:
    return Topic(
        slug=shape.slug,
        name=shape.name,
        about=shape.about,
        formerly=tuple(shape.formerly),
        rules=dict(shape.rules),
    )


def _check_whole(document: Document, path: str) -> Iterator[Problem]:
    if () in document.refused:
        return
    line, column = document.where.at()
    if document.data:
        rule, message = "wrong-type", f"the topics are {show(document.data)}; expected a list"
    else:
        rule, message = "empty-file", "the file has no topics"
    yield Problem(path=path, rule=rule, line=line, column=column, message=message, hint=HOLDS)


def _check_slugs(document: Document, path: str) -> Iterator[Problem]:
    """Slugs are addresses: each, former ones included, leads to one topic."""
    first: dict[str, int] = {}
    for at, slug in _slugs(document):
        line, column = document.where.at(*at)
        if slug in first:
            yield Problem(
                path=path,
                rule="duplicate-slug",
                line=line,
                column=column,
                message=f"the slug {show(slug)} stands on line {first[slug]} already",
                hint="a slug names one topic, now and formerly; choose another or delete one",
            )
        first.setdefault(slug, line)


def _slugs(document: Document) -> Iterator[tuple[KeyPath, str]]:
    for index, topic in _mappings(document):
        slug = topic.get("slug")
        if isinstance(slug, str):
            yield (index, "slug"), slug
        formerly = topic.get("formerly")
        for place, former in enumerate(formerly if isinstance(formerly, list) else ()):
            if isinstance(former, str):
                yield (index, "formerly", place), former


def _check_phrases(document: Document, path: str) -> Iterator[Problem]:
    """Phrases are one where they are found as the same words; of those the first counts."""
    for index, topic in _mappings(document):
        rules = topic.get("rules")
        first: dict[tuple[str, ...], str] = {}
        for phrase in rules if isinstance(rules, dict) else ():
            folded = fold_words(phrase)
            if phrase.strip() and not folded:
                yield _never_found(document, path, (index, "rules", phrase), phrase)
            elif folded in first:
                line, column = document.where.at_key(index, "rules", phrase)
                yield Problem(
                    path=path,
                    rule="duplicate-phrase",
                    severity=Severity.WARNING,
                    line=line,
                    column=column,
                    message=f"the phrase {show(phrase)} says the same as {show(first[folded])}",
                    hint=_say_why_same(phrase, first[folded]),
                )
            first.setdefault(folded, phrase)


def _say_why_same(phrase: str, first: str) -> str:
    signs = sorted({*fold(phrase)} ^ {*fold(first)})
    sign = next((each for each in signs if not each.isalnum() and each not in _OF_SPELLING), "")
    ignored = f"signs such as `{sign}`" if sign else "case, accents, hyphens, plurals and the like"
    found = readable(" ".join(fold_words(phrase)))
    return (
        f"keep one, the first counts: both are found as `{found}`, for {ignored} make no difference"
    )


_OF_SPELLING = frozenset(" \t\n_-\u2010\u2011\u2013'`\u2018\u2019")
"""Signs in which spellings of one phrase differ."""


def _never_found(document: Document, path: str, at: KeyPath, phrase: str) -> Problem:
    line, column = document.where.at_key(*at)
    return Problem(
        path=path,
        rule="common-phrase",
        severity=Severity.WARNING,
        line=line,
        column=column,
        message=f"the phrase {show(phrase)} has no letter and no digit, so it is found nowhere",
        hint="write words: phrases are no patterns",
    )


def _mappings(document: Document) -> Iterator[tuple[int, dict[str, Value]]]:
    items = document.data if isinstance(document.data, list) else []
    return ((index, item) for index, item in enumerate(items) if isinstance(item, dict))
