"""The schedule: what is fetched is committed and nothing else is, and one issue says what is not."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from commit_fetched import ALLOWED, MAX_NAMED, Change, find_refusal, make_body, make_title
from hypothesis import given
from hypothesis import strategies as st
from refusals import MAX_ISSUE, make_issue
from workflows import run_script, script_of

from generator.content.load import PLACES
from generator.content.names import listing_path, parse_listing_name
from generator.sources import FORMATS

SCRIPTS = Path(__file__).parent.parent / ".github" / "scripts"
LISTING = "content/listings/2031/2031-03-12.daily-papers-api.json"
NEXT = "content/listings/2031/2031-03-13.daily-papers-api.json"
REFERENCE = "content/references/2031/2031-03-10.arxiv-api.withdrawn.xml"
LOCK = "content/papers.lock"

FAKE_GH = """\
#!{python}
import json, os, sys
with open(os.environ["GH_CALLS"], "a", encoding="utf-8") as calls:
    text = sys.stdin.read() if "-" in sys.argv else ""
    calls.write(json.dumps([*sys.argv[1:], text]) + "\\n")
if sys.argv[1:3] == ["pr", "list"]:
    print(os.environ.get("GH_PULLS", "[]"))
sys.exit(int(os.environ.get("GH_STATUS", "0")))
"""


def run(*command: str, cwd: Path, status: int | None = 0) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    person = ("-c", "user.name=Ada Lovelace", "-c", "user.email=ada@digest.example")
    command = ("git", *person, *command[1:]) if command[0] == "git" else command
    done = subprocess.run(
        command, cwd=cwd, env=environ | quiet, capture_output=True, text=True, check=False
    )
    assert status is None or done.returncode == status, done.stdout + done.stderr
    return done.stdout


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        folder.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        folder.joinpath(name).write_text(text, "utf-8")


@dataclass(frozen=True, slots=True)
class Hub:
    """A hosting site in a folder: its repository, a clone that runs there, and a stand-in for gh."""

    folder: Path

    @property
    def origin(self) -> Path:
        return self.folder / "origin.git"

    @property
    def clone(self) -> Path:
        return self.folder / "clone"

    def git(self, *arguments: str) -> str:
        """Ask the repository itself."""
        return run("git", *arguments, cwd=self.origin).strip()

    def files(self, branch: str) -> list[str]:
        return self.git("ls-tree", "-r", "--name-only", branch).splitlines()

    def calls(self) -> list[list[str]]:
        """What gh was asked to do: its arguments, and what it was given to read."""
        told = self.folder / "calls"
        lines = told.read_text("utf-8").splitlines() if told.exists() else []
        return [json.loads(line) for line in lines]

    def checkout(self) -> Path:
        """A clone as the job that may write has it: of the newest commit alone, and clean."""
        if self.clone.exists():
            run("rm", "-rf", str(self.clone), cwd=self.folder)
        origin = self.origin.as_uri()
        run("git", "clone", "--quiet", "--depth=1", origin, str(self.clone), cwd=self.folder)
        return self.clone

    def commit(
        self, *options: str, pulls: object = (), status: str = "0"
    ) -> subprocess.CompletedProcess[str]:
        """Run the script on the patch."""
        command = [sys.executable, "-I", str(SCRIPTS / "commit_fetched.py")]
        where = ["--branch", "main", *(() if "--host" in options else ("--host", "github"))]
        return subprocess.run(
            [*command, str(self.folder / "content.patch"), *where, *options],
            cwd=self.clone,
            env={
                **os.environ,
                "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
                "GH_CALLS": str(self.folder / "calls"),
                "GH_PULLS": json.dumps(pulls),
                "GH_STATUS": status,
                "GIT_CONFIG_GLOBAL": os.devnull,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def make_patch(self, files: Mapping[str, str], shell: str = "true") -> None:
        """A patch as the job that may not write makes it, of files and of what a script does."""
        work = self.checkout()
        write(work, files)
        run("bash", "-e", "-c", shell, cwd=work)
        script = script_of("fetch.yml", "ask", "Check the content")
        (line,) = [line for line in script.splitlines() if "git diff" in line]
        (self.folder / "fetched").mkdir(exist_ok=True)
        run("git", "add", "--all", "--force", cwd=work)
        run("bash", "-c", line.replace("${RUNNER_TEMP}", str(self.folder)), cwd=work)
        (self.folder / "fetched/content.patch").rename(self.folder / "content.patch")
        self.checkout()


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    gh = tmp_path / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text(FAKE_GH.format(python=sys.executable), "utf-8")
    gh.chmod(0o755)
    first = tmp_path / "first"
    first.mkdir()
    run("git", "init", "--quiet", "--initial-branch=main", cwd=first)
    write(first, {LISTING: "[1]\n", LOCK: "tea\n", "mkdocs.yml": "site_name: A\n"})
    run("git", "add", "--all", cwd=first)
    run("git", "commit", "--quiet", "-m", "First", cwd=first)
    run("git", "clone", "--quiet", "--bare", str(first), str(tmp_path / "origin.git"), cwd=first)
    return Hub(tmp_path)


# Committed


def test_a_commit_to_the_branch_itself_is_published(hub: Hub) -> None:
    hub.make_patch({NEXT: "[2]\n", LOCK: "tea\ncup\n"})

    done = hub.commit("--how", "main")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Fetch 1 listing, 2031-03-13: committed to main.\n"
    assert hub.git("log", "--format=%s by %an", "main").splitlines() == [
        "Fetch 1 listing, 2031-03-13 by github-actions[bot]",
        "First by Ada Lovelace",
    ]
    assert hub.git("diff", "--name-only", "main~", "main").splitlines() == [NEXT, LOCK]
    assert hub.git("show", f"main:{LOCK}") == "tea\ncup"
    assert hub.calls() == [["workflow", "run", "publish.yml", "--ref", "main", ""]]


def test_nothing_new_makes_no_commit(hub: Hub) -> None:
    hub.make_patch({})
    hub.make_patch({NEXT: "[2]\n"})
    hub.commit("--how", "main")
    hub.checkout()
    before = hub.git("rev-parse", "main")

    assert "Nothing was committed" in hub.commit("--how", "main").stderr  # it is there already
    assert hub.git("rev-parse", "main") == before


def test_a_branch_that_has_moved_meanwhile_stays_as_it_is(hub: Hub) -> None:
    hub.make_patch({NEXT: "[2]\n"})
    other = hub.folder / "other"
    run("git", "clone", "--quiet", str(hub.origin), str(other), cwd=hub.folder)
    write(other, {"README.md": "Kettles\n"})
    run("git", "add", "--all", cwd=other)
    run("git", "commit", "--quiet", "-m", "Meanwhile", cwd=other)
    run("git", "push", "--quiet", cwd=other)

    done = hub.commit("--how", "main")

    assert done.returncode == 1
    assert "main takes no commit of this run" in done.stderr
    assert "Traceback" not in done.stderr
    assert hub.git("log", "-1", "--format=%s", "main") == "Meanwhile"
    assert hub.calls() == []


def test_a_proposal_is_one_branch_and_one_pull_request(hub: Hub) -> None:
    hub.make_patch({NEXT: "[2]\n"})
    done = hub.commit("--how", "pull-request")
    first = hub.git("rev-parse", "fetch")

    assert (done.returncode, done.stderr) == (0, "")
    assert hub.git("log", "-1", "--format=%s", "main") == "First"
    assert hub.git("diff", "--name-only", "main", "fetch") == NEXT
    listed, created = hub.calls()
    assert listed[:2] == ["pr", "list"]
    assert created[:-1] == [
        *("pr", "create", "--head", "fetch", "--base", "main"),
        *("--title", "Fetch 1 listing, 2031-03-13", "--body-file", "-"),
    ]
    assert f"- `{NEXT}`\n" in created[-1]
    assert "Approve workflows to run" in created[-1]

    hub.make_patch({NEXT: "[2]\n"})
    done = hub.commit("--how", "pull-request", pulls=[{"number": 7, "isCrossRepository": False}])

    assert done.returncode == 0
    assert hub.git("rev-parse", "fetch") == first  # which keeps its checks and its reviews
    assert hub.calls()[-1][:3] == ["pr", "edit", "7"]

    hub.make_patch({NEXT: "[2, 3]\n", REFERENCE: "<feed/>\n"})
    hub.commit("--how", "pull-request", pulls=[{"number": 7, "isCrossRepository": False}])

    assert hub.git("rev-list", "--count", "main..fetch") == "1"
    assert hub.git("diff", "--name-only", "main", "fetch").splitlines() == [NEXT, REFERENCE]
    assert hub.calls()[-1][4] == "Fetch 1 listing and 1 reference, 2031-03-10 to 2031-03-13"


def test_a_strangers_pull_request_from_a_branch_of_that_name_is_left_alone(hub: Hub) -> None:
    hub.make_patch({NEXT: "[2]\n"})

    hub.commit("--how", "pull-request", pulls=[{"number": 6, "isCrossRepository": True}])

    assert hub.calls()[-1][:2] == ["pr", "create"]


def test_a_host_that_refuses_is_told_without_a_traceback(hub: Hub) -> None:
    hub.make_patch({NEXT: "[2]\n"})

    done = hub.commit("--how", "pull-request", status="1")

    assert done.returncode == 1
    assert done.stderr.startswith("Nothing was committed: gh pr list")
    assert "Traceback" not in done.stderr


def test_gitlab_opens_the_merge_request_by_options_of_the_push(hub: Hub) -> None:
    hub.git("config", "receive.advertisePushOptions", "true")
    hook = hub.origin / "hooks" / "post-receive"
    hook.write_text('#!/bin/sh\nenv | grep "^GIT_PUSH_OPTION_[0-9]" | sort > options\n', "utf-8")
    hook.chmod(0o755)
    hub.make_patch({NEXT: "[2]\n"})

    done = hub.commit("--how", "pull-request", "--host", "gitlab", "--remote", str(hub.origin))

    assert (done.returncode, done.stderr) == (0, "")
    options = (hub.origin / "options").read_text("utf-8").splitlines()
    assert [line.partition("=")[2] for line in options] == [
        "merge_request.create",
        "merge_request.target=main",
        "merge_request.title=Fetch 1 listing, 2031-03-13",
        "merge_request.remove_source_branch",
    ]
    assert hub.git("log", "-1", "--format=%an", "fetch") == "Scheduled fetch"
    assert hub.calls() == []


# Refused

OUTSIDE = {
    "code": ({"generator/ids.py": "import os\n"}, "true"),
    "a workflow": ({".github/workflows/x.yml": "on: push\n"}, "true"),
    "attributes": ({"content/listings/.gitattributes": "* filter=x\n"}, "true"),
    "settings": ({"mkdocs.yml": "hooks: [x.py]\n"}, "true"),
    "a curation": ({"content/curations/tea.yml": "same_as: cup\n"}, "true"),
    "a listing elsewhere": ({"content/2031-03-13.daily-papers.txt": "x\n"}, "true"),
    "a name for a shell": ({"content/listings/2031/$(touch ran).json": "x\n"}, "true"),
    "a name of two lines": ({"content/listings/2031-03-13.a.txt\nb": "x\n"}, "true"),
    "a page": ({"content/listings/2031/2031-03-13.daily-papers.html": "x\n"}, "true"),
    "a listing less": ({}, f"rm {LISTING}"),
    "a register less": ({}, f"rm {LOCK}"),
    "a link": ({}, f"ln -sf /etc/passwd {NEXT}"),
    "a link in place": ({}, f"ln -sf ../../../mkdocs.yml {LISTING}"),
    "a program": ({NEXT: "x\n"}, f"chmod +x {NEXT}"),
    "a mode": ({}, f"chmod +x {LISTING}"),
    "a repository": (
        {},
        f"git init -q {NEXT}x; git -C {NEXT}x -c user.name=A -c user.email=a commit -q --allow-empty -m x",
    ),
    "a move": ({}, f"git mv {LISTING} content/curations.json"),
}
"""What a patch of one good listing holds besides."""


@pytest.mark.parametrize("what", OUTSIDE)
def test_a_patch_that_holds_anything_else_is_refused_as_a_whole(hub: Hub, what: str) -> None:
    files, shell = OUTSIDE[what]
    hub.make_patch({NEXT: "[2]\n", **files}, shell)
    before, on_disk = hub.git("for-each-ref"), set(hub.clone.rglob("content/**/*"))

    done = hub.commit("--how", "main")

    assert done.returncode == 1
    assert done.stderr.startswith("Nothing was committed: ")
    assert done.stderr.count("\n") == 1
    assert hub.git("for-each-ref") == before
    assert hub.calls() == []
    assert set(hub.clone.rglob("content/**/*")) == on_disk


HEAD = "diff --git a/{0} b/{0}\nnew file mode 100644\n--- /dev/null\n+++ b/{0}\n@@ -0,0 +1 @@\n+x\n"


@pytest.mark.parametrize(
    "patch",
    [
        HEAD.format("content/listings/../../mkdocs2.yml"),
        HEAD.format("../outside.txt"),
        HEAD.format("/outside.txt"),
        HEAD.format(".git/hooks/pre-commit"),
        HEAD.format(NEXT).replace("100644", "160000"),
        "no patch at all\n",
        HEAD.format(NEXT)[:-10],
        "x" * 50_000_001,
    ],
    ids=["up", "above", "root", "git", "module", "text", "cut", "large"],
)
def test_a_patch_that_was_made_by_hand_leads_nowhere(hub: Hub, patch: str) -> None:
    hub.checkout()
    (hub.folder / "content.patch").write_text(patch, "utf-8")
    before = hub.git("for-each-ref")

    done = hub.commit("--how", "main")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert hub.git("for-each-ref") == before
    assert not (hub.clone / ".git/hooks/pre-commit").exists()


def test_the_files_of_a_patch_never_come_to_lie_on_the_disk(hub: Hub) -> None:
    hub.make_patch({NEXT: "[2]\n"})

    hub.commit("--how", "main")

    assert not (hub.clone / NEXT).exists()


@pytest.mark.parametrize("suffix", sorted({format_.suffix for format_ in FORMATS.values()}))
@pytest.mark.parametrize("is_reference", [True, False])
def test_every_file_that_the_generator_would_fetch_is_taken(
    suffix: str, *, is_reference: bool
) -> None:
    for reader in FORMATS:
        for label in ("", ".withdrawn-2"):
            name = parse_listing_name(f"2031-03-12.{reader}{label}{suffix}")
            assert name
            folder = "references" if is_reference else "listings"
            place = f"content/{folder}/{listing_path(name, suffix).relative_to('listings')}"
            assert ALLOWED.fullmatch(place), place


@given(st.from_regex(ALLOWED, fullmatch=True))
def test_every_name_that_is_taken_stays_in_its_folder(path: str) -> None:
    assert path.split("/")[1] in PLACES
    assert shlex.quote(path) == path
    assert ".." not in path


@given(st.text(max_size=40), st.sampled_from(["/", "", "\n", "\0", " "]))
def test_a_name_with_more_before_or_behind_it_is_refused(text: str, between: str) -> None:
    for path in (f"{text}{between}{NEXT}", f"{NEXT}{between}{text}"):
        change = Change(path=path, before="000000", after="100644", kind="A")
        assert (find_refusal(change) is None) == (path == NEXT)


def added(*paths: str) -> list[Change]:
    return [Change(path=path, before="000000", after="100644", kind="A") for path in paths]


@pytest.mark.parametrize(
    ("paths", "title"),
    [
        ((NEXT,), "Fetch 1 listing, 2031-03-13"),
        ((NEXT, LISTING, LOCK), "Fetch 2 listings, 2031-03-12 to 2031-03-13"),
        ((REFERENCE, LOCK), "Fetch 1 reference, 2031-03-10"),
        ((LOCK,), "Fetch: the register"),
    ],
)
def test_a_title_says_what_came(paths: tuple[str, ...], title: str) -> None:
    assert make_title(added(*paths)) == title


def test_a_proposal_names_only_so_many_files() -> None:
    many = added(*(f"content/listings/2031-03-12.x.y{number}.txt" for number in range(100)))

    assert make_body(many).count("\n- `") == MAX_NAMED
    assert "\n- and 60 more\n" in make_body(many)


# The issue

RUN = "https://code.example/digest/actions/runs/1"


def test_without_a_report_there_is_no_issue() -> None:
    assert make_issue([], RUN) == ""
    assert make_issue(["", " \n"], RUN) == ""


def test_the_issue_holds_all_reports_and_says_what_happens_next() -> None:
    text = make_issue(["# One\n", "# Two\n"], RUN)

    assert text.startswith("# One\n\n# Two\n\n---\n\n")
    assert "closes this issue" in text
    assert f"[This run]({RUN})" in text


def test_nobody_is_called_by_what_a_source_sent() -> None:
    text = make_issue(["Hello @ada and @org/team, x@y.example, @ alone"], RUN)

    assert text.startswith(
        "Hello @<!-- -->ada and @<!-- -->org/team, x@<!-- -->y.example, @ alone\n"
    )


@given(st.text(max_size=200), st.integers(1, 4_000))
def test_no_report_is_too_long_for_an_issue(line: str, times: int) -> None:
    text = make_issue([f"{line}@a\n" * times], RUN)

    assert len(text) <= MAX_ISSUE
    assert text.endswith(f"[This run]({RUN})\n")


# The steps of the workflow

FAKE_DIGEST = """\
#!/bin/bash
printf '%s\\n' "$*" >> calls
case "$1" in
  fetch) eval "${FETCHES:-true}"; exit "${FETCH_STATUS:-0}" ;;
  check) echo "said: $*"; exit "${CHECK_STATUS:-0}" ;;
  import) exit "${IMPORT_STATUS:-0}" ;;
