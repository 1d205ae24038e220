"""`digest score`: how well the rules put papers into topics."""

from __future__ import annotations

from pathlib import Path

import click

from generator.assemble import assemble
from generator.classify import compile_rules
from generator.cli.options import config_option, content_option, find_digest
from generator.content.load import load_content, show_path
from generator.scoring import HALVES, Half, parse_labels, render_score, score_rules, take_half


@click.command()
@click.argument("labels", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--half", type=click.Choice(HALVES), help="One half of the labels alone.")
@content_option
@config_option
def score(labels: Path, half: Half | None, content: Path | None, config: Path) -> None:
    """Score the topic rules against papers that somebody put into topics by reading.

    LABELS has one JSON object a line: title, primary, topics, also_ok. Tune rules on one half of
    them and judge by the other: the halves are fixed by the titles.
    """
    project = find_digest(config, content)
    loaded = load_content(project.content)
    known = {topic.slug for topic in loaded.topics}
    wanted = parse_labels(_read(labels), show_path(labels), known)
    papers = assemble(loaded).digest.papers
    rules = compile_rules(loaded.topics)
    for part in (half,) if half else (*HALVES, None):
        chosen = take_half(wanted, part) if part else wanted
        click.echo(f"{part or 'all'}:")
        click.echo(render_score(score_rules(chosen, papers, rules)))


def _read(labels: Path) -> str:
    try:
        return labels.read_text("utf-8")
    except UnicodeDecodeError as error:
        said = f"{show_path(labels)} is no UTF-8: the byte at {error.start:,} is none of it"
        raise click.ClickException(said) from None
