"""Other timestamps, and timestamps of another dtype."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .edits import Place

__all__ = ["labels_at", "restamped", "retyped"]

Rows = NDArray[np.intp]

_ELSEWHERE = "Etc/GMT+5"  # a fixed offset, which no change of the clocks moves


def labels_at(frame: pd.DataFrame, place: Place) -> pd.Index:
    """Return the timestamps of a frame as it has them, from wherever it keeps them."""
    kind, position = place
    match kind:
        case "index":
            return frame.index
        case "level":
            return frame.index.get_level_values(position)
        case "column":
            column = frame.iloc[:, position]
            return pd.Index(column, dtype=column.dtype)  # or pandas 2.2 would make timestamps of objects


def restamped(labels: pd.Index, rows: Rows, stamps: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Return labels with other timestamps on some rows; they take the zone and the unit of those that are there."""
    old = pd.DatetimeIndex(labels)
    utc = old.tz_localize("UTC") if old.tz is None else old
    values = cast("Any", utc.array).copy()
    values[rows] = stamps.tz_convert(utc.tz).as_unit(old.unit).array
    made = pd.DatetimeIndex(values, name=labels.name)
    return made.tz_localize(None) if old.tz is None else made


def retyped(labels: pd.Index, into: str) -> pd.Index:
    """Return timestamps in another dtype; see ``Retyped``."""
    stamps = pd.DatetimeIndex(labels)
    match into:
        case "naive":
            return stamps.tz_localize(None)
        case "mixed":
            boxed = [stamp.tz_localize(None) if row % 2 else stamp for row, stamp in enumerate(stamps)]
        case "offsets":
            boxed = [stamp.tz_convert(_ELSEWHERE) if row % 2 else stamp for row, stamp in enumerate(stamps)]
        case "text":
            boxed = [stamp.isoformat() for stamp in stamps]
        case _:
            return stamps.as_unit(cast("Any", into))
    return pd.Index(boxed, dtype=object, name=labels.name)
