"""Curating on a computer and by issue forms: the commands, their questions, and their refusals."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml
from builders import files_of, make_project, page_text, write
from click import ClickException
from hypothesis import given
from hypothesis import strategies as st

from generator.assemble import assemble
from generator.cli import main
from generator.cli.asking import complete
from generator.cli.drafting import draft, finish
from generator.content.curations import parse_curation
from generator.content.load import load_content
from generator.content.schema import Schema, curation_schema, topics_schema
from generator.content.wording import hidden_in
from generator.content.yaml import load
from generator.editing.changes import AddLink, AddNote, AddTopic, SetCorrection
from generator.editing.edit import edit
from generator.editing.forms import CORRECT_PAPER, FORMS, Form, NotAFormError, parse_issue
from generator.editing.requests import Signature, parse_link
from generator.editing.suggestions import understand_correction
from generator.editing.template import NEW_CURATION
from generator.editing.typed import UnclearError
from generator.records import Paper, Topic

SIGNED = date(2025, 11, 20)
ROOT = Path(__file__).parent.parent
ISSUES = Path(__file__).parent / "data" / "issues"
TEMPLATES = ROOT / ".github" / "ISSUE_TEMPLATE"
KETTLES = "content/curations/kettles.yml"
CURATION = """\
# It boils.
pick: {by: ada, on: 2025-11-20}  # the best
links:
    doi: '10.1000/182'  # a book

