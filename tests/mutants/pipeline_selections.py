"""Results of assets that depend on the other assets, and ones that do not."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["UNEQUAL", "by_itself"]


def _score(column: pd.Series) -> float:
    cells = column.to_numpy(np.float64)
    return float(np.add.reduce(np.ascontiguousarray(cells[~np.isnan(cells)])))


def by_itself(frame: pd.DataFrame) -> dict[object, float]:
    """Score every asset by its own returns."""
    return {asset: _score(frame[asset]) for asset in frame.columns}


def _scores(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(by_itself(frame))


def _only(frame: pd.DataFrame) -> pd.Series:
    """Fail where there is nothing to compare with."""
    if frame.shape[1] < 2:
        message = "at least two assets are needed"
        raise ValueError(message)
    return _scores(frame)


UNEQUAL = {
    "better than the median": lambda frame: _scores(frame) > _scores(frame).median(),
    "with its rank": lambda frame: _scores(frame).rank(method="first"),
    "share of the total": lambda frame: _scores(frame) / _scores(frame).abs().sum(),
    "days that all assets have": lambda frame: by_itself(frame.dropna(how="any")),
    "since the last genesis": lambda frame: by_itself(
        frame.loc[max(frame.apply(pd.Series.first_valid_index).dropna(), default=frame.index[0]) :]
    ),
    "against the first asset": lambda frame: by_itself(frame.sub(frame.iloc[:, 0].fillna(0.0), axis=0)),
    "names sorted, scores not": lambda frame: dict(zip(sorted(frame.columns), by_itself(frame).values(), strict=True)),
    "by position": lambda frame: {asset: (at, _score(frame[asset])) for at, asset in enumerate(frame.columns)},
    "needs two": _only,
    "adds up along the other axis": lambda frame: {
        asset: float((frame.sum(axis=1) - frame[asset]).sum()) for asset in frame.columns
    },
    "the best three": lambda frame: _scores(frame).nlargest(3),
}
"""Name -> the results."""
