"""How many sessions of an asset may still go missing, and which."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .allowance import allowed, least_sessions, refuse_unless
from .draft import Draft

__all__ = ["least_for_a_hole", "refuse_none_tolerated", "spare"]

Rows = NDArray[np.intp]

_ENDS = 2  # genesis and the last return: a hole lies between two returns


def spare(draft: Draft, asset: int, share: float, allowance: int) -> tuple[Rows, int]:
    """Return the sessions with a value between the first and the last, and how many of them may go missing."""
    if asset in draft.gapped:
        return np.zeros(0, np.intp), 0
    expected, seen = draft.expected(asset), draft.observed(asset)
    return seen[1:-1], allowed(len(expected), share, allowance) - (len(expected) - len(seen))


def least_for_a_hole(share: float, allowance: int) -> int:
    """Return the fewest sessions that hold genesis, the last return, and a tolerated hole between them."""
    return least_sessions(lambda count: count > _ENDS and allowed(count, share, allowance) >= 1)


def refuse_none_tolerated(kind: str, share: float, allowance: int) -> None:
    """Refuse an allowance under which no session may be missing.

    Raises
    ------
    ValueError
        If the share or the allowance is none, or together they never tolerate a session.
    """
    refuse_unless(share, allowance)
    if allowance == 0 and share == 0.0:
        msg = f"share=0.0, allowance=0: no session may be missing, so {kind} has no place; give one of them"
        raise ValueError(msg)
