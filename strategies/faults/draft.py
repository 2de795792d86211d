"""A frame while faults are being placed on it: what is written already, and what is still free."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from hypothesis.errors import InvalidArgument
from numpy.typing import NDArray

from ..sessions import RowKinds, boxed_days, calendar, row_kinds
from ..venues import calendar_of

__all__ = ["Draft", "Kind", "problem_of"]

Kind = Literal["session", "weekend", "holiday", "closed"]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]


class Draft:
    """The values of a frame with the faults placed so far, and which cells and rows they claim.

    A claimed cell is never written again, so no fault undoes an earlier one, and every difference from the
    clean frame has one injection that explains it.

    Parameters
    ----------
    frame
        float64, UTC timestamps x distinct assets; never changed.
    names, start
        The assets and the day number of the first row, from a maker of frames that knows them and answers for
        the frame; where there are none, the frame is checked and its labels are read.

    Raises
    ------
    InvalidArgument
        If the frame is of another kind: see ``problem_of``.
    """

    __slots__ = ("_frame", "_kinds", "_start", "claimed", "doubled", "gapped", "given", "names", "values")

    def __init__(self, frame: pd.DataFrame, *, names: tuple[str, ...] | None = None, start: int | None = None) -> None:
        if names is None:
            problem = problem_of(frame)
            if problem is not None:
                raise InvalidArgument(problem)
            names = tuple(str(name) for name in frame.columns)
        self._frame = frame
        self._start = start
        self._kinds: dict[str | None, RowKinds] = {}
        self.names: tuple[str, ...] = names
        self.given: Floats = frame.to_numpy(np.float64)
        self.values: Floats = self.given.copy()
        self.claimed: Mask = np.zeros(self.values.shape, bool)
        self.gapped: set[int] = set()
        self.doubled: set[int] = set()

    @property
    def frame(self) -> pd.DataFrame:
        """The clean frame."""
        return self._frame

    def kinds(self, column: int) -> RowKinds:
        """Return what each row is to the calendar of an asset."""
        name = calendar_of(self.names[column])
        found = self._kinds.get(name)
        if found is None:
            if self._start is None or name is None:
                found = row_kinds(pd.DatetimeIndex(self._frame.index), name)
            else:
                known, rows = calendar(name), slice(self._start, self._start + len(self.values))
                found = RowKinds(session=known.session[rows], weekend=known.weekend[rows], holiday=known.holiday[rows])
            self._kinds[name] = found
        return found

    def stamps(self, rows: Rows) -> tuple[pd.Timestamp, ...]:
        """Return the labels of rows; those of our own frames exist already, and boxing a thousand costs 1 ms."""
        if self._start is None:
            return tuple(self._frame.index[rows])
        boxed, start = boxed_days(), self._start
        return tuple([boxed[start + row] for row in rows.tolist()])

    def returns(self, column: int) -> Rows:
        """Return the rows of an asset that are sessions with a return."""
        return np.flatnonzero(self.kinds(column).session & ~np.isnan(self.values[:, column]))

    def expected(self, column: int) -> Rows:
        """Return the sessions of an asset since its genesis, the first session with a return."""
        seen = self.returns(column)
        if not len(seen):
            return seen
        sessions = np.flatnonzero(self.kinds(column).session)
        return sessions[sessions >= seen[0]]

    def free(self, rows: Rows, column: int) -> Rows:
        """Return those of the rows whose cell no fault has claimed."""
        return rows[~self.claimed[rows, column]]

    def closed(self, column: int, kind: Kind) -> Rows:
        """Return the rows that are no sessions of the asset: weekends, holidays, or both."""
        kinds = self.kinds(column)
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


def problem_of(frame: pd.DataFrame) -> str | None:
    """Return why faults cannot be placed on a frame and the way out; None where they can."""
    index = frame.index
    if not isinstance(index, pd.DatetimeIndex) or index.tz is None:
        what = f"{type(index).__name__} of dtype {index.dtype}"
        return f"the index is a {what}: faults are placed by date, so give the rows UTC timestamps"
    if not frame.columns.is_unique:
        repeated = ", ".join(sorted({str(name) for name in frame.columns[frame.columns.duplicated()]}))
        return f"columns are repeated ({repeated}): an injection names its asset, so names must differ"
    other = [f"{name} ({dtype})" for name, dtype in frame.dtypes.items() if dtype != np.float64]
    if other:
        return f"columns are not float64: {', '.join(other[:5])}; convert the frame with .astype('float64')"
    return None
