"""The table of ``ThreadSafeConfig`` about ways to spawn work is kept, row by row; Ray's rows are in test_config_ray."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from multiprocessing import get_context
from threading import Thread, Timer

import pytest
from toxiframe.pipeline.config import CONFIG, ThreadSafeConfig, carry, override
from toxiframe.pipeline.resolve import resolve_settings

from tests.inheriting import INHERITING, inherit

pytestmark = pytest.mark.interpreter

Work = Callable[[], object]
WAIT = 60.0
"""Seconds after which a worker counts as lost."""


def _thread(work: Work) -> object:
    seen = []
    thread = Thread(target=lambda: seen.append(work()))
    thread.start()
    thread.join(WAIT)
    return seen[0]


def _timer(work: Work) -> object:
    seen = []
    timer = Timer(0, lambda: seen.append(work()))
    timer.start()
    timer.join(WAIT)
    return seen[0]


def _on(pool: ThreadPoolExecutor) -> Callable[[Work], object]:
    return lambda work: pool.submit(work).result(WAIT)


async def _task(work: Work) -> object:
    async def run() -> object:
        return work()

    return await asyncio.create_task(run())


async def _coroutine(work: Work) -> object:
    return work()


async def _in_executor(pool: ThreadPoolExecutor, work: Work) -> object:
    return await asyncio.get_running_loop().run_in_executor(pool, work)


async def _call_soon(work: Work) -> object:
    seen = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(lambda: seen.set_result(work()))
    return await seen


def _done_callback(work: Work) -> object:
    future, seen = Future(), []
    future.set_result(None)
    future.add_done_callback(lambda _: seen.append(work()))
    return seen[0]


def _generator(work: Work) -> object:
    def body():
        yield work()

    return next(body())


def _looped(way: Callable[[Work], object]) -> Callable[[Work], object]:
    return lambda work: asyncio.run(way(work))


@pytest.fixture
def ways():
    """Make the ways, over one worker that every job of a pool runs on."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(int).result(WAIT)  # starts the worker: whoever submits first must not matter
        yield {
            "thread": _thread,
            "timer": _timer,
            "executor": _on(pool),
            "task": _looped(_task),
            "awaited coroutine": _looped(_coroutine),
            "to_thread": _looped(asyncio.to_thread),
            "run_in_executor": _looped(partial(_in_executor, pool)),
            "call_soon": _looped(_call_soon),
            "done callback": _done_callback,
            "generator": _generator,
        }


@pytest.fixture
def config() -> ThreadSafeConfig[str]:
    """Make settings that are their own label."""
    return ThreadSafeConfig(lambda: "default")


@pytest.fixture(params=["plain", "inherited"])
def threads(request, monkeypatch) -> str:
    """Run a test with threads as they are, and with each in a copy of its spawner's context, as in CPython 3.14."""
    if request.param == "inherited":
        inherit(monkeypatch)
    return "inherited" if INHERITING else request.param


# Row -> what it sees of a spawner that has settings, and whether the next piece of work of the same kind, from one that
# has none, sees what it set. A loop of its own ends with whatever a coroutine leaves in it.
ROWS = {
    "thread": ("default", False),
    "timer": ("default", False),
    "executor": ("default", True),
    "task": ("mine", False),
    "awaited coroutine": ("mine", False),
    "to_thread": ("mine", False),
    "run_in_executor": ("default", True),
    "call_soon": ("mine", False),
    "done callback": ("mine", True),
    "generator": ("mine", True),
}
ELSEWHERE = {"process", "Ray task", "Ray actor"}


def test_every_row_of_the_table_has_its_test():
    """The docstring promises nothing that is not tried, and nothing is tried that it does not promise."""
    table = str(ThreadSafeConfig.__doc__).split("====\n")[2]
    rows = {re.split(r"\s{2,}", line.strip())[0] for line in table.splitlines() if line.strip(" =")}
    assert rows == set(ROWS) | ELSEWHERE, rows ^ (set(ROWS) | ELSEWHERE)


@pytest.mark.parametrize("row", ROWS)
def test_it_sees_what_its_row_says(ways, config, threads, row):
    """Spawned bare, work sees what the table says; carried, its spawner's settings; as a job, the default."""
    seen, _ = ROWS[row]
    if threads == "inherited" and row in {"thread", "timer"}:
        seen = "mine"
    with config.override("mine"):
        assert ways[row](config.get_settings) == seen
        assert ways[row](config.carry(config.get_settings)) == "mine"
        assert ways[row](partial(config.run_job, config.get_settings)) == "default"


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("row", ROWS)
def test_it_leaves_what_its_row_says(ways, config, row):
    """What bare work sets is seen later where the table says so; what carried work or a job sets is never seen."""
    _, stays = ROWS[row]

    def later() -> object:
        return copy_context().run(ways[row], config.get_settings)

    def twice() -> tuple[object, object]:
        ways[row](partial(config.set_settings, "left"))
        return ways[row](config.get_settings), config.get_settings()

    with config.override("mine"):
        carried, job = config.carry(partial(config.set_settings, "left")), partial(config.set_settings, "left")
    ways[row](carried)
    ways[row](partial(config.run_job, job))
    assert (later(), config.get_settings()) == ("default", "default"), "a wrapped function left something behind"
    seen, here = copy_context().run(twice)
    assert (seen == "left") == stays, f"the next piece of work sees {seen}"
    assert (here == "left") == (stays and row in {"done callback", "generator"}), f"the spawner sees {here}"


def test_a_process_sees_what_is_carried_to_it():
    """A spawned process sees its own default, and what is carried is pickled with the function; forks are case T11."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool, override(resolve_settings("production")):
        seen = [pool.submit(work).result(WAIT) for work in (profile, carry(profile))]
    assert seen == ["canary", "production"]


def profile() -> str:
    """Return the profile in force, in a process that imports this file."""
    return CONFIG.get_settings().profile
