"""A real Ray cluster and the workers in it: the one that is there, or a small one of our own, from the first use on.

Whoever calls ``ray.shutdown()`` ends it; the next use starts another.
"""

from __future__ import annotations

import atexit
import logging
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterable
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from .errors import BindError
from .ray_work import Request, Worker, serve, serve_forever

__all__ = ["Cluster", "Host", "Stopped", "cluster", "needs_ray"]

QUIET = 10.0
"""Seconds after which a call counts as one that never ends."""

_START = 120.0  # seconds in which a worker must have started
_OBJECT_STORE = 100 * 2**20
_TOKEN = "_TOXIFRAME_RAY_TOKEN"  # noqa: S105 - the name of a variable


class Stopped(Exception):  # noqa: N818 - what became of a call
    """A call did not come to its end; the text says why."""


class Host(Protocol):
    """A process that does calls one after another.

    ``defaults``: of the settings that it has made, by what makes them. ``queues``: calls may be made before those ahead
    of them have ended; where one kills an actor, the answers of the others may be lost with it.
    """

    queues: bool
    defaults: dict[bytes, str]

    def call(self, request: Request, /) -> Any:
        """Begin a call, and return the reference of its answer."""
        ...

    def abandon(self, refs: Iterable[Any], /) -> None:
        """End calls that do not come back, with their process."""
        ...

    def retire(self) -> None:
        """End the process: what it has seen would be seen again."""
        ...


class _Tasks:
    """Tasks that run one after another, since each needs all of a reservation; so one process runs them all."""

    queues = True

    def __init__(self, ray: Any) -> None:
        self.defaults: dict[bytes, str] = {}
        self._ray = ray
        from ray.util.placement_group import placement_group  # noqa: PLC0415 - an extra
        from ray.util.scheduling_strategies import PlacementGroupSchedulingStrategy  # noqa: PLC0415 - as above

        # One byte of memory: a cluster that is somebody else's loses nothing by it.
        place = PlacementGroupSchedulingStrategy(placement_group([{"memory": 1}]), placement_group_bundle_index=0)
        options = {"num_cpus": 0, "memory": 1, "max_retries": 0, "scheduling_strategy": place}
        self._serve, self._hold = ray.remote(**options)(serve), ray.remote(**options)(serve_forever)

    def call(self, request: Request, /) -> Any:
        return self._serve.remote(request)

    def abandon(self, refs: Iterable[Any], /) -> None:
        self.defaults.clear()
        for ref in refs:
            self._ray.cancel(ref, force=True)

    def retire(self) -> None:
        held = self._hold.remote()
        self._ray.get(next(held), timeout=_START)
        self.abandon([held])  # a process that ends by itself is announced on the terminal as a crash


class _Actor:
    """An actor, started anew where it was ended."""

    queues = False

    def __init__(self, ray: Any) -> None:
        self.defaults: dict[bytes, str] = {}
        self._ray = ray
        self._kind = ray.remote(num_cpus=0, max_restarts=0, max_task_retries=0)(Worker)
        self._actor: Any = None

    def call(self, request: Request, /) -> Any:
        if self._actor is None:
            self._actor = self._kind.remote()
        return self._actor.serve.remote(request)

    def abandon(self, refs: Iterable[Any], /) -> None:
        del refs
        self.retire()

    def retire(self) -> None:
        self.defaults.clear()
        self._ray.kill(self._actor)
        self._actor = None


