"""One shard of assets: what is asked of a worker, what comes back, and the work itself."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..config import CONFIG, get_settings
from ..evidence.digest import get_df_hash
from ..evidence.telemetry import Telemetry
from ..evidence.trail import Trail, TrailRecorder
from ..market.features import FEATURES, compute_features
from ..settings import Settings

__all__ = ["ShardResult", "ShardTask", "compute_shard", "deal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardTask:
    """Which assets to compute, under which settings, for which run.

    ``positions``: columns of the returns matrix. ``carrier``: W3C trace context of the caller's span.
    """

    shard: int
    positions: tuple[int, ...]
    settings: Settings
    run_id: str
    carrier: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardResult:
    """What a shard gives back; everything a worker has to say travels in it, nothing is written there.

    ``table``: the features, or None if the shard failed; then ``error`` holds the traceback.
    """

    shard: int
    table: pd.DataFrame | None
    trail: Trail
    spans: tuple[dict[str, object], ...]
    error: str | None = None


def deal(assets: Sequence[str], shards: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield (shard, column positions): assets sorted by name and cut into runs of nearly equal length.

    Empty shards are left out, so there may be fewer than asked for.
    """
    by_name = sorted(range(len(assets)), key=lambda position: assets[position])
    for shard, positions in enumerate(np.array_split(np.array(by_name, dtype=np.intp), max(shards, 1))):
        if len(positions):
            yield shard, tuple(int(position) for position in positions)


def compute_shard(task: ShardTask, returns: pd.DataFrame, worker: str) -> ShardResult:
    """Compute the features of one shard under the task's own settings, whatever this worker did before.

    Exceptions come back as text: Ray cannot carry every exception type, and retries those it takes for crashes.
    """
    return CONFIG.run_under(task.settings, _compute, task, returns, worker)


def _compute(task: ShardTask, returns: pd.DataFrame, worker: str) -> ShardResult:
    telemetry = Telemetry.join(task.carrier, run_id=task.run_id, worker=worker)
    recorder = TrailRecorder(task.shard)
    table: pd.DataFrame | None = None
    error: str | None = None
    try:
        with telemetry.span("shard", shard=task.shard, assets=len(task.positions)):
            settings = get_settings()
            mine = returns.iloc[:, list(task.positions)]
            table = compute_features(mine, settings.features, settings.ingest.default_venue).table()
            gaps = table.loc[table[list(FEATURES)].isna().any(axis=1), "asset"]
            recorder.record(
                "shard",
                {
                    "assets": [str(asset) for asset in mine.columns],
                    "features": get_df_hash(table),
                    "without_features": [str(asset) for asset in gaps],
                },
            )
    except Exception:  # noqa: BLE001 - the worker's boundary: the caller raises what the envelope says
        table, error = None, traceback.format_exc()
    return ShardResult(
        shard=task.shard, table=table, trail=recorder.trail(), spans=tuple(telemetry.finish()), error=error
    )
