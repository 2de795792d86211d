"""Steps real threads through their programs, one at a time; who moves is decided, never left to the machine."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from typing import Any

from ..strategies import Preemption, Schedule
from .grains import Points
from .lanes import Answer, Event, Lane, Unwound, strangers, whereabouts
from .policies import Policy
from .running import is_running
from .tracing import traced, watched

__all__ = ["MOST", "Crew", "Run", "crew"]

FAIR = 1_000
"""Steps in a row after which the others get a turn: a loop that waits for another thread must not wait for ever."""
MOST = 10_000
"""Steps of one thread, after which the run ends."""
QUIET = 1.0
"""Seconds without a step after which a thread stands still on something that the engine does not know."""
LONGEST = 60
"""How many times as long a thread may be at one step while it is at work, as in C code or in line for a busy core."""

_STRANGER = "a thread that is none of the race wants a lock of it: what starts threads of its own cannot be stepped"
_KEPT = "a thread waits for a lock that nobody gives back"

Programs = Sequence[Sequence[Callable[[], Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How the threads fared.

    ``answers``: of each thread's operations, in order; those after one that never ended are missing. ``schedule``: the
    switches there were, which lead to the same run again. ``steps``: how many each thread took. ``stuck``: why not all
    came to their end, None if they did. ``stacks``: where each thread that did not then stood. ``events``: what
    happened, if it was asked for. ``loose``: a thread stood still on something that the engine does not know.
    ``waits``: how often a thread had to wait for another. ``mover``: what moved, if those were no threads.
    """

    answers: tuple[tuple[Answer, ...], ...]
    schedule: Schedule
    steps: tuple[int, ...] = ()
    stuck: str | None = None
    stacks: tuple[tuple[int, tuple[str, ...]], ...] = ()
    events: tuple[Event, ...] = ()
    loose: bool = False
    waits: int = 0
    mover: str = "thread"


class _Worker:
    """One thread that lives for many runs."""

    def __init__(self, number: int) -> None:
        self.gate = threading.Lock()
        self.gate.acquire()
        self.job: Callable[[], None] | None = None
        self.thread = threading.Thread(target=self._work, name=f"toxiframe-lane-{number}", daemon=True)
        self.thread.start()

    def _work(self) -> None:
        _share_a_core()
        while True:
            self.gate.acquire()
            job = self.job
            if job is None:
                return
            job()


