"""Where shards run: the one thing every executor can do, and the one that needs no cluster."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import pandas as pd

from ..settings import ComputeSettings
from .shard import ShardResult, ShardTask, compute_shard

__all__ = ["Executor", "LocalExecutor", "executor_for"]


class Executor(Protocol):
    """Runs shards somewhere. Which executor ran must not show in any result."""

    def run(self, tasks: Sequence[ShardTask], returns: pd.DataFrame) -> list[ShardResult]:
        """Return one result a task, in the order of the tasks."""
        ...


class LocalExecutor:
    """Runs shards one after the other in this process."""

    __slots__ = ()

    def __enter__(self) -> LocalExecutor:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def run(self, tasks: Sequence[ShardTask], returns: pd.DataFrame) -> list[ShardResult]:
        """Return one result a task, in the order of the tasks."""
        return [compute_shard(task, returns, "driver") for task in tasks]


def executor_for(settings: ComputeSettings) -> AbstractContextManager[Executor]:
    """Return the executor that the settings ask for; entering it starts what it needs.

    Raises
    ------
    UsageError
        On entering, if a Ray cluster is named that cannot be reached.
    """
    if settings.kind == "local":
        return LocalExecutor()
    from .ray_cluster import RayExecutor  # noqa: PLC0415 - Ray is an extra and takes 0.4 s to import

    return RayExecutor(workers=settings.workers, address=settings.ray_address)
