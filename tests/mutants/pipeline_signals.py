"""Decisions over time that know what comes later, and ones that do not."""

from __future__ import annotations

import pandas as pd

__all__ = ["AHEAD", "by_the_past"]


def _chosen(signal: pd.DataFrame) -> dict[object, tuple[str, ...]]:
    return {time: tuple(row.index[row.to_numpy(bool)]) for time, row in signal.iterrows()}


def by_the_past(frame: pd.DataFrame) -> dict[object, tuple[str, ...]]:
    """Choose what is above its own mean so far."""
    return _chosen(frame > frame.expanding().mean())


def _z(frame: pd.DataFrame) -> pd.DataFrame:
    return (frame - frame.expanding().mean()) / frame.std()


def _survivors(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.loc[:, frame.iloc[-1].notna()]


def _weekly(frame: pd.DataFrame) -> pd.DataFrame:
    """Label a week's return by its first day."""
    weekly = frame.resample("W", label="left", closed="left").sum(min_count=1)
    return weekly.reindex(frame.index, method="ffill") > 0.0


AHEAD = {
    "mean of the whole sample": lambda frame: _chosen(frame > frame.mean()),
    "normalised by the whole sample": lambda frame: _chosen(_z(frame).fillna(0.0) > 0.1),
    "ranked over the whole sample": lambda frame: _chosen(frame.rank(pct=True) > 0.5),
    "gaps filled backwards": lambda frame: _chosen(frame.bfill() > 0.0),
    "gaps interpolated": lambda frame: _chosen(frame.interpolate(limit_area="inside") > 0.002),
    "a centred window": lambda frame: _chosen(frame.rolling(3, center=True, min_periods=1).mean() > 0.002),
    "shifted the wrong way": lambda frame: _chosen(frame.shift(-1) > 0.0),
    "above a quantile of all": lambda frame: _chosen(frame > frame.quantile(0.9)),
    "assets that survive": lambda frame: _chosen(_survivors(frame).notna()),
    "the week's return on its Sunday": lambda frame: _chosen(_weekly(frame)),
    "the best day is known": lambda frame: _chosen(frame == frame.max()),
}
"""Name -> the decisions."""
