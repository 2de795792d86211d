"""Failures on clean frames shrink to the cells that matter, whatever the source and the size."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from toxiframe.strategies.matrices import returns_matrices
from toxiframe.strategies.ohlcv import ohlcv
from toxiframe.strategies.tidy import tidy_returns

from tests.quality.shrunk import SIZES, smallest

SEEDS = range(2)


def of_size(source, size):
    """Return frames of a source up to a size."""
    return source(max_rows=size[0], max_assets=size[1])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("weekday", [5, 6])
def test_a_session_on_a_weekend_shrinks_to_one_cell(size, weekday):
    """A failure of a Saturday or a Sunday on which somebody trades ends with that day of that asset."""
    for seed in SEEDS:
        found = smallest(
            of_size(returns_matrices, size),
            lambda frame: bool(frame.notna().any(axis=1)[frame.index.dayofweek == weekday].any()),
            seed=seed,
        )
        assert found.example.shape == (1, 1), f"seed {seed}: {found.example}"


@pytest.mark.parametrize("size", SIZES)
def test_an_asset_that_begins_late_shrinks_to_two_rows(size):
    """A failure of an asset that is not there from the start ends with that asset alone."""
    for seed in SEEDS:
        found = smallest(of_size(returns_matrices, size), lambda frame: bool(frame.iloc[0].isna().any()), seed=seed)
        assert found.example.shape == (2, 1), f"seed {seed}: {found.example}"


@pytest.mark.parametrize("size", SIZES)
def test_tidy_frames_shrink(size):
    """A number of sessions, a second asset, and one value of the noise each end with just that."""
    strategy = of_size(tidy_returns, size)
    for seed in SEEDS:
        days = smallest(strategy, lambda frame: frame["timestamp"].nunique() >= 7, seed=seed).example
        assert len(days) == 7, f"seed {seed}: {days}"
        second = smallest(strategy, lambda frame: frame["symbol"].nunique() >= 2, seed=seed).example
        assert second["symbol"].tolist() == ["NYSE:A", "NYSE:B"], f"seed {seed}: {second}"
        noise = smallest(strategy, lambda frame: bool((frame["return"] > 0.8).any()), seed=seed).example
        assert len(noise) == 1, f"seed {seed}: {noise}"


@pytest.mark.parametrize("size", SIZES)
def test_bars_shrink(size):
    """A number of rows, a second asset, a jump and an event each end with just that."""
    strategy = of_size(ohlcv, size)

    def jumped(frame):
        close = frame.xs("close", axis=1, level="field").to_numpy()
        with np.errstate(invalid="ignore"):
            return bool((close[1:] / close[:-1] > 1.5).any())

    def split(frame):
        return bool((frame.xs("split", axis=1, level="field") > 0).to_numpy().any())

    rows = smallest(strategy, lambda frame: len(frame) >= 7, seed=1).example
    assert rows.shape == (7, 9), f"{rows}"
    assert rows["NYSE:A"]["close"].dropna().tolist()[:3] == [100.0, 100.1, 100.2], f"{rows}"
    second = smallest(strategy, lambda frame: frame.shape[1] >= 18, seed=1).example
    assert second.shape == (1, 18), f"{second}"
    jump = smallest(strategy, jumped, seed=1).example
    assert jump.shape == (2, 9), f"{jump}"
    event = smallest(strategy, split, seed=1).example
    assert event.shape == (2, 9), f"{event}"


def test_the_smallest_frames():
    """The plainest frame of each source is one row of one asset, quiet, on the same day."""
    day = pd.Timestamp("2024-06-28", tz="UTC")
    wide = smallest(returns_matrices(), lambda _: True, seed=0).example
    assert (wide.index[0], wide.to_numpy().tolist()) == (day, [[1e-3]]), f"{wide}"
    tidy = smallest(tidy_returns(), lambda _: True, seed=0).example
    assert tidy.to_numpy().tolist() == [[day, "NYSE:A", 1e-3]], f"{tidy}"
    bars = smallest(ohlcv(), lambda _: True, seed=0).example
    assert bars.to_numpy().tolist() == [[100.0] * 5 + [1e6, 0.0, 0.0, 0.0]], f"{bars}"
