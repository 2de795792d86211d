"""Where shards run: the one thing every executor can do, and the one that needs no cluster."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from importlib.util import find_spec
from typing import Protocol, Self

import pandas as pd

from ..errors import UsageError
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

    def __enter__(self) -> Self:
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
        If Ray is asked for and not installed, or a Ray cluster is named at which nothing answers; on
        entering, if what answers is no cluster.
    """
    if settings.kind == "local":
        return LocalExecutor()
    if find_spec("ray") is None:
        msg = "compute 'ray' needs Ray: pip install 'toxiframe[search]', or choose COMPUTE=local"
        raise UsageError(msg)
    from .ray_cluster import RayExecutor  # noqa: PLC0415 - Ray is an extra and takes 0.4 s to import

    return RayExecutor(workers=settings.workers, address=settings.ray_address)
