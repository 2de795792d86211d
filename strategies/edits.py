"""What a fault does to a frame, as values; every position is one in the clean frame.

Faults never see each other's insertions and deletions: all of them speak of the clean frame, and ``applied`` puts
the edits together once, in an order of its own (values, timestamps, rows, columns).
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = [
    "Cells",
    "ColumnAdded",
    "ColumnsRemoved",
    "ColumnsRenamed",
    "Edit",
    "Retyped",
    "RowsAdded",
    "RowsMoved",
    "RowsRemoved",
    "Stamped",
    "places",
]

Rows = NDArray[np.intp]

_NO_ROWS = np.zeros(0, np.intp)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """Other values in a block of cells.

    ``values``: (rows, columns), float64 or object. ``assets``: numbers of the assets that the columns (in a tidy
    frame, the rows) belong to. ``claims``: rows of these assets that no other fault may touch, besides ``rows``.
    ``gap``: sessions become NaN; one asset takes one such fault, or two would add up to a third. ``dtype``: the
    columns get this dtype, whole.
    """

    rows: Rows
    columns: Rows
    values: NDArray[Any]
    assets: tuple[int, ...]
    claims: Rows = field(default_factory=lambda: _NO_ROWS)
    gap: bool = False
    dtype: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowsAdded:
    """Further rows next to rows that are there.

    ``anchors``: one a new row, which stands right after it, or right before it where ``before``. ``labels``: theirs
    in the index; None for those of the anchors. ``values``: (rows, columns of the frame), float64 or object; None
    for a copy of the anchor as it is in the toxic frame. ``assets``: those the rows belong to.
    """

    anchors: Rows
    values: NDArray[Any] | None
    assets: tuple[int, ...]
    labels: pd.Index | None = None
    before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowsRemoved:
    """Rows that are gone; ``assets``: those that lose something by it."""

    rows: Rows
    assets: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowsMoved:
    """Rows in another order; ``order``: for each place, the row that stands there now, (rows of the frame,)."""

    order: Rows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stamped:
    """Other timestamps on some rows, of the same dtype as before.

    ``place``: where the frame holds its timestamps. ``assets``: None for all.
    """

    rows: Rows
    stamps: pd.DatetimeIndex
    place: Place
    assets: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Retyped:
    """All timestamps in another dtype; the labels that this would change most are those that are named.

    ``into``: ``naive`` (wall clock without a zone), ``mixed`` (objects, every second without a zone), ``offsets``
    (objects with two offsets), ``text``, or a datetime unit.
    """

    into: Literal["naive", "mixed", "offsets", "text", "s", "ms", "us", "ns"]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ColumnAdded:
    """A further column at the end.

    ``source``: the column it follows in dtype. ``values``: (rows,); None for a copy as it is in the toxic frame.
    """

    source: int
    name: Hashable
    values: NDArray[Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ColumnsRenamed:
    """Columns under other names, their content untouched."""

    columns: Rows
    names: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ColumnsRemoved:
    """Columns that are gone."""

    columns: Rows


Place: TypeAlias = tuple[Literal["index", "level", "column"], int]
"""Where timestamps are: the index, a level of it, or a column, by number."""

Edit: TypeAlias = (
    Cells | RowsAdded | RowsRemoved | RowsMoved | Stamped | Retyped | ColumnAdded | ColumnsRenamed | ColumnsRemoved
)


def places(edit: Edit) -> tuple[Rows, Rows]:
    """Return the rows and the columns of the clean frame that an edit speaks of; none where it means all."""
    match edit:
        case Cells():
            found = edit.rows, edit.columns
        case RowsAdded():
            found = edit.anchors, _NO_ROWS
        case RowsRemoved() | Stamped():
            found = edit.rows, _NO_ROWS
        case RowsMoved():
            found = edit.order[edit.order != np.arange(len(edit.order))], _NO_ROWS
        case ColumnAdded():
            found = _NO_ROWS, np.array([edit.source], np.intp)
        case ColumnsRenamed() | ColumnsRemoved():
            found = _NO_ROWS, edit.columns
        case Retyped():
            found = _NO_ROWS, _NO_ROWS
    return found
