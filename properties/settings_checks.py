"""What settings must keep apart."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread

from hypothesis.strategies import SearchStrategy

from .carriers import Observed, observe
from .outcomes import Failure, Outcome
from .programs import LABEL, Program, Step, expected, programs
from .settings_subject import SettingsSubject

__all__ = ["SettingsTrial", "isolation_cases", "no_settings_leak"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsTrial:
    """Settings under test; ``fresh`` gives them to one case, a new object each time where it can."""

    fresh: Callable[[], SettingsSubject]


def isolation_cases(trial: SettingsTrial) -> SearchStrategy[Program]:
    """Draw programs of what the subject can do."""
    return programs(trial.fresh())


def no_settings_leak(trial: SettingsTrial, case: Program) -> Outcome:
    """Check that every step saw what its own job put in force, or the default."""
    subject = trial.fresh()
    default = _default(subject)
    if LABEL.search(default):
        _recover(subject)
        return _failure(case, "a new thread sees the default", f"sees the settings of {default}, from an earlier run")
    here = subject.label(subject.get())
    observed = observe(case, subject)
    left = subject.label(subject.get())
    if left != here:
        _recover(subject)
        return _failure(case, f"the thread that started the work sees {here}, as before", f"sees {_whose(left)}")
    return _compare(case, observed, default, resets=subject.reset is not None)


def _compare(case: Program, observed: Observed, default: str, *, resets: bool) -> Outcome:
    if observed.crash is not None:
        return _failure(case, "every job runs", observed.crash)
    wanted = expected(case, default, resets=resets)
    for step in case.steps():
        seen = observed.seen.get(step)
        if seen is None or (observed.stuck and seen != wanted[step]):
            break
        if seen != wanted[step]:
            return _failure(case, f"{_where(step)} sees {wanted[step]}", f"sees {_whose(seen)}")
    if observed.stuck:
        return _failure(case, "every step comes to its end", "a step blocks while the others wait for their turn")
    return Outcome()


def _default(subject: SettingsSubject) -> str:
    """Return what a thread sees that nobody has touched; the one we are in may have settings of its own."""
    seen: list[str] = []

    def look() -> None:
        seen.append(subject.label(subject.get()))

    thread = Thread(target=look)
    thread.start()
    thread.join()
    return seen[0] if seen else subject.label(subject.get())


def _recover(subject: SettingsSubject) -> None:
    """Cover up what leaked, so that the next case is not judged by this one's."""
    with suppress(Exception):
        subject.set(subject.make("default"))


def _where(step: Step) -> str:
    return f"scope {step.scope} job {step.job} act {step.act}"


def _whose(seen: str) -> str:
    return f"the settings of {seen}" if LABEL.search(seen) else seen


def _failure(case: Program, wanted: str, got: str) -> Outcome:
    return Outcome(failure=Failure(wanted=wanted, got=got, case=case.told()))
