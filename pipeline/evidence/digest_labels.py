"""The bytes of a label: a column's name or an index level's name (rule 11)."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from .digest_form import Undefined, lp, u64
from .digest_times import nanoseconds

__all__ = ["column_labels", "label_bytes"]


def label_bytes(label: Any) -> bytes:
    """Encode a label so that labels of different types or texts never share their bytes.

    Text, integers, bools, floats, times (naive and aware apart), missing labels and tuples of those are defined.
    """
    if isinstance(label, str):
        try:
            return b"s" + label.encode()
        except UnicodeEncodeError as error:
            msg = f"the label {label!r} is no Unicode text (rule 11): rename it without the lone surrogate"
            raise Undefined(msg) from error
    if isinstance(label, tuple):
        return b"t" + u64(len(label)) + b"".join(lp(label_bytes(part)) for part in label)
    if isinstance(label, bool | np.bool_):
        return b"b1" if label else b"b0"
    if isinstance(label, int | np.integer) and not isinstance(label, np.timedelta64):
        return b"i%d" % int(label)
    if label is None or label is pd.NA or label is pd.NaT:
        return b"n"
    return _float_or_time(label)


def column_labels(columns: pd.Index[Any]) -> list[Hashable]:
    """Give the column labels one by one; integers beside missing ones in a MultiIndex stay integers."""
    if not isinstance(columns, pd.MultiIndex):
        return list(columns)
    parts: list[list[Any]] = []
    for level, codes in zip(columns.levels, columns.codes, strict=True):
        names = list(level)
        parts.append([names[code] if code >= 0 else None for code in codes])
    return list(zip(*parts, strict=True))


def _float_or_time(label: Any) -> bytes:
    if isinstance(label, float) or type(label) in {np.float16, np.float32}:
        number = float(label)
        if number != number:  # noqa: PLR0124 - the definition of NaN, without importing math for it
            return b"n"
        return b"f" + struct.pack("<d", number or 0.0)
    if isinstance(label, dt.datetime | np.datetime64):
        if pd.isna(label):
            return b"n"
        aware, exact = nanoseconds(label)
        return (b"du" if aware else b"dn") + b"%d" % exact
    msg = f"the label {label!r} of type {type(label).__name__} (rule 11): rename it to text or a number"
    raise Undefined(msg)