# The end.
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two papers, one with a curation, and a git that knows nobody."""
    page = page_text(["Kettles that Wait", "Kettles"])
    folder = make_project(
        tmp_path / "project",
        {"content/listings/2025/2025-11-20.daily-papers.txt": page, KETTLES: CURATION},
    )
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


# With options


def test_what_is_said_is_added_and_all_else_stays(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--topic", "-kettles", "--note", "It: boils.", "--link", "arXiv=2501.00001v2")
    status, out, err = run(
        capsys, "curate", "kettles", *options, "--by", "alan", "--on", "2025-11-20"
    )

    assert (status, out) == (0, "")
    assert (project / KETTLES).read_text("utf-8") == (
        "# It boils.\n"
        "pick: {by: ada, on: 2025-11-20}  # the best\n"
        "links:\n"
        "    doi: '10.1000/182'  # a book\n"
        '    arxiv: "2501.00001"\n'
        "topics: {remove: [kettles]}\n"
        "notes:\n"
        "  - by: alan\n"
        "    on: 2025-11-20\n"
        '    text: "It: boils."\n'
        "\n"
        "# The end.\n"
    )
    assert err == (
        "arxiv: 2501.00001v2 is written 2501.00001\n"
        f"--- {KETTLES}\n"
        f"+++ {KETTLES}\n"
        "@@ -2,5 +2,11 @@\n"
        " pick: {by: ada, on: 2025-11-20}  # the best\n"
        " links:\n"
        "     doi: '10.1000/182'  # a book\n"
        '+    arxiv: "2501.00001"\n'
        "+topics: {remove: [kettles]}\n"
        "+notes:\n"
        "+  - by: alan\n"
        "+    on: 2025-11-20\n"
        '+    text: "It: boils."\n'
        " \n"
        " # The end.\n"
        f"{KETTLES} is written\n"
    )


def test_a_new_file_begins_with_its_schema_and_has_no_problem(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, _ = run(capsys, "curate", "kettles", "that", "wait", "--topic", "Kettles")
    path = project / "content/curations/kettles-that-wait.yml"

    assert status == 0
    assert path.read_text("utf-8") == NEW_CURATION + "topics: {add: [kettles]}\n"
    assert run(capsys, "check", path)[0] == 0


def test_corrections_and_a_status_are_written_and_are_right(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = ("title=Kettles = Pots", "published=2025-04-17", "authors=Ada Lovelace; Alan Turing")
    corrected = (part for fact in facts for part in ("--correct", fact))
    why = ("--status", "withdrawn", "--because", "An error: its lid.", "--on", "2025-11-01")
    status, _, _ = run(capsys, "curate", "kettles that wait", *corrected, *why)
    path = project / "content/curations/kettles-that-wait.yml"

    assert status == 0
    assert path.read_text("utf-8").removeprefix(NEW_CURATION) == (
        "correct:\n"
        "  title: Kettles = Pots\n"
        "  published: 2025-04-17\n"
        "  authors: [{name: Ada Lovelace}, {name: Alan Turing}]\n"
        'status: {is: withdrawn, on: 2025-11-01, because: "An error: its lid."}\n'
    )
    assert run(capsys, "check", path)[0] == 0


@pytest.mark.usefixtures("project")
def test_what_is_said_already_is_not_written_again(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "curate", "kettles", "--link", "https://doi.org/10.1000/182")

    assert status == 0
    assert err.endswith(f"{KETTLES} says all this already; nothing is written\n")


@pytest.mark.parametrize(
    ("setting", "who"),
    [
        ("[github]\n  user = grace", "grace"),
        ("[user]\n  email = 1+alan@users.noreply.github.com", "alan"),
    ],
)
def test_who_says_it_is_known_from_git(
    project: Path, capsys: pytest.CaptureFixture[str], setting: str, who: str
) -> None:
    write(project.parent / "gitconfig", setting)
    status, _, _ = run(capsys, "curate", "kettles that wait", "--pick", "--on", "2025-11-20")

    assert status == 0
    file = project / "content/curations/kettles-that-wait.yml"
    assert f"pick: {{by: {who}, on: 2025-11-20}}\n" in file.read_text("utf-8")


REFUSALS = {
    "no paper": ((), 2, "name the paper: words of its title, its id, arXiv id or address"),
    "another paper": (("spoons", "--pick", "--by", "ada"), 1, "no paper fits 'spoons'"),
    "several papers": (("kett", "--pick", "--by", "ada"), 1, "  kettles-that-wait  Kettles that"),
    "nothing said where nobody can be asked": (("kettles",), 2, "--topic +slug or -slug, --note"),
    "nobody who says it": (("kettles", "--pick"), 2, "pass --by HANDLE"),
    "an unknown topic": (("kettles", "--topic", "+ketles"), 2, "did you mean `kettles`?"),
    "a link of no kind": (("kettles", "--link", "x.example"), 2, "write KIND=ADDRESS (arxiv,"),
    "a link that deceives": (
        ("kettles", "--link", "code=https://a@b.example/"),
        2,
        "write the plain one",
    ),
    "an id that is none": (("kettles", "--link", "arxiv=25"), 2, "an id such as 2504.13143"),
    "what nobody sees": (
        ("kettles", "--note", "a\u202eb", "--by", "ada"),
        2,
        "the invisible character U+202E (RIGHT-TO-LEFT OVERRIDE) is in it",
    ),
    "a handle that is none": (
        ("kettles", "--pick", "--by", "Ada Lovelace"),
        1,
        "nothing is written",
    ),
    "several topics at once": (("kettles", "--topic", "tea,mail"), 2, "name each by itself"),
    "a misspelt title": (("ketles", "that", "wait", "--pick"), 1, "  kettles-that-wait  Kettles"),
    "an address without its beginning": (
        ("kettles", "--link", "github.com/ada/engine"),
        2,
        'write "https://github.com/ada/engine"',
    ),
    "a status without its day": (
        ("kettles", "--status", "withdrawn", "--because", "An error."),
        2,
        "--on DAY (when it came about)",
    ),
    "a reason for no status": (("kettles", "--because", "An error."), 2, "takes all of --status"),
    "a status that is none": (("kettles", "--status", "gone"), 2, "'withdrawn', 'retracted'"),
    "a correction of no field": (
        ("kettles", "--correct", "name=Spoons"),
        2,
        "fields are title, abstract, published, authors",
    ),
    "a correction by no day": (("kettles", "--correct", "published=2025"), 2, "as YYYY-MM-DD"),
    "authors that run together": (("kettles", "--correct", "authors=A, B"), 2, "has a comma"),
    "a day that is none": (("kettles", "--pick", "--on", "2025-13-01"), 2, "is no day such as"),
    "an issue and more": (("kettles", "--from-issue", os.devnull), 2, "from the issue alone"),
    "an issue without a form": (("--from-issue", os.devnull), 1, "by which a form is known"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_says_what_to_do_and_writes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    arguments, status, says = REFUSALS[name]
    before = files_of(project)
    found, _, err = run(capsys, "curate", *arguments)

    assert (found, files_of(project)) == (status, before)
    assert says in err
    assert "Traceback" not in err


def test_all_that_is_unclear_is_said_at_once(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files_of(project)
    _, _, err = run(capsys, "curate", "kettles", "--topic", "x", "--link", "y", "--note", "z")

    assert all(part in err for part in ('no topic "x"', '"y" does not say', "--by HANDLE"))
    assert files_of(project) == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"pick: &a {by: ada, on: 2025-11-20}\n", f"{KETTLES}:1:7: error: an anchor"),
        (b"pick: {by: ada\n", f"{KETTLES}:2:1: error: what `{{` opens on line 1"),
        (b"# \xff\n", f"{KETTLES}:1:3: error: the byte 0xFF here is not UTF-8"),
        (b"links: [a]\n", f"{KETTLES}:1:1: `links` is not a mapping\nset by hand:\nlinks:\n"),
    ],
)
def test_a_file_that_cannot_be_edited_is_left_as_it_is(
    project: Path, capsys: pytest.CaptureFixture[str], text: bytes, says: str
) -> None:
    write(project / KETTLES, text)
    status, _, err = run(capsys, "curate", "kettles", "--link", "2501.00001")

    assert status == 1
    assert says in err
    assert (project / KETTLES).read_bytes() == text


def test_what_somebody_else_wrote_meanwhile_is_not_lost(project: Path) -> None:
    content = load_content(project / "content")
    link = AddLink(kind="arxiv", value="2501.00001")
    made = draft(content, assemble(content), "kettles", [link])
    write(project / KETTLES, "pick: {by: alan, on: 2025-11-20}\n")

    with pytest.raises(ClickException, match="was changed meanwhile"):
        finish(made, content, asks=False)
    assert (project / KETTLES).read_text() == "pick: {by: alan, on: 2025-11-20}\n"


def test_an_older_mistake_of_the_file_does_not_stop_a_change_and_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(project / KETTLES, "topics: {add: [ketles]}\n")
    status, _, err = run(capsys, "curate", "kettles", "--link", "2501.00001")

    assert status == 1
    assert f"{KETTLES} is written" in err
    assert "there is no topic 'ketles' [unknown-topic]" in err


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("https://arxiv.org/pdf/2501.00001v2", "arxiv", "2501.00001"),
        ("arXiv:2501.00001", "arxiv", "2501.00001"),
        ("https://doi.org/10.1000/ABC", "doi", "10.1000/abc"),
        ("https://openreview.net/forum?id=AbCd123456", "openreview", "AbCd123456"),
        ("https://github.com/ada/engine", "code", "https://github.com/ada/engine"),
        ("https://huggingface.co/ada/engine", "model", "https://huggingface.co/ada/engine"),
        ("https://huggingface.co/papers/2501.00001", "arxiv", "2501.00001"),
        ("https://huggingface.co/datasets/a/b", "dataset", "https://huggingface.co/datasets/a/b"),
        ("demo = https://x.example/?a=b", "demo", "https://x.example/?a=b"),
    ],
)
def test_a_link_says_its_kind_or_its_address_does(typed: str, kind: str, value: str) -> None:
    link = parse_link(typed).link

    assert (link.kind, link.value) == (kind, value)


@given(st.text(max_size=80))
def test_no_link_that_is_typed_makes_an_error_of_the_program(text: str) -> None:
    said = ""
    try:
        parse_link(text)
    except UnclearError as error:
        said = str(error)
    assert not hidden_in(said)


# On a terminal


def test_the_tab_key_completes_behind_the_sign() -> None:
    words = ("vision", "video", "surveys")

    assert [complete(words, "+vi", n) for n in range(3)] == ["+vision", "+video", None]
    assert complete(words, "-s", 0) == "-surveys"
    assert complete(words, "x", 0) is None


def test_a_terminal_is_asked_for_topics_note_links_and_pick(project: Path) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "generator", "curate", "kettles that wait"]
    with subprocess.Popen(
        command,
        cwd=project,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"},
    ) as child:
        os.close(theirs)
        for question, answer in (
            ("Topics", "+ketles\n"),
            ("did you mean `kettles`", "+ket\t\n"),
            ("Note", "It waits.\n"),
            ("  ", "And waits.\n"),
            ("  ", "\n"),
            ("Link", "somewhere\n"),
            ("write KIND=ADDRESS", "https://github.com/ada/kettles\n"),
            ("Link", "\n"),
            ("picking", "n\n"),
            ("name on", "Ada Lovelace\n"),
            ("is not a GitHub handle", "ada\n"),
            ("Write", "y\n"),
        ):
            read_until(ours, question)
            os.write(ours, answer.encode())
        shown = read_until(ours, "is written")
        status = child.wait()
    os.close(ours)

    assert status == 0, shown
    text = (project / "content/curations/kettles-that-wait.yml").read_text("utf-8")
    document, _ = load(text.encode(), "")
    assert document
    assert isinstance(document.data, dict)
    note = document.data.pop("notes")
    assert document.data == {
        "topics": {"add": ["kettles"]},
        "links": {"code": ["https://github.com/ada/kettles"]},
    }
    assert isinstance(note, list)
    assert isinstance(note[0], dict)
    assert note[0]["text"] == "It waits.\nAnd waits."


def read_until(terminal: int, text: str) -> str:
    """Read what a program shows until a text is there."""
    shown = ""
    while text not in shown:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # the program has ended
            part = b""
        assert part, f"{text!r} never came: {shown}"
        shown += part.decode()
    return shown


# A paper that no listing has


def new_paper(capsys: pytest.CaptureFixture[str], title: str, *more: str) -> tuple[int, str]:
    write(Path("abstract.txt"), "We describe\r\nan engine.\n")
    arguments = ("--title", title, "--abstract-file", "abstract.txt", "--on", "2025-11-20")
    status, _, err = run(capsys, "new", "paper", *arguments, *more)
    return status, err


def test_a_new_paper_is_introduced_under_the_id_of_its_title(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = ("--link", "https://arxiv.org/abs/2511.00001v1")
    more = ("--author", "Ada Lovelace", "--author", "Alan Turing", "--published", "2025-11-03")
    status, err = new_paper(capsys, "On the Engine: a Theory", *link, *more)

    assert status == 0
    assert "arxiv: https://arxiv.org/abs/2511.00001v1 is written 2511.00001\n" in err
    path = project / "content/curations/on-the-engine-a-theory.yml"
    assert path.read_text("utf-8") == NEW_CURATION + (
        "paper:\n"
        '  title: "On the Engine: a Theory"\n'
        "  abstract: We describe an engine.\n"
        "  published: 2025-11-03\n"
        "  authors: [{name: Ada Lovelace}, {name: Alan Turing}]\n"
        "on: 2025-11-20\n"
        "links:\n"
        '  arxiv: "2511.00001"\n'
    )
    assert run(capsys, "check", path)[0] == 0


@pytest.mark.usefixtures("project")
def test_a_paper_that_is_there_under_any_spelling_is_refused_with_its_id(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = ("--link", "https://github.com/ada/kettles")
    by_title = new_paper(capsys, "KETTLES — that\u00a0wait!", *code)
    by_id = new_paper(capsys, "Something else", "--link", "doi:10.1000/182")

    assert by_title[0] == by_id[0] == 1
    assert "`digest curate kettles-that-wait`" in by_title[1]
    assert "  kettles  has the doi id 10.1000/182\n" in by_id[1]


@pytest.mark.usefixtures("project")
def test_a_title_that_is_nearly_there_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    status, err = new_paper(capsys, "Kettle that Wait", "--link", "https://github.com/a/b")

    assert status == 0
    assert "warning: the paper 'kettles-that-wait' has nearly this title" in err


def test_a_new_paper_needs_title_abstract_and_link(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files_of(project)
    assert run(capsys, "new", "paper", "--title", "Tea")[0] == 2
    assert run(capsys, "new", "paper", "--title", "Tea", "--abstract-file", "none.txt")[0] == 2
    assert files_of(project) == before
    assert new_paper(capsys, "Tea")[0] == 2
    assert new_paper(capsys, " ", "--link", "2501.00001")[0] == 1


# Issue forms


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_the_questions_of_a_form_are_those_that_are_read(form: Form) -> None:
    asked = yaml.safe_load((TEMPLATES / f"{form.name}.yml").read_text("utf-8"))
    fields = [part for part in asked["body"] if part["type"] != "markdown"]

    assert [
        (
            field["attributes"]["label"],
            field["type"],
            field.get("validations", {}).get("required", False),
            tuple(
                option["label"] if isinstance(option, dict) else option
                for option in field["attributes"].get("options", ())
            ),
        )
        for field in fields
    ] == [(field.label, field.kind, field.required, field.options) for field in form.fields]
    ids = [field["id"] for field in fields]
    assert len(ids) == len(set(ids))


def test_every_form_has_a_reader_and_a_first_heading_of_its_own() -> None:
    files = {path.stem for path in TEMPLATES.glob("*.yml")} - {"config"}

    assert files == {form.name for form in FORMS}
    assert len({form.fields[0].label for form in FORMS}) == len(FORMS)


def judge(schema: str, *files: Path) -> int:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]
    return subprocess.run([*command, *map(str, files)], capture_output=True, check=False).returncode


def test_the_forms_are_what_the_hosting_site_takes(tmp_path: Path) -> None:
    forms = [path for path in TEMPLATES.glob("*.yml") if path.stem != "config"]
    broken = forms[0].read_text("utf-8").replace("label:", "labels:", 1)

    assert judge("vendor.github-issue-forms", *forms) == 0
    assert judge("vendor.github-issue-config", TEMPLATES / "config.yml") == 0
    assert judge("vendor.github-issue-forms", write(tmp_path / "form.yml", broken)) == 1


@pytest.mark.parametrize("name", sorted(path.stem for path in ISSUES.glob("*.md")))
def test_what_becomes_of_an_issue_stands_beside_it(
    project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    before = files_of(project)
    issue = ISSUES / f"{name}.md"
    said = ("--by", "ada", "--on", "2025-11-20")
    status, out, err = run(capsys, "curate", "--from-issue", issue, *said)
    after = files_of(project)

    written = "".join(
        f"=== {path}\n{after[path].decode()}" for path in after if after[path] != before.get(path)
    )
    made = f"status {status}\n{err}{out and '=== stdout'}\n{out}{written}"
    assert made == (ISSUES / f"{name}.txt").read_text("utf-8")
    assert before.keys() <= after.keys()


def issue_of(**answers: str) -> str:
    """The text that GitHub makes of the form for corrections."""
    return "\n\n".join(
        f"### {field.label}\n\n{answers.get(field.label.replace(' ', '_'), '_No response_')}"
        for field in CORRECT_PAPER.fields
    )


@given(st.text(max_size=2_000))
def test_no_text_of_an_issue_makes_an_error_of_the_program(text: str) -> None:
    for whole in (text, f"### Paper to correct\n{text}"):
        try:
            filled = parse_issue(whole)
        except NotAFormError:
            continue
        assert not hidden_in("".join(filled.odd))


@given(st.text(max_size=400))
def test_what_stands_below_a_heading_is_data_whatever_it_looks_like(text: str) -> None:
    text = re.sub("^### ", "", text, flags=re.MULTILINE)
    try:
        filled = parse_issue(issue_of(Paper_to_correct="kettles", Note=text, Right_title=text))
    except NotAFormError:
        assert "### " in text
        return
    paper = Paper(id="kettles", title="Kettles", abstract="")
    signature = Signature(by="ada", on=SIGNED)
    understood = understand_correction(filled, paper, (), signature)
    file, problems = parse_curation(
        edit(CURATION, understood.changes).encode(), "content/curations/kettles.yml"
    )

    assert not problems
    assert file
    assert file.curation.pick
    assert (file.curation.pick.by, file.curation.status) == ("ada", None)
    assert len(file.curation.notes) <= 1
    assert {type(change) for change in understood.changes} <= {AddNote, SetCorrection}


def test_names_of_topics_may_have_commas_of_their_own() -> None:
    topics = [
        Topic(slug=slug, name=name, about="Tea")
        for slug, name in (
            ("law", "Law"),
            ("graphs", "Graphs, tables & pots"),
            ("pots", "Tables & pots"),
            ("old-law", "Law, old"),
        )
    ]
    named = "graphs, Tables & Pots, Law\n- law, old; pots, Law, older"
    filled = parse_issue(issue_of(Paper_to_correct="kettles", Topics_to_add=named))
    paper = Paper(id="kettles", title="Kettles", abstract="")
    understood = understand_correction(filled, paper, topics, Signature(by=None, on=SIGNED))

    assert understood.changes == tuple(
        AddTopic(slug=slug) for slug in ("graphs", "law", "old-law", "pots")
    )
    (left_out,) = understood.left_out
    assert left_out.startswith('Topics to add: there is no topic "older"')


def test_links_are_told_apart_whatever_lies_between_them() -> None:
    gap = " " * 30_000
    links = f"https://github.com/ada/a{gap}project: https://x.example/,{gap}\n-{gap}y"
    filled = parse_issue(issue_of(Paper_to_correct="kettles", Links=links))
    paper = Paper(id="kettles", title="Kettles", abstract="")
    understood = understand_correction(filled, paper, (), Signature(by=None, on=SIGNED))

    assert understood.changes == (
        AddLink(kind="code", value="https://github.com/ada/a"),
        AddLink(kind="project", value="https://x.example/"),
    )
    assert [line[:12] for line in understood.left_out] == ['Links: "y" d']


# Schemas


SCHEMAS = {"curation": curation_schema(["kettles"]), "topics": topics_schema()}


def test_the_schemas_that_a_digest_keeps_for_editors_are_what_the_code_generates(
    own_digest: Path,
) -> None:
    """Its topics may be others than those of today: `digest schema` brings these in."""
    for path in own_digest.glob("content/schema/*.schema.json"):
        written = json.loads(path.read_bytes())
        assert written == now_of(written)


def now_of(written: Schema) -> Schema:
    """What the code generates in the place of a schema, with the topics that this one has."""
    topics = written["definitions"].get("TopicsShape")
    if topics is None:
        return topics_schema()
    return curation_schema(topics["properties"]["add"]["items"].get("enum", ()))


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("which", SCHEMAS)
def test_a_schema_is_printed_with_the_topics_of_the_digest(
    capsys: pytest.CaptureFixture[str], which: str
) -> None:
    status, out, _ = run(capsys, "schema", which)

    assert status == 0
    assert json.loads(out) == SCHEMAS[which]
    assert out.endswith("}\n")


def test_the_schema_is_found_from_a_curation_and_is_no_content(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (named,) = re.findall(r"\$schema=(\S+)", NEW_CURATION)
    schema = write(project / "content/schema/curation.schema.json", "{}")

    assert (project / "content/curations" / named).resolve() == schema.resolve()
    assert "schema" not in run(capsys, "check")[2]


def test_what_the_command_writes_is_good_by_the_schema_for_editors(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--topic", "kettles", "--note", "A.", "--pick", "--link", "2501.00001")
    run(capsys, "curate", "kettles that wait", *options, "--by", "ada", "--on", "2025-11-20")
    text = (project / "content/curations/kettles-that-wait.yml").read_bytes()
    document, _ = load(text, "")

    assert document
    jsonschema.validate(document.data, curation_schema(["kettles"]))
