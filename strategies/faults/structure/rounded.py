"""Rows at a time of day that a daily frame does not have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...edits import RowsAdded
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import next_asset, nth, pick
from .labels import days_once, own_labels
from .twins import another, further_rows, twin

__all__ = ["LiveRow", "MixedFrequency", "Period"]

Period = Literal["hour", "week"]
Fold = Callable[[NDArray[np.float64]], float]

_HOURS = (6.0, 1.0, 15.5, 23.0)  # of a live row, after its session's label
_WEEK = 5
_TOTALS: Mapping[str, Fold] = MappingProxyType(
    {"open": lambda seen: float(seen[0]), "high": np.max, "low": np.min, "volume": np.sum, "return": np.sum}
)
"""Field -> what a longer period makes of it; of any other field it takes the last value."""


def _later(draft: Draft, row: int, hours: Sequence[float]) -> list[pd.Timestamp]:
    """Return the label of a row some hours on, each that is still on the same day."""
    labels = own_labels(draft)
    if labels is None:
        return []
    begun: Any = labels[row]
    day = begun.date()
    later = (begun + timedelta(hours=some) for some in hours)
    return [stamp for stamp in later if stamp.date() == day]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRow(Applicable):
    """A day that is there twice once its labels are cut to their dates: the session, and the price of the moment.

    Yahoo returns the live price as a row of its own (yfinance ``fix_Yahoo_returning_live_separate``), some hours
    after the label of the day and with a value of its own. No label is repeated until somebody normalises them.
    """

    name = "dup_ts_rounded"
    layer = Layer.L0
    response = Response.RAISE
    evidence = Evidence.RETURNS
    needs = Needs(shared=True)

    def place(self, draft: Draft, spot: Spot) -> RowsAdded | None:
        """Add a live row to one day of a daily frame."""

        def attempt(asset: int) -> RowsAdded | None:
            column = draft.column(asset)
            if column is None or not draft.numeric[column] or days_once(draft, asset) is None:
                return None
            rows = draft.undoubled(draft.free(draft.observed(asset), asset))
            if not len(rows):
                return None
            row = nth(rows, spot)
            values = twin(draft, row)
            stamps = _later(draft, row, (pick(_HOURS, spot.size), 1.0, 1 / 60))[:1]
            if values is None or not stamps:
                return None
            values[0, column] = another(draft, column, float(draft.values[row, column]))
            return further_rows(draft, row, asset, stamps, values)

        return next_asset(draft, spot, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedFrequency(Applicable):
    """Rows of another period inside a daily frame, at hours that its own labels do not have.

    ``hour``: one to four hourly rows of one day, each with a small part of its value. ``week``: a row that holds
    the week up to that day, at four in the afternoon (yfinance adds a daily row to weekly ones in the same way).
    Where None, it is one or the other.

    Raises
    ------
    ValueError
        If ``period`` is neither of the two nor None.
    """

    period: Period | None = None

    name = "freq_mix"
    # Seen in the structure of an asset, and yet placed last: a row added earlier would outlive what empties a column.
    layer = Layer.L0
    response = Response.RAISE
    evidence = Evidence.CALENDAR
    needs = Needs(shared=True)

    def __post_init__(self) -> None:
        """Refuse an unknown period."""
        if self.period is not None and self.period not in get_args(Period):
            msg = f"period={self.period!r}: rows of another period are of one 'hour' or one 'week', or None for either"
            raise ValueError(msg)

    def place(self, draft: Draft, spot: Spot) -> RowsAdded | None:
        """Add the rows after one day of a daily frame."""
        kinds = get_args(Period) if self.period is None else (self.period,)
        period: Period = pick(kinds, spot.size)

        def attempt(asset: int) -> RowsAdded | None:
            column = draft.column(asset)
            if column is None or not draft.numeric[column] or days_once(draft, asset) is None:
                return None
            rows = draft.undoubled(draft.free(draft.observed(asset), asset))
            if not len(rows):
                return None
            row = nth(rows, spot)
            known = _later(draft, row, self._hours(period, spot))[: 1 if period == "week" else None]
            values = twin(draft, row)
            if values is None or not known:
                return None
            made = np.repeat(values, len(known), axis=0)
            if period == "week":
                _make_weekly(draft, asset, row, made)
            else:
                made[:, column] = another(draft, column, float(draft.values[row, column]))
            return further_rows(draft, row, asset, known, made)

        return next_asset(draft, spot, attempt)

    @staticmethod
    def _hours(period: Period, spot: Spot) -> list[float]:
        """Return how long after the label of a day the rows stand; of a week, where the first of these is that day."""
        return [16.0, 8.0, 1.0] if period == "week" else [1.0 + step for step in range(1 + spot.size // 2 % 4)]


def _make_weekly(draft: Draft, asset: int, row: int, values: NDArray[Any]) -> None:
    """Put the last sessions up to a row together."""
    seen = draft.observed(asset)
    rows = seen[seen <= row][-_WEEK:]
    for field, column in draft.reading.fields[asset].items():
        days = draft.values[rows, column]
        days = days[np.isfinite(days)]
        if field in _TOTALS and draft.numeric[column] and len(days):
            values[0, column] = _TOTALS[field](days)
