"""The issue forms, and the text that GitHub makes of one that was filled in.

The headings here are those of `.github/ISSUE_TEMPLATE/*.yml`. A text is parted at them and at no
other mark: what stands below a heading is data, whatever it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from generator.content.wording import show

Kind = Literal["input", "textarea", "dropdown", "checkboxes"]

MAX_TEXT = 100_000
"""Characters of an issue; GitHub takes 65,536."""

NOTHING = "_No response_"
"""What GitHub writes where nothing was filled in."""

NOTHING_CHOSEN = "None"
"""What GitHub writes where nothing was chosen from a list."""

STATES = ("withdrawn", "retracted", "superseded")


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form: its heading, how it is asked, and whether it must be answered."""

    label: str
    kind: Kind = "input"
    required: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form, named as its file; its first heading is in no other form."""

    name: str
    fields: tuple[Field, ...]

    def field(self, label: str) -> Field | None:
        """The field with a heading; people change its case and spaces."""
        return next((field for field in self.fields if _same(field.label, label)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What somebody answered, by heading; what belongs to no question, and what is not answered."""

    form: Form
    answers: Mapping[str, str]
    odd: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()

    def answer(self, label: str) -> str:
        """An answer; blank where there is none."""
        return self.answers.get(label, "")


class NotAFormError(ValueError):
    """The text cannot be taken for one of the forms; the message says why."""


_LINKS = Field("Links", "textarea")
_NOTE = Field("Note", "textarea")
_ELSE = Field("Anything else", "textarea")
_OWN_WORDS = "A note is in my own words; no machine wrote it."
_BEFORE = Field(
    "Before you send it",
    "checkboxes",
    options=(
        "What I state stands in the paper or behind a link that I give.",
        "What I write here may be used under CC0, like all data of this digest.",
        _OWN_WORDS,
    ),
)

CORRECT_PAPER = Form(
    name="correct-paper",
    fields=(
        Field("Paper to correct", required=True),
        Field("Topics to add"),
        Field("Topics to remove"),
        _LINKS,
        Field("Right title"),
        Field("Right abstract", "textarea"),
        Field("Right day of publication"),
        Field("Right authors", "textarea"),
        Field("What became of it", "dropdown", options=STATES),
        Field("Since which day"),
        Field("Where that is stated", "textarea"),
        _NOTE,
        _ELSE,
        _BEFORE,
    ),
)
SUGGEST_PAPER = Form(
    name="suggest-paper",
    fields=(
        Field("Title of the paper", required=True),
        Field("Abstract", "textarea", required=True),
        Field("Links", "textarea", required=True),
        Field("Day of publication"),
        Field("Authors", "textarea"),
        Field("Topics"),
        _NOTE,
        _ELSE,
        _BEFORE,
    ),
)
PROPOSE_TOPIC = Form(
    name="propose-topic",
    fields=(
        Field("Name of the topic", required=True),
        Field("What belongs to it", "textarea", required=True),
        Field("Words and phrases", "textarea"),
        Field("Papers that belong to it", "textarea", required=True),
        _ELSE,
    ),
)
SUGGEST_LISTING = Form(
    name="suggest-listing",
    fields=(
        Field("Address of the listing", required=True),
        Field("What it lists", "textarea", required=True),
        Field("Its terms"),
        _ELSE,
    ),
)
FORMS = (CORRECT_PAPER, SUGGEST_PAPER, PROPOSE_TOPIC, SUGGEST_LISTING)

_HEADING = re.compile(r"### +(\S.*)")


def parse_issue(text: str) -> Filled:
    """Read the text of an issue that one of the forms made."""
    if len(text) > MAX_TEXT:
        raise NotAFormError(f"it has {len(text):,} characters; no form makes {MAX_TEXT:,}")
    sections = list(_sections(text))
    form = next(filter(None, (_form_of(heading) for heading, _ in sections)), None)
    if form is None:
        firsts = ", ".join(f"`### {form.fields[0].label}`" for form in FORMS)
        raise NotAFormError(f"it has none of the headings by which a form is known: {firsts}")
    answers: dict[str, str] = {}
    odd: list[str] = []
    for heading, answer in sections:
        field = form.field(heading)
        if field is None:
            odd.extend(_odd(heading, answer))
        elif field.label in answers:
            raise NotAFormError(
                f"the heading `### {field.label}` stands twice, so nobody can tell which answer "
                "is meant; delete one of them"
            )
        else:
            is_blank = answer == NOTHING or (field.kind == "dropdown" and answer == NOTHING_CHOSEN)
            answers[field.label] = "" if is_blank else answer
    return Filled(form=form, answers=answers, odd=tuple(odd), unmet=tuple(_unmet(form, answers)))


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """Headings with what stands below each; what stands above the first has a blank one."""
    heading, lines = "", list[str]()
    for line in re.split(r"\r\n?|\n", text):
        if match := _HEADING.fullmatch(line):
            yield heading, "\n".join(lines).strip()
            heading, lines = match[1].strip(), []
        else:
            lines.append(line)
    yield heading, "\n".join(lines).strip()


def _form_of(heading: str) -> Form | None:
    return next((form for form in FORMS if _same(form.fields[0].label, heading)), None)


def _same(label: str, heading: str) -> bool:
    return label.casefold() == " ".join(heading.split()).casefold()


def _odd(heading: str, answer: str) -> Iterator[str]:
    if heading:
        yield f"the heading {show(heading)} is in no form; what stands below it is not used"
    elif answer:
        yield f"{show(answer)} stands above the first heading and is not used"


def _unmet(form: Form, answers: Mapping[str, str]) -> Iterator[str]:
    for field in form.fields:
        if field.required and not answers.get(field.label):
            yield f"`{field.label}` is not answered"
        ticked = re.findall(r"^- \[[xX]\] (.*)$", answers.get(field.label, ""), re.MULTILINE)
        if field.kind == "checkboxes":
            asked = (text for text in field.options if text != _OWN_WORDS or answers.get("Note"))
            yield from (f"not ticked: {text}" for text in asked if text not in ticked)
