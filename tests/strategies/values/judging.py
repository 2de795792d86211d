"""Judges of values: they see a frame, and where need be a second source, and know nothing of the answer key."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

__all__ = [
    "all_returns",
    "any_asset",
    "any_bars",
    "gaps",
    "longest_run",
    "same_bits",
    "spread",
    "zero_runs",
]

PRICES = ["open", "high", "low", "close"]


def all_returns(frame: pd.DataFrame) -> list[np.ndarray]:
    """Return the returns of each asset of a wide or a tidy frame, without what is missing."""
    if "symbol" in frame.columns:
        return [group["return"].dropna().to_numpy() for _, group in frame.groupby("symbol")]
    return [frame.iloc[:, position].dropna().to_numpy() for position in range(frame.shape[1])]


def all_bars(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the bars of each asset, without the rows that have no close."""
    if frame.columns.nlevels == 1:
        return [frame.dropna(subset=["close"])]
    return [frame[asset].dropna(subset=["close"]) for asset in frame.columns.get_level_values(0).unique()]


def any_asset(judge: Callable[[np.ndarray], bool]):
    """Return a judge of frames from one of the returns of an asset."""
    return lambda frame, _: any(judge(values) for values in all_returns(frame))


def any_bars(judge: Callable[[pd.DataFrame], bool]):
    """Return a judge of frames from one of the bars of an asset."""
    return lambda frame, _: any(judge(bars) for bars in all_bars(frame))


def gaps(bars: pd.DataFrame) -> np.ndarray:
    """Return each open over the close before it."""
    return (bars["open"] / bars["close"].shift()).to_numpy()[1:]


def spread(bars: pd.DataFrame) -> np.ndarray:
    """Return the highest of the four prices of each bar over the lowest."""
    return (bars[PRICES].max(axis=1) / bars[PRICES].min(axis=1)).to_numpy()


def zero_runs(values: np.ndarray) -> list[int]:
    """Return the lengths of the runs of zeros, one by one as they come."""
    found, length = [], 0
    for value in [*values, np.nan]:
        if value == 0.0:
            length += 1
        elif length:
            found.append(length)
            length = 0
    return found


def longest_run(values: np.ndarray) -> int:
    """Return how many zeros stand in a row at most."""
    return max(zero_runs(values), default=0)


def same_bits(frame: pd.DataFrame, clean: pd.DataFrame) -> bool:
    """Return whether two frames hold the same numbers, missing ones too."""
    return frame.select_dtypes("number").equals(clean.select_dtypes("number"))
