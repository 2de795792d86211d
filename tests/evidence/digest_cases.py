"""Pairs of frames that must share their digest, pairs that must not, and frames that have none.

Every builder makes new frames on each call.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa

__all__ = ["DIFFERENT", "EQUAL", "REFUSED", "mixed_frame", "returns_frame"]

Pair = Callable[[], tuple[pd.DataFrame, pd.DataFrame]]
TIMES = ["2024-07-03", "2024-07-05", "2024-07-08"]


def returns_frame(rows: int = 250, assets: int = 6) -> pd.DataFrame:
    """Return wide returns with NaN, -0.0, subnormals and extremes, over a UTC index."""
    cells = np.random.default_rng(7).standard_normal((rows, assets)) / 100
    cells[0, 0], cells[1, 0], cells[2, 0] = np.nan, -0.0, 5e-324
    cells[3, 0], cells[4, 0] = 1e308, -1.0
    days = pd.date_range("2023-01-02", periods=rows, freq="B", tz="UTC")
    return pd.DataFrame(cells, index=days, columns=[f"NYSE:{chr(65 + place)}" for place in range(assets)])


def mixed_frame(rows: int = 40) -> pd.DataFrame:
    """Return one column of most logical types, with nulls, as Parquet gives them back."""
    every = np.arange(rows)
    hole = every % 7 == 3
    return pd.DataFrame(
        {
            "f8": np.where(hole, np.nan, every / 3),
            "f4": (every / 7).astype("f4"),
            "i8": every + 2**53,
            "u1": (every % 256).astype("u1"),
            "flag": every % 2 == 0,
            "nullable": pd.array([None if gap else int(n) for n, gap in zip(every, hole, strict=True)], "Int64"),
            "text": [None if gap else f"é{n},\n" for n, gap in zip(every, hole, strict=True)],
            "category": pd.Categorical([f"k{n % 3}" for n in every], categories=["k2", "k1", "k0", "unused"]),
            "when": pd.date_range("2024-01-01", periods=rows, freq="h", tz="UTC"),
            "naive": pd.Series(pd.date_range("2024-01-01", periods=rows, freq="h")).where(~hole),
            "wait": pd.to_timedelta(every, unit="s"),
            "bytes": [bytes([n]) for n in every.tolist()],
            "day": [dt.date(2024, 1, 1) + dt.timedelta(days=n) for n in every.tolist()],
            "money": [Decimal(n) / 100 for n in every.tolist()],
        },
        index=pd.RangeIndex(5, 5 + rows, name="key"),
    )


def column(values: Any, dtype: Any = None) -> pd.DataFrame:
    """Return a frame of one column."""
    return pd.DataFrame({"x": pd.Series(values, dtype=dtype)})


def at(index: Any, values: Any = (1.0, 2.0, 3.0), **names: Any) -> pd.DataFrame:
    """Return three rows over an index."""
    return pd.DataFrame({"x": list(values)}, index=pd.Index(index, **names))


def edited(frame: pd.DataFrame, row: int, place: int, value: Any) -> pd.DataFrame:
    """Return a copy with one other cell."""
    copy = frame.copy()
    copy.iloc[row, place] = value
    return copy


def bits(*patterns: int) -> pd.DataFrame:
    """Return a column of doubles with these bit patterns."""
    return column(np.array(patterns, dtype="<u8").view("<f8"))


def _blocks() -> tuple[pd.DataFrame, pd.DataFrame]:
    whole, parts = returns_frame(), pd.DataFrame(index=returns_frame().index)
    for name in whole.columns:
        parts[name] = whole[name].copy()
    return whole, parts


def _memory_order() -> tuple[pd.DataFrame, pd.DataFrame]:
    frame = returns_frame()
    cells = frame.to_numpy()
    return tuple(
        pd.DataFrame(order(cells), index=frame.index, columns=frame.columns, copy=False)
        for order in (np.ascontiguousarray, np.asfortranarray)
    )  # pyright: ignore[reportReturnType]


def _read_only() -> tuple[pd.DataFrame, pd.DataFrame]:
    frame = returns_frame()
    cells = frame.to_numpy(copy=True)[:, ::-1]
    cells.flags.writeable = False
    return frame, pd.DataFrame(cells, index=frame.index, columns=frame.columns[::-1], copy=False)


def _no_freq() -> tuple[pd.DataFrame, pd.DataFrame]:
    frame = returns_frame()
    return frame, frame.set_axis(pd.DatetimeIndex(list(frame.index)), axis=0)


def _annotated() -> tuple[pd.DataFrame, pd.DataFrame]:
    frame = returns_frame()
    other = frame.copy()
    other.attrs["source"], other.columns.name, other.flags.allows_duplicate_labels = "feed", "asset", False
    return frame, other


def _foreign() -> tuple[pd.DataFrame, pd.DataFrame]:
    frame = returns_frame()
    other = frame.copy()
    other.isetitem(2, frame.iloc[:, 2].to_numpy().astype(">f8"))
    return frame, other


def _multi(order: list[str]) -> pd.DataFrame:
    codes = [order.index(key) for key in "aab"]
    index = pd.MultiIndex(levels=[order, [1, 2, 9]], codes=[codes, [0, 1, -1]], names=["k", "n"])
    return pd.DataFrame({"x": [1.0, 2.0, 3.0]}, index=index)


def _chunks() -> tuple[pd.DataFrame, pd.DataFrame]:
    whole, parts = pa.chunked_array([["a", None, "ü"]]), pa.chunked_array([["a"], [], [None, "ü"]])
    return tuple(pd.DataFrame({"x": pd.arrays.ArrowExtensionArray(one)}) for one in (whole, parts))  # pyright: ignore[reportReturnType]


def _under_nulls() -> tuple[pd.DataFrame, pd.DataFrame]:
    masked = [pd.arrays.IntegerArray(np.array([1, hidden]), np.array([False, True])) for hidden in (0, 99)]
    return pd.DataFrame({"x": masked[0]}), pd.DataFrame({"x": masked[1]})


def _zoned(zone: Any) -> pd.DataFrame:
    return at(pd.DatetimeIndex(TIMES, tz="UTC").tz_convert(zone))


def _labelled(*, tz: str | None = None, unit: Any = "ns") -> pd.DataFrame:
    return pd.DataFrame([[1.0, 2.0, 3.0]], columns=pd.DatetimeIndex(TIMES, tz=tz).as_unit(unit))


TEXTS = ["a", "bü", "", None]

EQUAL: dict[str, Pair] = {
    "block layout": _blocks,
    "memory order": _memory_order,
    "read-only reversed view, columns in another order": _read_only,
    "freq lost": _no_freq,
    "attrs, columns.name and flags": _annotated,
    "zone object of UTC": lambda: (_zoned(dt.UTC), _zoned(ZoneInfo("Etc/UTC"))),
    "index UTC or New York": lambda: (_zoned("UTC"), _zoned("America/New_York")),
    "RangeIndex or int64": lambda: (at(pd.RangeIndex(3)), at([0, 1, 2], dtype="int64")),
    "index ns or us": lambda: (at(pd.DatetimeIndex(TIMES).as_unit("ns")), at(pd.DatetimeIndex(TIMES).as_unit("us"))),
    "index ms or s": lambda: (at(pd.DatetimeIndex(TIMES).as_unit("ms")), at(pd.DatetimeIndex(TIMES).as_unit("s"))),
    "timestamps ns or s": lambda: (column(TIMES, "M8[ns]"), column(TIMES, "M8[s]")),
    "timestamps or their objects": lambda: (
        column(pd.DatetimeIndex(TIMES, tz="UTC")),
        column(pd.Series([pd.Timestamp(day, tz="Asia/Tokyo") - pd.Timedelta("-9h") for day in TIMES], dtype=object)),
    ),
    "timestamps that need seconds": lambda: (
        column(np.array(["0001-01-01", "9999-12-31"], "M8[s]")),
        column(pd.Series([dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31)], dtype=object)),  # noqa: DTZ001 - naive on purpose
    ),
    "durations ns or s": lambda: (column(np.array([1, -2], "m8[s]")), column(np.array([10**9, -2 * 10**9], "m8[ns]"))),
    "text: object or string": lambda: (column(TEXTS, object), column(TEXTS, "string[python]")),
    "text: object or Arrow": lambda: (column(TEXTS, object), column(TEXTS, pd.ArrowDtype(pa.large_string()))),
    "text: object or category": lambda: (column(TEXTS, object), column(TEXTS, "category")),
    "text: Arrow or dictionary": lambda: (
        column(TEXTS, pd.ArrowDtype(pa.string())),
        column(TEXTS, pd.ArrowDtype(pa.dictionary(pa.int8(), pa.string()))),
    ),
    "text: None or NaN": lambda: (column(["a", None], object), column(["a", np.nan], object)),
    "category order and unused categories": lambda: (
        column(pd.Categorical(["b", "a", "b"], ["a", "b"])),
        column(pd.Categorical(["b", "a", "b"], ["z", "b", "a"], ordered=True)),
    ),
    "category of numbers": lambda: (column(pd.Categorical([3, 1, 3])), column([3, 1, 3], "int64")),
    "category of numbers, with null": lambda: (column(pd.Categorical([3, None, 3])), column([3, None, 3], "Int64")),
    "time labels ns or s": lambda: (_labelled(unit="ns"), _labelled(unit="s")),
    "int64 or Int64": lambda: (column([1, 2], "int64"), column([1, 2], "Int64")),
    "Int64 or Arrow, with null": lambda: (column([1, None], "Int64"), column([1, None], "int64[pyarrow]")),
    "integers or their objects": lambda: (column([1, 2**60], "int64"), column([1, 2**60], object)),
    "bool, boolean or Arrow": lambda: (column([True, False], "bool"), column([True, False], "bool[pyarrow]")),
    "boolean with null or objects": lambda: (column([True, None], "boolean"), column([True, None], object)),
    "float64 or double[pyarrow]": lambda: (column([0.5, np.nan]), column([0.5, None], "double[pyarrow]")),
    "float64 NaN or Float64 null": lambda: (column([0.5, np.nan]), column([0.5, None], "Float64")),
    "byte order": lambda: (column(np.array([1.5, -2.0], "<f8")), column(np.array([1.5, -2.0], ">f8"))),
    "byte order of one column among others": _foreign,
    "-0.0 or 0.0": lambda: (column([0.0, 1.0]), column([-0.0, 1.0])),
    "-0.0 or 0.0 in float32": lambda: (column([0.0, 1.0], "f4"), column([-0.0, 1.0], "f4")),
    "NaN payload and sign": lambda: (bits(0x7FF8 << 48), bits(0xFFF0_0000_0000_1234)),
    "bytes under nulls": _under_nulls,
    "chunks": _chunks,
    "bytes: object or Arrow": lambda: (column([b"\x00", b""], object), column([b"\x00", b""], "binary[pyarrow]")),
    "dates: object or Arrow": lambda: (
        column([dt.date(2024, 1, 1), None], object),
        column([dt.date(2024, 1, 1), None], pd.ArrowDtype(pa.date32())),
    ),
    "decimals: object or Arrow": lambda: (
        column([Decimal("1.50"), None], object),
        column([Decimal("1.5"), None], pd.ArrowDtype(pa.decimal128(9, 2))),
    ),
    "nothing but nulls: text or Arrow null": lambda: (
        column([None, None], object),
        column([None] * 2, "null[pyarrow]"),
    ),
    "MultiIndex levels in another order": lambda: (_multi(["a", "b"]), _multi(["b", "unused", "a"])),
    "column order": lambda: (mixed_frame(), mixed_frame()[sorted(mixed_frame().columns)]),
    "twin labels in another order": lambda: (
        pd.DataFrame([[1, 2]], columns=["x", "x"]),
        pd.DataFrame([[2, 1]], columns=["x", "x"]),
    ),
}

DIFFERENT: dict[str, Pair] = {
    "float64 or float32": lambda: (column([0.5]), column([0.5], "f4")),
    "one ulp": lambda: (column([0.1]), column([np.nextafter(0.1, 1.0)])),
    "value 1e-9": lambda: (column([1.0]), column([1.0 + 1e-9])),
    "sign of 1e-12": lambda: (column([1e-12]), column([-1e-12])),
    "smallest subnormal or zero": lambda: (column([5e-324]), column([0.0])),
    "2**53 or 2**53 + 1": lambda: (column([2**53]), column([2**53 + 1])),
    "int or float": lambda: (column([1], "int64"), column([1.0])),
    "int64 or int32": lambda: (column([1], "int64"), column([1], "int32")),
    "int64 or uint64": lambda: (column([1], "int64"), column([1], "uint64")),
    "bool or int8": lambda: (column([True]), column([1], "int8")),
    "bool flipped": lambda: (column([True, False]), column([True, True])),
    "int64 or datetime of the same bits": lambda: (column([1], "int64"), column(np.array([1], "M8[ns]"))),
    "datetime or duration of the same bits": lambda: (column(np.array([1], "M8[ns]")), column(np.array([1], "m8[ns]"))),
    "date or midnight": lambda: (column([dt.date(2024, 1, 1)], object), column(["2024-01-01"], "M8[ns]")),
    "number or text": lambda: (column([1]), column(["1"])),
    "NaN or text": lambda: (column(["a", None], object), column(["a", "nan"], object)),
    "empty text or null": lambda: (column(["a", ""], object), column(["a", None], object)),
    "text or bytes": lambda: (column(["a"], object), column([b"a"], object)),
    "where texts end": lambda: (column(["ab", "c"]), column(["a", "bc"])),
    "delimiter in a text": lambda: (column(["a,b", "c"]), column(["a", "b,c"])),
    "long text": lambda: (column(["x" * 300 + "a"]), column(["x" * 300 + "b"])),
    "decimal scale": lambda: (column([Decimal("1.5")], object), column([Decimal("1.50")], object)),
    "decimal or float": lambda: (column([Decimal("1.5")], object), column([1.5])),
    "null moved": lambda: (column([None, 1], "Int64"), column([1, None], "Int64")),
    "[null, 1] or [256, null]": lambda: (column([None, 1], "Int64"), column([256, None], "Int64")),
    "null or zero": lambda: (column([None, 1], "Int64"), column([0, 1], "Int64")),
    "UTC or naive of the same digits": lambda: (_zoned("UTC"), at(pd.DatetimeIndex(TIMES))),
    "New York wall clock or UTC": lambda: (
        _zoned("UTC"),
        at(pd.DatetimeIndex(TIMES, tz="UTC").tz_convert("America/New_York").tz_localize(None)),
    ),
    "index 1 ms later": lambda: (_zoned("UTC"), at(pd.DatetimeIndex(TIMES, tz="UTC") + pd.Timedelta("1ms"))),
    "timestamps 1 s later": lambda: (
        column(pd.DatetimeIndex(TIMES)),
        column(pd.DatetimeIndex(TIMES) + pd.Timedelta("1s")),
    ),
    "cell behind a NaT in the index": lambda: (
        at(pd.DatetimeIndex([*TIMES[:2], None])),
        at(pd.DatetimeIndex([*TIMES[:2], None]), (1.0, 2.0, 4.0)),
    ),
    "RangeIndex shifted": lambda: (at(pd.RangeIndex(3)), at(pd.RangeIndex(5, 8))),
    "index level or column": lambda: (_multi(["a", "b"]), _multi(["a", "b"]).reset_index("n")),
    "order of index levels": lambda: (_multi(["a", "b"]), _multi(["a", "b"]).swaplevel()),
    "index name": lambda: (at([1, 2, 3]), at([1, 2, 3], name="key")),
    "index name 'None'": lambda: (at([1, 2, 3]), at([1, 2, 3], name="None")),
    "index as a column": lambda: (at([1, 2, 3], name="key"), at([1, 2, 3], name="key").reset_index()),
    "values swapped": lambda: (column([1.0, 2.0]), column([2.0, 1.0])),
    "cells of a row swapped": lambda: (pd.DataFrame({"a": [1], "b": [2]}), pd.DataFrame({"a": [2], "b": [1]})),
    "row order": lambda: (at([1, 2, 3]), at([1, 2, 3]).iloc[[1, 0, 2]]),
    "row dropped": lambda: (at([1, 2, 3]), at([1, 2, 3]).iloc[:2]),
    "row doubled": lambda: (at([1, 2, 3]), at([1, 2, 3]).iloc[[0, 1, 2, 2]]),
    "one of two rows with one label": lambda: (at([1, 1, 2]), at([1, 1, 2], (9.0, 2.0, 3.0))),
    "column renamed": lambda: (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]})),
    "labels swapped": lambda: (pd.DataFrame({"a": [1], "b": [2]}), pd.DataFrame({"b": [1], "a": [2]})),
    "label 1 or '1'": lambda: (pd.DataFrame({1: [1]}), pd.DataFrame({"1": [1]})),
    "label 1 or 1.0": lambda: (pd.DataFrame({1: [1]}), pd.DataFrame([[1]], columns=pd.Index([1.0]))),
    "label 1 or True": lambda: (pd.DataFrame({1: [1]}), pd.DataFrame([[1]], columns=pd.Index([True]))),
    "label None or 'None'": lambda: (pd.DataFrame([[1]], columns=[None]), pd.DataFrame({"None": [1]})),
    "label of a pair or its text": lambda: (
        pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")])),
        pd.DataFrame({"('a', 'b')": [1]}),
    ),
    "where label parts end": lambda: (
        pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("ab", "c")])),
        pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "bc")])),
    ),
    "time labels UTC or naive": lambda: (_labelled(tz="UTC"), _labelled()),
    "delimiter in labels": lambda: (
        pd.DataFrame([[1, 2]], columns=["a,b", "c"]),
        pd.DataFrame([[1, 2]], columns=["a", "b,c"]),
    ),
    "no rows, other labels": lambda: (pd.DataFrame(columns=["a"]), pd.DataFrame(columns=["b"])),
    "no rows, other types": lambda: (column([], "f8"), column([], "i8")),
    "no rows or no columns": lambda: (pd.DataFrame(columns=["a"]), pd.DataFrame(index=[0])),
    "no columns, other length": lambda: (pd.DataFrame(index=range(2)), pd.DataFrame(index=range(3))),
    "cell in the middle of 60,000": lambda: (
        column(np.zeros(60_000)),
        edited(column(np.zeros(60_000)), 30_000, 0, 1e-300),
    ),
    "last cell of 60,000": lambda: (column(np.zeros(60_000)), edited(column(np.zeros(60_000)), 59_999, 0, 1e-300)),
    "row forged against a sum of 64-bit hashes": lambda: (
        pd.DataFrame({"a": [101.5], "b": [55.25]}),
        pd.DataFrame({"a": [102.5001923], "b": [59.494522]}),
    ),
    "twin columns, one edited": lambda: (
        pd.DataFrame([[1, 1]], columns=["x", "x"]),
        pd.DataFrame([[1, 2]], columns=["x", "x"]),
    ),
}

REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "objects of two types": (
        lambda: column([1, "1"], object),
        r"column 'x' .*mixed-type objects \(int, str; rule 17\)",
    ),
    "lists in cells": (lambda: column([[1], [2]], object), r"objects of type list"),
    "Arrow lists": (lambda: column([[1], [2]], pd.ArrowDtype(pa.list_(pa.int64()))), r"rule 17"),
    "aware and naive objects": (
        lambda: column([pd.Timestamp("2024", tz="UTC"), pd.Timestamp("2024")], object),
        r"zone-aware and naive times",
    ),
    "Period": (lambda: column(pd.period_range("2024", periods=2, freq="D")), r"rule 17"),
    "Interval": (lambda: column(pd.interval_range(0, 2)), r"rule 17"),
    "Sparse": (lambda: column(pd.arrays.SparseArray([0.0, 1.0])), r"rule 17"),
    "complex": (lambda: column([1j]), r"split complex numbers"),
    "extended precision": (lambda: column(np.array([1.0], np.longdouble)), r"rule 4.*astype\('float64'\)"),
    "integers beyond 64 bits": (lambda: column([2**70], object), r"beyond 64 bits"),
    "lone surrogate in a cell": (lambda: column(["\ud800"], object), r"lone surrogate"),
    "lone surrogate in a label": (
        lambda: pd.DataFrame([[1]], columns=pd.Index(["\ud800"], dtype=object)),
        r"lone surrogate",
    ),
    "label of bytes": (lambda: pd.DataFrame([[1]], columns=[b"a"]), r"label b'a' of type bytes"),
    "objects in the index": (lambda: at([1, "a", 2]), r"the index .*mixed-type"),
    "a Series": (lambda: pd.Series([1.0]), r"taken of a DataFrame, not of a Series"),
}
