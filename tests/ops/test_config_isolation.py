"""Two profiles at once: each thread, job and task sees its own settings, in every order that matters."""

from __future__ import annotations

import asyncio
import pickle
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier

import pytest
from toxiframe.pipeline.config import (
    CONFIG,
    ThreadSafeConfig,
    carry,
    get_settings,
    override,
    reset_settings,
    set_settings,
)
from toxiframe.pipeline.resolve import resolve_settings
from toxiframe.pipeline.settings import Settings

pytestmark = pytest.mark.interpreter

CANARY, PRODUCTION = resolve_settings("canary"), resolve_settings("production")
WAIT = 30.0
"""Seconds after which a barrier gives up; reached only by a deadlock."""


def _seen_by_two_threads(first: Settings, second: Settings) -> dict[str, list[str]]:
    """Let two threads set, read, reset and read again, in step; return the profiles each of them saw."""
    barrier = Barrier(2)

    def work(mine: Settings) -> list[str]:
        seen = [get_settings().profile]
        barrier.wait(WAIT)
        token = set_settings(mine)
        barrier.wait(WAIT)  # both have set: a shared variable would now hold the later one for both
        seen.append(get_settings().profile)
        barrier.wait(WAIT)
        if mine is first:
            reset_settings(token)
        barrier.wait(WAIT)  # one has reset: the other must not notice
        seen.append(get_settings().profile)
        barrier.wait(WAIT)
        if mine is not first:
            reset_settings(token)
        barrier.wait(WAIT)
        seen.append(get_settings().profile)
        return seen

    with ThreadPoolExecutor(2) as pool:
        futures: list[Future[list[str]]] = [pool.submit(work, settings) for settings in (first, second)]
        return {"first": futures[0].result(WAIT), "second": futures[1].result(WAIT)}


def test_two_threads_with_different_profiles_never_see_each_other():
    """Each thread sees the profile it set, before, while and after the other one sets and resets its own."""
    default = get_settings().profile
    seen = _seen_by_two_threads(PRODUCTION, CANARY.model_copy(update={"profile": "canary-twin"}))
    assert seen == {
        "first": [default, "production", default, default],
        "second": [default, "canary-twin", "canary-twin", default],
    }, f"profiles leaked between threads: {seen}"


def test_the_same_check_catches_a_configuration_that_is_shared(monkeypatch):
    """The check above fails on a process-wide variable, so it can fail at all."""
    shared: list[Settings] = [CANARY]

    def set_shared(settings: Settings) -> Settings:
        before, shared[0] = shared[0], settings
        return before

    monkeypatch.setitem(globals(), "get_settings", lambda: shared[0])
    monkeypatch.setitem(globals(), "set_settings", set_shared)
    monkeypatch.setitem(globals(), "reset_settings", set_shared)
    seen = _seen_by_two_threads(PRODUCTION, CANARY.model_copy(update={"profile": "canary-twin"}))
    assert seen["first"][1] == seen["second"][1], f"a shared variable must show the same to both: {seen}"


def test_a_reused_pool_thread_starts_every_job_from_the_default():
    """What one job sets and never resets is gone when the same worker thread runs the next job."""

    def leave_behind() -> str:
        set_settings(PRODUCTION)
        return get_settings().profile

    def look() -> str:
        return get_settings().profile

    with ThreadPoolExecutor(1) as pool:
        left = pool.submit(CONFIG.run_job, leave_behind).result(WAIT)
        found = pool.submit(CONFIG.run_job, look).result(WAIT)
        raw = pool.submit(look).result(WAIT)
    assert (left, found, raw) == ("production", "canary", "canary"), (left, found, raw)


def test_carried_work_sees_the_settings_of_whoever_carried_it():
    """A carried function runs under its carrier's settings on any worker and leaves the worker as it was."""
    with override(PRODUCTION):
        carried = carry(lambda: get_settings().profile)
    with ThreadPoolExecutor(1) as pool:
        seen = [pool.submit(job).result(WAIT) for job in (carried, lambda: get_settings().profile, carried)]
    assert seen == ["production", "canary", "production"], seen


