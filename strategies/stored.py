"""Writing into a column as pandas stores it: in its own dtype where that holds the value, else in a wider one."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["written"]

Rows = NDArray[np.intp]


def written(column: Any, rows: Rows, values: NDArray[Any], dtype: str | None) -> Any:
    """Return a copy of a column with other values on some rows.

    Parameters
    ----------
    column
        A NumPy array or a pandas extension array.
    values
        (rows,); NaN, None and NaT stand for a missing value, whatever the column calls it.
    dtype
        That of the result. Where None, the column keeps its own if that holds the values; integers become float64
        and anything else objects.
    """
    if isinstance(column, pd.arrays.NumpyExtensionArray):
        column = column.to_numpy()
    if dtype is not None:
        whole = np.empty(len(column), object)
        whole[:] = list(column)
        whole[rows] = values
        return pd.array(cast("Any", whole), dtype=dtype, copy=False) if dtype != "object" else whole
    missing = pd.isna(values)
    if isinstance(column, np.ndarray):
        return _in_numpy(cast("NDArray[Any]", column), rows, values, missing)
    copied = column.copy()
    try:
        copied[rows[~missing]] = values[~missing].tolist()
        copied[rows[missing]] = getattr(column.dtype, "na_value", pd.NaT)
    except (TypeError, ValueError, OverflowError):
        return _as_objects(column, rows, values)
    return copied


def _in_numpy(column: NDArray[Any], rows: Rows, values: NDArray[Any], missing: NDArray[np.bool_]) -> NDArray[Any]:
    kind = column.dtype.kind
    if kind in "fc" and _numbers(values):
        copied = column.copy()
        copied[rows] = np.where(missing, np.nan, values).astype(column.dtype)
        return copied
    if kind in "iu" and _numbers(values):
        exact = not missing.any() and all(float(value).is_integer() for value in values)
        info = np.iinfo(column.dtype)
        if exact and all(info.min <= int(value) <= info.max for value in values):
            copied = column.copy()
            copied[rows] = [int(value) for value in values]
            return copied
        widened = column.astype(np.float64)
        widened[rows] = np.where(missing, np.nan, values).astype(np.float64)
        return widened
    if kind in "mM" and missing.all():
        copied = column.copy()
        copied[rows] = np.array("NaT", column.dtype)
        return copied
    if kind == "b" and not missing.any() and all(isinstance(value, bool | np.bool_) for value in values):
        copied = column.copy()
        copied[rows] = values.astype(bool)
        return copied
    return _as_objects(column, rows, values)


def _numbers(values: NDArray[Any]) -> bool:
    return values.dtype.kind in "iuf" or all(
        value is None or (isinstance(value, int | float | np.number) and not isinstance(value, bool))
        for value in values
    )


def _as_objects(column: Any, rows: Rows, values: NDArray[Any]) -> NDArray[Any]:
    widened = np.empty(len(column), object)
    widened[:] = list(column)
    widened[rows] = values
    return widened
