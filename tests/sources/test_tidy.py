"""Tidy returns hold what the matrices hold, and nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from toxiframe.strategies.fitting import fit
from toxiframe.strategies.layout import build, draft
from toxiframe.strategies.matrices import returns_matrices
from toxiframe.strategies.reading import read
from toxiframe.strategies.sessions import calendar, row_kinds
from toxiframe.strategies.sources import draw_raw, plan_of
from toxiframe.strategies.tidy import tidy_returns
from toxiframe.strategies.venues import calendar_of

# deadline=None: the first example of a process pays imports and caches.
ordinary = settings(deadline=None, max_examples=100)


@ordinary
@given(tidy_returns(max_rows=60, max_assets=8, delistings=True))
def test_rows_are_sessions_in_order(frame):
    """There is one row for each session of an asset between its first and its last, sorted, and without NaN."""
    assert list(frame.columns) == ["timestamp", "symbol", "return"], f"{list(frame.columns)}"
    assert str(frame["timestamp"].dtype).endswith("UTC]"), f"{frame.dtypes}"
    assert frame["symbol"].dtype == pd.Index(["NYSE:A"]).dtype, f"{frame.dtypes}"
    assert frame["return"].dtype == np.float64, f"{frame.dtypes}"
    assert isinstance(frame.index, pd.RangeIndex), f"{frame.index}"
    assert (frame.index.start, frame.index.step, frame.index.name) == (0, 1, None), f"{frame.index}"
    assert not frame.isna().to_numpy().any(), f"{frame[frame.isna().any(axis=1)]}"
    assert frame["timestamp"].is_monotonic_increasing, f"{frame}"
    assert not frame.duplicated(["timestamp", "symbol"]).any(), f"{frame[frame.duplicated(['timestamp', 'symbol'])]}"
    for asset, rows in frame.groupby("symbol"):
        known = calendar(str(calendar_of(str(asset))))
        stamps = pd.DatetimeIndex(rows["timestamp"])
        every = pd.date_range(stamps[0], stamps[-1], freq="D")
        sessions = every[row_kinds(every, known).session]
        assert (stamps == sessions).all(), f"{asset}: rows on {stamps}, sessions {sessions}"


@ordinary
@given(st.data())
def test_the_same_integers_give_the_same_returns(data):
    """From the same integers, a tidy frame is the matrix without its NaN, in the order of the columns."""
    size = {"max_rows": 40, "max_assets": 6}
    wide, tidy = plan_of(returns_matrices(**size)), plan_of(tidy_returns(**size))
    assert wide is not None, "returns_matrices has no plan"
    assert tidy is not None, "tidy_returns has no plan"
    raw = draw_raw(data.draw, wide)
    matrix = build(wide.options, raw, fit(wide.options, raw))
    frame = build(tidy.options, raw, fit(tidy.options, raw))
    expected = [
        (stamp, asset, value) for stamp, row in matrix.iterrows() for asset, value in row.items() if not np.isnan(value)
    ]
    assert list(frame.itertuples(index=False, name=None)) == expected, f"{frame}\n{matrix}"


@settings(ordinary, max_examples=50)
@given(st.data())
def test_the_draft_reads_the_frame_as_a_stranger_would(data):
    """What the source says about its frame is what reading the frame finds out."""
    plan = plan_of(tidy_returns(max_rows=30, max_assets=5))
    assert plan is not None, "tidy_returns has no plan"
    raw = draw_raw(data.draw, plan)
    ours = draft(plan.options, raw, fit(plan.options, raw)).reading
    theirs = read(draft(plan.options, raw, fit(plan.options, raw)).frame)
    assert (ours.kind, ours.holds, ours.place, ours.symbols) == (
        theirs.kind,
        theirs.holds,
        theirs.place,
        theirs.symbols,
    ), f"{ours}\n{theirs}"
    assert set(ours.assets) == set(theirs.assets), f"{ours.assets} != {theirs.assets}"
    named = [[reading.assets[code] for code in reading.codes] for reading in (ours, theirs)]
    assert named[0] == named[1], f"{named}"
    assert ours.stamps.equals(theirs.stamps), f"{ours.stamps} != {theirs.stamps}"
