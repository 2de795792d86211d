"""Looks for a schedule under which something goes wrong, and reduces it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from hypothesis import strategies as st

from ..strategies import Preemption, Schedule
from .errors import BindError
from .grains import Points
from .policies import Policy, Scheduled, Walk
from .stepping import Run

__all__ = ["SEEDS", "Once", "Ran", "Search", "StoodStillError", "pinned", "walks_for"]

SEEDS = st.integers(0, 15)
"""The seeds of a search: each stands for many schedules, and more of them would only be shrunk."""

_SWARM = (0.25, 0.5, 0.1, 0.25)  # one rate finds some races and misses others
_NEAR = 32  # steps of a thread within which one preemption is looked for by trying them all
_FEW = 2  # preemptions lose most races; a third is rarely needed, and often only not seen through
_REDUCED = 4  # schedules, of which the one with the fewest preemptions is kept
_SMALL, _THOROUGH = 3, 4
_SPREAD = 1_000_003  # keeps the schedules of neighbouring seeds apart


class Ran(Protocol):
    """What came of one run."""

    @property
    def run(self) -> Run:
        """How the threads fared."""
        ...


class StoodStillError(Exception):
    """A thread waits for something that the engine does not know, so no schedule of this program says anything."""

    def __init__(self, run: Run) -> None:
        self.run = run
        super().__init__(run.stuck)


T = TypeVar("T", bound=Ran)
T_co = TypeVar("T_co", bound=Ran, covariant=True)


class Once(Protocol[T_co]):
    """Runs the threads under a policy, on a new object.

    ``points``: where they may be stopped, if not where they usually are. ``keep``: whether all that happens is written
    down.
    """

    def __call__(self, policy: Policy, /, *, points: Points | None = None, keep: bool = False) -> T_co:
        """Run them."""
        ...


def walks_for(acts: int, walks: int) -> int:
    """Return how many walks to try for so many acts: shrinking ends with few, and must find what it found with many."""
    return walks * _THOROUGH if acts <= _SMALL else walks


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(Generic[T]):
    """A search among the schedules of some threads.

    ``judge`` says what is wrong with a run, None where nothing is. ``walks``: how many random walks are tried after the
    schedules without a preemption. ``seed``: of the walks.
    """

    once: Once[T]
    judge: Callable[[T], object]
    threads: int
    walks: int
    seed: int

    def found(self, *, reduced: bool) -> Schedule | None:
        """Return a schedule that goes wrong, None if none does; a pinned one is the only one that is tried.

        Raises ``StoodStillError`` where a thread does: to learn that takes seconds, under each schedule anew.

        ``reduced``: without a preemption that it goes wrong without too. Where it keeps more than two, others that go
        wrong are reduced as well, and the one with the fewest is returned.
        """
        pinned = _PINNED.get()
        if pinned is not None:
            named = {pinned.first, *(number for one in pinned.preemptions for number in (one.thread, one.to))}
            if max(named) >= self.threads:
                msg = f"schedule {pinned} names thread {max(named)}, and there are {self.threads}: they count from 0"
                raise BindError(msg)
            return pinned if self._is_wrong(self.scheduled(pinned)) else None
        lost = (ran.run.schedule for ran in map(self._ran, self._policies()) if self._is_wrong(ran))
        first = next(lost, None)
        if first is None or not reduced or not first.preemptions:
            return first
        best = self._fewer(first)
        if len(best.preemptions) > 1:
            best = next(filter(self._goes_wrong, _once(self._steps())), best)
        for other in itertools.islice(lost, _REDUCED) if len(best.preemptions) > _FEW else ():
            best = min(best, self._fewer(other), key=_count)
            if _count(best) <= _FEW:
                break
        return best

    def is_found(self) -> bool:
        """Return whether some schedule goes wrong, those of one early preemption included."""
        single = (Scheduled(one, self.threads) for one in _once(self._steps()))
        return any(self._is_wrong(self._ran(policy)) for policy in itertools.chain(self._policies(), single))

    def _is_wrong(self, ran: T) -> bool:
        return self.judge(ran) is not None

    def scheduled(self, schedule: Schedule, *, keep: bool = False) -> T:
        """Run under one schedule."""
        return self._ran(Scheduled(schedule, self.threads), keep=keep)

    def _ran(self, policy: Policy, *, keep: bool = False) -> T:
        ran = self.once(policy, keep=keep)
        if ran.run.loose:
            raise StoodStillError(ran.run)
        return ran

    def _policies(self) -> Iterator[Policy]:
        yield from (Scheduled(Schedule(first=first), self.threads) for first in range(self.threads))
        for number in range(self.walks):
            yield Walk(self.seed * _SPREAD + number, _SWARM[number % len(_SWARM)], self.threads)

    def _steps(self) -> list[int]:
        """Return how many steps each thread takes where nobody is stopped, at most."""
        plain = [self.scheduled(Schedule(first=first)).run.steps for first in range(self.threads)]
        return [max(steps) for steps in zip(*plain, strict=True)]

    def _goes_wrong(self, schedule: Schedule) -> bool:
        return self._is_wrong(self.scheduled(schedule))

    def _fewer(self, schedule: Schedule) -> Schedule:
        """Take preemptions away for as long as it stays wrong: halves of them first, from the last, then fewer.

        A thread that stops and comes back at once is two, which may stand apart, and neither goes alone.
        """
        size = max(_count(schedule) // 2, 1)
        while size > 1:
            schedule, size = self._without(schedule, _blocks, size), size // 2
        for together in (1, 2, 1):
            schedule = self._without(schedule, _any, together)
        return schedule

    def _without(self, schedule: Schedule, parts: Callable[[int, int], Iterator[set[int]]], size: int) -> Schedule:
        """Take so many away at once, again and again until none of these parts can go."""
        found = True
        while found:
            found = False
            for part in parts(_count(schedule), size):
                left = tuple(one for place, one in enumerate(schedule.preemptions) if place not in part)
                ran = self.scheduled(replace(schedule, preemptions=left))
                if self._is_wrong(ran):
                    schedule, found = ran.run.schedule, True
                    break
        return schedule


@contextmanager
def pinned(schedule: Schedule) -> Generator[None]:
    """Try this schedule alone, in every search inside the block."""
    token = _PINNED.set(schedule)
    try:
        yield
    finally:
        _PINNED.reset(token)


_PINNED: ContextVar[Schedule | None] = ContextVar("toxiframe_pinned", default=None)


def _count(schedule: Schedule) -> int:
    return len(schedule.preemptions)


def _blocks(count: int, size: int) -> Iterator[set[int]]:
    """Yield the places of neighbours, the last first."""
    return (set(range(max(end - size, 0), end)) for end in range(count, 0, -size))


def _any(count: int, size: int) -> Iterator[set[int]]:
    """Yield the places of any so many, the last first."""
    return map(set, itertools.combinations(reversed(range(count)), min(size, count) or 1))


def _once(steps: Sequence[int]) -> Iterator[Schedule]:
    """Yield the schedules of one preemption, the earliest first."""
    for thread, most in enumerate(steps):
        for step in range(1, min(most, _NEAR) + 1):
            for to in range(len(steps)):
                if to != thread:
                    yield Schedule(first=thread, preemptions=(Preemption(thread=thread, step=step, to=to),))
