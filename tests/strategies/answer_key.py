"""Reads an answer key and nothing else: every difference has exactly one label, and each label tells the truth.

It knows nothing of how edits are applied. What it compares are the two frames, cell by cell, and what the injections
say of them in their public fields.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pandas as pd
from toxiframe.strategies import Injection, ToxicFrame
from toxiframe.strategies import edits as kinds

__all__ = ["assert_key_is_exact", "same", "same_frame"]


def same(left: Any, right: Any) -> bool:
    """Return whether two cells hold the same: NaN equals NaN, and -0.0 is not 0.0."""
    if left is right:
        return True
    gone = pd.api.types.is_scalar(left) and pd.isna(left), pd.api.types.is_scalar(right) and pd.isna(right)
    if any(gone):
        return all(gone)
    if isinstance(left, float | np.floating) and isinstance(right, float | np.floating):
        return bool(left == right) and bool(np.signbit(left) == np.signbit(right))
    return bool(left == right)


def same_frame(left: pd.DataFrame, right: pd.DataFrame) -> None:
    """Fail unless two frames are the same bit for bit, in labels, names, dtypes and order."""
    pd.testing.assert_frame_equal(left, right, check_exact=True, check_freq=False)
    assert [str(dtype) for dtype in left.dtypes] == [str(dtype) for dtype in right.dtypes]
    for place in range(left.shape[1]):
        # What pandas calls exact is within a tolerance where columns are nullable.
        cells = zip(left.iloc[:, place].tolist(), right.iloc[:, place].tolist(), strict=True)
        assert all(same(one, other) for one, other in cells), f"column {place} has other values"
    if left.size and (left.dtypes == np.float64).all():
        bits = [np.ascontiguousarray(frame.to_numpy()).view(np.int64) for frame in (left, right)]
        assert (bits[0] == bits[1]).all(), "the same numbers in other bits"


def assert_key_is_exact(case: ToxicFrame) -> None:
    """Fail unless every difference between clean and toxic frame has exactly one label, which tells the truth."""
    clean, frame = case.clean, case.frame
    rows = np.arange(len(frame)) if case.row_origin is None else case.row_origin
    columns = np.arange(frame.shape[1]) if case.column_origin is None else case.column_origin
    assert (len(rows), len(columns)) == frame.shape, f"{case!r}"
    _rows_are_explained(case, rows)
    _columns_are_explained(case, columns)
    _cells_are_explained(case, rows, columns)
    _labels_are_explained(case, rows)
    for injection in case.injections:
        places = [(axis, place) for axis, places in enumerate((injection.rows, injection.columns)) for place in places]
        assert all(0 <= place < frame.shape[axis] for axis, place in places), f"{injection}: {places}"
        assert str(injection).startswith(f"{injection.name}("), f"{injection}"
    del clean


def _of(case: ToxicFrame, kind: type) -> list[Injection]:
    return [injection for injection in case.injections if isinstance(injection.edit, kind)]


def _rows_are_explained(case: ToxicFrame, origin: np.ndarray) -> None:
    added = Counter(row for injection in _of(case, kinds.RowsAdded) for row in injection.rows)
    assert added == Counter(np.flatnonzero(origin < 0).tolist()), f"rows added, by label: {added}; {origin}: {case!r}"
    kept = origin[origin >= 0].tolist()
    assert len(set(kept)) == len(kept), f"a row of the clean frame is there twice: {origin}"
    gone = Counter(int(row) for injection in _of(case, kinds.RowsRemoved) for row in injection.edit.rows)
    assert gone == Counter(set(range(len(case.clean))) - set(kept)), f"rows gone, by label: {gone}; {origin}: {case!r}"
    moved = _of(case, kinds.RowsMoved)
    assert (kept != sorted(kept)) == bool(moved), f"rows moved, by label: {moved}; {origin}: {case!r}"
    assert len(moved) <= 1, f"{moved}"


def _columns_are_explained(case: ToxicFrame, origin: np.ndarray) -> None:
    added = Counter(place for injection in _of(case, kinds.ColumnAdded) for place in injection.columns)
    assert added == Counter(np.flatnonzero(origin < 0).tolist()), f"columns added, by label: {added}: {case!r}"
    kept = origin[origin >= 0].tolist()
    gone = Counter(int(place) for injection in _of(case, kinds.ColumnsRemoved) for place in injection.edit.columns)
    assert gone == Counter(set(range(case.clean.shape[1])) - set(kept)), f"columns gone: {gone}; {origin}: {case!r}"
    renamed = Counter(place for injection in _of(case, kinds.ColumnsRenamed) for place in injection.columns)
    for place, before in enumerate(origin.tolist()):
        if before >= 0:
            other = case.frame.columns[place] != case.clean.columns[before]
            assert renamed[place] == int(other), f"column {place}, by label: {renamed}: {case!r}"


def _cells_are_explained(case: ToxicFrame, rows: np.ndarray, columns: np.ndarray) -> None:
    """Follow every cell through the injections that wrote it, from the clean value to the toxic one."""
    chains: defaultdict[tuple[int, int], list[tuple[Any, Any, Injection]]] = defaultdict(list)
    for injection in _of(case, kinds.Cells):
        width = len(injection.columns)
        assert len(injection.before) == len(injection.after) == len(injection.rows) * width, f"{injection}"
        for number, (before, after) in enumerate(zip(injection.before, injection.after, strict=True)):
            cell = (injection.rows[number // width], injection.columns[number % width])
            chains[cell].append((before, after, injection))
    stamped = {place for injection in case.injections for place in _time_columns(case, injection)}
    for place, before in enumerate(columns.tolist()):
        if before < 0 or place in stamped:
            continue
        old, new = case.clean.iloc[:, before].tolist(), case.frame.iloc[:, place].tolist()
        for row, source in enumerate(rows.tolist()):
            if source < 0:
                continue
            chain = chains.get((row, place), [])
            if not chain:
                assert same(old[source], new[row]), f"row {row}, column {place}: no label: {case!r}"
                continue
            told = [old[source], *(after for _, after, _ in chain)]
            for value, (said, _, injection) in zip(told, chain, strict=False):
                assert same(value, said), f"{injection}: before {said!r}, was {value!r}: {case!r}"
            assert same(told[-1], new[row]), f"row {row}, column {place}: {told[-1]!r} is {new[row]!r}: {case!r}"
            # All but the last that wrote the cell are masked, so that exactly one label explains it.
            live = [injection for _, _, injection in chain if not injection.masked]
            assert len(live) <= 1, f"row {row}, column {place}: {live}: {case!r}"
            assert live in ([], [chain[-1][2]]), f"row {row}, column {place}: {live}: {case!r}"


def _time_columns(case: ToxicFrame, injection: Injection) -> list[int]:
    if isinstance(injection.edit, kinds.Stamped | kinds.Retyped) and injection.edit.place[0] == "column":
        position = injection.edit.place[1]
        return [position if case.column_origin is None else case.column_origin.tolist().index(position)]
    return []


def _labels_are_explained(case: ToxicFrame, rows: np.ndarray) -> None:
    named = Counter(row for injection in _of(case, kinds.Stamped) for row in injection.rows)
    retyped = bool(_of(case, kinds.Retyped))
    inside = any(
        injection.edit.place[0] != "column" for injection in case.injections if hasattr(injection.edit, "place")
    )
    if isinstance(case.clean.index, pd.RangeIndex):
        assert isinstance(case.frame.index, pd.RangeIndex), f"{case!r}"
        return
    for row, source in enumerate(rows.tolist()):
        if source >= 0 and case.frame.index[row] != case.clean.index[source]:
            assert inside, f"row {row} has another label, and no injection says so: {case!r}"
            assert retyped or named[row] == 1, f"row {row}, by label: {named}: {case!r}"
