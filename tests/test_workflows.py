"""The workflows keep their rules, and the judges of the rules see when one is broken."""

from __future__ import annotations

import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import yaml
from scope import find_others, make_annotations
from weigh import Site, make_table, measure
from workflows import WORKFLOWS, read, read_named, run_script, script_of

NAMES = sorted(path.name for path in WORKFLOWS.iterdir())
TOOLS = Path(sys.executable).parent

PINNED = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
STRANGERS = "pull_request"
DANGEROUS = {"pull_request_target", "workflow_run", "issue_comment", "issues", "discussion"}
"""What strangers set off, with a token that may write or with secrets."""

TYPED = re.compile(r"\$\{\{\s*(?:github\.(?:event|head_ref)|inputs)\b")
OURS = re.compile(r"\bmake\b|\bpython|\.venv|\.github/|\./|\bnpm\b|\bdigest ")
ON_THEIR_OWN = {"schedule", "workflow_dispatch"}
"""What only the clock and people with write access set off."""

STAGED = re.compile(r"\bpython3 -I \.github/scripts/commit_fetched\.py\b")
"""The one script of ours that runs where a token may write: alone, and with nothing installed."""

LONGEST = 60
"""Minutes that a job may take."""


def zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    """Have the strictest judge look; `--strict-collection`, or it passes what it cannot parse."""
    options = ("--offline", "--strict-collection", "--persona=auditor", "--no-progress")
    return run(str(TOOLS / "zizmor"), *options, str(folder))


def matches_schema(schema: str, *files: Path) -> subprocess.CompletedProcess[str]:
    return run(str(TOOLS / "check-jsonschema"), "--builtin-schema", schema, *map(str, files))


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def broken_rules(text: str) -> set[str]:
    """The rules of this project that a workflow breaks, beyond those that zizmor knows."""
    workflow = read(text)
    triggers = set(workflow[True])  # YAML 1.1 reads the key `on` as true
    uses = [line.strip().removeprefix("- ") for line in text.splitlines() if "uses:" in line]
    checks = {
        "unpinned": not all(map(PINNED.match, uses)),
        "granted at the top": workflow.get("permissions") != {},
        "dangerous trigger": bool(triggers & DANGEROUS),
        "secret for strangers": STRANGERS in triggers
        and any(word in text for word in ("secrets.", "github.token", "GITHUB_TOKEN")),
        "schedule without a way by hand": "schedule" in triggers
        and "workflow_dispatch" not in triggers,
    }
    rules = {rule for rule, is_broken in checks.items() if is_broken}
    for job in workflow["jobs"].values():
        rules |= broken_rules_of(job, triggers)
    return rules


def broken_rules_of(job: dict[str, Any], triggers: set[str]) -> set[str]:
    steps = job["steps"]
    granted = job.get("permissions", {})
    writes = granted == "write-all" or "write" in dict(granted or {}).values()
    checkouts = [step for step in steps if "actions/checkout" in step.get("uses", "")]
    runs = [step["run"] for step in steps if "run" in step]
    stages = any(map(STAGED.search, runs)) and triggers <= ON_THEIR_OWN
    ours = [run for run in runs if OURS.search(STAGED.sub("", run) if stages else run)]
    checks = {
        "no permissions named": not granted,
        "no longest time": not 0 < job.get("timeout-minutes", 0) <= LONGEST,
        "writes and runs our code": writes and bool(ours or (checkouts and not stages)),
        "strangers write": STRANGERS in triggers and writes,
        "credentials stay": any(
            step.get("with", {}).get("persist-credentials") is not False for step in checkouts
        ),
        "stranger's text in a script": any(map(TYPED.search, runs)),
        "cache": any(
            "cache" in {*step.get("with", {}), *re.findall("actions/(cache)", step.get("uses", ""))}
            for step in steps
        ),
    }
    return {rule for rule, is_broken in checks.items() if is_broken}


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
def test_a_workflow_keeps_the_rules_of_the_project(name: str) -> None:
    assert broken_rules(WORKFLOWS.joinpath(name).read_text("utf-8")) == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_script_can_be_parsed_and_every_file_that_it_names_exists(
    name: str, repository: Path
) -> None:
    scripts = [
        step["run"]
        for job in read_named(name)["jobs"].values()
        for step in job["steps"]
        if "run" in step
    ]

    for script in scripts:
        assert run("bash", "-n", "-c", script).returncode == 0, script
        for path in re.findall(r"\.github/scripts/\w+\.py", script):
            assert (repository / path).is_file()


