"""The reference pipeline selects the same winners however it is run, by the past alone and asset by asset."""

from __future__ import annotations

from functools import partial

from toxiframe.properties import PipelineSubject, bind
from toxiframe.strategies import returns_matrices

from tests.reference.adapters import flow_digest, on_executor, winners
from tests.reference.decisions import per_asset, winners_over_time, write_run

test_winners = bind(
    "winners",
    frames=returns_matrices(min_rows=16, max_rows=60, max_assets=8),
    pipeline=PipelineSubject(
        runs={
            "1 shard": winners,
            "2 shards": partial(winners, shards=2),
            "a shard an asset": partial(winners, shards=99),
            "assets turned around": lambda frame: winners(frame.iloc[:, ::-1], 3),
            "the local executor": partial(on_executor, shards=3),
        }
    ),
)

test_decisions = bind(
    "decisions",
    frames=returns_matrices(min_rows=16, max_rows=40, max_assets=6, venues=["NYSE", "TADAWUL", "BINANCE"]),
    pipeline=PipelineSubject(decide=winners_over_time, select=per_asset),
    max_examples=25,  # each case selects winners on several days
)

test_paths = bind("paths", pipeline=PipelineSubject(write=write_run))

test_flow = bind(
    "flow",
    frames=returns_matrices(min_rows=30, max_rows=45, min_assets=2, max_assets=6),
    pipeline=PipelineSubject(
        runs={
            "1 shard": partial(flow_digest, shards=1),
            "3 shards": partial(flow_digest, shards=3),
            "assets turned around": lambda frame: flow_digest(frame.iloc[:, ::-1], 2),
        }
    ),
    max_examples=5,  # each case is four runs with their files
)
