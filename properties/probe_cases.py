"""Every fault on drawn clean frames: which column it hits is gone through, which rows are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import pandas as pd
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from ..strategies import Fault, Spot, ToxicFrame, poison, possible_faults, toxic_frames
from ..strategies.edits import Cells, ColumnAdded, ColumnsRemoved, ColumnsRenamed
from ..strategies.reading import read
from ..strategies.sources import plan_of
from .budget import PHASES, UNSHRUNK
from .contract_subject import untouched
from .draws import fresh_draws
from .probe_subject import ProbeSubject

__all__ = ["Cases", "cases_of", "clean_cases", "each_case", "fitting"]

T = TypeVar("T")

Cases = tuple[tuple[int, ToxicFrame], ...]
"""Toxic frames with one fault each, and the number of the column that it was asked for."""

_ROWS, _SIZES = 1000, 15
_COLUMNS = 16  # of a wide frame that are gone through, spread over all of them
_OF_COLUMNS = (Cells, ColumnAdded, ColumnsRenamed, ColumnsRemoved)


def fitting(subject: ProbeSubject, frames: Sequence[pd.DataFrame], faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return the faults that clean frames have a place for; of frames of the user's own, one of those given."""
    if plan_of(subject.frames) is not None:
        return possible_faults(subject.frames, faults)
    return tuple(fault for fault in faults if any(_placed(subject, frame, fault, Spot()) for frame in frames))


def cases_of(subject: ProbeSubject, fault: Fault, *, column: int | None = None) -> SearchStrategy[Cases]:
    """Draw a clean frame and put a fault on it, once in each column that it can be in; none where it has no place.

    ``column``: only in this one. Frames of our own grow until they have room, and carry the fault once.
    """
    if plan_of(subject.frames) is not None:
        return toxic_frames(subject.frames, faults=[fault], max_faults=1).map(_alone)
    return _cases(subject, fault, column)


def clean_cases(subject: ProbeSubject) -> SearchStrategy[Cases]:
    """Draw clean frames, in the form of toxic ones."""
    return subject.frames.map(lambda frame: _alone(untouched(frame)))


def _alone(case: ToxicFrame) -> Cases:
    return ((0, case),)


@composite
def _cases(draw: DrawFn, subject: ProbeSubject, fault: Fault, column: int | None) -> Cases:
    frame = draw(subject.frames)
    row, size = draw(st.integers(0, _ROWS)), draw(st.integers(0, _SIZES))
    if column is not None:
        case = _placed(subject, frame, fault, Spot(row=row, column=column, size=size))
        return () if case is None else ((column, case),)
    return tuple(_each_column(subject, frame, fault, Spot(row=row, size=size)))


def _each_column(
    subject: ProbeSubject, frame: pd.DataFrame, fault: Fault, spot: Spot
) -> Iterator[tuple[int, ToxicFrame]]:
    count = max(len(read(frame, holds=subject.holds).assets), frame.shape[1])
    step = -(-count // _COLUMNS)
    seen: set[tuple[int, ...]] = set()
    for column in range(0, count, max(step, 1)):
        case = _placed(subject, frame, fault, Spot(row=spot.row, column=column, size=spot.size))
        if case is None:
            return
        [injection] = case.injections
        if not isinstance(injection.edit, _OF_COLUMNS):
            yield column, case
            return
        where = (*injection.columns, -1, *injection.rows[:1])
        if where not in seen:
            seen.add(where)
            yield column, case


def _placed(subject: ProbeSubject, frame: pd.DataFrame, fault: Fault, spot: Spot) -> ToxicFrame | None:
    case = poison(frame, [(fault, spot)], holds=subject.holds)
    return case if case.injections else None


def each_case(
    cases: SearchStrategy[T], seeded: int, count: int, take: Callable[[T], None], *, shrink: bool = False
) -> None:
    """Draw values and hand each over; what ``take`` raises ends it, after shrinking where that is asked for.

    Raises
    ------
    InvalidArgument
        If the strategy cannot draw.
    """

    @settings(
        max_examples=count,
        deadline=None,  # the time limit is that of the probe
        database=None,
        derandomize=False,
        phases=PHASES if shrink else UNSHRUNK,
        print_blob=False,
        # Both count the time of the subject, which is given what time it needs.
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @seed(seeded)
    @given(value=cases)
    def draw(value: T) -> None:
        take(value)

    with fresh_draws():
        draw()
