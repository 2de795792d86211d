"""What is promised of an object that several threads share."""

from __future__ import annotations

from .property import Property
from .race_cases import races
from .race_checks import invariant_kept, linearizable, no_deadlock

__all__ = ["RACE"]

RACE = (
    Property(
        name="linearizable",
        kind="race",
        guarantee="Under every schedule, operations answer and leave what they would one after another, in some order.",
        cases=races,
        check=linearizable,
    ),
    Property(
        name="invariant_kept",
        kind="race",
        guarantee="Under every schedule, what must always be so is so when all threads are done.",
        needs=("invariant",),
        cases=races,
        check=invariant_kept,
    ),
    Property(
        name="no_deadlock",
        kind="race",
        guarantee="Under every schedule, every operation comes to its end: no thread waits for ever.",
        cases=races,
        check=no_deadlock,
    ),
)
"""In the order of the documentation."""
