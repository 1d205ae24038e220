"""The page for contributors: what each kind of contribution is, and where to begin."""

from __future__ import annotations

from dataclasses import dataclass

from generator import addresses
from generator.hosting import (
    CORRECT,
    CURATIONS_FOLDER,
    LISTING,
    PROPOSE,
    SUGGEST,
    TITLES,
    TOPICS_FILE,
    Hosting,
    find_hosting,
)
from generator.pages.index import Index
from generator.pages.views import Page, Ref, WayIn
from generator.records import UNREAD
from generator.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of contribution: what it is, one example, what is taken and what is not."""

    name: str
    about: str
    example: str
    taken: str
    refused: str
    form: str | None = None


KINDS = (
    Kind(
        name="A note",
        about="Why a paper matters, in a few sentences of your own.",
        example="""\
notes:
  - by: your-handle
    on: 2025-11-21
    text: >-
      Compares the known engines on the same twelve tasks.
      The largest of them has only been drawn, not built.
""",
        taken="what the paper adds, what it leaves open, how it stands to other work",
        refused="praise without a reason, a retold abstract, advertisement, remarks about persons",
        form=CORRECT,
    ),
    Kind(
        name="A pick",
        about="A mark that a paper is worth reading. It comes with a note that says why.",
        example="pick: {by: your-handle, on: 2025-11-21}\n",
        taken="a paper that you have read and would hand to a colleague",
        refused="papers of your own, or of people you work with",
    ),
    Kind(
        name="A topic of a paper",
        about="Topics come from rules, and rules err. Add the one that fits, or remove the one that "
        "does not.",
        example="topics: {add: [surveys], remove: [robotics]}\n",
        taken="a topic that the paper's own contribution lies in",
        refused="a topic that the paper only mentions or uses",
        form=CORRECT,
    ),
    Kind(
        name="A correction",
        about="A title, date, author or abstract that a listing states wrongly, or not at all; a paper "
        "that was withdrawn.",
        example="""\
correct:
  published: 2025-04-17
  authors: [{name: Ada Lovelace}]
status: {is: withdrawn, on: 2025-12-01, because: Its authors found an error in the proof.}
""",
        taken="what the paper itself, or the place that published it, says",
        refused="what you remember or guess",
        form=CORRECT,
    ),
    Kind(
        name="A missing link",
        about="The paper on arXiv, its code, data, weights or project page.",
        example="""\
links:
  arxiv: "2504.13143"
  code: [https://code.example/ada/engine]
""",
        taken="the authors' own places, by their https:// address",
        refused="copies, shortened addresses, pages behind a sign-up, anything for sale",
        form=CORRECT,
    ),
    Kind(
        name="A missing paper",
        about="A paper that no listing has: one file with its title, abstract and a link.",
        example="""\
on: 2025-11-21
paper:
  title: On Engines that Weave Algebra
  abstract: We describe an engine that weaves algebra.
  authors: [{name: Ada Lovelace}]
links: {doi: 10.1000/182}
""",
        taken="research that fits a topic here and can be read by everybody",
        refused="a paper that is here already: search for it first",
        form=SUGGEST,
    ),
    Kind(
        name="A new listing",
        about="A page that lists papers, as it showed on one day; it becomes an edition.",
        example="digest import page.txt --captured 2025-11-20\n",
        taken="a whole page in a format that the digest reads, unchanged, with its day",
        refused="excerpts, edited pages, a page that its site does not let you copy",
        form=LISTING,
    ),
    Kind(
        name="A topic",
        about="A new topic, or words and phrases that put papers into one.",
        example="""\
- slug: weaving
  name: Weaving
  about: Engines that weave patterns, and what they compute
  rules: {jacquard loom: 3, weave: 1}
""",
        taken="a topic with twenty papers here or more, told apart from its neighbours in a sentence",
        refused="the name of one method, product or group",
        form=PROPOSE,
    ),
)
"""Every kind of contribution, the smallest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindView:
    """A kind of contribution, and the form for it where there is one."""

    kind: Kind
    form: WayIn | None


def make_contribute_page(index: Index, settings: Settings) -> Page:
    """What can be contributed and how; without a repository, all but the links to it."""
    hosting = find_hosting(settings)
    return Page(
        address=addresses.CONTRIBUTE,
        kind="contribute",
        title="Contribute",
        description="Notes, topics, corrections and papers: what is welcome, and how it gets in.",
        context={
            "kinds": tuple(_view(kind, hosting) for kind in KINDS),
            "curations": CURATIONS_FOLDER,
            "topics_file": TOPICS_FILE,
            "changes": hosting.changes if hosting else None,
            "guide": hosting.file("CONTRIBUTING.md") if hosting else None,
            "conduct": hosting.file("CODE_OF_CONDUCT.md") if hosting else None,
            "newest": _newest(index),
            "unread": UNREAD if _has_notes_by(UNREAD, index) else None,
            "topics": Ref("topics", addresses.TOPICS),
        },
    )


def _view(kind: Kind, hosting: Hosting | None) -> KindView:
    form = WayIn(TITLES[kind.form], hosting.form(kind.form)) if hosting and kind.form else None
    return KindView(kind=kind, form=form)


def _newest(index: Index) -> Ref | None:
    """A paper's page to try it on."""
    paper = index.newest_paper
    return index.cards[paper.id].title if paper else None


def _has_notes_by(handle: str, index: Index) -> bool:
    return any(note.by == handle for paper in index.digest.papers for note in paper.notes)
