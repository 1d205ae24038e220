"""The shape of a curation file and of `topics.yml`, as pydantic models.

They check one value at a time and give editors their JSON Schema; what keys say together is
checked in `curations` and `topics`. Descriptions and examples serve schema and messages alike.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, NoReturn

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

from generator.dates import parse_iso_date
from generator.ids import is_paper_id, parse_arxiv, parse_doi, parse_openreview
from generator.text.notes import refuse_note
from generator.text.words import words
from generator.web import MAX_ADDRESS, refuse_address

MAX_TITLE = 4_000
MAX_ABSTRACT = 20_000
MAX_NOTE = 5_000
MAX_AUTHORS = 10_000
MAX_NAME = 500
"""Characters of a person's, group's or topic's name."""
MAX_ITEMS = 100
"""Items of any other list."""
MAX_RULES = 1_000
MAX_PHRASE = 200
MAX_PHRASE_WORDS = 12
"""Rules are sought at each word of a text, so this bounds how long that takes."""
MAX_WEIGHT = 100.0
MAX_SLUG = 80

_HANDLE = r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}"
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_NUMBER = re.compile(r"[+-]?(?:\d{1,4}(?:\.\d{1,12})?|\.\d{1,12})", re.ASCII)
_UNSAFE_SLUG = re.compile(r"page|index|undated|con|prn|aux|nul|com\d|lpt\d", re.ASCII)
"""Names that pages of a topic list use, and those that Windows refuses for files."""


def refuse(rule: str, expected: str, hint: str | None = None) -> NoReturn:
    """End a validator: which rule is broken, what was expected, and the way out."""
    # The texts travel as context: pydantic would format braces in a message.
    raise PydanticCustomError(
        "refused",
        "{expected}",
        {
            "rule": rule,
            "expected": expected,
            "hint": hint,
        },
    )


def _fold(text: str) -> str:
    """Text of one paragraph: white space folded."""
    return _not_blank(" ".join(text.split()))


def _not_blank(text: str) -> str:
    if not text.strip():
        refuse("empty-text", "text that is not blank")
    return text.strip()


def _check_note(text: str) -> str:
    if expected := refuse_note(text):
        refuse("too-deep", expected, "write it more simply")
    return _not_blank(text)


def _check_phrase(text: str) -> str:
    if len(words(text)) > MAX_PHRASE_WORDS:
        refuse("too-long", f"a phrase of at most {MAX_PHRASE_WORDS} words")
    return _fold(text)


def _read_date(value: object) -> object:
    if not isinstance(value, str):
        return value
    day = parse_iso_date(value)
    if not day:
        meant = _meant_day(value)
        hint = f"write {meant}" if meant else None
        refuse("bad-date", "a day of the calendar as YYYY-MM-DD", hint)
    return day


def _meant_day(text: str) -> date | None:
    """The day that begins with its year, in other marks or without zeros; others are ambiguous."""
    parts = re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", text.strip(), re.ASCII)
    return parse_iso_date(f"{parts[1]}-{parts[2]:0>2}-{parts[3]:0>2}") if parts else None


def _check_handle(text: str) -> str:
    if re.fullmatch(_HANDLE, text):
        return text
    bare = re.sub(r"^(?:https?://github\.com/|@)|/$", "", text)
    hint = f"write {bare}" if bare != text and re.fullmatch(_HANDLE, bare) else None
    refuse("bad-handle", "a GitHub handle: letters, digits and single hyphens, at most 39", hint)


def _check_address(text: str) -> str:
    if refusal := refuse_address(text):
        refuse("bad-link", refusal.expected, refusal.hint)
    return text


def _check_arxiv(text: str) -> str:
    return parse_arxiv(text) or refuse("bad-link", "an arXiv id such as 2504.13143")


def _check_doi(text: str) -> str:
    return parse_doi(text) or refuse("bad-link", "a DOI such as 10.1000/182")


def _check_openreview(text: str) -> str:
    return parse_openreview(text) or refuse("bad-link", "an OpenReview forum id such as AbCdEf1234")


def _check_paper_id(text: str) -> str:
    if not is_paper_id(text):
        bare = re.sub(r"^.*/papers/|/$|\.ya?ml$", "", text)
        refuse(
            "bad-paper-id",
            "a paper's id: the last part of its page's address",
            f"write {bare}" if bare != text and is_paper_id(bare) else None,
        )
    return text


def _check_slug(text: str) -> str:
    if not re.fullmatch(_SLUG, text):
        guess = "-".join(re.findall(r"[a-z0-9]+", text.lower(), re.ASCII))
        refuse(
            "bad-slug",
            "lower-case words of a to z and 0 to 9 joined by `-`",
            f"write {guess}" if guess else None,
        )
    if _UNSAFE_SLUG.fullmatch(text):
        refuse(
            "bad-slug",
            "a slug that neither the site nor Windows keeps for itself",
            "choose another",
        )
    return text


