"""A schedule that goes wrong, and how it came to that, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from ..strategies import Schedule
from .explaining import is_told
from .grains import Points
from .property import Kind
from .race_cases import Call
from .searching import Ran, Search
from .stepping import MOST
from .timeline import Numbers, stacks, timeline

__all__ = ["AGAIN", "Finding", "Pin", "finding"]

AGAIN = (
    "the same threads under the same schedule do the same",
    "another run: what they share depends on time, chance or what earlier runs left",
)
"""What is wanted and got where a schedule went wrong once and not again."""

_REACH = {
    True: "on today's builds with a GIL",
    False: "on free-threaded builds; on one with a GIL it was not found",
}

T = TypeVar("T", bound=Ran)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Generic[T]):
    """The run that went wrong, and lines that tell it; ``numbers``: those that stand in them for addresses."""

    ran: T
    told: tuple[str, ...]
    numbers: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What makes one failure a test of its own: the ``property``, the ``kind`` of its subject, and the ``case``."""

    property: str
    kind: Kind
    case: object

    def line(self, schedule: Schedule | None = None) -> str:
        """Return the call, ready to paste, for one schedule where one matters."""
        under = "" if schedule is None else f'schedule="{schedule}", '
        return f'pinned    hold("{self.property}", {self.case!r}, {under}{self.kind}=subject)'


def finding(
    search: Search[T], pin: Pin, *, gil: Points | None = None, calls: Sequence[Sequence[Call]] = ()
) -> Finding[T] | None:
    """Search, and return the run under the schedule that was found; None if nothing goes wrong.

    The schedule is reduced, and all of it is told, where somebody will read that.

    Parameters
    ----------
    gil
        Where an interpreter with a GIL could switch; None if nothing is said of that.
    calls
        What each thread does, where that is told by when it begins and ends.
    """
    is_read = is_told()
    schedule = search.found(reduced=is_read)
    if schedule is None:
        return None
    ran = search.scheduled(schedule, keep=is_read)
    numbers = Numbers()
    told = [*timeline(ran.run, numbers, calls), *stacks(ran.run), f"schedule  {schedule}"]
    if is_read:
        endless = ran.run.stuck is not None and max(ran.run.steps) >= MOST
        if gil is not None and not endless:
            told.append(f"reachable {_REACH[replace(search, once=partial(search.once, points=gil)).is_found()]}")
        told.append(numbers(pin.line(schedule)))
    return Finding(ran=ran, told=tuple(told), numbers=numbers)
