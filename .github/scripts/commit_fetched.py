"""Commit what was fetched and nothing else: on a branch that is proposed, or on the branch itself.

    python3 -I commit_fetched.py PATCH --how pull-request --branch main --host github

This runs where a token may write, and the patch holds what strangers wrote. So it goes into git's
index alone: no file of it comes to lie on the disk, and nothing of it is run or shown but names
that were checked. Every path must be that of a listing, a reference or the register, and a plain
file that is added or changed: anything else refuses the whole patch. Only the standard library is
used, nothing is installed. Exit status 1 where it was refused or the host refused it.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROPOSED: Final = "fetch"
"""The branch that holds what is proposed; it is made anew each time."""

ALLOWED: Final = re.compile(
    r"content/(?:papers\.lock|(?P<kind>listings|references)/(?:\d{4}/)?(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:\.[a-z0-9]+(?:-[a-z0-9]+)*){1,2}\.(?:txt|jsonl?|xml|bib|ris))",
    re.ASCII,
)
"""The only files that fetching writes; the names are those of `generator/content/names.py`."""

PLAIN: Final = "100644"
ABSENT: Final = "000000"
MAX_PATCH: Final = 50_000_000
"""Bytes of a patch; a day's answer has some hundred thousand."""

MAX_NAMED: Final = 40
"""Files that the text of a proposal names."""

HELD: Final = """\
GitHub holds the checks of a pull request that a workflow opened until a person starts them: press \
**Approve workflows to run** below, or close this pull request and open it again. Merge it when \
they are green.

The branch is made anew by the next run, so push nothing to it. Closed, it is proposed again as \
long as the days are missing.
"""


class RefusedError(Exception):
    """The patch, or the host, is not as it must be; nothing was committed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the patch does to one file: the modes before and after, as git writes them."""

    path: str
    before: str
    after: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A hosting site: who commits there, and how git gets the token, never by an argument."""

    author: str
    mail: str
    credentials: str


HOSTS: Final = {
    "github": Host(
        author="github-actions[bot]",
        mail="41898282+github-actions[bot]@users.noreply.github.com",
        credentials="!gh auth git-credential",
    ),
    "gitlab": Host(
        author="Scheduled fetch",
        mail="fetch@digest.invalid",
        credentials='!f() { echo username=fetch; echo "password=${DIGEST_FETCH_TOKEN}"; }; f',
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """The clone that this runs in, the branch that it has out, and where it is pushed to."""

    host: Host
    branch: str
    remote: str

    def git(self, *arguments: str) -> str:
        """Run git without any hook and with the host's token; returns what it printed."""
        options = (
            *("-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=true"),
            *("-c", f"user.name={self.host.author}", "-c", f"user.email={self.host.mail}"),
            *("-c", "credential.helper=", "-c", f"credential.helper={self.host.credentials}"),
        )
        return run("git", *options, *arguments)


