"""Material changes of one cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .pairs import Pair
from .places import nth, with_column

__all__ = ["edit_text", "flip_bool", "flip_sign", "int_plus_one", "one_ulp", "shift_stamp", "to_nan"]

Mask = NDArray[np.bool_]
_LARGE = 1e300  # a neighbour of a larger float may be infinity


def _cell(
    frame: pd.DataFrame,
    row: int,
    column: int,
    dtypes: tuple[str, ...],
    fits: Callable[[Any], Mask],
    change: Callable[[Any], Any],
) -> Pair | None:
    """Change the cell at ``row`` and ``column``, both counted among those that fit."""
    masks = {
        place: fits(_values(frame, place)) for place, dtype in enumerate(frame.dtypes) if str(dtype).startswith(dtypes)
    }
    place = nth([place for place, mask in masks.items() if mask.any()], column)
    if place is None:
        return None
    at = nth(np.flatnonzero(masks[place]).tolist(), row)
    if at is None:
        return None
    values = _values(frame, place).copy()
    values[at] = change(values[at])
    return frame, with_column(frame, place, values)


def _values(frame: pd.DataFrame, place: int) -> Any:
    column = frame.iloc[:, place]
    return column.array if isinstance(column.dtype, pd.DatetimeTZDtype) else column.to_numpy()


def _any(values: Any) -> Mask:
    return np.ones(len(values), np.bool_)


def _is_text(values: Any) -> Mask:
    return np.array([isinstance(value, str) for value in values], np.bool_)


def _is_there(values: Any) -> Mask:
    return ~np.asarray(pd.isna(values), np.bool_)


def _number(values: Any) -> Mask:
    return np.isfinite(values) & (np.abs(values) < _LARGE)


def one_ulp(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Replace a float by the next one."""
    return _cell(frame, row, column, ("float64",), _number, lambda value: np.nextafter(value, np.inf))


def to_nan(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Replace a float by NaN."""
    return _cell(frame, row, column, ("float64",), np.isfinite, lambda _: np.nan)


def flip_sign(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Negate a float that is not zero."""
    return _cell(frame, row, column, ("float64",), lambda values: _number(values) & (values != 0), lambda value: -value)


def int_plus_one(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Add 1 to an integer; past 2**53 a float would not notice."""
    top = np.iinfo(np.int64).max
    return _cell(frame, row, column, ("int64",), lambda values: values < top, lambda value: value + 1)


def flip_bool(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Flip a truth value."""
    return _cell(frame, row, column, ("bool",), _any, lambda value: not value)


def edit_text(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Append a character to a text."""
    return _cell(
        frame,
        row,
        column,
        ("object",),
        _is_text,
        lambda value: f"{value}x",
    )


def shift_stamp(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Move a timestamp of a column by 1 ms."""
    return _cell(
        frame,
        row,
        column,
        ("datetime64",),
        _is_there,
        lambda value: pd.Timestamp(value) + pd.Timedelta(1, "ms") if isinstance(value, pd.Timestamp) else value + _MS,
    )


_MS = np.timedelta64(1, "ms")
