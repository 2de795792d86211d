"""Clean frames of returns, timestamps x ``VENUE:TICKER``, legal by construction."""

from __future__ import annotations

import pandas as pd
from hypothesis.strategies import SearchStrategy

from .sessions import Unit
from .sources import Draw, draw_raw, plan_of, source
from .venues import Venues

__all__ = ["Draw", "draw_raw", "plan_of", "returns_matrices"]


def returns_matrices(
    *,
    min_rows: int = 1,
    max_rows: int = 250,
    min_assets: int = 1,
    max_assets: int = 20,
    venues: Venues | None = None,
    noise: bool = True,
    delistings: bool = False,
    unit: Unit | None = None,
) -> SearchStrategy[pd.DataFrame]:
    """Draw clean frames of daily simple returns.

    Rows are consecutive calendar days, so weekends and holidays are among them; labels are midnight UTC of the
    session's date. An asset has a return on every session of its venue since its genesis, and NaN elsewhere.
    Every asset has at least one return, and all of them lie from -1 to 5.

    Counterexamples shrink to few rows and columns that hold 0.001 throughout.

    Parameters
    ----------
    min_rows, max_rows
        Calendar days, both inclusive.
    min_assets, max_assets
        Columns, both inclusive.
    venues
        Prefixes such as ``["NYSE", "BINANCE"]``, or a mapping of prefixes to calendars: the name of one in the
        snapshot, or a calendar of exchange_calendars, as in ``{"OMX": get_calendar("XSTO", start="1990-01-01")}``.
        None for one venue of each calendar in the snapshot. A frame has one of them, two, or all.
    noise
        Whether some frames hold noise and assets that begin later; otherwise all are quiet.
    delistings
        Whether some assets end before the frame does. No contract can tell a delisting from a dead feed by the
        returns alone, so a contract that reports missing sessions at the end is right to object to such frames.
    unit
        Of the index, ``datetime64[unit, UTC]``; None for the one that pandas reads text in.

    Returns
    -------
    SearchStrategy[pandas.DataFrame]
        float64, UTC index without a frequency, columns ``VENUE:TICKER``.

    Raises
    ------
    InvalidArgument
        If a size is below 1 or above its maximum, a venue has no calendar, or its calendar covers too few days.
    """
    return source(
        "wide",
        rows=(min_rows, max_rows),
        assets=(min_assets, max_assets),
        venues=venues,
        noisy=noise,
        delistings=delistings,
        unit=unit,
    )
