"""The search index: runs Pagefind over the documents of `generator.search_documents`.

Pagefind comes from npm as a program for each platform: `npm ci` puts it into
`node_modules/@pagefind/<platform>/bin/`, and from there it is started directly, without Node. It
works in a process of its own while pages are made. Its index stays in a folder beside the documents,
from where it is put into sites; it is made anew only when it would be another. Then the fragments of
documents that are the same stay where they are: Pagefind writes none that is there already, which
saves half of its time. A fragment is what a result shows of one document.

How papers are sorted is written beside its index, a file for each way, and not by Pagefind: it
would put that into the one file that every search loads first, an eighth of all that a first
search loads among ten thousand papers; and it leaves out papers that lack the value.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, Self

from generator.built import digest_site
from generator.caches import Caches
from generator.inputs import digest_inputs, digest_program
from generator.problems import ContentError, Problem
from generator.sealed import read_sealed, write_sealed
from generator.tree import list_files
from generator.write import alone, digest_bytes, name_again, put_in_order, write_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER: Final = "pagefind"
"""Where the index lies in the site; the search page's script asks for it there."""

SORTS: Final = ("date", "comments")
"""Facts by which a search may sort, the greatest first; `order-<fact>.json` holds the order."""

_RULE: Final = "search-index"

_SYSTEMS: Final = {"darwin": "darwin", "linux": "linux", "win32": "windows"}
_MACHINES: Final = {"x86_64": "x64", "amd64": "x64", "arm64": "arm64", "aarch64": "arm64"}

_UNUSED: Final = ("pagefind-ui.*", "pagefind-*-ui.*", "pagefind-highlight.js")
"""Ready-made interfaces, 430 KB that no page of ours loads."""

_SEGMENTED: Final = ("ja", "th", "zh")
"""Languages without spaces between words: Pagefind has to know them to find any word."""

_FRAGMENTS: Final = "fragment"
"""Their folder in the index."""

_SIGNATURE: Final = b"pagefind_dcd"
"""Stands before what each file of the index holds."""


class Indexing:
    """The making of an index, beside other work: begun, and then put into a site.

    As a context it keeps other commands out of its folder; what was begun ends with it. Entering it
    raises `ContentError` where Pagefind is not installed, before any work is done in vain.
    """

    def __init__(self, documents: Path, root: Path, *, language: str) -> None:
        """`root` is the project's folder, `language` the site's."""
        self.documents = documents
        self._root = root
        self._language = _index_language(language)
        self._index = documents.with_name(f"{documents.name}.index")
        self._state = documents.with_name(f"{documents.name}.index.json")
        self._run: _Run | None = None
        self._end: Future[None] | None = None
        self._engine = ""
        self._now = _State()
        self._kept: Mapping[str, _Fragment] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        find_pagefind(self._root)
        self._stack.enter_context(alone(self._index, inherit=True))
        return self

    def __exit__(self, *_: object) -> None:
        if self._run:
            self._run.stop()
        self._stack.close()

    def begin(self, documents: Mapping[str, str] | None = None) -> None:
        """Start on the documents, which are all there; not if the index of the last time is theirs.

        `documents` are digests of their bytes by path, where these are known.
        """
        program = find_pagefind(self._root)
        self._engine = digest_inputs([program], [digest_program(), self._language])
        known = _read_state(self._state, self._engine)
        self._now = _State(
            documents=_digest_documents(self.documents) if documents is None else documents,
        )
        if known.index != digest_site(self._index):
            known = _State()
        elif known.documents == self._now.documents:
            return
        with suppress(OSError):  # no file, and so no state
            self._state.unlink()
        self._kept = _keep_fragments(self._index, known, self._now.documents)
        self._start()

    def _start(self) -> _Run | None:
        """Start Pagefind, which of nothing makes no index."""
        if self._now.documents:
            program = find_pagefind(self._root)
            put_in_order(self.documents)  # it numbers documents as they are listed
            self._run = _Run(program, self.documents, self._index, self._language)
            self._stack.callback(self._run.close)
        return self._run

    def finish_beside(self) -> None:
        """Finish what was begun while this process waits for others; from now on it cannot fork."""
        if self._run:
            thread = self._stack.enter_context(ThreadPoolExecutor(1))
            self._end = thread.submit(self._finish, self._run)

    def put_into(self, site: Path, last: Path | None = None) -> None:
        """Wait for the index, and name its files in the site.

        The same documents in the same folder give the same index, byte by byte (Pagefind 1.6; 1.5.2
        did not). On another file system an index can have other numbers for papers (`put_in_order`),
        and so other bytes, for the same answers. `last` is what is left of an older site, which may
        have most of these files already.

        Raises:
            ContentError: Pagefind failed.
        """
        if self._end:
            self._end.result()
        elif self._run:
            self._finish(self._run)
        place = site / FOLDER
        stands = _take_over(last / FOLDER, place, self._index) if last else frozenset()
        for name, _, _ in list_files(self._index):
            if name not in stands:
                name_again(self._index / name, place / name)

    def _finish(self, run: _Run) -> None:
        run.finish()
        fragments = _read_fragments(self._index, self._kept)
        if self._kept and not self._tell_all(fragments) and (again := self._begin_anew()):
            again.finish()
            fragments = _read_fragments(self._index, {})
        self._run = None
        _take_away(self._index)
        _write_orders(self._index, fragments)
        made = replace(self._now, fragments=fragments, index=digest_site(self._index))
        write_sealed(self._state, self._engine, asdict(made))

    def _tell_all(self, fragments: Mapping[str, _Fragment]) -> bool:
        """Whether there is one fragment for each document.

        A fragment is named by the beginning of its digest, and longer where two begin alike: a name
        can be another document's than it was, and what has it already is not written.
        """
        paths = sorted(fragment.path for fragment in fragments.values())
        return paths == sorted(self._now.documents)

    def _begin_anew(self) -> _Run | None:
        _keep_fragments(self._index, _State(), {})
        return self._start()


