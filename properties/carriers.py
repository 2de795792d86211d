"""Runs a program on threads, reused workers or tasks under one schedule; nobody sleeps."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ..strategies import Schedule
from .dealing import Acts, Loop, dealt, events
from .grains import Points
from .lanes import Event, Unwound, here
from .managing import adopt, disown
from .policies import Policy
from .programs import AWAY, OVERRIDE, PUTS, SET, SET_AWAY, UNDO, Program, Step
from .reaching import reached
from .settings_subject import SettingsSubject
from .settings_trial import SettingsTrial, look, told
from .staging import Stage, staged
from .stepping import Run

__all__ = ["Carrier", "Observed", "callables", "carrier", "job_by_itself"]


@dataclass(slots=True, kw_only=True)
class Observed:
    """What every step saw, in the order in which they ended: a label, or what the subject raised.

    ``before``, ``after``: what is seen ``where`` nothing may change. ``crash``: what running a job raised.
    """

    seen: dict[Step, str] = field(default_factory=dict[Step, str])
    before: str = ""
    after: str = ""
    where: str = "the thread that started the work"
    crash: str | None = None
    run: Run = field(default_factory=partial(Run, answers=(), schedule=Schedule()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """What carries a program out, each time on settings as new as the subject makes them.

    ``shared``: they are the same every time. ``steps``: of each job of each scope. ``held``: they hold real locks.
    """

    program: Program
    trial: SettingsTrial
    stage: Stage
    shared: bool
    loop: Loop
    steps: tuple[tuple[tuple[Step, ...], ...], ...]
    held: bool

    def observe(self, policy: Policy, *, points: Points | None = None, keep: bool = False) -> Observed:
        """Run the program under a policy; ``keep``: what happened, line by line."""
        subject = self.trial.fresh()
        lanes = [[[(step, _prepared(subject, step)) for step in job] for job in scope] for scope in self.steps]
        observed = Observed(before=look(subject))
        if self.program.carrier == "asyncio":
            order, observed.run = dealt([len(job) for [job] in lanes], policy)
            self.loop.run([_acts(subject, job, observed) for [job] in lanes], order, fresh=self.shared)
            if keep:
                acts = [_sight(step, seen) for step, seen in observed.seen.items()]
                observed.run = replace(observed.run, events=tuple(events(order, acts)))
        else:
            run_job = subject.run_job if self.program.carrier == "pool" and subject.run_job else _call
            programs = [[partial(_works, subject, jobs, run_job, observed)] for jobs in lanes]
            kept = adopt(*callables(subject)) if self.held else []
            try:
                # Settings that are not new may remember a thread that ran before.
                observed.run = self.stage.hands.run(programs, policy, told=keep, points=points, fresh=self.shared)
            finally:
                disown(kept)
            errors = [answer.error for lane in observed.run.answers for answer in lane if answer.error is not None]
            observed.crash = told(errors[0]) if errors else None
        observed.after = look(subject)
        return observed


@contextmanager
def carrier(program: Program, trial: SettingsTrial) -> Generator[Carrier]:
    """Keep threads and traced code for one program."""
    threads = 0 if program.carrier == "asyncio" else len(program.scopes)
    subject = trial.fresh()
    with staged(reached(callables(subject)), threads, makers=[trial.fresh]) as stage, Loop() as loop:
        shared = trial.fresh() is subject
        kept = adopt(*callables(trial.fresh()))
        disown(kept)
        steps = tuple(map(program.steps, range(len(program.scopes))))
        yield Carrier(program=program, trial=trial, stage=stage, shared=shared, loop=loop, steps=steps, held=bool(kept))


def callables(subject: SettingsSubject) -> tuple[Any, ...]:
    """Return what the subject's code can be reached from."""
    return (subject.get, subject.set, subject.reset, subject.override, subject.run_job, subject.clear)


def _call(fn: Callable[[], None]) -> None:
    fn()


_Jobs = Sequence[Sequence[tuple[Step, Any]]]
"""The steps of each job, with the settings that each puts in force."""


def _prepared(subject: SettingsSubject, step: Step) -> Any:
    return subject.make(step.label) if step.kind in PUTS else None


def _works(
    subject: SettingsSubject, jobs: _Jobs, run_job: Callable[[Callable[[], None]], None], observed: Observed
) -> None:
    """Run the jobs of one scope, one after another on the thread that asks."""
    for job in jobs:
        run_job(partial(_through, _acts(subject, job, observed)))


def job_by_itself(subject: SettingsSubject, steps: Sequence[Step]) -> Observed:
    """Run one job here and now: what its steps saw, and what running it raised."""
    observed = Observed()
    job = [(step, _prepared(subject, step)) for step in steps]
    crash = _attempt(partial(_works, subject, [job], subject.run_job or _call, observed))
    observed.crash = crash or None
    return observed


def _through(acts: Acts) -> None:
    with closing(acts):
        for _ in acts:
            lane = here.lane
            if lane is not None:
                lane.step()


def _acts(subject: SettingsSubject, job: Sequence[tuple[Step, Any]], observed: Observed) -> Acts:
    """Take the steps, pause between them, and write down what each sees; overrides end with the job.

    What is to be done on a worker thread is yielded, and its answer is sent back.
    """
    undo: list[tuple[str, Callable[[], object]]] = []
    try:
        for step, settings in job:
            if step.act:
                yield None
            act = partial(_seen, subject, step, settings, undo)
            seen = observed.seen[step] = (yield act) if step.kind in AWAY else act()
            lane = here.lane
            if lane is not None:
                lane.traffic.note(Event(lane.number, "note", text=_sight(step, seen)))
    finally:
        for kind, back in reversed(undo):
            if kind == OVERRIDE:
                with suppress(Unwound):  # the others are still to be left here, or a collector leaves them anywhere
                    _attempt(back)


def _sight(step: Step, seen: str) -> str:
    return f"{step}, sees {seen}"


def _seen(subject: SettingsSubject, step: Step, settings: Any, undo: list[tuple[str, Callable[[], object]]]) -> str:
    """Take a step, and return what is seen then: a label, or what the subject raised."""
    return _attempt(partial(_act, subject, step, settings, undo)) or look(subject)


def _act(subject: SettingsSubject, step: Step, settings: Any, undo: list[tuple[str, Callable[[], object]]]) -> None:
    if step.kind == SET:
        token = subject.set(settings)
        if subject.reset is not None:
            undo.append((SET, partial(subject.reset, token)))
    elif step.kind == SET_AWAY:
        subject.set(settings)
    elif step.kind == OVERRIDE and subject.override is not None:
        scope = subject.override(settings)
        scope.__enter__()
        undo.append((OVERRIDE, partial(scope.__exit__, None, None, None)))
    elif step.kind == UNDO and undo:
        undo.pop()[1]()


def _attempt(act: Callable[[], object]) -> str:
    """Return what an act raised, empty if it raised nothing."""
    try:
        act()
    except Exception as error:  # noqa: BLE001 - what the subject raises is what it did, and is reported as such
        return told(error)
    return ""
