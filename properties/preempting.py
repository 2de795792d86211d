"""Runs pieces of work on real threads; the first of them stops at a drawn line of its code until the others are done.

That is one preemption, and it takes no luck: the thread stops at the same line every time. Most races of lazy defaults
need no more.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Barrier, Event, Lock, Thread
from types import CodeType, FrameType
from typing import Any

from .crashes import is_users

__all__ = ["Seen", "preempted"]

_STALLED = 0.01
"""Seconds without a line of progress after which the others count as blocked by the thread that stopped."""

_STUCK = 5.0
"""Seconds after which a thread counts as blocked for good. It is waited for, never slept through."""


@dataclass(slots=True)
class Seen:
    """What each piece of work returned or raised, in the order given; ``stuck``: one never came to its end."""

    values: list[Any]
    errors: list[Exception | None]
    stuck: bool = False


@dataclass(slots=True)
class _Others:
    """How far the other threads are; ``left`` of them still run."""

    left: int
    lines: int = 0
    done: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def ended(self) -> None:
        with self.lock:
            self.left -= 1
            if self.left <= 0:
                self.done.set()

    def wait(self) -> None:
        """Wait until they are done, or get no further because of a lock that is held here."""
        seen = -1
        while seen != self.lines and not self.done.is_set():
            seen = self.lines
            self.done.wait(_STALLED)


def preempted(work: Sequence[Callable[[], Any]], line: int | None, *, of: Callable[..., Any]) -> Seen:
    """Run every piece of work on a thread of its own.

    The others start when the first one stops before its ``line``-th line, counted over the user's code from 0, and it
    goes on when they have ended or are blocked. Where it has fewer lines, it ends first. Without a line, all of them
    start at a barrier and nobody stops.

    ``of``: a function of the subject; the package it is from counts as the user's even where it is installed.
    """
    package = _package(of)
    seen = Seen(values=[None] * len(work), errors=[None] * len(work))
    others = _Others(left=len(work) - 1)
    reached, start = Event(), Barrier(len(work))

    def run(place: int) -> None:
        if line is None:
            start.wait(_STUCK)
            _kept(place, work[place], seen)
        elif place == 0:
            _traced(place, work[place], seen, _in_users_code(_stopper(line, reached, others), package))
            reached.set()
        else:
            reached.wait(_STUCK)
            _traced(place, work[place], seen, _in_users_code(_counter(others), package))
            others.ended()

    threads = [Thread(target=run, args=(place,), daemon=True) for place in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_STUCK)
    seen.stuck = any(thread.is_alive() for thread in threads)
    return seen


def _kept(place: int, work: Callable[[], Any], seen: Seen) -> None:
    try:
        seen.values[place] = work()
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is judged as such
        seen.errors[place] = error


def _traced(place: int, work: Callable[[], Any], seen: Seen, trace: Callable[..., Any]) -> None:
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        _kept(place, work, seen)
    finally:
        sys.settrace(before)


def _stopper(line: int, reached: Event, others: _Others) -> Callable[..., Any]:
    passed = 0

    def step(frame: FrameType, event: str, value: object) -> Any:
        nonlocal passed
        del frame, value
        if event == "line":
            if passed == line:
                reached.set()
                others.wait()
            passed += 1
        return step

    return step


def _counter(others: _Others) -> Callable[..., Any]:
    def step(frame: FrameType, event: str, value: object) -> Any:
        del frame, value
        others.lines += event == "line"
        return step

    return step


def _package(function: Callable[..., Any]) -> str:
    inner: Any = function.func if isinstance(function, partial) else function
    return str(getattr(inner, "__module__", None) or "").partition(".")[0]


def _in_users_code(step: Callable[..., Any], package: str) -> Callable[..., Any]:
    known: dict[CodeType, bool] = {}

    def enter(frame: FrameType, event: str, value: object) -> Any:
        del event, value
        code = frame.f_code
        if code not in known:
            known[code] = is_users(code.co_filename) or _is_of(frame, package)
        return step if known[code] else None

    return enter


def _is_of(frame: FrameType, package: str) -> bool:
    name = str(frame.f_globals.get("__name__", ""))
    ours = Path(frame.f_code.co_filename).is_relative_to(Path(__file__).parent)
    return bool(package) and name.partition(".")[0] == package and not ours