def test_only_one_workflow_runs_what_strangers_propose() -> None:
    assert [name for name in NAMES if STRANGERS in read_named(name)[True]] == ["pull-request.yml"]


def test_only_the_deployment_may_publish() -> None:
    able = {
        (name, key)
        for name in NAMES
        for key, job in read_named(name)["jobs"].items()
        if {"pages", "id-token"}
        & {what for what, how in job["permissions"].items() if how == "write"}
    }

    assert able == {("publish.yml", "deploy")}


def test_a_step_that_reads_what_strangers_wrote_ends_soon() -> None:
    steps = read_named("pull-request.yml")["jobs"]["content"]["steps"]

    assert [step["name"] for step in steps if "run" in step and step["timeout-minutes"] > 5] == []


def test_the_pipeline_of_gitlab_matches_its_schema(repository: Path) -> None:
    done = matches_schema("vendor.gitlab-ci", repository / ".gitlab-ci.yml")

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_pipeline_of_gitlab_runs_the_same_targets(repository: Path) -> None:
    text = (repository / ".gitlab-ci.yml").read_text("utf-8")

    assert {"check", "test", "pages"} <= set(read(text))
    for command in ("make setup", "make test", "digest check", "digest preview", "digest build"):
        assert command in text
    assert "\n  cache:" not in text


def test_on_gitlab_a_schedule_alone_fetches_and_only_the_commit_has_a_token(
    repository: Path,
) -> None:
    text = (repository / ".gitlab-ci.yml").read_text("utf-8")
    jobs = read(text)
    schedule = 'CI_PIPELINE_SOURCE == "schedule"'

    for name in ("ask", "commit"):
        assert [rule["if"] for rule in jobs[name]["rules"]] == [f"${schedule}"]
    for name in ("check", "test", "pages"):
        first = jobs[name]["rules"][0]
        assert first in (
            {"if": f"${schedule}", "when": "never"},
            {"if": f"${schedule}".replace("==", "!=")},
        )
    assert "environment" not in jobs["ask"]
    assert jobs["commit"]["environment"]["name"] == "fetch"
    (command,) = [line for line in jobs["commit"]["script"] if "python" in line]
    assert STAGED.search(command)
    assert not OURS.search(STAGED.sub("", command))
    for script in map("\n".join, (jobs["ask"]["script"], jobs["commit"]["script"])):
        assert run("bash", "-n", "-c", script).returncode == 0


# Seeded mistakes

CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"
PYTHON = 'python-version: "3.14"\n'
PULL, PUBLISH, LINKS = "pull-request.yml", "publish.yml", "links.yml"
FETCH = "fetch.yml"
TEST = "run: make test"
SEEDED = {
    "unpinned-uses": (PULL, CHECKOUT, "actions/checkout@v7"),
    "excessive-permissions": (PULL, "\npermissions: {}\n", "\npermissions: write-all\n"),
    "dangerous-triggers": (PULL, "  pull_request:\n", "  pull_request_target:\n"),
    "artipacked": (PULL, "persist-credentials: false", "persist-credentials: true"),
    "template-injection": (PULL, TEST, 'run: echo "${{ github.event.pull_request.title }}"'),
    "unredacted-secrets": (
        PULL,
        TEST,
        f"{TEST}\n        env:\n          ALL: ${{{{ fromJSON(secrets.ALL).one }}}}",
    ),
    "bot-conditions": (PULL, TEST, f"{TEST}\n        if: github.actor == 'dependabot[bot]'"),
    "github-env": (PULL, TEST, 'run: echo "PATH=$(cat path)" >> "$GITHUB_ENV"'),
    "undocumented-permissions": (LINKS, "issues: write # to write the issue", "issues: write"),
    "concurrency-limits": (LINKS, "\nconcurrency:\n  group: links\n", "\nenv:\n  group: links\n"),
    "anonymous-definition": (PULL, "    name: Content and site\n", ""),
}
"""A mistake by the name of the rule of zizmor's that it breaks: where, what it replaces, by what."""