def _read_weight(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not _NUMBER.fullmatch(value) or abs(float(value)) > MAX_WEIGHT:
        refuse("bad-weight", f"a number from -{MAX_WEIGHT:g} to {MAX_WEIGHT:g}, such as 2 or 0.5")
    return float(value)


Title = Annotated[str, Field(max_length=MAX_TITLE), AfterValidator(_fold)]
Abstract = Annotated[str, Field(max_length=MAX_ABSTRACT), AfterValidator(_fold)]
Name = Annotated[str, Field(max_length=MAX_NAME), AfterValidator(_fold)]
Markdown = Annotated[str, Field(max_length=MAX_NOTE), AfterValidator(_check_note)]
Reason = Annotated[str, Field(max_length=MAX_NOTE), AfterValidator(_fold)]
Date = Annotated[
    date,
    Field(strict=True),
    BeforeValidator(_read_date),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}),
]
Handle = Annotated[
    str,
    AfterValidator(_check_handle),
    WithJsonSchema({"type": "string", "pattern": f"^{_HANDLE}$"}),
]
Address = Annotated[
    str,
    AfterValidator(_check_address),
    WithJsonSchema({"type": "string", "pattern": r"^https?://[!-~]+$", "maxLength": MAX_ADDRESS}),
]
Arxiv = Annotated[str, Field(max_length=MAX_ADDRESS), AfterValidator(_check_arxiv)]
Doi = Annotated[str, Field(max_length=MAX_ADDRESS), AfterValidator(_check_doi)]
OpenReview = Annotated[str, Field(max_length=MAX_ADDRESS), AfterValidator(_check_openreview)]
Addresses = Annotated[list[Address], Field(max_length=MAX_ITEMS)]
PaperId = Annotated[
    str,
    AfterValidator(_check_paper_id),
    WithJsonSchema({"type": "string", "pattern": f"^{_SLUG}$"}),
]
TopicSlug = Annotated[str, Field(max_length=MAX_SLUG)]
"""A topic as a curation names it: whether it exists is checked where all topics are known."""
NewSlug = Annotated[
    str,
    Field(max_length=MAX_SLUG),
    AfterValidator(_check_slug),
    WithJsonSchema({"type": "string", "pattern": f"^{_SLUG}$", "maxLength": MAX_SLUG}),
]
Weight = Annotated[
    float,
    Field(strict=True),
    BeforeValidator(_read_weight),
    WithJsonSchema({"type": "number", "minimum": -MAX_WEIGHT, "maximum": MAX_WEIGHT}),
]
Phrase = Annotated[str, Field(max_length=MAX_PHRASE), AfterValidator(_check_phrase)]


class Shape(BaseModel):
    """A mapping of the content: only known keys, and none without a value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _has_value(cls, value: object) -> object:
        if value is None:
            refuse("wrong-type", "a value", "give it a value, or delete the key")
        return value


class TopicsShape(Shape):
    """Topics set by hand, beside those that the rules assign."""

    add: list[TopicSlug] = Field(
        default=[],
        max_length=MAX_ITEMS,
        description="Slugs of topics that the paper belongs to.",
        examples=[["image-generation"]],
    )
    remove: list[TopicSlug] = Field(
        default=[],
        max_length=MAX_ITEMS,
        description="Slugs of topics that the rules assign and that do not fit.",
        examples=[["vision"]],
    )


class PickShape(Shape):
    """A mark that the paper is worth reading."""

    by: Handle = Field(description="The curator's GitHub handle.", examples=["ada"])
    on: Date = Field(description="The day of the pick.", examples=["2025-11-21"])


class NoteShape(Shape):
    """Why the paper matters, in a curator's own words."""

    by: Handle = Field(description="The curator's GitHub handle.", examples=["ada"])
    on: Date = Field(description="The day of the note.", examples=["2025-11-21"])
    text: Markdown = Field(
        description="The note, in Markdown; it is sanitised.",
        examples=["The first benchmark that tests this."],
    )


class LinksShape(Shape):
    """Where the paper and what belongs to it are found."""

    arxiv: Arxiv | None = Field(
        default=None, description="The arXiv id, without a version.", examples=["2504.13143"]
    )
    doi: Doi | None = Field(default=None, description="The DOI.", examples=["10.1000/182"])
    openreview: OpenReview | None = Field(
        default=None, description="The id of the OpenReview forum.", examples=["AbCdEf1234"]
    )
    code: Addresses = Field(
        default=[], description="Source code.", examples=[["https://github.com/ada/engine"]]
    )
    project: Addresses = Field(
        default=[], description="The project's own pages.", examples=[["https://ada.example/"]]
    )
    model: Addresses = Field(
        default=[], description="Weights.", examples=[["https://huggingface.co/ada/engine"]]
    )
    dataset: Addresses = Field(
        default=[],
        description="Data.",
        examples=[["https://huggingface.co/datasets/ada/notes"]],
    )
    demo: Addresses = Field(
        default=[], description="Demonstrations.", examples=[["https://ada.example/demo"]]
    )
    video: Addresses = Field(
        default=[], description="Recorded talks.", examples=[["https://ada.example/talk"]]
    )


