"""What a run did, in words: lines for a terminal, and a report of refusals in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from generator.counts import count
from generator.fetching.faults import in_words
from generator.fetching.run import PATIENCE, Outcome, Refusal
from generator.problems import Problem, visible
from generator.summary import text


def tell_outcome(outcome: Outcome) -> Iterator[str]:
    """What was kept, and what there was not; refusals are told apart."""
    for file in outcome.kept:
        yield f"{file.what} → {file.path}: {count(file.papers, 'paper')}"
    for what, reason in outcome.left:
        yield visible(f"{what}: {reason}")


def tell_refusals(outcome: Outcome) -> Iterator[str]:
    """What was refused: what was seen, what happens next, and the address to look at oneself."""
    for refusal in outcome.refused:
        for problem in refusal.problems:
            place = f" (line {problem.line})" if problem.line > 1 else ""
            seen = f"{refusal.what}: error: {problem.message}{place} [{problem.rule}]"
            after = filter(None, (problem.hint, _address(problem)))
            yield "\n    ".join(map(visible, (seen, *after)))


def _address(problem: Problem) -> str | None:
    return problem.path if problem.path.startswith("http") else None


def sum_up(outcome: Outcome) -> str:
    """One line on the whole."""
    counts = (
        (len(outcome.kept), f"{count(len(outcome.kept), 'answer')} kept"),
        (outcome.new, count(outcome.new, "new paper")),
        (len(outcome.left), f"{len(outcome.left):,} with nothing to keep"),
        (len(outcome.refused), f"{len(outcome.refused):,} refused"),
        (outcome.unasked, f"{outcome.unasked:,} not asked for: {_why_unasked(outcome)}"),
    )
    return ", ".join(words for number, words in counts if number) or "nothing to ask for"


def _why_unasked(outcome: Outcome) -> str:
    if outcome.wait:
        return f"the source asks to be left alone for {in_words(outcome.wait)}"
    return f"the source did not answer {PATIENCE} times in a row"


def render_report(outcome: Outcome) -> str:
    """Refusals as Markdown, for an issue: what was asked, what was seen, what happens next.

    Words of a source stand in it as text alone, as in every summary.
    """
    return "\n".join(_report(outcome)) + "\n"


def _report(outcome: Outcome) -> Iterator[str]:
    yield "## What `digest fetch` refused"
    yield ""
    yield "Nothing of these answers is in the content; the site stays as it is. All that was good is"
    yield "kept. What is refused is asked for again by the next run."
    for refusal in outcome.refused:
        yield ""
        yield f"### {text(refusal.what)}"
        yield ""
        yield from _refusal(refusal)
    if outcome.unasked:
        yield ""
        yield f"{outcome.unasked:,} more were not asked for: {_why_unasked(outcome)}."


def _refusal(refusal: Refusal) -> Iterator[str]:
    for problem in refusal.problems:
        yield f"- {text(problem.message)} (`{problem.rule}`)"
        if problem.hint:
            yield f"  {text(problem.hint)}"
        if address := _address(problem):
            yield f"  <br><code>{text(address)}</code>"
