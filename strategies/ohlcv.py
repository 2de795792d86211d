"""Clean frames of prices, volumes, splits and dividends that agree with one another."""

from __future__ import annotations

import pandas as pd
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from .sessions import Unit
from .sources import source
from .venues import Venues

__all__ = ["ohlcv"]

_ASSETS = 5


def ohlcv(  # noqa: PLR0913 - those of returns_matrices, and whether there is one asset without a name
    *,
    min_rows: int = 1,
    max_rows: int = 250,
    min_assets: int = 1,
    max_assets: int | None = None,
    venues: Venues | None = None,
    noise: bool = True,
    delistings: bool = False,
    unit: Unit | None = None,
    flat: bool = False,
) -> SearchStrategy[pd.DataFrame]:
    """Draw clean frames of daily bars with their corporate actions, as Yahoo states them.

    Rows are consecutive calendar days at midnight UTC, as in ``returns_matrices``. On each session of an asset since
    its genesis ``0 < low <= min(open, close)`` and ``high >= max(open, close)``; ``volume`` is 0 only where all four
    are equal; ``dividend``, ``capital_gain`` and ``split`` are 0.0 where there is no event. Everything else is NaN.

    Prices and volumes are adjusted for splits: the session of a ``split`` of 2.0 shows no jump. They are not adjusted
    for payouts. With the adjusted return ``r`` of an ex-date, and the close ``c`` of the session before::

        close = (c - dividend - capital_gain) * (1 + r)

    ``adj_close`` is ``close`` times ``1 - (dividend + capital_gain) / c`` of every later ex-date in the frame. Daily
    returns of ``close`` are above -1 and at most 5. No event falls on the first session of an asset.

    Counterexamples shrink to few rows with closes of 100.0, 100.1, 100.2 and so on, and without any event.

    Parameters
    ----------
    min_rows, max_rows
        Calendar days, both inclusive.
    min_assets, max_assets
        Assets, both inclusive; None for 5, or 1 where ``flat``.
    venues, noise, delistings, unit
        As for ``returns_matrices``; frames without noise have no corporate actions.
    flat
        One asset whose columns are ``open``, ``high`` and so on.

    Returns
    -------
    SearchStrategy[pandas.DataFrame]
        float64. Columns: asset (``VENUE:TICKER``) and field, or the field alone where ``flat``; the fields are
        ``open``, ``high``, ``low``, ``close``, ``adj_close``, ``volume``, ``dividend``, ``capital_gain``, ``split``.

    Raises
    ------
    InvalidArgument
        If a size is below 1 or above its maximum, a venue has no calendar, or its calendar covers too few days; if
        ``flat`` frames shall hold more than one asset.
    """
    most = (1 if flat else max(_ASSETS, min_assets)) if max_assets is None else max_assets
    if flat and (min_assets, most) != (1, 1):
        msg = (
            f"flat=True, min_assets={min_assets}, max_assets={max_assets}: a flat frame has no names to tell assets "
            "apart, so it holds one; leave both out, or give flat=False"
        )
        raise InvalidArgument(msg)
    return source(
        "flat" if flat else "fields",
        rows=(min_rows, max_rows),
        assets=(min_assets, most),
        venues=venues,
        noisy=noise,
        delistings=delistings,
        unit=unit,
    )
