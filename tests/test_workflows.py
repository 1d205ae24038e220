"""The workflows keep their rules, and the judges of the rules see when one is broken."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

WORKFLOWS = Path(__file__).parent.parent / ".github" / "workflows"
NAMES = sorted(path.name for path in WORKFLOWS.iterdir())
TOOLS = Path(sys.executable).parent

PINNED = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    """Have the strictest judge look; `--strict-collection`, or it passes what it cannot parse."""
    options = ("--offline", "--strict-collection", "--persona=auditor", "--no-progress")
    return run(str(TOOLS / "zizmor"), *options, str(folder))


def matches_schema(schema: str, *files: Path) -> subprocess.CompletedProcess[str]:
    return run(str(TOOLS / "check-jsonschema"), "--builtin-schema", schema, *map(str, files))


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def read(name: str) -> dict[Any, Any]:
    workflow = yaml.safe_load(WORKFLOWS.joinpath(name).read_text("utf-8"))
    assert isinstance(workflow, dict)
    return workflow


def jobs() -> list[Any]:
    return [
        pytest.param(job, id=f"{name}-{key}")
        for name in NAMES
        for key, job in read(name)["jobs"].items()
    ]


def test_zizmor_finds_nothing(repository: Path) -> None:
    done = zizmor(repository / ".github")

    assert done.returncode == 0, done.stdout + done.stderr


def test_workflows_match_their_schema() -> None:
    done = matches_schema("vendor.github-workflows", *sorted(WORKFLOWS.iterdir()))

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_settings_of_dependabot_match_their_schema(repository: Path) -> None:
    done = matches_schema("vendor.dependabot", repository / ".github" / "dependabot.yml")

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_update_waits_a_week(repository: Path) -> None:
    settings = yaml.safe_load((repository / ".github" / "dependabot.yml").read_text("utf-8"))

    assert {
        update["package-ecosystem"]: update["cooldown"]["default-days"]
        for update in settings["updates"]
    } == {"github-actions": 7, "uv": 7, "npm": 7}


@pytest.mark.parametrize("name", NAMES)
def test_every_action_is_pinned_to_a_commit_and_names_its_version(name: str) -> None:
    text = WORKFLOWS.joinpath(name).read_text("utf-8")
    uses = [line.strip().removeprefix("- ") for line in text.splitlines() if "uses:" in line]

    assert uses
    assert [line for line in uses if not PINNED.match(line)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_grants_nothing_at_its_top(name: str) -> None:
    assert read(name)["permissions"] == {}


@pytest.mark.parametrize("job", jobs())
def test_every_job_names_its_permissions_and_its_longest_time(job: dict[str, Any]) -> None:
    assert job["permissions"]
    assert job["timeout-minutes"] <= 30


@pytest.mark.parametrize("job", jobs())
def test_only_a_job_that_runs_nothing_of_the_project_may_write(job: dict[str, Any]) -> None:
    steps = job["steps"]
    runs_our_code = any("run" in step or "actions/checkout" in step["uses"] for step in steps)

    assert not (runs_our_code and "write" in job["permissions"].values())


def test_what_a_stranger_proposes_runs_without_secrets() -> None:
    strangers = [name for name in NAMES if "pull_request" in triggers(name)]

    assert strangers == ["pull-request.yml"]
    assert "secrets." not in WORKFLOWS.joinpath(*strangers).read_text("utf-8")
    assert not {"pull_request_target", "workflow_run"} & {
        t for name in NAMES for t in triggers(name)
    }


def triggers(name: str) -> set[str]:
    """YAML 1.1 reads the key `on` as true."""
    return set(read(name)[True])


CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"
SEEDED = {
    "unpinned-uses": (CHECKOUT, "actions/checkout@v7"),
    "excessive-permissions": ("\npermissions: {}\n", "\npermissions: write-all\n"),
    "dangerous-triggers": ("  pull_request:\n", "  pull_request_target:\n"),
    "artipacked": ("persist-credentials: false", "persist-credentials: true"),
    "template-injection": (
        "run: make test",
        'run: echo "${{ github.event.pull_request.title }}"',
    ),
    "unredacted-secrets": (
        "run: make test",
        "run: make test\n        env:\n          ALL: ${{ fromJSON(secrets.ALL).one }}",
    ),
    "bot-conditions": (
        "run: make test",
        "run: make test\n        if: github.actor == 'dependabot[bot]'",
    ),
    "github-env": (
        "run: make test",
        'run: echo "PATH=$(cat path)" >> "$GITHUB_ENV"',
    ),
}
"""A mistake by the name of the rule it breaks: what it replaces, and by what."""


@pytest.fixture
def copy(tmp_path: Path, repository: Path) -> Path:
    shutil.copytree(repository / ".github", tmp_path / ".github")
    return tmp_path / ".github" / "workflows" / "pull-request.yml"


@pytest.mark.parametrize("rule", SEEDED)
def test_a_seeded_mistake_is_found(copy: Path, rule: str) -> None:
    right, wrong = SEEDED[rule]
    text = copy.read_text("utf-8")
    assert right in text
    changed = text.replace(right, wrong)
    if rule == "github-env":  # only dangerous where strangers choose the code and secrets are there
        changed = changed.replace("  pull_request:\n", "  pull_request_target:\n")
    copy.write_text(changed, "utf-8")

    done = zizmor(copy.parents[1])

    assert done.returncode != 0
    assert rule in done.stdout


@pytest.mark.parametrize("text", ["on: [push\n", "jobs: {}\n", "a: b: c\n"])
def test_a_file_that_is_no_workflow_is_not_passed_over(copy: Path, text: str) -> None:
    copy.write_text(text, "utf-8")

    assert zizmor(copy.parents[1]).returncode != 0
    assert matches_schema("vendor.github-workflows", copy).returncode != 0


def test_a_key_that_github_does_not_know_is_found(copy: Path) -> None:
    copy.write_text(copy.read_text("utf-8").replace("timeout-minutes", "timeout-minute"), "utf-8")

    assert matches_schema("vendor.github-workflows", copy).returncode != 0
