"""Content that few digests think of: two columns that differ in one unusual cell, dtype or label."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["ODDITIES", "Odd", "Oddity"]

Frames = tuple[pd.DataFrame, pd.DataFrame]
_LONG = 2000  # past where printed forms leave the middle out


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """Two frames that differ in one unusual point; ``where``: words for the place, of which a refusal must say one."""

    frames: Frames
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """One kind of unusual content.

    ``types``: words of which a refusal must say one. ``make``: puts it into a frame at a row and column.
    """

    name: str
    types: tuple[str, ...]
    make: Callable[[pd.DataFrame, int, int], Odd]


def _cells(first: Any, second: Any) -> Callable[[pd.DataFrame, int, int], Odd]:
    """Make a column of objects that all equal ``first``, and one with ``second`` in one row."""

    def make(frame: pd.DataFrame, row: int, column: int) -> Odd:
        rows = max(len(frame), 1)
        cells = [np.empty(rows, object), np.empty(rows, object)]
        for at in range(rows):
            cells[0][at], cells[1][at] = first, second if at == row % rows else first
        return _inserted(frame, column, cells[0], cells[1])

    return make


def _beside(ordinary: Any, first: Any, second: Any) -> Callable[[pd.DataFrame, int, int], Odd]:
    """Make a column of ordinary objects, with ``first`` or ``second`` beside them."""

    def make(frame: pd.DataFrame, row: int, column: int) -> Odd:
        rows = max(len(frame), 2)
        cells = [np.empty(rows, object), np.empty(rows, object)]
        for at in range(rows):
            cells[0][at] = first if at == row % rows else ordinary
            cells[1][at] = second if at == row % rows else ordinary
        return _inserted(frame, column, cells[0], cells[1])

    return make


def _typed(first: Any, second: Any) -> Callable[[pd.DataFrame, int, int], Odd]:
    """Make a frame of one more column, of these two cells or of the first one twice."""

    def make(frame: pd.DataFrame, row: int, column: int) -> Odd:
        del row
        return _inserted(frame, column, first.take([0, 1]), first.take([0, 0]) if second is None else second)

    return make


def _inserted(frame: pd.DataFrame, column: int, first: Any, second: Any) -> Odd:
    rows = len(first)
    company = frame.iloc[[at % len(frame) for at in range(rows)]] if len(frame) else frame.reindex(range(rows))
    company = company.set_axis(pd.RangeIndex(rows), axis=0)
    place = min(column, company.shape[1])
    pair = (company.copy(), company.copy())
    for each, values in zip(pair, (first, second), strict=True):
        each.insert(place, "odd", pd.Series(values, index=each.index, dtype=getattr(values, "dtype", None)))
    return Odd(frames=pair, where=("'odd'", '"odd"', " odd"))


def _labels(first: Any, second: Any) -> Callable[[pd.DataFrame, int, int], Odd]:
    """Rename a column to one of two labels."""

    def make(frame: pd.DataFrame, row: int, column: int) -> Odd:
        del row
        pair: list[pd.DataFrame] = []
        for label in (first, second):
            names: list[Any] = [*map(str, frame.columns)]
            names[column % len(names)] = label
            pair.append(frame.set_axis(_index_of(names), axis=1))
        return Odd(frames=(pair[0], pair[1]), where=(repr(first), repr(second), str(first), "label"))

    return make


def _index_of(names: list[Any]) -> pd.Index[Any]:
    index = np.empty(len(names), object)
    for at, name in enumerate(names):
        index[at] = name
    return pd.Index(index, dtype=object, tupleize_cols=False)


def _twins(frame: pd.DataFrame, row: int, column: int) -> Odd:
    """Give two columns one name, and change a cell of the second."""
    odd = _typed(np.array([1.0, 2.0]), None)(frame, row, column)
    names = ["twin"] * odd.frames[0].shape[1]
    pair = tuple(each.set_axis(names, axis=1) for each in odd.frames)
    return Odd(frames=(pair[0], pair[1]), where=("twin", "label", "column"))


def _behind_a_missing_label(frame: pd.DataFrame, row: int, column: int) -> Odd:
    """Lose a timestamp of the index, and change a cell."""
    odd = _typed(np.array([1.0, 2.0]), None)(frame, row, column)
    index = pd.DatetimeIndex(["2024-01-01", None], tz="UTC")
    pair = tuple(each.set_axis(index, axis=0) for each in odd.frames)
    return Odd(frames=(pair[0], pair[1]), where=("index",))


def _mixed_index(frame: pd.DataFrame, row: int, column: int) -> Odd:
    """Label rows by a number and a text, and change the number."""
    odd = _typed(np.array([1.0, 2.0]), None)(frame, row, column)
    pair = tuple(odd.frames[0].set_axis(pd.Index(labels, dtype=object), axis=0) for labels in ([1, "a"], [2, "a"]))
    return Odd(frames=(pair[0], pair[1]), where=("index",))


def _row_levels(frame: pd.DataFrame, row: int, column: int) -> Odd:
    """Label rows by pairs, and change one part of one."""
    odd = _typed(np.array([1.0, 2.0]), None)(frame, row, column)
    pairs = ([("ab", "c"), ("x", "y")], [("a", "bc"), ("x", "y")])
    indexes = [pd.MultiIndex.from_tuples(each) for each in pairs]
    first, second = (odd.frames[0].set_axis(index, axis=0) for index in indexes)
    return Odd(frames=(first, second), where=("index",))


def _column_levels(frame: pd.DataFrame, row: int, column: int) -> Odd:
    """Label columns by pairs, and change where the parts of one end."""
    del row
    pair: list[pd.DataFrame] = []
    for label in (("ab", "c"), ("a", "bc")):
        names = [(str(name), "") for name in frame.columns]
        names[column % len(names)] = label
        pair.append(frame.set_axis(pd.MultiIndex.from_tuples(names), axis=1))
    return Odd(frames=(pair[0], pair[1]), where=("ab", "label", "column"))


def _no_rows(frame: pd.DataFrame, row: int, column: int) -> Odd:
    """Keep no row, and give a column another type."""
    del row
    pair: list[pd.DataFrame] = []
    for dtype in (np.float64, np.int64):
        empty = frame.iloc[:0].copy()
        empty.insert(min(column, empty.shape[1]), "odd", np.array([], dtype))
        pair.append(empty)
    return Odd(frames=(pair[0], pair[1]), where=("odd", "empty"))


def _no_columns(frame: pd.DataFrame, row: int, column: int) -> Odd:
    """Keep no column, and one row more."""
    del row, column
    rows = len(frame)
    first, second = (pd.DataFrame(index=pd.RangeIndex(count)) for count in (rows, rows + 1))
    return Odd(frames=(first, second), where=("empty", "column"))


def _array(middle: int) -> Any:
    cells = np.zeros(_LONG)
    cells[_LONG // 2] = middle
    return cells


def _utc(day: int) -> Any:
    return pd.Timestamp(year=2024, month=1, day=day, tz="UTC")


def _of(name: str, types: str, make: Callable[[pd.DataFrame, int, int], Odd]) -> Oddity:
    return Oddity(name=name, types=tuple(types.split("|")), make=make)


_ALL = (
    _of("list", "list", _cells([1], [2])),
    _of("dict", "dict", _cells({"a": 1}, {"a": 2})),
    _of("set", "set", _cells({1}, {2})),
    _of("tuple", "tuple", _cells((1,), (2,))),
    _of("array", "array", _cells(_array(0), _array(1))),
    _of("bytes", "bytes|binary", _cells(b"\x00", b"\x00\x00")),
    _of("complex_objects", "complex", _cells(1j, 2j)),
    _of("time_of_day", "time", _cells(dt.time(9), dt.time(10))),
    _of("date", "date", _cells(dt.date(2024, 1, 1), dt.date(2024, 1, 2))),
    _of("early_date", "date|time", _cells(dt.datetime(1, 1, 1, tzinfo=dt.UTC), dt.datetime(1, 1, 2, tzinfo=dt.UTC))),
    _of("decimal", "decimal", _cells(Decimal("0.1"), Decimal("0.1000000000000000000001"))),
    _of("huge_integers", "int", _cells(2**70, 2**70 + 1)),
    _of("long_text", "str|text", _cells("x" * _LONG, "x" * 1000 + "y" + "x" * 999)),
    _of("surrogate", "str|text", _cells("\ud800", "\ud801")),
    _of("number_among_texts", "mixed|int|str", _beside("a", 1, 2)),
    _of("number_or_its_text", "mixed|int|str", _beside("a", 1, "1")),
    _of("list_among_numbers", "mixed|list", _beside(1.0, [1], [2])),
    _of("naive_among_aware", "naive|time", _beside(_utc(1), pd.Timestamp("2024-01-01"), _utc(1))),
    _of("complex", "complex", _typed(np.array([1j, 2j]), None)),
    _of("float16", "float16|f2", _typed(np.array([1, 2], np.float16), None)),
    _of("extended", "extended|longdouble|float", _typed(np.array([1, 2], np.longdouble), None)),
    _of("uint64", "uint64|u8", _typed(np.array([2**64 - 1, 2**64 - 2], np.uint64), None)),
    _of("durations", "timedelta|duration", _typed(np.array([1, 2], "m8[ns]"), None)),
    _of("periods", "period", _typed(pd.period_range("2024-01-01", periods=2, freq="D").array, None)),
    _of("intervals", "interval", _typed(pd.interval_range(0, 2).array, None)),
    _of("sparse", "sparse", _typed(pd.arrays.SparseArray([0.0, 1.0]), None)),
    _of("categories_of_intervals", "interval|categor", _typed(pd.Categorical(pd.interval_range(0, 2)), None)),
    _of("nullable", "int64", _typed(pd.array([2**53 + 1, None], dtype="Int64"), None)),
    _of("label_of_bytes", "bytes", _labels(b"a", "b'a'")),
    _of("label_none", "none", _labels(None, "None")),
    _of("label_of_a_pair", "tuple", _labels(("a", "b"), "('a', 'b')")),
    _of("label_of_a_float", "float", _labels(1.5, "1.5")),
    _of("twin_names", "duplicate|twin|repeat", _twins),
    _of("missing_in_index", "nat|missing|null", _behind_a_missing_label),
    _of("mixed_index", "mixed|object|int", _mixed_index),
    _of("row_levels", "multiindex|level", _row_levels),
    _of("column_levels", "multiindex|level|tuple", _column_levels),
    _of("no_rows", "empty|row", _no_rows),
    _of("no_columns", "empty|column", _no_columns),
)

ODDITIES: Mapping[str, Oddity] = MappingProxyType({entry.name: entry for entry in _ALL})
"""Name -> oddity."""
