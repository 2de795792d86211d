"""The same labels and their order, held differently."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .pairs import Pair
from .places import nth

__all__ = [
    "annotated",
    "column_order",
    "index_freq",
    "index_levels",
    "index_unit",
    "index_zone",
    "range_index",
    "row_order",
]

_ZONES = ("America/New_York", "Asia/Tokyo", "Europe/London", "Etc/UTC")
_TWO = 2


def column_order(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Move a column to the end."""
    del row
    at = nth(range(frame.shape[1] - 1), column)
    if at is None:
        return None
    order = [place for place in range(frame.shape[1]) if place != at]
    return frame, frame.iloc[:, [*order, at]]


def row_order(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Move a row to the end."""
    del column
    at = nth(range(len(frame) - 1), row)
    if at is None:
        return None
    order = [place for place in range(len(frame)) if place != at]
    return frame, frame.iloc[[*order, at]]


def index_zone(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Show the instants of the index in another zone."""
    index = frame.index
    if not isinstance(index, pd.DatetimeIndex) or index.tz is None:
        return None
    return frame, frame.set_axis(index.tz_convert(_ZONES[(row + column) % len(_ZONES)]), axis=0)


def index_unit(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Hold the instants of the index in ns and in s, where they are whole seconds."""
    del row, column
    index = frame.index
    if not isinstance(index, pd.DatetimeIndex) or not index.equals(index.as_unit("s")):
        return None
    return frame.set_axis(index.as_unit("ns"), axis=0), frame.set_axis(index.as_unit("s"), axis=0)


def index_freq(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Give the index a frequency, and take it away."""
    del row, column
    if not len(frame):
        return None
    index = pd.date_range("2024-01-01", periods=len(frame), freq="D", tz="UTC")
    return frame.set_axis(index, axis=0), frame.set_axis(
        pd.DatetimeIndex(index.tz_localize(None).to_numpy(), tz="UTC"), axis=0
    )


def range_index(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Label the rows 0, 1, 2 by a range and by numbers."""
    del row, column
    numbers = pd.Index(np.arange(len(frame), dtype=np.int64))
    return frame.set_axis(pd.RangeIndex(len(frame)), axis=0), frame.set_axis(numbers, axis=0)


def index_levels(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Label the rows by pairs, whose level is stored in one order and in another with a label that no row has."""
    del row, column
    if not len(frame):
        return None
    keys = ["a", "b"]
    codes = np.arange(len(frame)) % _TWO
    return _pairs(frame, keys, codes), _pairs(frame, ["unused", *reversed(keys)], _TWO - codes)


def annotated(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Annotate the frame."""
    del row, column
    other = frame.copy()
    other.attrs["source"], other.columns.name = "feed", "asset"
    return frame, other


def _pairs(frame: pd.DataFrame, keys: list[str], codes: Any) -> pd.DataFrame:
    numbers = list(range(len(frame)))
    index = pd.MultiIndex(levels=[keys, numbers], codes=[codes.tolist(), numbers], names=["key", "number"])
    return frame.set_axis(index, axis=0)
