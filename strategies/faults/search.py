"""Finding a place: the asset and row asked for, or else the next that will do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..edits import Cells, Edit
from .base import Spot
from .draft import Draft

__all__ = ["block", "cell", "cells", "emptied", "next_asset", "nth", "pick"]

T = TypeVar("T")
E = TypeVar("E", bound=Edit)
Rows = NDArray[np.intp]

_NO_ROWS = np.zeros(0, np.intp)


def next_asset(draft: Draft, spot: Spot, attempt: Callable[[int], E | None]) -> E | None:
    """Return the first edit that an attempt makes, from the asset of the spot on, and round to it."""
    count = len(draft.names)
    for step in range(count):
        # Cut, not taken modulo: an asset beyond the last stays the last while the frame shrinks.
        edit = attempt((min(spot.column, count - 1) + step) % count)
        if edit is not None:
            return edit
    return None


def pick(options: Sequence[T], size: int) -> T:
    """Return the option that a size stands for; the first is the plainest."""
    return options[size % len(options)]


def nth(rows: Rows, spot: Spot) -> int:
    """Return the row that the spot stands for among those that will do; cut, so that it shrinks with the frame."""
    return int(rows[min(spot.row, len(rows) - 1)])


def cells(
    draft: Draft,
    rows: Rows,
    asset: int,
    values: NDArray[Any],
    *,
    field: str | None = None,
    claims: Rows = _NO_ROWS,
    gap: bool = False,
) -> Cells | None:
    """Return an edit of one field of an asset, its main one where None; None if the asset has no such field.

    ``values``: (rows,).
    """
    column = draft.column(asset, field)
    if column is None:
        return None
    values = values.reshape(-1, 1)
    return Cells(rows=rows, columns=np.array([column]), values=values, assets=(asset,), claims=claims, gap=gap)


def block(
    draft: Draft, rows: Rows, asset: int, fields: Sequence[str], values: NDArray[Any], *, claims: Rows = _NO_ROWS
) -> Cells | None:
    """Return an edit of several fields of an asset; None if it lacks one. ``values``: (rows, fields)."""
    columns = draft.columns(asset, fields)
    if columns is None:
        return None
    return Cells(rows=rows, columns=columns, values=values, assets=(asset,), claims=claims)


def emptied(draft: Draft, rows: Rows, asset: int, *, claims: Rows = _NO_ROWS) -> Cells:
    """Return an edit that leaves an asset, in all its fields, without a value on some rows."""
    columns = np.array(sorted(draft.reading.fields[asset].values()), np.intp)
    if draft.numeric[columns].all():
        values = np.full((len(rows), len(columns)), np.nan)
    else:
        values = np.full((len(rows), len(columns)), None, object)
    return Cells(rows=rows, columns=columns, values=values, assets=(asset,), claims=claims, gap=True)


def cell(draft: Draft, spot: Spot, value: float) -> Cells | None:
    """Put one return on a free session that has one; None where the frame holds no returns."""
    if draft.reading.holds != "returns":
        return None

    def attempt(asset: int) -> Cells | None:
        rows = draft.free(draft.observed(asset), asset)
        return cells(draft, np.array([nth(rows, spot)]), asset, np.array([value])) if len(rows) else None

    return next_asset(draft, spot, attempt)
