"""The freshness contract: what was published is still there, or the check says what is lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from builders import answer_text, files_of, make_project, page_text, write

from generator import mkdocs_hook
from generator.cli import main

Run = Callable[..., tuple[int, str]]

NAME = "content/listings/2025/2025-11-20.daily-papers-api.json"
TEA, MILK, COCOA = ("Tea", "2511.00001"), ("Milk", "2511.00002"), ("Cocoa", None)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in a project: arguments in; status and what it says out."""
    root = Path(__file__).parent.parent
    make_project(tmp_path, {NAME: answer_text([TEA, MILK, COCOA])})
    (tmp_path / "site_templates").symlink_to(root / "site_templates")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DIGEST_PUBLISHED", raising=False)

    def call(*arguments: str | Path) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        return int(ended.value.code or 0), capsys.readouterr().err

    assert call("import")[0] == 0
    return call


@pytest.fixture
def live(run: Run, tmp_path: Path) -> Path:
    """The folder of a site that the project was published as."""
    site = tmp_path / "live"
    assert run("pages", "--out", site)[0] == 0
    return site


def rules(said: str) -> list[str]:
    return [line.rpartition("[")[2].rstrip("]") for line in said.splitlines() if "error:" in line]


def edit(file: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change a published file, as if the site had been different."""
    data = json.loads(file.read_bytes())
    change(data)
    file.write_text(json.dumps(data), "utf-8")


def test_the_same_content_passes(run: Run, live: Path) -> None:
    assert run("check", "--published", live / "data/papers.json") == (0, "")
    assert run("check", "--published", live) == (0, "")
    assert run("check", "--published", live / "data") == (0, "")


def test_one_more_listing_passes(run: Run, live: Path, tmp_path: Path) -> None:
    write(tmp_path / "2025-11-21.daily-papers.txt", page_text(["Spoons"]))
    run("import", tmp_path / "2025-11-21.daily-papers.txt")

    assert run("check", "--published", live)[0] == 0


def test_a_lost_paper_is_an_error_with_its_line_and_the_way_out(
    run: Run, live: Path, tmp_path: Path
) -> None:
    write(tmp_path / NAME, answer_text([TEA, MILK]))
    write(tmp_path / "content/papers.lock", "")
    status, said = run("check", "--published", live, "--shrink", "50")

    assert status == 1
    assert rules(said) == ["vanished-paper"]
    assert "live/data/papers.json:2:1: error: the paper 'cocoa' was published" in said
    assert "say `same_as: …` in curations/cocoa.yml" in said


def test_a_paper_under_another_id_is_named_by_both(run: Run, live: Path, tmp_path: Path) -> None:
    write(tmp_path / NAME, answer_text([("Green Tea", "2511.00001"), MILK, COCOA]))
    write(tmp_path / "content/papers.lock", "")
    status, said = run("check", "--published", live)

    assert status == 1
    assert rules(said) == ["changed-id"]
    assert "'tea' was published and has the id 'green-tea' now" in said
    assert "`same_as: green-tea` in curations/tea.yml" in said


def test_a_paper_is_known_by_its_title_where_it_has_no_arxiv_id(run: Run, live: Path) -> None:
    def rename(data: dict[str, Any]) -> None:
        data["papers"][0] |= {"id": "hot-cocoa", "title": "COCOA!"}

    edit(live / "data/papers.json", rename)
    status, said = run("check", "--published", live)

    assert status == 1
    assert "'hot-cocoa' was published and has the id 'cocoa' now" in said


def test_the_same_title_with_another_arxiv_id_is_another_paper(run: Run, live: Path) -> None:
    def rename(data: dict[str, Any]) -> None:
        data["papers"][1] |= {"id": "milk-9a9a", "links": {"arxiv": {"id": "1111.00001"}}}

    edit(live / "data/papers.json", rename)

    assert rules(run("check", "--published", live)[1]) == ["vanished-paper"]


def test_an_id_that_redirects_passes(run: Run, live: Path, tmp_path: Path) -> None:
    write(tmp_path / "content/curations/cocoa.yml", "same_as: milk\n")

    assert run("check", "--published", live, "--shrink", "50") == (0, "")


def test_a_lost_topic_is_an_error_unless_its_address_leads_on(
    run: Run, live: Path, tmp_path: Path
) -> None:
    def put_in_topic(data: dict[str, Any]) -> None:
        data["papers"][0]["topics"] = [{"slug": "spouts", "from": "rules"}]

    edit(live / "data/papers.json", put_in_topic)
    status, said = run("check", "--published", live)
    assert (status, rules(said)) == (1, ["vanished-topic"])
    assert "say `formerly: [spouts]` in topics.yml" in said

    topics = "- {slug: cups, name: Cups, about: Cups, formerly: [spouts]}\n"
    write(tmp_path / "content/topics.yml", topics)
    assert run("check", "--published", live) == (0, "")


def test_pages_go_into_no_folder_of_others(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "mine/index.md", "mine")
    status, said = run("pages", "--out", tmp_path / "mine")

    assert status == 2
    assert "this project did not write it" in said
    assert files_of(tmp_path / "mine") == {"index.md": b"mine"}


@pytest.mark.parametrize(
    ("arguments", "found"),
    [((), ["shrunk-digest"]), (("--shrink", "33"), ["shrunk-digest"]), (("--shrink", "34"), [])],
)
def test_a_digest_may_shrink_by_a_stated_share_and_no_more(
    run: Run, live: Path, tmp_path: Path, arguments: tuple[str, ...], found: list[str]
) -> None:
    write(tmp_path / "content/curations/cocoa.yml", "same_as: milk\n")
    status, said = run("check", "--published", live, *arguments)

    assert (status, rules(said)) == (1 if found else 0, found)
    assert not found or "3 papers were published and 2 are left: 33.3% less" in said


def test_a_newest_edition_older_than_the_published_one_is_an_error(run: Run, live: Path) -> None:
    edit(
        live / "data/papers.json", lambda data: data["papers"][0].update(editions=["2025-12-24-x"])
    )
    status, said = run("check", "--published", live)

    assert (status, rules(said)) == (1, ["older-edition"])
    assert "the newest edition is 2025-11-20, older than the published one, 2025-12-24" in said


def test_a_redirect_that_was_told_once_is_kept(run: Run, live: Path) -> None:
    told = {"id": "x", "day": "2025-11-20", "kind": "merged", "paper": "pots", "title": "Pots"}
    write(live / "data/changes.json", json.dumps({"changes": [told]}))

    assert rules(run("check", "--published", live)[1]) == ["vanished-paper"]
    assert run("check", "--published", live / "data/papers.json")[0] == 0


def test_findings_of_the_content_are_reported_too(run: Run, live: Path, tmp_path: Path) -> None:
    write(tmp_path / "content/curations/nobody.yml", "pick: {by: ada, on: 2025-11-20}\n")

    assert rules(run("check", "--published", live)[1]) == ["unknown-paper"]


BROKEN: Mapping[str, tuple[bytes, str]] = {
    "nothing": (b"", "cannot be understood"),
    "an error page": (b"<!doctype html>", "cannot be understood"),
    "cut off": (b'{"papers": [{"id": "tea"', "cannot be understood"),
    "another list": (b'{"feeds": []}', "it has no list `papers`"),
    "a list": (b"[]", "it has no list `papers`"),
    "no title": (b'{"papers": [{"id": "tea"}]}', "0.title: Field required"),
    "links of another shape": (
        b'{"papers": [{"id": "tea", "title": "Tea", "links": {"arxiv": []}}]}',
        "links.arxiv",
    ),
    "no id": (b'{"papers": [{"id": "../tea", "title": "Tea"}]}', "is no id of a paper"),
    "an id twice": (
        b'{"papers": [{"id": "tea", "title": "Tea"}, {"id": "tea", "title": "Tea"}]}',
        "stands there twice",
    ),
    "too deep": (b"[" * 100_000, "goes too deep"),
    "no text": (b"\xff\xfe\xfa", "cannot be understood"),
}


@pytest.mark.parametrize(("data", "reason"), BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("command", ["check", "pages"])
def test_what_is_no_published_state_is_one_error(
    run: Run, tmp_path: Path, command: str, data: bytes, reason: str
) -> None:
    status, said = run(command, "--published", write(tmp_path / "papers.json", data))

    assert (status, rules(said)) == (1, ["published-state"])
    assert reason in said
    assert "give papers.json as the site has it" in said


def test_a_folder_without_the_file_is_one_error(run: Run, tmp_path: Path) -> None:
    status, said = run("check", "--published", tmp_path / "content")

    assert (status, rules(said)) == (1, ["published-state"])
    assert "neither data/papers.json nor papers.json" in said


def test_changes_that_cannot_be_read_are_one_error(run: Run, live: Path) -> None:
    write(live / "data/changes.json", '{"changes": [7]}')

    assert rules(run("check", "--published", live)[1]) == ["published-state"]


def test_a_place_that_is_not_there_and_a_share_that_cannot_be_are_wrong_use(run: Run) -> None:
    assert run("check", "--published", "nowhere")[0] == 2
    assert run("check", "--shrink", "101")[0] == 2


# What a build tells of changes


WITHDRAWN = "status: {is: withdrawn, on: 2025-11-20, because: Cold.}\n"


def changes_of(folder: Path) -> list[tuple[str, str]]:
    data = json.loads((folder / "data/changes.json").read_bytes())
    return [(change["kind"], change["paper"]) for change in data["changes"]]


def test_without_a_published_state_there_is_no_file_of_changes(live: Path) -> None:
    assert not (live / "data/changes.json").exists()
    assert "changes.json" not in (live / "data/index.md").read_text("utf-8")


def test_changes_accumulate_from_publication_to_publication(
    run: Run, live: Path, tmp_path: Path
) -> None:
    write(tmp_path / "content/curations/cocoa.yml", WITHDRAWN)
    assert run("pages", "--out", tmp_path / "second", "--published", live)[0] == 0
    assert changes_of(tmp_path / "second") == [("withdrawn", "cocoa")]
    assert "changes.schema.json" in (tmp_path / "second/data/index.md").read_text("utf-8")

    write(tmp_path / "2025-11-21.daily-papers.txt", page_text(["Spoons"]))
    run("import", tmp_path / "2025-11-21.daily-papers.txt")
    assert run("pages", "--out", tmp_path / "third", "--published", tmp_path / "second")[0] == 0
    assert changes_of(tmp_path / "third") == [("added", "spoons"), ("withdrawn", "cocoa")]


def test_a_file_alone_is_compared_and_has_no_past(run: Run, live: Path, tmp_path: Path) -> None:
    write(tmp_path / "content/curations/cocoa.yml", "same_as: milk\n")
    run("pages", "--out", tmp_path / "second", "--published", live)
    run("pages", "--out", tmp_path / "third", "--published", tmp_path / "second/data/papers.json")

    assert changes_of(tmp_path / "third") == []


def test_the_environment_names_the_published_state_too(
    run: Run, live: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGEST_PUBLISHED", str(live))
    run("pages", "--out", tmp_path / "second")

    assert changes_of(tmp_path / "second") == []


def test_mkdocs_alone_tells_changes_too(
    live: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "content/curations/cocoa.yml", WITHDRAWN)
    config: Any = SimpleNamespace(
        config_file_path=str(tmp_path / "mkdocs.yml"), docs_dir=str(tmp_path / "docs")
    )
    mkdocs_hook.on_pre_build(config)
    assert not (tmp_path / "docs/data/changes.json").exists()

    monkeypatch.setenv("DIGEST_PUBLISHED", str(live))
    mkdocs_hook.on_pre_build(config)
    assert changes_of(tmp_path / "docs") == [("withdrawn", "cocoa")]


def test_the_same_published_state_gives_the_same_bytes(
    run: Run, live: Path, tmp_path: Path
) -> None:
    write(tmp_path / "content/curations/cocoa.yml", "same_as: milk\n")
    for name in ("one", "two"):
        run("pages", "--out", tmp_path / name, "--published", live)

    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")
