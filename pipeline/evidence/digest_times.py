"""Column digests of instants and durations, whatever unit they are stored in (rule 6)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import numpy as np
import pandas as pd

from .digest_form import Array, Undefined, fixed, signed

__all__ = ["NANOSECONDS", "exact_times", "nanoseconds", "unit_times"]

NANOSECONDS: Final = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
"""How many nanoseconds one step of a unit is worth."""

_NOT_A_TIME = np.iinfo(np.int64).min
_FINER = {"ps", "fs", "as"}


def unit_times(tag: str, steps: Array, unit: str, null: Array | None = None) -> bytes:
    """Digest times given as int64 steps of `unit` since the epoch; without `null`, NaT is the null."""
    steps = signed(steps)
    missing = steps == _NOT_A_TIME if null is None else null
    steps = np.where(missing, 0, steps)
    worth = NANOSECONDS[unit]
    limit = (2**63 - 1) // worth
    if worth == 1 or not steps.size or (int(steps.max()) <= limit and int(steps.min()) >= -limit):
        return fixed(tag, steps * worth, missing)
    seconds, rest = np.divmod(steps, 10**9 // worth)
    return fixed(f"{tag}:wide", np.stack([seconds, rest * worth], axis=1), missing)


def exact_times(tag: str, cells: list[int], null: Array) -> bytes:
    """Digest times given as exact nanoseconds, one integer for every cell that is not null."""
    if all(-(2**63) <= cell < 2**63 for cell in cells):
        narrow = np.zeros(len(null), dtype="<i8")
        narrow[~null] = cells
        return fixed(tag, narrow, null)
    wide = np.zeros((len(null), 2), dtype="<i8")
    wide[~null] = [divmod(cell, 10**9) for cell in cells]
    return fixed(f"{tag}:wide", wide, null)


def nanoseconds(time: Any) -> tuple[bool, int]:
    """Say whether one Python, NumPy or pandas time is aware of its zone, and give its exact nanoseconds."""
    if isinstance(time, np.datetime64 | np.timedelta64) and np.datetime_data(time.dtype)[0] in _FINER:
        msg = "times finer than a nanosecond (rule 6): convert with .astype('M8[ns]') and state the loss"
        raise Undefined(msg)
    try:
        if isinstance(time, dt.timedelta | np.timedelta64):
            exact, aware = pd.Timedelta(time), False
        else:
            exact = pd.Timestamp(time)
            aware = exact.tzinfo is not None
    except (ValueError, OverflowError) as error:
        msg = f"the time {time!r}, which pandas cannot represent ({error})"
        raise Undefined(msg) from error
    return aware, int(exact.asm8.view("i8")) * NANOSECONDS[exact.unit]
