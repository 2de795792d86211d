"""For each fault of structure: who sees it, and who nearly does."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from toxiframe.strategies import returns_matrices
from toxiframe.strategies.faults.structure import (
    DuplicateColumn,
    DuplicateTimestamp,
    Infinite,
    LiveRow,
    MissingHour,
    MixedFrequency,
    MixedZones,
    NaiveTimestamps,
    NameDrift,
    NanAll,
    NanBlock,
    NanCell,
    NanOutage,
    NanTrailing,
    NumbersAsText,
    OffGrid,
    RepeatedHour,
    Sentinel,
    ShiftedDays,
    SwappedColumns,
    Unsorted,
    WrongEpoch,
)
from toxiframe.strategies.ohlcv import ohlcv

from tests.strategies.structure import judges
from tests.strategies.structure.judges import any_history, any_labels, column_values
from tests.strategies.watching import Watch

__all__ = ["HOURLY", "SMALLEST_BARS", "SMALLEST_HOURS", "SMALLEST_RETURNS", "WATCHES"]

_PATTERN = r"[A-Z_]+:[A-Z0-9]+"


def _hourly(shape: tuple[int, int]) -> pd.DataFrame:
    index = pd.date_range("2024-06-28", periods=shape[0], freq="h", tz="UTC").set_names("ts")
    index.freq = None
    return pd.DataFrame(0.001, index=index, columns=[f"BINANCE:{number}" for number in range(shape[1])])


HOURLY = st.tuples(st.integers(1, 60), st.integers(1, 5)).map(_hourly)
"""Hours of a venue that never closes, for what daily frames do not have."""
_BARS = ohlcv(max_rows=30, max_assets=3)
# Mapped, so that the frames are taken as they come: where all is quiet, two assets cannot be told apart.
_NOISY = returns_matrices(max_rows=60, max_assets=5).map(lambda frame: frame)


def _tolerated(there: np.ndarray, spare: int = 0) -> bool:
    return judges.missing(there).sum() <= max(1, int(0.05 * len(there))) + spare


def _conflict(frame: pd.DataFrame, columns: int | None = None) -> bool:
    """Whether rows of one timestamp disagree, in the first columns only where so many are given."""
    seen = frame.iloc[:, :columns]
    return any((group.max() > group.min()).any() for _, group in seen.groupby(level=0))


def _equal_columns(frame: pd.DataFrame) -> bool:
    """Whether two columns of one name differ."""
    return any(
        not frame[name].T.duplicated(keep=False).all() for name in frame.columns[frame.columns.duplicated()].unique()
    )


def _numbers(frame: pd.DataFrame) -> bool:
    return all(pd.to_numeric(frame.iloc[:, place], errors="coerce").dropna().size for place in range(frame.shape[1]))


WATCHES = [
    Watch(
        fault=NanCell(),
        sees=any_history(lambda there: bool(len(judges.missing(there)))),
        misses=any_history(lambda there: bool((judges.missing(there) > 1).any())),
        bug="looks for runs of missing sessions, and one is no run",
        smallest=(3, 1),
    ),
    Watch(
        fault=NanCell(mechanism="ends"),
        sees=any_history(lambda there: bool(len(judges.missing(there)))),
        misses=any_history(lambda there: bool((judges.missing(there) > 1).any())),
        bug="looks for runs of missing sessions, and one is no run",
        smallest=(3, 1),
    ),
    Watch(
        fault=NanBlock(),
        sees=any_history(lambda there: not _tolerated(there)),
        misses=any_history(lambda there: not _tolerated(there, 1)),
        bug="one missing session more than are tolerated is tolerated",
        smallest=(4, 1),
    ),
    Watch(
        fault=NanOutage(),
        sees=lambda frame, _: judges.silent_venues(frame),
        misses=lambda frame, _: judges.silent_venues(frame, together=True),
        bug="takes all assets for one venue, and another one still trades",
        smallest=(3, 3),
    ),
    Watch(
        fault=NanAll(),
        sees=lambda frame, _: bool(frame.isna().all().any()),
        misses=lambda frame, _: bool(frame.isna().all(axis=None)),
        bug="wants the whole frame to be empty",
        smallest=(1, 2),
    ),
    Watch(
        fault=NanTrailing(),
        sees=any_history(lambda there: judges.trailing(there) >= 5),
        misses=any_history(lambda there: judges.trailing(there) > 5),
        bug="is after the fifth session instead of at it",
        smallest=(8, 1),  # six sessions, and a weekend
    ),
    Watch(
        fault=DuplicateTimestamp(),
        sees=any_labels(lambda labels: labels.has_duplicates),
        misses=lambda frame, _: frame.reset_index().drop_duplicates()["index"].duplicated().any(),
        bug="drops equal rows before it looks",
        smallest=(2, 1),
    ),
    Watch(
        fault=DuplicateTimestamp(twin="conflict"),
        sees=lambda frame, _: _conflict(frame),
        misses=lambda frame, _: _conflict(frame, 1),
        bug="compares the twins in the first asset only",
        smallest=(2, 2),
    ),
    Watch(
        fault=DuplicateTimestamp(twin="nan"),
        sees=any_labels(lambda labels: labels.has_duplicates),
        misses=lambda frame, _: frame.dropna(how="all").index.has_duplicates,
        bug="drops empty rows before it looks",
        smallest=(2, 1),
    ),
    Watch(
        fault=LiveRow(),
        sees=any_labels(lambda labels: labels.normalize().has_duplicates),
        misses=any_labels(lambda labels: labels.has_duplicates),
        bug="compares labels and not dates",
        smallest=(2, 1),
    ),
    Watch(
        fault=Unsorted(),
        sees=any_labels(lambda labels: not labels.is_monotonic_increasing),
        misses=any_labels(lambda labels: not (labels.is_monotonic_increasing or labels.is_monotonic_decreasing)),
        bug="takes newest first for sorted",
        smallest=(2, 1),
    ),
    Watch(
        fault=NaiveTimestamps(),
        sees=any_labels(lambda labels: labels.tz is None),
        misses=any_labels(lambda labels: pd.to_datetime(labels, utc=True).tz is None),
        bug="takes labels without a zone for UTC",
        smallest=(1, 1),
    ),
    Watch(
        fault=MixedZones(),
        sees=any_labels(lambda labels: labels.dtype == object),
        misses=any_labels(lambda labels: not all(isinstance(label, pd.Timestamp) for label in labels)),
        bug="is content with timestamps, whatever the index is",
        smallest=(2, 1),
    ),
    Watch(
        fault=NumbersAsText(),
        sees=lambda frame, _: not all(pd.api.types.is_numeric_dtype(dtype) for dtype in frame.dtypes),
        misses=lambda frame, _: not _numbers(frame),
        bug="is content with what can be read as a number",
        smallest=(1, 1),
    ),
    Watch(
        fault=DuplicateColumn(),
        sees=lambda frame, _: frame.columns.has_duplicates,
        misses=lambda frame, _: _equal_columns(frame),
        bug="takes two equal columns for one",
        smallest=(1, 2),
    ),
    Watch(
        fault=NameDrift(),
        sees=lambda frame, _: not frame.columns.astype(str).str.fullmatch(_PATTERN).all(),
        misses=lambda frame, _: not frame.columns.astype(str).str.upper().str.fullmatch(_PATTERN).all(),
        bug="reads names in either case",
        smallest=(1, 1),
    ),
    Watch(
        fault=NameDrift(drift="renamed"),
        sees=judges.names_differ,
        misses=lambda frame, clean: frame.shape[1] != clean.shape[1],
        bug="counts the assets",
        smallest=(1, 1),
    ),
    Watch(
        fault=NameDrift(drift="missing"),
        sees=judges.names_differ,
        misses=lambda frame, clean: not set(frame.columns) <= set(clean.columns),
        bug="looks for strangers, and nobody is missed",
        smallest=(1, 0),
    ),
    Watch(
        fault=Infinite(),
        sees=lambda frame, _: bool(np.isinf(frame.to_numpy()).any()),
        misses=lambda frame, _: bool(np.isinf(frame.to_numpy()[1:]).any()),
        bug="leaves out the first row, which has no return where prices begin",
        smallest=(1, 1),
    ),
    Watch(
        fault=Infinite(sign=-1),
        sees=lambda frame, _: bool(np.isinf(frame.to_numpy()).any()),
        misses=lambda frame, _: bool((frame == np.inf).any(axis=None)),
        bug="looks for one infinity of the two",
        smallest=(1, 1),
    ),
    Watch(
        fault=Sentinel(),
        sees=lambda frame, _: any(((seen > 5) | (seen < -1)).any() for seen in column_values(frame)),
        misses=lambda frame, _: any((seen > 5).any() for seen in column_values(frame)),
        bug="looks for large values, and -999 is a small one",
        smallest=(1, 1),
    ),
    Watch(
        fault=Sentinel(),
        sees=lambda frame, _: any(((seen <= 0) | (seen > 1e8)).any() for seen in column_values(frame)),
        misses=lambda frame, _: any((seen == 0).any() for seen in column_values(frame)),
        bug="knows zero and no other sentinel",
        smallest=(1, 9),
        base=ohlcv(max_rows=30, max_assets=3, noise=False),
    ),
    Watch(
        fault=WrongEpoch(),
        sees=any_labels(lambda labels: (labels.year < 1973).any()),
        misses=any_labels(lambda labels: labels[0].year < 1973),
        bug="looks at the first label only",
        smallest=(2, 1),
    ),
    Watch(
        fault=OffGrid(),
        sees=any_labels(lambda labels: (labels.second != 0).any()),
        misses=any_labels(lambda labels: (labels.second > 1).any()),
        bug="tolerates a second",
        smallest=(2, 1),
    ),
    Watch(
        fault=MixedFrequency(),
        sees=any_labels(lambda labels: judges.times_of_day(labels) > 1),
        misses=any_labels(lambda labels: labels.has_duplicates),
        bug="is content with unique labels",
        smallest=(2, 1),
    ),
    Watch(
        fault=ShiftedDays(),
        sees=lambda frame, _: judges.mismatch(frame) > 0.2,
        misses=lambda frame, _: judges.mismatch(frame, extra=False) > 0.2,
        bug="asks whether sessions are missing, and not whether other days are there",
        smallest=(2, 1),
    ),
    Watch(
        fault=ShiftedDays(extent="few"),
        sees=lambda frame, _: 0 < judges.mismatch(frame) <= 0.2,
        misses=lambda frame, _: 0 < judges.mismatch(frame, extra=False) <= 0.2,
        bug="asks whether sessions are missing, and not whether other days are there",
        smallest=(12, 1),
    ),
    Watch(
        fault=RepeatedHour(),
        sees=any_labels(lambda labels: labels.has_duplicates),
        misses=lambda frame, _: frame.reset_index().drop_duplicates()["ts"].duplicated().any(),
        bug="drops equal rows before it looks",
        smallest=(2, 1),
        base=HOURLY,
    ),
    Watch(
        fault=MissingHour(),
        sees=any_labels(lambda labels: judges.times_of_day(labels) > 1),
        misses=any_labels(lambda labels: labels.normalize().has_duplicates),
        bug="waits for a date that is there twice",
        smallest=(2, 1),
    ),
    Watch(
        fault=MissingHour(),
        sees=any_labels(lambda labels: (labels[1:] - labels[:-1] > pd.Timedelta(hours=1)).any()),
        misses=any_labels(lambda labels: (labels[1:] - labels[:-1] > pd.Timedelta(hours=2)).any()),
        bug="tolerates one missing hour",
        smallest=(2, 1),
        base=HOURLY,
    ),
    Watch(
        fault=SwappedColumns(),
        sees=lambda frame, _: judges.bars_broken(frame),
        misses=lambda frame, _: judges.bars_broken(frame, crossed_only=True),
        bug="compares the high and the low with one another only",
        smallest=(2, 9),
        base=_BARS,
    ),
    Watch(
        fault=SwappedColumns(swap="assets"),
        sees=lambda frame, clean: not frame.equals(clean),
        misses=lambda frame, clean: bool((frame.isna().sum(axis=1) != clean.isna().sum(axis=1)).any()),
        bug="compares how many values each day has",
        smallest=(1, 2),
        base=_NOISY,
    ),
]

SMALLEST_RETURNS = {
    "nan_cell": (3, 1),
    "nan_block": (4, 1),
    "nan_outage": (3, 2),
    "nan_all": (1, 1),
    "nan_leading": (2, 1),
    "nan_trailing": (8, 1),
    "nan_nonsession": (2, 1),
    "inf_pos": (1, 1),
    "inf_neg": (1, 1),
    "dup_ts_exact": (2, 1),
    "dup_ts_conflict": (2, 1),
    "dup_ts_nan": (2, 1),
    "dup_ts_rounded": (2, 1),
    "dup_value_legal": (2, 1),
    "unsorted": (2, 1),
    "tz_naive": (1, 1),
    "tz_mixed": (2, 1),
    "tz_label_shift": (2, 1),
    "tz_label_shift_few": (12, 1),
    "ts_offgrid": (2, 1),
    "ts_resolution": (1, 1),
    "epoch_unit": (1, 1),
    "dst_gap": (2, 1),
    "dtype_string": (1, 1),
    "dup_column": (1, 2),
    "name_drift": (1, 1),
    "name_drift_renamed": (1, 1),
    "name_drift_missing": (1, 0),
    "sentinel": (1, 1),
    "freq_mix": (2, 1),
}
"""Fault -> rows x columns of the smallest toxic frame of ``returns_matrices`` with it."""

SMALLEST_BARS = {"col_order_swap": (2, 9)}
"""The same for ``ohlcv``."""

SMALLEST_HOURS = {"dst_fold": (2, 1)}
"""The same for ``HOURLY``."""
