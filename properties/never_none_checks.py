"""What every thread and task gets at any time: settings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from hypothesis import strategies as st

from .carriers import callables
from .failing import failed
from .finding import Pin
from .meeting import Made, Met, Wrong, meeting
from .outcomes import Outcome
from .searching import SEEDS
from .settings_subject import SettingsSubject
from .settings_trial import SettingsTrial, covered, on_new_thread, told

__all__ = ["Encounter", "encounters", "never_none"]

_LENGTH, _THREADS = 3, 3
_GET, _SET, _RESET, _OVERRIDE, _CLEAR, _JOB = "get", "set", "set, reset", "override", "clear", "job"


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """What threads do, each of them asking for the settings after every act but a clear.

    ``threads``: the acts of each. ``seed``: of the schedules they meet under.
    """

    threads: tuple[tuple[str, ...], ...]
    seed: int = 0

    def told(self) -> tuple[str, ...]:
        """Return the case in words."""
        return tuple(f"thread {place}  {'; '.join(acts)}" for place, acts in enumerate(self.threads))


def encounters(trial: SettingsTrial) -> st.SearchStrategy[Encounter]:
    """Draw acts of what the subject can do."""
    subject = trial.fresh()
    acts = [_GET, _SET]
    acts += [_CLEAR] * (subject.clear is not None) + [_RESET] * (subject.reset is not None)
    acts += [_OVERRIDE] * (subject.override is not None) + [_JOB] * (subject.run_job is not None)
    thread = st.lists(st.sampled_from(acts), min_size=1, max_size=_LENGTH).map(tuple)
    threads = st.lists(thread, min_size=1, max_size=_THREADS).map(tuple)
    return st.builds(Encounter, threads=threads, seed=SEEDS)


def never_none(trial: SettingsTrial, case: Encounter) -> Outcome:
    """Check that nobody ever gets None or an error: no acting thread under any schedule, no later thread, no task."""

    def make() -> Made:
        subject = trial.fresh()
        work = [partial(_asked, subject, acts) for acts in case.threads]
        return Made(work=work, of=callables(subject), subject=subject)

    subject = trial.fresh()
    shared = subject is trial.fresh()
    pin = Pin(property="never_none", kind="settings", case=case)
    with covered(subject):
        wrong = meeting(make, _among, pin, seed=case.seed, fresh=shared)
        later = None if wrong is not None else _later(trial.fresh())
    if wrong is not None:
        (wanted, got), told_by = wrong
        return failed(wanted, got, (*case.told(), *told_by))
    return Outcome() if later is None else failed(*later, case.told())


def _among(met: Met) -> Wrong | None:
    """Return what one of the acting threads missed, None if all is well."""
    for place, lane in enumerate(met.run.answers):
        for answer in lane:
            if answer.error is not None:
                return f"settings in thread {place}", told(answer.error)
            if answer.value:
                return f"settings in thread {place}, after {answer.value[0]}", "None"
    return None if met.run.stuck is None else ("settings in every thread", met.run.stuck)


def _later(subject: SettingsSubject) -> Wrong | None:
    """Return what a thread or a task misses that has nothing to do with the others."""
    for who, ask in (("a later thread", subject.get), ("a later task", lambda: asyncio.run(_in_task(subject.get)))):
        try:
            value = on_new_thread(ask)
        except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
            return f"settings in {who}", told(error)
        if value is None:
            return f"settings in {who}", "None"
    return None


async def _in_task(get: Callable[[], Any]) -> Any:
    async def ask() -> Any:
        return get()

    return await asyncio.create_task(ask())


def _asked(subject: SettingsSubject, acts: tuple[str, ...]) -> list[str]:
    """Return the acts after which there were no settings."""
    found: list[str] = []

    def ask(after: str) -> None:
        if subject.get() is None:
            found.append(after)

    for act in acts:
        if act == _OVERRIDE and subject.override is not None:
            with subject.override(subject.make("override")):
                ask("entering an override")
            ask("leaving an override")
        elif act == _JOB and subject.run_job is not None:
            subject.run_job(partial(ask, "starting a job"))
        elif act == _CLEAR and subject.clear is not None:
            subject.clear()  # whoever asks next would have the default built, and hide that it was gone
        else:
            _plainly(subject, act)
            ask(act)
    return found


def _plainly(subject: SettingsSubject, act: str) -> None:
    if act in (_SET, _RESET):
        token = subject.set(subject.make("set"))
        if act == _RESET and subject.reset is not None:
            subject.reset(token)
