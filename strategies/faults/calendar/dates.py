"""The days of a frame as one exchange writes them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...sessions import Calendar, at_midnight
from ..draft import Draft

__all__ = ["always_open", "clock_of", "has_dates", "on_weekend", "stamps_of"]

Mask = NDArray[np.bool_]

_SATURDAY = 5  # Monday is 0
_EVENING = pd.Timedelta(hours=4)
_CLOSED = 3  # the row of Calendar.counts that counts closed days


def has_dates(draft: Draft) -> bool:
    """Return whether the rows stand for days, and no fault has given them other timestamps."""
    return draft.reading.kind != "plain" and not draft.labels_taken


def stamps_of(draft: Draft) -> pd.DatetimeIndex:
    """Return the timestamp of every row, UTC; only where the frame has dates."""
    stamps = draft.reading.stamps
    # A maker of wide frames leaves them in the index, where they are UTC.
    return pd.DatetimeIndex(draft.frame.index) if stamps is None else stamps


def clock_of(stamps: pd.DatetimeIndex, known: Calendar) -> str:
    """Return the zone in which the days of an exchange begin at midnight.

    That is UTC where every label is midnight there: it then names a date and is no instant.
    """
    return "UTC" if at_midnight(stamps) else known.zone


def always_open(known: Calendar | None) -> bool:
    """Return whether an exchange trades on every day that its calendar covers."""
    return known is not None and int(known.counts[_CLOSED, -1]) == 0


def on_weekend(draft: Draft, asset: int) -> Mask:
    """Return which rows are a Saturday or a Sunday to the exchange of an asset; none where it is not known."""
    known = draft.calendar(asset)
    found = draft.weekends.get(known)
    if found is None:
        found = draft.weekends[known] = _on_weekend(draft, known)
    return found


def _on_weekend(draft: Draft, known: Calendar | None) -> Mask:
    if known is None:
        return np.zeros(len(draft.values), bool)
    stamps = stamps_of(draft)
    if known.name == "24/5" and not at_midnight(stamps):
        # Currencies open on Sunday evening, UTC, and that is their Monday.
        stamps = stamps + _EVENING
    local = stamps.tz_convert(clock_of(stamps, known))
    return np.asarray(local.dayofweek >= _SATURDAY)
