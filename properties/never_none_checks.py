"""What every thread and task gets at any time: settings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from hypothesis import strategies as st

from .outcomes import Failure, Outcome
from .preempting import preempted
from .settings_subject import SettingsSubject
from .settings_trial import SettingsTrial, on_new_thread, recover, told

__all__ = ["Encounter", "encounters", "never_none"]

_LINES, _LENGTH, _OTHERS = 14, 3, 2
_GET, _SET, _RESET, _OVERRIDE, _CLEAR, _JOB = "get", "set", "set, reset", "override", "clear", "job"


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """What threads do, each of them asking for the settings after every act but a clear.

    ``threads``: the acts of each. ``line``: where the first thread is made to wait for the others, if at all.
    """

    threads: tuple[tuple[str, ...], ...]
    line: int | None

    def told(self) -> tuple[str, ...]:
        """Return the case in words."""
        lines = [f"thread {place}  {'; '.join(acts)}" for place, acts in enumerate(self.threads)]
        order = "all at once" if self.line is None else f"thread 0 stops before its line {self.line} for the others"
        return (*lines, f"order     {order}")


def encounters(trial: SettingsTrial) -> st.SearchStrategy[Encounter]:
    """Draw acts of what the subject can do."""
    subject = trial.fresh()
    acts = [_GET, _SET]
    acts += [_CLEAR] * (subject.clear is not None) + [_RESET] * (subject.reset is not None)
    acts += [_OVERRIDE] * (subject.override is not None) + [_JOB] * (subject.run_job is not None)
    thread = st.lists(st.sampled_from(acts), min_size=1, max_size=_LENGTH).map(tuple)
    threads = st.lists(thread, min_size=1, max_size=1 + _OTHERS).map(tuple)
    return st.builds(Encounter, threads=threads, line=st.one_of(st.integers(0, _LINES), st.none()))


def never_none(trial: SettingsTrial, case: Encounter) -> Outcome:
    """Check that nobody ever gets None or an error: no acting thread, no later thread, no task."""
    subject = trial.fresh()
    try:
        return _judged(subject, case)
    finally:
        recover(subject)


def _judged(subject: SettingsSubject, case: Encounter) -> Outcome:
    seen = preempted([partial(_asked, subject, acts) for acts in case.threads], case.line, of=subject.get)
    for place, (found, error) in enumerate(zip(seen.values, seen.errors, strict=True)):
        if error is not None:
            return _failure(case, f"settings in thread {place}", told(error))
        if found:
            return _failure(case, f"settings in thread {place}, after {found[0]}", "None")
    if seen.stuck:
        return _failure(case, "settings in every thread", "a thread that never comes to its end")
    for who, ask in (("a later thread", subject.get), ("a later task", lambda: asyncio.run(_in_task(subject.get)))):
        try:
            value = on_new_thread(ask)
        except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
            return _failure(case, f"settings in {who}", told(error))
        if value is None:
            return _failure(case, f"settings in {who}", "None")
    return Outcome()


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


def _failure(case: Encounter, wanted: str, got: str) -> Outcome:
    return Outcome(failure=Failure(wanted=wanted, got=got, case=case.told()))
