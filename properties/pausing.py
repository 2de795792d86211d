"""Runs jobs on real threads, and holds one of them before a line of its code while the others go on."""

from __future__ import annotations

import sys
import sysconfig
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from threading import Barrier, Event, Thread
from types import FrameType
from typing import Any

__all__ = ["Pause", "Ran", "Traced", "side_by_side"]

QUIET = 0.01
"""Seconds without a step after which the other threads count as blocked by the one that is held."""
STUCK = 10.0
"""Seconds after which a thread counts as stuck for good."""

_OURS = Path(__file__).parent
_STDLIB = Path(sysconfig.get_paths()["stdlib"])
_PACKAGES = tuple(Path(sysconfig.get_paths()[name]) for name in ("purelib", "platlib"))

Job = Callable[[], object]
Traced = Callable[[FrameType], bool]
"""Says whether the lines of a frame count."""
Tracer = Callable[[FrameType, str, Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Which job is held, and before which of the lines it runs that count, from 0."""

    job: int
    line: int


@dataclass(slots=True)
class Ran:
    """How the jobs ended.

    ``error``: the first that one of them raised. ``stuck``: one has not come to its end. ``held``: file and line
    before which the job was held; None if it never came there.
    """

    error: BaseException | None = None
    stuck: bool = False
    held: str | None = None


def side_by_side(jobs: Sequence[Job], pause: Pause | None, *, traced: Traced | None = None) -> Ran:
    """Run each job on a thread of its own.

    Without a pause all start at once. With one, the held job runs alone up to its line; then the others run, one after
    another, until they are done, or until none of them moves because the held job has what they wait for. So one
    preemption is where it was drawn, whatever the machine is doing.

    ``traced``: whose lines count; where None, those of all code that is neither Python's nor ours.
    """
    race = _Race(len(jobs), pause, traced or _is_anybodys)
    threads = [Thread(target=race.run, args=(number, job), daemon=True) for number, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + STUCK
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    race.ran.stuck = any(thread.is_alive() for thread in threads)
    return race.ran


class _Race:
    def __init__(self, jobs: int, pause: Pause | None, traced: Traced) -> None:
        self.pause, self.traced, self.ran = pause, traced, Ran()
        self.lines = self.steps = 0
        self.start = Barrier(jobs)
        self.others = [number for number in range(jobs) if pause is not None and number != pause.job]
        self.turns = [Event() for _ in range(len(self.others) + 1)]
        """When each of the others may start, and when all are done."""

    def run(self, number: int, job: Job) -> None:
        step = self._step if number in self.others else self._held_line
        if self.pause is None:
            self.start.wait(STUCK)
        elif number in self.others:
            self.turns[self.others.index(number)].wait(STUCK)
        sys.settrace(partial(self._trace, step) if self.pause is not None else None)
        try:
            job()
        except BaseException as error:  # noqa: BLE001 - what a subject raises in a thread is what it did
            self.ran.error = self.ran.error or error
        finally:
            sys.settrace(None)
            self.turns[self.others.index(number) + 1 if number in self.others else 0].set()

    def _trace(self, line: Tracer, frame: FrameType, event: str, argument: object) -> Tracer | None:
        del event, argument
        return line if self.traced(frame) else None

    def _step(self, frame: FrameType, event: str, argument: object) -> Tracer:
        del frame, event, argument
        self.steps += 1
        return self._step

    def _held_line(self, frame: FrameType, event: str, argument: object) -> Tracer:
        del argument
        if event == "line":
            if self.pause is not None and self.lines == self.pause.line:
                self.ran.held = f"{frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_name}"
                self._hold()
            self.lines += 1
        return self._held_line

    def _hold(self) -> None:
        self.turns[0].set()
        seen, until = -1, time.monotonic() + STUCK / 2
        while self.steps != seen and time.monotonic() < until:
            seen = self.steps
            if self.turns[-1].wait(QUIET):
                return


def _is_anybodys(frame: FrameType) -> bool:
    return _is_traced(frame.f_code.co_filename)


@cache
def _is_traced(file: str) -> bool:
    if file.startswith("<"):
        return False
    path = Path(file)
    if any(path.is_relative_to(place) for place in _PACKAGES):
        return not path.is_relative_to(_OURS)
    return not path.is_relative_to(_STDLIB) and not path.is_relative_to(_OURS)