def run(*command: str, text: str = "") -> str:
    """Run a program with a text on its standard input; raise `RefusedError` where it fails."""
    done = subprocess.run(
        command, input=text, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        what = " ".join(part for part in command if not part.startswith("credential."))
        raise RefusedError(f"{what[:300]}: {done.stderr.strip()[-2000:]}")
    return done.stdout


# What is committed


def read_changes(raw: str) -> Iterator[Change]:
    """The files of `git diff --raw -z --no-renames`."""
    parts = raw.split("\0")
    for facts, path in zip(parts[::2], parts[1::2], strict=False):
        before, after, _, _, kind = facts.removeprefix(":").split(" ")
        yield Change(path=path, before=before, after=after, kind=kind)


def find_refusal(change: Change) -> str | None:
    """Why a change is not one that fetching makes, if it is none."""
    if not ALLOWED.fullmatch(change.path):
        return f"{change.path!r} is no listing, no reference and not the register"
    if change.kind not in {"A", "M"}:
        return f"{change.path} is neither added nor changed, but {change.kind!r}"
    if change.after != PLAIN or change.before not in {PLAIN, ABSENT}:
        return f"{change.path} is no plain file: {change.before} becomes {change.after}"
    return None


def stage(repository: Repository, patch: Path) -> list[Change]:
    """Put the patch into the index and return what it changes; refuse what is not fetching's."""
    if patch.stat().st_size > MAX_PATCH:
        raise RefusedError(f"the patch has more than {MAX_PATCH:,} bytes")
    repository.git("apply", "--cached", "--whitespace=nowarn", "--", str(patch.resolve()))
    raw = repository.git("diff", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "HEAD")
    changes = list(read_changes(raw))
    refusals = list(filter(None, map(find_refusal, changes)))
    if refusals:
        raise RefusedError("; ".join(refusals[:10]))
    return changes


def make_title(changes: Sequence[Change]) -> str:
    """What was fetched, in one line: `Fetch 2 listings, 2031-03-12 to 2031-03-13`."""
    found = [match for change in changes if (match := ALLOWED.fullmatch(change.path))]
    kinds = [match["kind"] for match in found if match["kind"]]
    counts = [
        f"{kinds.count(kind)} {kind.removesuffix('s') if kinds.count(kind) == 1 else kind}"
        for kind in ("listings", "references")
        if kind in kinds
    ]
    days = sorted(match["day"] for match in found if match["day"])
    if not days:
        return "Fetch: the register"
    span = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    return f"Fetch {' and '.join(counts)}, {span}"


def make_body(changes: Sequence[Change]) -> str:
    """The text of a pull request: its files and how its checks start; nothing of what they hold."""
    lines = [f"- `{change.path}`{' (changed)' if change.kind == 'M' else ''}" for change in changes]
    if len(lines) > MAX_NAMED:
        lines[MAX_NAMED:] = [f"- and {len(lines) - MAX_NAMED} more"]
    return "\n".join(("Fetched and checked by the workflow “Fetch”:", "", *lines, "", HELD))


# Where it goes


def commit_to_branch(repository: Repository) -> None:
    """Push the commit to the branch itself; the host refuses where the branch has moved."""
    try:
        repository.git("push", repository.remote, f"HEAD:refs/heads/{repository.branch}")
    except RefusedError as error:
        raise RefusedError(
            f"{repository.branch} takes no commit of this run. If it has moved meanwhile, the next"
            " run does it. If a rule asks for pull requests, set extra.digest.fetch.commit in"
            f" mkdocs.yml to pull-request. {error}"
        ) from error


def push_proposed(repository: Repository, *options: str) -> None:
    """Make the branch of proposals hold the commit, unless it says the same already."""
    place = f"refs/heads/{PROPOSED}"
    if repository.git("ls-remote", repository.remote, place):
        repository.git("fetch", "--depth=1", "--no-tags", repository.remote, place)
        trees = repository.git("rev-parse", "HEAD^{tree}", "FETCH_HEAD^{tree}").split()
        if len(set(trees)) == 1:
            return
    repository.git("push", "--force", *options, repository.remote, f"HEAD:{place}")


def propose_on_github(repository: Repository, title: str, body: str) -> None:
    """Push the branch, and open its pull request or bring its text up to date."""
    push_proposed(repository)
    query = ("--head", PROPOSED, "--base", repository.branch, "--state", "open", "--limit", "100")
    found = json.loads(run("gh", "pr", "list", *query, "--json", "number,isCrossRepository"))
    # A stranger's fork may have a branch of this name too.
    ours = [str(pull["number"]) for pull in found if not pull["isCrossRepository"]]
    words = ("--title", title, "--body-file", "-")
    if ours:
        run("gh", "pr", "edit", ours[0], *words, text=body)
    else:
        where = ("--head", PROPOSED, "--base", repository.branch)
        run("gh", "pr", "create", *where, *words, text=body)


def propose_on_gitlab(repository: Repository, title: str) -> None:
    """Push the branch with the options that open its merge request."""
    options = (f"target={repository.branch}", f"title={title}", "remove_source_branch")
    wanted = ("create", *options)
    push_proposed(repository, *(part for one in wanted for part in ("-o", f"merge_request.{one}")))


def deliver(repository: Repository, patch: Path, *, how: str, host: str) -> str:
    """Commit the patch and hand it on; returns what was done, in one line."""
    changes = stage(repository, patch)
    if not changes:
        return "There is nothing new."
    title = make_title(changes)
    repository.git("commit", "--quiet", "--no-verify", "--message", title)
    if how == "main":
        commit_to_branch(repository)
        if host == "github":  # where a push by a workflow's token starts no workflow
            run("gh", "workflow", "run", "publish.yml", "--ref", repository.branch)
        return f"{title}: committed to {repository.branch}."
    if host == "github":
        propose_on_github(repository, title, make_body(changes))
    else:
        propose_on_gitlab(repository, title)
    return f"{title}: proposed on the branch {PROPOSED}."


def main() -> None:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("patch", type=Path)
    parser.add_argument("--how", choices=("pull-request", "main"), required=True)
    parser.add_argument("--branch", required=True, help="the branch that is checked out")
    parser.add_argument("--host", choices=sorted(HOSTS), required=True)
    parser.add_argument("--remote", default="origin", help="where to push, without credentials")
    options = parser.parse_args()
    repository = Repository(host=HOSTS[options.host], branch=options.branch, remote=options.remote)
    try:
        done = deliver(repository, options.patch, how=options.how, host=options.host)
    except RefusedError as error:
        sys.exit(f"Nothing was committed: {error}")
    sys.stdout.write(f"{done}\n")


if __name__ == "__main__":
    main()
