"""A schedule that goes wrong, and how it came to that, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from .grains import Points
from .race_cases import Call
from .searching import Ran, Search
from .stepping import MOST
from .timeline import stacks, timeline

__all__ = ["AGAIN", "Finding", "finding"]

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
    """The run that went wrong, and lines that tell it; ``schedule``: the one that leads to it."""

    ran: T
    schedule: str
    told: tuple[str, ...]


def finding(search: Search[T], gil: Points | None, calls: Sequence[Sequence[Call]] = ()) -> Finding[T] | None:
    """Search, and return the run under the reduced schedule; None if nothing goes wrong.

    Parameters
    ----------
    gil
        Where an interpreter with a GIL could switch; None if nothing is said of that.
    calls
        What each thread does, where that is told by when it begins and ends.
    """
    schedule = search.found()
    if schedule is None:
        return None
    ran = search.scheduled(schedule, keep=True)
    told = [*timeline(ran.run, calls), *stacks(ran.run), f"schedule  {schedule}"]
    endless = ran.run.stuck is not None and max(ran.run.steps) >= MOST
    if gil is not None and not endless:
        told.append(f"reachable {_REACH[replace(search, once=partial(search.once, points=gil)).is_found()]}")
    return Finding(ran=ran, schedule=str(schedule), told=tuple(told))