OWN = {
    "unpinned": (PUBLISH, CHECKOUT, CHECKOUT.replace("# v7.0.1", "# v7")),
    "granted at the top": (LINKS, "\npermissions: {}\n", "\npermissions:\n  issues: write\n"),
    "dangerous trigger": (LINKS, "  workflow_dispatch:\n", "  workflow_dispatch:\n  issues:\n"),
    "secret for strangers": (
        PULL,
        TEST,
        f"{TEST}\n        env:\n          KEY: ${{{{ secrets.KEY }}}}",
    ),
    "schedule without a way by hand": (LINKS, "  workflow_dispatch:\n", ""),
    "no permissions named": (
        PULL,
        "    permissions:\n      contents: read # to check out the change\n",
        "",
    ),
    "no longest time": (PUBLISH, "    timeout-minutes: 15\n", ""),
    "writes and runs our code": (LINKS, "gh run download", "make setup; gh run download"),
    "strangers write": (PULL, "contents: read", "contents: write"),
    "credentials stay": (
        LINKS,
        "          persist-credentials: false\n",
        "          fetch-depth: 1\n",
    ),
    "stranger's text in a script": (PULL, TEST, 'run: echo "${{ github.head_ref }}"'),
    "cache": (PUBLISH, PYTHON, f"{PYTHON}          cache: pip\n"),
}
"""A mistake by the rule of this project that it breaks."""


@pytest.fixture
def copy(tmp_path: Path, repository: Path) -> Path:
    shutil.copytree(repository / ".github", tmp_path / ".github")
    return tmp_path / ".github" / "workflows"


def seed(folder: Path, name: str, right: str, wrong: str) -> str:
    text = folder.joinpath(name).read_text("utf-8")
    assert right in text
    return text.replace(right, wrong)


@pytest.mark.parametrize("rule", SEEDED)
def test_a_seeded_mistake_is_found(copy: Path, rule: str) -> None:
    name, right, wrong = SEEDED[rule]
    changed = seed(copy, name, right, wrong)
    if rule == "github-env":  # only dangerous where strangers choose the code and secrets are there
        changed = changed.replace("  pull_request:\n", "  pull_request_target:\n")
    copy.joinpath(name).write_text(changed, "utf-8")

    done = zizmor(copy.parent)

    assert done.returncode != 0
    assert rule in done.stdout


@pytest.mark.parametrize("rule", OWN)
def test_a_mistake_against_a_rule_of_the_project_is_found(rule: str) -> None:
    name, right, wrong = OWN[rule]

    assert rule in broken_rules(seed(WORKFLOWS, name, right, wrong))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (
            "python3 -I .github/scripts/commit_fetched.py",
            "python3 .github/scripts/commit_fetched.py",
        ),
        (
            "python3 -I .github/scripts/commit_fetched.py",
            ".venv/bin/digest check; python3 -I .github/scripts/commit_fetched.py",
        ),
        ("  workflow_dispatch:\n", "  push:\n  workflow_dispatch:\n"),
        ("      contents: read # to check out", "      contents: write # to check out"),
    ],
)
def test_what_reads_the_answers_may_not_write_and_what_writes_runs_one_script(
    right: str, wrong: str
) -> None:
    assert broken_rules(seed(WORKFLOWS, FETCH, right, wrong)) == {"writes and runs our code"}


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        ("template-injection", 'WHEN:+"${WHEN}"}', 'WHEN:+"${{ inputs.when }}"}'),
        ("artipacked", "persist-credentials: false", "persist-credentials: true"),
        ("undocumented-permissions", "contents: write # to push the commit", "contents: write"),
        ("concurrency-limits", "\nconcurrency:\n  group: fetch\n", "\nenv2:\n  group: fetch\n"),
        ("secrets-outside-env", "GH_TOKEN: ${{ github.token }}", "GH_TOKEN: ${{ secrets.KEY }}"),
    ],
)
def test_a_mistake_in_fetching_is_found(copy: Path, rule: str, right: str, wrong: str) -> None:
    text = copy.joinpath(FETCH).read_text("utf-8")
    assert right in text
    copy.joinpath(FETCH).write_text(text.replace(right, wrong), "utf-8")

    done = zizmor(copy.parent)

    assert done.returncode != 0
    assert rule in done.stdout + done.stderr


