"""Timestamps off their grid, in another unit, or in another resolution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...edits import Retyped, Stamped
from ...sessions import PER_SECOND
from ...vocabulary import Evidence, Layer, Response
from ..base import Applicable, Needs, Spot
from ..draft import Draft
from ..search import pick
from .labels import UNIX_EPOCH, own_labels, restamped, times_of, untouched_rows

__all__ = ["OffGrid", "OtherResolution", "WrongEpoch"]

Rows = NDArray[np.intp]
Resolution = Literal["s", "ms", "us", "ns"]

_SECONDS = (1, 15, 59, 30)
_FACTORS = (1_000, 1_000_000, 1_000_000_000)
_LONG_AGO = pd.Timestamp("1973-01-01", tz="UTC")  # no feed of today begins before, and divided times lie before


@dataclass(frozen=True, slots=True, kw_only=True)
class OffGrid(Applicable):
    """Bars whose labels stand 1 to 59 seconds after the time they belong to.

    Binance labelled its bars 14.8 s off in February 2018 (binance-public-data#14, #77). The frame has a grid of
    whole minutes, and the label stays before the next one.

    Parameters
    ----------
    most
        How many timestamps at most are off the grid.

    Raises
    ------
    ValueError
        If ``most`` is below 1.
    """

    most: int = 3

    name = "ts_offgrid"
    layer = Layer.TIER1
    response = Response.WARN
    evidence = Evidence.RETURNS
    # One label that is on the grid, to tell the other from.
    needs = Needs(sessions=2)

    def __post_init__(self) -> None:
        """Refuse a fault of no timestamps."""
        if self.most < 1:
            msg = f"most={self.most!r}: at least 1 timestamp is off the grid, such as 3"
            raise ValueError(msg)

    def place(self, draft: Draft, spot: Spot) -> Stamped | None:
        """Shift one or more timestamps, each in all the rows that have it."""
        labels, times = own_labels(draft), times_of(draft)
        if labels is None or times is None or draft.reading.kind == "plain":
            return None
        ticks = times.asi8
        known = np.unique(ticks[~np.asarray(times.isna())])
        if len(known) < 2 or (known % (60 * PER_SECOND[times.unit])).any():  # noqa: PLR2004 - a grid takes two
            return None
        # A timestamp goes with all of its rows, or a tidy frame would no longer be sorted.
        whole = known[~np.isin(known, ticks[~untouched_rows(draft)])]
        if not len(whole):
            return None
        count = min(1 + spot.size // len(_SECONDS), self.most, len(known) - 1)
        start = min(spot.row, len(whole) - 1)
        rows = np.flatnonzero(np.isin(ticks, whole[start : start + count]))
        return restamped(draft, rows, times[rows] + pd.Timedelta(seconds=pick(_SECONDS, spot.size)))


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongEpoch(Applicable):
    """Times in one unit, read as those of another: the rows from one on lie in January 1970.

    Binance went from milliseconds to microseconds on 2025-01-01 (binance-public-data#386, #474); a reader that
    expects the one and is given the other divides by a thousand, or by a million. Multiplied by a thousand, the times
    of today lie beyond the year 9999, where pandas has no timestamps.
    """

    name = "epoch_unit"
    layer = Layer.L0
    response = Response.RAISE
    evidence = Evidence.RETURNS
    needs = Needs()

    def place(self, draft: Draft, spot: Spot) -> Stamped | None:
        """Divide the times since 1970 from one row on, beyond all rows that another fault has touched."""
        labels, times = own_labels(draft), times_of(draft)
        if labels is None or times is None or times.hasnans or times.min() < _LONG_AGO:
            return None
        free = untouched_rows(draft)
        taken = np.flatnonzero(~free)
        starts = np.arange(int(taken[-1]) + 1 if len(taken) else 0, len(times))
        if not len(starts):
            return None
        rows = np.arange(starts[min(spot.row, len(starts) - 1)], len(times))
        ago = times[rows] - UNIX_EPOCH
        factor = pick(_FACTORS, spot.size)
        for divisor in (factor, _FACTORS[0]):
            stamps = (UNIX_EPOCH + ago // divisor).as_unit(times.unit)
            # In a coarse unit a large divisor leaves many a time twice, which is another fault.
            if stamps.nunique() == times[rows].nunique():
                return restamped(draft, rows, stamps)
        return restamped(draft, rows, (UNIX_EPOCH + ago // _FACTORS[0]).as_unit(times.unit))


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherResolution(Applicable):
    """A legal control: the same instants in seconds, milliseconds, microseconds or nanoseconds.

    pandas 2 reads text as nanoseconds, and pandas 3 as microseconds; only a resolution that loses nothing is taken.
    """

    name = "ts_resolution"
    layer = Layer.TIER1
    response = Response.PASS
    evidence = Evidence.RETURNS
    needs = Needs()

    def place(self, draft: Draft, spot: Spot) -> Retyped | None:
        """Give all labels another resolution."""
        labels = own_labels(draft)
        if labels is None:
            return None
        able = [unit for unit in get_args(Resolution) if unit != labels.unit and _lossless(labels, unit)]
        return Retyped(into=pick(able, spot.size), place=draft.reading.place) if able else None


def _lossless(labels: pd.DatetimeIndex, unit: Resolution) -> bool:
    try:
        return bool((labels.as_unit(unit).as_unit(labels.unit).asi8 == labels.asi8).all())
    except pd.errors.OutOfBoundsDatetime:
        return False
