"""Poisoned frames with their answer key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress

import pandas as pd
from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from .faults import FAULTS
from .faults.base import Fault, Spot
from .injection import ToxicFrame
from .layout import Options, Raw, draft, fit
from .matrices import Draw, draw_raw, plan_of, returns_matrices
from .plan import FaultPlan, FramePlan
from .poison import poison, poison_draft

__all__ = ["toxic_frames"]

Asked = tuple[Fault, Spot]

_SIZES = st.integers(0, 15)
_ANY_ROW, _ANY_COLUMN = 999, 49  # positions on frames of the user's own, whose size is not known beforehand


def toxic_frames(
    base: SearchStrategy[pd.DataFrame] | None = None,
    *,
    faults: Sequence[Fault] = FAULTS,
    min_faults: int = 1,
    max_faults: int = 3,
) -> SearchStrategy[ToxicFrame]:
    """Draw clean frames and put faults on them.

    On frames of ``returns_matrices`` the shape grows, and the start moves, as far as the first ``min_faults``
    faults need it. Frames of any other strategy are taken as they are, and rejected where too few faults have a
    place. Other faults without a place are left out: a weekend cannot be padded in a frame of crypto assets. No
    fault undoes another.

    Parameters
    ----------
    base
        float64 frames, UTC timestamps x distinct assets; ``returns_matrices()`` where None.
    faults
        Faults and legal controls to choose from, the plainest first; each may have its own parameters.
    min_faults, max_faults
        How many are put on a frame, both inclusive.

    Raises
    ------
    InvalidArgument
        If ``faults`` is empty, 0 <= ``min_faults`` <= ``max_faults`` does not hold, or no frame of the base
        has a place for any of the faults.
    """
    chosen = _checked(faults)
    if not 0 <= min_faults <= max_faults or max_faults == 0:
        msg = f"min_faults={min_faults}, max_faults={max_faults}: needed is 0 <= min_faults <= max_faults, and one"
        raise InvalidArgument(msg)
    base = returns_matrices() if base is None else base
    frames = plan_of(base)
    if frames is None:
        return _toxic_frames_of(base, _fault_plan(chosen, (_ANY_ROW, _ANY_COLUMN), min_faults, max_faults))
    chosen = _possible(frames.options, chosen)
    last = (frames.options.max_rows - 1, frames.options.max_assets - 1)
    return _toxic_frames(frames, _fault_plan(chosen, last, min_faults, max_faults))


def _fault_plan(faults: tuple[Fault, ...], last: tuple[int, int], least: int, most: int) -> FaultPlan:
    # Where a list would have an integer that says whether it goes on, the kinds come first and some are none. A
    # quarter of the attempts of Hypothesis to vary a list run out of choices half-way; here nearly none does.
    kind = st.integers(0, len(faults) + len(faults) // 5 + 1)
    return FaultPlan(
        faults=faults,
        least=least,
        kinds=st.tuples(*[kind] * most),
        spots=st.tuples(st.integers(0, last[0]), st.integers(0, last[1]), _SIZES),
    )


def _checked(faults: Sequence[object]) -> tuple[Fault, ...]:
    chosen = tuple(fault for fault in faults if isinstance(fault, Fault) and not isinstance(fault, type))
    if not chosen or len(chosen) != len(faults):
        msg = f"faults={faults!r}: give at least one fault, such as [NanCell(), ExtremeReturn(above=5.0)]"
        raise InvalidArgument(msg)
    return chosen


def _possible(options: Options, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Return the faults that some frame has a place for: the others would only use up draws."""
    found: list[Fault] = []
    for fault in faults:
        layout = fit(options, options.plainest, [(fault.needs, 0)])
        spot = Spot(column=layout.columns_of[0])
        if poison_draft(draft(options, options.plainest, layout), [(fault, spot)]).injections:
            found.append(fault)
    if not found:
        needed = "; ".join(f"{fault!r} needs {fault.needs!r}" for fault in faults)
        msg = (
            f"none of the faults has a place on a frame of {options!r}: {needed}; give more rows or other venues to "
            "returns_matrices()"
        )
        raise InvalidArgument(msg)
    return tuple(found)


@st.composite
def _toxic_frames(draw: Draw, frames: FramePlan, plan: FaultPlan) -> ToxicFrame:
    raw = draw_raw(draw, frames)
    asked = _draw_asked(draw, plan)
    case = _arranged(frames.options, raw, asked, plan.least, apart=False)
    if len(case.injections) < plan.least:
        case = _arranged(frames.options, raw, asked, plan.least, apart=True)
    return _topped_up(case, asked, plan)


def _draw_asked(draw: Draw, plan: FaultPlan) -> list[Asked]:
    """Draw the faults and where they shall go."""
    kinds, count = draw(plan.kinds), len(plan.faults)
    meant = [0 < kind <= count for kind in kinds]
    for position, found in enumerate(meant):
        # Those that stand for none stand for a fault all the same while there are too few without them.
        meant[position] = found or sum(meant) < plan.least
    asked: list[Asked] = []
    for kind in compress(kinds, meant):
        row, column, size = draw(plan.spots)
        asked.append((plan.faults[max(kind - 1, 0) % count], Spot(row=row, column=column, size=size)))
    return asked


def _arranged(options: Options, raw: Raw, asked: list[Asked], least: int, *, apart: bool) -> ToxicFrame:
    """Poison a frame that has room for the first faults, each on the asset that has it."""
    needs = [(fault.needs, spot.column) for fault, spot in asked[:least]]
    layout = fit(options, raw, needs, apart=apart)
    sent = [
        (fault, spot if spot.column == column else replace(spot, column=column))
        for (fault, spot), column in zip(asked, layout.columns_of, strict=False)
    ]
    return poison_draft(draft(options, raw, layout), [*sent, *asked[least:]])


@st.composite
def _toxic_frames_of(draw: Draw, base: SearchStrategy[pd.DataFrame], plan: FaultPlan) -> ToxicFrame:
    clean = draw(base)
    asked = _draw_asked(draw, plan)
    return _topped_up(poison(clean, asked), asked, plan)


def _topped_up(case: ToxicFrame, asked: list[Asked], plan: FaultPlan) -> ToxicFrame:
    """Put further faults on the frame until there are enough: the drawn ones first, then any that has a place."""
    while len(case.injections) < plan.least:
        found = len(case.injections)
        for fault in (*(fault for fault, _ in asked), *plan.faults):
            more = [*asked, (fault, Spot())]
            grown = poison(case.clean, more)
            if len(grown.injections) > found:
                case, asked = grown, more
                break
        if len(case.injections) == found:
            reject()
    return case
