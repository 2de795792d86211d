"""Runs a program on real threads, reused workers or tasks, one step at a time in the drawn order; nobody sleeps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Thread

from .programs import OVERRIDE, SET, UNDO, Program, Step
from .settings_subject import SettingsSubject
from .settings_trial import look

__all__ = ["STUCK", "Observed", "observe"]

STUCK = 5.0
"""Seconds after which a step counts as blocked. It is waited for, never slept through."""

_Act = tuple[int, Step]
"""A step and its place in the order of all steps."""


@dataclass(slots=True)
class Observed:
    """What every step saw: a label, or what the subject raised.

    ``stuck``: a step never came to its end. ``crash``: what running a job raised.
    """

    seen: dict[Step, str] = field(default_factory=dict[Step, str])
    stuck: bool = False
    crash: str | None = None


def observe(program: Program, subject: SettingsSubject) -> Observed:
    """Run the program on the subject."""
    observed = Observed()
    jobs: list[list[list[_Act]]] = [[[] for _ in jobs] for jobs in program.scopes]
    for place, step in enumerate(program.steps()):
        jobs[step.scope][step.job].append((place, step))
    scopes = [[partial(_acts, subject, acts, observed) for acts in scope] for scope in jobs]
    match program.carrier:
        case "threads":
            _on_threads(scopes, observed)
        case "pool":
            _on_pool(scopes, observed, subject.run_job or _call)
        case _:
            _as_tasks(scopes, observed)
    return observed


_Job = Callable[[], Iterator[int]]


class _Turns:
    """Step k starts when step k - 1 has ended, whichever thread takes it."""

    def __init__(self, observed: Observed) -> None:
        self.ended: dict[int, Event] = {-1: Event()}
        self.ended[-1].set()
        self.observed = observed

    def after(self, place: int) -> Event:
        return self.ended.setdefault(place, Event())

    def drive(self, job: _Job) -> None:
        last: int | None = None
        for place in job():
            if last is not None:
                self.after(last).set()
            if not self.observed.stuck and not self.after(place - 1).wait(STUCK):
                self.observed.stuck = True
            last = place
        if last is not None:
            self.after(last).set()

    def guarded(self, run_job: Callable[[Callable[[], None]], None], job: _Job) -> None:
        try:
            run_job(partial(self.drive, job))
        except Exception as error:  # noqa: BLE001 - what the subject raises is what it did, and is reported as such
            self.observed.crash = f"raised {type(error).__name__}: {error}"
            self.observed.stuck = True  # nobody waits for the steps that were not taken


def _on_threads(scopes: list[list[_Job]], observed: Observed) -> None:
    turns = _Turns(observed)
    threads = [Thread(target=turns.drive, args=(job,), daemon=True) for scope in scopes for job in scope]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * STUCK)
    observed.stuck |= any(thread.is_alive() for thread in threads)


def _on_pool(scopes: list[list[_Job]], observed: Observed, run_job: Callable[[Callable[[], None]], None]) -> None:
    turns = _Turns(observed)
    # One worker a scope: its jobs then run on one thread, each after the one that may have left something behind.
    pools = [ThreadPoolExecutor(1) for _ in scopes]
    futures = [
        pool.submit(turns.guarded, run_job, job) for pool, scope in zip(pools, scopes, strict=True) for job in scope
    ]
    observed.stuck |= bool(wait(futures, 2 * STUCK).not_done)
    for pool in pools:
        pool.shutdown(wait=False)


def _as_tasks(scopes: list[list[_Job]], observed: Observed) -> None:
    # In a thread of its own: whoever runs this in a notebook has a loop running already.
    thread = Thread(target=lambda: asyncio.run(_gather([job for scope in scopes for job in scope])), daemon=True)
    thread.start()
    thread.join(2 * STUCK)
    observed.stuck |= thread.is_alive()


async def _gather(jobs: list[_Job]) -> None:
    ended: dict[int, asyncio.Event] = {-1: asyncio.Event()}
    ended[-1].set()

    async def drive(job: _Job) -> None:
        last: int | None = None
        for place in job():
            if last is not None:
                ended.setdefault(last, asyncio.Event()).set()
            await ended.setdefault(place - 1, asyncio.Event()).wait()
            last = place
        if last is not None:
            ended.setdefault(last, asyncio.Event()).set()

    await asyncio.gather(*[asyncio.create_task(drive(job)) for job in jobs])


def _call(fn: Callable[[], None]) -> None:
    fn()


def _acts(subject: SettingsSubject, acts: list[_Act], observed: Observed) -> Iterator[int]:
    """Announce each step, take it when resumed, and write down what it sees; overrides end with the job."""
    undo: list[tuple[str, Callable[[], object]]] = []
    for place, step in acts:
        yield place
        observed.seen[step] = _act(subject, step, undo)
    for kind, back in reversed(undo):
        if kind == OVERRIDE:
            _attempt(back)


def _act(subject: SettingsSubject, step: Step, undo: list[tuple[str, Callable[[], object]]]) -> str:
    def act() -> None:
        if step.kind == SET:
            token = subject.set(subject.make(step.label))
            if subject.reset is not None:
                undo.append((SET, partial(subject.reset, token)))
        elif step.kind == OVERRIDE and subject.override is not None:
            scope = subject.override(subject.make(step.label))
            scope.__enter__()
            undo.append((OVERRIDE, partial(scope.__exit__, None, None, None)))
        elif step.kind == UNDO and undo:
            undo.pop()[1]()

    return _attempt(act) or look(subject)


def _attempt(act: Callable[[], object]) -> str:
    """Return what an act raised, empty if it raised nothing."""
    try:
        act()
    except Exception as error:  # noqa: BLE001 - as above
        return f"raised {type(error).__name__}: {error}"
    return ""