def test_no_rule_of_the_project_is_without_a_mistake_that_breaks_it() -> None:
    text = Path(__file__).read_text("utf-8")
    rules = set(re.findall(r'^        "([a-z\' ]+)": ', text, re.MULTILINE))

    assert rules == OWN.keys()


@pytest.mark.parametrize("text", ["on: [push\n", "jobs: {}\n", "a: b: c\n"])
def test_a_file_that_is_no_workflow_is_not_passed_over(copy: Path, text: str) -> None:
    copy.joinpath(PULL).write_text(text, "utf-8")

    assert zizmor(copy.parent).returncode != 0
    assert matches_schema("vendor.github-workflows", copy / PULL).returncode != 0


@pytest.mark.parametrize(
    ("schema", "file", "right", "wrong"),
    [
        ("vendor.github-workflows", PULL, "timeout-minutes", "timeout-minute"),
        ("vendor.gitlab-ci", "../../.gitlab-ci.yml", "script:", "scripts:"),
    ],
)
def test_a_key_that_the_hosting_site_does_not_know_is_found(
    copy: Path, schema: str, file: str, right: str, wrong: str
) -> None:
    changed = copy / "changed.yml"
    changed.write_text(seed(WORKFLOWS, file, right, wrong), "utf-8")

    assert matches_schema(schema, changed).returncode != 0


# Who owns what, and what a change touches


def owners_of(path: str, repository: Path) -> list[str]:
    """As the hosting site reads the file: the last line that matches decides."""
    found: list[str] = []
    for line in (repository / ".github/CODEOWNERS").read_text("utf-8").splitlines():
        pattern, *owners = line.split("#")[0].split() or [""]
        if pattern == "*" or (pattern and f"/{path}".startswith(pattern)):
            found = owners
    return found


def test_only_curations_listings_and_references_have_no_owner(repository: Path) -> None:
    files = run("git", "-C", str(repository), "ls-files").stdout.splitlines()
    free = {path for path in files if not owners_of(path, repository)}
    open_to_all = ("content/curations/", "content/listings/", "content/references/")

    assert free
    assert free == {path for path in files if path.startswith(open_to_all)}
    assert owners_of("any/other/file", repository)
    assert owners_of(".github/CODEOWNERS", repository)


def test_a_pull_request_finds_a_template_of_its_kind(repository: Path) -> None:
    folder = repository / ".github" / "PULL_REQUEST_TEMPLATE"
    default = (repository / ".github/pull_request_template.md").read_text("utf-8")

    assert set(re.findall(r"template=([a-z-]+\.md)", default)) == {p.name for p in folder.iterdir()}


@pytest.mark.parametrize(
    ("touched", "others"),
    [
        (["content/curations/a.yml", "content/curations/b.yml"], []),
        (["content/listings/2031/x.txt", "content/papers.lock"], []),
        (["content/references/2031/x.xml", "content/papers.lock"], []),
        (["generator/ids.py", "mkdocs.yml"], []),
        (
            ["content/curations/a.yml", "mkdocs.yml", "content/topics.yml"],
            ["content/topics.yml", "mkdocs.yml"],
        ),
        (["content/curations.yml", "content/curationsx/a.yml"], []),
    ],
)
def test_a_change_of_curations_that_touches_more_is_told_so(
    touched: list[str], others: list[str]
) -> None:
    assert find_others(touched) == others


def test_the_name_of_a_file_ends_neither_its_annotation_nor_the_line() -> None:
    (line,) = make_annotations(["a,title=x::b\n::error::c\r%0A"])

    assert line.startswith("::warning file=a%2Ctitle=x%3A%3Ab%0A%3A%3Aerror%3A%3Ac%0D%250A::This")
    assert len(list(make_annotations(map(str, range(100))))) == 21


