"""One row of facts per asset, computed once for the whole frame: what the contracts judge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..settings import GateSettings
from .calendars import RowSessions, row_sessions
from .venues import calendar_of

__all__ = ["asset_facts", "calendar_groups"]

Floats = NDArray[np.float64]
Positions = NDArray[np.intp]


def calendar_groups(
    index: pd.DatetimeIndex, assets: Sequence[str], default_venue: str | None
) -> Iterator[tuple[str | None, Positions, RowSessions]]:
    """Yield each calendar in the frame with the positions of its assets and its judgement of every row."""
    calendars = pd.Series([calendar_of(asset, default_venue) for asset in assets], dtype=object)
    for name in sorted(calendars.dropna().unique()):
        yield str(name), np.flatnonzero(calendars == name), row_sessions(index, str(name))
    unknown = np.flatnonzero(calendars.isna())
    if len(unknown):
        yield None, unknown, row_sessions(index, None)


def asset_facts(
    index: pd.DatetimeIndex,
    assets: Sequence[str],
    values: Floats,
    settings: GateSettings,
    default_venue: str | None = None,
) -> pd.DataFrame:
    """Return the facts of each asset.

    Parameters
    ----------
    index
        UTC; one label a row. Duplicates and disorder are judged elsewhere and do no harm here.
    values
        Simple returns, (rows, assets).

    Returns
    -------
    pandas.DataFrame
        One row an asset, in the order given, with an integer index; counts are int64.
        ``observations``: sessions with a return. ``missing``: sessions without one since the first
        observation. ``excess_missing``: the same, where it goes beyond both allowances, else 0.
        ``toxic``: returns outside the bounds; ``highest`` and ``lowest``: the extremes.
        ``padded``: non-sessions with a return of about zero. ``extra``: non-sessions with any other return.
        ``weekend_zeros``: as ``padded``, where only weekends can be told because the venue is unknown.
    """
    count = len(assets)
    facts = {
        name: np.zeros(count, np.int64)
        for name in ("observations", "missing", "excess_missing", "toxic", "padded", "extra", "weekend_zeros")
    }
    facts["unknown_venue"] = np.zeros(count, np.int64)
    highest, lowest = _extremes(values)
    suspects = np.flatnonzero((highest > settings.max_return) | (lowest < settings.min_return))
    outside = (values[:, suspects] > settings.max_return) | (values[:, suspects] < settings.min_return)
    facts["toxic"][suspects] = outside.sum(axis=0)
    for calendar, positions, rows in calendar_groups(index, assets, default_venue):
        members = values if len(positions) == count else values[:, positions]
        _session_facts(facts, positions, members, rows, settings)
        zero, other = _non_session_counts(members, rows, settings)
        facts["weekend_zeros" if calendar is None else "padded"][positions] = zero
        facts["unknown_venue"][positions] = int(calendar is None)
        if calendar is not None:
            facts["extra"][positions] = other
    return pd.DataFrame({"asset": list(assets), **facts, "highest": highest, "lowest": lowest})


def _extremes(values: Floats) -> tuple[Floats, Floats]:
    if values.shape[0] == 0:
        empty = np.full(values.shape[1], np.nan)
        return empty, empty
    return np.fmax.reduce(values, axis=0), np.fmin.reduce(values, axis=0)


def _session_facts(
    facts: dict[str, NDArray[np.int64]],
    positions: Positions,
    members: Floats,
    rows: RowSessions,
    settings: GateSettings,
) -> None:
    """Count, per asset, the sessions with a return and those without one since the first."""
    observed = ~np.isnan(members if rows.session.all() else members[rows.session])
    observations = observed.sum(axis=0)
    genesis = observed.argmax(axis=0) if observed.shape[0] else np.zeros(len(positions), np.int64)
    expected = np.where(observations > 0, observed.shape[0] - genesis, 0)
    missing = expected - observations
    allowed = np.maximum(settings.missing_allowance, np.floor(settings.max_missing_share * expected))
    facts["observations"][positions] = observations
    facts["missing"][positions] = missing
    facts["excess_missing"][positions] = np.where(missing > allowed, missing, 0)


def _non_session_counts(
    members: Floats, rows: RowSessions, settings: GateSettings
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count, per asset, returns of about zero and other returns on days that are no sessions."""
    outside = members[rows.closed]
    finite = np.isfinite(outside)
    zero = finite & (np.abs(outside) <= settings.padding_tolerance)
    return zero.sum(axis=0), (finite & ~zero).sum(axis=0)
