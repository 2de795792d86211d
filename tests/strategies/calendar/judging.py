"""Judging one asset at a time by the calendars of exchange_calendars, whatever the frame looks like."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
from toxiframe.pipeline.market.calendars import RowSessions, row_sessions
from toxiframe.pipeline.market.venues import CALENDARS

__all__ = ["FLAT", "History", "any_asset", "histories", "judged", "missing_labels"]

FLAT = "NYSE:FLAT"
"""What the one asset of a frame without names is taken to be."""


_DAYS = pd.date_range("1990-01-01", "2027-12-31", tz="UTC", unit="s")


@cache
def _table(calendar: str) -> RowSessions:
    """Return what exchange_calendars says of every day; asking it once a process is enough."""
    return row_sessions(_DAYS, calendar)


def judged(index: pd.DatetimeIndex, calendar: str) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows, labelled midnight UTC of their date, are sessions, and which are closed days."""
    table, days = _table(calendar), (index - _DAYS[0]).days.to_numpy()
    return table.session[days], table.closed[days]


class History:
    """The returns or closes of one asset, and what its exchange says of each row.

    ``session``, ``closed``: one entry a row. ``weekday``: Monday is 0. ``alive``: rows from the
    first session with a value to the last one.
    """

    def __init__(self, asset: str, values: pd.Series) -> None:
        self.asset = asset
        self.venue = asset.partition(":")[0]
        self.calendar = CALENDARS[self.venue]
        self.index = pd.DatetimeIndex(values.index)
        self.values = values.to_numpy(np.float64)
        self.session, self.closed = judged(self.index, self.calendar)
        self.weekday = self.index.dayofweek.to_numpy()
        self.zero = np.abs(self.values) <= 1e-9
        traded = np.flatnonzero(self.session & ~np.isnan(self.values))
        self.alive = np.zeros(len(self.values), bool)
        if len(traded):
            self.alive[traded[0] : traded[-1] + 1] = True

    @property
    def holes(self) -> np.ndarray:
        """Return which rows are sessions without a value, between the first and the last one."""
        return self.alive & self.session & np.isnan(self.values)

    def missing(self) -> pd.DatetimeIndex:
        """Return the sessions between the first and the last one that have no row, or none with a value."""
        there = self.index[self.alive & self.session & ~np.isnan(self.values)]
        if not len(there):
            return there
        every = pd.date_range(there[0], there[-1], freq="D", unit=there.unit)
        return every[judged(every, self.calendar)[0]].difference(there)

    def too_thin(self, missing: int) -> bool:
        """Return whether so many missing sessions are more than one, and more than 5 % of those since genesis."""
        first = np.flatnonzero(self.alive)[:1]
        since = int(np.count_nonzero(self.session[first[0] :])) if len(first) else 0
        return missing > max(1, int(0.05 * since))


def histories(frame: pd.DataFrame) -> list[History]:
    """Return the history of every asset of wide returns, tidy returns, or bars with or without names."""
    if "symbol" in frame.columns:
        rows = frame.set_index("timestamp").groupby("symbol", sort=False)["return"]
        return [History(str(asset), values) for asset, values in rows]
    if isinstance(frame.columns, pd.MultiIndex):
        assets = frame.columns.get_level_values(0).unique()
        return [History(asset, frame[asset]["close"]) for asset in assets]
    if "close" in frame.columns:
        return [History(FLAT, frame["close"])]
    return [History(asset, frame[asset]) for asset in frame.columns]


def any_asset(sees: Callable[[History], bool]) -> Callable[[pd.DataFrame, pd.DataFrame], bool]:
    """Return a judge of frames that asks a judge of one asset about each."""
    return lambda frame, _: any(bool(sees(history)) for history in histories(frame))


def missing_labels(history: History) -> bool:
    """See a session between the first and the last row for which there is no row at all."""
    return not history.missing().difference(history.index).empty
