"""A further row: what it says, and where it stands."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...edits import RowsAdded
from ..draft import Draft
from .labels import times_of, with_stamps

__all__ = ["another", "further_rows", "twin"]

Rows = NDArray[np.intp]

_LIVE = 0.99  # a price or a return that is still moving, and stays within every legal bound


def twin(draft: Draft, row: int) -> NDArray[Any] | None:
    """Return what a row says after the faults placed so far, (1, columns); None if one has retyped a column."""
    if draft.columns_taken:
        return None
    if draft.floats:
        return draft.values[row : row + 1].copy()
    values = np.empty((1, draft.values.shape[1]), object)
    for column in range(values.shape[1]):
        values[0, column] = draft.frame.iloc[row, column]
        # An integer of 2**53 and more would not survive the matrix of floats: only what was changed is read there.
        new, old = draft.values[row, column], draft.given[row, column]
        if draft.numeric[column] and new != old and not (math.isnan(new) and math.isnan(old)):
            values[0, column] = None if math.isnan(new) else new
        elif not draft.numeric[column] and not draft.present(column)[row]:
            values[0, column] = None
    return values


def another(draft: Draft, column: int, value: float) -> float:
    """Return a value near one, and never the same, that the column can hold."""
    if not draft.holds_floats(column):
        return value - 1 if value > 0 else value + 1
    moved = value * _LIVE
    return moved if math.isfinite(moved) and abs(moved) > abs(value - moved) > 1e-9 else 1e-3  # noqa: PLR2004 - no noise


def further_rows(draft: Draft, row: int, asset: int, stamps: list[pd.Timestamp], values: NDArray[Any]) -> RowsAdded:
    """Return an edit that adds rows of an asset (of all of them, in a frame with a column each) after a row.

    ``stamps``: theirs, in the zone of the frame. ``values``: (rows, columns of the frame).
    """
    kind, position = draft.reading.place
    anchor = row
    codes = draft.reading.codes
    known = None if codes is None else times_of(draft)
    if known is not None:
        # Behind the other assets of that timestamp, or a frame sorted by time would no longer be.
        alike = np.flatnonzero(known == known[row])
        anchor = int(alike[-1]) if known.is_monotonic_increasing else row
    if kind == "column":
        values[:, position] = stamps
    everyone = tuple(range(len(draft.names))) if codes is None else (asset,)
    return RowsAdded(
        anchors=np.full(len(stamps), anchor), values=values, assets=everyone, labels=with_stamps(draft, row, stamps)
    )
