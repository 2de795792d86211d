"""Material changes of rows, columns and their labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from .pairs import Pair
from .places import nth

__all__ = [
    "drop_column",
    "drop_row",
    "move_delimiter",
    "rename_column",
    "rename_in_empty",
    "repeat_row",
    "shift_label",
    "swap_names",
    "swap_rows",
]

_DELIMITERS = ("|", ",", "\x1f", "\n", "', '")
_TWO = 2


def drop_row(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Remove a row."""
    del column
    return _rows(frame, row, len(frame), lambda at, order: [*order[:at], *order[at + 1 :]])


def repeat_row(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Repeat a row, label and all."""
    del column
    return _rows(frame, row, len(frame), lambda at, order: [*order[: at + 1], *order[at:]])


def swap_rows(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Swap a row with the next, if the two differ."""
    del column
    pair = _rows(frame, row, len(frame) - 1, lambda at, order: [*order[:at], at + 1, at, *order[at + 2 :]])
    return None if pair is None or pair[0].equals(pair[1]) else pair


def _rows(frame: pd.DataFrame, row: int, count: int, reorder: Callable[[int, list[int]], list[int]]) -> Pair | None:
    at = nth(range(count), row)
    return None if at is None else (frame, frame.iloc[reorder(at, list(range(len(frame))))])


def shift_label(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Move the label of a row: a timestamp by 1 ms, a number by 1."""
    del column
    at = nth(range(len(frame)), row)
    if at is None:
        return None
    index = frame.index
    if isinstance(index, pd.DatetimeIndex):
        step = pd.to_timedelta(np.where(np.arange(len(frame)) == at, 1, 0), unit="ms")
        return frame, frame.set_axis(index + step, axis=0)
    if not pd.api.types.is_integer_dtype(index.dtype):
        return None
    return frame, frame.set_axis(index.to_numpy() + np.where(np.arange(len(frame)) == at, 1, 0), axis=0)


def drop_column(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Remove a column."""
    del row
    at = nth(range(frame.shape[1]), column)
    if at is None:
        return None
    return frame, frame.iloc[:, [place for place in range(frame.shape[1]) if place != at]]


def rename_column(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Give a column another name."""
    del row
    at = nth(range(frame.shape[1]), column)
    if at is None:
        return None
    names: list[Any] = list(frame.columns)
    names[at] = f"{names[at]}'"
    return frame, _named(frame, names)


def rename_in_empty(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Give a column another name in a frame without rows: its shape says nothing of it."""
    return rename_column(frame.iloc[:0], row, column)


def swap_names(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Swap the names of two columns, if the columns differ."""
    del row
    at = nth(range(frame.shape[1] - 1), column)
    if at is None or frame.iloc[:, at].equals(frame.iloc[:, at + 1]):
        return None
    names: list[Any] = list(frame.columns)
    names[at], names[at + 1] = names[at + 1], names[at]
    return frame, _named(frame, names)


def move_delimiter(frame: pd.DataFrame, row: int, column: int) -> Pair | None:
    """Move the border between the first two names over a delimiter that a joined text would hide."""
    if frame.shape[1] < _TWO:
        return None
    mark = _DELIMITERS[(row + column) % len(_DELIMITERS)]
    rest = [f"x{place}" for place in range(frame.shape[1] - _TWO)]
    return _named(frame, [f"a{mark}b", "c", *rest]), _named(frame, ["a", f"b{mark}c", *rest])


def _named(frame: pd.DataFrame, names: Sequence[Any]) -> pd.DataFrame:
    return frame.set_axis(pd.Index(names, dtype=object), axis=1)
