"""Zeros where nobody traded: what ``fillna(0)`` leaves on weekends and holidays."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...edits import Cells, RowsAdded
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft, Kind
from ..search import next_asset, pick
from .filling import filled, vacancies

__all__ = ["PadNearZero", "PadZeroHoliday", "PadZeroWeekend"]

# How many of the days from the first on (every how-many-th, and at most how many), and which zero.
_MODES = ((1, 1, 0.0), (1, None, 0.0), (2, None, 0.0), (1, 1, -0.0), (1, None, -0.0), (2, None, -0.0))


def _pad(
    draft: Draft, spot: Spot, kind: Kind, value: float, *, step: int = 1, most: int | None = None
) -> Cells | RowsAdded | None:
    """Put one return on closed days of one asset; None where the frame holds no returns."""
    if draft.reading.holds != "returns":
        return None

    def attempt(asset: int) -> Cells | RowsAdded | None:
        vacant = vacancies(draft, asset, kind)
        if vacant is None:
            return None
        chosen = vacant.chosen(spot, step, most)
        return filled(draft, asset, chosen, {draft.reading.main: np.full(len(chosen), value)})

    return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class PadZeroWeekend(Applicable):
    """Zero, of either sign, on days outside the exchange's regular week: on one, on every second, or on all.

    The week is the exchange's own: Friday and Saturday in Tel Aviv until 2025. In a tidy frame the days are rows
    that should not be there.
    """

    name = "pad_zero_weekend"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.CALENDAR
    needs = Needs(weekends=1)

    def place(self, draft: Draft, spot: Spot) -> Cells | RowsAdded | None:
        """Fill in weekends of one asset."""
        step, most, zero = pick(_MODES, spot.size)
        return _pad(draft, spot, "weekend", zero, step=step, most=most)


@dataclass(frozen=True, slots=True, kw_only=True)
class PadZeroHoliday(Applicable):
    """Zero, of either sign, on holidays of the exchange: on one, on every second, or on all.

    This is what ``asfreq("B").fillna(0)`` leaves, and a rule that looks at weekdays sees none of it. In a tidy frame
    the days are rows that should not be there.
    """

    name = "pad_zero_holiday"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.CALENDAR
    needs = Needs(holidays=1)

    def place(self, draft: Draft, spot: Spot) -> Cells | RowsAdded | None:
        """Fill in holidays of one asset."""
        step, most, zero = pick(_MODES, spot.size)
        return _pad(draft, spot, "holiday", zero, step=step, most=most)


@dataclass(frozen=True, slots=True, kw_only=True)
class PadNearZero(Applicable):
    """A return that is nearly zero on closed days, one or all: padding that ``== 0.0`` does not see.

    Interpolation and a change of units leave it. The values are up to ``tolerance`` away from zero, among them the
    tolerance itself, either sign, and subnormal numbers. Filling with the mean of an asset is no such thing: beyond
    the tolerance nothing tells it from an ``extra_session``.

    Raises
    ------
    ValueError
        If ``tolerance`` is not above 0, or not below 1e-3, which is an ordinary return.
    """

    tolerance: float = 1e-9

    name = "pad_near_zero"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.CALENDAR
    needs = Needs(closed=1)

    def __post_init__(self) -> None:
        """Refuse a tolerance that is none, or that ordinary returns are within."""
        if not 0.0 < self.tolerance < 1e-3:  # noqa: PLR2004 - an ordinary return
            msg = f"tolerance={self.tolerance!r}: padding lies within a tolerance above 0 and below 1e-3, such as 1e-9"
            raise ValueError(msg)

    def place(self, draft: Draft, spot: Spot) -> Cells | RowsAdded | None:
        """Fill in closed days of one asset."""
        edge, near = self.tolerance, min(1e-12, self.tolerance)
        values = (near, edge, -near, -edge, math.nextafter(edge, 0.0), 5e-324, -5e-324, -0.0)
        most = 1 if spot.size < len(values) else None
        return _pad(draft, spot, "closed", pick(values, spot.size), most=most)
