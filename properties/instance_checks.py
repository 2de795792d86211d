"""How often a default is built, however many threads ask for it first."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from .failing import failed
from .outcomes import Outcome
from .preempting import preempted
from .settings_trial import SettingsTrial, told

__all__ = ["Rush", "one_instance", "rushes"]

_THREADS, _LINES = 4, 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Rush:
    """How many threads ask for the default at once; ``line``: where the first one is made to wait, if at all."""

    threads: int
    line: int | None

    def told(self) -> tuple[str, ...]:
        """Return the case in words."""
        if self.line is None:
            return (f"order   {self.threads} threads ask for the default at once",)
        return (f"order   thread 0 stops before line {self.line} of get, {self.threads - 1} more ask, it goes on",)


def rushes(trial: SettingsTrial) -> st.SearchStrategy[Rush]:
    """Draw how the threads meet."""
    del trial
    line = st.one_of(st.integers(0, _LINES), st.none())
    return st.builds(Rush, threads=st.integers(2, _THREADS), line=line)


def one_instance(trial: SettingsTrial, case: Rush) -> Outcome:
    """Check that all threads get the same default, whole, and get it again later."""
    subject = trial.fresh()
    if subject.make_default is None:
        return Outcome(reached=False)
    get = subject.make_default()
    seen = preempted([get] * case.threads, case.line, of=get)
    error = next((error for error in seen.errors if error is not None), None)
    if error is not None:
        return failed("the default, for every thread", told(error), case.told())
    if seen.stuck:
        return failed("the default, for every thread", "a thread that never comes to its end", case.told())
    try:
        values = [*seen.values, get()]
    except Exception as late:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        return failed("the default, asked for again", told(late), case.told())
    count = len({id(value) for value in values})
    if count > 1:
        return failed("one default, the same object for every thread", f"{count} objects", case.told())
    return Outcome()
