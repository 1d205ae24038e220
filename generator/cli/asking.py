"""Questions on a terminal; the tab key completes where the system can do it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

try:
    import readline
except ImportError:  # not on Windows
    readline = None  # type: ignore[assignment]


def is_terminal() -> bool:
    """Whether somebody is there to be asked, and sees the questions."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask(
    question: str, words: Sequence[str] = (), check: Callable[[str], object] = str, end: str = ": "
) -> str:
    """Ask for one line, which may be blank; the tab key completes the words.

    What `check` refuses by a `ValueError` is told and asked again.
    """

    def take(text: str) -> str:
        try:
            check(text.strip())
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        return text.strip()

    with _completing(words):
        return str(
            click.prompt(
                question, default="", show_default=False, value_proc=take, prompt_suffix=end
            )
        )


def ask_lines(question: str, check: Callable[[str], object]) -> str:
    """Ask for text that ends at a blank line."""
    lines = [ask(question, check=check)]
    while lines[-1]:
        lines.append(ask("", check=check, end="  "))
    return "\n".join(lines).strip()


@contextmanager
def _completing(words: Sequence[str]) -> Iterator[None]:
    if not words or readline is None:
        yield
        return
    before, delimiters = readline.get_completer(), readline.get_completer_delims()
    is_libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")
    readline.set_completer_delims(" ,\t")
    readline.set_completer(lambda typed, number: complete(words, typed, number))
    try:
        yield
    finally:
        readline.set_completer(before)
        readline.set_completer_delims(delimiters)


def complete(words: Sequence[str], typed: str, number: int) -> str | None:
    """The word that comes at a number among those that begin as typed, behind `+` or `-`."""
    sign = typed[:1] if typed[:1] in {"+", "-"} else ""
    fitting = [sign + word for word in words if word.startswith(typed[len(sign) :])]
    return fitting[number] if number < len(fitting) else None
