"""All files of a digest, in portions that each know which of them are theirs."""

import re
from datetime import date
from pathlib import Path

from builders import make_digest, make_paper, make_settings

from generator.pages import Index, list_makers
from generator.portions import Notes, Portion, divide
from generator.records import Assignment, Pick, Topic
from generator.render import Renderer, make_environment
from generator.write import File

TOPIC = Topic(slug="kettles", name="Kettles", about="Machines that boil", formerly=("pots",))
PAPER = make_paper(
    topics=(Assignment(slug="kettles", origin="rules"),),
    pick=Pick(by="ada", on=date(2025, 11, 21)),
    former_ids=("kettles-that-boil",),
)
INDEX = Index(make_digest([PAPER], [TOPIC]))
SETTINGS = make_settings()


def portions_of(repository: Path) -> tuple[Portion, ...]:
    renderer = Renderer(make_environment(repository / "site_templates"), SETTINGS, INDEX)
    return tuple(divide(INDEX, SETTINGS, renderer, ()))


def test_a_file_that_is_no_page_is_owned_by_the_portion_that_makes_it_alone(
    repository: Path,
) -> None:
    portions = portions_of(repository)
    made = {
        file.path: portion.name
        for portion in portions
        for file in portion.make(Notes())
        if isinstance(file, File) and not file.path.startswith("papers/")
    }
    owners = {
        path: [one.name for one in portions if one.owns and re.fullmatch(one.owns, path)]
        for path in made
    }

    assert {"feeds/papers.xml", "data/papers.json", "data/papers.bib", "llms.txt"} <= made.keys()
    for path, name in made.items():
        assert owners[path] == ([] if path.endswith(".md") else [name]), path


def test_a_page_stands_in_a_place_of_its_maker_alone() -> None:
    makers = list(list_makers(INDEX, SETTINGS, with_changes=True))
    for maker in makers:
        places = {page.address.partition("/")[0] for page in maker.make()}
        others = {place for one in makers if one is not maker for place in one.places}
        assert places <= set(maker.places) - others, maker.name
