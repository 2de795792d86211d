"""A bar that follows from the session before it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..draft import Draft, Kind
from .filling import Vacant, vacancies

__all__ = ["bar", "vacancies_after_prices"]

Rows = NDArray[np.intp]
Floats = NDArray[np.float64]

_SOME = 100.0  # a volume, where the session before had none


def bar(draft: Draft, asset: int, previous: Rows, change: Floats) -> dict[str, Floats]:
    """Return what every field of an asset holds after a change since the sessions before, field -> values.

    Parameters
    ----------
    change
        Simple returns. Where one is 0, nothing was traded: one price, and no volume.
    """
    opened = _held(draft, asset, "close", previous)
    closed = opened * (1.0 + change)
    values = {"open": opened, "high": np.maximum(opened, closed), "low": np.minimum(opened, closed), "close": closed}
    made: dict[str, Floats] = {}
    for field in draft.reading.fields[asset]:
        if field in values:
            made[field] = values[field]
        elif field == "adj_close":
            made[field] = _held(draft, asset, field, previous) * (1.0 + change)
        elif field == "volume":
            volume = _held(draft, asset, field, previous)
            made[field] = np.where(change == 0.0, 0.0, np.where(volume > 0.0, volume, _SOME))
        else:  # no corporate action on a day without a session
            made[field] = np.zeros(len(previous))
    return made


def vacancies_after_prices(draft: Draft, asset: int, kind: Kind) -> Vacant | None:
    """Return the closed days that hold nothing and follow on a close from which a price can move."""
    vacant = vacancies(draft, asset, kind)
    if vacant is None:
        return None
    before = _held(draft, asset, "close", vacant.previous)
    sound = np.flatnonzero(np.isfinite(before) & (before != 0.0))
    return vacant.kept(sound) if len(sound) else None


def _held(draft: Draft, asset: int, field: str, rows: Rows) -> Floats:
    column = draft.column(asset, field)
    return np.full(len(rows), np.nan) if column is None else draft.values[rows, column]
