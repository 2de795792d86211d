"""Columns whose values the user's own strategy draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from .dtypes import series_of
from .pools import accepted
from .slots import Slot

__all__ = ["own_values"]

_POOL = 4  # drawn values that a frame repeats


def own_values(draw: Callable[[SearchStrategy[Any]], Any], slot: Slot, rows: int, schema: str) -> Any:
    """Return a column of values that the user's strategy draws.

    Raises
    ------
    InvalidArgument
        If the column cannot hold a value, or a check refuses it.
    """
    own = slot.strategy
    if slot.spec.unique:
        drawn = draw(st.lists(own, min_size=rows, max_size=rows, unique_by=repr))
    else:
        drawn = draw(st.lists(own, min_size=1, max_size=_POOL))
    where = f"columns={{{slot.spec.name!r}: ...}}"
    try:
        series = series_of(drawn, slot.spec.target)
    except (TypeError, ValueError, OverflowError) as error:
        bad = next((value for value in drawn if not _fits(value, slot.spec.target)), drawn)
        msg = f"{where} drew {bad!r}, which {slot.spec.target} of {schema} cannot hold; narrow the strategy"
        raise InvalidArgument(msg) from error
    fine = accepted(slot.spec, series, slot.spec.rules) | (series.isna().to_numpy(dtype=bool) & slot.spec.nullable)
    if not fine.all():
        bad = drawn[int(np.argmin(fine))]
        labels = [
            rule.label
            for rule in slot.spec.rules
            if not accepted(slot.spec, series_of([bad], slot.spec.target), [rule])
        ]
        why = labels[0] if labels else "its dtype and nullability"
        msg = f"{where} drew {bad!r}, which {why} of {slot.spec.where} of {schema} refuses; narrow the strategy"
        raise InvalidArgument(msg)
    repeated = series.iloc[np.arange(rows) % len(series)] if len(series) else series
    return repeated.to_numpy(copy=True) if isinstance(series.dtype, np.dtype) else repeated.array.copy()


def _fits(value: Any, target: Any) -> bool:
    try:
        series_of([value], target)
    except (TypeError, ValueError, OverflowError):
        return False
    return True
