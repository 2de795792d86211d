"""Poisoned frames with their answer key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

import pandas as pd
from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from .checked_faults import checked_faults
from .faults.base import Fault, Spot
from .faults.catalogue import FAULTS
from .faults.draft import Draft
from .injection import ToxicFrame
from .layout import Options, Raw, draft, fit
from .matrices import Draw, draw_raw, plan_of, returns_matrices
from .plan import FaultPlan, FramePlan
from .poison import poison_draft
from .possible import no_place, possible_faults
from .reading import Holds, read
from .sessions import Calendar
from .slots import Slots
from .venues import Venues, checked_calendars

__all__ = ["toxic_frames"]

Asked = tuple[Fault, Spot]

_IN_VAIN = 25  # half of what Hypothesis takes before it complains of too much filtering
_ANY_SHAPE = (1000, 50)  # on frames of the user's own, whose size is not known beforehand


def toxic_frames(
    base: SearchStrategy[pd.DataFrame] | None = None,
    *,
    faults: Sequence[Fault] | None = None,
    min_faults: int = 1,
    max_faults: int = 3,
    overlap: bool = False,
    holds: Holds | None = None,
    calendars: Venues | None = None,
) -> SearchStrategy[ToxicFrame]:
    """Draw clean frames and put faults on them.

    On frames of our own (``returns_matrices``, ``tidy_returns``, ``ohlcv``) the shape grows, and the start moves, as
    far as the first ``min_faults`` faults need it. Frames of any other strategy are taken as they are, and rejected
    where too few faults have a place. Other faults without a place are left out: a weekend cannot be padded in a frame
    of crypto assets.

    Parameters
    ----------
    base
        Clean frames of any kind; ``returns_matrices()`` where None.
    faults
        Faults and legal controls to choose from, the plainest first; each may have its own parameters. Where None, all
        that have a place on frames of the base.
    min_faults, max_faults
        How many are put on a frame, both inclusive.
    overlap
        Let a fault write where another has written before; the earlier injection is then ``masked``. Otherwise no
        fault undoes another.
    holds, calendars
        How frames of the user's own are to be read: what wide ones hold (``returns`` where None), and venue -> calendar
        over those of the snapshot. Our own frames say so themselves.

    Raises
    ------
    InvalidArgument
        If ``faults`` is empty, 0 <= ``min_faults`` <= ``max_faults`` does not hold, or a fault has no place on any
        frame of the base: at once on frames of our own, else when many frames have been drawn in vain.
    """
    chosen = None if faults is None else checked_faults(faults)
    if not (type(min_faults) is int and type(max_faults) is int):
        msg = f"min_faults={min_faults!r}, max_faults={max_faults!r}: both are whole numbers"
        raise InvalidArgument(msg)
    if base is not None and not isinstance(base, SearchStrategy):  # pyright: ignore[reportUnnecessaryIsInstance] - untyped callers
        msg = f"base is a {type(base).__name__}: give a strategy of frames, such as histories(frame) for your own"
        raise InvalidArgument(msg)
    if not 0 <= min_faults <= max_faults or max_faults == 0:
        msg = f"min_faults={min_faults}, max_faults={max_faults}: needed is 0 <= min_faults <= max_faults, and one"
        raise InvalidArgument(msg)
    base = returns_matrices() if base is None else base
    frames = plan_of(base)
    possible = possible_faults(base, chosen, holds=holds)
    if not possible or (chosen is not None and len(possible) < len(chosen)):
        missing = [fault for fault in (chosen or FAULTS) if fault not in possible]
        raise InvalidArgument(no_place(missing, repr(base if frames is None else frames.options)))
    if frames is None:
        own = _Own(holds=holds, calendars=checked_calendars(calendars))
        return _toxic_frames_of(
            base, _fault_plan(possible, _ANY_SHAPE, min_faults, max_faults, overlap=overlap), own, _Tries()
        )
    largest = (frames.options.max_rows, frames.options.max_assets)
    plan = _fault_plan(possible, largest, min_faults, max_faults, overlap=overlap)
    _refuse_too_many(frames.options, plan)
    return _toxic_frames(frames, plan, _Tries())


def _refuse_too_many(options: Options, plan: FaultPlan) -> None:
    """Refuse to search for frames with so many faults where neither the smallest nor a largest has room for them."""
    largest = replace(options.plainest, rows=options.max_rows, columns=options.max_assets)
    asked = [(fault, Spot()) for fault in plan.faults[: plan.least]]
    for raw in (options.plainest, *(replace(largest, universe=one) for one in range(len(options.universes.every)))):
        if _topped_up(lambda raw=raw: _arranged(options, raw, asked, plan.least, apart=True)[0], asked, plan):
            return
    raise InvalidArgument(no_place(plan.faults, f"{options!r}, at least {plan.least} at once"))


def _fault_plan(
    faults: tuple[Fault, ...], shape: tuple[int, int], least: int, most: int, *, overlap: bool
) -> FaultPlan:
    return FaultPlan(faults=faults, least=least, overlap=overlap, slots=Slots(len(faults), most, shape))


@st.composite
def _toxic_frames(draw: Draw, frames: FramePlan, plan: FaultPlan, tries: _Tries) -> ToxicFrame:
    raw = draw_raw(draw, frames)
    asked = _draw_asked(draw, plan, (raw.rows, raw.columns))
    for apart in (False, True):
        made, sent = _arranged(frames.options, raw, asked, plan.least, apart=apart)
        case = _poisoned(made, sent, plan)
        if len(case.injections) >= plan.least:
            return tries.passed(case)
    # The frame has room for each of the faults and not for all: others take their places.
    more = _topped_up(lambda: _arranged(frames.options, raw, asked, plan.least, apart=True)[0], asked, plan)
    return tries.passed(more) if more is not None else tries.failed(case, plan)


def _draw_asked(draw: Draw, plan: FaultPlan, shape: tuple[int, int]) -> list[Asked]:
    """Draw the faults and where they shall go on a frame of some rows and assets."""
    asked = plan.slots.asked(draw(plan.slots.drawn), plan.least, shape)
    return [(plan.faults[number], spot) for number, spot in asked]


def _arranged(options: Options, raw: Raw, asked: list[Asked], least: int, *, apart: bool) -> tuple[Draft, list[Asked]]:
    """Make a frame that has room for the first faults, and send each to the asset that has it."""
    needs = [(fault.needs, spot.column) for fault, spot in asked[:least]]
    layout = fit(options, raw, needs, apart=apart)
    sent = [
        (fault, spot if spot.column == column else replace(spot, column=column))
        for (fault, spot), column in zip(asked, layout.columns_of, strict=False)
    ]
    return draft(options, raw, layout), [*sent, *asked[least:]]


def _poisoned(made: Draft, asked: Sequence[Asked], plan: FaultPlan) -> ToxicFrame:
    return poison_draft(made.allow_overlap() if plan.overlap else made, asked)


@st.composite
def _toxic_frames_of(
    draw: Draw, base: SearchStrategy[pd.DataFrame], plan: FaultPlan, own: _Own, tries: _Tries
) -> ToxicFrame:
    clean = draw(base)
    made = own.draft(clean)
    asked = _draw_asked(draw, plan, (len(clean), len(made.names)))
    case = _poisoned(made, asked, plan)
    if len(case.injections) >= plan.least:
        return tries.passed(case)
    more = _topped_up(lambda: own.draft(clean), asked, plan)
    return tries.passed(more) if more is not None else tries.failed(case, plan)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """How frames of the user's own are to be read."""

    holds: Holds | None
    calendars: Mapping[str, Calendar]

    def draft(self, clean: pd.DataFrame) -> Draft:
        """Return a frame ready for faults."""
        return Draft(clean, reading=read(clean, holds=self.holds), calendars=self.calendars)


