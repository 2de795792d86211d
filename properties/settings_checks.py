"""What settings must keep apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from hypothesis.strategies import SearchStrategy

from .carriers import Observed, carrier
from .failing import failed
from .finding import AGAIN, Pin, finding
from .outcomes import Outcome
from .programs import LABEL, Program, Step, expected, settings_programs
from .searching import Search, walks_for
from .settings_trial import SettingsTrial, default_label, recover

__all__ = ["isolation_cases", "no_settings_leak"]

_WALKS = 16


def isolation_cases(trial: SettingsTrial) -> SearchStrategy[Program]:
    """Draw programs of what the subject can do."""
    return settings_programs(trial.fresh())


def no_settings_leak(trial: SettingsTrial, case: Program) -> Outcome:
    """Check that under every schedule every step saw what its own job put in force, or the default."""
    subject = trial.fresh()
    default = default_label(subject)
    if LABEL.search(default):
        recover(subject)
        return failed(
            "a new thread sees the default", f"sees the settings of {default}, from an earlier run", case.told()
        )
    wanted = expected(case, default, subject)
    judge = partial(_wrong, wanted)
    with carrier(case, trial) as carried:
        search = Search(
            once=carried.observe,
            judge=judge,
            threads=len(case.scopes),
            walks=walks_for(sum(len(job) for scope in case.scopes for job in scope), _WALKS),
            seed=case.seed,
        )
        pin = Pin(property="no_settings_leak", kind="settings", case=case)
        found = finding(search, pin, gil=None if case.carrier == "asyncio" else carried.stage.gil)
        if found is None:
            return Outcome()
        wanted_here, got = judge(found.ran) or AGAIN
    return failed(wanted_here, found.numbers(got), [*case.told(), *found.told])


def _wrong(wanted: Mapping[Step, tuple[str, ...]], observed: Observed) -> tuple[str, str] | None:
    """Return what was wanted and what was got instead, the first time they differ; None if they never do."""
    for step, seen in observed.seen.items():
        if seen not in wanted[step]:
            return f"{_where(step)} sees {' or '.join(dict.fromkeys(wanted[step]))}", f"sees {_whose(seen)}"
    if observed.crash is not None:
        return "every job runs", observed.crash
    if observed.run.stuck is not None:
        return "every step comes to its end", observed.run.stuck
    if observed.after != observed.before:
        return f"the thread that started the work sees {observed.before}, as before", f"sees {_whose(observed.after)}"
    return None


def _where(step: Step) -> str:
    return f"scope {step.scope} job {step.job} act {step.act}"


def _whose(seen: str) -> str:
    return f"the settings of {seen}" if LABEL.search(seen) else seen
