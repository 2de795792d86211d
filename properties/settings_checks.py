"""What settings must keep apart."""

from __future__ import annotations

from hypothesis.strategies import SearchStrategy

from .carriers import Observed, observe
from .failing import failed
from .outcomes import Outcome
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
        return failed(
            "a new thread sees the default", f"sees the settings of {default}, from an earlier run", case.told()
        )
    here = look(subject)
    observed = observe(case, subject)
    left = look(subject)
    if left != here:
        recover(subject)
        return failed(f"the thread that started the work sees {here}, as before", f"sees {_whose(left)}", case.told())
    return _compare(case, observed, default, resets=subject.reset is not None)


def _compare(case: Program, observed: Observed, default: str, *, resets: bool) -> Outcome:
    if observed.crash is not None:
        return failed("every job runs", observed.crash, case.told())
    wanted = expected(case, default, resets=resets)
    for step in case.steps():
        seen = observed.seen.get(step)
        if seen is None or (observed.stuck and seen != wanted[step]):
            break
        if seen != wanted[step]:
            return failed(f"{_where(step)} sees {wanted[step]}", f"sees {_whose(seen)}", case.told())
    if observed.stuck:
        return failed("every step comes to its end", "a step blocks while the others wait for their turn", case.told())
    return Outcome()


def _where(step: Step) -> str:
    return f"scope {step.scope} job {step.job} act {step.act}"


def _whose(seen: str) -> str:
    return f"the settings of {seen}" if LABEL.search(seen) else seen