class AuthorShape(Shape):
    """A person or a group."""

    name: Name = Field(description="The whole name.", examples=["Ada Lovelace"])
    family: Name | None = Field(
        default=None, description="The family name, where it is certain.", examples=["Lovelace"]
    )
    given: Name | None = Field(
        default=None, description="The given names, where they are certain.", examples=["Ada"]
    )


Authors = Annotated[list[AuthorShape], Field(max_length=MAX_AUTHORS)]


class CorrectShape(Shape):
    """Facts that replace what the listings say."""

    title: Title | None = Field(
        default=None, description="The title.", examples=["On the Analytical Engine"]
    )
    abstract: Abstract | None = Field(
        default=None, description="The abstract.", examples=["We describe an engine."]
    )
    published: Date | None = Field(
        default=None, description="The day of publication.", examples=["2025-04-17"]
    )
    authors: Authors = Field(
        default=[],
        description="All authors in their order.",
        examples=[[{"name": "Ada Lovelace"}]],
    )


class StatusShape(Shape):
    """What became of the paper."""

    value: Literal["withdrawn", "retracted", "superseded"] = Field(
        alias="is", description="What happened.", examples=["withdrawn"]
    )
    on: Date = Field(description="The day it happened.", examples=["2025-12-01"])
    because: Reason = Field(
        description="The reason, and where it is stated.",
        examples=["The authors withdrew it: an error in the proof."],
    )


class PaperShape(Shape):
    """A paper that no listing has."""

    title: Title = Field(description="The title.", examples=["On the Analytical Engine"])
    abstract: Abstract = Field(description="The abstract.", examples=["We describe an engine."])
    published: Date | None = Field(
        default=None, description="The day of publication.", examples=["2025-04-17"]
    )
    authors: Authors = Field(
        default=[],
        description="All authors in their order.",
        examples=[[{"name": "Ada Lovelace"}]],
    )


class CurationShape(Shape):
    """What people say about one paper; the file is named `<paper-id>.yml`."""

    topics: TopicsShape | None = Field(
        default=None,
        description="Topics set by hand, beside those that the rules assign.",
        examples=[{"add": ["image-generation"], "remove": ["vision"]}],
    )
    pick: PickShape | None = Field(
        default=None,
        description="A mark that the paper is worth reading.",
        examples=[{"by": "ada", "on": "2025-11-21"}],
    )
    notes: list[NoteShape] = Field(
        default=[],
        max_length=MAX_ITEMS,
        description="Why the paper matters, in curators' own words.",
        examples=[[{"by": "ada", "on": "2025-11-21", "text": "The first benchmark of its kind."}]],
    )
    links: LinksShape | None = Field(
        default=None,
        description="Where the paper and what belongs to it are found.",
        examples=[{"arxiv": "2504.13143", "code": ["https://github.com/ada/engine"]}],
    )
    correct: CorrectShape | None = Field(
        default=None,
        description="Facts that replace what the listings say.",
        examples=[{"published": "2025-04-17"}],
    )
    status: StatusShape | None = Field(
        default=None,
        description="What became of the paper.",
        examples=[{"is": "withdrawn", "on": "2025-12-01", "because": "An error in the proof."}],
    )
    distinct_from: list[PaperId] = Field(
        default=[],
        max_length=MAX_ITEMS,
        description="Ids of other papers with nearly the same title, judged to be different.",
        examples=[["another-paper"]],
    )
    same_as: PaperId | None = Field(
        default=None,
        description="The id of the paper that this one is; stands alone, and this id goes.",
        examples=["another-paper"],
    )
    paper: PaperShape | None = Field(
        default=None,
        description="Introduces a paper that no listing has; needs `on` and a link beside it.",
        examples=[{"title": "On the Analytical Engine", "abstract": "We describe an engine."}],
    )
    on: Date | None = Field(
        default=None,
        description="The day on which `paper` was introduced.",
        examples=["2025-11-21"],
    )


class TopicShape(Shape):
    """One topic."""

    slug: NewSlug = Field(
        description="The topic's address; it never changes.", examples=["image-generation"]
    )
    name: Name = Field(description="The name that readers see.", examples=["Image generation"])
    about: Annotated[str, Field(max_length=MAX_NOTE), AfterValidator(_fold)] = Field(
        description="What belongs to the topic, in a sentence.",
        examples=["Making and editing images with generative models."],
    )
    formerly: list[NewSlug] = Field(
        default=[],
        max_length=MAX_ITEMS,
        description="Slugs that the topic had before; their addresses lead to it.",
        examples=[["diffusion"]],
    )
    rules: dict[Phrase, Weight] = Field(
        default={},
        max_length=MAX_RULES,
        description="Words and phrases that speak for the topic (or, below 0, against it).",
        examples=[{"text to image": 3, "diffusion": 1.5}],
    )


class TopicsFileShape(RootModel[list[TopicShape]]):
    """The closed list of topics, in the order in which they are shown."""

    model_config = ConfigDict(frozen=True)
