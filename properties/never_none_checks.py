"""What every thread and task gets at any time: settings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from hypothesis import strategies as st

from .failing import failed
from .outcomes import Outcome
from .preempting import preempted
from .settings_subject import SettingsSubject
from .settings_trial import SettingsTrial, on_new_thread, recover, told

__all__ = ["Encounter", "encounters", "never_none"]

_LINES, _LENGTH, _OTHERS = 12, 3, 2
_TRIED = 4  # lines of one case: a race is lost at one line of many
_GET, _SET, _RESET, _OVERRIDE, _CLEAR, _JOB = "get", "set", "set, reset", "override", "clear", "job"


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """What threads do, each of them asking for the settings after every act but a clear.

    ``threads``: the acts of each. ``line``: the first of the lines at which the first thread is made to wait for the
    others, one after the other on settings of their own; None if it never waits.
    """

    threads: tuple[tuple[str, ...], ...]
    line: int | None

    def lines(self) -> tuple[int | None, ...]:
        """Return the lines that are tried."""
        return (None,) if self.line is None else tuple(range(self.line, self.line + _TRIED))

    def told(self, line: int | None) -> tuple[str, ...]:
        """Return one trial in words."""
        lines = [f"thread {place}  {'; '.join(acts)}" for place, acts in enumerate(self.threads)]
        order = "all at once" if line is None else f"thread 0 stops before its line {line} for the others"
        return (*lines, f"order     {order}")


def encounters(trial: SettingsTrial) -> st.SearchStrategy[Encounter]:
    """Draw acts of what the subject can do."""
    subject = trial.fresh()
    acts = [_GET, _SET]
    acts += [_CLEAR] * (subject.clear is not None) + [_RESET] * (subject.reset is not None)
    acts += [_OVERRIDE] * (subject.override is not None) + [_JOB] * (subject.run_job is not None)
    thread = st.lists(st.sampled_from(acts), min_size=1, max_size=_LENGTH).map(tuple)
    threads = st.lists(thread, min_size=1, max_size=1 + _OTHERS).map(tuple)
    return st.builds(Encounter, threads=threads, line=st.sampled_from((*range(_LINES), None)))


def never_none(trial: SettingsTrial, case: Encounter) -> Outcome:
    """Check that nobody ever gets None or an error: no acting thread, no later thread, no task."""
    for line in case.lines():
        subject = trial.fresh()
        wrong = _among(subject, case, line) or (_later(subject) if line == case.lines()[-1] else None)
        recover(subject)
        if wrong is not None:
            return failed(*wrong, case.told(line))
    return Outcome()


_Wrong = tuple[str, str]
"""What was wanted, and what was got."""


def _among(subject: SettingsSubject, case: Encounter, line: int | None) -> _Wrong | None:
    """Return what one of the acting threads missed, None if all is well."""
    seen = preempted([partial(_asked, subject, acts) for acts in case.threads], line, of=subject.get)
    for place, (found, error) in enumerate(zip(seen.values, seen.errors, strict=True)):
        if error is not None:
            return f"settings in thread {place}", told(error)
        if found:
            return f"settings in thread {place}, after {found[0]}", "None"
    if seen.stuck:
        return "settings in every thread", "a thread that never comes to its end"
    return None


def _later(subject: SettingsSubject) -> _Wrong | None:
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
