"""Faults of structure on every kind of frame that they claim to support."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toxiframe.strategies import possible_faults, replay, toxic_frames
from toxiframe.strategies.faults.structure import STRUCTURE
from toxiframe.strategies.ohlcv import ohlcv
from toxiframe.strategies.tidy import tidy_returns

from tests.strategies.structure.judges import labels_of, times_of_day

SMALL = {"max_rows": 20, "max_assets": 3}
KINDS = {"tidy": tidy_returns(**SMALL), "bars": ohlcv(**SMALL), "flat bars": ohlcv(max_rows=20, flat=True)}

_ANYWHERE = {
    *("nan_cell", "nan_block", "nan_all", "nan_leading", "nan_trailing", "inf_pos", "inf_neg", "sentinel"),
    *("dup_ts_exact", "dup_ts_conflict", "dup_ts_nan", "dup_ts_rounded", "dup_value_legal", "unsorted"),
    *("tz_naive", "tz_mixed", "ts_offgrid", "ts_resolution", "epoch_unit", "dst_gap", "freq_mix"),
    *("dtype_string", "dup_column", "name_drift", "name_drift_renamed", "name_drift_missing"),
}
SUPPORTED = {
    "tidy": _ANYWHERE,
    "bars": _ANYWHERE | {"nan_nonsession", "tz_label_shift", "tz_label_shift_few", "col_order_swap"},
    "flat bars": _ANYWHERE | {"col_order_swap"},
}

LABELS = {
    "dup_ts_rounded": lambda labels: labels.normalize().has_duplicates,
    "unsorted": lambda labels: not labels.is_monotonic_increasing,
    "tz_naive": lambda labels: labels.tz is None,
    "tz_mixed": lambda labels: labels.dtype == object,
    "ts_offgrid": lambda labels: (labels.second != 0).any(),
    "epoch_unit": lambda labels: (labels.year < 1973).any(),
    "dst_gap": lambda labels: times_of_day(labels) > 1 or (labels != labels.normalize()).any(),
    "freq_mix": lambda labels: times_of_day(labels) > 1,
}
"""Fault -> whether the timestamps of an asset show it."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_takes_the_faults_it_should(kind):
    """The faults that make sense on a kind of frame have a place there."""
    found = {fault.name for fault in possible_faults(KINDS[kind], STRUCTURE)}
    assert found >= SUPPORTED[kind], f"{SUPPORTED[kind] - found} have no place, {found - SUPPORTED[kind]} have"


@pytest.mark.parametrize("kind", KINDS)
def test_faults_are_there_and_replayed(kind):
    """Each fault changes the frame as its injection says, and a fault of timestamps is seen in an asset's own."""
    faults = possible_faults(KINDS[kind], STRUCTURE)
    strategy = st.sampled_from(faults).flatmap(lambda fault: toxic_frames(KINDS[kind], faults=[fault], max_faults=1))

    # deadline=None: the first example of a process pays imports and caches.
    @settings(deadline=None, max_examples=150, database=None)
    @given(strategy)
    def drawn(case):
        (injection,) = case.injections
        pd.testing.assert_frame_equal(replay(case.clean, case.injections), case.frame, check_exact=True)
        if injection.response != "PASS":
            assert not case.frame.equals(case.clean), f"nothing was done: {case!r}"
        if injection.name in LABELS:
            assert any(LABELS[injection.name](labels) for labels in labels_of(case.frame)), f"{case!r}"

    drawn()
