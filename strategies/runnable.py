"""A frame as code that makes it again."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

__all__ = ["runnable"]

_MIDNIGHT = "T00:00:00"


def runnable(frame: pd.DataFrame) -> str:
    """Return an expression that evaluates, with pandas as ``pd``, to an equal frame.

    Parameters
    ----------
    frame
        Columns of numbers, booleans, text or timestamps; any labels, repeated ones too.

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
    named = [str(name) for name in frame.columns] == list(frame.columns) and frame.columns.is_unique
    columns = [frame.iloc[:, position] for position in range(frame.shape[1])]
    if named and columns and frame.columns.name is None:
        body = ", ".join(
            f"{_text(str(name))}: {_column(column)}" for name, column in zip(frame.columns, columns, strict=True)
        )
        return f"pd.DataFrame({{{body}}}{index})"
    # Names that a dict cannot hold are put on afterwards.
    body = ", ".join(f"{position}: {_column(column)}" for position, column in enumerate(columns))
    return f"pd.DataFrame({{{body}}}{index}).set_axis({_labels(frame.columns)}, axis=1)"


def _is_default(index: pd.Index) -> bool:
    return isinstance(index, pd.RangeIndex) and index.name is None and index.start == 0 and index.step == 1


def _column(column: pd.Series) -> str:
    dtype = column.dtype
    if dtype in (np.dtype("float64"), np.dtype("int64"), np.dtype("bool")) and len(column):
        return f"[{', '.join(_cell(value) for value in column.tolist())}]"
    if isinstance(dtype, pd.DatetimeTZDtype) or dtype.kind == "M":
        return _stamps(pd.DatetimeIndex(column), None)
    values = ", ".join(_cell(value) for value in column.tolist())
    # The index must be the frame's own, and an array has none.
    return f"pd.array([{values}], dtype={_text(str(dtype))})"


def _labels(labels: pd.Index) -> str:
    if isinstance(labels, pd.DatetimeIndex):
        return _stamps(labels, labels.name)
    if isinstance(labels, pd.RangeIndex):
        span = f"{labels.start}, {labels.stop}, {labels.step}"
        return f"pd.RangeIndex({span}{_name(labels.name)})"
    values = ", ".join(_cell(value) for value in labels.tolist())
    return f"pd.Index([{values}], dtype={_text(str(labels.dtype))}{_name(labels.name)})"


def _stamps(stamps: pd.DatetimeIndex, name: object) -> str:
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


def _name(name: object) -> str:
    return "" if name is None else f", name={_cell(name)}"


def _cell(value: object) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    match value:
        case float() if not math.isfinite(value):
            return f'float("{value}")'
        case None | bool() | int() | float():
            return repr(value)
        case str():
            return _text(value)
        case _ if value is pd.NA or value is pd.NaT:
            return "pd.NA" if value is pd.NA else "pd.NaT"
        case pd.Timestamp() if value.tz is None:
            return f"pd.Timestamp({_text(value.isoformat())})"
        case _:
            msg = (
                f"{value!r} ({type(value).__name__}) cannot be written as code that gives it back: runnable() writes "
                "numbers, booleans, text and timestamps; drop that column before you print the frame"
            )
            raise TypeError(msg)


def _text(text: str) -> str:
    """Return text in double quotes, as this project writes it."""
    plain = repr(text)
    return f'"{plain[1:-1]}"' if plain[0] == "'" and '"' not in plain and "\\'" not in plain else plain
