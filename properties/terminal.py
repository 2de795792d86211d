"""What is written to a terminal: in colour where it is one and nobody objects, and never wider than it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from .tabular import fitted

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["console_for", "progress_on", "say", "width_of"]


def console_for(stream: TextIO) -> Console:
    """Return a console on a stream: ``NO_COLOR``, ``FORCE_COLOR`` and ``COLUMNS`` are heeded, text stays as it is."""
    from rich.console import Console  # noqa: PLC0415 - help texts load nothing

    return Console(file=stream, markup=False, highlight=False, emoji=False)


def width_of(stream: TextIO) -> int | None:
    """Return the columns of a terminal; None for a file or pipe, whose lines stay whole unless ``COLUMNS`` is set."""
    console = console_for(stream)
    return console.width if console.is_terminal or os.environ.get("COLUMNS") else None


def say(text: str) -> None:
    """Print text to standard output, its lines no wider than the terminal; code stays whole."""
    print(fitted(text, width=width_of(sys.stdout)))  # noqa: T201 - a command line prints


@contextmanager
def progress_on(stream: TextIO, steps: int) -> Generator[Callable[[str], None]]:
    """Show a bar with the time that is left while the block runs; nothing at all where there is no terminal.

    What is entered takes the name of each step as it begins.
    """
    console = console_for(stream)
    if not console.is_terminal:
        yield _silent
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (BarColumn(bar_width=None), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=steps)
        begun = 0

        def begin(name: str) -> None:
            nonlocal begun
            bar.update(task, completed=begun, description=name)
            begun += 1

        yield begin


def _silent(name: str) -> None:
    del name
