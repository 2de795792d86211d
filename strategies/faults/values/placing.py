"""What faults of values share: finding one value, runs of sessions, moves, and the price fields of an asset."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ...edits import Cells
from ..base import Spot
from ..draft import Draft
from ..search import block, cells, next_asset, nth
from .beyond import held

__all__ = [
    "OHLC",
    "PRICES",
    "Floats",
    "Rows",
    "calm",
    "growth",
    "main_values",
    "one_return",
    "price_fields",
    "rescaled",
    "starts",
    "whole",
]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

OHLC = ("open", "high", "low", "close")
PRICES = (*OHLC, "adj_close")

_OWN_MOVE = 1.25  # more than an asset has on an ordinary day, and far less than any factor


def one_return(draft: Draft, spot: Spot, value_in: Callable[[np.dtype], float | None]) -> Cells | None:
    """Put another return on a free session; ``value_in`` tells which, for the dtype of the column."""
    if draft.reading.holds != "returns":
        return None

    def attempt(asset: int) -> Cells | None:
        column = draft.column(asset)
        if column is None or not draft.numeric[column]:
            return None
        rows = draft.free(draft.observed(asset), asset)
        value = value_in(held(draft, column))
        rows = rows[draft.values[rows, column] != value]
        if value is None or not len(rows):
            return None
        return cells(draft, np.array([nth(rows, spot)]), asset, np.array([value]))

    return next_asset(draft, spot, attempt)


def main_values(draft: Draft, rows: Rows, asset: int) -> Floats | None:
    """Return the numbers in the main field of an asset, as the faults so far have left them; None if it has none."""
    column = draft.column(asset)
    return None if column is None or not draft.numeric[column] else draft.values[rows, column]


def growth(draft: Draft, rows: Rows, asset: int) -> Floats | None:
    """Return by what each session multiplied the value of an asset; 1.0 for the first of its prices."""
    values = main_values(draft, rows, asset)
    if values is None or draft.reading.holds == "anything":
        return None
    if draft.reading.holds == "returns":
        return 1.0 + values
    moved = np.ones(len(rows))
    before = values[:-1]
    with np.errstate(over="ignore", invalid="ignore"):  # prices that other faults have made are next to nothing
        np.divide(values[1:], before, out=moved[1:], where=before != 0.0)
    return moved


def calm(moved: Floats, factor: float) -> NDArray[np.bool_]:
    """Return where an asset's own move is so small that it hides no jump by that factor."""
    most = min(np.log(_OWN_MOVE), abs(np.log(factor)) / 2.0)
    return (moved > 0.0) & (np.abs(np.log(np.where(moved > 0.0, moved, 1.0))) <= most)


def starts(draft: Draft, rows: Rows, asset: int, length: int) -> Rows:
    """Return the ordinals among some rows from which on as many of them are free."""
    if not 0 < length <= len(rows):
        return rows[:0]
    taken = np.concatenate([[0], np.cumsum(draft.claimed[rows, asset])])
    return np.flatnonzero(taken[length:] == taken[:-length])


def whole(draft: Draft, asset: int) -> Rows | None:
    """Return the sessions of an asset with a value; None where another fault has claimed any of its rows."""
    own = draft.rows(asset)
    return None if draft.claimed[own, asset].any() else draft.observed(asset)


def price_fields(draft: Draft, asset: int) -> Sequence[str]:
    """Return which price fields an asset has; none where the frame holds no prices."""
    if draft.reading.holds != "prices":
        return ()
    columns = {field: draft.column(asset, field) for field in PRICES}
    return [field for field, column in columns.items() if column is not None and draft.numeric[column]]


def rescaled(draft: Draft, rows: Rows, asset: int, factor: float, *, claims: Rows) -> Cells | None:
    """Return an edit that multiplies all price fields of an asset."""
    fields = price_fields(draft, asset)
    columns = draft.columns(asset, fields)
    if not fields or columns is None:
        return None
    return block(draft, rows, asset, fields, draft.values[rows[:, None], columns] * factor, claims=claims)
