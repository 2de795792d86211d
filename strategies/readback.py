"""Reads what ``runnable`` wrote, and nothing else: a file that others wrote must not run code.

The text is parsed, never executed. Only the names below are known, which make frames, labels and values.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from importlib import import_module
from typing import Any, NoReturn

import pandas as pd

__all__ = ["read_back"]

_PANDAS: dict[str, Any] = {
    "pd.DataFrame": pd.DataFrame,
    "pd.Series": pd.Series,
    "pd.Index": pd.Index,
    "pd.RangeIndex": pd.RangeIndex,
    "pd.DatetimeIndex": pd.DatetimeIndex,
    "pd.PeriodIndex": pd.PeriodIndex,
    "pd.MultiIndex.from_arrays": pd.MultiIndex.from_arrays,
    "pd.Categorical.from_codes": pd.Categorical.from_codes,
    "pd.arrays.IntervalArray.from_arrays": pd.arrays.IntervalArray.from_arrays,
    "pd.array": pd.array,
    "pd.to_datetime": pd.to_datetime,
    "pd.SparseDtype": pd.SparseDtype,
    "pd.ArrowDtype": pd.ArrowDtype,
    "pd.Timestamp": pd.Timestamp,
    "pd.Timedelta": pd.Timedelta,
    "pd.Interval": pd.Interval,
    "pd.Period": pd.Period,
    "pd.NA": pd.NA,
    "pd.NaT": pd.NaT,
    "float": float,
    "complex": complex,
}
_IMPORTED = {"pyarrow": ("timestamp", "decimal128", "string"), "decimal": ("Decimal",)}
_METHODS: dict[str, tuple[type, ...]] = {
    "set_axis": (pd.DataFrame,),
    "astype": (pd.Series,),
    "as_unit": (pd.DatetimeIndex,),
    "tz_convert": (pd.DatetimeIndex, pd.Timestamp),
    "date": (pd.Timestamp,),
    "to_pydatetime": (pd.Timestamp,),
}
_HOLDS_ARRAY = (pd.Series, pd.PeriodIndex)


def read_back(code: str) -> Any:
    """Return the frame or the value that ``runnable`` wrote as this text.

    Raises
    ------
    ValueError
        If the text is anything that ``runnable`` does not write.
    """
    try:
        tree = ast.parse(code, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        msg = f"{_short(code)} is no frame as runnable() writes it: {error}"
        raise ValueError(msg) from error
    return _value(tree.body)


def _value(node: ast.expr) -> Any:  # noqa: PLR0911 - one for each kind of node
    match node:
        case ast.Constant(value=value) if not isinstance(value, type(...)):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.List(elts=parts):
            return [_value(part) for part in parts]
        case ast.Tuple(elts=parts):
            return tuple(_value(part) for part in parts)
        case ast.Dict(keys=keys, values=values):
            named_keys = [_refuse(node) if key is None else key for key in keys]
            return {_value(key): _value(value) for key, value in zip(named_keys, values, strict=True)}
        case ast.Call(func=func, args=args, keywords=keywords):
            named = {keyword.arg: _value(keyword.value) for keyword in keywords if keyword.arg is not None}
            if len(named) != len(keywords):
                _refuse(node)
            return _callable(func)(*map(_value, args), **named)
        case ast.Attribute(value=inner, attr="array") if (held := _value(inner)) is not None:
            return held.array if isinstance(held, _HOLDS_ARRAY) else _refuse(node)
        case ast.Attribute():
            found = _PANDAS.get(ast.unparse(node), node)
            return found if found is pd.NA or found is pd.NaT else _refuse(node)
        case _:
            return _refuse(node)


def _callable(func: ast.expr) -> Callable[..., Any]:
    name = ast.unparse(func)
    known = _PANDAS.get(name)
    if callable(known):
        return known
    match func:
        case ast.Attribute(
            value=ast.Call(func=ast.Name(id="__import__"), args=[ast.Constant(value=module)]), attr=attr
        ):
            if isinstance(module, str) and attr in _IMPORTED.get(module, ()):
                return Decimal if attr == "Decimal" else partial(getattr(import_module(module), attr))
        case ast.Attribute(value=inner, attr=attr) if attr in _METHODS:
            holder = _value(inner)
            if isinstance(holder, _METHODS[attr]):
                return getattr(holder, attr)
        case _:
            pass
    return _refuse(func)


def _refuse(node: ast.expr) -> NoReturn:
    msg = f"{_short(ast.unparse(node))} is nothing that runnable() writes, and nothing else is read"
    raise ValueError(msg)


def _short(code: str) -> str:
    return repr(code if len(code) <= 60 else f"{code[:57]}...")  # noqa: PLR2004 - enough to find the place