class _Tries:
    """How often in a row no fault had a place, so that a search in vain ends with a reason and not with a filter."""

    __slots__ = ("count", "succeeded")

    def __init__(self) -> None:
        self.count = 0
        self.succeeded = False

    def passed(self, case: ToxicFrame) -> ToxicFrame:
        """Return a case that has enough faults."""
        self.succeeded = True
        return case

    def failed(self, case: ToxicFrame, plan: FaultPlan) -> NoReturn:
        """Reject a case that has too few; give up where there never was one with enough.

        Raises
        ------
        InvalidArgument
            After many cases in vain.
        """
        self.count = min(self.count + 1, _IN_VAIN)  # Hypothesis draws on after the error, to shrink it
        if not self.succeeded and self.count == _IN_VAIN:
            shape, kind = "{}x{}".format(*case.clean.shape), read(case.clean).kind
            what = f"{shape} ({kind}), one of {self.count} drawn from the base, at least {plan.least} at once"
            raise InvalidArgument(no_place(plan.faults, what))
        reject()

    def __repr__(self) -> str:
        return f"{self.count} in vain"


def _topped_up(make: Callable[[], Draft], asked: list[Asked], plan: FaultPlan) -> ToxicFrame | None:
    """Put further faults on the frame until there are enough: the drawn ones first, then any that has a place."""
    case = _poisoned(make(), asked, plan)
    while len(case.injections) < plan.least:
        found = len(case.injections)
        for fault in (*(fault for fault, _ in asked), *plan.faults):
            more = [*asked, (fault, Spot())]
            grown = _poisoned(make(), more, plan)
            if len(grown.injections) > found:
                case, asked = grown, more
                break
        if len(case.injections) == found:
            return None
    return case
