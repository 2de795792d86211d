"""A run as a time line: a column a thread or task, time downwards, every switch marked."""

from __future__ import annotations

import linecache
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from .lanes import Answer, Event
from .race_cases import Call
from .stepping import Run

__all__ = ["Numbers", "stacks", "timeline", "told_answer"]

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_WIDTH = 112  # of all columns together
_LONGEST = 40  # lines; the middle of a longer run is left out


class Numbers:
    """Puts a number in the place of each address: the same run must read the same."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Return the text without an address."""
        return _ADDRESS.sub(lambda found: self._known.setdefault(found[0], f" number {len(self._known)}"), text)


def timeline(run: Run, numbers: Numbers, threads: Sequence[Sequence[Call]] = ()) -> tuple[str, ...]:
    """Return a run that kept its events as lines of text; ``threads``: the operations, where begin and end are told."""
    lanes = len(run.steps)
    if not lanes:
        return ()
    width = _WIDTH // lanes
    head = " | ".join(f"{run.mover} {number}".ljust(width) for number in range(lanes)).rstrip()
    rows = [head]
    for event in run.events:
        rows += [_row(numbers(text), event.lane, width, lanes) for text in _texts(event, run, threads)]
    if len(rows) > _LONGEST:
        half = _LONGEST // 2
        rows = [*rows[:half], f"... {len(rows) - 2 * half} lines", *rows[-half:]]
    return tuple(rows)


def stacks(run: Run) -> tuple[str, ...]:
    """Return where each thread stands that did not come to its end."""
    return tuple(
        line
        for number, stack in run.stacks
        for line in (
            f"thread {number} stands at",
            *(f"  {place}" for place in stack or ("code that is not the user's",)),
        )
    )


def told_answer(call: Call, answer: Answer) -> str:
    """Return an operation and what it answered."""
    if answer.error is not None:
        text = " ".join(str(answer.error).split())
        return f"{call} raised {type(answer.error).__name__}" + (f": {text}" if text else "")
    return f"{call} = {answer.value!r}" if answer.ended >= 0 else f"{call} never ended"


def _row(text: str, lane: int, width: int, lanes: int) -> str:
    shown = text if len(text) <= width else f"{text[: width - 1]}…"
    return " | ".join((shown if at == lane else "").ljust(width) for at in range(lanes)).rstrip()


def _texts(event: Event, run: Run, threads: Sequence[Sequence[Call]]) -> Iterator[str]:
    match event.kind:
        case "note":
            yield event.text
        case "begin" | "end" if not threads:
            pass
        case "begin":
            yield f"{threads[event.lane][event.place]} begins"
        case "end":
            call, answer = threads[event.lane][event.place], run.answers[event.lane][event.place]
            yield told_answer(call, answer)
        case "line":
            source = linecache.getline(event.file, event.line).strip()
            yield f"  {Path(event.file).name}:{event.line}  {source}".rstrip()
        case "switch":
            yield f"  >>> stopped here, {run.mover} {event.place} runs"
        case _:
            yield "  ... waits"
