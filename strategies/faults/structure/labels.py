"""The timestamps of a frame, for the faults that change them."""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...edits import Stamped
from ...sessions import at_midnight
from ...stamping import labels_at
from ..draft import Draft

__all__ = [
    "UNIX_EPOCH",
    "daily",
    "days_once",
    "hit_by",
    "own_labels",
    "restamped",
    "times_of",
    "untouched_rows",
    "with_stamps",
]

Rows = NDArray[np.intp]

UNIX_EPOCH = pd.Timestamp("1970-01-01", tz="UTC")


def own_labels(draft: Draft) -> pd.DatetimeIndex | None:
    """Return the timestamps as the frame has them; None where there are none that a fault may change.

    Those of Arrow are left alone: whatever changes them gives datetime64 back, which is another fault.
    """
    if draft.labels_taken or not len(draft.values):
        return None
    labels = labels_at(draft.frame, draft.reading.place)
    return labels if isinstance(labels, pd.DatetimeIndex) else None


def times_of(draft: Draft) -> pd.DatetimeIndex | None:
    """Return the same timestamps in UTC; those without a zone are taken at their word."""
    labels = own_labels(draft)
    if labels is None:
        return None
    return labels.tz_localize("UTC") if labels.tz is None else labels.tz_convert("UTC")


def days_once(draft: Draft, asset: int) -> pd.DatetimeIndex | None:
    """Return the dates of all rows, as the frame has them; None unless an asset has each of its dates once."""
    labels = own_labels(draft)
    if labels is None:
        return None
    dates = labels if daily(labels) and not labels.hasnans else labels.normalize()
    own = dates if draft.reading.codes is None else dates[draft.rows(asset)]
    return dates if own.is_unique and not own.hasnans else None


def daily(labels: pd.DatetimeIndex) -> bool:
    """Whether the labels are dates: each one at midnight of the frame's own zone."""
    return at_midnight(labels)


def hit_by(draft: Draft, rows: Rows) -> tuple[int, ...] | None:
    """Return the assets that lose something when these rows are wrong; None for all of them."""
    codes = draft.reading.codes
    if codes is None:
        return None
    return tuple(sorted({int(code) for code in codes[rows] if code >= 0}))


def untouched_rows(draft: Draft) -> NDArray[np.bool_]:
    """Return, for every row, whether no fault has touched, moved or doubled it."""
    free = np.zeros(len(draft.values), bool)
    free[draft.free_rows(np.arange(len(free)))] = True
    return free


def restamped(draft: Draft, rows: Rows, stamps: pd.DatetimeIndex) -> Stamped:
    """Return an edit that gives rows other timestamps; those of a zone other than UTC are converted."""
    zoned = stamps.tz_localize("UTC") if stamps.tz is None else stamps.tz_convert("UTC")
    hit = hit_by(draft, rows)
    return Stamped(rows=rows, stamps=zoned, place=draft.reading.place, assets=hit)


def with_stamps(draft: Draft, row: int, stamps: list[pd.Timestamp]) -> pd.Index | None:
    """Return the label of a row once for each of other timestamps; None where the index holds no timestamps."""
    kind, position = draft.reading.place
    if kind == "column":
        return None
    index = draft.frame.index
    if kind == "index":
        return pd.DatetimeIndex(stamps, name=index.name).as_unit(cast("pd.DatetimeIndex", index).unit)
    own = index[[row] * len(stamps)]
    levels = [own.get_level_values(level) for level in range(own.nlevels)]
    levels[position] = pd.DatetimeIndex(stamps).as_unit(pd.DatetimeIndex(levels[position]).unit)
    return pd.MultiIndex.from_arrays(levels, names=own.names)
