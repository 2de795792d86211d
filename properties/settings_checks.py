"""What settings must keep apart."""

from __future__ import annotations

from hypothesis.strategies import SearchStrategy

from .carriers import Observed, observe
from .outcomes import Failure, Outcome
from .programs import LABEL, Program, Step, expected, programs
from .settings_trial import SettingsTrial, default_label, look, recover

__all__ = ["isolation_cases", "no_settings_leak"]


def isolation_cases(trial: SettingsTrial) -> SearchStrategy[Program]:
    """Draw programs of what the subject can do."""
    return programs(trial.fresh())


def no_settings_leak(trial: SettingsTrial, case: Program) -> Outcome:
    """Check that every step saw what its own job put in force, or the default."""
    subject = trial.fresh()
    default = default_label(subject)
    if LABEL.search(default):
        recover(subject)
        return _failure(case, "a new thread sees the default", f"sees the settings of {default}, from an earlier run")
    here = look(subject)
    observed = observe(case, subject)
    left = look(subject)
    if left != here:
        recover(subject)
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


def _where(step: Step) -> str:
    return f"scope {step.scope} job {step.job} act {step.act}"


def _whose(seen: str) -> str:
    return f"the settings of {seen}" if LABEL.search(seen) else seen


def _failure(case: Program, wanted: str, got: str) -> Outcome:
    return Outcome(failure=Failure(wanted=wanted, got=got, case=case.told()))
