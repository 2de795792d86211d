"""How many sessions of an asset may be missing since its genesis."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import count

__all__ = ["allowed", "least_sessions", "refuse_unless"]

_MOST = 0.5  # above half, a block between two returns can never be too long


def allowed(sessions: int, share: float, allowance: int) -> int:
    """Return how many of the sessions since genesis may be missing."""
    return max(allowance, math.floor(share * sessions))


def refuse_unless(share: float, allowance: int) -> None:
    """Refuse a share or an allowance that is none.

    Raises
    ------
    ValueError
        If ``share`` is not from 0 to 0.5, or ``allowance`` is negative.
    """
    if not 0.0 <= share <= _MOST:
        msg = f"share={share!r}: the tolerated share of sessions lies from 0 to {_MOST}, such as 0.05"
        raise ValueError(msg)
    if allowance < 0:
        msg = f"allowance={allowance!r}: the tolerated number of sessions is at least 0, such as 1"
        raise ValueError(msg)


def least_sessions(enough: Callable[[int], bool]) -> int:
    """Return the smallest number of sessions, from one on, that is enough."""
    return next(sessions for sessions in count(1) if enough(sessions))
