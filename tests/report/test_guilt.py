"""Whether what is marked as guilty is what a fault did."""

from __future__ import annotations

import pytest
from toxiframe.properties.grids import grid_of
from toxiframe.properties.guilt import guilt_of

from tests.report.samples import toxic


def _marked(case, side="toxic"):
    frame = case.frame if side == "toxic" else case.clean
    grid = grid_of(frame, guilt_of(case), side=side)
    return {(mark.row, mark.column) for mark in grid.marks}


@pytest.mark.parametrize("fault", ["toxic_return", "nan_cell", "inf_pos", "ret_below_-1"])
def test_guilty_cells_are_those_that_differ_from_the_clean_frame(fault):
    """A fault of cells marks every cell that it changed, and no other."""
    case = toxic(fault)
    before, after = case.clean.to_numpy().tolist(), case.frame.to_numpy().tolist()
    changed = {
        (row, column)
        for row, cells in enumerate(after)
        for column, cell in enumerate(cells)
        if repr(cell) != repr(before[row][column])
    }
    assert changed
    assert _marked(case) == changed


def test_a_row_that_was_added_is_marked_whole_and_after_all_others_moved():
    """A twin is marked where it stands in the toxic frame, in every column."""
    case = toxic("dup_ts_exact")
    [row] = [place for place in range(1, len(case.frame)) if case.frame.index[place] == case.frame.index[place - 1]]
    assert {column for _, column in _marked(case)} == {0, 1}
    assert {place for place, _ in _marked(case)} <= {row - 1, row}


def test_a_row_that_is_gone_is_marked_in_the_clean_frame():
    """What was removed cannot be marked in the toxic frame, so the clean one shows it."""
    case = toxic("missing_session")
    [gone] = [place for place, stamp in enumerate(case.clean.index) if stamp not in case.frame.index]
    assert (gone, -1) in _marked(case, "clean")
    assert not _marked(case)


def test_a_new_name_is_marked_at_the_column():
    """A renamed column is marked at its name, and its cells are not."""
    case = toxic("name_drift_renamed")
    [renamed] = [place for place, name in enumerate(case.frame.columns) if name not in case.clean.columns]
    assert _marked(case) == {(-1, renamed)}


def test_labels_are_marked_where_timestamps_changed():
    """Rows out of order are marked at their labels."""
    case = toxic("unsorted")
    marked = _marked(case)
    moved = {
        (place, -1)
        for place, (old, new) in enumerate(zip(case.clean.index, case.frame.index, strict=True))
        if old != new
    }
    assert marked == moved, (marked, case.frame.index)


def test_a_large_frame_is_cut_around_its_guilty_cells():
    """Of a thousand rows, forty are shown, the guilty one and its neighbours among them."""
    case = toxic("toxic_return", rows=1000, names=tuple(f"NYSE:{place}" for place in range(30)))
    [injection] = case.injections
    grid = grid_of(case.frame, guilt_of(case))
    assert (len(grid.rows), len(grid.columns), grid.shape) == (40, 16, (1000, 30))
    guilty = set(zip(injection.rows, injection.columns, strict=True))
    assert {(grid.rows[mark.row], grid.columns[mark.column]) for mark in grid.marks} == guilty
