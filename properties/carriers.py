"""Runs a program on threads, reused workers or tasks under one schedule; nobody sleeps."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ..strategies import Schedule
from .acting import acts, plainly, prepared, works
from .dealing import Loop, dealt, events
from .grains import Points
from .managing import adopt, disown
from .policies import Policy
from .programs import Program
from .reaching import reached
from .settings_subject import SettingsSubject
from .settings_trial import InForce, SettingsTrial, covered, look, told
from .staging import Stage, staged
from .stepping import Run
from .steps import Step

__all__ = ["Carrier", "Observed", "callables", "carrier"]


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
        with covered(subject) as before:
            return self._observe(subject, before, policy, points=points, keep=keep)

    def _observe(
        self, subject: SettingsSubject, before: InForce, policy: Policy, *, points: Points | None, keep: bool
    ) -> Observed:
        lanes = [[[(step, prepared(subject, step)) for step in job] for job in scope] for scope in self.steps]
        observed = Observed(before=before.label)
        if self.program.carrier == "asyncio":
            order, observed.run = dealt([len(job) for [job] in lanes], policy)
            self.loop.run([acts(subject, job, observed.seen) for [job] in lanes], order, fresh=self.shared)
            if keep:
                observed.run = replace(observed.run, events=tuple(events(observed.seen)))
        else:
            run_job = subject.run_job if self.program.carrier == "pool" and subject.run_job else plainly
            programs = [[partial(works, subject, jobs, run_job, observed.seen)] for jobs in lanes]
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
