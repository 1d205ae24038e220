"""The workflows as values, and their scripts as the hosting site runs them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import yaml

WORKFLOWS = Path(__file__).parent.parent / ".github" / "workflows"


def read(text: str) -> dict[Any, Any]:
    workflow = yaml.safe_load(text)
    assert isinstance(workflow, dict)
    return workflow


def read_named(name: str) -> dict[Any, Any]:
    return read(WORKFLOWS.joinpath(name).read_text("utf-8"))


def script_of(name: str, job: str, step: str) -> str:
    (found,) = [s["run"] for s in read_named(name)["jobs"][job]["steps"] if s.get("name") == step]
    return str(found)


def run_script(script: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """As the hosting site does it: with bash, which stops at the first failure."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-c", script],
        cwd=folder,
        env={**os.environ, "GITHUB_OUTPUT": str(folder / "output"), **environ},
        capture_output=True,
        text=True,
        check=False,
    )
