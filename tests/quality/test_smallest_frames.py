"""Every fault shrinks to the smallest frame that can show it, whatever the size that was drawn."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from toxiframe.strategies import FAULTS, returns_matrices, toxic_frames

from tests.quality.shrunk import SIZES, smallest

SMALLEST = {
    "nan_cell": (3, 1),  # genesis, the hole, a return after it
    "nan_block": (4, 1),  # two holes, since one is tolerated
    "nan_leading": (2, 1),
    "nan_nonsession": (2, 1),  # every frame begins with a session
    "nan_all": (1, 1),
    "dup_ts_exact": (2, 1),
    "dup_ts_conflict": (2, 1),
    "dup_ts_nan": (2, 1),
    "toxic_return": (1, 1),
    "ret_below_-1": (1, 1),
    "legal_extreme": (1, 1),
    "sparse_history": (3, 1),  # two of three sessions are lost
    "pad_zero_weekend": (2, 1),
    "pad_zero_holiday": (2, 1),
}
"""Fault -> rows x columns of the smallest toxic frame with it."""

SEEDS = range(3)


@pytest.mark.parametrize(("rows", "assets"), SIZES)
def test_every_fault_shrinks_to_its_smallest_frame(rows, assets):
    """From any seed, each fault ends alone, at its documented size, quiet, within 60 calls in the median."""
    strategy = toxic_frames(returns_matrices(max_rows=rows, max_assets=assets))
    assert set(SMALLEST) == {fault.name for fault in FAULTS}, "the table and the faults differ"
    calls, drawn = [], []
    for name, size in SMALLEST.items():
        for seed in SEEDS:
            found = smallest(strategy, lambda case, name=name: any(i.name == name for i in case.injections), seed=seed)
            case = found.example
            assert case.frame.shape == size, f"seed {seed}: {case!r}"
            assert [injection.name for injection in case.injections] == [name], f"seed {seed}: {case!r}"
            values = case.clean.to_numpy()
            assert set(values[~np.isnan(values)].tolist()) <= {1e-3}, f"seed {seed}: {case.clean}"
            calls.append(found.calls)
            drawn.append(found.examples)
    assert statistics.median(calls) <= 60, f"{sorted(calls)}"
    assert statistics.median(drawn) <= 100, f"{sorted(drawn)}"


PAIRS = [("nan_cell", "toxic_return"), ("pad_zero_holiday", "dup_ts_nan"), ("sparse_history", "pad_zero_weekend")]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_two_faults_shrink_to_a_small_frame(first, second):
    """A failure that takes two faults at once ends with these two and no more rows than they need side by side."""
    strategy = toxic_frames(returns_matrices())
    room = SMALLEST[first][0] + SMALLEST[second][0] + 2  # a weekend may lie between
    for seed in SEEDS:
        found = smallest(strategy, lambda case: {first, second} <= {i.name for i in case.injections}, seed=seed)
        case = found.example
        assert sorted(injection.name for injection in case.injections) == sorted([first, second]), f"{case!r}"
        assert case.frame.shape[0] <= room, f"seed {seed}: {case!r}"
        assert case.frame.shape[1] <= 2, f"seed {seed}: {case!r}"


@pytest.mark.parametrize(("rows", "assets"), SIZES)
def test_a_failure_of_the_noise_shrinks_to_one_cell(rows, assets):
    """A failure that one value of a clean frame causes ends as a frame of that one cell, at any size."""
    strategy = returns_matrices(max_rows=rows, max_assets=assets)
    cells = []
    for seed in range(6):
        found = smallest(strategy, lambda frame: bool((frame.to_numpy() > 0.8).any()), seed=seed)
        cells.append(found.example.size)
    assert cells == [1] * 6, f"cells left: {cells}"


@pytest.mark.parametrize(("rows", "assets"), SIZES)
def test_clean_frames_shrink_to_what_matters(rows, assets):
    """Failures that need a weekend, a second asset or a number of rows end with just that."""
    strategy = returns_matrices(max_rows=rows, max_assets=assets)
    for seed in SEEDS:
        weekend = smallest(strategy, lambda frame: bool(frame.isna().all(axis=1).any()), seed=seed).example
        assert weekend.shape[0] <= 3, f"seed {seed}: {weekend}"
        assert weekend.shape[1] == 1, f"seed {seed}: {weekend}"
        second = smallest(strategy, lambda frame: frame.shape[1] >= 2, seed=seed).example
        assert second.shape == (1, 2), f"seed {seed}: {second}"
        longer = smallest(strategy, lambda frame: len(frame) >= 7, seed=seed).example
        assert longer.shape == (7, 1), f"seed {seed}: {longer}"
