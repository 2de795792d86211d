"""What one case of a property came to, and how cases are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from enum import StrEnum

import pandas as pd

from .errors import BindError
from .guilt import Guilt

__all__ = [
    "Failure",
    "Outcome",
    "Sight",
    "Sighting",
    "Status",
    "Tally",
    "kept",
    "note_attempt",
    "note_outcome",
    "refusing",
    "tallying",
]


class Sight(StrEnum):
    """How one fault fared with one property in one case."""

    CAUGHT = "caught"
    PASSED = "passed"
    """A legal control that nobody objected to."""
    MISSED = "missed"
    FALSE_ALARM = "false alarm"
    NOT_APPLICABLE = "not applicable"


class Status(StrEnum):
    """How a property fared."""

    HELD = "held"
    FAILED = "FAILED"
    WAIVED = "waived"
    NEEDLESS = "held, waiver needless"
    NOT_RUN = "not run"

    @property
    def is_red(self) -> bool:
        """Whether it makes a run fail: the property does not hold, or nobody knows."""
        return self in (Status.FAILED, Status.NOT_RUN)


_ONCE = "it was seen in this run, and not again when the same was tried once more: it takes luck"
_MANY = 20  # attempts, below which a share says nothing

Sighting = tuple[str, Sight]
"""The name of a fault, and how it fared."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Failure:
    """Why a property does not hold, in words that need no knowledge of the check.

    ``injections``: the faults in the frame. ``blamed``: the name of the fault that fared badly, where one did.
    ``case``: what was tried, one line each, where it was no frame or more than a frame. ``cause``: the
    exception of the subject. ``clean``: where the frame came from. ``guilt``: what each injection did to it.
    """

    wanted: str
    got: str
    frame: pd.DataFrame | None = None
    injections: tuple[str, ...] = ()
    blamed: str | None = None
    case: tuple[str, ...] = ()
    cause: str | None = None
    clean: pd.DataFrame | None = None
    guilt: tuple[Guilt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """What a property found in one case.

    ``reached`` is False where the subject had nothing to judge. ``by_chance``: whether a failure is one of a race that
    nobody steps, so that the same case may pass when it is judged again. ``is_last``: whether no other case is worth
    a try, because each takes long and says nothing.
    """

    failure: Failure | None = None
    sightings: tuple[Sighting, ...] = ()
    reached: bool = True
    by_chance: bool = False
    is_last: bool = False


@dataclass(slots=True)
class Tally:
    """The cases of one property, counted until the first that fails: shrinking repeats the same fault."""

    drawn: int = 0
    """Attempts to draw a case; those that were filtered out count here and nowhere else."""
    cases: int = 0
    reached: int = 0
    failed: bool = False
    counts: Counter[Sighting] = field(default_factory=Counter[Sighting])
    smallest: tuple[Sighting, ...] = ()
    """The sightings of the last case that failed, which is the one that shrinking ends with."""
    by_chance: dict[object, Failure] = field(default_factory=dict[object, Failure])
    """Case -> its failure in a race that nobody steps."""
    last: tuple[object, Outcome] | None = None
    """The case after which no other is tried, and what came of it."""

    def begin(self) -> None:
        """Count an attempt to draw a case."""
        self.drawn += not self.failed

    @property
    def filtered(self) -> bool:
        """Whether most attempts to draw a case were filtered out, so that few cases stand for many."""
        return self.drawn >= _MANY and self.cases < self.drawn / 2

    @staticmethod
    def told_filtered(cases: int) -> str:
        """Return what to say of a property that has so many cases left."""
        return (
            f"most draws were filtered out, and {cases} cases are what is left: give frames= that need less filtering"
        )

    def add(self, outcome: Outcome) -> None:
        """Count one case."""
        if outcome.failure is not None:
            self.smallest = outcome.sightings
        if self.failed:
            return
        self.cases += 1
        self.reached += outcome.reached
        self.counts.update(outcome.sightings)
        self.failed = outcome.failure is not None

    def counted(self) -> Counter[Sighting]:
        """Return the sightings, with those of the case that shrinking ended with, which may be of another fault."""
        counts = self.counts.copy()
        for sighting in self.smallest:
            counts[sighting] = max(counts[sighting], 1)
        return counts

    @property
    def fired(self) -> frozenset[str]:
        """The names of the faults that were injected at least once."""
        return frozenset(fault for fault, _ in self.counts)


class _RefusedError(BaseException):
    """Takes a ``BindError`` out of Hypothesis, which would shrink an ``Exception``, and report it many times over."""

    def __init__(self, error: BindError) -> None:
        self.error = error
        super().__init__(error)


_CURRENT: ContextVar[Tally | None] = ContextVar("toxiframe_tally", default=None)


@contextmanager
def tallying(tally: Tally) -> Generator[Tally]:
    """Count the cases that run inside the block; one that cannot be run as written ends it with its ``BindError``."""
    token = _CURRENT.set(tally)
    try:
        yield tally
    except _RefusedError as refused:
        raise refused.error from refused.error.__cause__
    finally:
        _CURRENT.reset(token)


@contextmanager
def refusing() -> Generator[None]:
    """End the run at once where a case raises a ``BindError`` and somebody is counting: no other would fare better."""
    try:
        yield
    except BindError as error:
        if _CURRENT.get() is None:
            raise
        raise _RefusedError(error) from error


def note_attempt() -> None:
    """Count an attempt to draw a case where somebody is counting."""
    tally = _CURRENT.get()
    if tally is not None:
        tally.begin()


def kept(case: object, judge: Callable[[], Outcome]) -> Outcome:
    """Judge a case; or return what came of it before, where somebody is counting.

    A race that was seen once is there. Hypothesis, which judges what it has found again, would otherwise say that the
    test is flaky, and not what was seen. After a case that is the last one, all others pass untried, so that it is not
    shrunk.
    """
    tally = _CURRENT.get()
    if tally is not None and tally.last is not None:
        last, outcome = tally.last
        return outcome if case == last else Outcome()
    outcome = judge()
    if tally is None:
        return outcome
    if outcome.is_last:
        tally.last = case, outcome
    if outcome.failure is not None:
        if outcome.by_chance:
            tally.by_chance[case] = outcome.failure
        return outcome
    before = tally.by_chance.get(case) if tally.by_chance else None  # other cases need not be hashable
    if before is None:
        return outcome
    return replace(outcome, failure=replace(before, case=(*before.case, _ONCE)), by_chance=True)


def note_outcome(outcome: Outcome) -> None:
    """Count an outcome where somebody is counting."""
    tally = _CURRENT.get()
    if tally is not None:
        tally.add(outcome)
