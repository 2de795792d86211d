"""Whether frames hold the same bits."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

__all__ = ["column_difference", "frame_difference"]


def frame_difference(before: pd.DataFrame, after: pd.DataFrame) -> str | None:
    """Return how ``after`` differs from ``before``, in words; None if not at all.

    Columns and their order, rows, labels, dtypes and every bit of every value count.
    """
    names, found = [str(name) for name in before.columns], [str(name) for name in after.columns]
    if names != found:
        gone = [name for name in names if name not in found]
        new = [name for name in found if name not in names]
        if gone or new:
            told = (f"{what} {', '.join(which)}" for what, which in (("lost", gone), ("gained", new)) if which)
            return "; ".join(told)
        return f"columns in another order: {', '.join(found)}"
    return column_difference(before, after, names)


def column_difference(before: pd.DataFrame, after: pd.DataFrame, assets: Iterable[str]) -> str | None:
    """Return how the first of some columns differs between two frames, in words; None if none does."""
    if len(before) != len(after):
        return f"{len(after)} rows of {len(before)}"
    if not before.index.equals(after.index):
        return "other row labels"
    places, found = _places(before), _places(after)
    for asset in assets:
        if asset not in found:
            return f"{asset} is gone"
        difference = _difference(before.iloc[:, places[asset]], after.iloc[:, found[asset]])
        if difference is not None:
            return f"{asset} {difference}"
    return None


def _places(frame: pd.DataFrame) -> dict[str, int]:
    return {str(name): place for place, name in enumerate(frame.columns)}


def _difference(before: pd.Series, after: pd.Series) -> str | None:
    if before.dtype != after.dtype:
        return f"became {after.dtype}, was {before.dtype}"
    if before.dtype != np.dtype(np.float64):
        same = before.equals(after)
        return None if same else "has other values"
    old, new = before.to_numpy(np.float64), after.to_numpy(np.float64)
    changed = np.flatnonzero(old.view(np.int64) != new.view(np.int64))
    if not len(changed):
        return None
    row = int(changed[0])
    return f"changed at {before.index[row]}: {old[row]!r} became {new[row]!r} ({len(changed)} cells)"
