"""Deals turns to what moves only between its acts, such as tasks: the same policies, without threads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from contextvars import Context
from queue import SimpleQueue
from threading import Thread
from typing import Any, Self

from ..strategies import Preemption, Schedule
from .acting import Acts, sight
from .lanes import Event
from .policies import Policy
from .stepping import Run
from .steps import Step

__all__ = ["Loop", "dealt", "events"]


def dealt(acts: Sequence[int], policy: Policy) -> tuple[tuple[int, ...], Run]:
    """Return who acts, act by act, and the run that this is; ``acts``: how many each of them has, at least one."""
    order: list[int] = []
    switches: list[Preemption] = []
    steps = [0] * len(acts)
    left = set(range(len(acts)))

    def walk(lane: int) -> Generator[int]:
        """Yield whom to move on with, and act when it is this one's turn again."""
        wish = policy.wish(lane, 0)
        for act in range(acts[lane]):
            steps[lane] += bool(act)
            if act and steps[lane] >= wish:
                to = policy.target(lane, steps[lane], sorted(left - {lane}))
                if to is not None:
                    switches.append(Preemption(thread=lane, step=steps[lane], to=to))
                    yield to
                wish = policy.wish(lane, steps[lane])
            order.append(lane)
        left.remove(lane)
        if left:
            yield policy.heir(lane, sorted(left))

    walks = [walk(lane) for lane in range(len(acts))]
    moving = policy.first
    while left:
        moving = next(walks[moving], moving)
    return tuple(order), Run(
        answers=(), schedule=Schedule(first=policy.first, preemptions=tuple(switches)), steps=tuple(steps), mover="task"
    )


def events(seen: Mapping[Step, str]) -> Iterator[Event]:
    """Yield what happened step by step, and each switch away from a scope that had more to do."""
    movers = [step.scope for step in seen]
    for place, (step, what) in enumerate(seen.items(), 1):
        yield Event(step.scope, "note", text=sight(step, what))
        if step.scope in movers[place:] and movers[place] != step.scope:
            yield Event(step.scope, "switch", movers[place])


class Loop:
    """A loop on a thread of its own: whoever runs this in a notebook has one running already."""

    def __init__(self) -> None:
        self._thread: Thread | None = None
        self._given = SimpleQueue[tuple[Sequence[Acts], Sequence[int]] | None]()
        self._ended = SimpleQueue[BaseException | None]()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def run(self, jobs: Sequence[Acts], order: Sequence[int], *, fresh: bool) -> None:
        """Let tasks act in an order; ``fresh``: on a loop and a thread that have run nothing before."""
        if fresh:
            self._close()
        if self._thread is None:
            self._thread = Thread(target=self._serve, name="toxiframe-loop")
            self._thread.start()
        self._given.put((jobs, order))
        error = self._ended.get()
        if error is not None:
            raise error

    def _serve(self) -> None:
        # One worker for all of to_thread: which of several works is left to the machine, and what one leaves hides.
        with closing(asyncio.new_event_loop()) as loop, ThreadPoolExecutor(1) as worker:
            loop.set_default_executor(worker)
            for given in iter(self._given.get, None):
                try:
                    loop.run_until_complete(loop.create_task(_gather(*given), context=Context()))
                except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
                    self._ended.put(error)
                else:
                    self._ended.put(None)

    def _close(self) -> None:
        if self._thread is not None:
            self._given.put(None)
            self._thread.join()
            self._thread = None


async def _gather(jobs: Sequence[Acts], order: Sequence[int]) -> None:
    """Each task waits until it is its turn, acts, and gives the turn on."""
    turns = [asyncio.Event() for _ in range(len(order) + 1)]
    turns[0].set()

    async def drive(number: int, job: Acts) -> None:
        for place in (place for place, other in enumerate(order) if other == number):
            await turns[place].wait()
            work = _onwards(job)
            while work is not None:
                work = _onwards(job, await asyncio.to_thread(work))
            turns[place + 1].set()
        _onwards(job)

    await asyncio.gather(*[asyncio.create_task(drive(number, job)) for number, job in enumerate(jobs)])


def _onwards(job: Acts, answer: Any = None) -> Callable[[], Any] | None:
    """Let a task go on to its next pause or its end, and return what is to be done for it."""
    try:
        return job.send(answer)
    except StopIteration:
        return None
