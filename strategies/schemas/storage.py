"""Which source a dtype has that says by itself what its values are: numpy's, pandas' own, and Arrow's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from .floats import Floats
from .limits import Limits
from .members import Members
from .ordinals import Ordinals
from .scales import decimal_scale, float_scale, integer_scale
from .sources import Source
from .texts import Texts
from .times import date_scale, period_scale, span_scale, time_scale

__all__ = ["by_dtype", "date_of", "has_categories"]

Listed = Callable[[Sequence[Any]], Any]

_EPOCH = dt.date(1970, 1, 1).toordinal()
_ARROW_FLOATS = {"halffloat": "float16", "float": "float32", "double": "float64"}
_ARROW_TEXTS = ("string", "large_string", "string_view")
_WIDEST = 8  # bytes of the widest float that has ordinals


def has_categories(target: Any) -> bool:
    """Return whether the dtype is a categorical one that lists its categories."""
    categories: Any = getattr(target, "categories", None)
    return isinstance(target, pd.CategoricalDtype) and categories is not None


def date_of(day: int) -> dt.date:
    """Return the date so many days after the epoch."""
    return dt.date.fromordinal(day + _EPOCH)


def by_dtype(target: Any, limits: Limits, listed: Listed) -> Source | None:
    """Return the source of a dtype's values, None where none is known."""
    match target:
        case pd.ArrowDtype():
            return _arrow(target.pyarrow_dtype, target, limits, listed)
        case pd.StringDtype() | pd.CategoricalDtype():
            return Texts(limits, listed)
        case pd.DatetimeTZDtype():
            unit, zone = target.unit, target.tz
            return Ordinals(time_scale(unit, zone), limits, lambda ticks: _stamps(ticks, unit, zone))
        case pd.PeriodDtype():
            return Ordinals(period_scale(target.freq), limits, lambda turns: _periods(turns, target))
        case _:
            # Nullable numbers hold what a numpy dtype holds.
            plain: Any = target if isinstance(target, np.dtype) else getattr(target, "numpy_dtype", None)
            return None if plain is None else _numpy(plain, target, limits, listed)


def _numpy(plain: Any, target: Any, limits: Limits, listed: Listed) -> Source | None:
    def cast(raws: Sequence[Any]) -> Any:
        return pd.Series(np.array(raws, plain)).astype(target)

    match plain.kind:
        case "i" | "u":
            limit = np.iinfo(plain)
            return Ordinals(integer_scale(int(limit.min), int(limit.max)), limits, cast)
        case "f":
            return Floats(float_scale(plain), limits, cast) if plain.itemsize <= _WIDEST else None
        case "M" | "m":
            unit = np.datetime_data(plain)[0]
            scale = time_scale(unit, None) if plain.kind == "M" else span_scale(unit)
            return Ordinals(scale, limits, cast)
        case _:
            return _numpy_listed(plain, limits, listed)


def _numpy_listed(plain: Any, limits: Limits, listed: Listed) -> Source | None:
    match plain.kind:
        case "b":
            return Members((False, True), listed)
        case "c":
            numbers = [complex(turn % 32, turn // 32) for turn in range(1024)]
            return Members((*numbers, 1j, -1j, complex(0.5, -0.5), 1e6 + 1j), listed)
        case "U" | "T":
            return Texts(limits, lambda values: pd.Series(list(values), dtype=object))
        case _:
            return None


def _stamps(ticks: Sequence[int], unit: str, zone: Any | None) -> Any:
    found: Any = pd.Series(np.array(ticks, np.int64).view(f"M8[{unit}]"))
    return found if zone is None else found.dt.tz_localize("UTC").dt.tz_convert(zone)


def _periods(turns: Sequence[int], target: pd.PeriodDtype) -> Any:
    index: Any = pd.PeriodIndex
    return pd.Series(index.from_ordinals(list(turns), freq=target.freq).astype(target))


def _arrow(kind: Any, target: pd.ArrowDtype, limits: Limits, listed: Listed) -> Source | None:
    name = str(kind)
    if name in _ARROW_TEXTS:
        return Texts(limits, listed)
    if name == "bool":
        return Members((False, True), listed)
    if name.startswith(("timestamp", "duration", "date32", "decimal")):
        return _arrow_scaled(name, kind, target, limits, listed)
    plain = _ARROW_FLOATS.get(name, name)
    return _numpy(np.dtype(plain), target, limits, listed) if plain.startswith(("float", "int", "uint")) else None


def _arrow_scaled(name: str, kind: Any, target: pd.ArrowDtype, limits: Limits, listed: Listed) -> Source:
    if name.startswith("timestamp"):
        unit, zone = kind.unit, kind.tz
        return Ordinals(time_scale(unit, zone), limits, lambda ticks: _stamps(ticks, unit, zone).astype(target))
    if name.startswith("duration"):
        plain = f"m8[{kind.unit}]"
        return Ordinals(span_scale(kind.unit), limits, lambda ticks: pd.Series(np.array(ticks, plain)).astype(target))
    if name.startswith("date32"):
        return Ordinals(date_scale(), limits, lambda days: listed([date_of(day) for day in days]))
    scale = decimal_scale(kind.precision, max(kind.scale, 0))
    return Ordinals(scale, limits, lambda ordinals: listed([scale.raw(ordinal) for ordinal in ordinals]))
