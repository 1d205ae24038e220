"""Twenty pull requests as they come: what a contributor is told of each, whole.

A case is a folder of `data/pull_requests`: the files that it changes in `base`, what no repository
should hold in `recipe.toml`, and beside them what `digest check --since` says.
"""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import make_project, write

from generator.cli import main

DATA = Path(__file__).parent / "data" / "pull_requests"
CASES = sorted(path for path in DATA.iterdir() if path.name != "base")
FORMS = {"text": "expected.txt", "markdown": "expected.md", "github": "expected.github"}

Check = Callable[..., str]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A digest of four papers, committed."""
    folder = make_project(tmp_path_factory.mktemp("pull-requests") / "base")
    shutil.copytree(DATA / "base", folder, dirs_exist_ok=True)
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    identity = ("-c", "user.name=Ada Lovelace", "-c", "user.email=ada@digest.example")
    for command in (["init", "--quiet"], ["add", "."], [*identity, "commit", "--quiet", "-m", "x"]):
        subprocess.run(["git", *command], cwd=folder, check=True, env={"HOME": str(folder)})


def apply(case: Path, project: Path) -> None:
    """Make the change of a case."""
    for path in sorted(case.rglob("*")):
        inside = path.relative_to(case)
        if path.is_file() and len(inside.parts) > 1:
            write(project / inside, path.read_bytes())
    recipe = case / "recipe.toml"
    steps = tomllib.loads(recipe.read_text("utf-8")) if recipe.exists() else {}
    for name, text in steps.get("escaped", {}).items():
        write(project / name, text)
    for name, (text, times) in steps.get("repeat", {}).items():
        write(project / name, text * times)
    for name, target in steps.get("link", {}).items():
        (project / name).symlink_to(target)


@pytest.fixture
def check(
    base: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Check:
    """`digest check --since HEAD` after a case's change: its status and all that it prints."""
    project = tmp_path / "project"
    shutil.copytree(base, project)
    monkeypatch.chdir(project)

    def call(case: Path, form: str = "text") -> str:
        apply(case, project)
        with pytest.raises(SystemExit) as ended:
            main(["check", "--since", "HEAD", "--format", form])
        said = capsys.readouterr()
        return f"{said.out}{said.err}status {ended.value.code or 0}\n"

    return call


@pytest.mark.parametrize(
    ("case", "form"),
    [(case, form) for case in CASES for form in FORMS if (case / FORMS[form]).exists()],
    ids=lambda part: getattr(part, "name", part),
)
def test_a_change_is_judged_as_its_case_says(check: Check, case: Path, form: str) -> None:
    assert check(case, form) == (case / FORMS[form]).read_text("utf-8")


def test_every_case_says_what_is_expected() -> None:
    assert len(CASES) >= 20
    assert all((case / "expected.txt").is_file() for case in CASES)
