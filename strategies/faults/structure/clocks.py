"""Hours that the clocks skip or repeat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...edits import RowsRemoved, Stamped
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from .labels import daily, hit_by, own_labels, restamped, times_of, untouched_rows

__all__ = ["MissingHour", "RepeatedHour"]

Rows = NDArray[np.intp]

_HOUR = pd.Timedelta(hours=1)


def _hours(times: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Return the full hours in which there are rows, in order."""
    return pd.DatetimeIndex(times.dropna().floor("h").unique()).sort_values()


def _within(times: pd.DatetimeIndex, hour: pd.Timestamp) -> Rows:
    return np.flatnonzero((times >= hour) & (times < hour + _HOUR))


def _untouched(draft: Draft, times: pd.DatetimeIndex, hours: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Return the hours of which no row is touched by another fault."""
    return hours[~hours.isin(times[~untouched_rows(draft)].floor("h"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedHour(Applicable):
    """An hour of an intraday frame that is there twice under the same labels, and the next one not at all.

    When the clocks are set back, 01:00 to 02:00 passes twice; a zone that is lost and guessed again makes one of the
    two (pandas#20596, pvanalytics#104). It is put at any hour, as a window of real data rarely holds such a night.
    Daily frames have no hours: for these see ``MissingHour``.
    """

    name = "dst_fold"
    layer = Layer.L0
    response = Response.RAISE
    evidence = Evidence.CALENDAR
    needs = Needs(sessions=2)

    def place(self, draft: Draft, spot: Spot) -> Stamped | None:
        """Give the rows of one hour the labels of the hour before."""
        labels, times = own_labels(draft), times_of(draft)
        if labels is None or times is None:
            return None
        codes = draft.reading.codes
        keys = np.zeros(len(times)) if codes is None else codes
        before = pd.MultiIndex.from_arrays([times, keys])
        twice = pd.MultiIndex.from_arrays([times - _HOUR, keys]).isin(before)
        hours = _untouched(draft, times, _hours(times[twice]))
        if not len(hours):
            return None
        rows = _within(times, hours[min(spot.row, len(hours) - 1)])
        return restamped(draft, rows, times[rows] - _HOUR)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingHour(Applicable):
    """What is left of a change of the clocks: labels at 22:00 or 23:00 in a daily frame, a missing hour in another.

    Daily rows from one on, or up to one, are labelled an hour or two before their date (yfinance#1100,
    ``fix_Yahoo_dst_issue``); so the date of the label is the day before. In an intraday frame the rows of one hour,
    with rows in the hours around it, are gone, as if it had never been.
    """

    name = "dst_gap"
    layer = Layer.TIER1
    response = Response.WARN
    evidence = Evidence.CALENDAR
    needs = Needs(sessions=2)

    def place(self, draft: Draft, spot: Spot) -> Stamped | RowsRemoved | None:
        """Set daily labels back, or remove an hour."""
        labels, times = own_labels(draft), times_of(draft)
        if labels is None or times is None or draft.reading.kind == "plain":
            return None
        return self._set_back(draft, labels, spot) if daily(labels) else self._removed(draft, times, spot)

    def _set_back(self, draft: Draft, labels: pd.DatetimeIndex, spot: Spot) -> Stamped | None:
        days = pd.DatetimeIndex(labels.unique()).sort_values()
        taken = labels[~untouched_rows(draft)]
        # From a day on, or up to one; never all of them, or they would be labels of another convention.
        late = spot.size % 4 < 2  # noqa: PLR2004 - two hours, each at either end
        days = days[1:] if late else days[:-1]
        if len(taken):
            days = days[days > taken.max()] if late else days[days < taken.min()]
        if not len(days):
            return None
        day = days[min(spot.row, len(days) - 1)]
        rows = np.flatnonzero(labels >= day if late else labels <= day)
        return restamped(draft, rows, labels[rows] - (1 + spot.size % 2) * _HOUR)

    def _removed(self, draft: Draft, times: pd.DatetimeIndex, spot: Spot) -> RowsRemoved | None:
        hours = _hours(times)
        inner = _untouched(draft, times, hours[(hours - _HOUR).isin(hours) & (hours + _HOUR).isin(hours)])
        if not len(inner):
            return None
        rows = _within(times, inner[min(spot.row, len(inner) - 1)])
        hit = hit_by(draft, rows)
        return RowsRemoved(rows=rows, assets=tuple(range(len(draft.names))) if hit is None else hit)
