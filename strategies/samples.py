"""One frame of a strategy, where its maker can show one: it tells which faults are worth a draw."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import pandas as pd
from hypothesis.strategies import SearchStrategy

__all__ = ["sample_of", "with_sample"]

_SAMPLES: WeakKeyDictionary[SearchStrategy[pd.DataFrame], pd.DataFrame] = WeakKeyDictionary()


def with_sample(strategy: SearchStrategy[pd.DataFrame], frame: pd.DataFrame) -> SearchStrategy[pd.DataFrame]:
    """Return the strategy, and keep a frame that is like those it draws."""
    _SAMPLES[strategy] = frame
    return strategy


def sample_of(strategy: SearchStrategy[pd.DataFrame]) -> pd.DataFrame | None:
    """Return the frame that was kept for a strategy; None for all others."""
    return _SAMPLES.get(strategy)
