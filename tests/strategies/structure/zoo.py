"""Frames of every kind that pandas knows, most of which nobody would call market data."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa

__all__ = ["ZOO"]

_DAYS = pd.date_range("2024-06-24", periods=12, tz="UTC", name="ts")
_PRICES = np.linspace(100.0, 111.0, 12)


def _returns(index: pd.Index = _DAYS, names: object = ("NYSE:A", "NYSE:B", "BINANCE:C")) -> pd.DataFrame:
    made = pd.DataFrame(np.full((len(index), 3), 0.001), index=index, columns=pd.Index(names))
    made.iloc[5:7, :2] = np.nan  # a weekend
    return made


def _numbers(dtype: str) -> pd.DataFrame:
    return pd.DataFrame({"a": range(12), "b": range(20, 32)}, index=_DAYS).astype(dtype)


def _bars(columns: object = None) -> pd.DataFrame:
    frame = pd.DataFrame({"Open": _PRICES, "High": _PRICES + 2, "Low": _PRICES - 1, "Close": _PRICES + 1}, index=_DAYS)
    frame["Adj Close"], frame["Volume"] = frame["Close"], np.arange(12) + 1000
    frame = frame[frame.index.weekday < 5]
    if columns == "flat":
        return frame
    return pd.concat({"NYSE:A": frame, "NYSE:B": frame * 2}, axis=1, names=["asset", "field"])


def _tidy(ordered_by: list[str], index: list[str] | None = None) -> pd.DataFrame:
    open_days = _DAYS[_DAYS.weekday < 5]
    frame = pd.DataFrame(
        [(day, name, 0.001) for day in open_days for name in ("NYSE:A", "NYSE:B")],
        columns=["timestamp", "symbol", "return"],
    )
    frame = frame.sort_values(ordered_by, kind="stable").reset_index(drop=True)
    return frame if index is None else frame.set_index(index)


def _objects() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "text": [*"abcdefghijk", None],
            "object": np.array([1, "x", None, 2.5, b"y", (1, 2), [3], {4: 5}, True, np.nan, pd.NaT, pd.NA], object),
            "day": [dt.date(2024, 1, 1)] * 12,
            "decimal": [Decimal("1.10")] * 11 + [None],
            "when": _DAYS.tz_localize(None),
            "zoned": _DAYS.tz_convert("America/New_York"),
            "span": pd.to_timedelta(range(12), unit="h"),
            "kind": pd.Categorical([*"abab", None] + ["b"] * 7),
            "period": pd.period_range("2024-01", periods=12, freq="M"),
            "interval": pd.interval_range(0, 12),
            "flag": [True, False] * 6,
            "complex": np.arange(12) * 1j,
        }
    )


_ARROW = {
    "double": pa.float64(),
    "int": pa.int32(),
    "text": pa.string(),
    "flag": pa.bool_(),
    "money": pa.decimal128(10, 2),
}


def _arrow() -> pd.DataFrame:
    values = {
        "double": [0.5, None] * 6,
        "int": [1, 2, None] * 4,
        "text": ["x", None] * 6,
        "flag": [True, None] * 6,
        "money": [Decimal("1.10"), None] * 6,
    }
    return pd.DataFrame(
        {name: pd.array(found, dtype=pd.ArrowDtype(_ARROW[name])) for name, found in values.items()}, index=_DAYS
    )


def _nullable() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Float64": pd.array([0.5, None] * 6, dtype="Float64"),
            "Int64": pd.array([2**60 + 1, None] * 6, dtype="Int64"),
            "UInt8": pd.array([255, None] * 6, dtype="UInt8"),
            "boolean": pd.array([True, None] * 6, dtype="boolean"),
            "string": pd.array(["x", None] * 6, dtype="string"),
        },
        index=_DAYS,
    )


def _relabelled(labels: pd.Index) -> pd.DataFrame:
    return pd.DataFrame({"a": np.arange(float(len(labels))), "b": 0.5}, index=labels)


_HOURS = pd.date_range("2024-06-24", periods=12, freq="h", tz="UTC")
_NIGHT = pd.date_range("2024-11-03 04:00", periods=12, freq="30min", tz="UTC").tz_convert("America/New_York")

ZOO: dict[str, pd.DataFrame] = {
    "returns": _returns(),
    "one cell": pd.DataFrame({"NYSE:A": [0.001]}, index=_DAYS[:1]),
    "one row": _returns().iloc[:1],
    "hours": _returns(_HOURS),
    "night of the clocks": _returns(_NIGHT),
    **{f"unit {unit}": _returns(_DAYS.as_unit(unit)) for unit in ("s", "ms", "us", "ns")},
    "naive": _returns(_DAYS.tz_localize(None)),
    "new york": _returns(_DAYS.tz_localize(None).tz_localize("America/New_York")),
    "tokyo in utc": _returns(_DAYS.tz_localize(None).tz_localize("Asia/Tokyo").tz_convert("UTC")),
    "with NaT": _returns(pd.DatetimeIndex([*_DAYS[:6], pd.NaT, *_DAYS[7:]])),
    "all NaT": _relabelled(pd.DatetimeIndex([pd.NaT] * 3, tz="UTC")),
    "long ago": _returns(pd.date_range("1970-01-01", periods=12, tz="UTC")),
    "descending": _returns().iloc[::-1],
    "doubled": pd.concat([_returns(), _returns()]),
    "float32": _returns().astype("float32"),
    "float16": _returns().astype("float16"),
    "all NaN": _returns() * np.nan,
    "all infinite": _returns() * np.inf,
    **{dtype: _numbers(dtype) for dtype in ("int8", "int64", "uint64", "Int64", "Float32", "complex128", "bool")},
    "beyond 2**53": pd.DataFrame({"a": [2**53 + 1, 2**62 + 1]}, index=_DAYS[:2]),
    "sparse": _returns().astype(pd.SparseDtype("float64", np.nan)),
    "bars": _bars(),
    "flat bars": _bars("flat"),
    "bars, field first": _bars().swaplevel(axis=1),
    "tidy": _tidy(["timestamp", "symbol"]),
    "tidy by symbol": _tidy(["symbol", "timestamp"]),
    "tidy levels": _tidy(["timestamp", "symbol"], ["timestamp", "symbol"]),
    "tidy stamps in the index": _tidy(["timestamp", "symbol"], ["timestamp"]),
    "tidy categories": _tidy(["timestamp", "symbol"]).astype({"symbol": "category"}),
    "tidy without a symbol": _tidy(["timestamp", "symbol"]).assign(symbol=["NYSE:A", None] * 10),
    "plain": _objects(),
    "plain with dates": _objects().set_axis(_DAYS),
    "arrow": _arrow(),
    "arrow dates": _relabelled(pd.Index(pd.array(_DAYS, dtype=pd.ArrowDtype(pa.timestamp("us", "UTC"))))),
    "nullable": _nullable(),
    "repeated names": _returns(names=["NYSE:A", "NYSE:A", "b"]),
    "repeated objects": _objects().set_axis(["x"] * 12, axis=1),
    "numbers as names": _returns(names=[1, 2, 3]),
    "floats as names": _returns(names=[0.5, np.nan, 2.0]),
    "mixed names": _returns(names=pd.Index([None, ("a", 1), 7], dtype=object, tupleize_cols=False)),
    "dates as names": _returns(names=_DAYS[:3]),
    "categories as names": _returns(names=pd.CategoricalIndex(["a", "b", "c"])),
    "booleans as names": _returns().iloc[:, :2].set_axis(pd.Index([True, False]), axis=1),
    "three levels of names": _returns(names=pd.MultiIndex.from_tuples([("a", 1, "x"), ("a", 2, "x"), ("b", 1, "y")])),
    "named columns": _returns().rename_axis(columns="asset"),
    "texts as labels": _relabelled(pd.Index(["r", "s", "r", None], name="row")),
    "numbers as labels": _relabelled(pd.Index([3, 1, 2])),
    "a range": _relabelled(pd.RangeIndex(10, 2, -2)),
    "objects as labels": _relabelled(
        pd.Index(
            [pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-02", tz="UTC"), pd.Timestamp("2024-01-03T00:00+05:00")],
            dtype=object,
        )
    ),
    "two levels": _relabelled(pd.MultiIndex.from_product([["a", "b"], _DAYS[:3]], names=["k", None])),
    "spans as labels": _relabelled(pd.to_timedelta(["1h", "2h", "3h"])),
    "periods as labels": _relabelled(pd.period_range("2024-01", periods=3, freq="M")),
    "intervals as labels": _relabelled(pd.interval_range(0, 3)),
    "no rows": _returns().iloc[:0],
    "no rows of bars": _bars().iloc[:0],
    "no tidy rows": _tidy(["timestamp", "symbol"]).iloc[:0],
    "no rows of anything": _objects().iloc[:0],
    "no columns": _returns().iloc[:, :0],
    "nothing": pd.DataFrame(),
    "neither, with dates": _returns().iloc[:0, :0],
}
"""Name -> frame; never to be changed."""