@dataclass(frozen=True, slots=True)
class _Fragment:
    """What is kept of a fragment: the path of its document, and the facts by which a search sorts."""

    path: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """Of which documents an index was made, its fragments by name, and what it was then."""

    documents: Mapping[str, str] = field(default_factory=dict)
    fragments: Mapping[str, _Fragment] = field(default_factory=dict)
    index: str = ""


def search_of(docs: Path, config: Path, language: str) -> Indexing:
    """The index of the papers whose pages are written to a docs folder."""
    return Indexing(Caches(docs).documents, config.resolve().parent, language=language)


def _take_over(last: Path, place: Path, index: Path) -> frozenset[str]:
    """Begin with what an older site has of an index; the names of the files that are those of the index."""
    try:
        if not last.is_symlink():  # what it leads to would not be ours
            last.rename(place)
    except OSError:  # there is none, or on another disk
        return frozenset()
    names = [name for name, _, _ in list_files(place)]
    stands = frozenset(name for name in names if _is_same(f"{place}/{name}", f"{index}/{name}"))
    for name in names:
        if name not in stands:
            (place / name).unlink()
            with suppress(OSError):  # not empty
                (place / name).parent.rmdir()
    return stands


def _is_same(file: str, other: str) -> bool:
    try:
        return os.path.samestat(os.lstat(file), os.lstat(other))
    except FileNotFoundError:
        return False


def _digest_documents(folder: Path) -> Mapping[str, str]:
    return {
        path.relative_to(folder).as_posix(): digest_bytes(path.read_bytes())
        for path in folder.rglob("*.html")
    }


def _keep_fragments(
    index: Path, known: _State, documents: Mapping[str, str]
) -> Mapping[str, _Fragment]:
    """Empty an index but for fragments of documents that are the same; returns these."""
    kept = {
        name: fragment
        for name, fragment in known.fragments.items()
        if known.documents.get(fragment.path) == documents.get(fragment.path, "")
    }
    for name, _, _ in list_files(index):
        folder, _, file = name.rpartition("/")
        if folder != _FRAGMENTS or file.partition(".")[0] not in kept:
            (index / name).unlink()
    return kept


def _read_fragments(index: Path, kept: Mapping[str, _Fragment]) -> Mapping[str, _Fragment]:
    """All fragments of an index by name; only those that were not kept are read."""
    paths = sorted((index / _FRAGMENTS).glob("*.pf_fragment"))
    return {path.stem: kept.get(path.stem) or _read_fragment(path) for path in paths}


