"""Material changes of type that leave every value as it prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from .pairs import Pair
from .places import nth, with_column

__all__ = [
    "bool_to_int8",
    "column_loses_zone",
    "index_loses_zone",
    "int_to_float",
    "label_type",
    "number_to_text",
    "to_float32",
]


def _typed(
    frame: pd.DataFrame, column: int, fits: Callable[[Any], bool], change: Callable[[pd.Series], pd.Series]
) -> Pair | None:
    place = nth([at for at, dtype in enumerate(frame.dtypes) if fits(dtype)], column)
    return None if place is None else (frame, with_column(frame, place, change(frame.iloc[:, place]).array))


def int_to_float(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Turn integers into floats."""
    del row
    return _typed(frame, column, lambda dtype: dtype == np.int64, lambda cells: cells.astype(np.float64))


def to_float32(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Turn floats that float32 holds exactly into float32."""
    del row
    place = nth([at for at, dtype in enumerate(frame.dtypes) if dtype == np.float64], column)
    if place is None:
        return None
    with np.errstate(over="ignore", under="ignore"):
        narrow = frame.iloc[:, place].to_numpy(np.float64).astype(np.float32)
    return with_column(frame, place, narrow.astype(np.float64)), with_column(frame, place, narrow)


def bool_to_int8(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Turn truth values into int8."""
    del row
    return _typed(frame, column, lambda dtype: dtype == np.bool_, lambda cells: cells.astype(np.int8))


def number_to_text(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Turn integers into the text they print as."""
    del row
    return _typed(frame, column, lambda dtype: dtype == np.int64, lambda cells: cells.map(str).astype(object))


def column_loses_zone(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Turn instants into wall-clock times of the same digits."""
    del row
    return _typed(
        frame,
        column,
        lambda dtype: isinstance(dtype, pd.DatetimeTZDtype),
        lambda cells: cells.dt.tz_localize(None),
    )


def index_loses_zone(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Turn the instants of the index into wall-clock times of the same digits."""
    del row, column
    index = frame.index
    if not isinstance(index, pd.DatetimeIndex) or index.tz is None:
        return None
    return frame, frame.set_axis(index.tz_localize(None), axis=0)


def label_type(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Turn the label 1 into the label '1'."""
    del row
    place = nth(range(frame.shape[1]), column)
    if place is None:
        return None
    rest: list[Any] = [f"x{at}" for at in range(frame.shape[1])]
    number, text = rest.copy(), rest.copy()
    number[place], text[place] = 1, "1"
    return (
        frame.set_axis(pd.Index(number, dtype=object), axis=1),
        frame.set_axis(pd.Index(text, dtype=object), axis=1),
    )
