"""The ways in which Python spawns work, each of them real."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError
from types import MappingProxyType
from typing import Any

from .settings_subject import Spawn
from .settings_trial import on_new_thread

__all__ = ["AT_ONCE", "WAYS", "Later", "eager", "meeting"]

Work = Callable[[], Any]
Later = Callable[[Work], Work]
"""Spawns work, and returns what gives its result; between the two the spawner takes its settings out."""

AT_ONCE = "two threads at once"
"""Both are inside the work at the same time: what is carried may be carried to several workers."""

_WAIT = 0.2
"""Seconds after which the work goes on alone: the other piece could not begin, and says why itself."""


def eager(spawn: Spawn) -> Later:
    """Make a way of one that runs the work at once."""

    def later(work: Work) -> Work:
        value = spawn(work)
        return lambda: value

    return later


def meeting(work: Work, count: int) -> Work:
    """Return work of which ``count`` pieces wait for each other before they begin."""
    barrier = Barrier(count)

    def met() -> Any:
        with suppress(BrokenBarrierError):
            barrier.wait(_WAIT)
        return work()

    return met


def _executor(work: Work) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def _at_once(work: Work) -> Any:
    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(work), pool.submit(work)]
        first, second = (future.result() for future in futures)
    return first if first == second else f"{first} and {second}"


def _generator(work: Work) -> Work:
    def body() -> Iterator[Any]:
        yield work()

    steps = body()
    return lambda: next(steps)


async def _task(work: Work) -> Any:
    async def run() -> Any:
        return work()

    return await asyncio.create_task(run())


async def _to_thread(work: Work) -> Any:
    return await asyncio.to_thread(work)


async def _run_in_executor(work: Work) -> Any:
    return await asyncio.get_running_loop().run_in_executor(None, work)


async def _call_soon(work: Work) -> Any:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Any] = loop.create_future()

    def run() -> None:
        try:
            done.set_result(work())
        except Exception as error:  # noqa: BLE001 - raised again where it is awaited
            done.set_exception(error)

    loop.call_soon(run)
    return await done


def _looped(way: Callable[[Work], Coroutine[Any, Any, Any]]) -> Later:
    return eager(lambda work: asyncio.run(way(work)))


WAYS: Mapping[str, Later] = MappingProxyType(
    {
        "thread": eager(partial(on_new_thread, bare=False)),
        "executor": eager(_executor),
        "task": _looped(_task),
        "to_thread": _looped(_to_thread),
        "run_in_executor": _looped(_run_in_executor),
        "call_soon": _looped(_call_soon),
        "generator": _generator,
        AT_ONCE: eager(_at_once),
    }
)
"""Name -> the way."""
