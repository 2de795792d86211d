"""What settings must keep apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from hypothesis.strategies import SearchStrategy

from .carriers import Carrier, Observed, carrier
from .failing import failed
from .finding import AGAIN, Pin, finding
from .outcomes import Outcome
from .programs import LABEL, RAY, Program, expected, settings_programs
from .ray_carrier import RayCarrier, on_ray
from .ray_cluster import needs_ray
from .searching import Search, walks_for
from .settings_trial import SettingsTrial, on_new_thread, recover, untouched
from .steps import Step

__all__ = ["isolation_cases", "no_settings_leak"]

_WALKS = 16
_REMOTE_WALKS = 4  # a run costs a hundred times as much, and few jobs have few orders


def isolation_cases(trial: SettingsTrial) -> SearchStrategy[Program]:
    """Draw programs of what the subject can do."""
    subject = trial.fresh()
    if subject.workers is not None:
        needs_ray()
    return settings_programs(subject)


def no_settings_leak(trial: SettingsTrial, case: Program) -> Outcome:
    """Check that under every schedule every step saw what its own job put in force, or the default."""
    if case.carrier in RAY:
        with on_ray(case, trial) as carried:
            return _judged(trial, case, carried, carried.default)
    subject = trial.fresh()
    before = untouched(subject)
    try:
        with carrier(case, trial) as carried:
            return _judged(trial, case, carried, before.label)
    finally:
        on_new_thread(partial(recover, subject, before))  # a run covers up what it left for its own thread


def _judged(trial: SettingsTrial, case: Program, carried: Carrier | RayCarrier, default: str) -> Outcome:
    if LABEL.search(default):
        return failed(
            "a new thread sees the default", f"sees the settings of {default}, from an earlier run", case.told()
        )
    judge = partial(_wrong, expected(case, default, trial.fresh()))
    acts = sum(len(job) for scope in case.scopes for job in scope)
    search = Search(
        once=carried.observe,
        judge=judge,
        threads=len(case.scopes),
        walks=walks_for(acts, _REMOTE_WALKS if case.carrier in RAY else _WALKS),
        seed=case.seed,
    )
    pin = Pin(property="no_settings_leak", kind="settings", case=case)
    gil = carried.stage.gil if isinstance(carried, Carrier) and case.carrier != "asyncio" else None
    found = finding(search, pin, gil=gil)
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
        return f"{observed.where} sees {observed.before}, as before", f"sees {_whose(observed.after)}"
    return None


def _where(step: Step) -> str:
    return f"scope {step.scope} job {step.job} act {step.act}"


def _whose(seen: str) -> str:
    return f"the settings of {seen}" if LABEL.search(seen) else seen
