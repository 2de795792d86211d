"""The Ray worker, in a module of its own so that every process can import it."""

from __future__ import annotations

import pandas as pd

from .shard import ShardResult, ShardTask, compute_shard

__all__ = ["ShardWorker"]


class ShardWorker:
    """Computes the shards it is given, one after the other."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def ready(self) -> str:
        """Return the worker's name, once its process is up."""
        return self._name

    def compute(self, task: ShardTask, returns: pd.DataFrame) -> ShardResult:
        """Compute one shard."""
        return compute_shard(task, returns, self._name)