def _read_fragment(path: Path) -> _Fragment:
    page: Any = json.loads(gzip.decompress(path.read_bytes()).removeprefix(_SIGNATURE))
    facts = {sort: str(page["meta"][sort]) for sort in SORTS if sort in page["meta"]}
    return _Fragment(f"{page['url'].lstrip('/')}index.html", facts)


def _take_away(index: Path) -> None:
    """Take away what no page of ours loads."""
    for pattern in _UNUSED:
        for file in index.glob(pattern):
            file.unlink()


def _read_state(path: Path, engine: str) -> _State:
    """What the last index was; nothing where that is not known."""
    with suppress(KeyError, TypeError, AttributeError):
        data = read_sealed(path, engine)
        fragments = {
            str(name): _Fragment(str(one["path"]), dict(one["facts"]))
            for name, one in data["fragments"].items()
        }
        return _State(
            documents=dict(data["documents"]),
            fragments=fragments,
            index=str(data["index"]),
        )
    return _State()


def _index_language(language: str) -> str:
    """What Pagefind is told: for most languages, to keep words as they are written.

    It would keep stems, `diffus` for `diffusion`, and then does not find the word by a beginning
    that is longer than its stem, as `diffusi`; so beginnings of words need whole words.
    """
    code = language.partition("-")[0]
    return code if code in _SEGMENTED else "unknown"


class _Run:
    """One run of Pagefind."""

    def __init__(self, program: Path, documents: Path, index: Path, language: str) -> None:
        self._program = program
        places = ("--site", str(documents.resolve()), "--output-path", str(index.resolve()))
        self._process = subprocess.Popen(
            [str(program), *places, "--quiet", "--force-language", language],
            cwd=documents,  # Pagefind also reads settings from files where it is started
            env=_environment(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,  # little: it is quiet
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            close_fds=False,  # see swap.alone
        )

    def finish(self) -> None:
        """Wait for its end; raise `ContentError` with what it said if that was not a good one."""
        said, _ = self._process.communicate()
        if status := self._process.returncode:
            message = f"failed with status {status}"
            raise ContentError([_problem(self._program, message, said.strip())])

    def stop(self) -> None:
        """End it, if it has not ended; who waits in `finish` hears that."""
        if self._process.poll() is None:
            self._process.kill()

    def close(self) -> None:
        """End it, and let go of what it holds; nobody may wait for it any more."""
        with self._process:
            self.stop()


def _write_orders(folder: Path, fragments: Mapping[str, _Fragment]) -> None:
    """Write the names of fragments, by which Pagefind gives its results, in each order.

    Ties stand by address.
    """
    for sort in SORTS:
        rows = [
            (_weigh(fragment.facts[sort]), fragment.path, name)
            for name, fragment in fragments.items()
            if sort in fragment.facts
        ]
        rows.sort(key=itemgetter(1))
        rows.sort(key=itemgetter(0), reverse=True)
        text = json.dumps([name for *_, name in rows], separators=(",", ":"))
        write_file(folder / f"order-{sort}.json", text.encode(), durable=False)


def _weigh(fact: str) -> tuple[int, str]:
    """Numbers compare as numbers, and ISO dates as they are written."""
    return (int(fact), "") if fact.isdecimal() else (0, fact)


def find_pagefind(
    root: Path, *, system: str = sys.platform, machine: str = platform.machine()
) -> Path:
    """The program for this computer, in the project's `node_modules`.

    Raises:
        ContentError: it is not there, or Pagefind has none for this kind of computer.
    """
    kind = f"{_SYSTEMS.get(system, system)}-{_MACHINES.get(machine.lower(), machine.lower())}"
    suffix = ".exe" if system == "win32" else ""
    program = root / "node_modules" / "@pagefind" / kind / "bin" / f"pagefind_extended{suffix}"
    if not program.is_file():
        hint = "Run `make site`, which installs it, or `npm ci` in the project's folder."
        raise ContentError([_problem(program, "is not there: no search index without it", hint)])
    return program


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Without `PAGEFIND_…` variables: they would override the arguments."""
    return {name: value for name, value in environ.items() if not name.startswith("PAGEFIND_")}


def _problem(program: Path, message: str, hint: str) -> Problem:
    return Problem(path=str(program), rule=_RULE, message=message, hint=hint)
