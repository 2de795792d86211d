"""Which source a dtype has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from hypothesis.errors import InvalidArgument

from .floats import Floats
from .limits import Limits
from .members import Members
from .ordinals import Ordinals
from .scales import decimal_scale, float_scale, integer_scale
from .sources import Source
from .specs import ColumnSpec
from .storage import by_dtype, date_of, has_categories
from .texts import Texts
from .times import date_scale, time_scale

__all__ = ["series_of", "source_of"]


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
    if has_categories(target):
        return Members(tuple(target.categories), listed)
    found = _by_meaning(spec, limits, listed) or by_dtype(target, limits, listed)
    if found is None:
        msg = (
            f"{spec.where} of {schema} is {target}, of which frames_for() knows no values; pass a strategy of single "
            f"values, columns={{{spec.name!r}: ...}}, or give it another dtype"
        )
        raise InvalidArgument(msg)
    return found


def series_of(values: Sequence[Any], target: Any) -> Any:
    """Return a ``Series`` of the dtype."""
    if isinstance(target, pd.CategoricalDtype) and not has_categories(target):
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
        return Ordinals(date_scale(short=True), limits, lambda days: listed([date_of(day) for day in days]))
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
            return Ordinals(date_scale(), limits, lambda days: listed([date_of(day) for day in days]))
        case Decimal():
            scale = decimal_scale(20, 4)
            return Ordinals(scale, limits, lambda ordinals: listed([scale.raw(ordinal) for ordinal in ordinals]))
        case _:
            return Texts(limits, listed)
