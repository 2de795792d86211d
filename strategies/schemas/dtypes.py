"""Which source a dtype has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from typing import Any, cast

import numpy as np
import pandas as pd
from hypothesis.errors import InvalidArgument

from .floats import Floats
from .limits import Limits
from .members import Members
from .ordinals import Ordinals
from .scales import Scale, decimal_scale, float_scale, integer_scale
from .sources import Source
from .specs import ColumnSpec
from .texts import Texts
from .times import date_scale, period_scale, span_scale, time_scale

__all__ = ["series_of", "source_of"]

_ARROW_FLOATS = {"halffloat": "float16", "float": "float32", "double": "float64"}


def source_of(spec: ColumnSpec, limits: Limits, schema: str) -> Source:
    """Return the source of a column's values.

    Raises
    ------
    InvalidArgument
        If no values of its dtype are known.
    """
    target = spec.target

    def listed(values: Sequence[Any]) -> Any:
        return series_of(values, target)

    if limits.allowed is not None:
        return Members(tuple(dict.fromkeys(limits.allowed)), listed)
    if isinstance(target, pd.CategoricalDtype) and target.categories is not None:
        return Members(tuple(target.categories), listed)
    found = _by_meaning(spec, limits, listed) or _by_dtype(target, limits, listed)
    if found is None:
        name = cast("Hashable", spec.name)
        msg = (
            f"{spec.where} of {schema} is {target}, of which frames_for() knows no values; pass a strategy of single "
            f"values, columns={{{name!r}: ...}}, or give it another dtype"
        )
        raise InvalidArgument(msg)
    return found


def series_of(values: Sequence[Any], target: Any) -> Any:
    """Return a ``Series`` of the dtype."""
    if isinstance(target, pd.CategoricalDtype) and target.categories is None:
        return pd.Series(pd.Categorical(list(values), categories=list(dict.fromkeys(values)), ordered=target.ordered))
    return pd.Series(list(values), dtype=target)


def _by_meaning(spec: ColumnSpec, limits: Limits, listed: Callable[[Sequence[Any]], Any]) -> Source | None:
    """Return the source of what pandas stores as objects, and pandera tells apart."""
    judge, target = spec.judge, spec.target
    kind = type(judge).__name__
    if kind == "Decimal":
        # The sign counts as a digit.
        scale = decimal_scale(max(judge.precision - 1, 1), judge.scale)
        return Ordinals(scale, limits, lambda ordinals: listed([scale.raw(ordinal) for ordinal in ordinals]))
    if kind == "Date":
        return Ordinals(date_scale(), limits, lambda days: listed([_date(day) for day in days]))
    if kind == "Object" or target == np.dtype(object):
        return _object(limits, listed) if kind == "Object" else Texts(limits, listed)
    return None


def _object(limits: Limits, listed: Callable[[Sequence[Any]], Any]) -> Source:
    """Return what the bounds of a column of objects are of; text where there are none."""
    match next((bound for bound, _ in (*limits.lows, *limits.highs)), None):
        case bool() | int():
            return Ordinals(integer_scale(-(2**63), 2**63 - 1), limits, listed)
        case float():
            return Floats(float_scale(np.dtype("float64")), limits, lambda raws: listed([float(raw) for raw in raws]))
        case dt.datetime():
            scale = time_scale("us", None)
            return Ordinals(scale, limits, lambda ticks: listed([pd.Timestamp(tick, unit="us") for tick in ticks]))
        case dt.date():
            return Ordinals(date_scale(), limits, lambda days: listed([_date(day) for day in days]))
        case Decimal():
            scale = decimal_scale(20, 4)
            return Ordinals(scale, limits, lambda ordinals: listed([scale.raw(ordinal) for ordinal in ordinals]))
        case _:
            return Texts(limits, listed)


def _date(day: int) -> dt.date:
    return dt.date.fromordinal(day + dt.date(1970, 1, 1).toordinal())


def _by_dtype(target: Any, limits: Limits, listed: Callable[[Sequence[Any]], Any]) -> Source | None:
    if isinstance(target, pd.ArrowDtype):
        return _arrow(target, limits, listed)
    if isinstance(target, pd.StringDtype) or (isinstance(target, np.dtype) and target.kind in "UT"):
        return Texts(limits, (lambda values: pd.Series(list(values), dtype=object)) if _is_numpy(target) else listed)
    if isinstance(target, pd.CategoricalDtype):
        return Texts(limits, listed)
    if isinstance(target, pd.DatetimeTZDtype):
        return Ordinals(time_scale(target.unit, target.tz), limits, lambda ticks: _stamps(ticks, target.unit, target.tz))
    if isinstance(target, pd.PeriodDtype):
        return Ordinals(period_scale(target.freq), limits, lambda turns: _periods(turns, target))
    if isinstance(target, pd.SparseDtype):
        return _by_dtype(target.subtype, limits, listed)
    plain: Any = target if _is_numpy(target) else getattr(target, "numpy_dtype", None)
    if plain is None:
        return None
    match plain.kind:
        case "f" if plain.itemsize <= np.dtype("float64").itemsize:
            return Floats(float_scale(plain), limits, lambda raws: _cast(raws, plain, target))
        case "i" | "u":
            scale = integer_scale(int(np.iinfo(plain).min), int(np.iinfo(plain).max))
            return Ordinals(scale, limits, lambda raws: _cast(raws, plain, target))
        case "b":
            return Members((False, True), listed)
        case "c":
            numbers = [complex(turn % 32, turn // 32) for turn in range(1024)]
            return Members((*numbers, 1j, -1j, complex(0.5, -0.5), 1e6 + 1j), listed)
        case "M":
            unit = np.datetime_data(plain)[0]
            return Ordinals(time_scale(unit, None), limits, lambda ticks: _stamps(ticks, unit, None))
        case "m":
            unit = np.datetime_data(plain)[0]
            return Ordinals(span_scale(unit), limits, lambda ticks: pd.Series(np.array(ticks, f"m8[{unit}]")))
        case _:
            return None


def _is_numpy(target: Any) -> bool:
    return isinstance(target, np.dtype)


def _cast(raws: Sequence[Any], plain: Any, target: Any) -> Any:
    return pd.Series(np.array(raws, plain)).astype(target)


def _stamps(ticks: Sequence[int], unit: str, zone: Any | None) -> Any:
    found = pd.Series(np.array(ticks, np.int64).view(f"M8[{unit}]"))
    return found if zone is None else found.dt.tz_localize("UTC").dt.tz_convert(zone)


def _periods(turns: Sequence[int], target: pd.PeriodDtype) -> Any:
    freq: Any = target.freq
    return pd.Series(pd.PeriodIndex.from_ordinals(list(turns), freq=freq).astype(target))


def _arrow(target: pd.ArrowDtype, limits: Limits, listed: Callable[[Sequence[Any]], Any]) -> Source | None:
    kind: Any = target.pyarrow_dtype
    name = str(kind)
    if name in _ARROW_FLOATS:
        plain = np.dtype(_ARROW_FLOATS[name])
        return Floats(float_scale(plain), limits, lambda raws: _cast(raws, plain, target))
    if name.startswith(("int", "uint")):
        limit = np.iinfo(name)
        return Ordinals(integer_scale(int(limit.min), int(limit.max)), limits, lambda raws: listed([int(raw) for raw in raws]))
    if name == "bool":
        return Members((False, True), listed)
    if name in ("string", "large_string", "string_view"):
        return Texts(limits, listed)
    if name.startswith("timestamp"):
        zone = kind.tz
        scale: Scale = time_scale(kind.unit, zone)
        return Ordinals(scale, limits, lambda ticks: _stamps(ticks, kind.unit, zone).astype(target))
    if name.startswith("duration"):
        return Ordinals(span_scale(kind.unit), limits, lambda ticks: pd.Series(np.array(ticks, f"m8[{kind.unit}]")).astype(target))
    if name.startswith("date32"):
        return Ordinals(date_scale(), limits, lambda days: listed([_date(day) for day in days]))
    if name.startswith("decimal"):
        scale = decimal_scale(kind.precision, max(kind.scale, 0))
        return Ordinals(scale, limits, lambda ordinals: listed([scale.raw(ordinal) for ordinal in ordinals]))
    return None
