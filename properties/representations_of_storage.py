"""Columns of the same values that pandas stores differently."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from .pairs import Pair
from .places import nth, with_column

__all__ = [
    "arrow",
    "blocks",
    "byte_order",
    "category_order",
    "column_unit",
    "column_zone",
    "memory_order",
    "nullable",
    "objects",
    "text_category",
    "text_string",
]

_ZONES = ("America/New_York", "Asia/Tokyo", "Europe/London", "Etc/UTC")
_NULLABLE = {"int64": "Int64", "bool": "boolean", "float64": "Float64"}
_ARROW = {"int64": "int64[pyarrow]", "float64": "double[pyarrow]", "bool": "bool[pyarrow]"}


def _stored(
    frame: pd.DataFrame, column: int, fits: Callable[[Any], bool], change: Callable[[pd.Series], Any]
) -> Pair | None:
    place = nth([at for at in range(frame.shape[1]) if fits(frame.iloc[:, at])], column)
    return None if place is None else (frame, with_column(frame, place, change(frame.iloc[:, place])))


def column_zone(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Show the instants of a column in another zone."""
    zone = _ZONES[row % len(_ZONES)]
    return _stored(
        frame,
        column,
        lambda cells: isinstance(cells.dtype, pd.DatetimeTZDtype),
        lambda cells: cells.dt.tz_convert(zone).array,
    )


def column_unit(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Hold times in ms; those drawn here are whole milliseconds."""
    del row
    return _stored(frame, column, lambda cells: cells.dtype.kind == "M", lambda cells: cells.dt.as_unit("ms").array)


def nullable(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Make a column of numbers or truth values nullable."""
    del row
    return _stored(
        frame,
        column,
        lambda cells: str(cells.dtype) in _NULLABLE,
        lambda cells: _as(cells, _NULLABLE[str(cells.dtype)]),
    )


def arrow(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Let Arrow hold a column of numbers, truth values or texts."""
    del row
    return _stored(frame, column, lambda cells: str(cells.dtype) in _ARROW or _is_text(cells), _by_arrow)


def _by_arrow(cells: pd.Series) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - only this representation needs pyarrow

    if not _is_text(cells):
        return _as(cells, _ARROW[str(cells.dtype)])
    return cells.astype(pd.ArrowDtype(pa.large_string())).array


def text_string(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Hold texts as pandas' own strings."""
    del row
    return _stored(frame, column, _is_text, lambda cells: cells.astype("string[python]").array)


def text_category(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Hold texts as categories."""
    del row
    return _stored(frame, column, _is_text, lambda cells: cells.astype("category").array)


def category_order(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Hold texts as categories, sorted and the other way round."""
    del row
    pair = _stored(frame, column, _is_text, lambda cells: cells.astype("category").array)
    if pair is None:
        return None
    place = nth([at for at in range(frame.shape[1]) if _is_text(frame.iloc[:, at])], column)
    held: Any = pair[1].iloc[:, place or 0].array
    turned = held.set_categories([*reversed(list(held.categories)), "unused"])
    return pair[1], with_column(frame, place or 0, turned)


def objects(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Hold integers as Python's own; without any row they would be no integers."""
    del row
    return _stored(
        frame,
        column,
        lambda cells: len(cells) > 0 and cells.dtype == np.int64,
        lambda cells: cells.astype(object).array,
    )


def byte_order(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Hold floats with the bytes of each in the other order."""
    del row
    return _stored(frame, column, _is_float, lambda cells: cells.to_numpy(np.float64).astype(">f8"))


def memory_order(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Hold the floats of the frame row by row, and column by column."""
    del row, column
    if not len(frame) or not all(_is_float(frame.iloc[:, at]) for at in range(frame.shape[1])):
        return None
    cells = frame.to_numpy(np.float64)
    orders = (np.ascontiguousarray(cells), np.asfortranarray(cells))
    first, second = (pd.DataFrame(order, index=frame.index, columns=frame.columns, copy=False) for order in orders)
    return first, second


def blocks(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Put the frame together column by column."""
    del row, column
    if not frame.shape[1]:
        return None
    parts = [frame.iloc[:, [at]].copy() for at in range(frame.shape[1])]
    return frame, pd.concat(parts, axis=1)


def _as(cells: pd.Series, dtype: Any) -> Any:
    return cells.astype(dtype).array


def _is_float(cells: pd.Series) -> bool:
    return cells.dtype == np.float64


def _is_text(cells: pd.Series) -> bool:
    """Whether a column holds texts, one of which is there: without any, there is no type to keep."""
    return pd.api.types.is_object_dtype(cells.dtype) and bool(cells.notna().any())
