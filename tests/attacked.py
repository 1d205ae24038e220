"""A digest whose papers carry attacks in every field that a stranger can fill, and a tame one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from attacks import Attack
from builders import make_digest, make_paper, make_settings

from generator.pages import Index
from generator.records import (
    Assignment,
    Author,
    Link,
    Mention,
    More,
    Note,
    Organisation,
    Paper,
    Pick,
    Related,
    Status,
    Topic,
)
from generator.text.display import abstract_paragraphs
from generator.text.escape import clean

SETTINGS = make_settings(repository="https://github.com/x/y")
DAY = date(2025, 11, 18)
BATCH = 60
"""Papers of a digest: attacks are tried together, and each in the company of others."""

TAME = "Tame words"


def make_papers(texts: Sequence[str]) -> Iterator[Paper]:
    """A paper for each text, with the text in every field; ids depend on places alone."""
    for at, text in enumerate(texts):
        other = f"paper-{(at + 1) % len(texts)}"
        yield make_paper(
            f"paper-{at}",
            title=text,
            abstract=one_paragraph(f"We present words. {text} Words end."),
            published=DAY,
            published_from="stated",
            n_authors=2,
            authors=(Author(name=text), Author(name="Ada Lovelace")),
            organisation=Organisation(slug=f"org-{at}", name=text),
            comments=at,
            topics=(Assignment(slug=f"t-{at}", origin="rules", score=9, because=(text,)),),
            related=(Related(id=other, shared=(text,)),),
            mentions=(Mention(id=other, name=text),),
            mentioned_by=(Mention(id=other, name=text),),
            links=(Link(kind="code", value="https://x.example/", source="curation"),),
            pick=Pick(by=text, on=DAY),
            notes=(Note(by=text, on=DAY, text=f"Words {text} words"),),
            status=Status(value="superseded", on=DAY, because=text),
            more=More(
                categories=(text, "cs.CL"),
                upvotes=at,
                stars=at,
                keywords=(text, "words"),
                summary=text,
            ),
        )


def one_paragraph(text: str) -> str:
    """The text without what begins a paragraph of an abstract, where that is meant."""
    return " ".join(text.split()) if len(tuple(abstract_paragraphs(text))) > 1 else text


def make_attacked(texts: Sequence[str]) -> Index:
    """With the texts as names of topics too, where YAML's reader lets no hidden character in."""
    clear = map(clean, texts)
    topics = [Topic(slug=f"t-{at}", name=text, about=text) for at, text in enumerate(clear)]
    return Index(make_digest(make_papers(texts), topics), SETTINGS.site_url)


@cache
def make_tame(papers: int) -> Index:
    return make_attacked([TAME] * papers)


def batches(attacks: Sequence[Attack], size: int = BATCH) -> Iterator[Sequence[Attack]]:
    for at in range(0, len(attacks), size):
        yield attacks[at : at + size]
