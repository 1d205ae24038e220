"""What is documented exists, and what exists is documented."""

import ast
import re
from pathlib import Path

import click
import pytest

from generator.cli import digest
from generator.rules import RULES

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "generator").rglob("*.py"))


def rules_named(tree: ast.AST) -> set[str]:
    """Rules that a module gives to findings: `rule="…"`, `_RULE = "…"`."""
    found = set()
    for node in ast.walk(tree):
        value: ast.expr | None = None
        if (isinstance(node, ast.keyword) and node.arg == "rule") or (
            isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "_RULE"
        ):
            value = node.value
        if isinstance(value, ast.Constant):
            found.add(str(value.value))
    return found


def test_every_rule_that_a_finding_names_is_explained() -> None:
    named = set().union(*(rules_named(ast.parse(path.read_bytes())) for path in SOURCES))

    assert len(named) > 30
    assert named <= RULES.keys()


def test_every_rule_is_listed_for_contributors() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    listed = re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", text, re.MULTILINE)

    assert listed == list(RULES.items())


def test_every_command_is_in_the_readme_and_every_one_there_exists() -> None:
    text = (ROOT / "README.md").read_text("utf-8")

    assert set(re.findall(r"^\| `digest ([a-z]+)", text, re.MULTILINE)) == set(digest.commands)


@pytest.mark.parametrize("name", sorted(digest.commands))
def test_every_command_explains_itself_and_its_options(name: str) -> None:
    command = digest.commands[name]
    options = [option for option in command.params if isinstance(option, click.Option)]

    assert command.help
    assert all(option.help for option in options)


def test_every_target_that_the_readme_names_exists() -> None:
    documents = ("README.md", "CONTRIBUTING.md", "SPEED.md")
    text = "".join((ROOT / name).read_text("utf-8") for name in documents)
    makefile = (ROOT / "Makefile").read_text("utf-8")

    for target in set(re.findall(r"`?make ([a-z-]+)", text)) - {"a", "of"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_paths_that_the_documents_name_exist(own_digest: Path) -> None:
    documents = (ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SPEED.md"))
    for document in (*documents, *own_digest.glob("content/README.md")):
        text = document.read_text("utf-8")
        for path in re.findall(r"`((?:generator|site_templates|tests|\.github)/[\w./-]*)`", text):
            assert (ROOT / path).exists(), (document, path)
