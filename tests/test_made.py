"""Pages that would be what they were are not made again; what is there is what would be made anew."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as replace_fields
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from builders import TOPICS, files_of, make_project, page_text, write
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from projects import SETTINGS

from generator import portions
from generator.caches import Caches
from generator.feeds import archive
from generator.links import BrokenLinkError
from generator.made import (
    Keys,
    Making,
    Memory,
    Read,
    Rows,
    Unit,
    read_memory,
    unit_of,
    write_memory,
    write_sizes,
)
from generator.pages import Index, Maker, Page, list_makers, lists
from generator.pages.papers import Around, make_paper_page
from generator.pipeline import write_pages
from generator.records import Paper, Related
from generator.sealed import seal
from generator.settings import Settings, load_settings
from generator.write import MANIFEST, File, Kept, digest_bytes, syncing

ROOT = Path(__file__).parents[1]


class Word(str):
    """A text that may mean something else than its letters."""

    __slots__ = ()


# Units


def read_from(files: Mapping[str, bytes]) -> Read:
    """What looks at files that are there."""

    def read(path: str, digest: str) -> bytes | None:
        data = files.get(path)
        return data if data is not None and digest_bytes(data) == digest else None

    return read


def test_a_unit_is_recalled_by_its_name_and_key_if_its_files_are_as_they_were() -> None:
    unit = unit_of("key", [File("a.md", b"tea"), File("a.txt", b"milk")])
    there = {"a.md": b"tea", "a.txt": b"milk"}
    memory = Memory("", {"a": unit}, read_from(there))

    assert memory.recall("a", "key") == unit
    assert memory.recall("a", "other") is None
    assert memory.recall("b", "key") is None
    there["a.txt"] = b"sugar"
    assert memory.recall("a", "key") is None


def test_what_is_kept_is_remembered_on_and_what_is_made_is_remembered_anew() -> None:
    old = {"a": unit_of("k", [File("a", b"tea")]), "b": unit_of("k", [File("b", b"milk")])}
    memory = Memory("", old, read_from({"a": b"tea", "b": b"milk"}))
    making = Making(memory)

    assert list(making.unit("a", "k", lambda: [File("a", b"other")])) == [Kept("a")]
    made = [File("b", b"sugar")]
    assert list(making.unit("b", "new", lambda: made, lambda: "sweet")) == made
    assert making.made.all(memory) == {"a": old["a"], "b": unit_of("new", made, note="sweet")}


def test_a_memory_is_read_as_it_was_written(tmp_path: Path) -> None:
    units = {
        "b": Unit("k", {"p": "d"}, ("papers/tea/", "papers/milk/"), "1 2\n3 4"),
        "a": Unit("l", {}, ("papers/milk/",)),
    }
    write_memory(tmp_path / "made.json", "world", units)

    assert read_memory(tmp_path / "made.json", "world", nothing).units == units
    assert read_memory(tmp_path / "made.json", "another", nothing).units == {}


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", '"tea"', '{"surroundings": "world"}'),
        *(
            '{"surroundings": "world", "units": [1], "addresses": []}',
            '{"surroundings": "world", "units": {"a": 3}, "addresses": []}',
        ),
        '{"surroundings": "world", "units": {"a": ["k", {}, [7], ""]}, "addresses": []}',
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
)
def test_a_damaged_or_foreign_memory_is_no_memory(tmp_path: Path, text: str) -> None:
    write(tmp_path / "made.json", text)
    assert read_memory(tmp_path / "made.json", "world", nothing).units == {}
    (tmp_path / "made.json").write_bytes(seal(text.encode(), "world"))
    assert read_memory(tmp_path / "made.json", "world", nothing).units == {}


@given(st.integers(0), st.integers(1, 255))
def test_property_a_memory_with_one_wrong_byte_is_no_memory(at: int, flip: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made.json"
        write_memory(path, "world", {"a": Unit("k", {"p": "d"}, ("q/",), "key 17")})
        data = bytearray(path.read_bytes())
        data[at % len(data)] ^= flip
        path.write_bytes(data)

        assert read_memory(path, "world", nothing).units == {}


def nothing(_path: str, _digest: str) -> bytes | None:
    return None


# Keys


@dataclass(frozen=True)
class Cup:
    """A record; what it is `worth` follows from the rest."""

    name: object
    worth: object = field(default=0, repr=False)


@dataclass(frozen=True)
class Pot:
    name: object


def test_a_key_tells_values_apart_that_differ_anywhere() -> None:
    keys = [
        *(Keys().of("tea", 1), Keys().of("tea", "1"), Keys().of("tea", 1.0), Keys().of("tea1")),
        *(Keys().of(("tea", 1)), Keys().of(["tea", 1]), Keys().of("\ud800")),
        *(Keys().of("<b>"), Keys().of(Markup("<b>")), Keys().of("Markup('<b>')")),
        *(Keys().of(True), Keys().of(1), Keys().of(None), Keys().of("")),
        *(Keys().of(date(2025, 1, 2)), Keys().of(datetime(2025, 1, 2, tzinfo=UTC))),
        *(Keys().of({"a": 1, "b": 2}), Keys().of({"b": 2, "a": 1}), Keys().of({"a": (1, 2)})),
        *(Keys().of(Cup("tea")), Keys().of(Pot("tea")), Keys().of(Cup(Pot("tea")))),
    ]

    assert len(set(keys)) == len(keys)
    assert Keys().of("tea", 1) == keys[0]
    assert Keys().of(Cup("tea", worth=5)) == Keys().of(Cup("tea"))


@pytest.mark.parametrize("value", [{1, 2}, object(), Path("tea"), Pot({1}), (lambda: 1), Word("x")])
def test_what_a_key_could_not_tell_whole_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no digest of"):
        Keys().of([("tea", value)])


def test_what_is_shared_is_told_as_well_as_what_is_not() -> None:
    keys = Keys((Cup,))
    cups = [Cup("tea"), Cup("tea"), Cup("milk")]
    one, same, other = (keys.of("a tray", (cup,)) for cup in cups)

    assert one == same != other


def test_a_papers_facts_are_all_but_its_relations() -> None:
    keys = Keys()
    paper = Paper(id="tea", title="Tea", abstract="Of tea.")
    related = replace_fields(paper, related=(Related(id="milk"),))

    assert keys.facts(paper) == keys.facts(related)
    assert keys.of(paper) != keys.of(related)
    others = (
        replace_fields(paper, title="Milk"),
        replace_fields(paper, number=7),
        replace_fields(paper, comments=1),
        replace_fields(paper, sources={"title": ()}),
    )
    assert len({keys.facts(one) for one in (paper, *others)}) == 1 + len(others)


# Rows of files


@given(st.lists(st.binary()), st.lists(st.binary()), st.binary(), st.binary(), st.binary())
def test_property_rows_of_the_last_run_are_those_that_would_be_made(
    before: list[bytes], after: list[bytes], begin: bytes, between: bytes, end: bytes
) -> None:
    rows = Rows(begin, between, end)
    data = rows.join(before)
    note = write_sizes((Keys().of(row), len(row)) for row in before)
    memory = Memory(
        "", {"f": Unit("", {"f": digest_bytes(data)}, note=note)}, read_from({"f": data})
    )
    makers = [(Keys().of(row), partial(bytes, row)) for row in after]

    joined = Making(memory).join("f", rows, makers)
    assert [bytes(row) for _, row in joined.rows()] == after
    assert joined.data == begin + between.join(after) + end
    assert joined.note() == write_sizes(
        (key, len(row)) for (key, _), row in zip(makers, after, strict=True)
    )
    assert data == begin + between.join(before) + end


def test_rows_are_not_made_again() -> None:
    data = b"[tea,milk]"
    unit = Unit("", {"f": digest_bytes(data)}, note=write_sizes([("t", 3), ("m", 4)]))
    making = Making(Memory("", {"f": unit}, read_from({"f": data})))
    made: list[str] = []

    def make(key: str) -> bytes:
        made.append(key)
        return key.encode()

    found = making.join("f", Rows(b"[", b",", b"]"), [(key, partial(make, key)) for key in "mst"])
    assert found.data == b"[milk,s,tea]"
    assert made == ["s"]


# Files


def test_a_kept_file_is_left_alone_and_stays_on_the_list(tmp_path: Path) -> None:
    with syncing(tmp_path) as sync:
        sync.put_all([File("a.md", b"tea"), File("b.md", b"milk")])
    with syncing(tmp_path) as sync:
        assert sync.read("a.md", digest_bytes(b"tea")) == b"tea"
        assert sync.read("a.md", digest_bytes(b"milk")) is None
        assert sync.read("c.md", digest_bytes(b"tea")) is None
        sync.put_all([Kept("a.md")])

    assert files_of(tmp_path) == {".digest-files": b"a.md\n", "a.md": b"tea"}


# Runs on top of each other


@dataclass(frozen=True)
class Bench:
    """A project that is edited, and written again and again."""

    project: Path

    def write(self, out: Path) -> None:
        project = self.project
        write_pages(
            load_settings(project / "mkdocs.yml", {}),
            project / "content",
            out,
            project / "site_templates",
            caches=Caches(out),
            begin_search=lambda _documents: None,
        )

    @property
    def docs(self) -> Path:
        return self.project / "build/docs"

    @property
    def caches(self) -> Caches:
        return Caches(self.docs)

    def papers(self) -> list[str]:
        return sorted(path.parent.name for path in self.docs.glob("papers/*/index.md"))

    def add_listing(self, day: str, *titles: str) -> None:
        write(self.project / f"content/listings/2025/{day}.daily-papers.txt", page_text(titles))

    def curate(self, paper: str, text: str) -> None:
        write(self.project / f"content/curations/{paper}.yml", text)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    project = make_project(tmp_path / "project")
    shutil.copytree(ROOT / "site_templates", project / "site_templates")
    bench = Bench(project)
    bench.add_listing("2025-11-20", "Kettles That Wait", "Tea Diffusion", "Milk: A Survey of Milk")
    bench.add_listing("2025-11-19", "Tea Diffusion", "Of Cups", "Cups Reconsidered, With Tea")
    return bench


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    write(path, text.replace(old, new))


def lose(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).unlink()


def damage(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1
    path.write_bytes(data)


LASTING = ("kettles-that-wait", "tea-diffusion", "milk-a-survey-of-milk")

EDITS: dict[str, Callable[[Bench, random.Random], object]] = {
    "nothing": lambda _bench, _chance: None,
    "a listing comes": lambda bench, chance: bench.add_listing(
        f"2025-10-{chance.randint(1, 31):02}",
        f"Sugar {chance.random()}",
        "Of Cups",
        "Spoons and Tea",
    ),
    "a listing goes": lambda bench, _chance: (
        bench.project / "content/listings/2025/2025-11-19.daily-papers.txt"
    ).unlink(),
    "a paper is picked": lambda bench, chance: bench.curate(
        chance.choice(LASTING), "pick: {by: ada, on: 2025-11-21}\n"
    ),
    "a paper is withdrawn": lambda bench, chance: bench.curate(
        chance.choice(LASTING),
        "status: {is: withdrawn, because: It boiled over., on: 2025-11-21}\n",
    ),
    "a title is mended": lambda bench, chance: bench.curate(
        chance.choice(bench.papers()),
        f"correct: {{title: Kettles {chance.randint(1, 99)} Times}}\n",
    ),
    "a topic has another name": lambda bench, chance: write(
        bench.project / "content/topics.yml",
        TOPICS.replace("name: Kettles", f"name: Kettles {chance.randint(1, 9)}"),
    ),
    "a template changes": lambda bench, _chance: (
        replace(bench.project / "site_templates/pages/paper.md.j2", "Cite<", "Cite it<")
        if "Cite<" in (bench.project / "site_templates/pages/paper.md.j2").read_text("utf-8")
        else None
    ),
    "the settings change": lambda bench, chance: write(
        bench.project / "mkdocs.yml",
        SETTINGS.replace("site_name: ", f"site_name: {chance.choice('ABC')} "),
    ),
    "a page is tampered with": lambda bench, chance: write(
        bench.docs / f"papers/{chance.choice(bench.papers())}/index.md", "# Mine"
    ),
    "files are tampered with": lambda bench, chance: [
        write(bench.docs / path, "Mine")
        for path in chance.sample(
            [path for path in files_of(bench.docs) if not path.startswith(("papers/", MANIFEST))], 5
        )
    ],
    "the files of all papers are lost": lambda bench, _chance: lose(
        bench.docs, "data/papers.json", "data/papers.csv", "feeds/archive/1.xml"
    ),
    "a topic is renamed": lambda bench, chance: write(
        bench.project / "content/topics.yml",
        TOPICS.replace(
            "slug: kettles", f"slug: pots\n  formerly: [kettles, pans-{chance.randint(1, 9)}]"
        ),
    ),
    "a text is lost": lambda bench, chance: (
        bench.docs / f"papers/{chance.choice(bench.papers())}/index.md.txt"
    ).unlink(),
    "the memory is damaged": lambda bench, _chance: write(
        bench.caches.made, bench.caches.made.read_bytes()[:-9]
    ),
    "the memory is gone": lambda bench, _chance: bench.caches.made.unlink(),
    "what is searched is tampered with": lambda bench, chance: write(
        bench.caches.documents / f"papers/{chance.choice(bench.papers())}/index.html", "<p>Mine"
    ),
    "the answers are damaged": lambda bench, chance: damage(bench.caches.answers, chance),
    "the pages are gone": lambda bench, _chance: shutil.rmtree(bench.docs / "papers"),
}


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_between_two_runs_the_pages_are_those_of_a_run_from_nothing(
    bench: Bench, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_PLACES", 2)  # so that there are several parts of everything
    monkeypatch.setattr(lists, "PER_PAGE", 2)
    chance = random.Random(seed)
    bench.write(bench.docs)
    names = sorted(EDITS)
    chance.shuffle(names)
    for number, name in enumerate(names):
        EDITS[name](bench, chance)
        bench.write(bench.docs)
        bench.write(tmp_path / f"fresh{number}")

        fresh = tmp_path / f"fresh{number}"
        assert files_of(bench.docs) == files_of(fresh), name
        assert files_of(bench.caches.documents) == files_of(Caches(fresh).documents), name


def test_only_papers_that_changed_are_made_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write(bench.docs)
    made: list[str] = []

    def note(paper: Paper, around: Around, settings: Settings) -> Page:
        made.append(paper.id)
        return make_paper_page(paper, around, settings)

    monkeypatch.setattr(portions, "make_paper_page", note)
    bench.write(bench.docs)
    assert made == []
    bench.curate("of-cups", "notes: [{by: ada, on: 2025-11-21, text: They hold tea.}]\n")
    bench.write(bench.docs)
    assert made == ["of-cups"]


def test_only_pages_and_feeds_that_changed_are_made_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write(bench.docs)
    before = files_of(bench.docs)
    made: set[str] = set()
    keep = Making.keep

    def note(making: Making, name: str, unit: Unit) -> None:
        made.update(unit.files)
        keep(making, name, unit)

    monkeypatch.setattr(Making, "keep", note)
    bench.write(bench.docs)
    assert made == set()
    bench.curate("of-cups", "notes: [{by: ada, on: 2025-11-21, text: They hold tea.}]\n")
    bench.write(bench.docs)
    after = files_of(bench.docs)
    changed = {path for path in after if before.get(path) != after[path]}

    assert "papers/of-cups/index.md" in made & changed
    assert {path for path in made - changed if path.endswith(".md")} == set()
    assert made - changed <= CITED


CITED = {
    path
    for stem in ("data/papers", "data/editions/2025-11-19")
    for path in (f"{stem}.bib", f"{stem}.ris", f"{stem}.csl.json")
} | {"data/papers.csv"}
"""Lists with a paper of which something changed that they do not tell."""


def test_a_link_that_leads_nowhere_is_found_on_a_page_that_is_not_made_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write(bench.docs)
    all_makers = list_makers

    def without_topics(index: Index, settings: Settings, *, with_changes: bool) -> Iterator[Maker]:
        for maker in all_makers(index, settings, with_changes=with_changes):
            yield replace_fields(maker, make=tuple) if maker.name == "topics" else maker

    monkeypatch.setattr(portions, "list_makers", without_topics)
    with pytest.raises(BrokenLinkError, match=r"→ topics/kettles/\n"):
        bench.write(bench.docs)