def test_a_site_is_weighed_and_compared(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_bytes(b"x" * 1_048_576)
    (tmp_path / "b.css").write_bytes(b"y" * 524_288)
    base = measure(tmp_path, 2.04)
    change = Site(files=1, size=1_048_576, pages=1, seconds=2.5)

    assert base == Site(files=2, size=1_572_864, pages=1, seconds=2.04)
    assert make_table(base, change).splitlines()[2:] == [
        "| | base | change | difference |",
        "|---|---:|---:|---:|",
        "| Pages | 1 | 1 | +0 |",
        "| Files | 2 | 1 | -1 |",
        "| Size | 1.50 MiB | 1.00 MiB | -524,288 bytes |",
        "| Build | 2.0 s | 2.5 s | +0.5 s |",
    ]


# What their scripts do


class PublishedSite(http.server.BaseHTTPRequestHandler):
    """A published site on loopback that has the files named, and refuses what is forbidden."""

    files: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()

    def do_GET(self) -> None:
        status = 403 if self.path in self.forbidden else 200 if self.path in self.files else 404
        body = b"{}" if status == HTTPStatus.OK else b"<html>"
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the output of tests clean."""


PAPERS, CHANGES = "/d/data/papers.json", "/d/data/changes.json"


@pytest.mark.parametrize(
    ("files", "forbidden", "fetched"),
    [
        ((), (), []),
        ((PAPERS,), (), ["papers.json"]),
        ((PAPERS, CHANGES), (), ["changes.json", "papers.json"]),
        ((CHANGES,), (PAPERS,), None),
        ((PAPERS,), (CHANGES,), None),
    ],
)
def test_what_is_published_is_fetched_and_only_a_404_means_nothing_yet(
    tmp_path: Path,
    files: tuple[str, ...],
    forbidden: tuple[str, ...],
    fetched: list[str] | None,
) -> None:
    if not shutil.which("curl"):
        pytest.skip("the script that fetches what is published: there is no curl")
    handler = type("Published", (PublishedSite,), {"files": files, "forbidden": forbidden})
    script = script_of("publish.yml", "build", "Fetch what is published")
    assert "--proto '=https'" in script
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        done = run_script(
            script.replace("'=https'", "'=http'"),
            tmp_path,
            SITE=f"http://127.0.0.1:{server.server_port}/d/",
            no_proxy="*",
        )
        server.shutdown()
        thread.join()

    if fetched is None:
        assert done.returncode == 1
        assert "of the published site: 403" in done.stdout
        return
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "published").iterdir()) == fetched
    told = (tmp_path / "output").read_text("utf-8") if fetched else ""
    assert told == (f"folder={tmp_path}/published\n" if fetched else "")


FAKE_GH = """\
#!/bin/bash
if test "$1 $2" = "run download"; then mkdir -p found; printf '%s' "$REPORT" > found/report.md
elif test "$1 $2" = "issue list"; then printf '%s' "$NUMBER"
else echo "$1 $2 $3" >> calls; fi
"""


@pytest.mark.parametrize(
    ("report", "number", "calls"),
    [
        ("dead", "", "issue create --title\n"),
        ("dead", "7", "issue edit 7\n"),
        ("", "7", "issue close 7\n"),
        ("", "", ""),
    ],
)
def test_one_issue_is_opened_brought_up_to_date_and_closed(
    tmp_path: Path, report: str, number: str, calls: str
) -> None:
    gh = tmp_path / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text(FAKE_GH, "utf-8")
    gh.chmod(0o755)
    (tmp_path / "calls").touch()

    done = run_script(
        script_of("links.yml", "tell", "Open the issue, bring it up to date, or close it"),
        tmp_path,
        PATH=f"{gh.parent}:{os.environ['PATH']}",
        REPORT=report,
        NUMBER=number,
        TITLE="Links",
        GITHUB_RUN_ID="1",
    )

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "calls").read_text("utf-8") == calls
