"""Shards on real Ray: workers that die, workers that are used again, and clusters that are none."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pandas as pd
import pytest
from toxiframe.pipeline.compute import ray_cluster
from toxiframe.pipeline.compute.executors import LocalExecutor, executor_for
from toxiframe.pipeline.compute.ray_cluster import RayExecutor
from toxiframe.pipeline.compute.shard import ShardResult, ShardTask, deal
from toxiframe.pipeline.compute.worker import ShardWorker
from toxiframe.pipeline.errors import PipelineError, UsageError
from toxiframe.pipeline.evidence.telemetry import Telemetry
from toxiframe.pipeline.evidence.trail import merge
from toxiframe.pipeline.resolve import resolve_settings
from toxiframe.pipeline.settings import ComputeSettings

from tests.helpers import bundled_returns, local_settings


class MortalWorker(ShardWorker):
    """A worker that dies on its first shards, as often as there are marker files left to take."""

    __slots__ = ()

    def compute(self, task: ShardTask, returns: pd.DataFrame) -> ShardResult:
        """Take a marker and die, or compute."""
        markers = sorted(Path(os.environ["MORTAL_WORKER_MARKERS"]).glob(f"shard-{task.shard}-*"))
        if markers:
            markers[0].unlink()
            os._exit(1)
        return ShardWorker(self.ready()).compute(task, returns)


@pytest.fixture
def returns() -> pd.DataFrame:
    """Two years of real returns."""
    return bundled_returns()


@pytest.fixture
def tasks(tmp_path, returns) -> list[ShardTask]:
    """Four shards of a run, with the context of an open span."""
    settings = local_settings(tmp_path, "r1")
    telemetry = Telemetry(run_id="r1", worker="driver")
    with telemetry.span("run"):
        carrier = telemetry.carrier()
    return [
        ShardTask(shard=shard, positions=positions, settings=settings, run_id="r1", carrier=carrier)
        for shard, positions in deal(list(returns.columns), 4)
    ]


@pytest.fixture
def mortal(tmp_path, monkeypatch) -> Iterator[RayExecutor]:
    """Start a Ray executor whose workers die where a marker file tells them to."""
    monkeypatch.setenv("MORTAL_WORKER_MARKERS", str(tmp_path))
    with RayExecutor(workers=2, address=None) as executor:
        import ray  # noqa: PLC0415 - an extra, and only these tests need it
        from ray import cloudpickle  # noqa: PLC0415

        cloudpickle.register_pickle_by_value(sys.modules[__name__])
        executor._actor = ray.remote(num_cpus=1, max_restarts=0)(MortalWorker)  # noqa: SLF001 - the place of the fault
        yield executor


def _results(results: list[ShardResult]) -> list[tuple[object, ...]]:
    return [(result.shard, result.trail, result.error) for result in results]


def test_a_worker_that_dies_costs_no_shard_and_doubles_none(mortal, tasks, returns, tmp_path):
    """A shard whose worker was killed is computed by a new one; trails and tables are those of a quiet run."""
    for marker in ("shard-1-a", "shard-1-b", "shard-2-a"):
        (tmp_path / marker).touch()
    results = mortal.run(tasks, returns)
    quiet = LocalExecutor().run(tasks, returns)
    assert _results(results) == _results(quiet)
    assert merge(result.trail for result in results) == merge(result.trail for result in quiet)
    for result, wanted in zip(results, quiet, strict=True):
        pd.testing.assert_frame_equal(result.table, wanted.table, check_exact=True)
    assert not list(tmp_path.glob("shard-*")), "every planted death must have happened"


def test_a_shard_that_always_kills_its_worker_fails_the_run(mortal, tasks, returns, tmp_path):
    """After three deaths the shard is given up with its number, instead of for ever."""
    for place in range(9):
        (tmp_path / f"shard-0-{place}").touch()
    with pytest.raises(PipelineError, match="shard 0 killed its Ray worker 3 times"):
        mortal.run(tasks, returns)


def test_a_reused_worker_takes_its_settings_from_the_task(tasks, returns):
    """Two shards on one worker, under different settings: each gives what it gives alone."""
    longer = resolve_settings("production", {"features": {"momentum_window": 100}})
    mixed = [tasks[0], replace(tasks[0], settings=longer)]
    alone = [LocalExecutor().run([task], returns)[0].table for task in mixed]
    with executor_for(ComputeSettings(kind="ray", workers=1)) as executor:
        together = [result.table for result in executor.run([*mixed, *mixed], returns)]
    for got, wanted in zip(together, [*alone, *alone], strict=True):
        pd.testing.assert_frame_equal(got, wanted, check_exact=True)
    assert not alone[0].equals(alone[1]), "the settings must make a difference for the test to see them"


def test_a_service_that_is_no_ray_cluster_is_refused(monkeypatch):
    """An address where something else answers is refused in time; the caller is told what to check."""
    monkeypatch.setattr(ray_cluster, "_CONNECT_SECONDS", 5.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_hang_up, args=(server,), daemon=True).start()
        address = f"127.0.0.1:{server.getsockname()[1]}"
        stranger = RayExecutor(workers=1, address=address)
        with pytest.raises(UsageError, match=f"no Ray cluster answers at '{address}'"):
            stranger.__enter__()


def _hang_up(server: socket.socket) -> None:
    """Accept and close every connection until the test closes the server."""
    while True:
        try:
            server.accept()[0].close()
        except OSError:
            return