esac
"""


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """The folder that a job works in, with a stand-in for `digest`."""
    folder = tmp_path / "work"
    digest = folder / ".venv" / "bin" / "digest"
    digest.parent.mkdir(parents=True)
    digest.write_text(FAKE_DIGEST, "utf-8")
    digest.chmod(0o755)
    (tmp_path / "temp").mkdir()
    return folder


def step(name: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the job that asks; a script finds what GitHub sets."""
    values = {
        "RUNNER_TEMP": str(folder.parent / "temp"),
        "GITHUB_STEP_SUMMARY": str(folder.parent / "summary"),
        "GITHUB_SERVER_URL": "https://code.example",
        "GITHUB_REPOSITORY": "ada/digest",
        "GITHUB_RUN_ID": "1",
        "WHAT": "listings",
        "WHEN": "",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    return run_script(script_of("fetch.yml", "ask", name), folder, **(values | environ))


@pytest.mark.parametrize(
    ("environ", "arguments"),
    [
        ({}, "daily-papers"),
        ({"WHEN": "2031-W10"}, "daily-papers 2031-W10"),
        ({"WHEN": "$(touch ran); x"}, "daily-papers $(touch ran); x"),
        ({"WHAT": "withdrawals", "WHEN": "2031-03"}, "withdrawn"),
    ],
)
def test_the_sources_are_asked_as_the_run_wants_it(
    runner: Path, environ: dict[str, str], arguments: str
) -> None:
    done = step("Ask the sources", runner, **environ)

    assert done.returncode == 0, done.stderr
    report = runner.parent / "temp/reports/1-fetch.md"
    assert (runner / "calls").read_text("utf-8") == f"fetch {arguments} --report {report}\n"
    assert not (runner / "ran").exists()


@pytest.mark.parametrize(("status", "goes_on"), [("0", True), ("1", True), ("2", False)])
def test_a_refusal_does_not_stop_what_was_good_and_wrong_use_does(
    runner: Path, status: str, *, goes_on: bool
) -> None:
    done = step("Ask the sources", runner, FETCH_STATUS=status)

    assert (done.returncode == 0) is goes_on


def test_what_is_proposed_comes_in_first_and_is_asked_for_again_where_it_does_not_fit(
    runner: Path,
) -> None:
    write(runner / "proposed", {LISTING: "[1]\n", NEXT: "[2]\n", "content/listings/README.md": ""})

    done = step("Take in what is proposed already", runner, IMPORT_STATUS="1")

    taken = runner.parent / "temp/proposed"
    assert done.returncode == 0, done.stderr
    assert "::notice::" in done.stdout
    assert (runner / "calls").read_text("utf-8") == f"import {taken}/{LISTING} {taken}/{NEXT}\n"
    assert not (runner / "proposed").exists()


def finish(hub: Hub, runner: Path, **environ: str) -> tuple[str, str]:
    """The steps from asking to the end; returns the patch and the report."""
    work = hub.checkout()
    (runner / "calls").unlink(missing_ok=True)
    runner.joinpath(".venv").rename(work / ".venv")
    write(work, {".git/info/exclude": ".venv\ncalls\noutput\n.github\n"})
    (work / ".github").symlink_to(SCRIPTS.parent)
    temp = hub.folder / "temp"
    for name in ("Ask the sources", "Check the content"):
        done = step(name, work, **environ)
        assert done.returncode == 0, done.stderr
    done = step("Write the report", work, FINISHED="true")
    assert done.returncode == 0, done.stderr
    patch = temp / "fetched/content.patch"
    return (
        patch.read_text("utf-8") if patch.exists() else "",
        (temp / "fetched/report.md").read_text("utf-8"),
    )


def test_what_was_good_is_in_the_patch_and_what_was_refused_in_the_report(
    hub: Hub, runner: Path
) -> None:
    patch, report = finish(
        hub,
        runner,
        FETCHES=f'echo "[2]" > {NEXT}; echo "# Refused" > "$4"',
        FETCH_STATUS="1",
    )
    (hub.folder / "content.patch").write_text(patch, "utf-8")
    hub.checkout()

    assert hub.commit("--how", "main").returncode == 0
    assert hub.git("show", f"main:{NEXT}") == "[2]"
    assert report.startswith("# Refused\n")
    assert "(https://code.example/ada/digest/actions/runs/1)" in report


def test_an_evil_name_among_what_was_fetched_is_run_by_nobody(hub: Hub, runner: Path) -> None:
    patch, _ = finish(
        hub, runner, FETCHES="echo x > 'content/listings/2031/`touch ran`;touch ran.json'"
    )
    (hub.folder / "content.patch").write_text(patch, "utf-8")
    hub.checkout()

    assert hub.commit("--how", "main").returncode == 1
    assert list(hub.folder.rglob("ran")) == []


def test_nothing_new_makes_an_empty_patch_and_no_report(hub: Hub, runner: Path) -> None:
    assert finish(hub, runner) == ("", "")


def test_content_that_does_not_pass_the_checks_is_not_taken_at_all(hub: Hub, runner: Path) -> None:
    patch, report = finish(hub, runner, FETCHES=f'echo "[2]" > {NEXT}', CHECK_STATUS="1")

    assert patch == ""
    assert report.startswith("## What was fetched does not pass the checks")
    assert "said: check content --since HEAD --format markdown" in report


def test_a_run_that_stopped_before_its_end_says_so(runner: Path) -> None:
    (runner / ".github").symlink_to(SCRIPTS.parent)

    assert step("Write the report", runner, FINISHED="false").returncode == 0
    assert "stopped before its end" in (runner.parent / "temp/fetched/report.md").read_text("utf-8")


@pytest.mark.parametrize("commit", ["pull-request", "main"])
def test_the_settings_say_how_it_is_committed(
    repository: Path, tmp_path: Path, commit: str
) -> None:
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: A\nsite_description: B\nsite_url: https://x.example/\n"
        f"extra:\n  digest:\n    tag: x.example,2031\n    fetch: {{commit: {commit}}}\n",
        "utf-8",
    )
    script = script_of("fetch.yml", "ask", "Read how the settings want it committed")

    done = run_script(
        script.replace(".venv/bin/python", sys.executable), tmp_path, PYTHONPATH=str(repository)
    )

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "output").read_text("utf-8") == f"how={commit}\n"


