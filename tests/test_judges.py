"""The programs that judge pages: what is locked, and what a machine without Java hears."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import java
import pytest

TOOLS = Path(__file__).parent / "tools"


def packages() -> dict[str, Any]:
    lock: dict[str, Any] = json.loads((TOOLS / "package-lock.json").read_text("utf-8"))
    return {name: it for name, it in lock["packages"].items() if name}


def test_every_judge_is_pinned_to_one_version() -> None:
    asked = json.loads((TOOLS / "package.json").read_text("utf-8"))["dependencies"]

    assert asked == {name: packages()[f"node_modules/{name}"]["version"] for name in asked}


def test_every_package_has_its_hash_and_no_address() -> None:
    assert all(it["integrity"].startswith("sha512-") for it in packages().values())
    assert [name for name, it in packages().items() if "resolved" in it] == []


def test_no_package_runs_code_while_it_is_installed(repository: Path) -> None:
    """One would fetch a Java of its own."""
    settings = (TOOLS / ".npmrc").read_text("utf-8")

    assert settings == (repository / ".npmrc").read_text("utf-8")
    assert "ignore-scripts=true" in settings.splitlines()


@pytest.mark.parametrize(("answer", "found"), [("exit 0", True), ("exit 1", False)])
def test_a_java_counts_only_if_it_answers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: str, *, found: bool
) -> None:
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{answer}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    assert java.find_java() == (program if found else None)


def test_a_java_that_is_named_and_not_there_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    assert java.find_java() is None


@pytest.mark.parametrize(("ci", "installs"), [("true", ["update", "install"]), ("", [])])
def test_a_java_is_installed_only_in_continuous_integration(
    monkeypatch: pytest.MonkeyPatch, ci: str, installs: list[str]
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(java, "find_java", lambda: None)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("subprocess.run", run)

    assert java.main() == 0
    assert [step for command in commands for step in installs if step in command] == installs
    assert all("default-jre-headless" in command for command in commands[1:])
