"""Cells that hold the same value in other bits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .pairs import Pair
from .places import nth, with_column

__all__ = ["nan_payload", "negative_zero", "null_text", "under_null"]

_ODD_NAN = 0xFFF0_0000_0000_1234


def negative_zero(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Put 0.0 and -0.0 into a cell of floats."""
    return _bits(frame, row, column, 0, 1 << 63)


def nan_payload(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Put two NaN of different bits into a cell of floats."""
    return _bits(frame, row, column, int(np.float64(np.nan).view(np.uint64)), _ODD_NAN)


def null_text(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Put None and NaN into a cell of texts, one of which at least is left."""
    return _objects(frame, row, column, (None, np.nan))


def under_null(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Put two numbers under a null of a nullable column."""
    place = nth([at for at, dtype in enumerate(frame.dtypes) if dtype == np.int64], column)
    at = nth(range(len(frame)), row)
    if place is None or at is None:
        return None
    null = np.arange(len(frame)) == at
    first, second = frame.iloc[:, place].to_numpy(np.int64).copy(), frame.iloc[:, place].to_numpy(np.int64).copy()
    first[at], second[at] = 0, 99
    return (
        with_column(frame, place, pd.arrays.IntegerArray(first, null)),
        with_column(frame, place, pd.arrays.IntegerArray(second, null.copy())),
    )


def _bits(frame: pd.DataFrame, row: int, column: int, first: int, second: int) -> Pair | None:
    place = nth([at for at, dtype in enumerate(frame.dtypes) if dtype == np.float64], column)
    at = nth(range(len(frame)), row)
    if place is None or at is None:
        return None
    cells = frame.iloc[:, place].to_numpy(np.float64)
    pair = [cells.copy(), cells.copy()]
    for values, pattern in zip(pair, (first, second), strict=True):
        values.view(np.uint64)[at] = pattern
    return with_column(frame, place, pair[0]), with_column(frame, place, pair[1])


def _objects(frame: pd.DataFrame, row: int, column: int, values: tuple[Any, Any]) -> Pair | None:
    texts = [at for at, dtype in enumerate(frame.dtypes) if pd.api.types.is_object_dtype(dtype)]
    place, at = nth(texts, column), nth(range(len(frame)), row)
    if place is None or at is None:
        return None
    pair: list[pd.DataFrame] = []
    for value in values:
        cells = frame.iloc[:, place].to_numpy(object).copy()
        cells[at] = value
        pair.append(with_column(frame, place, pd.array(cells, dtype=object)))
    return pair[0], pair[1]
