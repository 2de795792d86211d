"""A lane: one thread of a run, what it has done, and what it waits for."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, Protocol

from .crashes import is_users
from .grains import Points
from .lines import Reader

__all__ = ["NEVER", "Answer", "Event", "Lane", "Unwound", "here", "strangers", "whereabouts"]

NEVER = sys.maxsize
"""A step that no thread comes to."""


class Unwound(BaseException):
    """Ends a thread that can go on no further."""


@dataclass(slots=True)
class Answer:
    """What one operation returned or raised, and when it began and ended; ``ended`` is -1 where it never did."""

    began: int
    ended: int = -1
    value: Any = None
    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a thread did: ``kind`` is begin, line, switch, wait, end, or a note in words."""

    lane: int
    kind: str
    place: int = 0
    file: str = ""
    line: int = 0
    text: str = ""


class Traffic(Protocol):
    """What a lane asks of the run that it belongs to."""

    def due(self, lane: Lane, /) -> None:
        """Decide whether another lane moves now."""
        ...

    def blocked(self, lane: Lane, /, *, patient: bool) -> bool:
        """Let others move until what the lane waits for may be free; return whether to look again."""
        ...

    def freed(self, what: object, /) -> None:
        """Let those that wait for it look again."""
        ...

    def note(self, event: Event, /) -> None:
        """Write down what happened."""
        ...


@dataclass(slots=True, eq=False)
class Lane:
    """One thread of a run; ``gate`` is shut while another one moves."""

    number: int
    calls: Sequence[Callable[[], Any]]
    traffic: Traffic
    points: Points
    gate: Any = field(default_factory=threading.Lock)
    steps: int = 0
    since: int = 0
    """The step at which its turn began."""
    wish: int = NEVER
    stop: int = NEVER
    """The step before which the run is asked: a wish of the schedule, or a limit."""
    waits: object = None
    poll: Callable[[], bool] | None = None
    """Takes what the lane waits for if it is free, where nobody says so when it is given back."""
    given_up: bool = False
    late: float = 0.0
    """Seconds that its waits would have taken."""
    patient: bool = True
    frame: FrameType | None = None
    """Where it waits; read when somebody has to be told, since most waits end well."""
    done: bool = False
    answers: list[Answer] = field(default_factory=list[Answer])

    def step(self) -> None:
        """Count one step, and stop here if it is due."""
        self.steps += 1
        if self.steps >= self.stop:
            self.traffic.due(self)


class _Here(threading.local):
    lane: Lane | None = None
    reader: Reader | None = None


here = _Here()
"""The lane of the thread that asks, if it has one, and what reads its lines, if somebody is told of them."""


class _Strangers:
    waits: int = 0


strangers = _Strangers()
"""How often a thread that is no lane has wanted a lock that somebody holds."""


def whereabouts(frame: FrameType | None) -> tuple[str, ...]:
    """Return where a thread stands in the user's code, innermost last."""
    found: list[str] = []
    while frame is not None:
        code = frame.f_code
        if is_users(code.co_filename) or code.co_filename == "<string>":
            found.append(f"{code.co_filename}:{frame.f_lineno} in {code.co_name}")
        frame = frame.f_back
    return tuple(reversed(found))
