"""Runs a race, and every serial order of it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ..strategies import Schedule
from .errors import BindError
from .failing import failed, raised
from .grains import NOWHERE, Points
from .lanes import Answer
from .managing import adopt
from .outcomes import Outcome
from .policies import Policy, Scheduled, Serial
from .race_cases import Call
from .race_subject import RaceSubject
from .reaching import reached
from .searching import Search, walks_for
from .serial_orders import answered, orders
from .staging import Stage, staged
from .stepping import Run

__all__ = ["Judge", "Lost", "RaceStage", "Raced", "raced_on", "run_schedule"]

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
    """What was wrong with a run.

    ``error``: what the subject raised, if that is what was wrong. ``cause``: where, in lines.
    """

    wanted: str
    got: str
    error: BaseException | None = None
    cause: str | None = None

    def outcome(self, told: Sequence[str]) -> Outcome:
        """Return the outcome of the case; ``told``: what was tried, one line each."""
        if self.error is not None:
            return raised(self.error, self.wanted, told)
        return failed(self.wanted, self.got, told, self.cause)


@dataclass(slots=True)
class RaceStage:
    """One race with its threads, for as long as it takes to judge it."""

    subject: RaceSubject
    threads: Threads
    stage: Stage
    _serial: dict[tuple[int, ...], tuple[Any, ...] | None] = field(
        default_factory=dict[tuple[int, ...], "tuple[Any, ...] | None"]
    )

    def raced(self, policy: Policy, *, points: Points | None = None, keep: bool = False) -> Raced:
        """Run the race once, on a new object."""
        thing = self.subject.make()
        adopt(thing)
        programs = [[partial(_call, self.subject, call, thing) for call in calls] for calls in self.threads]
        run = self.stage.hands.run(programs, policy, told=keep, points=points)
        return Raced(run=run, thing=thing, state=self._state(thing) if run.stuck is None else None)

    def _state(self, thing: object) -> Any:
        if self.subject.state is None:
            return None
        try:
            return self.subject.state(thing)
        except Exception as error:  # noqa: BLE001 - a broken object may not even bear being looked at
            return f"raised {type(error).__name__}: {error}"

    def search(self, judge: Judge, seed: int = 0) -> Search[Raced]:
        """Return a search for a schedule under which the race is lost."""
        return Search(
            once=self.raced,
            judge=judge,
            threads=len(self.threads),
            walks=walks_for(sum(map(len, self.threads)), self.subject.schedules),
            seed=seed,
        )

    def serial(self, order: tuple[int, ...]) -> tuple[Any, ...] | None:
        """Return what the operations answer, and leave, one after another; None if they do not come to an end."""
        if order not in self._serial:
            raced = self.raced(Serial(order), points=NOWHERE)
            # Operations that wait for each other are not one after another.
            done = raced.run.stuck is None and not raced.run.waits
            self._serial[order] = answered(raced.run.answers, raced.state) if done else None
        return self._serial[order]

    def is_serial(self, answers: Sequence[Sequence[Answer]], state: object) -> bool:
        """Return whether some serial order gives the same answers and leaves the same."""
        seen = answered(answers, state)
        return any(_same(self.serial(order), seen) for order in orders(answers))


def _call(subject: RaceSubject, call: Call, thing: object) -> Any:
    return subject.operations[call.name](thing, *call.argument)


def _same(serial: tuple[Any, ...] | None, seen: tuple[Any, ...]) -> bool:
    try:
        return serial == seen
    except Exception as error:  # the equality of what the operations return is the user's
        msg = f"answers cannot be compared ({type(error).__name__}: {error}): let operations return plain data"
        raise BindError(msg) from error


@contextmanager
def raced_on(subject: RaceSubject, threads: Threads) -> Generator[RaceStage]:
    """Keep threads, traced code and managed locks for one race."""
    named = [*subject.operations.values(), *subject.inside]
    code = [*named, *reached([*named, subject.make()])]
    with staged(code, len(threads), grain=subject.grain, makers=[subject.make]) as stage:
        yield RaceStage(subject=subject, threads=threads, stage=stage)


def run_schedule(subject: RaceSubject, threads: Threads, schedule: Schedule) -> Run:
    """Run the operations of each thread under one schedule, in a test of one's own."""
    with raced_on(subject, threads) as race:
        return race.raced(Scheduled(schedule, len(threads))).run
