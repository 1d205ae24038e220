"""What settings come of besides the text of their file."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import write

from generator.configuration import find_files, find_variables


def test_settings_that_are_inherited_and_folders_of_themes_count(tmp_path: Path) -> None:
    write(
        tmp_path / "mkdocs.yml", "INHERIT: 'base/one.yml'  # shared\ntheme:\n  custom_dir: mine\n"
    )
    write(tmp_path / "base/one.yml", "INHERIT: ../mkdocs.yml\nsite_name: Tea\n")

    assert [
        path.resolve().relative_to(tmp_path).as_posix()
        for path in find_files(tmp_path / "mkdocs.yml")
    ] == [
        "mkdocs.yml",
        "mine",
        "base/one.yml",
    ]


@pytest.mark.parametrize(
    "hooks",
    [
        "hooks: [ours.py, 'of mine/one.py']",
        "hooks:\n- ours.py # first\n- of mine/one.py\n",
        'hooks:\n  - "ours.py"\n  - of mine/one.py\n',
    ],
)
def test_hooks_count(tmp_path: Path, hooks: str) -> None:
    settings = write(tmp_path / "mkdocs.yml", f"site_name: Tea\n{hooks}\nplugins: []\n")
    named = [tmp_path / "ours.py", tmp_path / "of mine/one.py"]

    assert list(find_files(settings)) == [settings, *named]


def test_variables_count_that_any_of_these_files_may_ask_for(tmp_path: Path) -> None:
    write(tmp_path / "mkdocs.yml", "INHERIT: base.yml\nsite_url: !ENV [SITE, OTHER, tea]\n")
    write(tmp_path / "base.yml", "copyright: !ENV\n  - OURS\n  - none\n")
    environ = {"SITE": "a", "OURS": "b", "ELSEWHERE": "c"}

    assert list(find_variables(find_files(tmp_path / "mkdocs.yml"), environ)) == [
        "OURS=b",
        "SITE=a",
    ]


def test_what_a_hook_names_is_no_variable(tmp_path: Path) -> None:
    write(tmp_path / "mkdocs.yml", "site_url: !ENV SITE\nhooks: [mine.py]\n")
    write(tmp_path / "mine.py", "_, HOME = 1, 2\n")
    environ = {"SITE": "a", "_": "/bin/make", "HOME": "/"}

    assert list(find_variables(find_files(tmp_path / "mkdocs.yml"), environ)) == ["SITE=a"]


def test_without_such_values_no_variable_counts(tmp_path: Path) -> None:
    write(tmp_path / "mkdocs.yml", "site_name: HOME\n")

    assert not list(find_variables([tmp_path / "mkdocs.yml"], {"HOME": "/"}))
    assert not list(find_variables(find_files(tmp_path / "nowhere.yml"), {"HOME": "/"}))
