"""Pages that would be what they were are not made again; what is there is what would be made anew."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders import TOPICS, files_of, make_project, page_text, write

from generator import portions
from generator.made import Memory, Unit, key_of, read_memory, unit_of, write_memory
from generator.pages import Page
from generator.pages.papers import Around, make_paper_page
from generator.pipeline import write_pages
from generator.records import Paper
from generator.settings import Settings, load_settings
from generator.write import File, Kept, digest_bytes, syncing

ROOT = Path(__file__).parents[1]

# Units


def test_a_unit_is_recalled_by_its_name_and_key_if_its_files_are_as_they_were() -> None:
    unit = unit_of("key", [File("a.md", b"tea"), File("a.txt", b"milk")])
    there = dict(unit.files)
    memory = Memory("", {"a": unit}, lambda path, digest: there.get(path) == digest)

    assert memory.recall("a", "key") == unit
    assert memory.recall("a", "other") is None
    assert memory.recall("b", "key") is None
    there["a.txt"] = digest_bytes(b"sugar")
    assert memory.recall("a", "key") is None


def test_a_key_tells_values_apart_that_differ_anywhere() -> None:
    keys = [
        key_of("tea", 1),
        key_of("tea", "1"),
        key_of("tea1"),
        key_of(("tea", 1)),
        key_of("\ud800"),
    ]

    assert len(set(keys)) == len(keys)
    assert key_of("tea", 1) == keys[0]


def test_a_memory_is_read_as_it_was_written(tmp_path: Path) -> None:
    units = {"b": Unit("k", {"p": "d"}), "a": Unit("l", {})}
    write_memory(tmp_path / "made.json", "world", units)

    assert read_memory(tmp_path / "made.json", "world", has).units == units
    assert read_memory(tmp_path / "made.json", "another", has).units == {}


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", '"tea"', '{"surroundings": "world"}'),
        *(
            '{"surroundings": "world", "units": [1]}',
            '{"surroundings": "world", "units": {"a": 3}}',
        ),
        '{"surroundings": "world", "units": {"a": ["k", ["p"]]}}',
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
)
def test_a_damaged_or_foreign_memory_is_no_memory(tmp_path: Path, text: str) -> None:
    write(tmp_path / "made.json", text)

    assert read_memory(tmp_path / "made.json", "world", has).units == {}


def has(_path: str, _digest: str) -> bool:
    return True


def test_a_kept_file_is_left_alone_and_stays_on_the_list(tmp_path: Path) -> None:
    with syncing(tmp_path) as sync:
        sync.put_all([File("a.md", b"tea"), File("b.md", b"milk")])
    with syncing(tmp_path) as sync:
        assert sync.has("a.md", digest_bytes(b"tea"))
        assert not sync.has("a.md", digest_bytes(b"milk"))
        assert not sync.has("c.md", digest_bytes(b"tea"))
        sync.put_all([Kept("a.md")])

    assert files_of(tmp_path) == {".digest-files": b"a.md\n", "a.md": b"tea"}


# Runs on top of each other


def documents_of(out: Path) -> Path:
    """What is searched, beside the pages."""
    return out.with_name(f"{out.name}.search")


@dataclass(frozen=True)
class Bench:
    """A project that is edited, and written again and again."""

    project: Path

    def write(self, out: Path, memory: Path | None) -> None:
        project = self.project
        write_pages(
            load_settings(project / "mkdocs.yml", {}),
            project / "content",
            out,
            project / "site_templates",
            remembered=memory,
            documents=documents_of(out),
            answers=memory and memory.with_name("docs.answers.json"),
        )

    @property
    def docs(self) -> Path:
        return self.project / "build/docs"

    @property
    def memory(self) -> Path:
        return self.project / "build/docs.made.json"

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
        (ROOT / "mkdocs.yml")
        .read_text("utf-8")
        .replace("site_name: ", f"site_name: {chance.choice('ABC')} "),
    ),
    "a page is tampered with": lambda bench, chance: write(
        bench.docs / f"papers/{chance.choice(bench.papers())}/index.md", "# Mine"
    ),
    "a text is lost": lambda bench, chance: (
        bench.docs / f"papers/{chance.choice(bench.papers())}/index.md.txt"
    ).unlink(),
    "the memory is damaged": lambda bench, _chance: write(
        bench.memory, bench.memory.read_bytes()[:-9]
    ),
    "the memory is gone": lambda bench, _chance: bench.memory.unlink(),
    "what is searched is tampered with": lambda bench, chance: write(
        documents_of(bench.docs) / f"papers/{chance.choice(bench.papers())}/index.html", "<p>Mine"
    ),
    "the answers are damaged": lambda bench, chance: damage(
        bench.memory.with_name("docs.answers.json"), chance
    ),
    "the pages are gone": lambda bench, _chance: shutil.rmtree(bench.docs / "papers"),
}


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_between_two_runs_the_pages_are_those_of_a_run_from_nothing(
    bench: Bench, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    bench.write(bench.docs, bench.memory)
    names = sorted(EDITS)
    chance.shuffle(names)
    for number, name in enumerate(names):
        EDITS[name](bench, chance)
        bench.write(bench.docs, bench.memory)
        bench.write(tmp_path / f"fresh{number}", None)

        fresh = tmp_path / f"fresh{number}"
        assert files_of(bench.docs) == files_of(fresh), name
        assert files_of(documents_of(bench.docs)) == files_of(documents_of(fresh)), name


def test_only_papers_that_changed_are_made_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write(bench.docs, bench.memory)
    made: list[str] = []

    def note(paper: Paper, around: Around, settings: Settings) -> Page:
        made.append(paper.id)
        return make_paper_page(paper, around, settings)

    monkeypatch.setattr(portions, "make_paper_page", note)
    bench.write(bench.docs, bench.memory)
    assert made == []
    bench.curate("of-cups", "notes: [{by: ada, on: 2025-11-21, text: They hold tea.}]\n")
    bench.write(bench.docs, bench.memory)
    assert made == ["of-cups"]
