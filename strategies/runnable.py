"""A frame as code that makes it again."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from datetime import date, datetime, timezone
from decimal import Decimal
from types import NoneType
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["runnable", "runnable_value"]

_MIDNIGHT = "T00:00:00"
_INFERRED = (np.dtype("float64"), np.dtype("int64"), np.dtype("bool"))


def runnable(frame: pd.DataFrame) -> str:
    """Return an expression that evaluates, with pandas as ``pd``, to an equal frame.

    Parameters
    ----------
    frame
        Columns of numbers, text, timestamps and anything else that pandas has a dtype for; any labels, repeated
        ones and those of several levels too.

    Returns
    -------
    str
        One line, such as ``pd.DataFrame({"NYSE:A": [0.0]}, index=pd.DatetimeIndex(["2024-07-04"], tz="UTC"))``;
        NaN and infinities are written ``float("nan")`` and ``float("inf")``.

    Raises
    ------
    TypeError
        If a value cannot be written as code that gives it back.
    """
    index = "" if _is_default(frame.index) else f", index={_labels(frame.index)}"
    columns = [frame.iloc[:, position] for position in range(frame.shape[1])]
    if columns and _fit_a_dict(frame.columns):
        names = [_text(str(name)) for name in frame.columns]
        body = ", ".join(f"{name}: {_column(column)}" for name, column in zip(names, columns, strict=True))
        return f"pd.DataFrame({{{body}}}{index})"
    # Names that a dict cannot hold are put on afterwards.
    body = ", ".join(f"{position}: {_column(column)}" for position, column in enumerate(columns))
    return f"pd.DataFrame({{{body}}}{index}).set_axis({_labels(frame.columns)}, axis=1)"


def runnable_value(value: object) -> str:
    """Return an expression that evaluates to an equal value: an index, a number, text, a time, or a collection of them.

    Raises
    ------
    TypeError
        If it cannot be written as code that gives it back.
    """
    return _labels(value) if isinstance(value, pd.Index) else _cell(value)


def _is_default(index: pd.Index) -> bool:
    return isinstance(index, pd.RangeIndex) and index.name is None and index.start == 0 and index.step == 1


def _fit_a_dict(names: pd.Index) -> bool:
    """Return whether pandas makes these names again from the keys of a dict."""
    texts = [str(name) for name in names]
    # Of these texts themselves pandas 3 makes no index where one holds half a surrogate pair.
    return list(names) == texts and names.is_unique and names.name is None and names.dtype == pd.Index([""]).dtype


def _column(column: pd.Series) -> str:
    if column.dtype in _INFERRED and len(column):
        return f"[{', '.join(_cell(value) for value in column.tolist())}]"
    if column.dtype == object:
        # Of an array pandas would infer text; only an index is taken at its word.
        return _labels(pd.Index(column.to_numpy(), dtype=object, tupleize_cols=False))
    # The index must be the frame's own, and an array has none.
    return _array(column.array, None)


def _labels(labels: pd.Index) -> str:
    if isinstance(labels, pd.MultiIndex):
        levels = ", ".join(_labels(labels.get_level_values(level).rename(None)) for level in range(labels.nlevels))
        names = "" if all(name is None for name in labels.names) else f", names={_listed(labels.names)}"
        return f"pd.MultiIndex.from_arrays([{levels}]{names})"
    if isinstance(labels, pd.RangeIndex):
        return f"pd.RangeIndex({labels.start}, {labels.stop}, {labels.step}{_name(labels.name)})"
    if isinstance(labels, pd.DatetimeIndex):
        return _stamps(labels, labels.name)
    if isinstance(labels.dtype, np.dtype | pd.StringDtype) and labels.dtype.kind != "m":
        tupled = ", tupleize_cols=False" if any(isinstance(label, tuple) for label in labels) else ""
        return f"pd.Index({_listed(list(labels))}, dtype={_dtype(labels.dtype)}{_name(labels.name)}{tupled})"
    return f"pd.Index({_array(labels.array, labels.name)}{_name(labels.name)})"


def _array(array: Any, name: Hashable) -> str:
    """Return code that makes an array again: an index with its name where it holds timestamps."""
    dtype = array.dtype
    match dtype:
        case pd.DatetimeTZDtype() | np.dtype(kind="M"):
            return _stamps(pd.DatetimeIndex(array), name)
        case np.dtype(kind="m"):
            counts = _listed(array.view("int64").tolist())
            return f'pd.Series({counts}, dtype="int64").astype({_text(str(dtype))}).array'
        case pd.CategoricalDtype():
            codes, kinds = _listed(array.codes.tolist()), _labels(dtype.categories)
            return f"pd.Categorical.from_codes({codes}, {kinds}, ordered={bool(dtype.ordered)})"
        case pd.IntervalDtype():
            ends = f"{_labels(array.left)}, {_labels(array.right)}"
            return f"pd.arrays.IntervalArray.from_arrays({ends}, closed={_text(array.closed)})"
        case pd.PeriodDtype():
            return f"pd.PeriodIndex({_listed([str(value) for value in array])}, freq={_text(array.freqstr)}).array"
        case _:
            return f"pd.array({_listed(list(array))}, dtype={_dtype(dtype)})"


def _dtype(dtype: Any) -> str:
    if isinstance(dtype, pd.SparseDtype):
        return f"pd.SparseDtype({_text(str(dtype.subtype))}, {_cell(dtype.fill_value)})"
    if isinstance(dtype, pd.ArrowDtype):
        kind = dtype.pyarrow_dtype
        told = {"timestamp": ("unit", "tz"), "decimal128": ("precision", "scale"), "string": ()}
        made = str(kind).partition("[")[0].partition("(")[0]
        if made in told:  # pandas cannot read these from text, or reads another
            fields = ", ".join(_cell(getattr(kind, field)) for field in told[made])
            return f'pd.ArrowDtype(__import__("pyarrow").{made}({fields}))'
    return _text(str(dtype))


def _stamps(stamps: pd.DatetimeIndex, name: Hashable) -> str:
    zone = None if stamps.tz is None else str(stamps.tz)
    # An hour that a zone has twice is only told apart in UTC.
    instants = stamps if zone is None else stamps.tz_convert("UTC")
    texts = [
        "NaT" if stamp is pd.NaT else stamp.tz_localize(None).isoformat().removesuffix(_MIDNIGHT) for stamp in instants
    ]
    if len({len(text) for text in texts}) > 1:  # one format, or pandas refuses to parse them
        texts = [f"{text}{_MIDNIGHT}" if len(text) == len("2024-07-04") else text for text in texts]
    mixed = ', format="ISO8601"' if len({len(text) for text in texts}) > 1 else ""
    written = f"[{', '.join(map(_text, texts))}]"
    utc = "" if zone is None else ', tz="UTC"'
    code = f"pd.DatetimeIndex({written}{utc}{_name(name)})"
    unit = pd.DatetimeIndex(texts[:1], tz="UTC").unit
    if mixed:
        code = f"pd.DatetimeIndex(pd.to_datetime({written}{mixed}, utc={zone is not None}){_name(name)})"
    if mixed or not texts or stamps.unit != unit:
        code += f".as_unit({_text(stamps.unit)})"
    return code if zone in (None, "UTC") else f"{code}.tz_convert({_text(str(zone))})"


def _name(name: Hashable) -> str:
    return "" if name is None else f", name={_cell(name)}"


def _listed(values: Iterable[object]) -> str:
    return f"[{', '.join(map(_cell, values))}]"


def _cell(value: object) -> str:  # noqa: PLR0911 - one for each type
    if isinstance(value, np.generic):
        value = value.item()
    match value:
        case float() if not math.isfinite(value):
            return f'float("{value}")'
        case complex():
            return f"complex({_cell(value.real)}, {_cell(value.imag)})"
        case None | bool() | int() | float() | bytes():
            return repr(value)
        case str():
            return _text(value)
        case tuple():
            return f"({''.join(f'{_cell(part)}, ' for part in value).rstrip()})"
        case list():
            return _listed(value)
        case dict():
            return f"{{{', '.join(f'{_cell(key)}: {_cell(held)}' for key, held in value.items())}}}"
        case _:
            return _moment(value)


def _moment(value: object) -> str:  # noqa: PLR0911 - one for each type
    match value:
        case _ if value is pd.NA or value is pd.NaT:
            return "pd.NA" if value is pd.NA else "pd.NaT"
        case pd.Timestamp():
            code = f"pd.Timestamp({_text(value.isoformat())})"
            return code if isinstance(value.tz, timezone | NoneType) else f"{code}.tz_convert({_text(str(value.tz))})"
        case datetime():
            return f"{_moment(pd.Timestamp(value))}.to_pydatetime()"
        case date():
            return f"pd.Timestamp({_text(value.isoformat())}).date()"
        case pd.Timedelta():
            return f'pd.Timedelta({value.value}, "ns")'
        case pd.Interval():
            return f"pd.Interval({_cell(value.left)}, {_cell(value.right)}, {_text(value.closed)})"
        case pd.Period():
            return f"pd.Period({_text(str(value))}, {_text(value.freqstr)})"
        case Decimal():
            return f'__import__("decimal").Decimal({_text(str(value))})'
        case _:
            msg = (
                f"{value!r} ({type(value).__name__}) cannot be written as code that gives it back: runnable() writes "
                "numbers, text, times and collections of them; drop that column before you print the frame"
            )
            raise TypeError(msg)


def _text(text: str) -> str:
    """Return text in double quotes, as this project writes it."""
    plain = repr(text)
    return f'"{plain[1:-1]}"' if plain[0] == "'" and '"' not in plain and "\\'" not in plain else plain
