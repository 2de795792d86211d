"""Judges of structure: they see a frame, and where need be the names or values expected, and no answer key."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from toxiframe.pipeline.market.calendars import row_sessions
from toxiframe.pipeline.market.venues import CALENDARS

__all__ = [
    "any_history",
    "any_labels",
    "bars_broken",
    "column_values",
    "labels_of",
    "mismatch",
    "missing",
    "names_differ",
    "silent_venues",
    "times_of_day",
    "trailing",
]


def labels_of(frame: pd.DataFrame) -> list[pd.Index]:
    """Return the timestamps of each asset of a tidy frame, or those of all."""
    if "symbol" in frame.columns and "timestamp" in frame.columns:
        return [pd.Index(group["timestamp"], dtype=group["timestamp"].dtype) for _, group in frame.groupby("symbol")]
    return [frame.index]


def any_labels(judge: Callable[[pd.Index], bool]):
    """Return a judge of frames from one of the timestamps of an asset."""
    return lambda frame, _: any(bool(judge(labels)) for labels in labels_of(frame))


def column_values(frame: pd.DataFrame) -> list[np.ndarray]:
    """Return the main values of each asset: the return, the close, or the only column it has."""
    if isinstance(frame.columns, pd.MultiIndex):
        frame = frame.xs("close", axis=1, level=1)
    elif "return" in frame:
        return [group["return"].to_numpy() for _, group in frame.groupby("symbol")]
    return [frame.iloc[:, position].to_numpy(np.float64) for position in range(frame.shape[1])]


def _sessions(index: pd.Index, name: str) -> np.ndarray:
    return row_sessions(pd.DatetimeIndex(index), CALENDARS[name.partition(":")[0]]).session


def _histories(frame: pd.DataFrame) -> Iterator[tuple[str, np.ndarray]]:
    """Yield each asset of a wide frame with whether it has a value, on each session since its genesis."""
    for name in frame.columns:
        there = frame[name].notna().to_numpy()[_sessions(frame.index, name)]
        if there.any():
            yield name, there[int(np.argmax(there)) :]


def any_history(judge: Callable[[np.ndarray], bool]):
    """Return a judge of wide frames from one of the sessions of an asset since its genesis."""
    return lambda frame, _: any(bool(judge(there)) for _, there in _histories(frame))


def missing(there: np.ndarray) -> np.ndarray:
    """Return the lengths of the runs of missing sessions, without one at the end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], there]).astype(int)))
    return edges[1::2] - edges[: len(edges) // 2 * 2 : 2]


def trailing(there: np.ndarray) -> int:
    """Return how many sessions at the end are missing."""
    return int(np.argmax(there[::-1]))


def silent_venues(frame: pd.DataFrame, *, together: bool = False) -> bool:
    """Return whether some session of several assets of a venue is missing in all; ``together``: in all of any venue."""
    venues = {name: "all" if together else name.partition(":")[0] for name in frame.columns}
    for venue in set(venues.values()):
        members = [name for name in frame.columns if venues[name] == venue]
        if len(members) < 2:
            continue
        started = frame[members].notna().cummax().all(axis=1).to_numpy()
        empty = frame[members].isna().all(axis=1).to_numpy()
        session = np.logical_and.reduce([_sessions(frame.index, name) for name in members])
        if (started & empty & session).any():
            return True
    return False


def mismatch(frame: pd.DataFrame, *, extra: bool = True) -> float:
    """Return the worst share of days that are sessions without a value or, where ``extra``, have one and are none."""
    worst = 0.0
    for name in frame.columns:
        session, there = _sessions(frame.index, name), frame[name].notna().to_numpy()
        begun = np.logical_or.accumulate(there)  # nothing is missing before genesis
        session, there = session[begun], there[begun]
        wrong = (session & ~there) | (extra & there & ~session)
        worst = max(worst, wrong.sum() / max((session | there).sum(), 1))
    return float(worst)


def times_of_day(labels: pd.Index) -> int:
    """Return how many different times of day there are."""
    stamps = pd.DatetimeIndex(labels)
    return int((stamps - stamps.normalize()).nunique())


def names_differ(frame: pd.DataFrame, clean: pd.DataFrame) -> bool:
    """Return whether other columns are there than those expected."""
    return set(frame.columns) != set(clean.columns)


def bars_broken(frame: pd.DataFrame, *, crossed_only: bool = False) -> bool:
    """Return whether a low is not the lowest or a high not the highest price of a bar."""
    if frame.columns.nlevels > 1:
        return any(bars_broken(frame[name], crossed_only=crossed_only) for name in frame.columns.unique(level=0))
    first, high, low, last = (frame[field].to_numpy() for field in ("open", "high", "low", "close"))
    crossed = high < low
    if not crossed_only:
        crossed |= (high < np.fmax(first, last)) | (low > np.fmin(first, last))
    return bool(crossed.any())
