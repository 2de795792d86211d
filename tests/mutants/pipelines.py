"""Pipelines whose result shows how they were run, and one whose result does not."""

from __future__ import annotations

import hashlib
from itertools import count

import numpy as np
import pandas as pd
from toxiframe.properties import PipelineSubject
from toxiframe.strategies import returns_matrices

from tests.mutants.pipeline_paths import LEADING_OUT, write_safely
from tests.mutants.pipeline_selections import UNEQUAL, by_itself
from tests.mutants.pipeline_signals import AHEAD, by_the_past
from tests.mutants.planted import Suite

__all__ = ["PIPELINES"]


def _score(column: pd.Series) -> float:
    return float(np.add.reduce(np.ascontiguousarray(column.to_numpy())[~np.isnan(column.to_numpy())]))


def _digest(values: object) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:12]


def _by_asset(frame: pd.DataFrame, shards: int = 1) -> str:
    names = [name for shard in range(shards) for name in list(frame.columns)[shard::shards]]
    return _digest(sorted((name, _score(frame[name])) for name in names))


def _sum_of_sums(frame: pd.DataFrame, shards: int) -> str:
    parts = [frame.iloc[:, shard::shards].to_numpy() for shard in range(shards)]
    return _digest(float(sum(np.nansum(part) for part in parts)))


def _best(frame: pd.DataFrame) -> str:
    """Break ties by position."""
    return _digest(max(frame.columns, key=lambda name: _score(frame[name])))


def _counting():
    runs = count()
    return lambda frame: _digest((next(runs), list(frame.columns)))


def _turned(run):
    return lambda frame: run(frame.iloc[:, ::-1])


_CORRECT = {
    "1 shard": _by_asset,
    "3 shards": lambda frame: _by_asset(frame, 3),
    "assets turned around": _turned(_by_asset),
}
_UNEVEN = {
    "adds shards in their order": {
        "1 shard": lambda frame: _sum_of_sums(frame, 1),
        "3 shards": lambda frame: _sum_of_sums(frame, 3),
    },
    "breaks ties by position": {"as given": _best, "turned around": _turned(_best)},
    "remembers the run before": {"one": _counting()},
    "loses the remainder": {
        "1 shard": _by_asset,
        "2 shards": lambda frame: _by_asset(frame.iloc[:, : frame.shape[1] // 2 * 2]),
    },
    "fails where the other does not": {
        "one": _by_asset,
        "other": lambda frame: _by_asset(frame) if frame.shape[1] < 3 else 1 / 0,
    },
    "changes its input": {"one": lambda frame: _by_asset(frame.fillna(1.0)), "other": _by_asset},
}

PIPELINES = Suite(
    kind="pipeline",
    bugs={
        "parity": {bug: PipelineSubject(runs=runs) for bug, runs in _UNEVEN.items()},
        "no_look_ahead": {bug: PipelineSubject(decide=decide) for bug, decide in AHEAD.items()},
        "degrades": {bug: PipelineSubject(select=select) for bug, select in UNEQUAL.items()},
        "contained_paths": {bug: PipelineSubject(write=write) for bug, write in LEADING_OUT.items()},
    },
    options={"frames": returns_matrices(max_rows=60, max_assets=6)},
    twin=PipelineSubject(runs=_CORRECT, decide=by_the_past, select=by_itself, write=write_safely),
)
