"""Clean frames of returns, a row for each asset and session, legal by construction."""

from __future__ import annotations

import pandas as pd
from hypothesis.strategies import SearchStrategy

from .sessions import Unit
from .sources import source
from .venues import Venues

__all__ = ["tidy_returns"]


def tidy_returns(
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
    """Draw clean frames of daily simple returns in rows of ``timestamp``, ``symbol`` and ``return``.

    They hold what the frames of ``returns_matrices`` hold, without its NaN: a row for every session of an asset since
    its genesis, and none for anything else. Rows are sorted by timestamp, and within one by asset.

    Parameters
    ----------
    min_rows, max_rows
        Calendar days that the frame spans, both inclusive.
    min_assets, max_assets
        Symbols, both inclusive; each has at least one row.
    venues, noise, delistings, unit
        As for ``returns_matrices``; the unit is that of ``timestamp``.

    Returns
    -------
    SearchStrategy[pandas.DataFrame]
        ``timestamp``: datetime64, UTC. ``symbol``: text as this pandas holds it, ``VENUE:TICKER``. ``return``:
        float64. The index counts the rows.

    Raises
    ------
    InvalidArgument
        If a size is below 1 or above its maximum, a venue has no calendar, or its calendar covers too few days.
    """
    return source(
        "tidy",
        rows=(min_rows, max_rows),
        assets=(min_assets, max_assets),
        venues=venues,
        noisy=noise,
        delistings=delistings,
        unit=unit,
    )
