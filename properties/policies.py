"""Who moves when: a given schedule, a random walk, or one operation after another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from typing import Protocol

from ..strategies import Schedule
from .lanes import NEVER

__all__ = ["Policy", "Scheduled", "Serial", "Walk"]


class Policy(Protocol):
    """Decides about switches; threads are numbers, and ``others`` are those that can run, in order."""

    first: int
    hurries: bool
    """Whether a wait with a timeout is over at once, so that operations stay one after another."""

    def wish(self, lane: int, after: int, /) -> int:
        """Return before which step, later than this one, the thread may have to stop."""
        ...

    def target(self, lane: int, step: int, others: Sequence[int], /) -> int | None:
        """Return who runs instead of a thread before a step of it; None if it goes on."""
        ...

    def heir(self, lane: int, others: Sequence[int], /) -> int:
        """Return who runs when a thread is done or blocked."""
        ...


def _next(lane: int, others: Sequence[int]) -> int:
    return next((other for other in others if other > lane), others[0])


class Scheduled:
    """What a schedule says."""

    hurries = False

    def __init__(self, schedule: Schedule, threads: int) -> None:
        self.first = schedule.first % threads
        self._to = {(one.thread, one.step): one.to for one in schedule.preemptions}
        self._steps: dict[int, list[int]] = {}
        for lane, step in sorted(self._to):
            self._steps.setdefault(lane, []).append(step)

    def wish(self, lane: int, after: int, /) -> int:
        """Return the next step of the thread that the schedule names."""
        return next((step for step in self._steps.get(lane, ()) if step > after), NEVER)

    def target(self, lane: int, step: int, others: Sequence[int], /) -> int | None:
        """Return whom the schedule names, if that thread can run."""
        to = self._to.get((lane, step))
        return to if to in others else None

    def heir(self, lane: int, others: Sequence[int], /) -> int:
        """Return the next thread in turn."""
        return _next(lane, others)


class Walk:
    """Switches at random, before one step in ``1 / rate``; equal seeds switch alike."""

    hurries = False

    def __init__(self, seed: int, rate: float, threads: int) -> None:
        self._random = Random(seed)  # noqa: S311 - a seed for a search, no secret
        self._scale = math.log(1.0 - rate)
        self.first = int(self._random.random() * threads)

    def wish(self, lane: int, after: int, /) -> int:
        """Return a step that is drawn."""
        del lane
        return after + 1 + int(math.log(1.0 - self._random.random()) / self._scale)

    def target(self, lane: int, step: int, others: Sequence[int], /) -> int | None:
        """Return any of the others."""
        del lane, step
        return others[int(self._random.random() * len(others))] if others else None

    def heir(self, lane: int, others: Sequence[int], /) -> int:
        """Return the next thread in turn."""
        return _next(lane, others)


class Serial:
    """Whole operations, one after another; ``order`` names the thread of each."""

    hurries = True

    def __init__(self, order: Sequence[int]) -> None:
        self._order, self._place = order, 0
        self.first = order[0]

    def wish(self, lane: int, after: int, /) -> int:
        """Return every step: there is one before each operation but the first of a thread."""
        del lane
        return after + 1

    def target(self, lane: int, step: int, others: Sequence[int], /) -> int | None:
        """Return whose operation is next, None if it is the thread's own."""
        del step
        to = self._following()
        return to if to != lane and to in others else None

    def heir(self, lane: int, others: Sequence[int], /) -> int:
        """Return whose operation is next."""
        to = self._following()
        return to if to in others else _next(lane, others)

    def _following(self) -> int:
        self._place += 1
        return self._order[self._place] if self._place < len(self._order) else -1
