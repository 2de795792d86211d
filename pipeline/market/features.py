"""Momentum, volatility and drawdown of each asset, over its own sessions, to the last bit the same anywhere.

Only addition, multiplication, division and square roots are used: IEEE 754 rounds each of them correctly, so
every processor gives the same bits, where ``exp`` and ``log`` may not. Each asset is reduced over its own
contiguous row, so it does not matter which assets share its shard.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..settings import FeatureSettings
from .facts import calendar_groups

__all__ = ["FEATURES", "Features", "compute_features"]

FEATURES = ("momentum", "volatility", "drawdown")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Features:
    """One value per asset and feature; NaN where the look-back window is too short or has a gap.

    ``momentum``: total return over the window, the most recent sessions left out. ``volatility``: sample
    standard deviation of daily returns, not annualised. ``drawdown``: share lost since the peak of the
    window, at its worst, between 0 and 1.
    """

    assets: tuple[str, ...]
    momentum: Floats
    volatility: Floats
    drawdown: Floats

    def table(self) -> pd.DataFrame:
        """Return the features as a table, one row an asset."""
        columns = {name: getattr(self, name) for name in FEATURES}
        return pd.DataFrame({"asset": pd.Series(self.assets, dtype=object), **columns})


def compute_features(returns: pd.DataFrame, settings: FeatureSettings, default_venue: str | None = None) -> Features:
    """Return the features of every asset as of the last row.

    Parameters
    ----------
    returns
        Validated simple returns, (rows, assets), over a sorted UTC index. Never changed, may be read-only.
    """
    index = pd.DatetimeIndex(returns.index)
    assets = tuple(str(asset) for asset in returns.columns)
    values = returns.to_numpy(dtype=np.float64)
    momentum, volatility, drawdown = (np.full(len(assets), np.nan) for _ in FEATURES)
    for _, positions, rows in calendar_groups(index, assets, default_venue):
        # One asset a row, contiguous: reductions then add in the same order however many assets there are.
        sessions = np.ascontiguousarray(values[np.ix_(rows.session, positions)].T)
        momentum[positions] = _momentum(sessions, settings)
        volatility[positions] = _volatility(sessions, settings)
        drawdown[positions] = _drawdown(sessions, settings)
    return Features(assets, momentum, volatility, drawdown)


def _last(sessions: Floats, window: int, skip: int = 0) -> Floats | None:
    """Return the last ``window`` sessions but ``skip``; None where there are fewer."""
    end = sessions.shape[1] - skip
    start = sessions.shape[1] - window
    return np.ascontiguousarray(sessions[:, start:end]) if start >= 0 else None


def _momentum(sessions: Floats, settings: FeatureSettings) -> Floats:
    window = _last(sessions, settings.momentum_window, settings.momentum_skip)
    if window is None:
        return np.full(sessions.shape[0], np.nan)
    wealth = np.cumprod(1.0 + window, axis=1, dtype=np.float64)
    return wealth[:, -1] - 1.0


def _volatility(sessions: Floats, settings: FeatureSettings) -> Floats:
    window = _last(sessions, settings.volatility_window)
    if window is None:
        return np.full(sessions.shape[0], np.nan)
    count = window.shape[1]
    centred = window - (window.sum(axis=1) / count)[:, np.newaxis]
    variance: Floats = (centred * centred).sum(axis=1) / (count - 1)
    return np.sqrt(variance)


def _drawdown(sessions: Floats, settings: FeatureSettings) -> Floats:
    window = _last(sessions, settings.drawdown_window)
    if window is None:
        return np.full(sessions.shape[0], np.nan)
    start = np.ones((window.shape[0], 1))
    wealth = np.concatenate([start, np.cumprod(1.0 + window, axis=1)], axis=1)
    # The peak is at least the 1.0 of the start, so nothing is divided by zero.
    return (1.0 - wealth / np.maximum.accumulate(wealth, axis=1)).max(axis=1)
