"""Looks for a schedule under which something goes wrong, and reduces it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from hypothesis import strategies as st

from ..strategies import Preemption, Schedule
from .grains import Points
from .policies import Policy, Scheduled, Walk
from .stepping import Run

__all__ = ["SEEDS", "Once", "Ran", "Search", "walks_for"]

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

    def found(self) -> Schedule | None:
        """Return a schedule that goes wrong, without a preemption that it goes wrong without too.

        Where it keeps more than two, others that go wrong are reduced as well, and the one with the fewest is returned.
        """
        best: Schedule | None = None
        lost = (ran for ran in map(self.once, self._policies()) if self._is_wrong(ran))
        for ran in itertools.islice(lost, _REDUCED):
            schedule = self._reduced(ran.run.schedule)
            if best is None or len(schedule.preemptions) < len(best.preemptions):
                best = schedule
            if len(best.preemptions) <= _FEW:
                break
        return best

    def is_found(self) -> bool:
        """Return whether some schedule goes wrong, those of one early preemption included."""
        steps = self.scheduled(Schedule()).run.steps
        single = (Scheduled(one, self.threads) for one in _once(steps))
        return any(self._is_wrong(self.once(policy)) for policy in itertools.chain(self._policies(), single))

    def _is_wrong(self, ran: T) -> bool:
        return self.judge(ran) is not None

    def scheduled(self, schedule: Schedule, *, keep: bool = False) -> T:
        """Run under one schedule."""
        return self.once(Scheduled(schedule, self.threads), keep=keep)

    def _policies(self) -> Iterator[Policy]:
        yield from (Scheduled(Schedule(first=first), self.threads) for first in range(self.threads))
        for number in range(self.walks):
            yield Walk(self.seed * _SPREAD + number, _SWARM[number % len(_SWARM)], self.threads)

    def _reduced(self, schedule: Schedule) -> Schedule:
        """Take preemptions away, one by one from the last, for as long as it stays wrong."""
        steps: tuple[int, ...] = ()
        for first in range(self.threads):
            plain = self.scheduled(Schedule(first=first))
            steps = tuple(map(max, steps or plain.run.steps, plain.run.steps))
            if self._is_wrong(plain):
                return plain.run.schedule
        schedule = self._fewer(schedule)
        if len(schedule.preemptions) == 1:
            return schedule
        single = (one for one in _once(steps) if self._is_wrong(self.scheduled(one)))
        return next(single, schedule)

    def _fewer(self, schedule: Schedule) -> Schedule:
        """Take one away, or two: a thread that stops and comes back at once is two, and neither goes alone."""
        for together in (1, 2, 1):
            found = bool(schedule.preemptions)
            while found:
                found = False
                kept = max(len(schedule.preemptions) - together, 0)
                for left in itertools.combinations(schedule.preemptions, kept):
                    ran = self.scheduled(replace(schedule, preemptions=left))
                    if self._is_wrong(ran):
                        schedule, found = ran.run.schedule, True
                        break
        return schedule


def _once(steps: Sequence[int]) -> Iterator[Schedule]:
    """Yield the schedules of one preemption, the earliest first."""
    for thread, most in enumerate(steps):
        for step in range(1, min(most, _NEAR) + 1):
            for to in range(len(steps)):
                if to != thread:
                    yield Schedule(first=thread, preemptions=(Preemption(thread=thread, step=step, to=to),))
