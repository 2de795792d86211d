"""A frame while faults are being placed on it: what is written already, and what is still free."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..edits import (
    Cells,
    ColumnAdded,
    ColumnsRemoved,
    ColumnsRenamed,
    Edit,
    Retyped,
    RowsAdded,
    RowsMoved,
    RowsRemoved,
    Stamped,
)
from ..reading import Reading, read
from ..sessions import Calendar, RowKinds, calendar, row_kinds
from ..venues import calendar_of

__all__ = ["Draft", "Kind"]

Kind = Literal["session", "weekend", "holiday", "closed"]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]


class Draft:
    """The values of a frame with the faults placed so far, and which cells and rows they claim.

    Faults look at ``values``, a float64 matrix of the whole frame as the cell faults so far have left it (NaN in
    columns that hold no numbers), and speak of assets by number. A claimed cell is never written again, so no fault
    undoes an earlier one, and every difference from the clean frame has one injection that explains it.

    Parameters
    ----------
    frame
        Any frame; never changed.
    reading
        How it is to be read; found out where None.
    start
        The day number of the first row, from a maker of wide frames that knows it; found out where None.
    calendars
        Venue -> calendar, over those of the snapshot.
    overlap
        Let faults write where others have written before.
    """

    __slots__ = (
        "_kinds",
        "_present",
        "_start",
        "calendars",
        "claimed",
        "columns_taken",
        "floats",
        "frame",
        "gapped",
        "given",
        "labels_taken",
        "names",
        "numeric",
        "overlap",
        "reading",
        "rows_gone",
        "rows_taken",
        "touched",
        "values",
        "weekends",
    )

    def __init__(
        self,
        frame: pd.DataFrame,
        *,
        reading: Reading | None = None,
        start: int | None = None,
        calendars: Mapping[str, Calendar] | None = None,
        overlap: bool = False,
    ) -> None:
        self.frame = frame
        self.reading = read(frame) if reading is None else reading
        if start is not None:
            # One reading serves all frames of the same assets, and each frame has timestamps of its own.
            self.reading = replace(self.reading, stamps=cast("pd.DatetimeIndex", frame.index))
        self.calendars = calendars or {}
        self.overlap = overlap
        self.names: tuple[Hashable, ...] = self.reading.assets
        self.given, self.numeric, self._present = _matrix(frame, floats=start is not None)
        self.floats = self._present is None
        self.values: Floats = self.given.copy()
        shape = (len(self.values), len(self.names))
        self.touched: Mask = np.zeros(shape, bool)
        self.claimed: Mask = np.zeros(shape, bool) if overlap else self.touched
        self.gapped: set[int] = set()
        self.rows_taken: set[int] = set()
        self.rows_gone: set[int] = set()
        self.columns_taken: set[int] = set()
        self.labels_taken = False
        self._start = start
        self._kinds: dict[Calendar | None, RowKinds] = {}
        self.weekends: dict[Calendar | None, Mask] = {}  # rows on a Saturday or Sunday, found when first asked for

    def allow_overlap(self) -> Draft:
        """Let faults write where others have written before, and return the draft."""
        self.overlap = True
        self.claimed = np.zeros_like(self.touched)
        return self

    # What the frame holds.

    def column(self, asset: int, field: str | None = None) -> int | None:
        """Return the position of a column of an asset, that of its main field where None; None if it has none."""
        return self.reading.fields[asset].get(self.reading.main if field is None else field)

    def columns(self, asset: int, fields: Sequence[str]) -> Rows | None:
        """Return the positions of several columns of an asset; None if one of them is not there."""
        found = [self.column(asset, field) for field in fields]
        return None if None in found else np.array(found, np.intp)

    def rows(self, asset: int) -> Rows:
        """Return all rows of an asset, in the order of the frame."""
        codes = self.reading.codes
        return np.arange(len(self.values)) if codes is None else np.flatnonzero(codes == asset)

    def calendar(self, asset: int) -> Calendar | None:
        """Return the calendar that an asset trades on; None where it is not known."""
        name = self.names[asset]
        if not isinstance(name, str):
            return None
        if self.calendars:
            own = self.calendars.get(name.partition(":")[0])
            if own is not None:
                return own
        known = calendar_of(name)
        return None if known is None else calendar(known)

    def kinds(self, asset: int) -> RowKinds:
        """Return what each row is to the calendar of an asset, and nothing where the row is another's."""
        known = self.calendar(asset)
        found = self._kinds.get(known)
        if found is None:
            found = self._kinds[known] = self._judged(known)
        codes = self.reading.codes
        if codes is None:
            return found
        own = codes == asset
        return RowKinds(session=found.session & own, weekend=found.weekend & own, holiday=found.holiday & own)

    def _judged(self, known: Calendar | None) -> RowKinds:
        stamps, count = self.reading.stamps, len(self.values)
        if self._start is not None and known is not None:
            rows = slice(self._start, self._start + count)
            return RowKinds(session=known.session[rows], weekend=known.weekend[rows], holiday=known.holiday[rows])
        if stamps is None or self.reading.kind == "plain":
            # Without a calendar every row is a row like any other.
            nothing = np.zeros(count, bool)
            return RowKinds(session=~nothing, weekend=nothing, holiday=nothing)
        return row_kinds(stamps, known)

    def kind_of(self, column: int) -> str:
        """Return the kind of the dtype of a column as NumPy writes it, nothing where it has none."""
        return "f" if self.floats else getattr(self.frame.dtypes.iloc[column], "kind", "")

    def holds_floats(self, column: int) -> bool:
        """Return whether a column stores floats of some width."""
        return self.kind_of(column) == "f"

    def present(self, column: int) -> Mask:
        """Return which cells of a column hold something."""
        if self._present is None or self.numeric[column]:
            return ~np.isnan(self.values[:, column])
        return self._present[:, column]

    def observed(self, asset: int, field: str | None = None) -> Rows:
        """Return the sessions of an asset that have a value in a field, its main one where None."""
        column = self.column(asset, field)
        if column is None:
            return np.zeros(0, np.intp)
        return np.flatnonzero(self.kinds(asset).session & self.present(column))

    def expected(self, asset: int) -> Rows:
        """Return the sessions of an asset since its genesis, the first session with a value."""
        seen = self.observed(asset)
        if not len(seen):
            return seen
        sessions = np.flatnonzero(self.kinds(asset).session)
        return sessions[sessions >= seen[0]]

    def closed(self, asset: int, kind: Kind) -> Rows:
        """Return the rows of an asset that are no sessions: weekends, holidays, or both."""
        kinds = self.kinds(asset)
        match kind:
            case "weekend":
                mask = kinds.weekend
            case "holiday":
                mask = kinds.holiday
            case "closed":
                mask = kinds.weekend | kinds.holiday
            case "session":
                mask = kinds.session
        return np.flatnonzero(mask)

    # What is still free.

    def free(self, rows: Rows, asset: int) -> Rows:
        """Return those of the rows in which no fault has claimed the asset."""
        return rows[~self.claimed[rows, asset]]

    def untouched(self, asset: int) -> bool:
        """Return whether no fault at all has touched an asset; what takes whole columns needs that."""
        return not self.touched[:, asset].any()

    def free_rows(self, rows: Rows) -> Rows:
        """Return those of the rows that no fault has touched in any asset, nor moved, nor doubled."""
        kept = rows[~self.touched[rows].any(axis=1)]
        return kept[[row not in self.rows_taken for row in kept.tolist()]] if self.rows_taken else kept

    def undoubled(self, rows: Rows) -> Rows:
        """Return those of the rows that no fault has moved, doubled or given another timestamp."""
        return rows[[row not in self.rows_taken for row in rows.tolist()]] if self.rows_taken else rows

    def has_room(self, edit: Edit) -> bool:
        """Return whether an edit leaves all others where they are: no row goes that another speaks of.

        Faults see to it themselves as far as cells are claimed; where they may overlap, none is.
        """
        match edit:
            case RowsRemoved():
                return not self.touched[edit.rows].any() and self.rows_taken.isdisjoint(edit.rows.tolist())
            case Cells():
                return self.rows_gone.isdisjoint(edit.rows.tolist())
            case _:
                return True

    def write(self, edit: Edit) -> None:
        """Take an edit into account, so that faults to come leave alone what it claims."""
        match edit:
            case Cells():
                self._write_cells(edit)
            case RowsAdded():
                self.rows_taken.update(edit.anchors.tolist())
            case RowsRemoved():
                self.rows_taken.update(edit.rows.tolist())
                self.rows_gone.update(edit.rows.tolist())
                self.touched[edit.rows] = True
                if not self.overlap:
                    self.gapped.update(edit.assets)
            case RowsMoved():
                self.labels_taken = True
            case Stamped():
                self.labels_taken = True
                self.rows_taken.update(edit.rows.tolist())
                # A calendar would judge them as another day.
                self.touched[edit.rows] = True
            case Retyped():
                self.labels_taken = True
            case ColumnAdded():
                self.columns_taken.add(edit.source)
            case ColumnsRenamed() | ColumnsRemoved():
                self._take_columns(edit)

    def _take_columns(self, edit: ColumnsRenamed | ColumnsRemoved) -> None:
        taken = set(edit.columns.tolist())
        self.columns_taken |= taken
        if isinstance(edit, ColumnsRemoved):
            # Nothing can be written any more into an asset that is gone.
            self.touched[:, [set(fields.values()) <= taken for fields in self.reading.fields]] = True

    def _write_cells(self, edit: Cells) -> None:
        if edit.values.dtype == np.float64 and bool(self.numeric[edit.columns].all()):
            self.values[edit.rows[:, None], edit.columns] = edit.values
        elif self._present is not None:
            self._present[edit.rows[:, None], edit.columns] = ~pd.isna(edit.values)
        if edit.dtype is not None:
            self.columns_taken.update(edit.columns.tolist())
        for asset in edit.assets:
            self.touched[edit.rows, asset] = True
            if not self.overlap:
                self.touched[edit.claims, asset] = True
        if edit.gap and not self.overlap:
            self.gapped.update(edit.assets)


def _matrix(frame: pd.DataFrame, *, floats: bool) -> tuple[Floats, Mask, Mask | None]:
    """Return the numbers of a frame, which columns hold numbers, and where the other columns hold something."""
    if floats or all(dtype == np.float64 for dtype in frame.dtypes):
        return frame.to_numpy(np.float64), np.ones(frame.shape[1], bool), None
    values, present = np.full(frame.shape, np.nan), np.ones(frame.shape, bool)
    numeric = np.zeros(frame.shape[1], bool)
    for position, dtype in enumerate(frame.dtypes):
        column = frame.iloc[:, position]
        if pd.api.types.is_numeric_dtype(dtype) and not (
            pd.api.types.is_bool_dtype(dtype)
            or pd.api.types.is_complex_dtype(dtype)
            or isinstance(dtype, pd.SparseDtype)  # which nobody can write into
        ):
            values[:, position] = column.to_numpy(np.float64, na_value=np.nan)
            numeric[position] = True
        else:
            present[:, position] = column.notna().to_numpy()
    return values, numeric, present
