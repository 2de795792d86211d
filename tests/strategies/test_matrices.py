"""Clean frames are legal by construction."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toxiframe.pipeline.market.gate import gate
from toxiframe.strategies import returns_matrices
from toxiframe.strategies.sessions import calendar, row_kinds
from toxiframe.strategies.venues import calendar_of

# deadline=None: the first example of a process pays imports and caches.
ordinary = settings(deadline=None, max_examples=150)


@ordinary
@given(returns_matrices(max_rows=120, max_assets=12))
def test_clean_frames_are_legal(frame):
    """Every asset has a return on each session since its genesis and nowhere else, within the legal bounds."""
    index = frame.index
    assert str(index.dtype).endswith("UTC]"), f"{index.dtype}"
    assert index.is_unique, f"{index[index.duplicated()]}"
    assert index.is_monotonic_increasing, f"{index}"
    assert ((index[1:] - index[:-1]) == pd.Timedelta(days=1)).all(), f"days are missing: {index}"
    assert frame.columns.is_unique, f"{list(frame.columns)}"
    assert (frame.dtypes == np.float64).all(), f"{frame.dtypes.unique()}"
    for asset in frame:
        values = frame[asset].to_numpy()
        kinds = row_kinds(index, calendar(str(calendar_of(asset))))
        there = np.flatnonzero(~np.isnan(values))
        assert len(there), f"{asset} has no return"
        sessions = np.flatnonzero(kinds.session)
        expected = sessions[sessions >= there[0]]
        assert there.tolist() == expected.tolist(), f"{asset}: returns on rows {there}, sessions {expected}"
        assert values[there].min() >= -1.0, f"{asset}: {values[there].min()}"
        assert values[there].max() <= 5.0, f"{asset}: {values[there].max()}"


@settings(ordinary, max_examples=100)
@given(returns_matrices(max_rows=60, max_assets=6))
def test_the_pipeline_finds_nothing_in_clean_frames(frame):
    """The gate of the reference pipeline, with calendars of its own, has nothing to say, not even a warning."""
    result = gate(frame)
    assert result.violations == (), f"{[str(violation) for violation in result.violations]}"


@settings(ordinary, max_examples=50)
@given(
    st.data(),
    st.integers(1, 40),
    st.integers(0, 40),
    st.integers(1, 6),
    st.integers(0, 6),
)
def test_shapes_stay_in_their_bounds(data, least_rows, more_rows, least_assets, more_assets):
    """Frames have at least and at most as many rows and assets as asked for, of the venues asked for."""
    strategy = returns_matrices(
        min_rows=least_rows,
        max_rows=least_rows + more_rows,
        min_assets=least_assets,
        max_assets=least_assets + more_assets,
        venues=["BINANCE", "TASE"],
    )
    frame = data.draw(strategy, label="frame")
    assert least_rows <= len(frame) <= least_rows + more_rows, f"{frame.shape}"
    assert least_assets <= frame.shape[1] <= least_assets + more_assets, f"{frame.shape}"
    assert {name.partition(":")[0] for name in frame} <= {"BINANCE", "TASE"}, f"{list(frame.columns)}"


@settings(ordinary, max_examples=50)
@given(returns_matrices(max_rows=30, max_assets=4, noise=False))
def test_frames_without_noise_hold_one_value(frame):
    """Without noise every return is 0.001, and every asset is there from the start."""
    values = frame.to_numpy()
    assert set(values[~np.isnan(values)].tolist()) == {1e-3}, f"{np.unique(values)}"
    assert not np.isnan(values[0]).any(), f"{frame.iloc[0]}"


@pytest.mark.parametrize("rows", [1, 250, 2520])
def test_long_frames_are_possible(rows):
    """Frames of exactly a day, a year and ten years can be drawn."""

    @settings(deadline=None, max_examples=10)  # the first example of a size builds its noise
    @given(returns_matrices(min_rows=rows, max_rows=rows, max_assets=3))
    def drawn(frame):
        assert len(frame) == rows, f"{frame.shape}"

    drawn()


def test_writing_to_one_frame_changes_no_other():
    """Frames share no values: what a subject writes into one is not seen in the next."""

    @settings(deadline=None, max_examples=60)  # the first example of a process pays imports and caches
    @given(returns_matrices(max_rows=5, max_assets=2))
    def drawn(frame):
        assert not (frame.to_numpy() == 99.0).any(), f"{frame}"
        frame.iloc[:, :] = 99.0

    drawn()
