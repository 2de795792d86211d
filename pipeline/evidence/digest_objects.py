"""Column digests of object columns: one kind of Python object per column, or a refusal (rule 17)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from .digest_arrow import arrow_digest
from .digest_blocks import block_digests, number_tag
from .digest_form import Array, Undefined, fixed, nothing
from .digest_times import exact_times, nanoseconds

__all__ = ["object_digest"]

_EPOCH = dt.date(1970, 1, 1).toordinal()
# The order matters: a bool is an int, a Timestamp is a date.
_KINDS: tuple[tuple[tuple[type, ...], str], ...] = (
    ((bool, np.bool_), "bool"),
    ((str,), "utf8"),
    ((bytes,), "bin"),
    ((dt.datetime, np.datetime64), "ts"),
    ((dt.timedelta, np.timedelta64), "dur"),
    ((dt.date,), "date"),
    ((Decimal,), "dec"),
    ((float,), "f8"),
    ((int,), "i8"),
)


def object_digest(values: Array) -> bytes:
    """Digest a one-dimensional object array; what `pandas.isna` calls missing is null."""
    try:
        null = np.asarray(pd.isna(values), dtype=bool)
    except InvalidOperation as error:
        msg = "a signalling NaN among decimals, which compares with nothing (rule 17): replace it by None"
        raise Undefined(msg) from error
    cells: list[Any] = values[~null].tolist()
    if not cells:
        return nothing(len(values))
    types = set(map(type, cells))
    kinds = {_kind(each) for each in types}
    if len(kinds) > 1:
        names = ", ".join(sorted({each.__name__ for each in types}))
        msg = f"mixed-type objects ({names}; rule 17): convert the column to one type, e.g. with .astype(str)"
        raise Undefined(msg)
    return _digest(kinds.pop(), cells, null)


def _kind(each: type) -> str:
    if issubclass(each, np.integer | np.floating) and not issubclass(each, np.timedelta64):
        return number_tag(np.dtype(each)) or ""
    for types, kind in _KINDS:
        if issubclass(each, types):
            return kind
    msg = f"objects of type {each.__name__} (rule 17): convert the column to text or to plain numbers"
    raise Undefined(msg)


def _digest(kind: str, cells: list[Any], null: Array) -> bytes:
    if kind in {"utf8", "bin"}:
        return _texts(kind, cells, null)
    if kind in {"ts", "dur"}:
        times = [nanoseconds(cell) for cell in cells]
        aware = {zoned for zoned, _ in times}
        if len(aware) > 1:
            msg = "zone-aware and naive times in one column (rule 17): localise the naive ones"
            raise Undefined(msg)
        tag = "dur" if kind == "dur" else "ts:utc" if aware.pop() else "ts:naive"
        return exact_times(tag, [exact for _, exact in times], null)
    if kind == "date":
        days = np.zeros(len(null), dtype="<i4")
        days[~null] = [cell.toordinal() - _EPOCH for cell in cells]
        return fixed("date", days, null)
    if kind == "dec":
        return _decimals(cells, null)
    return _numbers(kind, cells, null)


def _numbers(kind: str, cells: list[Any], null: Array) -> bytes:
    dtype = np.dtype("?" if kind == "bool" else f"<{kind}")
    numbers = np.zeros(len(null), dtype=dtype)
    try:
        numbers[~null] = cells
    except OverflowError as error:
        msg = "integers beyond 64 bits (rule 5): convert the column to decimal.Decimal or to text"
        raise Undefined(msg) from error
    if dtype.kind == "f":
        numbers[null] = np.nan
        return block_digests(numbers.reshape(-1, 1), kind)[0]
    return fixed(kind, numbers, null)


def _texts(kind: str, cells: list[Any], null: Array) -> bytes:
    padded = np.full(len(null), None, dtype=object)
    padded[~null] = cells
    try:
        return arrow_digest(pa.array(padded, type=pa.large_string() if kind == "utf8" else pa.large_binary()))
    except UnicodeEncodeError as error:
        msg = f"text that is no Unicode, a lone surrogate in {error.object!r} (rule 7): decode it properly first"
        raise Undefined(msg) from error


def _decimals(cells: list[Decimal], null: Array) -> bytes:
    if not all(cell.is_finite() for cell in cells):
        msg = "an infinite decimal (rule 8): replace it by None or use a float column"
        raise Undefined(msg)
    scale = max(0, -min(int(cell.as_tuple().exponent) for cell in cells))
    padded: list[Decimal | None] = [None] * len(null)
    for row, cell in zip(np.flatnonzero(~null).tolist(), cells, strict=True):
        padded[row] = cell
    try:
        return arrow_digest(pa.array(padded, type=pa.decimal256(76, scale)))
    except (pa.ArrowInvalid, ValueError) as error:
        msg = f"decimals of more than 76 digits at scale {scale} (rule 8): round them or use text"
        raise Undefined(msg) from error