def _share_a_core() -> None:
    """Run on a core that all lanes of this process share: one moves at a time, and waking another core takes longer."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[os.getpid() % len(cores)]})


class Crew:
    """The threads of all runs of one case."""

    def __init__(self, threads: int, points: Points) -> None:
        self.points = points
        self._workers = [_Worker(number) for number in range(threads)]

    def run(
        self,
        programs: Programs,
        policy: Policy,
        *,
        told: bool = False,
        points: Points | None = None,
        fresh: bool = False,
    ) -> Run:
        """Run the programs, one a thread.

        ``told``: keep what happened, line by line. ``fresh``: on threads that have run nothing before.
        """
        if fresh:
            self.close()
            self._workers = [_Worker(number) for number in range(len(self._workers))]
        inside = self.points if points is None else points
        traffic = _Traffic(programs, policy, self._workers, inside, told=told)
        for worker, lane in zip(self._workers, traffic.lanes, strict=True):
            worker.job = traffic.job(lane)
        traffic.drive()
        if any(not lane.done for lane in traffic.lanes):
            # They stand still, and cannot be ended from outside; the next run gets threads that move.
            self._dismiss()
            self._workers = [_Worker(number) for number in range(len(self._workers))]
        return traffic.run()

    def close(self) -> None:
        """End the threads."""
        self._dismiss()
        for worker in self._workers:
            worker.thread.join()

    def _dismiss(self) -> None:
        for worker in self._workers:
            worker.job = None
            worker.gate.release()


def _can_move(lane: Lane) -> bool:
    return lane.waits is None or (lane.poll is not None and lane.poll())


@contextmanager
def crew(threads: int, points: Points) -> Generator[Crew]:
    """Keep a crew for the block; no thread is left behind."""
    with watched(points):
        hands = Crew(threads, points)
        try:
            yield hands
        finally:
            hands.close()


class _Traffic:
    """One run. Whoever moves decides about the next, so nothing here is changed by two threads at once."""

    def __init__(
        self, programs: Programs, policy: Policy, workers: Sequence[_Worker], points: Points, *, told: bool
    ) -> None:
        self.policy, self.told = policy, told
        self.threads = [worker.thread for worker in workers]
        self.lanes = [
            Lane(at, calls, self, points, worker.gate)
            for at, (calls, worker) in enumerate(zip(programs, workers, strict=True))
        ]
        self.moving = self.lanes[0]
        self.clock = self.moves = self.waits = 0
        self.switches: list[Preemption] = []
        self.events: list[Event] = []
        self.stuck: str | None = None
        self.stacks: tuple[tuple[int, tuple[str, ...]], ...] = ()
        self.unwinding = self.loose = False
        self.strangers = strangers.waits
        self.ended = threading.Lock()
        self.ended.acquire()
        self.counting, self.left = threading.Lock(), len(self.lanes)

    def job(self, lane: Lane) -> Callable[[], None]:
        def job() -> None:
            Context().run(self._live, lane)

        return job

    def drive(self) -> None:
        """Start the first lane, and wait until all have ended or none has moved for long."""
        self._open(self.lanes[self.policy.first])
        seen, quiet = -1, 0
        while not self.ended.acquire(timeout=QUIET):
            if self.loose:
                return
            now = self.moves + self.clock + sum(lane.steps for lane in self.lanes)
            quiet = quiet + 1 if now == seen else 0
            if quiet >= LONGEST or (quiet and not is_running(self.threads[self.moving.number])):
                self._let_loose()
            seen = now

    def run(self) -> Run:
        is_crossed = self.strangers != strangers.waits
        return Run(
            answers=tuple(tuple(lane.answers) for lane in self.lanes),
            schedule=Schedule(first=self.policy.first, preemptions=tuple(self.switches)),
            steps=tuple(lane.steps for lane in self.lanes),
            stuck=_STRANGER if is_crossed else self.stuck,
            stacks=self.stacks,
            events=tuple(self.events),
            loose=self.loose or is_crossed,
            waits=self.waits,
        )

    def due(self, lane: Lane, /) -> None:
        """Switch before this step if the policy says so, or if the lane has had more than its share."""
        if self.loose:
            if lane.steps >= MOST:
                raise Unwound
            lane.stop = MOST
            return
        if lane.steps >= MOST:
            self._give_up(f"a thread is not done after {MOST:,} steps")
            self.stacks = ((lane.number, whereabouts(sys._getframe(1))),)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - as in `blocked`
            raise Unwound
        others = self._runnable(lane)
        to = self.policy.target(lane.number, lane.steps, others) if lane.steps == lane.wish else None
        if to is not None:
            self.switches.append(Preemption(thread=lane.number, step=lane.steps, to=to))
        elif lane.steps - lane.since >= FAIR:
            lane.since = lane.steps
            to = self.policy.heir(lane.number, others) if others else None
        if to is not None:
            self.note(Event(lane.number, "switch", to))
            self._hand(lane, self.lanes[to])
        self._plan(lane)

    def blocked(self, lane: Lane, /, *, patient: bool) -> bool:
        """Let others move until the lock may be free; end everything if nobody can."""
        if self.unwinding:
            raise Unwound
        if self.policy.hurries and not patient:
            lane.waits = None
            return False
        self.waits += 1
        lane.patient, lane.given_up = patient, False
        lane.frame = sys._getframe(2)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - where the user's code asked for the lock
        self.note(Event(lane.number, "wait"))
        others = self._runnable(lane) or self._hurried(lane)
        if not others and not patient:
            lane.waits = None
            return False
        if not others:
            alone = all(one is lane or one.done for one in self.lanes)
            self._give_up(_KEPT if alone else "threads wait for each other", lane)
            raise Unwound
        self._hand(lane, self.lanes[self.policy.heir(lane.number, others)])
        lane.frame = None
        return not lane.given_up

    def freed(self, what: object, /) -> None:
        """Make those that wait for a lock runnable; they look again when it is their turn."""
        for lane in self.lanes:
            if lane.waits is what:
                lane.waits = None

    def note(self, event: Event, /) -> None:
        """Write down what happened, if that was asked for."""
        if self.told and not self.unwinding:
            self.events.append(event)

    def _live(self, lane: Lane) -> None:
        try:
            self._plan(lane)
            with traced(lane, lines=self.told):
                self._calls(lane)
        except Unwound:
            pass  # why is in `stuck`
        finally:
            self._end(lane)

    def _calls(self, lane: Lane) -> None:
        for place, call in enumerate(lane.calls):
            if self.unwinding:
                raise Unwound
            if place:
                lane.step()
            self.note(Event(lane.number, "begin", place))
            self.clock += 1
            answer = Answer(began=self.clock)
            lane.answers.append(answer)
            try:
                answer.value = call()
            except Unwound:
                raise
            except BaseException as error:  # noqa: BLE001 - what a subject raises in a thread is its answer
                answer.error = error
            if self.unwinding:
                raise Unwound  # the subject may have caught the first
            self.clock += 1
            answer.ended = self.clock
            self.note(Event(lane.number, "end", place))

    def _plan(self, lane: Lane) -> None:
        lane.wish = self.policy.wish(lane.number, lane.steps)
        lane.stop = min(lane.wish, lane.since + FAIR, MOST)

    def _runnable(self, lane: Lane) -> list[int]:
        return [one.number for one in self.lanes if one is not lane and not one.done and _can_move(one)]

    def _hurried(self, lane: Lane | None) -> list[int]:
        """Return the first that waits with a timeout, and let it pass: nobody else can move."""
        for one in self.lanes:
            if one is not lane and not one.done and one.waits is not None and not one.patient:
                one.waits, one.given_up = None, True
                return [one.number]
        return []

    def _hand(self, lane: Lane, to: Lane) -> None:
        self._open(to)
        lane.gate.acquire()
        # Unwound before it has left a `with`, a thread would keep its lock, and the others would wait for ever.
        if self.unwinding and not self.loose:
            raise Unwound
        lane.since = lane.steps

    def _open(self, to: Lane) -> None:
        self.moves += 1
        self.moving = to
        to.gate.release()

    def _give_up(self, why: str, lane: Lane | None = None) -> None:
        self.stuck, self.unwinding = why, True
        waiting = [one for one in self.lanes if not one.done and (one is lane or one.waits is not None)]
        self.stacks = tuple((one.number, whereabouts(one.frame)) for one in waiting)

    def _end(self, lane: Lane) -> None:
        lane.done = True
        with self.counting:
            self.left -= 1
            last = not self.left
        if last:
            self.ended.release()
        elif not self.loose:
            self._inherit(lane)

    def _inherit(self, lane: Lane) -> None:
        others = self._runnable(lane) or self._hurried(None)
        if not others and not self.unwinding:
            alone = sum(not one.done for one in self.lanes) == 1
            self._give_up(_KEPT if alone else "threads wait for each other")
        if self.unwinding:
            others = [one.number for one in self.lanes if not one.done]
        self._open(self.lanes[self.policy.heir(lane.number, others)])

    def _let_loose(self) -> None:
        """Say where each lane stands, and let all go on at once: one may hold what another waits for."""
        frames = sys._current_frames()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - there is no other way to see where a thread stands
        self.stuck = "a thread stands still on something that the engine does not know, such as a lock made elsewhere"
        self.stacks = tuple(
            (lane.number, whereabouts(frames.get(self.threads[lane.number].ident or 0)))
            for lane in self.lanes
            if not lane.done
        )
        self.loose = self.unwinding = True
        for lane in self.lanes:
            if not lane.done and lane is not self.moving:
                lane.gate.release()