TELLING_GH = """\
#!/bin/bash
if test "$1 $2" = "run download"; then
  test -z "$NO_REPORT" && mkdir -p found && printf '%s' "$REPORT" > found/report.md
elif test "$1 $2" = "issue list"; then printf '%s' "$NUMBER"
else echo "$1 $2 $3" >> calls; fi
"""


@pytest.mark.parametrize(
    ("environ", "calls", "text"),
    [
        ({"REPORT": "no"}, "issue create --title\n", "no"),
        ({"REPORT": "no", "NUMBER": "7"}, "issue edit 7\n", "no"),
        ({"NUMBER": "7"}, "issue close 7\n", ""),
        ({}, "", ""),
        ({"NUMBER": "7", "WHEN": "2031-03-12"}, "", ""),
        ({"NO_REPORT": "1"}, "issue create --title\n", "without a report"),
        ({"COMMIT": "failure", "NUMBER": "7"}, "issue edit 7\n", "could not be committed"),
    ],
)
def test_one_issue_tells_what_is_refused_and_is_closed_when_all_came(
    tmp_path: Path, environ: dict[str, str], calls: str, text: str
) -> None:
    gh = tmp_path / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text(TELLING_GH, "utf-8")
    gh.chmod(0o755)
    (tmp_path / "calls").touch()
    values = {
        "PATH": f"{gh.parent}:{os.environ['PATH']}",
        **dict.fromkeys(("REPORT", "NUMBER", "NO_REPORT", "WHEN"), ""),
        "COMMIT": "success",
        "TITLE": "Listings",
        "GITHUB_RUN_ID": "1",
        "RUN": RUN,
    }

    done = run_script(
        script_of("fetch.yml", "tell", "Open the issue, bring it up to date, or close it"),
        tmp_path,
        **(values | environ),
    )

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "calls").read_text("utf-8") == calls
    assert text in (tmp_path / "found/report.md").read_text("utf-8")
