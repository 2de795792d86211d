"""Simple returns from prices, differenced from session to session and never over a gap."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .facts import calendar_groups

__all__ = ["session_returns"]

Floats = NDArray[np.float64]


def session_returns(
    index: pd.DatetimeIndex, assets: Sequence[str], prices: Floats, default_venue: str | None = None
) -> Floats:
    """Return the simple return of every price over the asset's previous session.

    Monday follows Friday for a stock and Sunday for a coin, also where both share one frame. Where the
    previous session has no price, the return is NaN: differencing over a gap would call two days one. A price
    on a non-session is compared with the session before it, so that a carried price shows as a zero.

    Parameters
    ----------
    index
        UTC, sorted.
    prices
        (rows, assets); a price that is not positive yields no return, before or after it.

    Returns
    -------
    numpy.ndarray
        (rows, assets), NaN in the first row.
    """
    returns = np.full(prices.shape, np.nan, order="F")
    usable = np.where(prices > 0.0, prices, np.nan)
    for _, positions, rows in calendar_groups(index, assets, default_venue):
        theirs = usable[:, positions]
        # For each row, the last session strictly before it; -1 where there is none.
        numbered = np.where(rows.session, np.arange(len(index)), -1)
        previous = np.concatenate([[-1], np.maximum.accumulate(numbered)[:-1]]) if len(index) else numbered
        with np.errstate(over="ignore"):  # a jump from 1e-300 to 1e300 is infinite, and toxic by its bound
            change = theirs / theirs[previous] - 1.0
        change[previous < 0] = np.nan
        returns[:, positions] = change
    return returns
