"""Runs a race under many schedules, and reduces one under which it is lost."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from types import FunctionType
from typing import Any

from ..strategies import Preemption, Schedule
from .grains import Points, functions_of, kin, points_of
from .lanes import Answer
from .managed_locks import adopt, managing
from .policies import Policy, Scheduled, Serial, Walk
from .race_cases import Call
from .race_subject import RaceSubject
from .serial_orders import answered, orders
from .stepping import Crew, Run, crew

__all__ = ["Lost", "Raced", "Stage", "run_schedule", "stage"]

_SWARM = (0.25, 0.5, 0.1, 0.25)  # one rate finds some races and misses others
_NEAR = 32  # steps of a thread within which one preemption is looked for by trying them all
_SMALL, _THOROUGH = 3, 4  # calls; shrinking ends with few, and must find there what it found with many
_SPREAD = 1_000_003  # keeps the schedules of neighbouring seeds apart

Threads = Sequence[Sequence[Call]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Raced:
    """One run, and the object it was about."""

    run: Run
    thing: Any
    state: Any = None


Judge = Callable[[Raced], "Lost | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """What was wrong with a run; ``error``: what the subject raised, if that is what was wrong."""

    wanted: str
    got: str
    error: BaseException | None = None


@dataclass(slots=True)
class Stage:
    """One race with its threads, for as long as it takes to judge it."""

    subject: RaceSubject
    threads: Threads
    points: Points
    functions: tuple[FunctionType, ...]
    hands: Crew
    _serial: dict[tuple[int, ...], tuple[Any, ...] | None] = field(
        default_factory=dict[tuple[int, ...], "tuple[Any, ...] | None"]
    )

    def raced(self, policy: Policy, *, points: Points | None = None, told: bool = False) -> Raced:
        """Run the race once, on a new object."""
        thing = self.subject.make()
        adopt(thing)
        programs = [[partial(_call, self.subject, call, thing) for call in calls] for calls in self.threads]
        run = self.hands.run(programs, policy, told=told, points=points)
        return Raced(run=run, thing=thing, state=self._state(thing) if run.stuck is None else None)

    def _state(self, thing: object) -> Any:
        if self.subject.state is None:
            return None
        try:
            return self.subject.state(thing)
        except Exception as error:  # noqa: BLE001 - a broken object may not even bear being looked at
            return f"raised {type(error).__name__}: {error}"

    def scheduled(self, schedule: Schedule, *, told: bool = False) -> Raced:
        """Run the race under one schedule."""
        return self.raced(Scheduled(schedule, len(self.threads)), told=told)

    def search(self, judge: Judge, seed: int) -> Schedule | None:
        """Return a schedule under which the race is lost, without a preemption that it is lost without too."""
        for policy in self._policies(seed):
            raced = self.raced(policy)
            if judge(raced) is not None:
                return self._reduced(raced.run.schedule, judge)
        return None

    def with_a_gil(self, judge: Judge, seed: int) -> bool:
        """Return whether the race is also lost where threads switch only as an interpreter with a GIL lets them."""
        coarse = points_of(self.functions, "gil")
        steps = self.raced(Scheduled(Schedule(), len(self.threads)), points=coarse).run.steps
        single = (Scheduled(one, len(self.threads)) for one in _once(steps))
        policies = itertools.chain(self._policies(seed), single)
        return any(judge(self.raced(policy, points=coarse)) is not None for policy in policies)

    def serial(self, order: tuple[int, ...]) -> tuple[Any, ...] | None:
        """Return what the operations answer, and leave, one after another; None if they do not come to an end."""
        if order not in self._serial:
            raced = self.raced(Serial(order), points={})
            done = raced.run.stuck is None
            self._serial[order] = answered(raced.run.answers, raced.state) if done else None
        return self._serial[order]

    def is_serial(self, answers: Sequence[Sequence[Answer]], state: object) -> bool:
        """Return whether some serial order gives the same answers and leaves the same."""
        seen = answered(answers, state)
        return any(self.serial(order) == seen for order in orders(answers))

    def _policies(self, seed: int) -> Iterator[Policy]:
        threads = len(self.threads)
        yield from (Scheduled(Schedule(first=first), threads) for first in range(threads))
        small = sum(map(len, self.threads)) <= _SMALL
        for number in range(self.subject.schedules * (_THOROUGH if small else 1)):
            yield Walk(seed * _SPREAD + number, _SWARM[number % len(_SWARM)], threads)

    def _reduced(self, schedule: Schedule, judge: Judge) -> Schedule:
        """Take preemptions away, one by one from the last, for as long as the race stays lost."""
        steps: tuple[int, ...] = ()
        for first in range(len(self.threads)):
            plain = self.scheduled(Schedule(first=first))
            steps = tuple(map(max, steps or plain.run.steps, plain.run.steps))
            if judge(plain) is not None:
                return plain.run.schedule
        schedule = self._fewer(schedule, judge)
        if len(schedule.preemptions) == 1:
            return schedule
        single = (one for one in _once(steps) if judge(self.scheduled(one)) is not None)
        return next(single, schedule)

    def _fewer(self, schedule: Schedule, judge: Judge) -> Schedule:
        """Take one away, or two: a thread that stops and comes back at once is two, and neither goes alone."""
        for together in (1, 2, 1):
            found = bool(schedule.preemptions)
            while found:
                found = False
                kept = max(len(schedule.preemptions) - together, 0)
                for left in itertools.combinations(schedule.preemptions, kept):
                    raced = self.scheduled(replace(schedule, preemptions=left))
                    if judge(raced) is not None:
                        schedule, found = raced.run.schedule, True
                        break
        return schedule


def _once(steps: Sequence[int]) -> Iterator[Schedule]:
    """Yield the schedules of one preemption, the earliest first."""
    for thread, most in enumerate(steps):
        for step in range(1, min(most, _NEAR) + 1):
            for to in range(len(steps)):
                if to != thread:
                    yield Schedule(first=thread, preemptions=(Preemption(thread=thread, step=step, to=to),))


def _call(subject: RaceSubject, call: Call, thing: object) -> Any:
    return subject.operations[call.name](thing, *call.argument)


@contextmanager
def stage(subject: RaceSubject, threads: Threads) -> Generator[Stage]:
    """Keep threads, traced code and managed locks for one race."""
    own = [*subject.inside, *kin(subject.make())]
    functions = tuple(functions_of([*subject.operations.values(), *own]))
    makers = functions_of([subject.make])
    points = points_of(functions, subject.grain)
    with (
        managing([*functions, *makers], [thing for thing in own if isinstance(thing, type)]),
        crew(len(threads), points) as hands,
    ):
        yield Stage(subject=subject, threads=threads, points=points, functions=functions, hands=hands)


def run_schedule(subject: RaceSubject, threads: Threads, schedule: Schedule) -> Run:
    """Run the operations of each thread under one schedule, in a test of one's own."""
    with stage(subject, threads) as race:
        return race.scheduled(schedule).run
