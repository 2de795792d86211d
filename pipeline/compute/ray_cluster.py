"""Shards on Ray: a local cluster started for the run, or one that is already there.

Each worker is an actor, so that as many processes take part as were asked for: tasks as short as these would all
be leased to the first worker that is free.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import pandas as pd

from ..errors import PipelineError, UsageError
from .environment import environment
from .shard import ShardResult, ShardTask
from .worker import ShardWorker

__all__ = ["RayExecutor"]

_ATTEMPTS = 3
_PROBE_SECONDS = 3.0
_CONNECT_SECONDS = 45.0  # a driver takes 4 s to connect on two busy cores
_START_SECONDS = 120.0
_OBJECT_STORE = 256 * 2**20


class RayExecutor:
    """Runs shards on Ray actors; use as a context manager, which owns the connection.

    Parameters
    ----------
    workers
        Worker processes, one CPU each.
    address
        ``host:port`` of a cluster that runs this version of toxiframe; a local one is started where None.

    Raises
    ------
    UsageError
        At once, if nothing answers at the address.
    """

    __slots__ = ("_actor", "_address", "_cleanup", "_ray", "_workers")

    def __init__(self, *, workers: int, address: str | None) -> None:
        if address is not None:
            _probe(address)
        self._workers, self._address = workers, address
        self._cleanup = ExitStack()
        self._ray: Any = None
        self._actor: Any = None

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(
                environment(RAY_USAGE_STATS_ENABLED="0", RAY_ENABLE_UV_RUN_RUNTIME_ENV="0", RAY_ADDRESS=None)
            )
            options: dict[str, Any] = {"address": self._address} if self._address else self._local(stack)
            import ray  # noqa: PLC0415 - after the environment it reads while it is imported

            if self._address is not None:
                _rehearse(self._address)
            if ray.is_initialized():
                msg = "this process is connected to a Ray cluster already: call ray.shutdown() before the run"
                raise UsageError(msg)
            try:
                ray.init(log_to_driver=False, logging_level=logging.ERROR, include_dashboard=False, **options)
            except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
                if self._address is None:
                    msg = f"a local Ray cluster did not start ({_line(error)}): try COMPUTE=local"
                    raise PipelineError(msg) from error
                raise UsageError(_unreachable(self._address, _line(error))) from error
            stack.callback(ray.shutdown)
            self._ray = ray
            self._actor = ray.remote(num_cpus=1, max_restarts=0)(ShardWorker)
            self._cleanup = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._cleanup.close()

    def run(self, tasks: Sequence[ShardTask], returns: pd.DataFrame) -> list[ShardResult]:
        """Return one result a task, in the order of the tasks.

        Shard i goes to worker i modulo the number of workers. A shard whose worker dies is given to a new
        one, twice at most; nothing a dead worker did is kept, so nothing is counted twice.

        Raises
        ------
        PipelineError
            If the workers do not start, or a shard kills its worker every time.
        """
        frame = self._ray.put(returns)
        actors = [self._start(f"ray-{number}") for number in range(min(self._workers, len(tasks)))]
        waiting = {place: actors[place % len(actors)].compute.remote(task, frame) for place, task in enumerate(tasks)}
        results: dict[int, ShardResult] = {}
        for place, task in enumerate(tasks):
            for attempt in range(_ATTEMPTS):
                try:
                    results[place] = self._ray.get(waiting[place])
                    break
                except self._ray.exceptions.RayActorError as error:
                    if attempt == _ATTEMPTS - 1:
                        msg = f"shard {task.shard} killed its Ray worker {_ATTEMPTS} times ({_line(error)})"
                        raise PipelineError(msg) from error
                    actor = self._start(f"ray-{place % len(actors)}-retry-{attempt + 1}")
                    waiting[place] = actor.compute.remote(task, frame)
        return [results[place] for place in range(len(tasks))]

    def _start(self, name: str) -> Any:
        actor = self._actor.remote(name)
        try:
            self._ray.get(actor.ready.remote(), timeout=_START_SECONDS)
        except self._ray.exceptions.RayError as error:
            msg = (
                f"Ray worker {name!r} did not start within {_START_SECONDS:.0f} s ({_line(error)}): the cluster "
                f"needs {self._workers} free CPUs and this version of toxiframe; or try COMPUTE=local"
            )
            raise PipelineError(msg) from error
        return actor

    def _local(self, stack: ExitStack) -> dict[str, Any]:
        """Prepare a private local cluster and return its options.

        Sockets below the directory must fit in 107 bytes, which pytest's directories do not. Ray listens on
        every interface, so a token keeps strangers out; a token of the user's own is left in force.
        """
        folder = Path(tempfile.mkdtemp(prefix="txf-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if not any(name in os.environ for name in ("RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH")):
            token = folder / "token"
            token.touch(mode=0o600)
            token.write_text(_process_token())
            stack.enter_context(environment(RAY_AUTH_MODE="token", RAY_AUTH_TOKEN_PATH=str(token)))
        return {
            "address": "local",
            "num_cpus": self._workers,
            "object_store_memory": _OBJECT_STORE,
            "_temp_dir": str(folder),
        }


def _process_token() -> str:
    """Return this process's token: Ray reads it once and would present the first one to every later cluster.

    It is kept where whatever else starts a cluster in this process, such as a property of toxiframe, finds it.
    """
    return os.environ.setdefault("_TOXIFRAME_RAY_TOKEN", secrets.token_hex(32))


def _probe(address: str) -> None:
    """Fail in seconds where ``ray.init`` would try for minutes."""
    host, colon, port = address.rpartition(":")
    if not (host and colon and port.isdigit()) or "/" in address:
        msg = f"Ray address {address!r} is not host:port: give the address of the cluster's head, e.g. 10.0.0.5:6379"
        raise UsageError(msg)
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_PROBE_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise UsageError(_unreachable(address, _line(error))) from error


def _rehearse(address: str) -> None:
    """Connect once in a process that can be killed: ``ray.init`` takes five minutes to give up on a stranger."""
    program = "import sys, ray; ray.init(address=sys.argv[1], log_to_driver=False, logging_level='ERROR')"
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-P", "-c", program, address],
            capture_output=True,
            text=True,
            timeout=_CONNECT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        reason = f"something listens there that is no Ray cluster, or did not let us in for {_CONNECT_SECONDS:.0f} s"
        raise UsageError(_unreachable(address, reason)) from error
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise UsageError(_unreachable(address, said[-1]))


def _unreachable(address: str, reason: str) -> str:
    return f"no Ray cluster answers at {address!r} ({reason}): check RAY_ADDRESS, or leave it out to start a local one"


def _line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
