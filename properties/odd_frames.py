"""Frames that a contract was not made for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from ..strategies import ToxicFrame
from .contract_subject import untouched
from .tables import tables

__all__ = ["odd_frames"]

Change = Callable[[pd.DataFrame], pd.DataFrame]


def _no_rows(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[:0]


def _no_columns(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[:, :0]


def _first_column_gone(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[:, 1:]


def _first_column_twice(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([frame.iloc[:, :1], frame], axis=1)


def _rows_numbered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_axis(pd.RangeIndex(len(frame)), axis=0)


def _labels_missing(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_axis(pd.Index([None] * len(frame), dtype=object), axis=0)


def _columns_numbered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_axis(range(frame.shape[1]), axis=1)


def _names_in_levels(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_axis(pd.MultiIndex.from_arrays([frame.columns, ["x"] * frame.shape[1]]), axis=1)


def _all_missing(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(np.full(frame.shape, None, dtype=object), index=frame.index, columns=frame.columns)


def _all_text(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype(str)


def _lists_in_cells(frame: pd.DataFrame) -> pd.DataFrame:
    cells = np.empty(frame.shape, dtype=object)
    for place in np.ndindex(*frame.shape):
        cells[place] = [1]
    return pd.DataFrame(cells, index=frame.index, columns=frame.columns)


_CHANGES: tuple[Change, ...] = (
    _no_rows,
    _no_columns,
    _first_column_gone,
    _first_column_twice,
    _rows_numbered,
    _labels_missing,
    _columns_numbered,
    _names_in_levels,
    _all_missing,
    _all_text,
    _lists_in_cells,
)


def odd_frames(frames: st.SearchStrategy[pd.DataFrame]) -> st.SearchStrategy[ToxicFrame]:
    """Draw frames of another kind, and clean ones with their shape, labels or dtypes broken."""
    return st.builds(_broken, frames, st.sampled_from(_CHANGES)) | tables().map(untouched)


def _broken(frame: pd.DataFrame, change: Change) -> ToxicFrame:
    return untouched(change(frame))
