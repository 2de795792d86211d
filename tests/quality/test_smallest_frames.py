"""Every fault shrinks to the smallest frame that can show it, whatever the size that was drawn."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from toxiframe.strategies import FAULTS, fault_named, returns_matrices, toxic_frames

from tests.quality.shrunk import SIZES, smallest
from tests.quality.smallest_table import NOWHERE, SMALLEST, SOURCES, searches

SEEDS = range(3)
AMONG = 9  # faults to choose from; among all of them the search is the same and finding takes ten times as long


def test_every_fault_has_its_smallest_frame():
    """Each fault stands in the table, or its reason does why no frame of our own sources has it by default."""
    told = {name for table in SMALLEST.values() for name in table} | set(NOWHERE)
    assert told == {fault.name for fault in FAULTS}, f"{told ^ {fault.name for fault in FAULTS}}"


@pytest.mark.parametrize(("rows", "assets"), SIZES)
@pytest.mark.parametrize("source", SOURCES)
def test_every_fault_shrinks_to_its_smallest_frame(source, rows, assets):
    """Each fault ends alone, at its documented size, in a quiet frame, within 60 calls in the median."""
    done = list(searches(source, rows, assets, [rows % 7], among=AMONG))  # another seed a size; more in the benchmark
    undrawn = [f"{search.name}, seed {search.seed}" for search in done if search.found is None]
    assert not undrawn, f"not drawn at all: {undrawn}"
    loud = [
        f"{search.name}: {search.found.example!r}" for search in done if source == "returns" and not _is_quiet(search)
    ]
    assert not loud, "\n".join(loud)
    names = {search.name for search in done}
    assert len(names) >= len(SMALLEST[source]) - 2, f"no place at this size: {set(SMALLEST[source]) - names}"
    wrong = [f"{search.name}, seed {search.seed}: {search.found.example!r}" for search in done if not search.ended_well]
    assert len(wrong) <= 0.01 * len(done), "\n".join(wrong)
    calls = sorted(search.found.calls for search in done)
    assert statistics.median(calls) <= 60, f"{calls}"
    drawn = sorted(search.found.examples for search in done)
    assert statistics.median(drawn) <= 100, f"{drawn}"


NOISY = ("noise_quantise", "noise_quantise_float32", "lookahead_shift", "series_copy", "cross_symbol")
"""Faults that take an asset whose returns differ from one another."""


def _is_quiet(search) -> bool:
    """Return whether the frame holds, besides the fault, nothing but the one quiet return."""
    values = search.found.example.clean.to_numpy()
    return search.name in NOISY or set(values[~np.isnan(values)].tolist()) <= {1e-3}


PAIRS = [("nan_cell", "toxic_return"), ("pad_zero_holiday", "dup_ts_nan"), ("sparse_history", "pad_zero_weekend")]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_two_faults_shrink_to_a_small_frame(first, second):
    """A failure that takes two faults at once ends with these two and no more rows than they need side by side."""
    chosen = [fault_named(name) for name in ("dup_ts_exact", "nan_leading", "legal_extreme", first, second)]
    strategy = toxic_frames(returns_matrices(), faults=chosen)
    room = SMALLEST["returns"][first][0] + SMALLEST["returns"][second][0] + 2  # a weekend may lie between
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
