"""A frame while faults are being placed on it: what is written already, and what is still free."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from hypothesis.errors import InvalidArgument
from numpy.typing import NDArray

from ..sessions import RowKinds, row_kinds
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

    Raises
    ------
    InvalidArgument
        If the frame is of another kind: see ``problem_of``.
    """

    __slots__ = ("_frame", "_kinds", "claimed", "doubled", "gapped", "values")

    def __init__(self, frame: pd.DataFrame) -> None:
        problem = problem_of(frame)
        if problem is not None:
            raise InvalidArgument(problem)
        self._frame = frame
        self._kinds: dict[str | None, RowKinds] = {}
        self.values: Floats = frame.to_numpy(np.float64, copy=True)
        self.claimed: Mask = np.zeros(self.values.shape, bool)
        self.gapped: set[int] = set()
        self.doubled: set[int] = set()

    @property
    def frame(self) -> pd.DataFrame:
        """The clean frame."""
        return self._frame

    def kinds(self, column: int) -> RowKinds:
        """Return what each row is to the calendar of an asset."""
        name = calendar_of(str(self._frame.columns[column]))
        found = self._kinds.get(name)
        if found is None:
            index = self._frame.index
            found = self._kinds[name] = row_kinds(pd.DatetimeIndex(index), name)
        return found

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
