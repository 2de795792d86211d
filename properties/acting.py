"""Takes the steps of jobs, and writes down what each of them sees."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from functools import partial
from typing import Any

from .lanes import Event, Unwound, here
from .settings_subject import SettingsSubject
from .settings_trial import look, told
from .steps import AWAY, OVERRIDE, PUTS, SET, SET_AWAY, UNDO, Step

__all__ = ["Acts", "Jobs", "acts", "job_by_itself", "plainly", "prepared", "sight", "works"]

Acts = Generator[Callable[[], Any] | None, Any]
"""What one task does: it pauses between its acts, and yields those that a worker thread is to do for it."""


def plainly(fn: Callable[[], None]) -> None:
    """Run a job as it is."""
    fn()


Jobs = Sequence[Sequence[tuple[Step, Any]]]
"""The steps of each job, with the settings that each puts in force."""


def prepared(subject: SettingsSubject, step: Step) -> Any:
    """Return the settings that a step will put in force, None if it puts none."""
    return subject.make(step.label) if step.kind in PUTS else None


def works(
    subject: SettingsSubject, jobs: Jobs, run_job: Callable[[Callable[[], None]], None], seen: dict[Step, str]
) -> None:
    """Run the jobs of one scope, one after another on the thread that asks."""
    for job in jobs:
        run_job(partial(_through, acts(subject, job, seen)))


def job_by_itself(subject: SettingsSubject, steps: Sequence[Step]) -> tuple[dict[Step, str], str | None]:
    """Run one job here and now, and return what its steps saw, and what running it raised."""
    seen: dict[Step, str] = {}
    job = [(step, prepared(subject, step)) for step in steps]
    crash = _attempt(partial(works, subject, [job], subject.run_job or plainly, seen))
    return seen, crash or None


def _through(acts: Acts) -> None:
    with closing(acts):
        for _ in acts:
            lane = here.lane
            if lane is not None:
                lane.step()


def acts(subject: SettingsSubject, job: Sequence[tuple[Step, Any]], seen: dict[Step, str]) -> Acts:
    """Take the steps, pause between them, and write down what each sees; overrides end with the job.

    What is to be done on a worker thread is yielded, and its answer is sent back.
    """
    undo: list[tuple[str, Callable[[], object]]] = []
    try:
        for step, settings in job:
            if step.act:
                yield None
            act = partial(_seen, subject, step, settings, undo)
            sees = seen[step] = (yield act) if step.kind in AWAY else act()
            if here.reader is not None and here.lane is not None:
                here.lane.traffic.note(Event(here.lane.number, "note", text=sight(step, sees)))
    finally:
        for kind, back in reversed(undo):
            if kind == OVERRIDE:
                with suppress(Unwound):  # the others are still to be left here, or a collector leaves them anywhere
                    _attempt(back)


def sight(step: Step, seen: str) -> str:
    """Return a step and what it saw, in words."""
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