def test_the_method_carries_what_is_in_force_when_it_is_called():
    """Carrying binds the settings of that moment: later changes of the carrier do not reach the carried work."""
    with override(PRODUCTION):
        carried = CONFIG.carry(lambda: get_settings().profile)
    assert carried() == "production"
    with override(PRODUCTION.model_copy(update={"profile": "later"})), ThreadPoolExecutor(1) as pool:
        assert pool.submit(carried).result(WAIT) == "production"


def test_an_initializer_of_the_pool_cannot_leak_into_jobs():
    """A pool whose initializer set settings for good still runs isolated jobs from the default."""
    with ThreadPoolExecutor(1, initializer=set_settings, initargs=(PRODUCTION,)) as pool:
        isolated = pool.submit(CONFIG.run_job, lambda: get_settings().profile).result(WAIT)
        bare = pool.submit(lambda: get_settings().profile).result(WAIT)
    assert (isolated, bare) == ("canary", "production"), (isolated, bare)


def test_asyncio_tasks_keep_their_own_settings():
    """Tasks that meet at a barrier between set and read see their own profile; the parent sees none of it."""

    async def task(mine: Settings, barrier: asyncio.Barrier) -> tuple[str, str]:
        with override(mine):
            await barrier.wait()
            inside = get_settings().profile
            threaded = await asyncio.to_thread(lambda: get_settings().profile)
            await barrier.wait()
        return inside, threaded

    async def main() -> tuple[list[tuple[str, str]], str]:
        barrier = asyncio.Barrier(2)
        seen = await asyncio.gather(task(PRODUCTION, barrier), task(CANARY, barrier))
        return list(seen), get_settings().profile

    seen, parent = asyncio.run(main())
    assert seen == [("production", "production"), ("canary", "canary")], seen
    assert parent == "canary", f"a task's settings reached its parent: {parent}"


def test_override_restores_what_was_there_after_an_error():
    """An exception inside a nested override takes the settings out again, one level at a time."""

    def fail_inside() -> None:
        with override(CANARY):
            message = f"inside {get_settings().profile}"
            raise LookupError(message)

    with override(PRODUCTION):
        with pytest.raises(LookupError, match="inside canary"):
            fail_inside()
        assert get_settings() is PRODUCTION
    assert get_settings().profile == "canary"


def test_the_default_is_built_once_however_many_threads_ask_first():
    """Threads that ask for the default at the same moment all get the one object that was built."""
    threads = 8
    barrier = Barrier(threads)
    built: list[Settings] = []

    def build() -> Settings:
        built.append(resolve_settings("production"))
        return built[-1]

    config = ThreadSafeConfig(build)

    def ask() -> Settings:
        barrier.wait(WAIT)
        return config.get_settings()

    with ThreadPoolExecutor(threads) as pool:
        seen = [future.result(WAIT) for future in [pool.submit(ask) for _ in range(threads)]]
    assert len(built) == 1, f"the default was built {len(built)} times"
    assert all(settings is built[0] for settings in seen)


def test_settings_that_could_change_in_place_are_refused():
    """A mutable object is refused when it is set, with the way out in the message."""
    config: ThreadSafeConfig[dict[str, int]] = ThreadSafeConfig(dict)
    with pytest.raises(TypeError, match=r"'dict' can be changed in place.*frozen"):
        config.set_settings({"shards": 1})


def test_a_token_of_another_context_is_refused_and_changes_nothing():
    """Resetting with another thread's token raises, and the settings in force stay."""
    with ThreadPoolExecutor(1) as pool:
        foreign = pool.submit(set_settings, CANARY).result(WAIT)
    with override(PRODUCTION):
        with pytest.raises(ValueError, match="different Context"):
            reset_settings(foreign)
        assert get_settings() is PRODUCTION


def test_only_the_process_wide_configuration_travels_and_by_its_name():
    """A function that names ``get_settings`` can be shipped to another process; no other configuration can."""
    assert pickle.loads(pickle.dumps(CONFIG)) is CONFIG  # noqa: S301 - our own bytes
    assert pickle.loads(pickle.dumps(get_settings))() is get_settings()  # noqa: S301 - as above
    with pytest.raises(TypeError, match=r"stays in its process.*carry"):
        pickle.dumps(ThreadSafeConfig(lambda: CANARY))
