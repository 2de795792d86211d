"""Edits of any kinds, put together, give what a model gives that does one thing after another on lists."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toxiframe.strategies.applying import applied
from toxiframe.strategies.edits import (
    Cells,
    ColumnAdded,
    ColumnsRemoved,
    ColumnsRenamed,
    Retyped,
    RowsAdded,
    RowsMoved,
    RowsRemoved,
    Stamped,
)

ROWS = 6
DAYS = pd.date_range("2024-07-01", periods=ROWS, tz="UTC")
FRAMES = {
    "floats": pd.DataFrame(np.arange(12.0).reshape(ROWS, 2), index=DAYS, columns=["a", "b"]),
    "mixed": pd.DataFrame({"a": np.arange(ROWS), "b": pd.array(["x", None, "y", "z", "", "w"])}, index=DAYS),
    "twin names": pd.DataFrame(np.arange(12.0).reshape(ROWS, 2), index=DAYS, columns=["a", "a"]),
    "numbered": pd.DataFrame({"a": np.arange(6.0), 7: pd.array([1, 2, 3, None, 5, 6], dtype="Int64")}),
}
rows = st.integers(0, ROWS - 1)


@st.composite
def row_edits(draw):
    """Draw edits that add, remove and move rows, each with whole rows of the frame."""
    removed = draw(st.sets(rows, max_size=2), label="removed")
    adding = draw(st.lists(st.tuples(st.sampled_from(sorted(set(range(ROWS)) - removed)), st.booleans()), max_size=3))
    edits = [RowsAdded(anchors=np.array([row]), values=None, assets=(0,), before=before) for row, before in adding]
    if removed:
        edits.insert(draw(st.integers(0, len(edits))), RowsRemoved(rows=np.array(sorted(removed)), assets=(0,)))
    for order in draw(st.lists(st.permutations(range(ROWS)), max_size=2), label="orders"):
        edits.insert(draw(st.integers(0, len(edits))), RowsMoved(order=np.array(order)))
    return edits


def modelled(edits) -> list[int]:
    """Return, for each row of the result, the row of the clean frame that it is or copies."""
    order = list(range(ROWS))
    for edit in edits:
        if isinstance(edit, RowsMoved):
            order = [order[place] for place in edit.order.tolist()]
    gone = {row for edit in edits if isinstance(edit, RowsRemoved) for row in edit.rows.tolist()}
    result: list[int] = []
    for row in order:
        beside = [edit.before for edit in edits if isinstance(edit, RowsAdded) and edit.anchors[0] == row]
        result += [row] * sum(beside) + [row] * (row not in gone) + [row] * (len(beside) - sum(beside))
    return result


@pytest.mark.parametrize("name", FRAMES)
def test_rows_go_where_the_model_says(name):
    """Added, removed and moved rows end where one would put them by hand, with their labels and all their values."""

    # deadline=None: the first example of a process pays imports and caches.
    @settings(deadline=None, max_examples=150)
    @given(row_edits())
    def drawn(edits):
        clean = FRAMES[name]
        done = applied(clean, edits)
        expected = clean.iloc[modelled(edits)]
        if isinstance(clean.index, pd.RangeIndex) and len(edits):
            expected = expected.reset_index(drop=True)
        pd.testing.assert_frame_equal(done.frame, expected, check_exact=True, check_index_type=False, check_freq=False)
        for row, place in enumerate(done.row_of.tolist()):
            gone = any(isinstance(edit, RowsRemoved) and row in edit.rows for edit in edits)
            assert (place < 0) == gone, f"row {row} is at {place}: {edits}"
        for number, edit in enumerate(edits):
            if isinstance(edit, RowsAdded):
                (place,) = done.added[number]
                side = 1 if edit.before else -1
                near = done.row_of[edit.anchors[0]]
                between = {modelled(edits)[spot] for spot in range(min(place, near), max(place, near) + 1)}
                assert between == {int(edit.anchors[0])}, f"{place} is not beside {near}"
                assert (near - place) * side > 0, f"{place} is on the wrong side of {near}"

    drawn()


def test_later_cells_win_and_both_sides_are_told():
    """Of two edits of one cell the later one stays, and each knows what it found and left."""
    first, second = (
        Cells(rows=np.array([2]), columns=np.array([1]), values=np.array([[value]]), assets=(1,))
        for value in (9.0, -0.0)
    )
    done = applied(FRAMES["floats"], [first, second])
    assert np.signbit(done.frame.iloc[2, 1]), f"{done.frame}"
    assert (done.before[0].item(), done.after[0].item()) == (5.0, 9.0), f"{done.before}"
    assert (done.before[1].item(), done.after[1].item()) == (9.0, -0.0), f"{done.before}"


def test_columns_are_added_renamed_and_removed_by_position():
    """Columns are meant by position, so that repeated names do no harm, and copies follow the written cells."""
    clean = FRAMES["twin names"]
    cells = Cells(rows=np.array([0]), columns=np.array([1]), values=np.array([[99.0]]), assets=(1,))
    done = applied(
        clean,
        [
            ColumnAdded(source=1, name="a"),
            ColumnsRenamed(columns=np.array([0]), names=("z",)),
            cells,
            ColumnsRemoved(columns=np.array([1])),
        ],
    )
    assert list(done.frame.columns) == ["z", "a"], f"{done.frame}"
    assert done.frame.iloc[0].tolist() == [0.0, 99.0], f"{done.frame}"
    assert done.column_of.tolist() == [0, -1], f"{done.column_of}"
    assert done.added[0].tolist() == [1], f"{done.added}"


@pytest.mark.parametrize("place", [("index", 0), ("level", 1), ("column", 1)], ids=lambda place: place[0])
@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_timestamps_change_wherever_they_are(place, unit):
    """Timestamps in the index, a level of it or a column get new instants and dtypes and keep their unit and name."""
    stamps = DAYS.as_unit(unit).rename("when")
    clean = {
        "index": lambda: pd.DataFrame({"a": 1.0}, index=stamps),
        "level": lambda: pd.DataFrame({"a": 1.0}, index=pd.MultiIndex.from_arrays([range(ROWS), stamps])),
        "column": lambda: pd.DataFrame({"a": 1.0, "when": stamps}),
    }[place[0]]()

    def labels(frame):
        return {
            "index": lambda: frame.index,
            "level": lambda: frame.index.get_level_values(1),
            "column": lambda: pd.Index(frame["when"]),
        }[place[0]]()

    later = DAYS[:2] + pd.Timedelta(hours=1)
    done = applied(clean, [Stamped(rows=np.array([3, 4]), stamps=later, place=place)]).frame
    assert labels(done).dtype == stamps.dtype, f"{labels(done).dtype}"
    assert labels(done).name == "when", f"{labels(done)}"
    assert labels(done)[3:5].tolist() == later.tolist(), f"{labels(done)}"
    naive = labels(applied(clean, [Retyped(into="naive", place=place)]).frame)
    assert naive.tolist() == stamps.tz_localize(None).tolist(), f"{naive}"
    mixed = labels(applied(clean, [Retyped(into="mixed", place=place)]).frame)
    assert [stamp.tz is None for stamp in mixed] == [row % 2 == 1 for row in range(ROWS)], f"{mixed}"
