"""Zeros where nobody traded: what ``fillna(0)`` leaves on weekends and holidays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..vocabulary import Evidence, Layer, Response
from .base import Needs, Patch, Spot
from .draft import Draft, Kind
from .search import applies, next_column, pick

__all__ = ["PadZeroHoliday", "PadZeroWeekend"]

# How many of the rows from the first on (every how-many-th, and at most how many), and which zero.
_MODES = ((1, 1, 0.0), (1, None, 0.0), (2, None, 0.0), (1, 1, -0.0), (1, None, -0.0), (2, None, -0.0))


def _pad(draft: Draft, spot: Spot, kind: Kind) -> Patch | None:
    step, most, zero = pick(_MODES, spot.size)

    def attempt(column: int) -> Patch | None:
        closed = draft.closed(column, kind)
        if not len(closed):
            return None
        seen = draft.returns(column)
        if not len(seen):
            return None
        # Only after genesis: zeros before it are a fault of another name.
        rows = draft.free(closed[closed > seen[0]], column)
        rows = rows[np.isnan(draft.values[rows, column])]
        if not len(rows):
            return None
        rows = rows[min(spot.row, len(rows) - 1) :: step][:most]
        return Patch(rows=rows, column=column, values=np.full(len(rows), zero))

    return next_column(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class PadZeroWeekend:
    """Zero, of either sign, on days outside the exchange's regular week: on one, on every second, or on all.

    The week is the exchange's own: Friday and Saturday in Tel Aviv until 2025.
    """

    name = "pad_zero_weekend"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.CALENDAR
    needs = Needs(weekends=1)

    def applies_to(self, frame: pd.DataFrame) -> bool:
        """Return whether an asset has a weekend after its genesis, without a value."""
        return applies(self, frame)

    def place(self, draft: Draft, spot: Spot) -> Patch | None:
        """Fill in weekends of one asset."""
        return _pad(draft, spot, "weekend")


@dataclass(frozen=True, slots=True, kw_only=True)
class PadZeroHoliday:
    """Zero, of either sign, on holidays of the exchange: on one, on every second, or on all.

    This is what ``asfreq("B").fillna(0)`` leaves, and a rule that looks at weekdays sees none of it.
    """

    name = "pad_zero_holiday"
    layer = Layer.TIER2
    response = Response.DROP
    evidence = Evidence.CALENDAR
    needs = Needs(holidays=1)

    def applies_to(self, frame: pd.DataFrame) -> bool:
        """Return whether an asset has a holiday after its genesis, without a value."""
        return applies(self, frame)

    def place(self, draft: Draft, spot: Spot) -> Patch | None:
        """Fill in holidays of one asset."""
        return _pad(draft, spot, "holiday")
