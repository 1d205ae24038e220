"""`digest schema`: the JSON Schemas from which editors complete and check the content's files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import click

from generator.cli.options import config_option, content_option, find_project
from generator.content.load import load_content
from generator.content.schema import curation_schema, topics_schema


@click.command()
@click.argument("which", type=click.Choice(["curation", "topics"]))
@content_option
@config_option
def schema(which: Literal["curation", "topics"], content: Path | None, config: Path) -> None:
    """Print the JSON Schema of a curation or of topics.yml, for editors.

    That of a curation knows the topics of the content: after a change of topics, write it anew
    into content/schema/.
    """
    project = find_project(config, content)
    if which == "topics":
        made = topics_schema()
    else:
        made = curation_schema(topic.slug for topic in load_content(project.content).topics)
    click.echo(json.dumps(made, indent=2, ensure_ascii=False).encode())
