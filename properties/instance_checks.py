"""How often a default is built, however many threads ask for it first."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from .failing import failed
from .finding import Pin
from .meeting import Made, Met, Wrong, meeting
from .outcomes import Outcome
from .searching import SEEDS
from .settings_trial import SettingsTrial, told

__all__ = ["Rush", "one_instance", "rushes"]

_THREADS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rush:
    """How many threads ask for the default at once, and the seed of the schedules they do it under."""

    threads: int
    seed: int = 0

    def told(self) -> tuple[str, ...]:
        """Return the case in words."""
        return (f"{self.threads} threads ask for the default at once",)


def rushes(trial: SettingsTrial) -> st.SearchStrategy[Rush]:
    """Draw how the threads meet."""
    del trial
    return st.builds(Rush, threads=st.integers(2, _THREADS), seed=SEEDS)


def one_instance(trial: SettingsTrial, case: Rush) -> Outcome:
    """Check that under every schedule all threads get the same default, whole, and get it again later."""
    subject = trial.fresh()
    make_default = subject.make_default
    if make_default is None:
        return Outcome(reached=False)

    def make() -> Made:
        get = make_default()
        return Made(work=[get] * case.threads, of=[get], subject=get)

    wrong = meeting(make, _wrong, Pin(property="one_instance", kind="settings", case=case), seed=case.seed)
    if wrong is None:
        return Outcome()
    (wanted, got), told_by = wrong
    return failed(wanted, got, (*case.told(), *told_by))


def _wrong(met: Met) -> Wrong | None:
    error = next((error for error in met.errors if error is not None), None)
    if error is not None:
        return "the default, for every thread", told(error)
    if met.run.stuck is not None:
        return "the default, for every thread", met.run.stuck
    try:
        values = [*met.values, met.subject()]
    except Exception as late:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        return "the default, asked for again", told(late)
    count = len({id(value) for value in values})
    return None if count == 1 else ("one default, the same object for every thread", f"{count} objects")