class Cluster:
    """Workers of one cluster, kept from one program to the next; ``refused``: what no worker can make, and why."""

    def __init__(self, ray: Any, connection: tuple[str, str]) -> None:
        self.ray, self.connection = ray, connection
        self.refused: dict[bytes, str] = {}
        self._tasks: list[Host] = []
        self._actors: list[Host] = []

    def tasks(self) -> Host:
        """Return the process that does all tasks."""
        self._tasks = self._tasks or [_Tasks(self.ray)]
        return self._tasks[0]

    def actors(self, count: int) -> list[Host]:
        """Return so many actors."""
        self._actors += [_Actor(self.ray) for _ in range(count - len(self._actors))]
        return self._actors[:count]

    def answer(self, ref: Any, *, first: bool) -> Any:
        """Wait for the answer of a call; ``first``: it may have to start a process, and to import much.

        Raises
        ------
        Stopped
            If its process died, or it does not end.
        BindError
            If the call could not be made in a worker.
        """
        errors, patience = self.ray.exceptions, _START if first else QUIET
        try:
            return self.ray.get(ref, timeout=patience)
        except errors.GetTimeoutError:
            msg = f"it did not end within {patience:g} s"
            raise Stopped(msg) from None
        except errors.RayTaskError as error:
            msg = f"workers= needs this version of toxiframe on the cluster: a call raised {_line(error.cause)}"
            raise BindError(msg) from error
        except errors.RayError as error:
            msg = f"its Ray worker died ({_line(error)})"
            raise Stopped(msg) from error


def needs_ray() -> None:
    """Refuse where Ray is not installed.

    Raises
    ------
    BindError
        If it is not.
    """
    if find_spec("ray") is None:
        msg = "workers= needs 'ray', which is not installed: pip install 'toxiframe[search]', or leave workers= out"
        raise BindError(msg)


def cluster() -> Cluster:
    """Return the cluster that this process is connected to, or else start one, which ends with the process.

    Raises
    ------
    BindError
        If Ray is not installed, or does not start.
    """
    needs_ray()
    if "ray" not in sys.modules or not sys.modules["ray"].is_initialized():
        _OWN.close()
        _start()
    ray: Any = sys.modules["ray"]
    context = ray.get_runtime_context()
    connection = (context.get_node_id(), context.get_worker_id())
    if not _KNOWN or _KNOWN[0].connection != connection:
        _KNOWN[:] = [Cluster(ray, connection)]
    return _KNOWN[0]


_OWN = ExitStack()
"""What ends the cluster that was started here."""
_KNOWN: list[Cluster] = []
"""The cluster in use."""
atexit.register(_OWN.close)


def _start() -> None:
    """Start a private cluster of one CPU, whose workers import what this process can.

    Sockets below its directory must fit in 107 bytes. Ray listens on every interface, so a token keeps strangers out.
    Ray reads it once and presents it to every later cluster, so it is the same for all that toxiframe starts in a
    process, and one of the user's own is left in force.
    """
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="txf-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if not any(name in os.environ for name in ("RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH")):
            token = os.environ.setdefault(_TOKEN, secrets.token_hex(32))
            stack.enter_context(_environment(RAY_AUTH_MODE="token", RAY_AUTH_TOKEN=token))
        with _environment(
            RAY_ADDRESS=None,
            RAY_USAGE_STATS_ENABLED="0",
            RAY_ENABLE_UV_RUN_RUNTIME_ENV="0",
            PYTHONPATH=os.pathsep.join(filter(None, sys.path)),
        ):
            import ray  # noqa: PLC0415 - an extra, and after the environment it reads while it is imported

            try:
                ray.init(
                    address="local",
                    num_cpus=1,
                    object_store_memory=_OBJECT_STORE,
                    include_dashboard=False,
                    log_to_driver=False,
                    logging_level=logging.ERROR,
                    _temp_dir=str(folder),
                )
            except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
                msg = f"workers= needs a Ray cluster, and none could be started here: {_line(error)}"
                raise BindError(msg) from error
        stack.callback(ray.shutdown)
        _OWN.push(stack.pop_all())


@contextmanager
def _environment(**variables: str | None) -> Generator[None]:
    before = {name: os.environ.get(name) for name in variables}
    try:
        for name, value in variables.items():
            os.environ.pop(name, None)
            os.environ.update({} if value is None else {name: value})
        yield
    finally:
        for name in variables:
            os.environ.pop(name, None)
        os.environ.update({name: value for name, value in before.items() if value is not None})


def _line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
