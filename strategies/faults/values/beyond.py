"""Values that are still beyond a bound after a column has stored them in its own dtype."""

from __future__ import annotations

import math

import numpy as np

from ..draft import Draft

__all__ = ["beyond", "held", "within"]


def held(draft: Draft, column: int) -> np.dtype:
    """Return the NumPy dtype of what a column stores."""
    if draft.floats:
        return np.dtype(np.float64)
    dtype = draft.frame.dtypes.iloc[column]
    return np.dtype(getattr(dtype, "numpy_dtype", dtype))


def beyond(dtype: np.dtype, value: float, bound: float, *, above: bool = True) -> float | None:
    """Return a value as a dtype stores it, or the first one beyond the bound where it is not; None if there is none.

    ``nextafter(5.0)`` is 5.0 in a column of float32, and integers know no 5.0001.
    """
    sign = 1.0 if above else -1.0
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        least = math.floor(sign * bound) + 1
        whole = min(max(math.ceil(sign * value), least), info.max if above else -info.min)
        return sign * whole if whole >= least else None
    with np.errstate(over="ignore"):
        stored = float(np.asarray(value).astype(dtype))
        if not sign * bound < sign * stored < math.inf:
            edge = np.asarray(bound).astype(dtype)
            over = sign * float(edge) > sign * bound
            stored = float(edge if over else np.nextafter(edge, np.asarray(sign * np.inf).astype(dtype)))
    return stored if math.isfinite(stored) else None


def within(dtype: np.dtype, value: float, lowest: float, highest: float) -> float | None:
    """Return a value as a dtype stores it, or the nearest one within the bounds; None if it would be another dtype."""
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        return value if value.is_integer() and info.min <= value <= info.max else None
    with np.errstate(over="ignore"):
        stored = np.asarray(value).astype(dtype)
        if not lowest <= float(stored) <= highest:
            stored = np.nextafter(stored, np.asarray(0.0).astype(dtype))
    return float(stored) if lowest <= float(stored) <= highest else None
